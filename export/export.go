// Package export writes a program into a folder of its own, with all that it takes to
// build it there or anywhere else: go build needs no other module than those it asks for.
//
// It doesn't know what the program does, nor how it was made.
package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// A Program is what is written.
type Program struct {
	Files   map[string][]byte // its own files
	Sources fs.FS             // a module that it imports: go.mod, and packages by their folders
	Module  string            // the path of that module
	Require []string          // lines of go.mod for the other modules that it imports
	Sum     []byte            // go.sum for these
}

// ErrNotEmpty is wrapped by the error of Write for a folder with something in it.
var ErrNotEmpty = errors.New("isn't empty")

// Write writes the program to a folder that is empty or not there yet; over lets it
// write over files of the same names in any folder. Its errors are for a person.
func Write(dir string, p Program, over bool) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("can't write to %s: %w", dir, bare(err))
	case len(entries) > 0 && !over:
		return fmt.Errorf("%s %w", dir, ErrNotEmpty)
	}
	files, err := p.all(dir)
	if err != nil {
		return err
	}
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(name), 0o777)
		if err == nil {
			err = os.WriteFile(name, text, 0o666)
		}
		if err != nil {
			return fmt.Errorf("can't write %s: %w", name, bare(err))
		}
	}
	return nil
}

// bare is an error of the file system without the path, which is said anyway.
func bare(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// all is everything that is written, by its path in the folder.
func (p Program) all(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	carried := path.Base(p.Module)
	err := fs.WalkDir(p.Sources, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "testdata" {
			return fs.SkipDir
		}
		if d.IsDir() || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files[path.Join(carried, name)], err = fs.ReadFile(p.Sources, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	mod, err := fs.ReadFile(p.Sources, "go.mod")
	if err != nil {
		return nil, err
	}
	release := strings.Join(regexp.MustCompile(`(?m)^(go|toolchain) .*$`).FindAllString(string(mod), -1), "\n\n")
	files[carried+"/go.mod"] = fmt.Appendf(nil, "module %s\n\n%s\n", p.Module, release)
	text := fmt.Sprintf("module %s\n\n%s\n\nrequire %s v0.0.0\n\nreplace %[3]s => ./%s\n", name(dir), release, p.Module, carried)
	if len(p.Require) > 0 {
		text += "\n" + strings.Join(p.Require, "\n") + "\n"
		files["go.sum"] = p.Sum
	}
	files["go.mod"] = []byte(text)
	for name, text := range p.Files {
		files[name] = text
	}
	return files, nil
}

// name is a module path for a program in a folder. It isn't that of the folder alone,
// which may be the path of a package of the standard library.
func name(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	base := strings.Trim(regexp.MustCompile(`[^A-Za-z0-9_.-]+`).ReplaceAllString(filepath.Base(dir), "-"), "-.")
	if base == "" {
		base = "cells"
	}
	return "notebook/" + base
}
