package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"reflect"

	"gospark/cellrt"
	"gospark/interp/eval"
)

// interpretedOps are the operators that yaegi is trusted with on plain types.
var interpretedOps = map[token.Token]bool{
	token.ADD: true, token.SUB: true, token.MUL: true, token.QUO: true, token.REM: true,
	token.AND: true, token.OR: true, token.XOR: true, token.AND_NOT: true,
	token.EQL: true, token.NEQ: true, token.LSS: true, token.LEQ: true, token.GTR: true, token.GEQ: true,
	token.LAND: true, token.LOR: true, token.NOT: true,
}

func (l *lowered) binary(e *ast.BinaryExpr) operand {
	tx, ty := l.info.TypeOf(e.X), l.info.TypeOf(e.Y)
	if !interpretedOps[e.Op] || !isPlain(tx) || !isPlain(ty) || !types.Identical(types.Default(tx), types.Default(ty)) {
		return l.block(e, "the operator "+e.Op.String()+" on "+l.in.typeString(tx))
	}
	l.orderMatters(e.X, e.Y)
	x, y, op := l.expr(e.X), l.expr(e.Y), e.Op
	switch op {
	case token.LAND:
		return func(f *frame) reflect.Value {
			if v := x(f); !v.Bool() {
				return v
			}
			return y(f)
		}
	case token.LOR:
		return func(f *frame) reflect.Value {
			if v := x(f); v.Bool() {
				return v
			}
			return y(f)
		}
	}
	return func(f *frame) reflect.Value {
		a := copied(x(f))
		return f.eval.binary(op, a, y(f))
	}
}

func (l *lowered) unary(e *ast.UnaryExpr) operand {
	t := l.info.TypeOf(e.X)
	if !isPlain(t) || e.Op != token.SUB && e.Op != token.NOT && e.Op != token.XOR && e.Op != token.ADD {
		return l.block(e, "the operator "+e.Op.String())
	}
	x, op := l.expr(e.X), e.Op
	return func(f *frame) reflect.Value { return f.eval.unary(op, x(f)) }
}

func (l *lowered) isConversion(call *ast.CallExpr) bool { return l.info.Types[call.Fun].IsType() }

// conversion converts between plain numbers; to and from strings it is compiled.
func (l *lowered) conversion(call *ast.CallExpr) operand {
	to, from := l.info.TypeOf(call), l.info.TypeOf(call.Args[0])
	if !isPlain(to) || !isPlain(from) || !isNumber(to) || !isNumber(from) {
		return l.block(call, "a conversion to "+l.in.typeString(to))
	}
	x := l.expr(call.Args[0])
	return func(f *frame) reflect.Value { return f.eval.convert(reflectType(to), x(f)) }
}

