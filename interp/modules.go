package interp

import (
	"context"
	"errors"
	"go/ast"
	"slices"

	"gospark/cell"
	"gospark/interp/stdtypes"
	"gospark/interp/toolchain"
)

// A Module is one that the session requires beyond the standard library and ours.
type Module = toolchain.Module

// Get adds the module of a path, or of a package in it, to those that cells can import:
// query is PATH, PATH@version or PATH@none. The error is a *cell.Error.
func (in *Interp) Get(ctx context.Context, query string) (Module, error) {
	return in.require(ctx, func(tc *toolchain.Toolchain) (Module, error) { return tc.Get(ctx, query) })
}

// Replace makes a folder stand for the module of a path. The error is a *cell.Error.
func (in *Interp) Replace(ctx context.Context, path, dir string) (Module, error) {
	return in.require(ctx, func(tc *toolchain.Toolchain) (Module, error) { return tc.Replace(ctx, path, dir) })
}

func (in *Interp) require(ctx context.Context, change func(*toolchain.Toolchain) (Module, error)) (Module, error) {
	in.changing.Lock()
	defer in.changing.Unlock()
	if in.compiler == nil {
		return Module{}, &cell.Error{Code: cell.CodeUnavailable, Msg: "modules are for compiled cells, and " + errInterpreted.Error(),
			Hint: "start the shell with --mode=auto"}
	}
	tc, err := in.compiler.wait(ctx)
	if err == nil {
		var m Module
		if m, err = change(tc); err == nil {
			in.setModules(tc.Compiled())
			return m, nil
		}
	} else if ctx.Err() == nil {
		return Module{}, &cell.Error{Code: cell.CodeUnavailable, Msg: "modules are for compiled cells, and cells can't be compiled here", Hint: err.Error()}
	}
	return Module{}, moduleError(ctx, err)
}

// moduleError is an error of the toolchain as one of a command.
func moduleError(ctx context.Context, err error) *cell.Error {
	e := &cell.Error{Code: cell.CodeCommand, Msg: err.Error()}
	if ctx.Err() != nil {
		e.Code, e.Msg = cell.CodeInterrupted, "interrupted; the modules are as they were"
		return e
	}
	var fault *toolchain.ModuleError
	if errors.As(err, &fault) {
		e.Hint = fault.Hint
	}
	return e
}

// Modules are the modules that were asked for, in that order.
func (in *Interp) Modules() []Module {
	if in.compiler == nil {
		return nil
	}
	if !in.compiler.isReady() || in.compiler.tc == nil {
		return nil // nothing can have been asked for
	}
	return in.compiler.tc.Modules()
}

// Requirements are lines of a go.mod, and the go.sum, for a program that imports what
// the session's cells do.
func (in *Interp) Requirements() (lines []string, sum []byte) {
	if len(in.Modules()) == 0 {
		return nil, nil
	}
	return in.compiler.tc.Requirements()
}

// setModules tells the checker of all packages of modules that are compiled.
func (in *Interp) setModules(packages map[string]toolchain.Package) {
	in.checking.Lock()
	defer in.checking.Unlock()
	known := map[string]stdtypes.Package{}
	for path, p := range packages {
		known[path] = stdtypes.Package{Path: path, Name: p.Name, Archive: p.Archive, Deps: p.Deps}
	}
	in.importer.SetModules(known)
}

// fetch compiles the packages of modules that a cell imports, so that it can be
// checked. What is wrong with the cell otherwise is the check's to say.
func (in *Interp) fetch(ctx context.Context, src cell.Source) error {
	s, specs := foreignImports(src)
	specs = slices.DeleteFunc(specs, func(spec *ast.ImportSpec) bool {
		return in.importer.Knows(importPathOf(spec))
	})
	if len(specs) == 0 || in.compiler == nil || len(in.Modules()) == 0 {
		return nil
	}
	var errs cell.Errors
	for _, spec := range specs {
		packages, err := in.compiler.tc.Packages(ctx, importPathOf(spec))
		if ctx.Err() != nil {
			return interrupted(src)
		}
		if err != nil {
			fault := moduleError(ctx, err)
			e := s.errorAt(spec.Path.Pos(), cell.CodeCheck, fault.Msg)
			e.Hint = fault.Hint
			errs = append(errs, e)
			continue
		}
		in.setModules(packages)
	}
	if len(errs) > 0 {
		return errs
	}
	return nil
}

// foreignImports are the import declarations of a cell.
func foreignImports(src cell.Source) (*split, []*ast.ImportSpec) {
	s, err := splitCell(src)
	if err != nil {
		return nil, nil
	}
	return s, s.decls.Imports
}
