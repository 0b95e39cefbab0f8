package cellrt

import (
	"reflect"
	"sync"
)

// A Binding is a generic method for the interpreter, which can't see it by reflection, as
// it is called on receivers that compiled cells made: on a *spark.RDD[string].
type Binding struct {
	// Call is the method with parameters as BindErased says, but for the type arguments, of
	// which none are given: there is any where the method has what a type parameter stands for.
	Call reflect.Value
	// Result is the type of the value in the any that Call returns, for the type of the receiver.
	Result func(recv reflect.Type) reflect.Type
}

var bindings sync.Map // string -> Binding

// BindTyped makes a method callable by the interpreter of a session whose cells are
// compiled. method is the name of the type that declares it and its own: "dataset.Take". result says
// what a call returns that returns any; nil where that is of the receiver's type.
func BindTyped(method string, call any, result func(recv reflect.Type) reflect.Type) {
	if result == nil {
		result = func(recv reflect.Type) reflect.Type { return recv }
	}
	bindings.Store(method, Binding{reflect.ValueOf(call), result})
}

// Bound is the binding of a method; ok is false where it has none.
func Bound(method string) (b Binding, ok bool) {
	f, ok := bindings.Load(method)
	if !ok {
		return Binding{}, false
	}
	return f.(Binding), true
}
