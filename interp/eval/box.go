package eval

import (
	"encoding/json"
	"fmt"
	"go/types"
	"reflect"
	"sync"
)

// A dtype is a type that values in interfaces are marked with, because what holds
// them holds those of other types too. There is one for each type.
type dtype struct {
	ev      *Evaluator
	t       types.Type
	rt      reflect.Type
	methods sync.Map // name -> *method
	wrap    func(box) any
}

// A box is a value in an interface with its type, and what compiled code sees of it:
// its text, its JSON. Boxes are equal when the types and the values are.
type box struct {
	typ *dtype
	v   any
}

// What a box is to compiled code depends on the methods of its type.
type (
	stringerBox struct{ box }
	errorBox    struct{ box }
	joinedBox   struct{ box } // an error that wraps several
)

type boxed interface{ unboxed() box }

func (b box) unboxed() box { return b }

// Format prints the value as fmt prints one of its type.
func (b box) Format(s fmt.State, verb rune) {
	(&printer{b.typ.ev, s, verb}).value(b.typ.t, reflect.ValueOf(b.v), 0, true)
}

// Unboxed is the value, for who shows values by reflection.
func (b box) Unboxed() any { return b.v }

// MIMEBundle is how the value is shown where that is more than text, or nil.
func (b box) MIMEBundle() map[string]any {
	if hasMethod(b.typ.t, "MIMEBundle", bundleMethod) {
		return b.typ.method("MIMEBundle").call(reflect.ValueOf(b.v), nil)[0].Interface().(map[string]any)
	}
	return nil
}

// bundleMethod is what reflect calls the type of a method MIMEBundle.
const bundleMethod = "func() map[string]interface {}"

// MarshalJSON is the value's JSON.
func (b box) MarshalJSON() ([]byte, error) {
	if m := b.typ.method("MarshalJSON"); m != nil {
		out := m.call(reflect.ValueOf(b.v), nil)
		err, _ := out[1].Interface().(error)
		return out[0].Bytes(), err
	}
	return json.Marshal(b.typ.plain("encoding/json", b.v))
}

func (b stringerBox) String() string { return b.text("String") }
func (b errorBox) Error() string     { return b.text("Error") }
func (b joinedBox) Error() string    { return b.text("Error") }

func (b box) text(method string) string {
	return b.typ.method(method).call(reflect.ValueOf(b.v), nil)[0].String()
}

// Unwrap is the error that this one wraps, or nil.
func (b errorBox) Unwrap() error {
	if m := b.typ.method("Unwrap"); m != nil {
		if out := m.call(reflect.ValueOf(b.v), nil); out[0].Type() == errorType && !out[0].IsNil() {
			return out[0].Interface().(error)
		}
	}
	return nil
}

// Is asks the error's own method, if it has one.
func (b errorBox) Is(target error) bool {
	m := b.typ.method("Is")
	if m == nil {
		return false
	}
	arg := reflect.New(errorType).Elem()
	arg.Set(reflect.ValueOf(target))
	return m.call(reflect.ValueOf(b.v), []reflect.Value{arg})[0].Bool()
}

// Unwrap is the errors that this one wraps.
func (b joinedBox) Unwrap() []error {
	return b.typ.method("Unwrap").call(reflect.ValueOf(b.v), nil)[0].Interface().([]error)
}

// dtype is the one of a type.
func (ev *Evaluator) dtype(t types.Type) *dtype {
	t = types.Unalias(t)
	rt := ev.rt(t)
	ev.mu.Lock()
	defer ev.mu.Unlock()
	if d, ok := ev.dtypes.At(t).(*dtype); ok {
		return d
	}
	d := &dtype{ev: ev, t: t, rt: rt}
	d.wrap = wrapperFor(t)
	ev.dtypes.Set(t, d)
	return d
}

// wrapperFor chooses the box for values of t.
func wrapperFor(t types.Type) func(box) any {
	switch {
	case hasMethod(t, "Error", "func() string") && hasMethod(t, "Unwrap", "func() []error"):
		return func(b box) any { return joinedBox{b} }
	case hasMethod(t, "Error", "func() string"):
		return func(b box) any { return errorBox{b} }
	case hasMethod(t, "String", "func() string"):
		return func(b box) any { return stringerBox{b} }
	}
	return func(b box) any { return b }
}

// hasMethod tells whether the method set of t has a method of that type.
func hasMethod(t types.Type, name, signature string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, false, nil, name)
	m, ok := obj.(*types.Func)
	return ok && typeName(withoutReceiver(m.Signature())) == signature
}

// boxing makes what an interface holds of a value of t, which is none itself.
func (ev *Evaluator) boxing(t types.Type) func(reflect.Value) any {
	if ev.isFaithful(t) {
		return func(v reflect.Value) any { return v.Interface() }
	}
	d := ev.dtype(t)
	return func(v reflect.Value) any { return d.wrap(box{d, v.Interface()}) }
}

// dynamicOf is what an interface holds, out of what it was wrapped in for compiled code.
func dynamicOf(x any) any {
	if x == nil {
		return nil
	}
	if _, ok := wrappers.Load(reflect.TypeOf(x)); ok {
		return reflect.ValueOf(x).FieldByName("IValue").Interface()
	}
	return x
}

// wrappers are the types that let boxes have the methods of compiled interfaces.
var wrappers sync.Map // reflect.Type -> true

