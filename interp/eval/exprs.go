package eval

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"
)

// expr compiles an expression with one value.
func (s *scope) expr(e ast.Expr) *expr {
	defer locate(e)
	e = ast.Unparen(e)
	if x := s.override[e]; x != nil {
		return x
	}
	tv := s.cell.Info.Types[e]
	if tv.Value != nil {
		return s.constant(s.sub(tv.Type), tv.Value)
	}
	if tv.IsNil() {
		return s.zero(s.sub(tv.Type))
	}
	switch e := e.(type) {
	case *ast.Ident:
		return s.ident(e)
	case *ast.FuncLit:
		return s.funcLit(e)
	case *ast.CompositeLit:
		return s.composite(e, s.typeOf(e))
	case *ast.SelectorExpr:
		return s.selector(e)
	case *ast.IndexExpr:
		return s.index(e)
	case *ast.IndexListExpr:
		return s.instance(e.X)
	case *ast.SliceExpr:
		return s.slice(e)
	case *ast.StarExpr:
		return s.star(e)
	case *ast.TypeAssertExpr:
		return s.assertion(e)
	case *ast.CallExpr:
		return s.call(e).single()
	case *ast.UnaryExpr:
		return s.unary(e)
	case *ast.BinaryExpr:
		return s.binary(e)
	}
	refuse("this expression")
	return nil
}

// exprAs is expr, converted to the type that it is assigned to.
func (s *scope) exprAs(e ast.Expr, t types.Type) *expr {
	defer locate(e)
	tv := s.cell.Info.Types[ast.Unparen(e)]
	if tv.IsNil() {
		return s.zero(t)
	}
	if tv.Value != nil && !isInterface(t) {
		return s.constant(t, tv.Value)
	}
	return s.ev.assignable(s.expr(e), t)
}

// operands compiles two operands of one type; a constant has that of the other.
func (s *scope) operands(ex, ey ast.Expr) (x, y *expr) {
	xv, yv := s.cell.Info.Types[ast.Unparen(ex)], s.cell.Info.Types[ast.Unparen(ey)]
	switch {
	case xv.Value != nil && yv.Value == nil:
		y = s.expr(ey)
		return s.exprAs(ex, y.typ), y
	case yv.Value != nil && xv.Value == nil:
		x = s.expr(ex)
		return x, s.exprAs(ey, x.typ)
	}
	return s.expr(ex), s.expr(ey)
}

func (s *scope) zero(t types.Type) *expr {
	if b, ok := t.(*types.Basic); ok && b.Kind() == types.UntypedNil {
		t = types.NewInterfaceType(nil, nil)
	}
	return constantOf(t, reflect.Zero(s.ev.rt(t)))
}

// constant makes a constant of the type that the checker gave it.
func (s *scope) constant(t types.Type, val constant.Value) *expr {
	t = types.Default(t)
	if isInterface(t) { // of a type parameter that became one
		refuse("a constant of type %s", t)
	}
	v := reflect.New(s.ev.rt(t)).Elem()
	switch k := v.Kind(); {
	case k == reflect.Bool:
		v.SetBool(constant.BoolVal(val))
	case k == reflect.String:
		v.SetString(constant.StringVal(val))
	case v.CanInt():
		n, _ := constant.Int64Val(constant.ToInt(val))
		v.SetInt(n)
	case v.CanUint():
		n, _ := constant.Uint64Val(constant.ToInt(val))
		v.SetUint(n)
	case k == reflect.Float32:
		n, _ := constant.Float32Val(val)
		v.SetFloat(float64(n))
	case v.CanFloat():
		n, _ := constant.Float64Val(val)
		v.SetFloat(n)
	case v.CanComplex():
		re, _ := constant.Float64Val(constant.Real(val))
		im, _ := constant.Float64Val(constant.Imag(val))
		v.SetComplex(complex(re, im))
	default:
		refuse("a constant of type %s", t)
	}
	return constantOf(t, v)
}

func (s *scope) ident(e *ast.Ident) *expr {
	obj := s.cell.Info.Uses[e]
	if obj == nil {
		obj = s.cell.Info.Defs[e]
	}
	switch obj := obj.(type) {
	case *types.Var:
		return s.variable(e, obj)
	case *types.Func:
		return s.funcValue(e, obj)
	}
	refuse("the name %s", e.Name)
	return nil
}

// selector is a field, a method value, a method expression, or a name of a package.
func (s *scope) selector(e *ast.SelectorExpr) *expr {
	sel := s.cell.Info.Selections[e]
	if sel == nil {
		switch obj := s.cell.Info.Uses[e.Sel].(type) {
		case *types.Var:
			return s.variable(e, obj)
		case *types.Func:
			return s.funcValue(e.Sel, obj)
		}
		refuse("the name %s", e.Sel.Name)
	}
	if sel.Kind() == types.FieldVal {
		x := s.expr(e.X)
		_, path, _ := types.LookupFieldOrMethod(x.typ, true, sel.Obj().Pkg(), sel.Obj().Name())
		return s.fields(x, path)
	}
	return s.methodValue(e, sel)
}

