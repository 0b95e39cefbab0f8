package toolchain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Package is a compiled package of a module that the session requires.
type Package struct {
	Path    string
	Name    string
	Module  Module
	Archive string   // the file with its object code and export data
	Deps    []string // all that it imports, directly or not
}

// Packages compiles packages of the required modules, with what they import, and
// returns all that are compiled by now, by path. Those compiled before are kept.
//
// The error is a *ModuleError, or the context's.
func (t *Toolchain) Packages(ctx context.Context, paths ...string) (map[string]Package, error) {
	m := &t.modules
	m.mu.Lock()
	defer m.mu.Unlock()
	var missing []string
	for _, p := range paths {
		if err := t.checkImport(p); err != nil {
			return nil, err
		}
		if _, ok := t.Compiled()[p]; !ok {
			missing = append(missing, p)
		}
	}
	if len(missing) == 0 {
		return t.Compiled(), nil
	}
	if err := t.imports.wait(ctx); err != nil {
		return nil, err
	}
	defer t.config.announce("compiling " + strings.Join(missing, ", ") + " ...")()
	if err := t.writeRequirements(); err != nil {
		return nil, err
	}
	found, err := t.listAligned(ctx, missing)
	if err != nil {
		return nil, err
	}
	if err := t.admit(found, missing); err != nil {
		return nil, err
	}
	if err := t.readRequirements(); err != nil {
		return nil, err
	}
	m.state.Lock()
	defer m.state.Unlock()
	all := maps.Clone(m.packages)
	if all == nil {
		all = map[string]Package{}
	}
	maps.Copy(all, found)
	m.packages = all
	return all, nil
}

// Compiled are the packages of modules that are compiled by now, by path. The map isn't to be changed.
func (t *Toolchain) Compiled() map[string]Package {
	t.modules.state.Lock()
	defer t.modules.state.Unlock()
	return t.modules.packages
}

func (t *Toolchain) checkImport(p string) error {
	switch {
	case slices.Contains(strings.Split(p, "/"), "internal"):
		return &ModuleError{"the package " + p + " is internal to its module: nothing else can import it", ""}
	case t.modules.owner(p) == "":
		return &ModuleError{"no module of the session has the package " + p, ":get " + p + " adds the module that has it"}
	}
	return nil
}

// listedPackage is what the go command tells of a package.
type listedPackage struct {
	ImportPath, Name, Export string
	Standard                 bool
	Deps                     []string
	Module                   *struct {
		Path, Version string
		Main          bool
		Replace       *struct{ Dir string }
	}
}

// listAligned compiles packages. Where they need less than the shell's own versions of the
// modules that it is built of, these are required.
func (t *Toolchain) listAligned(ctx context.Context, paths []string) (map[string]Package, error) {
	found, err := t.listPackages(ctx, paths)
	if err != nil || !slices.ContainsFunc(slices.Collect(maps.Values(found)), Package.clashes) {
		return found, err
	}
	args := []string{"mod", "edit"}
	for name, version := range hostModules() {
		args = append(args, "-require="+name+"@"+version)
	}
	if _, err := t.goMod(ctx, append(args, t.modFile())...); err != nil {
		return nil, err
	}
	return t.listPackages(ctx, paths)
}

// clashes tells whether the package is of another version of a module of the shell itself.
func (p Package) clashes() bool {
	v := hostModules()[p.Module.Path]
	return v != "" && v != p.Module.Version
}

// listPackages compiles packages. Those of the standard library and our own aren't in the answer.
func (t *Toolchain) listPackages(ctx context.Context, paths []string) (map[string]Package, error) {
	args := append([]string{"list", t.modFlag(), "-export", "-deps", "-json=ImportPath,Name,Export,Standard,Deps,Module"},
		t.host.listFlags(t.config.Module, t.imports.whole.list.dir)...)
	out, err := t.goMod(ctx, append(args, paths...)...)
	if err != nil {
		return nil, explainModules(strings.Join(paths, ", "), err)
	}
	found := map[string]Package{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, fmt.Errorf("the go command's answer: %w", err)
		}
		if p.Standard || p.Module == nil || p.Export == "" || p.Module.Path == t.config.Module {
			continue
		}
		mod := Module{Path: p.Module.Path, Version: p.Module.Version}
		if p.Module.Replace != nil {
			mod.Dir = p.Module.Replace.Dir
		}
		found[p.ImportPath] = Package{p.ImportPath, p.Name, mod, p.Export, p.Deps}
	}
}

// admit refuses packages that can't be in this process with what is there.
func (t *Toolchain) admit(found map[string]Package, wanted []string) error {
	for _, p := range wanted {
		if found[p].Name == "main" {
			return &ModuleError{p + " is a program (package main), which can't be imported", ""}
		}
	}
	t.modules.state.Lock()
	defer t.modules.state.Unlock()
	for _, name := range slices.Sorted(maps.Keys(found)) {
		p := found[name]
		if p.clashes() {
			return t.clash(strings.Join(wanted, ", "), p.Module)
		}
		old := t.modules.packages[name]
		switch {
		case !t.modules.loaded[name] || old.Archive == p.Archive:
		case old.Module != p.Module:
			return &ModuleError{fmt.Sprintf("%s needs %s, and cells have loaded %s: a process can't have both", strings.Join(wanted, ", "), p.Module, old.Module),
				"start the shell anew"}
		default:
			return &ModuleError{"the package " + name + " has changed since cells loaded it", "start the shell anew to have it as it is now"}
		}
	}
	return nil
}

// forget drops the compiled packages that no cell has loaded: they may be others now.
func (t *Toolchain) forget() {
	t.modules.state.Lock()
	defer t.modules.state.Unlock()
	left := map[string]Package{}
	for p := range t.modules.loaded {
		left[p] = t.modules.packages[p]
	}
	t.modules.packages = left
}

// useOf notes that a plugin brings along what a source imports of modules.
func (t *Toolchain) useOf(src []byte) {
	f, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ImportsOnly)
	if err != nil {
		return
	}
	m := &t.modules
	m.state.Lock()
	defer m.state.Unlock()
	for _, spec := range f.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		pkg, ok := m.packages[p]
		if !ok {
			continue
		}
		for _, dep := range append([]string{p}, pkg.Deps...) {
			if _, ok := m.packages[dep]; ok {
				if m.loaded == nil {
					m.loaded = map[string]bool{}
				}
				m.loaded[dep] = true
			}
		}
	}
}

// moduleFiles is the import list of the packages of modules.
func (t *Toolchain) moduleFiles() []byte {
	packages := t.Compiled()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		b.WriteString(packageFile(name, packages[name].Archive))
	}
	return []byte(b.String())
}

// healModules compiles the packages of modules anew when an archive of them is gone, and tells whether it did.
func (t *Toolchain) healModules(ctx context.Context) bool {
	list := t.moduleFiles()
	if len(list) == 0 || complete(list) {
		return false
	}
	t.modules.mu.Lock()
	defer t.modules.mu.Unlock()
	if t.writeRequirements() != nil {
		return false
	}
	_, err := t.listPackages(ctx, slices.Sorted(maps.Keys(t.Compiled())))
	return err == nil && complete(list)
}
