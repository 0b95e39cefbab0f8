package spark

import (
	"cmp"
	"math"
	"reflect"
	"unsafe"
)

// compareFor is the natural order of values of a type, by their address, or nil.
func compareFor(t reflect.Type) func(a, b unsafe.Pointer) int {
	switch t.Kind() {
	case reflect.String:
		return func(a, b unsafe.Pointer) int { return cmp.Compare(*(*string)(a), *(*string)(b)) }
	case reflect.Int, reflect.Int64:
		return func(a, b unsafe.Pointer) int { return cmp.Compare(*(*int64)(a), *(*int64)(b)) }
	case reflect.Float64:
		return func(a, b unsafe.Pointer) int { return compareOrdered(*(*float64)(a), *(*float64)(b)) }
	}
	compare := compareValues(t)
	if compare == nil {
		return nil
	}
	return func(a, b unsafe.Pointer) int {
		return compare(reflect.NewAt(t, a).Elem(), reflect.NewAt(t, b).Elem())
	}
}

// compareOrdered orders as Go does, but for NaN, which is last and equal to itself, and -0, which
// comes before 0. As keys the two are the same.
func compareOrdered[O cmp.Ordered](a, b O) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case a == b:
		return compareZeros(a, b)
	case a == a:
		return -1 // b is NaN
	case b == b:
		return 1
	}
	return 0
}

// compareZeros orders equal values: -0 before 0.
func compareZeros[O cmp.Ordered](a, b O) int {
	var zero O
	if a != zero || !reflect.ValueOf(a).CanFloat() {
		return 0
	}
	negative := func(v O) int { return times(math.Signbit(reflect.ValueOf(v).Float())) }
	return negative(b) - negative(a)
}

// compareValues is the natural order of a type, or nil: that of ordered kinds, of
// a method Compare(T) int, and for a struct of this package (Pair, Tuple2) and an array, field by field.
func compareValues(t reflect.Type) func(a, b reflect.Value) int {
	if m, ok := t.MethodByName("Compare"); ok && m.Type.NumIn() == 2 && m.Type.In(1) == t &&
		m.Type.NumOut() == 1 && m.Type.Out(0).Kind() == reflect.Int {
		return func(a, b reflect.Value) int { return int(m.Func.Call([]reflect.Value{a, b})[0].Int()) }
	}
	switch k := t.Kind(); {
	case k == reflect.String:
		return func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) }
	case k >= reflect.Int && k <= reflect.Int64:
		return func(a, b reflect.Value) int { return cmp.Compare(a.Int(), b.Int()) }
	case k >= reflect.Uint && k <= reflect.Uintptr:
		return func(a, b reflect.Value) int { return cmp.Compare(a.Uint(), b.Uint()) }
	case k == reflect.Float32 || k == reflect.Float64:
		return func(a, b reflect.Value) int { return compareOrdered(a.Float(), b.Float()) }
	case k == reflect.Struct && t.PkgPath() == apiPackage:
		return compareFields(t)
	case k == reflect.Array:
		return compareArrays(t)
	}
	return nil
}

func compareFields(t reflect.Type) func(a, b reflect.Value) int {
	fields := make([]func(a, b reflect.Value) int, t.NumField())
	for i := range fields {
		if fields[i] = compareValues(t.Field(i).Type); fields[i] == nil {
			return nil
		}
	}
	return func(a, b reflect.Value) int {
		for i, f := range fields {
			if c := f(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
		return 0
	}
}

func compareArrays(t reflect.Type) func(a, b reflect.Value) int {
	f := compareValues(t.Elem())
	if f == nil {
		return nil
	}
	return func(a, b reflect.Value) int {
		for i := range a.Len() {
			if c := f(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
		return 0
	}
}