// fields follows a path of fields.
func (s *scope) fields(x *expr, path []int) *expr {
	for _, i := range path {
		x = s.field(x, i)
	}
	return x
}

// field is field i of a struct, or of what a pointer points to.
func (s *scope) field(x *expr, i int) *expr {
	st, isPtr := structUnder(x.typ)
	f := st.Field(i)
	holder := x.rt
	if isPtr {
		holder = s.ev.rt(derefType(x.typ))
	}
	in := holder.Field(i)
	s.ev.learn(f.Type(), in.Type)
	offset := in.Offset
	var addr func(*frame) unsafe.Pointer
	if isPtr {
		p := got[word](x)
		addr = func(f *frame) unsafe.Pointer { return add(notNil(p(f)), offset) }
	} else {
		base := x.located()
		addr = func(f *frame) unsafe.Pointer { return add(base(f), offset) }
		if x.slot >= 0 {
			slot := x.slot
			addr = func(f *frame) unsafe.Pointer { return unsafe.Add(f.vars[slot], offset) }
		}
	}
	if bridged(in.Type, s.ev.rt(f.Type())) {
		ft, rt := f.Type(), in.Type
		return s.ev.computed(ft, func(f *frame) reflect.Value { return s.ev.imported(at(rt, addr(f)), ft) })
	}
	out := s.ev.placed(f.Type(), addr)
	if !isPtr && x.addr == nil {
		out.addr = addr
	}
	return out
}

// bridged tells whether compiled code holds a field in another way than the evaluator.
func bridged(in, rt reflect.Type) bool {
	return in != rt && (in.Kind() == reflect.Interface || in.Kind() == reflect.Func)
}

func add(p unsafe.Pointer, offset uintptr) unsafe.Pointer { return unsafe.Add(p, offset) }

// notNil is p, with Go's own panic where it is nil.
func notNil(p unsafe.Pointer) unsafe.Pointer {
	_ = *(*byte)(p)
	return p
}

func (s *scope) star(e *ast.StarExpr) *expr {
	x := s.expr(e.X)
	p := got[word](x)
	return s.ev.placed(derefType(x.typ), func(f *frame) unsafe.Pointer { return notNil(p(f)) })
}

func (s *scope) unary(e *ast.UnaryExpr) *expr {
	switch e.Op {
	case token.AND:
		return s.address(e)
	case token.ARROW:
		return s.receive(e).single()
	case token.NOT:
		x := s.expr(e.X)
		g := got[bool](x)
		return scalar(x.typ, x.rt, func(f *frame) bool { return !g(f) })
	}
	x := s.expr(e.X)
	return arithmetics[x.rt.Kind()].unary(e.Op, x.typ, x.rt, x)
}

// address is &x, or a pointer to a composite literal.
func (s *scope) address(e *ast.UnaryExpr) *expr {
	t := s.typeOf(e)
	var addr func(*frame) unsafe.Pointer
	if lit, ok := ast.Unparen(e.X).(*ast.CompositeLit); ok {
		x := s.composite(lit, s.typeOf(lit))
		addr = x.located()
	} else {
		x := s.expr(e.X)
		if x.addr == nil {
			refuse("the address of this")
		}
		addr = x.addr
	}
	return scalar(t, s.ev.rt(t), addr)
}

var boolType = types.Typ[types.Bool]

func boolean(t types.Type, ev *Evaluator, g func(*frame) bool) *expr {
	t = types.Default(t)
	return scalar(t, ev.rt(t), g)
}

func (s *scope) binary(e *ast.BinaryExpr) *expr {
	t := s.typeOf(e)
	switch e.Op {
	case token.LAND:
		x, y := got[bool](s.rooted(e.X)), got[bool](s.rooted(e.Y))
		return boolean(t, s.ev, func(f *frame) bool { return x(f) && y(f) })
	case token.LOR:
		x, y := got[bool](s.rooted(e.X)), got[bool](s.rooted(e.Y))
		return boolean(t, s.ev, func(f *frame) bool { return x(f) || y(f) })
	case token.SHL, token.SHR:
		x := s.expr(e.X)
		return arithmetics[x.rt.Kind()].shift(e.Op, x.typ, x.rt, x, s.shiftCount(e.Y))
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return boolean(t, s.ev, s.comparison(e.Op, e.X, e.Y))
	}
	x, y := s.operands(e.X, e.Y)
	if x.rt != y.rt {
		refuse("the operator %s on these", e.Op)
	}
	return arithmetics[x.rt.Kind()].binary(e.Op, t, x.rt, x, y)
}

