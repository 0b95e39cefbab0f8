package eval

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"unsafe"

	"gospark/cellrt"
)

// The RDDs' operators are called with every type argument any. An element is held in
// any as what holds values of its static type, without a box.

// erasedTypeArgs are the type arguments as an erased operator takes them.
func (ev *Evaluator) erasedTypeArgs(targs []types.Type) []cellrt.TypeArg {
	var out []cellrt.TypeArg
	for _, t := range targs {
		out = append(out, ev.erasedTypeArg(t))
	}
	return out
}

func (ev *Evaluator) erasedTypeArg(t types.Type) cellrt.TypeArg {
	a := cellrt.TypeArg{Name: types.TypeString(t, writtenName), Type: ev.rt(t)}
	if n, ok := types.Unalias(t).(*types.Named); ok && ev.isOperators(t) {
		var args []types.Type
		for arg := range n.TypeArgs().Types() {
			args = append(args, arg)
		}
		a.Args = ev.erasedTypeArgs(args)
		return a
	}
	if isInterface(t) || ev.isFaithful(t) {
		return a
	}
	if m := ev.findMethod(t, "Compare"); m != nil {
		if sig := m.typ.(*types.Signature); sig.Params().Len() == 1 && types.Identical(sig.Params().At(0).Type(), t) {
			a.Compare = func(x, y any) int {
				return int(m.call(reflect.ValueOf(x), []reflect.Value{reflect.ValueOf(y)})[0].Int())
			}
		}
	}
	if hasMethod(t, "String", "func() string") || hasMethod(t, "Error", "func() string") {
		box := ev.boxing(t)
		a.Text = func(x any) string { return fmt.Sprint(box(reflect.ValueOf(x))) }
	}
	return a
}

// callErased calls a func of the RDDs' package, or a method with its receiver.
func (s *scope) callErased(e *ast.CallExpr, name string, targs []types.Type, recv *expr, sig *types.Signature, args []*expr) *multi {
	fn, ok := cellrt.Erased(name)
	if !ok || s.ev.beside {
		refuse("%s", name)
	}
	if fn.Kind() != reflect.Func {
		refuse("%s", name)
	}
	t := fn.Type()
	erased := reflect.ValueOf(s.ev.erasedTypeArgs(targs))
	in := []func(*frame) reflect.Value{func(*frame) reflect.Value { return erased }}
	if recv != nil {
		in = append(in, s.erasing(recv, t.In(1)))
	}
	for _, a := range args {
		in = append(in, s.erasing(a, t.In(len(in))))
	}
	if len(in) != t.NumIn() {
		refuse("%s", name)
	}
	return s.callingErased(e, fn, in, sig)
}

// callingErased calls a func in erased form with its arguments, of which variadic ones are
// a slice or each on their own.
func (s *scope) callingErased(e *ast.CallExpr, fn reflect.Value, in []func(*frame) reflect.Value, sig *types.Signature) *multi {
	spread := fn.Type().IsVariadic() && !s.ev.beside
	ev, site := s.ev, s.cell.Site(e.Lparen)
	run := func(f *frame) []reflect.Value {
		values := make([]reflect.Value, len(in))
		for i, arg := range in {
			values[i] = arg(f)
		}
		if cell := cellrt.Current(); cell != nil {
			cell.SetSite(site)
		}
		if spread {
			return fn.CallSlice(values)
		}
		return fn.Call(values)
	}
	return ev.results(sig, run, ev.unerased)
}

// callOperator calls a method of the RDDs' package.
func (s *scope) callOperator(e *ast.CallExpr, x *expr, m *types.Func, targs []types.Type, sig *types.Signature) *multi {
	recv := derefType(types.Unalias(m.Signature().Recv().Type()))
	named, ok := types.Unalias(recv).(*types.Named)
	if !ok {
		refuse("the method %s", m.Name())
	}
	name := named.Obj().Name() + "." + m.Name()
	if s.ev.beside && m.Signature().TypeParams().Len() > 0 {
		return s.callBound(e, x, m, name, sig)
	}
	if _, ok := cellrt.Erased(name); ok {
		var all []types.Type
		for a := range named.TypeArgs().Types() {
			all = append(all, a)
		}
		return s.callErased(e, name, append(all, targs...), x, sig, s.arguments(e, sig))
	}
	if m.Signature().TypeParams().Len() > 0 {
		refuse("the method %s", name)
	}
	return s.callPlainMethod(e, x, m, sig)
}

