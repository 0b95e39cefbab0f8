package spark

import (
	"math"
	"reflect"
	"unicode/utf8"
	"unsafe"

	"gospark/cellrt"
)

// hashFor is the hash code of values of a type, by their address.
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
	case reflect.Struct:
		return hashFields(t)
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return hashAny
		}
	}
	return func(p unsafe.Pointer) int32 { return hashValue(reflect.NewAt(t, p).Elem()) }
}

// hashAny is hashValue of the any at p without reflection where it holds a string or an int.
func hashAny(p unsafe.Pointer) int32 {
	switch v := (*(*any)(p)).(type) {
	case string:
		return hashString(v)
	case int:
		return hashInt(int64(v))
	}
	return hashValue(reflect.NewAt(reflect.TypeFor[any](), p).Elem())
}

// hashFields is hashValue of a struct without reflection at each value.
func hashFields(t reflect.Type) func(unsafe.Pointer) int32 {
	hashes, offsets := make([]func(unsafe.Pointer) int32, t.NumField()), make([]uintptr, t.NumField())
	for i := range hashes {
		hashes[i], offsets[i] = hashFor(t.Field(i).Type), t.Field(i).Offset
	}
	return func(p unsafe.Pointer) int32 {
		h := int32(1)
		for i, f := range hashes {
			h = 31*h + f(unsafe.Add(p, offsets[i]))
		}
		return h
	}
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

var boxedType = reflect.TypeFor[cellrt.Boxed]()

// heldIn is the value that an interface holds, out of the interpreter's box where it is in
// one; it isn't valid where that is nothing.
func heldIn(v reflect.Value) reflect.Value {
	if v = v.Elem(); v.IsValid() && v.Type().Implements(boxedType) && v.CanInterface() {
		return reflect.ValueOf(v.Interface().(cellrt.Boxed).Unboxed())
	}
	return v
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
		if v = heldIn(v); !v.IsValid() {
			return 0
		}
		if !v.Type().Comparable() {
			panic(noKey(typeName(v.Type())))
		}
		return hashValue(v)
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		return hashInt(int64(v.Pointer()))
	}
	if v.CanInt() {
		return hashInt(v.Int())
	}
	if v.CanUint() {
		return hashInt(int64(v.Uint()))
	}
	panic(noKey(typeName(v.Type())))
}
