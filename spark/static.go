package spark

import (
	"cmp"
	"fmt"
	"reflect"
	"unsafe"

	"gospark/cellrt"
)

// What the interpreter's RDDs hold is any; a cellrt.TypeArg tells what the person's
// types are. These functions answer from it what a compiled cell's types answer themselves.

// staticOf is what the elements are to the person.
func staticOf(e *elem) cellrt.TypeArg {
	if e.static != nil {
		return e.static.(cellrt.TypeArg)
	}
	return cellrt.TypeArg{Type: typeOf(e)}
}

// elemName is the elements' type as the person writes it.
func elemName(e *elem) string {
	if e.static != nil {
		return staticOf(e).Name
	}
	return typeName(typeOf(e))
}

// isComparable tells whether values of the type can be compared with ==, as far as the type says.
func isComparable(t cellrt.TypeArg) bool {
	for _, a := range t.Args {
		if !isComparable(a) {
			return false
		}
	}
	return t.Type.Comparable()
}

// orderFor is the natural order of values of the type held in any, or nil where it
// has none: what compareFor is for a type that the compiler knows.
func orderFor(t cellrt.TypeArg) func(a, b any) int {
	switch {
	case t.Compare != nil:
		return t.Compare
	case len(t.Args) > 0 && t.Type.Kind() == reflect.Struct:
		return orderOfFields(t)
	}
	compare := compareValues(t.Type)
	if compare == nil {
		return nil
	}
	slow := func(a, b any) int { return compare(reflect.ValueOf(a), reflect.ValueOf(b)) }
	switch t.Type {
	case reflect.TypeFor[int]():
		return fastOrder[int](slow)
	case reflect.TypeFor[string]():
		return fastOrder[string](slow)
	case reflect.TypeFor[float64]():
		return fastOrder[float64](slow)
	}
	return slow
}

func fastOrder[O cmp.Ordered](slow func(a, b any) int) func(a, b any) int {
	return func(a, b any) int {
		x, ok := a.(O)
		y, ok2 := b.(O)
		if !ok || !ok2 {
			return slow(a, b)
		}
		return compareOrdered(x, y)
	}
}

// fieldTypes is what the fields of a struct of this package are to the person: those
// that are any are of the type's arguments in turn.
func fieldTypes(t cellrt.TypeArg, in reflect.Type) []cellrt.TypeArg {
	fields, args := make([]cellrt.TypeArg, in.NumField()), t.Args
	for i := range fields {
		fields[i].Type = in.Field(i).Type
		if fields[i].Type.Kind() == reflect.Interface && len(args) > 0 {
			fields[i], args = args[0], args[1:]
		}
	}
	return fields
}

// orderOfFields orders structs of this package field by field.
func orderOfFields(t cellrt.TypeArg) func(a, b any) int {
	types := fieldTypes(t, t.Type)
	fields := make([]func(a, b any) int, len(types))
	for i, f := range types {
		if fields[i] = orderFor(f); fields[i] == nil {
			return nil
		}
	}
	return func(a, b any) int {
		x, y := reflect.ValueOf(a), reflect.ValueOf(b)
		for i, f := range fields {
			if c := f(x.Field(i).Interface(), y.Field(i).Interface()); c != 0 {
				return c
			}
		}
		return 0
	}
}

// staticKeys is what can be done with keys of the type that are held in any. There is one
// of each type whose order is known by its name, so that equal partitioners are equal.
func staticKeys(t cellrt.TypeArg) *keyOps {
	type named struct {
		name string
		typ  reflect.Type
	}
	k := *keyOf[any]()
	k.static = t.Name
	if compare := orderFor(t); compare != nil {
		k.compare = func(a, b unsafe.Pointer) int { return compare(*(*any)(a), *(*any)(b)) }
	}
	if t.Compare != nil || len(t.Args) > 0 {
		return &k
	}
	first, _ := keys.LoadOrStore(named{t.Name, t.Type}, &k)
	return first.(*keyOps)
}

// held is the address of the value of type t that the any at p holds.
func held(p unsafe.Pointer, t reflect.Type) unsafe.Pointer {
	if have := reflect.TypeOf(*(*any)(p)); have != t {
		panic(fmt.Errorf("a %s stands where a %s belongs", typeName(have), typeName(t)))
	}
	return (*[2]unsafe.Pointer)(p)[1]
}

// zeroOf is the zero value of the type as the interpreter holds it.
func zeroOf(t cellrt.TypeArg) any {
	zero := reflect.New(t.Type).Elem()
	if zero.Kind() != reflect.Struct || len(t.Args) == 0 {
		return zero.Interface()
	}
	for i, a := range fieldTypes(t, t.Type) {
		if v := zeroOf(a); v != nil {
			f := zero.Field(i) // may be unexported
			reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem().Set(reflect.ValueOf(v))
		}
	}
	return zero.Interface()
}

// sliceAs is values as one value of the slice type t.
func sliceAs(t reflect.Type, values []any) any {
	switch t {
	case reflect.TypeFor[[]any]():
		return values
	case reflect.TypeFor[[]int]():
		return sliceOfAny[int](values)
	case reflect.TypeFor[[]string]():
		return sliceOfAny[string](values)
	case reflect.TypeFor[[]float64]():
		return sliceOfAny[float64](values)
	}
	if values == nil {
		return reflect.Zero(t).Interface()
	}
	s := reflect.MakeSlice(t, len(values), len(values))
	for i, v := range values {
		if v != nil {
			s.Index(i).Set(reflect.ValueOf(v))
		}
	}
	return s.Interface()
}

func sliceOfAny[T any](values []any) []T {
	if values == nil {
		return nil
	}
	s := make([]T, len(values))
	for i, v := range values {
		s[i] = v.(T)
	}
	return s
}