// callPlainMethod calls a method of a type of the RDDs' package by reflection.
func (s *scope) callPlainMethod(e *ast.CallExpr, x *expr, m *types.Func, sig *types.Signature) *multi {
	recv, rt := x.val, x.rt
	if x.addr != nil && rt.Kind() != reflect.Pointer && isPointerMethod(m) {
		addr, elem := x.addr, x.rt
		rt = reflect.PointerTo(rt)
		recv = func(f *frame) reflect.Value { return reflect.NewAt(elem, addr(f)) }
	}
	method, ok := rt.MethodByName(m.Name())
	if !ok {
		refuse("the method %s of %s", m.Name(), x.typ)
	}
	s.ev.learnCall(sig, method.Type, 1)
	in := []func(*frame) reflect.Value{func(f *frame) reflect.Value { return copied(recv(f)) }}
	for _, a := range s.arguments(e, sig) {
		in = append(in, s.erasing(a, method.Type.In(len(in))))
	}
	ev, fn, spread := s.ev, method.Func, method.Type.IsVariadic()
	run := func(f *frame) []reflect.Value {
		values := make([]reflect.Value, len(in))
		for i, arg := range in {
			values[i] = arg(f)
		}
		if spread {
			return fn.CallSlice(values)
		}
		return fn.Call(values)
	}
	out := s.reflected(sig, func(f *frame) []reflect.Value {
		values := run(f)
		for i := range values {
			values[i] = ev.unerased(values[i], sig.Results().At(i).Type())
		}
		return values
	})
	return out
}

// erasing is an argument in the form that an erased operator wants.
func (s *scope) erasing(a *expr, want reflect.Type) func(*frame) reflect.Value {
	val, ev, t := a.val, s.ev, a.typ
	if a.rt == want && !isInterface(t) {
		return func(f *frame) reflect.Value { return copied(val(f)) }
	}
	return func(f *frame) reflect.Value { return ev.erase(copied(val(f)), t, want) }
}

// erase makes a value of type t one of an erased type.
func (ev *Evaluator) erase(v reflect.Value, t types.Type, want reflect.Type) reflect.Value {
	if !v.IsValid() {
		return reflect.Zero(want)
	}
	if v.Type() == want && want.Kind() != reflect.Interface {
		return v
	}
	switch want.Kind() {
	case reflect.Interface:
		if v.Kind() == reflect.Interface && !v.IsNil() {
			x := dynamicOf(v.Interface())
			if d := dynamicType(x); d != nil && ev.isOperators(d.t) {
				x = rawOf(x).Interface() // an RDD is taken as it is held
			}
			return adapt(x, want)
		}
		if v.Kind() == reflect.Interface {
			return reflect.Zero(want)
		}
		out := reflect.New(want).Elem()
		out.Set(v)
		return out
	case reflect.Func:
		return ev.eraseFunc(v.Interface().(*Func), want)
	case reflect.Slice:
		if v.IsNil() {
			return reflect.Zero(want)
		}
		elem := coreOf(t).(*types.Slice).Elem()
		out := reflect.MakeSlice(want, v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(ev.erase(v.Index(i), elem, want.Elem()))
		}
		return out
	case reflect.Map:
		m := coreOf(t).(*types.Map)
		out := reflect.MakeMapWithSize(want, v.Len())
		for it := v.MapRange(); it.Next(); {
			out.SetMapIndex(ev.erase(it.Key(), m.Key(), want.Key()), ev.erase(it.Value(), m.Elem(), want.Elem()))
		}
		return out
	}
	if v.CanConvert(want) {
		return v.Convert(want)
	}
	panic(&Obstacle{What: "a value of type " + types.TypeString(t, qualified) + " as " + want.String()})
}

