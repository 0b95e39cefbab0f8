// Command gen writes the export data of the standard library's importable
// packages to data/std_<os>_<arch>.zip, for this platform and the release of Go
// that runs it.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	if err := run(filepath.Join("data", "std_"+runtime.GOOS+"_"+runtime.GOARCH+".zip")); err != nil {
		log.Fatal(err)
	}
}

// A pkg is one package of the standard library.
type pkg struct{ path, name, archive string }

// run writes the archive to a file, which appears when it is whole.
func run(file string) error {
	pkgs, err := list()
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := write(&buf, pkgs); err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", buf.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// list has the go command compile the standard library, and leaves out what programs can't import.
func list() ([]pkg, error) {
	cmd := exec.Command("go", "list", "-export", "-f", "{{.ImportPath}} {{.Name}} {{.Export}}", "std")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list std: %w", err)
	}
	var pkgs []pkg
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) == 3 && importable(f[0]) {
			pkgs = append(pkgs, pkg{f[0], f[1], f[2]})
		}
	}
	return pkgs, nil
}

func importable(path string) bool {
	parts := strings.Split(path, "/")
	return !slices.Contains(parts, "internal") && parts[0] != "vendor" && parts[0] != "cmd"
}

// write makes the archive: an index, then each package's export data.
func write(w io.Writer, pkgs []pkg) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	var index strings.Builder
	version, _, _ := strings.Cut(runtime.Version(), " ")
	fmt.Fprintln(&index, version)
	for _, p := range pkgs {
		fmt.Fprintln(&index, p.path, p.name)
	}
	if err := add(z, "INDEX", []byte(index.String())); err != nil {
		return err
	}
	for _, p := range pkgs {
		data, err := exportData(p.archive)
		if err != nil {
			return fmt.Errorf("%s: %w", p.path, err)
		}
		if err := add(z, p.path, data); err != nil {
			return err
		}
	}
	return z.Close()
}

func add(z *zip.Writer, name string, data []byte) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

const (
	arMagic  = "!<arch>\n"
	arHeader = 60 // bytes: name 16, date 12, uid 6, gid 6, mode 8, size 10, magic 2
)

// exportData is the archive with its first member alone, which is __.PKGDEF.
func exportData(file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	head := len(arMagic) + arHeader
	if len(data) < head || !bytes.HasPrefix(data, []byte(arMagic+"__.PKGDEF")) {
		return nil, fmt.Errorf("%s doesn't begin with export data", file)
	}
	size, err := strconv.Atoi(strings.TrimSpace(string(data[len(arMagic)+48 : len(arMagic)+58])))
	if err != nil || head+size > len(data) {
		return nil, fmt.Errorf("%s: bad size of the export data", file)
	}
	return data[:head+size], nil
}
