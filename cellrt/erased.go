package cellrt

import (
	"reflect"
	"sync"
)

// A TypeArg is a type argument of an operator that the interpreter calls in erased
// form: the RDD's elements are values of any, and what they are is told beside them.
type TypeArg struct {
	Name string       // as the person writes it: map[string]int, point
	Type reflect.Type // what holds its values in the interpreter
}

var (
	erased      sync.Map // string -> any, a func
	erasedTypes sync.Map // string -> reflect.Type
)

// BindErased makes a method or func of the RDDs' package callable with every type
// argument any. name is that of the type that declares the method and its own,
// "unary.Map", or "spark.KV" for a func. f's parameters are the type arguments, those
// of the receiver's type before those of the method, as a []TypeArg; the receiver, if
// there is one; and the parameters with any for every type parameter; so are its results:
//
//	BindErased("unary.Map", func(targs []TypeArg, r *spark.RDD[any], f func(any) any) *spark.RDD[any] { ... })
func BindErased(name string, f any) { erased.Store(name, f) }

// Erased is what BindErased bound; ok is false where nothing was.
func Erased(name string) (f reflect.Value, ok bool) {
	v, ok := erased.Load(name)
	return reflect.ValueOf(v), ok
}

// BindErasedType tells what holds the values of a type of the RDDs' package in erased
// form: spark.Pair[any, any] for every "spark.Pair".
func BindErasedType(name string, t reflect.Type) { erasedTypes.Store(name, t) }

// ErasedType is what BindErasedType told; ok is false where nothing was.
func ErasedType(name string) (t reflect.Type, ok bool) {
	v, ok := erasedTypes.Load(name)
	if !ok {
		return nil, false
	}
	return v.(reflect.Type), true
}