// unerased is a value of erased form as the evaluator holds one of type t.
func (ev *Evaluator) unerased(v reflect.Value, t types.Type) reflect.Value {
	rt := ev.rt(t)
	if v.IsValid() && v.Type() == rt {
		return v
	}
	if v.IsValid() && v.Kind() == reflect.Interface {
		if v.IsNil() {
			return reflect.Zero(rt)
		}
		if rt.Kind() == reflect.Interface {
			return adapt(v.Interface(), rt)
		}
		v = v.Elem()
		if v.Type() == rt {
			return v
		}
	}
	switch u := coreOf(t).(type) {
	case *types.Slice:
		if v.Kind() != reflect.Slice {
			break
		}
		if v.IsNil() {
			return reflect.Zero(rt)
		}
		out := reflect.MakeSlice(rt, v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(ev.unerased(v.Index(i), u.Elem()))
		}
		return out
	case *types.Map:
		if v.Kind() != reflect.Map {
			break
		}
		if v.IsNil() {
			return reflect.Zero(rt)
		}
		out := reflect.MakeMapWithSize(rt, v.Len())
		for it := v.MapRange(); it.Next(); {
			out.SetMapIndex(ev.unerased(it.Key(), u.Key()), ev.unerased(it.Value(), u.Elem()))
		}
		return out
	case *types.Signature:
		if v.Kind() == reflect.Func {
			if v.IsNil() {
				return reflect.Zero(rt)
			}
			return reflect.ValueOf(ev.unerasedFunc(v, t, u))
		}
	}
	if v.CanConvert(rt) {
		return v.Convert(rt)
	}
	panic(&Obstacle{What: "a " + v.Type().String() + " as a value of type " + types.TypeString(t, qualified)})
}

// unerasedFunc is a func that an erased operator returned.
func (ev *Evaluator) unerasedFunc(v reflect.Value, t types.Type, sig *types.Signature) *Func {
	return &Func{ev: ev, typ: t, direct: func(args []reflect.Value) []reflect.Value {
		for i := range args {
			args[i] = ev.erase(args[i], sig.Params().At(i).Type(), v.Type().In(i))
		}
		out := v.Call(args)
		for i := range out {
			out[i] = ev.unerased(out[i], sig.Results().At(i).Type())
		}
		return out
	}}
}

// erasedFunc is a func of the RDDs' package as a value.
func (s *scope) erasedFunc(f *types.Func, targs []types.Type, sig *types.Signature) *expr {
	name := f.Pkg().Name() + "." + f.Name()
	fn, ok := cellrt.Erased(name)
	if !ok || fn.Kind() != reflect.Func {
		refuse("%s", name)
	}
	ev, erased := s.ev, reflect.ValueOf(s.ev.erasedTypeArgs(targs))
	t := fn.Type()
	return s.funcConstant(sig, &Func{ev: ev, typ: sig, direct: func(args []reflect.Value) []reflect.Value {
		in := []reflect.Value{erased}
		for i, a := range args {
			in = append(in, ev.erase(a, sig.Params().At(i).Type(), t.In(i+1)))
		}
		var out []reflect.Value
		if t.IsVariadic() {
			out = fn.CallSlice(in)
		} else {
			out = fn.Call(in)
		}
		for i := range out {
			out[i] = ev.unerased(out[i], sig.Results().At(i).Type())
		}
		return out
	}})
}

// erasedVariable is a variable of the RDDs' package.
func (s *scope) erasedVariable(at ast.Node, obj types.Object) *expr {
	if obj.Pkg() != nil && obj.Pkg().Path() == s.ev.operators {
		if v, ok := cellrt.Erased(obj.Pkg().Name() + "." + obj.Name()); ok && v.Kind() == reflect.Pointer && v.Type().Elem() == s.ev.rt(obj.Type()) {
			addr := v.UnsafePointer()
			return s.ev.placed(obj.Type(), func(*frame) unsafe.Pointer { return addr })
		}
	}
	refuseAt(at, "the variable %s", obj.Name())
	return nil
}

