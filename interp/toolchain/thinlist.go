package toolchain

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// thinFormat is part of the name of the folder with thin archives: they are made anew
// when what is done to them changes.
const thinFormat = "3"

// thinArchives are the thin forms of the archives that plugins are linked with, for
// this build of the program. They are made when a plugin first needs them.
type thinArchives struct {
	dir string
	exe string

	mu    sync.Mutex
	known map[string]linked // by the whole archive's file
}

// A linked is what the linker takes in place of an archive.
type linked struct {
	file    string
	imports []string // the packages that it wants beside
}

// linkerWants are the packages that the linker adds to what is imported.
var linkerWants = []string{"runtime", "runtime/cgo"}

// openThin is nil where archives can't be made thin: what is done to them depends on
// the processor, the format of executables, and the release.
func openThin(cache string, exe build, h *host) (*thinArchives, error) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" || h.lang != "go1.27" || len(h.sanitizer()) > 0 {
		return nil, nil
	}
	a := &thinArchives{dir: filepath.Join(cache, "thin", digest(exe.file, exe.id, thinFormat)), exe: exe.file, known: map[string]linked{}}
	if err := os.MkdirAll(a.dir, 0o755); err != nil {
		return nil, err
	}
	now := time.Now()
	return a, errors.Join(os.Chtimes(a.dir, now, now), sweep(filepath.Dir(a.dir)))
}

// A build is one build of this program.
type build struct {
	file string
	id   string // tells it from others that were in the same place
}

func thisBuild() (build, error) {
	file, err := os.Executable()
	if err != nil {
		return build{}, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return build{}, err
	}
	return build{file, fmt.Sprint(info.Size(), info.ModTime().UnixNano())}, nil
}

// keptBuilds is for how many builds of the program thin archives are kept.
const keptBuilds = 8

// sweep removes the folders of builds that were not used lately. A session that needs one still makes it anew.
func sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) <= keptBuilds {
		return err
	}
	used := map[string]time.Time{}
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			used[e.Name()] = info.ModTime()
		}
	}
	names := slices.SortedFunc(maps.Keys(used), func(x, y string) int { return used[y].Compare(used[x]) })
	for _, name := range names[min(len(names), keptBuilds):] {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, name)))
	}
	return err
}

// list is the import list for linking the package in the archive root, out of the list
// of whole archives: just what it needs, and thin.
func (a *thinArchives) list(whole []byte, root string) ([]byte, error) {
	archive, err := os.ReadFile(root)
	if err != nil {
		return nil, err
	}
	imports, err := importsOf(archive)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for line := range bytes.Lines(whole) {
		path, file, _ := strings.Cut(strings.TrimSpace(string(line)), "=")
		files[strings.TrimPrefix(path, "packagefile ")] = file
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	exports := sync.OnceValues(func() (map[string]bool, error) { return exported(a.exe) })
	var out []byte
	seen := map[string]bool{}
	var add func(path string) error
	add = func(path string) error {
		if seen[path] || files[path] == "" {
			return nil
		}
		seen[path] = true
		l, err := a.linked(files[path], exports)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, packageFile(path, l.file)...)
		for _, imported := range l.imports {
			if err := add(imported); err != nil {
				return err
			}
		}
		return nil
	}
	for _, path := range append(imports, linkerWants...) {
		if err := add(path); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// linked is what the linker takes in place of the archive in file. It is made where it
// isn't there, or not any more.
func (a *thinArchives) linked(file string, exports func() (map[string]bool, error)) (linked, error) {
	if l, ok := a.known[file]; ok {
		if _, err := os.Stat(l.file); err == nil {
			return l, nil
		}
	}
	target := filepath.Join(a.dir, filepath.Base(file))
	archive, err := os.ReadFile(target)
	if errors.Is(err, fs.ErrNotExist) {
		archive, err = a.make(file, target, exports)
	}
	if err != nil {
		return linked{}, err
	}
	l := linked{file: target}
	if l.imports, err = importsOf(archive); err == nil {
		a.known[file] = l
	}
	return l, err
}

// make makes the thin form of file.
func (a *thinArchives) make(file, target string, exports func() (map[string]bool, error)) ([]byte, error) {
	names, err := exports()
	if err != nil {
		return nil, err
	}
	archive, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if archive, err = thin(archive, func(name string) bool { return names[name] }); err != nil {
		return nil, err
	}
	return archive, writeFile(target, archive, 0o644)
}

// add notes an archive that was built here, and whose plugin exports names.
func (a *thinArchives) add(file, target string, names map[string]bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	archive, err := a.make(file, target, func() (map[string]bool, error) { return names, nil })
	if err != nil {
		return err
	}
	l := linked{file: target}
	l.imports, err = importsOf(archive)
	a.known[file] = l
	return err
}

// exported are the symbols that a program or a plugin exports.
func exported(file string) (map[string]bool, error) {
	f, err := elf.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	symbols, err := f.DynamicSymbols()
	if err != nil {
		return nil, err
	}
	names := make(map[string]bool, len(symbols))
	for _, s := range symbols {
		if s.Section != elf.SHN_UNDEF {
			names[s.Name] = true
		}
	}
	return names, nil
}
