package spark

import (
	"math"
	"reflect"
	"unsafe"
)

// hash64For is a hash of 64 bits of values of a type, by their address: the same in
// every process. Where 32 bits place keys, counting distinct values needs more.
func hash64For(t reflect.Type) func(unsafe.Pointer) uint64 {
	switch t.Kind() {
	case reflect.Int:
		return func(p unsafe.Pointer) uint64 { return mix(uint64(*(*int)(p))) }
	case reflect.String:
		return func(p unsafe.Pointer) uint64 { return hashText(*(*string)(p)) }
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return hash64Any
		}
	}
	return func(p unsafe.Pointer) uint64 { return hash64(reflect.NewAt(t, p).Elem()) }
}

// hash64Any is the hash of the any at p, without reflection where it holds a string or an int.
func hash64Any(p unsafe.Pointer) uint64 {
	switch v := (*(*any)(p)).(type) {
	case string:
		return hashText(v)
	case int:
		return mix(uint64(v))
	}
	return hash64(reflect.NewAt(reflect.TypeFor[any](), p).Elem())
}

// mix makes each bit depend on all (the finalizer of MurmurHash3).
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// hashText is FNV-1a, mixed.
func hashText(s string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return mix(h)
}

func hash64(v reflect.Value) uint64 {
	switch v.Kind() {
	case reflect.String:
		return hashText(v.String())
	case reflect.Bool:
		if v.Bool() {
			return mix(1)
		}
		return mix(2)
	case reflect.Float32, reflect.Float64:
		return hashNumber(v.Float())
	case reflect.Complex64, reflect.Complex128:
		c := v.Complex()
		return mix(hashNumber(real(c))*31 + hashNumber(imag(c)))
	case reflect.Struct:
		h := uint64(1)
		for i := range v.NumField() {
			h = mix(h*31 + hash64(v.Field(i)))
		}
		return h
	case reflect.Array:
		h := uint64(2)
		for i := range v.Len() {
			h = mix(h*31 + hash64(v.Index(i)))
		}
		return h
	case reflect.Interface:
		return hash64In(v)
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		return mix(uint64(v.Pointer()))
	}
	if v.CanInt() {
		return mix(uint64(v.Int()))
	}
	if v.CanUint() {
		return mix(v.Uint())
	}
	panic(noKey(typeName(v.Type())))
}

// hash64In is the hash of what an interface holds.
func hash64In(v reflect.Value) uint64 {
	if v = heldIn(v); !v.IsValid() {
		return 0
	}
	return hash64(v)
}

// hashNumber is the same for 0 and -0, and for every NaN.
func hashNumber(f float64) uint64 {
	switch {
	case f == 0:
		f = 0
	case f != f:
		f = math.NaN()
	}
	return mix(math.Float64bits(f) + 1)
}
