package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"gospark/cell"
	"gospark/cellrt"
	"gospark/interp/toolchain"
)

// A binding is what a checked cell will add to the scope when it runs.
type binding struct {
	home    string // the compiled package of its declarations
	added   []*symbol
	defined []*symbol // one for each of the check's defs
	byObj   map[types.Object]*symbol
	result  []int // registry numbers of the values it ends in
	step    int   // registry number of the count of statements done
	notes   []string
}

// bind gives every name of the cell its place: the one it has, where a variable of
// the same type or a func of the same signature is declared again, or a new one.
func (c *check) bind(home string) *binding {
	b := &binding{home: home, byObj: map[types.Object]*symbol{}, step: cellrt.NewID()}
	groups := map[string]*declaration{}
	for _, d := range c.groups {
		for _, name := range d.names {
			groups[name] = d
		}
	}
	for _, name := range c.pkg.Scope().Names() {
		obj := c.pkg.Scope().Lookup(name)
		if obj.Pkg() != c.pkg || !c.declared[name] {
			continue
		}
		sym := &symbol{name: name, obj: obj, cell: c.src.N, home: home, id: -1, decl: groups[name]}
		if f, ok := obj.(*types.Func); ok {
			b.bindFunc(c, sym, f)
		}
		b.added = append(b.added, sym)
		b.byObj[obj] = sym
	}
	for _, d := range c.defs {
		sym := b.bindVar(c, d.name, d.obj)
		b.defined = append(b.defined, sym)
		b.byObj[d.obj] = sym
		if hoisted := c.pkg.Scope().Lookup(d.name); hoisted != nil && hoisted.Pkg() == c.pkg {
			if _, ok := hoisted.(*types.Var); ok {
				b.byObj[hoisted] = sym
			}
		}
	}
	for _, sym := range slices.Concat(b.added, b.defined) {
		if types.Universe.Lookup(sym.name) != nil {
			b.notes = append(b.notes, sym.name+" is Go's own no more; :reset brings it back")
		}
	}
	for _, sym := range b.added {
		c.noteUses(sym.decl, b)
	}
	for range c.results() {
		b.result = append(b.result, cellrt.NewID())
	}
	return b
}

// bindVar keeps the place of a variable of the same name and type.
func (b *binding) bindVar(c *check, name string, obj *types.Var) *symbol {
	if old := c.scope.names[name]; old != nil && old.isVar() && types.Identical(old.obj.Type(), obj.Type()) {
		return &symbol{name: name, obj: obj, cell: c.src.N, id: old.id, used: old.used}
	}
	return &symbol{name: name, obj: obj, cell: c.src.N, id: cellrt.NewID()}
}

// bindFunc keeps the place of a func of the same name and signature, so that those
// compiled before call the new one.
func (b *binding) bindFunc(c *check, sym *symbol, f *types.Func) {
	old := c.scope.names[sym.name]
	if old != nil {
		if _, wasFunc := old.obj.(*types.Func); !wasFunc {
			old = nil
		}
	}
	generic := f.Signature().TypeParams().Len() > 0
	switch {
	case old != nil && !generic && !old.isGeneric() && types.Identical(old.obj.Type(), f.Type()):
		sym.id, sym.used = old.id, old.used
		return
	case old != nil && old.used:
		why := "its signature is another one"
		if generic && old.isGeneric() {
			why = "it is generic"
		}
		b.notes = append(b.notes, "cells compiled before keep the "+sym.name+" of "+cell.Name(old.cell)+": "+why)
	}
	if !generic {
		sym.id = cellrt.NewID()
	}
}

// noteUses notes which package-level names of cells a declaration uses.
func (c *check) noteUses(d *declaration, b *binding) {
	d.uses, d.vars = map[string]types.Object{}, map[string]int{}
	note := func(n ast.Node) bool {
		ident, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		obj := c.info.Uses[ident]
		sym := b.byObj[obj]
		if sym == nil {
			sym = c.seen[obj]
		}
		switch {
		case sym == nil || slices.Contains(d.names, sym.name):
		case sym.isVar():
			d.vars[sym.name] = sym.id
		default:
			d.uses[sym.name] = obj
		}
		return true
	}
	for _, n := range d.nodes {
		ast.Inspect(n, note)
	}
}

// exported is the name under which other packages reach what a cell declared.
func exported(name string) string {
	if token.IsExported(name) {
		return name
	}
	return exportMark + name
}

// exportMark is a capital letter that people don't type: in front of an unexported
// name it exports it to later cells.
const exportMark = toolchain.ExportMark
