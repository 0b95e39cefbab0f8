package interp

import (
	"go/ast"
	"go/types"
	"maps"
	"regexp"
	"slices"

	"gospark/internal/spelling"
)

// misspelt is what was most likely meant by the name that an error of the checker is about, or "".
func (c *check) misspelt(e types.Error) string {
	if !unknownName.MatchString(e.Msg) {
		return ""
	}
	ident, parent := c.identAt(e)
	if ident == nil {
		return ""
	}
	if sel, ok := parent.(*ast.SelectorExpr); ok {
		if sel.Sel == ident {
			members := c.membersOf(sel.X)
			if getter := "Get" + ident.Name; slices.Contains(members, getter) {
				return getter
			}
			return spelling.Nearest(ident.Name, members)
		}
		return spelling.Nearest(ident.Name, append(c.namesInScope(), c.packageNames()...))
	}
	if fields, ok := c.fieldsAround(parent, ident); ok {
		return spelling.Nearest(ident.Name, fields)
	}
	return spelling.Nearest(ident.Name, c.namesInScope())
}

// unknownName is what go/types says of a name that it doesn't know.
var unknownName = regexp.MustCompile(`^undefined: |has no field or method |^unknown field `)

// identAt is the identifier that an error is at, or the last one of the selector there, and what it is part of.
func (c *check) identAt(e types.Error) (ident *ast.Ident, parent ast.Node) {
	path := c.pathTo(func(id *ast.Ident) bool { return id.Pos() == e.Pos })
	if len(path) < 2 {
		return nil, nil
	}
	return path[len(path)-1].(*ast.Ident), path[len(path)-2]
}

// membersOf are the names that can stand behind a dot after x.
func (c *check) membersOf(x ast.Expr) (names []string) {
	if id, ok := x.(*ast.Ident); ok {
		if name, ok := c.info.Uses[id].(*types.PkgName); ok {
			return slices.DeleteFunc(name.Imported().Scope().Names(), func(n string) bool { return !ast.IsExported(n) })
		}
	}
	if tv, ok := c.info.Types[x]; ok && tv.Type != nil {
		for _, obj := range members(tv.Type, true) {
			names = append(names, obj.Name())
		}
	}
	return names
}

// fieldsAround are the fields of the struct literal in which ident is a key, if it is one.
func (c *check) fieldsAround(parent ast.Node, ident *ast.Ident) (names []string, ok bool) {
	kv, ok := parent.(*ast.KeyValueExpr)
	if !ok || kv.Key != ident {
		return nil, false
	}
	path := c.pathTo(func(id *ast.Ident) bool { return id == ident })
	lit, ok := path[max(len(path)-3, 0)].(*ast.CompositeLit)
	if !ok {
		return nil, false
	}
	st, ok := structOf(c.info.TypeOf(lit))
	if !ok {
		return nil, false
	}
	for f := range st.Fields() {
		if visible(f) {
			names = append(names, f.Name())
		}
	}
	return names, true
}

// namesInScope are the names of earlier cells, and those of this one.
func (c *check) namesInScope() []string {
	names := append(slices.Collect(maps.Keys(c.scope.names)), slices.Collect(maps.Keys(c.declared))...)
	ast.Inspect(c.run, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && c.info.Defs[id] != nil {
			names = append(names, id.Name)
		}
		return true
	})
	return names
}

// packageNames are the packages that need no import declaration, and those that have one.
func (c *check) packageNames() []string {
	return slices.Concat(c.in.importer.Names(), slices.Collect(maps.Keys(c.scope.imports)), slices.Collect(maps.Keys(c.in.config.Imports)))
}
