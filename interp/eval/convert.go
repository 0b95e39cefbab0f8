package eval

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"runtime"
	"unsafe"
)

// assignable is x as a value of type t, to which it can be assigned.
func (ev *Evaluator) assignable(x *expr, t types.Type) *expr {
	if types.Identical(x.typ, t) {
		return x
	}
	if isInterface(t) {
		return ev.toInterface(x, t)
	}
	rt := ev.rt(t)
	if rt == x.rt {
		return x.as(t)
	}
	out := shapeOf(rt).place(t, rt, x.located())
	out.addr = nil
	return out
}

// toInterface is x in an interface of type t.
func (ev *Evaluator) toInterface(x *expr, t types.Type) *expr {
	rt := ev.rt(t)
	if ev.beside && !x.rt.Implements(rt) {
		refuse("a %s as %s", x.typ, t)
	}
	if isInterface(x.typ) {
		if rt == x.rt {
			return x.as(t)
		}
		return shapeOf(rt).computed(t, rt, func(f *frame) reflect.Value { return adapt(holding(x.val(f)), rt) })
	}
	box := ev.boxedValue(x)
	if rt == anyType {
		return scalar(t, rt, box)
	}
	return shapeOf(rt).computed(t, rt, func(f *frame) reflect.Value { return adapt(box(f), rt) })
}

// boxedValue is what an interface holds of x, which is none itself.
func (ev *Evaluator) boxedValue(x *expr) func(*frame) any {
	if ev.isFaithful(x.typ) {
		if x.same.IsValid() {
			v := x.same.Interface()
			return func(*frame) any { return v }
		}
		switch g := x.get.(type) {
		case func(*frame) int:
			if x.rt == basicTypes[types.Int] {
				return func(f *frame) any { return g(f) }
			}
		case func(*frame) string:
			if x.rt == basicTypes[types.String] {
				return func(f *frame) any { return g(f) }
			}
		case func(*frame) float64:
			if x.rt == basicTypes[types.Float64] {
				return func(f *frame) any { return g(f) }
			}
		}
	}
	box, val := ev.boxing(x.typ), x.val
	return func(f *frame) any { return box(val(f)) }
}

// holding is what an interface value holds, nil for none.
func holding(v reflect.Value) any {
	if v.IsNil() {
		return nil
	}
	return v.Interface()
}

// conversion is T(x).
func (s *scope) conversion(e *ast.CallExpr) *expr {
	t := s.typeOf(e.Fun)
	if s.cell.Info.Types[ast.Unparen(e.Args[0])].IsNil() {
		return s.zero(t)
	}
	x := s.rooted(e.Args[0])
	if isInterface(t) {
		return s.ev.assignable(x, t)
	}
	rt := s.ev.rt(t)
	from, to := x.rt.Kind(), rt.Kind()
	switch {
	case isNumber(from) && isNumber(to):
		return arithmetics[to].convert(t, rt, x)
	case to == reflect.String && from != reflect.String, from == reflect.String && to == reflect.Slice,
		from == reflect.Slice && (to == reflect.Array || to == reflect.Pointer):
		val := x.val
		return shapeOf(rt).computed(t, rt, func(f *frame) reflect.Value {
			v := val(f)
			checkArray(v, rt)
			return v.Convert(rt)
		})
	}
	return s.ev.assignable(x, t)
}

// checkArray panics as Go does where a slice is too short for an array.
func checkArray(v reflect.Value, rt reflect.Type) {
	if rt.Kind() == reflect.Pointer {
		rt = rt.Elem()
	}
	if rt.Kind() == reflect.Array && v.Len() < rt.Len() {
		panic(conversionError{fmt.Sprintf("runtime error: cannot convert slice with length %d to array or pointer to array with length %d", v.Len(), rt.Len())})
	}
}

func isNumber(k reflect.Kind) bool { return k != reflect.String && arithmetics[k] != nil }

// A conversionError is a failed type assertion, worded as Go does.
type conversionError struct{ text string }

func (e conversionError) Error() string { return e.text }

// RuntimeError marks it as one of Go's own run-time panics.
func (conversionError) RuntimeError() {}

var _ runtime.Error = conversionError{}

// matcher tells whether what an interface holds is of type t, or implements it.
func (ev *Evaluator) matcher(t types.Type) func(x any) bool {
	if isInterface(t) {
		return func(x any) bool { return x != nil && ev.implements(x, t) }
	}
	if ev.isFaithful(t) {
		rt := ev.rt(t)
		return func(x any) bool { return reflect.TypeOf(x) == rt }
	}
	d := ev.dtype(t)
	return func(x any) bool { return dynamicType(x) == d }
}

