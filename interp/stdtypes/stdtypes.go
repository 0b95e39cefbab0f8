// Package stdtypes tells go/types what is in the packages that a cell may import,
// without a toolchain: the standard library's from export data in the binary, our
// own from their embedded sources, and those of modules from the archives that the
// toolchain makes.
package stdtypes

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// An Importer is a types.Importer. A session has one, so that a type is the same
// however it is reached. Its methods may be called from several goroutines.
type Importer struct {
	fset    *token.FileSet
	sources fs.FS
	module  string
	std     *archive

	mu      sync.Mutex
	compile types.Importer // of the standard library
	own     map[string]*ownPackage
	modules map[string]*modulePackage
}

// An ownPackage is a package of our module; both fields are nil while it is being checked.
type ownPackage struct {
	types *types.Package
	files []*ast.File
}

// New makes an importer of the standard library and of the packages of module whose
// sources are given, by their folders. It fails where this binary was built without
// the standard library's types, or with those of another release of Go.
func New(sources fs.FS, module string) (*Importer, error) {
	std, err := openArchive()
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	return &Importer{
		fset:    fset,
		sources: sources,
		module:  module,
		std:     std,
		compile: importer.ForCompiler(fset, "gc", std.open),
		own:     map[string]*ownPackage{},
	}, nil
}

// Import is the package at an import path; it is complete. Its errors say that
// there is no such package, or why its sources don't check.
func (i *Importer) Import(path string) (*types.Package, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.load(path)
}

// load is Import for who holds the lock.
func (i *Importer) load(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if strings.HasPrefix(path, i.module+"/") {
		return i.loadOwn(path)
	}
	if p := i.modules[path]; p != nil {
		return i.loadModule(p)
	}
	if !i.std.has(path) {
		return nil, fmt.Errorf("package %s is not in the standard library", path)
	}
	return i.compile.Import(path)
}

// Knows tells whether a package can be imported, as far as can be told without doing so.
func (i *Importer) Knows(path string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.knows(path)
}

func (i *Importer) knows(path string) bool {
	return path == "unsafe" || strings.HasPrefix(path, i.module+"/") || i.modules[path] != nil || i.std.has(path)
}

// Fset holds the positions of all that was imported.
func (i *Importer) Fset() *token.FileSet { return i.fset }

// Files are the parsed sources, with their comments, of one of our own packages that
// has been imported; nil for any other. Function bodies are in them, unchecked.
func (i *Importer) Files(path string) []*ast.File {
	i.mu.Lock()
	defer i.mu.Unlock()
	if p := i.own[path]; p != nil {
		return p.files
	}
	return nil
}

// Paths are the import paths of the standard library's importable packages, sorted.
func (i *Importer) Paths() []string { return slices.Clone(i.std.paths) }

// Names are the names of the standard library's importable packages, sorted.
func (i *Importer) Names() []string { return slices.Sorted(maps.Keys(i.std.byName)) }

// preferred is the package that a name most likely means where the shortest path isn't.
var preferred = map[string]string{
	"rand":     "math/rand/v2",
	"template": "text/template",
	"pprof":    "runtime/pprof",
	"scanner":  "text/scanner",
}

// Std is the import paths of the standard library's packages that are called name,
// the one most likely meant first: math/rand/v2, math/rand, crypto/rand.
func (i *Importer) Std(name string) []string {
	paths := slices.Clone(i.std.byName[name])
	rank := func(p string) int {
		switch {
		case p == preferred[name]:
			return 0
		case strings.HasPrefix(preferred[name], p):
			return 1
		}
		return 2
	}
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Or(rank(a)-rank(b), len(a)-len(b), strings.Compare(a, b))
	})
	return paths
}

// folder is where the sources of one of our packages are.
func (i *Importer) folder(importPath string) string {
	return path.Clean(strings.TrimPrefix(importPath, i.module+"/"))
}

// sizes are those of this program, which are the cells' as well.
func sizes() types.Sizes { return types.SizesFor("gc", runtime.GOARCH) }
