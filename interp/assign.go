package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// assignments makes explicit what the language converts where a value is assigned, given,
// returned or compared: a struct without a name becomes one with, or the other way round.
// To the compiler they are different types where they have unexported fields and are of
// different cells.
func (w *rewriter) assignments(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if len(n.Rhs) == 1 && slices.Contains(w.comms, ast.Node(ast.Unparen(n.Rhs[0]))) {
			return // what a select waits for must stay as it is
		}
		var to []types.Type
		for _, lhs := range n.Lhs {
			to = append(to, w.info.TypeOf(lhs))
		}
		w.assignAll(n.Rhs, to)
	case *ast.ValueSpec:
		if n.Type != nil {
			w.assignAll(n.Values, slices.Repeat([]types.Type{w.info.TypeOf(n.Type)}, len(n.Names)))
		}
	case *ast.ReturnStmt:
		if sig := w.enclosing(); sig != nil {
			w.assignAll(n.Results, typesOf(sig.Results()))
		}
	case *ast.SwitchStmt:
		w.cases(n)
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
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && id.Name == "delete" && w.info.Types[call.Fun].IsBuiltin() {
		if m, ok := w.info.TypeOf(call.Args[0]).Underlying().(*types.Map); ok {
			w.assign(call.Args[1], m.Key())
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
		if !sig.Variadic() {
			w.assignAll(call.Args, typesOf(sig.Params()))
		}
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

// cases are compared with what is switched on.
func (w *rewriter) cases(n *ast.SwitchStmt) {
	if n.Tag == nil {
		return
	}
	for _, clause := range n.Body.List {
		for _, e := range clause.(*ast.CaseClause).List {
			w.assign(e, w.info.TypeOf(n.Tag))
		}
	}
}

func typesOf(t *types.Tuple) []types.Type {
	var out []types.Type
	for v := range t.Variables() {
		out = append(out, v.Type())
	}
	return out
}

// assignAll converts what needs to be of several values that are assigned at once, or of
// those that one expression has.
func (w *rewriter) assignAll(values []ast.Expr, to []types.Type) {
	if len(values) == len(to) {
		for i, v := range values {
			w.assign(v, to[i])
		}
		return
	}
	if len(values) != 1 {
		return
	}
	from, ok := w.info.TypeOf(values[0]).(*types.Tuple)
	if !ok || from.Len() != len(to) {
		return
	}
	to = slices.Clone(to)
	needed := false
	for i := range to {
		if to[i] == nil || to[i] == types.Typ[types.Invalid] {
			to[i] = from.At(i).Type() // assigned to nothing
		}
		needed = needed || w.differs(from.At(i).Type(), to[i])
	}
	if needed {
		w.convertAll(values[0], from, to)
	}
}

// convertAll makes an expression of several values a call of a func that converts them.
func (w *rewriter) convertAll(e ast.Expr, from *types.Tuple, to []types.Type) {
	var names, converted, results []string
	for i, t := range to {
		name := "t" + mark + strconv.Itoa(i)
		names, converted = append(names, name), append(converted, name)
		if w.differs(from.At(i).Type(), t) {
			converted[i] = w.rt() + ".Convert[" + w.spell(t) + "](" + name + ")"
		} else {
			t = types.Default(from.At(i).Type())
		}
		results = append(results, w.spell(t))
	}
	w.insertBefore(w.offset(e.Pos()), "func() ("+strings.Join(results, ", ")+") { "+strings.Join(names, ", ")+" := ")
	w.insertAfter(w.offset(e.End()), "; return "+strings.Join(converted, ", ")+" }()")
}

// assign converts e where it needs to be to become a value of type to.
func (w *rewriter) assign(e ast.Expr, to types.Type) {
	if w.differs(w.info.TypeOf(e), to) {
		w.insertBefore(w.offset(e.Pos()), w.rt()+".Convert["+w.spell(to)+"](")
		w.insertAfter(w.offset(e.End()), ")")
	}
}

// differs tells whether only the checker assigns the one type to the other.
func (w *rewriter) differs(from, to types.Type) bool {
	if from == nil || to == nil || types.Identical(from, to) {
		return false
	}
	have, ok := from.Underlying().(*types.Struct)
	want, both := to.Underlying().(*types.Struct)
	return ok && both && hasUnexported(want) && w.homeOf(have) != w.homeOf(want)
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
