package cellrt

import "sync"

// A Binding runs a generic method for the interpreter, which can't see it by
// reflection. recv is the receiver as the cell holds it (a *spark.RDD[string]),
// args are the call's arguments, each of its parameter's type, variadic ones not
// packed. It returns the method's results, each of its static type.
type Binding func(recv any, args []any) []any

var bindings sync.Map // string -> Binding

// Bind makes a method callable by the interpreter. method is the name of the type
// that declares it and its own: "dataset.Take".
func Bind(method string, b Binding) { bindings.Store(method, b) }

// Bound is the binding of a method; ok is false where it has none.
func Bound(method string) (b Binding, ok bool) {
	f, ok := bindings.Load(method)
	if !ok {
		return nil, false
	}
	return f.(Binding), true
}
