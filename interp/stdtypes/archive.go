package stdtypes

import (
	"archive/zip"
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"
)

//go:generate go run ./gen

//go:embed data
var data embed.FS

// ErrNotBuilt is wrapped by the error of New where the binary lacks the standard
// library's types, or has those of another release.
var ErrNotBuilt = errors.New("this binary was built without the standard library's types")

// An archive is the export data of the standard library.
type archive struct {
	files  map[string]*zip.File
	paths  []string
	byName map[string][]string // package name -> import paths
}

// openArchive reads the archive's index; packages are read when they are asked for.
func openArchive() (*archive, error) {
	name := "data/std_" + runtime.GOOS + "_" + runtime.GOARCH + ".zip"
	raw, err := data.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w (interp/stdtypes/%s); build it with `make build`", ErrNotBuilt, name)
	}
	if err != nil {
		return nil, err
	}
	version, _, _ := strings.Cut(runtime.Version(), " ")
	return readArchive(raw, version)
}

// readArchive reads an archive that must have been made by the given release.
func readArchive(raw []byte, version string) (*archive, error) {
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("the standard library's types: %w", err)
	}
	a := &archive{files: map[string]*zip.File{}, byName: map[string][]string{}}
	for _, f := range r.File {
		a.files[f.Name] = f
	}
	index, err := a.read("INDEX")
	if err != nil {
		return nil, fmt.Errorf("the standard library's types have no index: %w", err)
	}
	made, lines, _ := strings.Cut(string(index), "\n")
	if made != version {
		return nil, fmt.Errorf("%w of %s: they are those of %s; build it with `make build`", ErrNotBuilt, version, made)
	}
	for line := range strings.Lines(lines) {
		path, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		a.paths = append(a.paths, path)
		a.byName[name] = append(a.byName[name], path)
	}
	return a, nil
}

func (a *archive) has(path string) bool { return path != "INDEX" && a.files[path] != nil }

// open is the export data of a package, as go/importer asks for it.
func (a *archive) open(path string) (io.ReadCloser, error) {
	content, err := a.read(path)
	return io.NopCloser(bytes.NewReader(content)), err
}

func (a *archive) read(name string) ([]byte, error) {
	f := a.files[name]
	if f == nil {
		return nil, fs.ErrNotExist
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}
