package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"gospark/cell"
)

// A cell that declares, and does nothing else, gives its variables their values in the
// order that a file of Go does: each after those that its value is made of. One with
// statements goes by the text.

// orderVariables puts the statements of a cell that only declares into that order. The
// errors are of variables that there is no order for.
func (c *check) orderVariables() cell.Errors {
	var specs []ast.Stmt
	for _, stmt := range c.run.Body.List {
		d, ok := stmt.(*ast.DeclStmt)
		if !ok {
			return nil
		}
		specs = append(specs, oneByOne(d.Decl.(*ast.GenDecl))...)
	}
	c.onlyVars = true
	if len(specs) == 0 || len(specs) == 1 && len(c.funcs()) == 0 {
		return nil
	}
	place, errs := c.initOrder(specs)
	slices.SortStableFunc(specs, func(a, b ast.Stmt) int { return place[a] - place[b] })
	c.run.Body.List = specs
	return errs
}

// oneByOne makes a statement of each spec of a var declaration.
func oneByOne(g *ast.GenDecl) []ast.Stmt {
	if !g.Lparen.IsValid() {
		return []ast.Stmt{&ast.DeclStmt{Decl: g}}
	}
	var out []ast.Stmt
	for _, spec := range g.Specs {
		out = append(out, &ast.DeclStmt{Decl: &ast.GenDecl{Tok: token.VAR, TokPos: spec.Pos(), Specs: []ast.Spec{spec}}})
	}
	return out
}

// initOrder checks the cell with its variables at package level, for the place of each in
// the order of their initialisation. Those without a value come first.
func (c *check) initOrder(specs []ast.Stmt) (map[ast.Stmt]int, cell.Errors) {
	vars := &ast.File{Name: ast.NewIdent(cellPath)}
	for _, s := range specs {
		vars.Decls = append(vars.Decls, s.(*ast.DeclStmt).Decl)
	}
	imports := slices.DeleteFunc(slices.Clone(c.stmts.Decls), func(d ast.Decl) bool { return d == c.run })
	vars.Decls = slices.Concat(imports, vars.Decls)
	found := c.typeCheck([]*ast.File{c.decls}, vars)
	if i := slices.IndexFunc(found, isCycle); i >= 0 {
		if slices.ContainsFunc(c.pkg.Scope().Names(), c.isVariable) {
			return nil, nil // var x = x + 1: by the text, with the x that there is
		}
		return nil, c.faults(found[i:])
	}

	place := map[ast.Stmt]int{}
	for i, init := range c.info.InitOrder {
		for _, v := range init.Lhs {
			for _, s := range specs {
				if s.Pos() <= v.Pos() && v.Pos() < s.End() {
					place[s] = i + 1
				}
			}
		}
	}
	return place, nil
}

// isVariable tells whether a name of the cell's is a variable's already.
func (c *check) isVariable(name string) bool {
	old := c.scope.names[name]
	return old != nil && old.isVar() && c.pkg.Scope().Lookup(name).Pkg() == c.pkg
}

func isCycle(e types.Error) bool { return strings.HasPrefix(e.Msg, "initialization cycle") }