func isNumber(t types.Type) bool {
	b, ok := types.Unalias(t).(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

// field reads an exported field, by way of embedded ones.
func (l *lowered) field(e *ast.SelectorExpr) operand {
	sel := l.info.Selections[e]
	if sel == nil {
		return l.packageVar(e)
	}
	f, ok := sel.Obj().(*types.Var)
	if !ok || !f.Exported() {
		return l.block(e, "the selector "+l.text(e))
	}
	x, path := l.expr(e.X), sel.Index()
	return func(f *frame) reflect.Value {
		v := x(f)
		for _, i := range path {
			v = deref(v).Field(i)
		}
		return v
	}
}

// What interpreted cells have instead of a package's own, as compiled ones do.
var (
	ownVars  = map[string]func() **os.File{"os.Stdout": cellrt.Stdout, "os.Stderr": cellrt.Stderr}
	ownFuncs = map[string]reflect.Value{
		"fmt.Print":   reflect.ValueOf(cellrt.Print),
		"fmt.Printf":  reflect.ValueOf(cellrt.Printf),
		"fmt.Println": reflect.ValueOf(cellrt.Println),
	}
)

// packageVar reads a variable of a package of the standard library.
func (l *lowered) packageVar(e *ast.SelectorExpr) operand {
	if obj, ok := l.info.Uses[e.Sel].(*types.Var); ok {
		if own, ok := ownVars[obj.Pkg().Path()+"."+obj.Name()]; ok {
			return func(*frame) reflect.Value { return reflect.ValueOf(own()).Elem() }
		}
		if v, ok := eval.Symbol(obj); ok {
			return func(*frame) reflect.Value { return v }
		}
	}
	return l.block(e, l.text(e))
}

// deref follows a pointer with Go's own panic where it is nil.
func deref(v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Pointer {
		return v
	}
	if v.IsNil() {
		var p *int
		_ = *p
	}
	return v.Elem()
}

// index reads an element of a slice, array, string or map.
func (l *lowered) index(e *ast.IndexExpr) operand {
	if l.info.Types[e.Index].IsType() {
		return l.block(e, "an instantiation")
	}
	x := l.expr(e.X)
	switch l.info.TypeOf(e.X).Underlying().(type) {
	case *types.Map:
		key := l.expr(e.Index)
		return func(f *frame) reflect.Value { return mapElem(x(f), key(f)) }
	case *types.Slice, *types.Array, *types.Pointer, *types.Basic:
		i := l.expr(e.Index)
		return func(f *frame) reflect.Value {
			v := deref(x(f))
			n := int(asInt(i(f)))
			_ = make([]struct{}, v.Len())[n] // Go's own panic
			return v.Index(n)
		}
	}
	return l.block(e, "this index")
}

func asInt(v reflect.Value) int64 {
	if v.CanUint() {
		return int64(v.Uint())
	}
	return v.Int()
}

// mapElem is m[key], the zero value where there is none.
func mapElem(m, key reflect.Value) reflect.Value {
	if key.Type() != m.Type().Key() {
		key = key.Convert(m.Type().Key())
	}
	if v := m.MapIndex(key); v.IsValid() {
		return v
	}
	return reflect.Zero(m.Type().Elem())
}

// callAll lowers a call to the list of its results.
func (l *lowered) callAll(call *ast.CallExpr) func(*frame) []reflect.Value {
	none := func(*frame) []reflect.Value { return nil }
	if tv := l.info.Types[call.Fun]; tv.IsBuiltin() {
		return l.builtin(call)
	}
	sig, ok := l.info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok || l.isConversion(call) {
		l.block(call, "this call")
		return none
	}
	args, ok := l.arguments(call, sig)
	if !ok {
		l.block(call, "a call with these arguments")
		return none
	}
	l.orderMatters(append([]ast.Expr{call.Fun}, call.Args...)...)
	values := func(f *frame) []reflect.Value {
		var out []reflect.Value
		for _, a := range args {
			out = append(out, copied(a(f)))
		}
		return out
	}
	if bound, recv, ok := l.boundMethod(call); ok {
		return func(f *frame) []reflect.Value { return callBound(bound, recv(f), values(f)) }
	}
	fun := l.callee(call)
	spread := call.Ellipsis.IsValid()
	return func(f *frame) []reflect.Value {
		fn := fun(f)
		return callFunc(fn, values(f), spread)
	}
}

// builtin lowers len and cap.
func (l *lowered) builtin(call *ast.CallExpr) func(*frame) []reflect.Value {
	b, ok := l.info.Uses[rootOf(call.Fun)].(*types.Builtin)
	if !ok || b.Name() != "len" && b.Name() != "cap" {
		l.block(call, "the builtin "+l.text(call.Fun))
		return func(*frame) []reflect.Value { return nil }
	}
	x, isLen := l.expr(call.Args[0]), b.Name() == "len"
	return func(f *frame) []reflect.Value {
		v := x(f)
		if v.Kind() == reflect.Pointer {
			v = deref(v)
		}
		if isLen {
			return []reflect.Value{reflect.ValueOf(v.Len())}
		}
		return []reflect.Value{reflect.ValueOf(v.Cap())}
	}
}

// arguments lowers the arguments of a call, none of which is a func or a list of results.
func (l *lowered) arguments(call *ast.CallExpr, sig *types.Signature) ([]operand, bool) {
	var out []operand
	for _, a := range call.Args {
		t := l.info.TypeOf(a)
		switch t.Underlying().(type) {
		case *types.Signature, *types.Tuple:
			return nil, false
		}
		if l.info.Types[a].IsNil() {
			return nil, false
		}
		out = append(out, l.expr(a))
	}
	return out, true
}

// boundMethod finds the binding of a generic method that reflection can't see.
func (l *lowered) boundMethod(call *ast.CallExpr) (cellrt.Binding, operand, bool) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || l.info.Selections[sel] == nil {
		return nil, nil, false
	}
	m, ok := l.info.Selections[sel].Obj().(*types.Func)
	if !ok || m.Pkg() == nil || m.Pkg().Path() != l.in.config.Operators {
		return nil, nil, false
	}
	recv := types.Unalias(m.Origin().Signature().Recv().Type())
	if p, ok := recv.(*types.Pointer); ok {
		recv = p.Elem()
	}
	named, ok := recv.(*types.Named)
	if !ok {
		return nil, nil, false
	}
	bound, ok := cellrt.Bound(named.Obj().Name() + "." + m.Name())
	if !ok {
		return nil, nil, false
	}
	return bound, l.expr(sel.X), true
}

func callBound(bound cellrt.Binding, recv reflect.Value, args []reflect.Value) []reflect.Value {
	var list []any
	for _, a := range args {
		list = append(list, a.Interface())
	}
	var out []reflect.Value
	for _, r := range bound(recv.Interface(), list) {
		out = append(out, reflect.ValueOf(r))
	}
	return out
}

// callee lowers what is called: a func of a cell, a variable that holds one, a func
// of the standard library, a method of a compiled value.
func (l *lowered) callee(call *ast.CallExpr) operand {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		if sym := l.symbolAt(l.info.Uses[fun]); sym != nil && sym.id >= 0 {
			return l.ident(fun, sym)
		}
	case *ast.SelectorExpr:
		if sel := l.info.Selections[fun]; sel != nil {
			return l.method(fun, sel)
		}
		f, ok := l.info.Uses[fun.Sel].(*types.Func)
		if own, isOwn := ownFuncs[fullName(l.info.Uses[fun.Sel])]; isOwn {
			return func(*frame) reflect.Value { return own }
		}
		if !ok || f.Signature().TypeParams().Len() > 0 || replaced[f.FullName()] != "" {
			break
		}
		if v, ok := eval.Symbol(f); ok {
			return func(*frame) reflect.Value { return v }
		}
	}
	return l.block(call.Fun, "a call of "+l.text(call.Fun))
}

