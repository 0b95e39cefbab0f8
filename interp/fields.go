package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// homeStructs makes this cell the home of the struct types that it writes, so that
// their unexported fields can be reached from other cells.
func (g *generator) homeStructs() {
	named := map[*ast.StructType]*types.TypeName{}
	visit := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if st, ok := n.Type.(*ast.StructType); ok && !n.Assign.IsValid() && g.byObj[g.info.Defs[n.Name]] != nil {
				named[st], _ = g.info.Defs[n.Name].(*types.TypeName)
			}
		case *ast.StructType:
			if st, ok := g.info.TypeOf(n).(*types.Struct); ok && hasUnexported(st) {
				g.homeStruct(st, named[n])
			}
		}
		return true
	}
	for _, f := range g.files() {
		ast.Inspect(f, visit)
	}
}

// homeStruct gives a struct type's unexported fields their accessors: by the name
// of its type, or by an alias where it has none. A type that an earlier cell wrote
// keeps its home.
func (g *generator) homeStruct(st *types.Struct, owner *types.TypeName) {
	home, name := g.home, ""
	if owner != nil {
		name = owner.Name()
	} else {
		h, _, ok := g.structOf(st)
		if !ok {
			params, ok := paramsOf(st)
			if !ok {
				return
			}
			h = structHome{st, home, exportMark + "struct" + mark + strconv.Itoa(len(g.structs)), params}
			g.structs = append(g.structs, h)
		}
		name, home = h.name, h.home
	}
	for f := range st.Fields() {
		if !f.Exported() {
			g.owned[f] = fieldHome{home, accessorName(name, f), owner}
		}
	}
}

func hasUnexported(st *types.Struct) bool {
	for f := range st.Fields() {
		if !f.Exported() {
			return true
		}
	}
	return false
}

// fieldHomeOf is where an unexported field is reached; foreign tells whether that
// is another cell.
func (g *generator) fieldHomeOf(f *types.Var) (h fieldHome, foreign bool) {
	f = f.Origin()
	if f.Exported() || !ofCell(f) {
		return fieldHome{}, false
	}
	if h, ok := g.owned[f]; ok {
		return h, h.home != g.home
	}
	h, ok := g.in.table.fields[f]
	return h, ok
}

// structType replaces a struct type without a name that an earlier cell wrote by
// the alias of that one.
func (w *rewriter) structType(n *ast.StructType) {
	st, ok := w.info.TypeOf(n).(*types.Struct)
	if !ok || !hasUnexported(st) {
		return
	}
	if spec, ok := w.parent().(*ast.TypeSpec); ok && !spec.Assign.IsValid() {
		return
	}
	if h, args, ok := w.structOf(st); ok && h.home != w.home {
		w.replace(w.offset(n.Pos()), w.offset(n.End()), w.structText(h, args))
	}
}

// selector rewrites what a dot selects: an unexported method by its exported name, an
// unexported field of another cell's type through its accessor, a func that would
// end the process by ours.
func (w *rewriter) selector(n *ast.SelectorExpr) {
	sel := w.info.Selections[n]
	if sel == nil {
		if text, ok := w.replacement(w.info.Uses[n.Sel]); ok {
			w.replace(w.offset(n.Pos()), w.offset(n.End()), text)
		}
		return
	}
	if f, ok := sel.Obj().(*types.Func); ok {
		if ours, ok := replacedMethods[fullName(f)]; ok {
			w.replaceMethod(n, sel, ours)
			return
		}
		if ofCell(f) {
			w.exportMethod(n.Sel)
		}
		w.methodValue(n, sel)
		return
	}
	if _, foreign := w.fieldHomeOf(sel.Obj().(*types.Var)); foreign {
		text, _ := w.fieldPath(n.X, sel.Recv(), sel.Index())
		w.replace(w.offset(n.Pos()), w.offset(n.End()), text)
	}
}

// offsetOf writes unsafe.Offsetof as its value, where that is constant: the selector in it
// can't be an accessor.
func (w *rewriter) offsetOf(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || w.info.Uses[sel.Sel] != types.Unsafe.Scope().Lookup("Offsetof") {
		return false
	}
	value := w.info.Types[call].Value
	if value == nil {
		return false
	}
	w.replace(w.offset(call.Pos()), w.offset(call.End()), "uintptr("+value.String()+")")
	return true
}

// fieldPath reaches a field of x, of type t, by way of the embedded ones on its path.
// It returns the field's type as well.
func (w *rewriter) fieldPath(x ast.Expr, t types.Type, path []int) (string, types.Type) {
	ptr := w.nodeText(x)
	if _, isPtr := t.Underlying().(*types.Pointer); !isPtr {
		if w.info.Types[x].Addressable() {
			ptr = "&(" + ptr + ")"
		} else {
			ptr = w.rt() + ".Ptr(" + ptr + ")"
		}
	}
	for i, index := range path {
		st, _ := structOf(t)
		f := st.Field(index)
		if i > 0 {
			if _, isPtr := t.Underlying().(*types.Pointer); isPtr {
				ptr = "*" + ptr
			}
		}
		ptr = w.fieldPtr(ptr, t, f)
		t = f.Type()
	}
	return "(*" + ptr + ")", t
}

// fieldPtr is the address of a field of the struct at ptr, which is of type t or points to one.
func (g *generator) fieldPtr(ptr string, t types.Type, f *types.Var) string {
	if h, foreign := g.fieldHomeOf(f); foreign {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj() != h.owner {
			return g.derivedPtr(ptr, n, f)
		}
		return g.pkgOf(h.home) + "." + accessors + "{}." + h.accessor + "(" + ptr + ")"
	}
	return "(&(" + ptr + ")." + f.Name() + ")"
}

