package spark

import (
	"hash/maphash"
	"math"
	"reflect"
	"unsafe"
)

var tableSeed = maphash.MakeSeed()

// tableHashFor is a hash of values of a type, by their address, for the tables of this process: it is fast, and no
// place in a result depends on it. Values that are equal by == have the same.
func tableHashFor(t reflect.Type) func(unsafe.Pointer) uint32 {
	size := int(t.Size())
	switch kind := t.Kind(); {
	case kind == reflect.String:
		return func(p unsafe.Pointer) uint32 { return uint32(maphash.String(tableSeed, *(*string)(p))) }
	case isMemory(t) && size == 8:
		return func(p unsafe.Pointer) uint32 { return uint32(spread(*(*uint64)(p))) }
	case isMemory(t):
		return func(p unsafe.Pointer) uint32 {
			return uint32(maphash.Bytes(tableSeed, unsafe.Slice((*byte)(p), size)))
		}
	case kind == reflect.Float64:
		return func(p unsafe.Pointer) uint32 { return uint32(spread(math.Float64bits(*(*float64)(p) + 0))) }
	case kind == reflect.Struct:
		return tableHashOfFields(t)
	case kind == reflect.Interface && t.NumMethod() == 0:
		return tableHashAny
	}
	return func(p unsafe.Pointer) uint32 { return tableHashOf(reflect.NewAt(t, p).Elem().Interface()) }
}

// spread has the lower half depend on all of a word.
func spread(word uint64) uint64 { return word * 0x9e3779b97f4a7c15 >> 32 }

func tableHashOfFields(t reflect.Type) func(unsafe.Pointer) uint32 {
	var hashes []func(unsafe.Pointer) uint32
	var offsets []uintptr
	for i := range t.NumField() {
		if f := t.Field(i); f.Name != "_" {
			hashes, offsets = append(hashes, tableHashFor(f.Type)), append(offsets, f.Offset)
		}
	}
	return func(p unsafe.Pointer) uint32 {
		h := uint64(0)
		for i, f := range hashes {
			h = spread(h<<32 | uint64(f(unsafe.Add(p, offsets[i]))))
		}
		return uint32(h)
	}
}

// tableHashAny is the hash of the any at p, fast where it holds a string or an int.
func tableHashAny(p unsafe.Pointer) uint32 {
	switch v := (*(*any)(p)).(type) {
	case string:
		return uint32(maphash.String(tableSeed, v))
	case int:
		return uint32(spread(uint64(v)))
	default:
		return tableHashOf(v)
	}
}

func tableHashOf(v any) uint32 { return uint32(maphash.Comparable(tableSeed, v)) }
