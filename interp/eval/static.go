package eval

import (
	"go/types"
	"reflect"
	"unsafe"

	"gospark/cellrt"
)

// A static is a type for who shows its values, which may be held in another form: erased,
// as part of a type that contains itself, as a *Func.
type static struct {
	ev *Evaluator
	t  types.Type
}

// Typed is the value and its type, for who shows values by reflection.
func (b box) Typed() (any, cellrt.Static) { return b.v, static{b.typ.ev, b.typ.t} }

// String is the type as reflect writes it.
func (s static) String() string { return typeName(s.t) }

func (s static) Held(v reflect.Value) (reflect.Value, cellrt.Static) {
	v = readable(v)
	if isInterface(s.t) {
		return s.dynamic(v)
	}
	if v.Kind() == reflect.Interface { // erased
		v = v.Elem()
	}
	rt := s.ev.rt(s.t)
	switch {
	case !v.IsValid():
		v = reflect.Zero(rt)
	case v.Type() != rt && v.Type().Size() == rt.Size() && !isErased(v.Type(), rt):
		v = at(rt, addressable(v).Addr().UnsafePointer())
	}
	if v.Type() == funcType {
		return shownFunc(v.Interface().(*Func)), s
	}
	if s.ev.isFaithful(s.t) && v.Type() == rt {
		return v, nil
	}
	if k := v.Kind(); k == reflect.Struct || k == reflect.Array {
		v = addressable(v) // so that its unexported fields can be read
	}
	return v, s
}

func (s static) dynamic(v reflect.Value) (reflect.Value, cellrt.Static) {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		return v, nil
	}
	x := dynamicOf(v.Interface())
	if d := dynamicType(x); d != nil {
		return static{s.ev, d.t}.Held(rawOf(x))
	}
	return reflect.ValueOf(x), nil
}

// readable is v without the mark that it was read from an unexported field.
func readable(v reflect.Value) reflect.Value {
	if v.IsValid() && v.CanAddr() {
		return at(v.Type(), unsafe.Pointer(v.UnsafeAddr()))
	}
	return v
}

// isErased tells whether values of a type are held with interfaces in place of what they are made of.
func isErased(have, want reflect.Type) bool {
	if have == want || have.Kind() == reflect.Interface || have.Kind() != want.Kind() {
		return have.Kind() == reflect.Interface && want.Kind() != reflect.Interface
	}
	switch have.Kind() {
	case reflect.Map:
		return isErased(have.Key(), want.Key()) || isErased(have.Elem(), want.Elem())
	case reflect.Slice, reflect.Array, reflect.Pointer, reflect.Chan:
		return isErased(have.Elem(), want.Elem())
	}
	return false
}

// shownFunc stands for a func that is shown, and not called.
func shownFunc(f *Func) reflect.Value {
	var shown func()
	if f != nil {
		shown = func() {}
	}
	return reflect.ValueOf(shown)
}

func (s static) part(t types.Type) cellrt.Static { return static{s.ev, t} }

func (s static) Key() cellrt.Static { return s.part(s.t.Underlying().(*types.Map).Key()) }

func (s static) Elem() cellrt.Static {
	switch t := s.t.Underlying().(type) {
	case interface{ Elem() types.Type }:
		return s.part(t.Elem())
	case *types.Struct: // a spark.Option
		return s.part(types.Unalias(s.t).(*types.Named).TypeArgs().At(0))
	}
	return nil
}

func (s static) Field(i int) cellrt.Static {
	return s.part(s.t.Underlying().(*types.Struct).Field(i).Type())
}

func (s static) Method(v reflect.Value, name string, t reflect.Type) (f any) {
	if named, ok := types.Unalias(derefType(s.t)).(*types.Named); ok && !isCell(named.Obj()) {
		if m := v.MethodByName(name); m.IsValid() && m.Type() == t {
			return m.Interface()
		}
		return nil
	}
	if !hasMethod(s.t, name, t.String()) {
		return nil
	}
	defer func() {
		if recover() != nil { // it can't be interpreted
			f = nil
		}
	}()
	return s.ev.dtype(s.t).bound(name, v.Interface(), t).Interface()
}