// derivedPtr is the address of a field of a type that was declared by another one: type H G[int].
func (g *generator) derivedPtr(ptr string, n *types.Named, f *types.Var) string {
	name := n.Origin().Obj()
	if rhs := g.declaredBy(name); rhs != nil && n.TypeArgs().Len() == 0 {
		return g.fieldPtr("(*"+g.spell(rhs)+")("+ptr+")", rhs, f)
	}
	sym, err := g.symbolOf(name), error(nil)
	if sym == nil {
		sym, err = g.in.table.typeSymbol(name)
	}
	if g.fail(err); err != nil {
		return ""
	}
	call := accessors + "{}." + accessorName(sym.name, f) + "(" + ptr + ")"
	if sym.home == g.home {
		return call
	}
	return g.pkgOf(sym.home) + "." + call
}

// declaredBy is the type by which the cell declares another one, or nil.
func (g *generator) declaredBy(name *types.TypeName) types.Type {
	var rhs types.Type
	for _, f := range g.files() {
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok && g.info.Defs[spec.Name] == name {
				rhs = types.Unalias(g.info.TypeOf(spec.Type))
			}
			return rhs == nil
		})
	}
	return rhs
}

// derivedAccessors writes the accessors of a type that is declared by another one.
func (g *generator) derivedAccessors(out *strings.Builder, sym *symbol, declared, names string, st *types.Struct) {
	rhs := g.declaredBy(sym.obj.(*types.TypeName))
	if rhs == nil {
		return
	}
	if _, literal := rhs.(*types.Struct); literal && !g.foreign(st) {
		return // they have some as the struct type's
	}
	for f := range st.Fields() {
		if f.Exported() || f.Name() == "_" || !ofCell(f) || g.homeless(f.Type()) {
			continue
		}
		field := "&p." + f.Name()
		if _, foreign := g.fieldHomeOf(f); foreign {
			field = g.fieldPtr("(*"+g.spell(rhs)+")(p)", rhs, f)
		}
		g.accessor(out, accessorName(sym.name, f), declared, sym.name+names, f, field)
	}
}

// homeless tells whether a type is a struct without a name, of a generic type of another
// cell: there is no way to write it here.
func (g *generator) homeless(t types.Type) bool {
	st, ok := types.Unalias(t).(*types.Struct)
	if !ok || !hasUnexported(st) {
		return false
	}
	_, ok = g.structName(st)
	return !ok
}

// foreign tells whether a struct type has unexported fields of another cell's.
func (g *generator) foreign(st *types.Struct) bool {
	for f := range st.Fields() {
		if _, foreign := g.fieldHomeOf(f); foreign {
			return true
		}
	}
	return false
}

// composite rewrites a struct literal that sets unexported fields of another cell's type.
func (w *rewriter) composite(n *ast.CompositeLit) {
	t := w.info.TypeOf(n)
	st, ok := structOf(t)
	if !ok || !w.setsForeign(n, st) {
		return
	}
	base, pointer := t, false
	if p, ok := t.Underlying().(*types.Pointer); ok { // {...} for &T{...} within another literal
		base, pointer = p.Elem(), true
	}
	var b strings.Builder
	fmt.Fprintf(&b, "func() (v%s %s) { ", mark, w.spell(base))
	for i, elt := range n.Elts {
		f, value := literalField(st, i, elt)
		if f.Name() == "_" {
			fmt.Fprintf(&b, "_ = %s; ", w.nodeText(value))
			continue
		}
		fmt.Fprintf(&b, "*%s = %s; ", w.fieldPtr("&v"+mark, base, f), w.nodeText(value))
	}
	b.WriteString("return }()")
	text := b.String()
	if unary := w.addressOf(); unary != nil {
		w.erase(unary.OpPos, unary.OpPos+1)
		pointer = true
	}
	if pointer {
		text = w.rt() + ".Ptr(" + text + ")"
	}
	w.replace(w.offset(n.Pos()), w.offset(n.End()), text)
}

// addressOf is the & in front of the node that the walk is at, or nil.
func (w *rewriter) addressOf() *ast.UnaryExpr {
	for i := len(w.stack) - 1; i >= 0; i-- {
		switch n := w.stack[i].(type) {
		case *ast.ParenExpr:
			continue
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				return n
			}
		}
		return nil
	}
	return nil
}

// conversion converts between struct types, or pointers to them, that are the same but for the packages
// of their unexported fields, which only the checker takes for one.
func (w *rewriter) conversion(n *ast.CallExpr) {
	if !w.info.Types[n.Fun].IsType() || len(n.Args) != 1 {
		return
	}
	to, from := w.info.TypeOf(n.Fun), w.info.TypeOf(n.Args[0])
	want, ok := structOf(to)
	have, both := structOf(from)
	if !ok || !both || !hasUnexported(want) || w.homeOf(have) == w.homeOf(want) {
		return
	}
	w.replace(w.offset(n.Fun.Pos()), w.offset(n.Fun.End()), w.rt()+".Convert["+w.spell(to)+"]")
}

func (w *rewriter) setsForeign(n *ast.CompositeLit, st *types.Struct) bool {
	for i, elt := range n.Elts {
		if f, _ := literalField(st, i, elt); f != nil {
			if _, foreign := w.fieldHomeOf(f); foreign {
				return true
			}
		}
	}
	return false
}

// literalField is the field that element i of a struct literal sets, and its value.
func literalField(st *types.Struct, i int, elt ast.Expr) (*types.Var, ast.Expr) {
	kv, ok := elt.(*ast.KeyValueExpr)
	if !ok {
		return st.Field(i), elt
	}
	for f := range st.Fields() {
		if key, ok := kv.Key.(*ast.Ident); ok && key.Name == f.Name() {
			return f, kv.Value
		}
	}
	return nil, kv.Value
}
