package eval

import (
	"fmt"
	"go/types"
	"reflect"
)

// A method is how a method of a type is called, found by its name at run time.
type method struct {
	typ  types.Type
	call func(recv reflect.Value, args []reflect.Value) []reflect.Value
}

// method finds a method of the type; nil where it has none.
func (d *dtype) method(name string) *method {
	if m, ok := d.methods.Load(name); ok {
		return m.(*method)
	}
	d.ev.compiling.Lock()
	defer d.ev.compiling.Unlock()
	m := d.ev.findMethod(d.t, name)
	d.ev.compileQueued()
	d.methods.Store(name, m)
	return m
}

// findMethod finds a method in the method set of t.
func (ev *Evaluator) findMethod(t types.Type, name string) *method {
	obj, path, _ := types.LookupFieldOrMethod(t, false, cellPackage, name)
	m, ok := obj.(*types.Func)
	if !ok {
		return nil
	}
	walk, holder := ev.walk(t, path[:len(path)-1])
	call := ev.methodOn(holder, m)
	return &method{typ: plainSignature(m), call: func(recv reflect.Value, args []reflect.Value) []reflect.Value {
		return call(walk(recv), args)
	}}
}

// cellPackage stands for any cell's package: their unexported names are one.
var cellPackage = types.NewPackage("cell", "cell")

// plainSignature is a method's type without its receiver.
func plainSignature(m *types.Func) types.Type {
	sig := m.Signature()
	return types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
}

// walk goes through embedded fields to what declares a promoted method.
func (ev *Evaluator) walk(t types.Type, path []int) (func(reflect.Value) reflect.Value, types.Type) {
	step := func(v reflect.Value) reflect.Value { return v }
	for _, i := range path {
		st, isPtr := structUnder(t)
		field, outer := st.Field(i), step
		offset, rt := ev.rt(derefType(t)).Field(i).Offset, ev.rt(field.Type())
		step = func(v reflect.Value) reflect.Value {
			v = outer(v)
			if isPtr {
				v = deref(v)
			} else if !v.CanAddr() {
				v = addressable(v)
			}
			return at(rt, add(v.Addr().UnsafePointer(), offset))
		}
		t = field.Type()
	}
	return step, t
}

// methodOn calls a method that t itself declares, with a value of t.
func (ev *Evaluator) methodOn(t types.Type, m *types.Func) func(reflect.Value, []reflect.Value) []reflect.Value {
	if isInterface(t) {
		name := m.Name()
		return func(recv reflect.Value, args []reflect.Value) []reflect.Value {
			return ev.callDynamic(recv, name, args)
		}
	}
	if isCell(m) {
		return ev.cellMethodOn(t, m, nil)
	}
	name, sig := m.Name(), plainSignature(m)
	return func(recv reflect.Value, args []reflect.Value) []reflect.Value {
		fn := recv.MethodByName(name)
		if !fn.IsValid() {
			fn = addressable(recv).Addr().MethodByName(name)
		}
		return (&Func{ev: ev, typ: sig, native: fn}).callNative(args)
	}
}

func (ev *Evaluator) cellMethodOn(t types.Type, m *types.Func, targs []types.Type) func(reflect.Value, []reflect.Value) []reflect.Value {
	code := ev.methodCode(t, m, targs)
	_, wantsPtr := types.Unalias(m.Origin().Signature().Recv().Type()).(*types.Pointer)
	_, isPtr := types.Unalias(t).Underlying().(*types.Pointer)
	return func(recv reflect.Value, args []reflect.Value) []reflect.Value {
		switch {
		case wantsPtr && !isPtr:
			if !recv.CanAddr() {
				recv = addressable(recv)
			}
			recv = recv.Addr()
		case !wantsPtr && isPtr:
			if recv.IsNil() {
				panic(conversionError{"value method " + typeName(derefType(t)) + "." + m.Name() + " called using nil *" + types.Unalias(m.Signature().Recv().Type()).(*types.Named).Obj().Name() + " pointer"})
			}
			recv = recv.Elem()
		}
		return code.fn.call(append([]reflect.Value{recv}, args...))
	}
}

// callDynamic calls a method of what an interface holds.
func (ev *Evaluator) callDynamic(recv reflect.Value, name string, args []reflect.Value) []reflect.Value {
	x := dynamicOf(notNilInterface(recv).Interface())
	if b, ok := x.(boxed); ok {
		return b.unboxed().typ.method(name).call(reflect.ValueOf(b.unboxed().v), args)
	}
	fn := reflect.ValueOf(x).MethodByName(name)
	if !fn.IsValid() {
		panic(fmt.Sprintf("interp: %T has no method %s", x, name))
	}
	t := fn.Type()
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = export(a, t.In(i))
	}
	if t.IsVariadic() {
		return fn.CallSlice(in)
	}
	return fn.Call(in)
}

// notNilInterface is v, with Go's own panic where nothing is in it.
func notNilInterface(v reflect.Value) reflect.Value {
	if v.IsNil() {
		var e error
		_ = e.Error()
	}
	return v
}

func addressable(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

// deref is *v, with Go's own panic for a nil pointer.
func deref(v reflect.Value) reflect.Value {
	if v.IsNil() {
		var p *int
		_ = *p
	}
	return v.Elem()
}

func derefType(t types.Type) types.Type {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// structUnder is the struct that t is, or points to.
func structUnder(t types.Type) (st *types.Struct, isPtr bool) {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		return p.Elem().Underlying().(*types.Struct), true
	}
	return t.Underlying().(*types.Struct), false
}
