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
	// Args are the type's own arguments where it is one of the RDDs' package: what
	// holds a spark.Pair[string, int] doesn't say that they are string and int.
	Args []TypeArg
	// Compare is the type's method Compare(T) int where a cell declares it, else nil.
	Compare func(a, b any) int
	// Text is how fmt prints a value where a cell declares that (String, Error), else nil.
	Text func(v any) string
}

// An Opaque pointer is the interpreter's own, to what stands for a func or a type.
// It is shared where other pointers are followed: by copies, by estimates of size.
type Opaque interface{ Opaque() }

// A Boxed value is what the interpreter puts into an interface in place of a value, with
// its type, where what holds the value doesn't say it. It must be comparable with ==, and
// is hashed as the value is.
type Boxed interface{ Unboxed() any }

var (
	erased      sync.Map // string -> any, a func
	erasedTypes sync.Map // string -> reflect.Type
)

// BindErased makes a generic method or a func of the RDDs' package callable with
// every type argument any. name is that of the type that declares the method and its
// own, "unary.Map", or "spark.KV" for a func. f's parameters are
//
//   - a []TypeArg: the type arguments of the type that declares the method (for "unary.Map"
//     the E and Self of unary, though the person has an RDD[T]), then those of the
//     method or func, all that go/types tells, the struct{} of [_ ondemand] too;
//   - the receiver, if there is one: any where several shapes share the method;
//   - the parameters, with any for every type parameter of the declaring type and of
//     the method. RDDs of whatever shape that stand for a type parameter or a Keyed are any.
//
// So are its results. A parameter of type any takes a value as the interpreter holds
// it; a nil function must come as a nil one. A value of static type []string that stands
// for a type parameter is a []string; where the signature says []T it is a []any.
//
//	BindErased("unary.Map", func(targs []TypeArg, r *spark.RDD[any], f func(any) any) *spark.RDD[any] { ... })
//
// A package's variable is bound as a pointer to it. Constants aren't bound: go/types
// knows their values. Nor are methods without type parameters (Context.Stop,
// Option.Get, Stats.Mean): reflection finds them on the value, already in erased form.
func BindErased(name string, f any) { erased.Store(name, f) }

// Erased is what BindErased bound; ok is false where nothing was.
func Erased(name string) (f reflect.Value, ok bool) {
	v, ok := erased.Load(name)
	return reflect.ValueOf(v), ok
}

// BindErasedType tells what holds the values of a type of the RDDs' package in erased
// form: spark.Pair[any, any] for every "spark.Pair". Fields are in erased form too:
// those of static type []V are a []any. What the package has by another name is bound
// under both: "spark.StorageLevel", "engine.StorageLevel".
func BindErasedType(name string, t reflect.Type) { erasedTypes.Store(name, t) }

// ErasedType is what BindErasedType told; ok is false where nothing was.
func ErasedType(name string) (t reflect.Type, ok bool) {
	v, ok := erasedTypes.Load(name)
	if !ok {
		return nil, false
	}
	return v.(reflect.Type), true
}

// A Typed value is a Boxed one that tells the type as well.
type Typed interface {
	Boxed
	Typed() (v any, t Static)
}

// A Static is the type of values that an interpreter holds in another form, for who shows
// them: reflection knows only what holds them.
type Static interface {
	// String is the type as reflect writes it.
	String() string
	// Held is v as reflection would have a value of the type, and its type: what is in an
	// interface, with nil where reflection knows the type; a func as compiled code has it.
	Held(v reflect.Value) (reflect.Value, Static)
	// Key, Elem and Field are the types of its parts; nil where reflection knows them.
	Key() Static
	Elem() Static
	Field(i int) Static
	// Method is a method of v as a func of type t, or nil where it has none of that type.
	Method(v reflect.Value, name string, t reflect.Type) any
}