// shiftCount is what to shift by, which must not be negative.
func (s *scope) shiftCount(e ast.Expr) func(*frame) uint64 {
	y := s.expr(e)
	wide := arithmetics[y.rt.Kind()].wide(y)
	return func(f *frame) uint64 {
		n, negative := wide(f)
		if negative {
			n := -1
			_ = 1 << n // Go's own panic
		}
		return n
	}
}

// comparison compares two operands of one type, or of an interface and a type.
func (s *scope) comparison(op token.Token, ex, ey ast.Expr) func(*frame) bool {
	xNil, yNil := s.cell.Info.Types[ast.Unparen(ex)].IsNil(), s.cell.Info.Types[ast.Unparen(ey)].IsNil()
	var x, y *expr
	switch {
	case xNil:
		y = s.expr(ey)
		return s.isNil(op, y)
	case yNil:
		x = s.expr(ex)
		return s.isNil(op, x)
	}
	x, y = s.operands(ex, ey)
	return s.ev.comparing(op, x, y)
}

func (s *scope) isNil(op token.Token, x *expr) func(*frame) bool {
	want := op == token.EQL
	switch x.rt.Kind() {
	case reflect.Slice:
		g := got[header](x)
		return func(f *frame) bool { return (g(f).data == nil) == want }
	case reflect.Interface:
		if x.rt.NumMethod() > 0 {
			g := got[iface](x)
			return func(f *frame) bool { return (g(f).tab == nil) == want }
		}
		g := got[any](x)
		return func(f *frame) bool { return (g(f) == nil) == want }
	}
	g := got[word](x)
	return func(f *frame) bool { return (g(f) == nil) == want }
}

// comparing compares two values.
func (ev *Evaluator) comparing(op token.Token, x, y *expr) func(*frame) bool {
	if isInterface(x.typ) || isInterface(y.typ) {
		a, b, want := ev.dynamic(x), ev.dynamic(y), op == token.EQL
		return func(f *frame) bool { v := a(f); return sameDynamic(v, b(f)) == want }
	}
	if a := arithmetics[x.rt.Kind()]; a != nil {
		return a.compare(op, x, y)
	}
	switch x.rt.Kind() {
	case reflect.Bool:
		return equal[bool](op, x, y)
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		return equal[word](op, x, y)
	}
	a, b, want := x.located(), y.located(), op == token.EQL
	same := ev.equality(x.typ)
	return func(f *frame) bool { p := a(f); return same(p, b(f)) == want }
}

// equality compares two structs or arrays in memory.
func (ev *Evaluator) equality(t types.Type) func(p, q unsafe.Pointer) bool {
	rt := ev.rt(t)
	switch u := coreOf(t).(type) {
	case *types.Struct:
		if n, ok := types.Unalias(t).(*types.Named); ok && !isCell(n.Obj()) {
			break
		}
		var fields []func(p, q unsafe.Pointer) bool
		for i := range u.NumFields() {
			if u.Field(i).Name() == "_" {
				continue
			}
			same, offset := ev.equality(u.Field(i).Type()), rt.Field(i).Offset
			fields = append(fields, func(p, q unsafe.Pointer) bool { return same(add(p, offset), add(q, offset)) })
		}
		return func(p, q unsafe.Pointer) bool {
			for _, same := range fields {
				if !same(p, q) {
					return false
				}
			}
			return true
		}
	case *types.Array:
		same, size := ev.equality(u.Elem()), rt.Elem().Size()
		return func(p, q unsafe.Pointer) bool {
			for i := range uintptr(u.Len()) {
				if !same(add(p, i*size), add(q, i*size)) {
					return false
				}
			}
			return true
		}
	case *types.Interface:
		return func(p, q unsafe.Pointer) bool {
			return sameDynamic(dynamicOf(holding(at(rt, p))), dynamicOf(holding(at(rt, q))))
		}
	}
	return func(p, q unsafe.Pointer) bool { return at(rt, p).Interface() == at(rt, q).Interface() }
}

// dynamic is what an operand is in an interface, out of any wrapper.
func (ev *Evaluator) dynamic(x *expr) func(*frame) any {
	x = ev.assignable(x, emptyInterface)
	g := got[any](x)
	return func(f *frame) any { return dynamicOf(g(f)) }
}

var emptyInterface types.Type = types.NewInterfaceType(nil, nil)

// sameDynamic compares what two interfaces hold.
func sameDynamic(x, y any) bool {
	d := dynamicType(x)
	if d == nil || d != dynamicType(y) {
		return x == y
	}
	if !types.Comparable(d.t) {
		panic(conversionError{"runtime error: comparing uncomparable type " + typeName(d.t)})
	}
	return d.same(x, y)
}

// same compares two boxed values of the type.
func (d *dtype) same(x, y any) bool {
	switch coreOf(d.t).(type) {
	case *types.Struct, *types.Array:
		return d.ev.equality(d.t)(tempOf(rawOf(x), d.rt), tempOf(rawOf(y), d.rt))
	}
	return x == y
}
