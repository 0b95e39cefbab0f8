package spark

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"sync"
	"unicode/utf8"
	"unsafe"
)

// keyOps is what can be done with keys of one type, by their address. An element
// that has a key begins with it, so the address of the element will do.
type keyOps struct {
	typ any // a reflect.Type, see typeOf
	// hash is the key's hash code, the same in every process; where Java has the
	// type it is Java's, so that elements are placed as Spark places them.
	hash func(unsafe.Pointer) int32
	// compare orders keys, NaN last; nil where keys of the type have no order.
	compare func(a, b unsafe.Pointer) int
	// nan tells that a key may differ from itself.
	nan bool
}

func keyType(k *keyOps) reflect.Type { return k.typ.(reflect.Type) }

var keys sync.Map // reflect.Type -> *keyOps

func keyOf[K any]() *keyOps { return keyOpsOf((*K)(nil)) }

// keyOpsOf is the operations of the type that pointer points to.
func keyOpsOf(pointer any) *keyOps { return keyOpsFor(reflect.TypeOf(pointer).Elem()) }

func keyOpsFor(t reflect.Type) *keyOps {
	if k, ok := keys.Load(t); ok {
		return k.(*keyOps)
	}
	k := &keyOps{typ: t, hash: hashFor(t), compare: compareFor(t), nan: mayBeNaN(t)}
	first, _ := keys.LoadOrStore(t, k)
	return first.(*keyOps)
}

func hashFor(t reflect.Type) func(unsafe.Pointer) int32 {
	switch t.Kind() {
	case reflect.String:
		return func(p unsafe.Pointer) int32 { return hashString(*(*string)(p)) }
	case reflect.Int, reflect.Int64:
		return func(p unsafe.Pointer) int32 { return hashInt(*(*int64)(p)) }
	case reflect.Int32:
		return func(p unsafe.Pointer) int32 { return *(*int32)(p) }
	case reflect.Float64:
		return func(p unsafe.Pointer) int32 { return hashFloat(*(*float64)(p)) }
	}
	return func(p unsafe.Pointer) int32 { return hashValue(reflect.NewAt(t, p).Elem()) }
}

// hashString is Java's String.hashCode: over UTF-16 code units.
func hashString(s string) int32 {
	var h int32
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return hashRunes(h, s[i:])
		}
		h = 31*h + int32(s[i])
	}
	return h
}

func hashRunes(h int32, s string) int32 {
	for _, r := range s {
		if r >= 0x10000 {
			r -= 0x10000
			h = 31*h + (0xd800 + r>>10)
			r = 0xdc00 + r&0x3ff
		}
		h = 31*h + r
	}
	return h
}

// hashInt is the hash code of an Int where the value fits in one, of a Long otherwise.
func hashInt(v int64) int32 {
	if v == int64(int32(v)) {
		return int32(v)
	}
	return int32(v ^ int64(uint64(v)>>32))
}

// hashFloat is Double.hashCode, but that 0 and -0 are the same key.
func hashFloat(f float64) int32 {
	bits := uint64(0x7ff8000000000000) // every NaN
	if f == 0 {
		bits = 0
	} else if f == f {
		bits = math.Float64bits(f)
	}
	return int32(bits ^ bits>>32)
}

func hashValue(v reflect.Value) int32 {
	switch v.Kind() {
	case reflect.String:
		return hashString(v.String())
	case reflect.Bool:
		if v.Bool() {
			return 1231
		}
		return 1237
	case reflect.Float32, reflect.Float64:
		return hashFloat(v.Float())
	case reflect.Complex64, reflect.Complex128:
		c := v.Complex()
		return 31*hashFloat(real(c)) + hashFloat(imag(c))
	case reflect.Struct:
		h := int32(1)
		for i := range v.NumField() {
			h = 31*h + hashValue(v.Field(i))
		}
		return h
	case reflect.Array:
		h := int32(1)
		for i := range v.Len() {
			h = 31*h + hashValue(v.Index(i))
		}
		return h
	case reflect.Interface:
		if v.IsNil() {
			return 0
		}
		return hashValue(v.Elem())
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		return hashInt(int64(v.Pointer()))
	}
	if v.CanInt() {
		return hashInt(v.Int())
	}
	if v.CanUint() {
		return hashInt(int64(v.Uint()))
	}
	panic(fmt.Errorf("a value of type %s can't be a key", v.Type()))
}

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

// compareOrdered orders as Go does, but for NaN, which is last and equal to itself.
func compareOrdered[O cmp.Ordered](a, b O) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case a == b:
		return 0
	case a == a:
		return -1 // b is NaN
	case b == b:
		return 1
	}
	return 0
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
	case k == reflect.Struct && t.PkgPath() == reflect.TypeFor[Context]().PkgPath():
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

// mayBeNaN tells whether a value of the type may differ from itself.
func mayBeNaN(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128, reflect.Interface:
		return true
	case reflect.Array:
		return mayBeNaN(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if mayBeNaN(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

// addressOf is the address of a copy of a key of type t.
func addressOf(key any, t reflect.Type) unsafe.Pointer {
	p := reflect.New(t)
	p.Elem().Set(reflect.ValueOf(key))
	return p.UnsafePointer()
}

// nanRows is a place for the rows of keys that differ from themselves, or nil where there can be none.
func (k *keyOps) nanRows() map[string]int {
	if k.nan {
		return map[string]int{}
	}
	return nil
}
