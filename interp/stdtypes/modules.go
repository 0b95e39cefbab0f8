package stdtypes

import (
	"fmt"
	"go/types"
	"maps"
	"os"
	"slices"

	"golang.org/x/tools/go/gcexportdata"
)

// A Package is a compiled package of a module beyond the standard library and ours.
type Package struct {
	Path    string
	Name    string
	Archive string   // the file with its export data
	Deps    []string // all that it imports, directly or not
}

// A modulePackage is such a package, with its types when it has been imported.
type modulePackage struct {
	Package
	types *types.Package
}

// SetModules says which packages of modules can be imported from now on. Types of
// a package that is as it was, with all that it imports, stay the same.
func (i *Importer) SetModules(packages map[string]Package) {
	i.mu.Lock()
	defer i.mu.Unlock()
	old := i.modules
	same := func(name string) bool {
		p, was := packages[name], old[name]
		return was == nil && p.Path == "" || was != nil && was.Archive == p.Archive
	}
	i.modules = map[string]*modulePackage{}
	for name, p := range packages {
		i.modules[name] = &modulePackage{Package: p}
		if same(name) && !slices.ContainsFunc(p.Deps, func(dep string) bool { return !same(dep) }) {
			i.modules[name].types = old[name].types
		}
	}
}

// Modules are the paths of the packages of modules, sorted.
func (i *Importer) Modules() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Sorted(maps.Keys(i.modules))
}

// Name is the name in the package clause of a package of a module, or "" for any other.
func (i *Importer) Name(path string) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	if p := i.modules[path]; p != nil {
		return p.Package.Name
	}
	return ""
}

// loadModule reads a package's export data, what it imports first: all of them share
// the types of the standard library and of our own packages.
func (i *Importer) loadModule(p *modulePackage) (*types.Package, error) {
	if p.types != nil {
		return p.types, nil
	}
	known := map[string]*types.Package{}
	for _, dep := range p.Deps {
		if !i.knows(dep) {
			continue // internal to the standard library
		}
		pkg, err := i.load(dep)
		if err != nil {
			return nil, err
		}
		known[dep] = pkg
	}
	f, err := os.Open(p.Archive)
	if err != nil {
		return nil, fmt.Errorf("package %s: %w", p.Path, err)
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("package %s: %w", p.Path, err)
	}
	if p.types, err = gcexportdata.Read(r, i.fset, known, p.Path); err != nil {
		return nil, fmt.Errorf("package %s: %w", p.Path, err)
	}
	return p.types, nil
}
