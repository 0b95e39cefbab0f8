package interp

import (
	"go/ast"
	"go/token"
	"go/types"
)

// assignments makes explicit what the language converts where a value is assigned, given,
// returned or compared: a struct without a name becomes one with, or the other way round.
// To the compiler they are different types where they have unexported fields and are of
// different cells.
func (w *rewriter) assignments(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if len(n.Lhs) == len(n.Rhs) {
			for i, lhs := range n.Lhs {
				w.assign(n.Rhs[i], w.info.TypeOf(lhs))
			}
		}
	case *ast.ValueSpec:
		if n.Type != nil && len(n.Names) == len(n.Values) {
			for _, v := range n.Values {
				w.assign(v, w.info.TypeOf(n.Type))
			}
		}
	case *ast.ReturnStmt:
		if sig := w.enclosing(); sig != nil && sig.Results().Len() == len(n.Results) {
			for i, v := range n.Results {
				w.assign(v, sig.Results().At(i).Type())
			}
		}
	case *ast.SendStmt:
		if ch, ok := w.info.TypeOf(n.Chan).Underlying().(*types.Chan); ok {
			w.assign(n.Value, ch.Elem())
		}
	case *ast.BinaryExpr:
		if n.Op == token.EQL || n.Op == token.NEQ {
			w.assign(n.Y, w.info.TypeOf(n.X))
		}
	case *ast.IndexExpr:
		if m, ok := w.info.TypeOf(n.X).Underlying().(*types.Map); ok {
			w.assign(n.Index, m.Key())
		}
	case *ast.CallExpr:
		w.arguments(n)
	case *ast.CompositeLit:
		w.elements(n)
	}
}

// arguments are assigned to the parameters of a call.
func (w *rewriter) arguments(call *ast.CallExpr) {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && id.Name == "append" && w.info.Types[call.Fun].IsBuiltin() && !call.Ellipsis.IsValid() {
		if s, ok := w.info.TypeOf(call).Underlying().(*types.Slice); ok {
			for _, arg := range call.Args[1:] {
				w.assign(arg, s.Elem())
			}
		}
	}
	tv := w.info.Types[call.Fun]
	if tv.IsType() || tv.IsBuiltin() || tv.Type == nil {
		return
	}
	sig, ok := tv.Type.Underlying().(*types.Signature)
	if !ok {
		return
	}
	if _, tuple := w.tupleArg(call); tuple {
		return
	}
	for i, arg := range call.Args {
		last := sig.Params().Len() - 1
		switch {
		case !sig.Variadic() || i < last:
			w.assign(arg, sig.Params().At(i).Type())
		case !call.Ellipsis.IsValid():
			if s, ok := sig.Params().At(last).Type().(*types.Slice); ok {
				w.assign(arg, s.Elem())
			}
		}
	}
}

// elements are assigned to those of a composite literal.
func (w *rewriter) elements(lit *ast.CompositeLit) {
	t := w.info.TypeOf(lit).Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	for i, elt := range lit.Elts {
		kv, keyed := elt.(*ast.KeyValueExpr)
		value := elt
		if keyed {
			value = kv.Value
		}
		switch t := t.(type) {
		case *types.Struct:
			if f, v := literalField(t, i, elt); f != nil {
				w.assign(v, f.Type())
			}
		case *types.Slice:
			w.assign(value, t.Elem())
		case *types.Array:
			w.assign(value, t.Elem())
		case *types.Map:
			if keyed {
				w.assign(kv.Key, t.Key())
			}
			w.assign(value, t.Elem())
		}
	}
}

// enclosing is the signature of the func that the walk is in, or nil.
func (w *rewriter) enclosing() *types.Signature {
	for i := len(w.stack) - 1; i >= 0; i-- {
		switch n := w.stack[i].(type) {
		case *ast.FuncLit:
			sig, _ := w.info.TypeOf(n).(*types.Signature)
			return sig
		case *ast.FuncDecl:
			if f, ok := w.info.Defs[n.Name].(*types.Func); ok {
				return f.Signature()
			}
			return nil
		}
	}
	return nil
}

// assign converts e where it needs to be to become a value of type to.
func (w *rewriter) assign(e ast.Expr, to types.Type) {
	from := w.info.TypeOf(e)
	if from == nil || to == nil || types.Identical(from, to) {
		return
	}
	have, ok := from.Underlying().(*types.Struct)
	want, both := to.Underlying().(*types.Struct)
	if ok && both && hasUnexported(want) && w.homeOf(have) != w.homeOf(want) {
		w.insertBefore(w.offset(e.Pos()), w.rt()+".Convert["+w.spell(to)+"](")
		w.insertAfter(w.offset(e.End()), ")")
	}
}

// homeOf is the cell's package that the unexported fields of a struct belong to.
func (g *generator) homeOf(st *types.Struct) string {
	for f := range st.Fields() {
		if h, foreign := g.fieldHomeOf(f); foreign {
			return h.home
		}
	}
	return g.home
}
