package stdtypes

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/types"
	"io"
	"io/fs"
	"path"
)

// loadOwn type-checks a package of our module on its first use, without the
// bodies of its functions.
func (i *Importer) loadOwn(importPath string) (*types.Package, error) {
	if p := i.own[importPath]; p != nil {
		if p.types == nil {
			return nil, fmt.Errorf("import cycle through %s", importPath)
		}
		return p.types, nil
	}
	i.own[importPath] = &ownPackage{}
	p, err := i.check(importPath)
	if err != nil {
		delete(i.own, importPath)
		return nil, err
	}
	i.own[importPath] = p
	return p.types, nil
}

func (i *Importer) check(importPath string) (*ownPackage, error) {
	files, err := i.parse(i.folder(importPath))
	if err != nil {
		return nil, fmt.Errorf("package %s: %w", importPath, err)
	}
	config := types.Config{Importer: loader{i}, IgnoreFuncBodies: true, Sizes: sizes()}
	pkg, err := config.Check(importPath, i.fset, files, nil)
	if err != nil {
		return nil, fmt.Errorf("package %s: %w", importPath, err)
	}
	return &ownPackage{types: pkg, files: files}, nil
}

// A loader imports on behalf of a check that holds the Importer's lock.
type loader struct{ i *Importer }

func (l loader) Import(path string) (*types.Package, error) { return l.i.load(path) }

// parse reads the files of a folder that are compiled on this platform, without tests.
func (i *Importer) parse(dir string) ([]*ast.File, error) {
	entries, err := fs.ReadDir(i.sources, dir)
	if err != nil {
		return nil, err
	}
	match := i.constraints()
	var files []*ast.File
	for _, e := range entries {
		name := e.Name()
		if path.Ext(name) != ".go" || isTest(name) {
			continue
		}
		if ok, err := match.MatchFile(dir, name); err != nil || !ok {
			if err != nil {
				return nil, err
			}
			continue
		}
		text, err := fs.ReadFile(i.sources, path.Join(dir, name))
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(i.fset, path.Join(i.module, dir, name), text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no Go files in %s", dir)
	}
	return files, nil
}

// constraints evaluates build constraints over the sources.
func (i *Importer) constraints() *build.Context {
	c := build.Default
	c.JoinPath = path.Join
	c.OpenFile = func(name string) (io.ReadCloser, error) { return i.sources.Open(name) }
	return &c
}

func isTest(name string) bool {
	ok, _ := path.Match("*_test.go", name)
	return ok
}