// eraseFunc is a func in erased form. What is called for every element is made
// without reflection where its type is a common one.
func (ev *Evaluator) eraseFunc(fn *Func, want reflect.Type) reflect.Value {
	if fn == nil {
		return reflect.Zero(want)
	}
	sig := fn.signature()
	e := &erasedCall{ev: ev, fn: fn, sig: sig}
	for v := range sig.Params().Variables() {
		e.params = append(e.params, ev.elementCodec(v.Type()))
	}
	for v := range sig.Results().Variables() {
		e.results = append(e.results, ev.elementCodec(v.Type()))
	}
	if f := e.direct(want); f != nil {
		return reflect.ValueOf(f)
	}
	return reflect.MakeFunc(want, func(args []reflect.Value) []reflect.Value {
		for i := range args {
			args[i] = ev.unerased(args[i], sig.Params().At(i).Type())
		}
		out := fn.call(args)
		for i := range out {
			out[i] = ev.erase(copied(out[i]), sig.Results().At(i).Type(), want.Out(i))
		}
		return out
	})
}

// An erasedCall calls a func with elements.
type erasedCall struct {
	ev              *Evaluator
	fn              *Func
	sig             *types.Signature
	params, results []codec
}

// A codec moves a value of one type between memory and an element.
type codec struct {
	set func(p unsafe.Pointer, x any)
	get func(p unsafe.Pointer) any
}

func (ev *Evaluator) elementCodec(t types.Type) codec {
	rt := ev.rt(t)
	switch rt {
	case basicTypes[types.Int]:
		return codecOf[int]()
	case basicTypes[types.String]:
		return codecOf[string]()
	case basicTypes[types.Float64]:
		return codecOf[float64]()
	case basicTypes[types.Bool]:
		return codecOf[bool]()
	}
	return codec{
		set: func(p unsafe.Pointer, x any) {
			v := reflect.ValueOf(x)
			if x == nil || v.Type() != rt {
				v = ev.unerased(reflect.ValueOf(&x).Elem(), t)
			}
			at(rt, p).Set(v)
		},
		get: func(p unsafe.Pointer) any { return at(rt, p).Interface() },
	}
}

func codecOf[T any]() codec {
	return codec{
		set: func(p unsafe.Pointer, x any) { *(*T)(p) = x.(T) },
		get: func(p unsafe.Pointer) any { return *(*T)(p) },
	}
}

// direct is the func as a Go func of the wanted type; nil where there is none.
func (e *erasedCall) direct(want reflect.Type) any {
	if e.fn.code == nil {
		return nil
	}
	c, env := e.fn.code, e.fn.env
	call := func(args ...any) *frame {
		f := c.enter(env)
		for i, x := range args {
			e.params[i].set(f.vars[i], x)
		}
		e.ev.outermost(c, f)
		return f
	}
	result := func(f *frame, i int) any { return e.results[i].get(f.vars[c.results[i].slot]) }
	switch want {
	case reflect.TypeFor[func(any) any]():
		return func(x any) any { f := call(x); r := result(f, 0); c.leave(f); return r }
	case reflect.TypeFor[func(any) bool]():
		return func(x any) bool { f := call(x); r := *(*bool)(f.vars[c.results[0].slot]); c.leave(f); return r }
	case reflect.TypeFor[func(any) (any, any)]():
		return func(x any) (any, any) { f := call(x); a, b := result(f, 0), result(f, 1); c.leave(f); return a, b }
	case reflect.TypeFor[func(any, any) any]():
		return func(x, y any) any { f := call(x, y); r := result(f, 0); c.leave(f); return r }
	case reflect.TypeFor[func(any, any) bool]():
		return func(x, y any) bool { f := call(x, y); r := *(*bool)(f.vars[c.results[0].slot]); c.leave(f); return r }
	case reflect.TypeFor[func(any, any) (any, any)]():
		return func(x, y any) (any, any) {
			f := call(x, y)
			a, b := result(f, 0), result(f, 1)
			c.leave(f)
			return a, b
		}
	case reflect.TypeFor[func(any, any, any) any]():
		return func(x, y, z any) any { f := call(x, y, z); r := result(f, 0); c.leave(f); return r }
	case reflect.TypeFor[func(any)]():
		return func(x any) { c.leave(call(x)) }
	case reflect.TypeFor[func(any, any)]():
		return func(x, y any) { c.leave(call(x, y)) }
	case reflect.TypeFor[func(any, any) int]():
		return func(x, y any) int { f := call(x, y); r := *(*int)(f.vars[c.results[0].slot]); c.leave(f); return r }
	}
	return nil
}
