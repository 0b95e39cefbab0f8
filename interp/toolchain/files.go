package toolchain

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// writeFile puts a file in place at once: a reader sees the old one or the whole
// new one, however many processes write it.
func writeFile(name string, data []byte, perm fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(perm)
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// sourceFiles is the folder of the main module that the host's packages are compiled
// in: what the module's sources hold of packages, with a go.mod that requires nothing.
func (h *host) sourceFiles(sources fs.FS, module string) (map[string][]byte, error) {
	files, dir := map[string][]byte{}, ""
	goLine := "go " + strings.TrimPrefix(h.lang, "go") + "\n"
	if v := h.moduleVersion(); v != "" { // its file names have the version of a module that isn't the main one
		dir = "module"
		files["go.mod"] = fmt.Appendf(nil, "module cells\n\n%srequire %s %s\nreplace %[2]s %[3]s => ./%s\n", goLine, module, v, dir)
	}
	files[path.Join(dir, "go.mod")] = fmt.Appendf(nil, "module %s\n\n%s", module, goLine)
	err := fs.WalkDir(sources, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "testdata" {
			return fs.SkipDir
		}
		if d.IsDir() || !compiled(path.Base(name)) {
			return nil
		}
		files[path.Join(dir, name)], err = fs.ReadFile(sources, name)
		return err
	})
	return files, err
}

// compiled tells whether a file of that name is part of a package outside of its tests.
func compiled(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") || path.Ext(name) == ".s" || path.Ext(name) == ".h"
}

// extract writes files below dir, as far as they aren't there already.
func extract(files map[string][]byte, dir string) error {
	for name, data := range files {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if old, err := os.ReadFile(target); err == nil && bytes.Equal(old, data) {
			continue
		}
		if err := writeFile(target, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