// method finds an exported method of a compiled value by reflection.
func (l *lowered) method(e *ast.SelectorExpr, sel *types.Selection) operand {
	m, ok := sel.Obj().(*types.Func)
	switch {
	case !ok: // a field that holds a func
		return l.field(e)
	case m.Pkg() == nil, !m.Exported() || m.Signature().TypeParams().Len() > 0 || replacedMethods[m.FullName()] != "",
		m.Pkg().Path() == l.in.config.Operators, sel.Kind() != types.MethodVal, isTypeParam(sel.Recv()):
		return l.block(e, "a call of the method "+m.Name())
	}
	x, name := l.expr(e.X), m.Name()
	return func(f *frame) reflect.Value {
		v := x(f)
		if v.Kind() == reflect.Interface && v.IsNil() {
			var e error
			_ = e.Error() // Go's own panic
		}
		if fn := v.MethodByName(name); fn.IsValid() {
			return fn
		}
		return v.Addr().MethodByName(name)
	}
}

func isTypeParam(t types.Type) bool { _, ok := t.(*types.TypeParam); return ok }

// callFunc calls a func with arguments of, or assignable to, its parameters' types.
func callFunc(fn reflect.Value, args []reflect.Value, spread bool) []reflect.Value {
	if fn.IsNil() {
		var f func()
		f() // Go's own panic
	}
	t := fn.Type()
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		var want reflect.Type
		switch {
		case t.IsVariadic() && i >= t.NumIn()-1 && !spread:
			want = t.In(t.NumIn() - 1).Elem()
		default:
			want = t.In(i)
		}
		if a.Type() != want && !a.Type().AssignableTo(want) {
			a = a.Convert(want)
		}
		in[i] = a
	}
	if spread {
		return fn.CallSlice(in)
	}
	return fn.Call(in)
}