// adapt is x, what an interface holds, as an interface of type rt.
func adapt(x any, rt reflect.Type) reflect.Value {
	out := reflect.New(rt).Elem()
	x = dynamicOf(x)
	if x == nil {
		return out
	}
	v := reflect.ValueOf(x)
	b, isBox := x.(boxed)
	if rt.NumMethod() == 0 || v.Type().Implements(rt) {
		out.Set(v)
		return out
	}
	if !isBox {
		panic(fmt.Sprintf("interface conversion: %v is not %v", v.Type(), rt))
	}
	wrapper, ok := wrapperType(rt)
	if !ok {
		panic(&Obstacle{What: fmt.Sprintf("a value of type %s as %v", typeName(b.unboxed().typ.t), rt)})
	}
	w := reflect.New(wrapper).Elem()
	w.FieldByName("IValue").Set(v)
	for i := range rt.NumMethod() {
		m := rt.Method(i)
		w.FieldByName("W" + m.Name).Set(b.unboxed().typ.bound(m.Name, b.unboxed().v, m.Type))
	}
	out.Set(w)
	return out
}

// wrapperType is the struct by which yaegi lets values have an interface's methods.
func wrapperType(rt reflect.Type) (reflect.Type, bool) {
	v, ok := symbolNamed(rt.PkgPath(), "_"+rt.Name())
	if !ok {
		return nil, false
	}
	t := v.Type().Elem()
	wrappers.Store(t, true)
	return t, true
}

// String is the type as a person writes it.
func (*dtype) Opaque() {}

func (d *dtype) String() string { return typeName(d.t) }

// writtenName is how a person names a package: cells' own has no name.
func writtenName(p *types.Package) string {
	if p.Path() == "cell" {
		return ""
	}
	return p.Name()
}

// Shown is a value for who shows it: a func as a compiled one, what reflection doesn't
// know all of with its type.
func (ev *Evaluator) Shown(v reflect.Value, t types.Type) any {
	if isInterface(t) {
		x := dynamicOf(holding(v))
		if d := dynamicType(x); d != nil {
			return ev.Shown(rawOf(x), d.t)
		}
		return x
	}
	if fn, ok := v.Interface().(*Func); ok {
		if fn == nil {
			return reflect.Zero(ev.compiledType(t.Underlying().(*types.Signature))).Interface()
		}
		return ev.compiledFunc(fn).Interface()
	}
	if isRDD := ev.isOperators(t) && v.Kind() == reflect.Pointer; !ev.isFaithful(t) && !isRDD {
		return ev.boxing(t)(v)
	}
	return v.Interface()
}

// printedName is how %T names a package.
func printedName(p *types.Package) string {
	if p.Path() == "cell" {
		return "main"
	}
	return p.Name()
}

// bound is a method of the value v as a compiled func of type t.
func (d *dtype) bound(name string, v any, t reflect.Type) reflect.Value {
	m := d.method(name)
	fn := &Func{ev: d.ev, typ: m.typ, direct: func(args []reflect.Value) []reflect.Value { return m.call(reflect.ValueOf(v), args) }}
	return fn.compiled(t)
}

// dynamicType is the mark of what an interface holds; nil where it needs none.
func dynamicType(x any) *dtype {
	if b, ok := x.(boxed); ok {
		return b.unboxed().typ
	}
	return nil
}

// rawOf is what holds the value in an interface.
func rawOf(x any) reflect.Value {
	if b, ok := x.(boxed); ok {
		return reflect.ValueOf(b.unboxed().v)
	}
	return reflect.ValueOf(x)
}

// implements tells whether x, what an interface holds, has the methods of the interface t.
func (ev *Evaluator) implements(x any, t types.Type) bool {
	it := t.Underlying().(*types.Interface)
	if d := dynamicType(x); d != nil {
		return types.Implements(d.t, it)
	}
	rt := reflect.TypeOf(x)
	for m := range it.Methods() {
		have, ok := rt.MethodByName(m.Name())
		if !ok || !m.Exported() || !ev.sameSignature(have.Type, m.Signature()) {
			return false
		}
	}
	return true
}

// sameSignature compares a method's type, with the receiver in front, with a signature.
func (ev *Evaluator) sameSignature(rt reflect.Type, sig *types.Signature) bool {
	if rt.NumIn() != sig.Params().Len()+1 || rt.NumOut() != sig.Results().Len() || rt.IsVariadic() != sig.Variadic() {
		return false
	}
	same := func(a reflect.Type, t types.Type) bool {
		have := ev.rt(t)
		return a == have || a.Kind() == reflect.Func && have == funcType
	}
	for i := range sig.Params().Len() {
		if !same(rt.In(i+1), sig.Params().At(i).Type()) {
			return false
		}
	}
	for i := range sig.Results().Len() {
		if !same(rt.Out(i), sig.Results().At(i).Type()) {
			return false
		}
	}
	return true
}

// export is a value for compiled code that wants type t.
func export(v reflect.Value, t reflect.Type) reflect.Value {
	switch {
	case !v.IsValid():
		return reflect.Zero(t)
	case v.Type() == t:
		return v
	case v.Type() == funcType && t.Kind() == reflect.Func:
		return v.Interface().(*Func).compiled(t)
	case t.Kind() == reflect.Interface:
		if v.Kind() == reflect.Interface {
			if v.IsNil() {
				return reflect.Zero(t)
			}
			v = v.Elem()
		}
		return adapt(v.Interface(), t)
	case v.CanConvert(t):
		return v.Convert(t)
	}
	panic(&Obstacle{What: fmt.Sprintf("a %v given to compiled code as %v", v.Type(), t)})
}

// imported is a value from compiled code as the evaluator holds one of type t.
func (ev *Evaluator) imported(v reflect.Value, t types.Type) reflect.Value {
	rt := ev.rt(t)
	if v.Type() == rt {
		return v
	}
	if v.Kind() == reflect.Func && rt == funcType {
		if v.IsNil() {
			return reflect.Zero(rt)
		}
		return reflect.ValueOf(&Func{ev: ev, typ: t, native: v})
	}
	return ev.unerased(v, t)
}