// extractor makes a value of type t out of what an interface holds, which matches.
func (ev *Evaluator) extractor(t types.Type) func(x any) reflect.Value {
	if isInterface(t) {
		rt := ev.rt(t)
		return func(x any) reflect.Value { return adapt(x, rt) }
	}
	return rawOf
}

// assertion is x.(T).
func (s *scope) assertion(e *ast.TypeAssertExpr) *expr {
	t := s.typeOf(e.Type)
	x := s.rooted(e.X)
	held, is, take := s.ev.dynamic(x), s.ev.matcher(t), s.ev.extractor(t)
	return s.ev.computed(t, func(f *frame) reflect.Value {
		v := held(f)
		if !is(v) {
			panic(s.ev.mismatch(x.typ, v, t))
		}
		return take(v)
	})
}

// mismatch is the panic of a failed assertion.
func (ev *Evaluator) mismatch(from types.Type, x any, t types.Type) error {
	name := typeName
	have := "nil"
	if d := dynamicType(x); d != nil {
		have = d.String()
	} else if x != nil {
		have = reflect.TypeOf(x).String()
	}
	if isInterface(t) && x != nil {
		missing := ""
		for m := range t.Underlying().(*types.Interface).Methods() {
			only := types.NewInterfaceType([]*types.Func{m}, nil).Complete()
			if missing == "" && !ev.implements(x, only) {
				missing = m.Name()
			}
		}
		return conversionError{"interface conversion: " + have + " is not " + name(t) + ": missing method " + missing}
	}
	if isInterface(t) {
		return conversionError{"interface conversion: interface is nil, not " + name(t)}
	}
	return conversionError{"interface conversion: " + name(from) + " is " + have + ", not " + name(t)}
}

// A multi is a call or another expression with any number of values.
type multi struct {
	types []types.Type
	one   *expr                        // of a single value
	run   func(*frame) []reflect.Value // of others
	do    func(*frame)                 // runs it for its effect
}

// single is the expression's one value.
func (m *multi) single() *expr {
	if m.one == nil {
		refuse("an expression without a value")
	}
	return m.one
}

// effect runs the expression for its effect alone.
func (m *multi) effect() func(*frame) {
	switch {
	case m.do != nil:
		return m.do
	case m.one != nil:
		if g, ok := m.one.get.(func(*frame) int); ok {
			return func(f *frame) { g(f) }
		}
		val := m.one.val
		return func(f *frame) { val(f) }
	}
	run := m.run
	return func(f *frame) { run(f) }
}

// all is the values, whatever their number.
func (m *multi) all() func(*frame) []reflect.Value {
	if m.run != nil {
		return m.run
	}
	if m.one != nil {
		val := m.one.val
		return func(f *frame) []reflect.Value { return []reflect.Value{val(f)} }
	}
	do := m.do
	return func(f *frame) []reflect.Value { do(f); return nil }
}

// commaOk is an expression of a value and whether there was one.
func (s *scope) commaOk(t types.Type, run func(*frame) (reflect.Value, bool)) *multi {
	rt := s.ev.rt(t)
	one := shapeOf(rt).computed(t, rt, func(f *frame) reflect.Value {
		v, _ := run(f)
		if !v.IsValid() {
			return reflect.Zero(rt)
		}
		return v
	})
	return &multi{types: []types.Type{t, boolType}, one: one, run: func(f *frame) []reflect.Value {
		v, ok := run(f)
		if !v.IsValid() {
			v = reflect.Zero(rt)
		}
		return []reflect.Value{v, reflect.ValueOf(ok)}
	}}
}

// pair is an expression in a place for two values: v, ok := m[k], x.(T), <-c.
func (s *scope) pair(e ast.Expr) *multi {
	switch e := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		pre := s.ahead(partsOf(e.X, e.Index))
		return s.lookup(e).after(pre)
	case *ast.TypeAssertExpr:
		t := s.typeOf(e.Type)
		held, is, take := s.ev.dynamic(s.rooted(e.X)), s.ev.matcher(t), s.ev.extractor(t)
		return s.commaOk(t, func(f *frame) (reflect.Value, bool) {
			v := held(f)
			if !is(v) {
				return reflect.Value{}, false
			}
			return take(v), true
		})
	case *ast.UnaryExpr:
		return s.receive(e)
	case *ast.CallExpr:
		return s.call(e)
	}
	refuseAt(e, "this form of assignment")
	return nil
}

// tempOf is memory that holds the value v of type rt.
func tempOf(v reflect.Value, rt reflect.Type) unsafe.Pointer {
	p := reflect.New(rt)
	if v.IsValid() {
		p.Elem().Set(v)
	}
	return p.UnsafePointer()
}
