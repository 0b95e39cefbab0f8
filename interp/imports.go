package interp

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
)

// imports finds the packages that the cell names: by its own import declarations,
// by those of earlier cells, by the session's (spark), and by their bare names. It
// adds the import declarations that each of the two files then needs.
func (c *check) addImports() {
	own := c.ownImports()
	hoisted := c.usedBeforeDefined()
	for _, f := range c.files() {
		var specs []ast.Spec
		for _, spec := range own {
			if !c.isDot(spec) {
				specs = append(specs, spec)
			}
		}
		for _, name := range c.freePackages(f) {
			if slices.Contains(hoisted, name) || c.in.declares(own, name) {
				continue
			}
			members := append(selectors(c.decls, name), selectors(c.stmts, name)...)
			if importPath, ok := c.importPath(name, members); ok {
				specs = append(specs, importSpec(name, importPath))
			}
		}
		if len(specs) > 0 {
			f.Decls = append([]ast.Decl{&ast.GenDecl{Tok: token.IMPORT, Lparen: 1, Specs: specs}}, f.Decls...)
		}
	}
}

// isDot tells whether an import with a dot can be done: the names that it brings are found by
// insertDotted, where Go would refuse those that the session has.
func (c *check) isDot(spec *ast.ImportSpec) bool {
	if c.in.importName(spec) != "." {
		return false
	}
	_, err := c.in.importer.Import(importPathOf(spec))
	return err == nil
}

// insertDotted makes the names of packages imported with a dot, here or in earlier cells,
// visible where they stand for nothing else.
func (c *check) insertDotted(taken func(name string) bool) {
	paths := slices.Clone(c.scope.dots)
	for _, spec := range c.written {
		if c.isDot(spec) {
			paths = append(paths, importPathOf(spec))
		}
	}
	for _, path := range slices.Backward(paths) { // the last one wins
		pkg, err := c.in.importer.Import(path)
		if err != nil {
			continue
		}
		for _, name := range pkg.Scope().Names() {
			if token.IsExported(name) && !taken(name) && c.pkg.Scope().Lookup(name) == nil {
				c.pkg.Scope().Insert(pkg.Scope().Lookup(name))
			}
		}
	}
}

// ownImports takes the import declarations out of the cell's file.
func (c *check) ownImports() []*ast.ImportSpec {
	var own []*ast.ImportSpec
	var left []ast.Decl
	for _, d := range c.decls.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.IMPORT {
			left = append(left, d)
			continue
		}
		for _, spec := range g.Specs {
			own = append(own, spec.(*ast.ImportSpec))
		}
	}
	c.decls.Decls = left
	c.written = own
	return own
}

// importPath is what an undeclared name in front of a dot refers to.
func (c *check) importPath(name string, members []string) (string, bool) {
	if p, ok := c.scope.imports[name]; ok {
		return p, true
	}
	if p, ok := c.in.config.Imports[name]; ok {
		return p, true
	}
	if name == "unsafe" {
		return name, true
	}
	paths := c.in.importer.Std(name)
	for _, p := range paths {
		if c.in.hasMembers(p, members) {
			return p, true
		}
	}
	if len(paths) > 0 {
		return paths[0], true
	}
	return "", false
}

// hasMembers tells whether the package exports every one of the names.
func (in *Interp) hasMembers(importPath string, members []string) bool {
	pkg, err := in.importer.Import(importPath)
	if err != nil {
		return false
	}
	for _, m := range members {
		if pkg.Scope().Lookup(m) == nil {
			return false
		}
	}
	return true
}

// freePackages lists the names that stand in front of a dot in f and that neither
// the scope nor the cell's top level declares: what they are, if anything, is a package.
func (c *check) freePackages(f *ast.File) []string {
	var names []string
	seen := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && !seen[x.Name] {
			seen[x.Name] = true
			if c.scope.names[x.Name] == nil && !c.declared[x.Name] {
				names = append(names, x.Name)
			}
		}
		return true
	})
	return names
}

// selectors are the members of the package name that f uses, without one that is still being typed.
func selectors(f *ast.File, name string) []string {
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == name && sel.Sel.Name != placeholder {
				out = append(out, sel.Sel.Name)
			}
		}
		return true
	})
	return out
}

func (in *Interp) declares(specs []*ast.ImportSpec, name string) bool {
	for _, s := range specs {
		if in.importName(s) == name {
			return true
		}
	}
	return false
}

// importName is the name that an import declaration binds. Where none is written it
// is the package's own, or for the standard library what its path suggests.
func (in *Interp) importName(s *ast.ImportSpec) string {
	if s.Name != nil {
		return s.Name.Name
	}
	if name := in.importer.Name(importPathOf(s)); name != "" {
		return name
	}
	return baseName(importPathOf(s))
}

func importPathOf(s *ast.ImportSpec) string {
	p, _ := strconv.Unquote(s.Path.Value)
	return p
}

// baseName is the package name that an import path suggests: math/rand/v2 is rand.
func baseName(p string) string {
	base := path.Base(p)
	if len(base) > 1 && base[0] == 'v' && base[1] >= '0' && base[1] <= '9' {
		base = path.Base(path.Dir(p))
	}
	return base
}

func importSpec(name, importPath string) *ast.ImportSpec {
	return &ast.ImportSpec{Name: ast.NewIdent(name), Path: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(importPath)}}
}
