package spark

import (
	"hash/maphash"
	"math"
	"math/bits"
	"reflect"
	"unsafe"
)

var tableSeed = maphash.MakeSeed()

// keyKind is how keys of a type are looked up.
type keyKind uint8

const (
	otherKey keyKind = iota // by the functions of keyOps
	wordKey                 // as a word that says which are equal
	textKey
)

func keyKindOf(t reflect.Type) keyKind {
	switch {
	case t.Kind() == reflect.String:
		return textKey
	case isMemory(t) && t.Size() == 8:
		return wordKey
	}
	return otherKey
}

// hashAll hashes keys for the key sets of this process: it is fast, and no place in a result depends on it.
func (k *keyOps) hashAll(keys column, hashes *[batchSize]uint32) {
	switch k.kind {
	case wordKey:
		for i := range keys.n {
			hashes[i] = spread(*(*uint64)(keys.at(i)))
		}
	case textKey:
		for i := range keys.n {
			hashes[i] = uint32(maphash.String(tableSeed, *(*string)(keys.at(i))))
		}
	default:
		for i := range keys.n {
			hashes[i] = k.table(keys.at(i))
		}
	}
}

// tableHashFor is a hash of values of a type, by their address. Values that are equal by == have the same.
func tableHashFor(t reflect.Type) func(unsafe.Pointer) uint32 {
	size := int(t.Size())
	switch kind := t.Kind(); {
	case kind == reflect.String:
		return func(p unsafe.Pointer) uint32 { return uint32(maphash.String(tableSeed, *(*string)(p))) }
	case isMemory(t) && size == 8:
		return func(p unsafe.Pointer) uint32 { return spread(*(*uint64)(p)) }
	case isMemory(t) && size == 16:
		return func(p unsafe.Pointer) uint32 { return spread2(*(*[2]uint64)(p)) }
	case isMemory(t):
		return func(p unsafe.Pointer) uint32 {
			return uint32(maphash.Bytes(tableSeed, unsafe.Slice((*byte)(p), size)))
		}
	case kind == reflect.Float64:
		return func(p unsafe.Pointer) uint32 { return spread(math.Float64bits(*(*float64)(p) + 0)) }
	case kind == reflect.Struct:
		return tableHashOfFields(t)
	case kind == reflect.Interface && t.NumMethod() == 0:
		return tableHashAny
	}
	return func(p unsafe.Pointer) uint32 { return tableHashOf(reflect.NewAt(t, p).Elem().Interface()) }
}

const odd, other = 0x9e3779b97f4a7c15, 0xd6e8feb86659fd93

// spread is a hash that depends on all of a word.
func spread(word uint64) uint32 {
	high, low := bits.Mul64(word^other, odd)
	return uint32(high ^ low)
}

func spread2(words [2]uint64) uint32 {
	high, low := bits.Mul64(words[0]^odd, other)
	return spread(high ^ low ^ words[1])
}

func tableHashOfFields(t reflect.Type) func(unsafe.Pointer) uint32 {
	var hashes []func(unsafe.Pointer) uint32
	var offsets []uintptr
	for i := range t.NumField() {
		if f := t.Field(i); f.Name != "_" {
			hashes, offsets = append(hashes, tableHashFor(f.Type)), append(offsets, f.Offset)
		}
	}
	return func(p unsafe.Pointer) uint32 {
		h := uint32(0)
		for i, f := range hashes {
			h = spread(uint64(h)<<32 | uint64(f(unsafe.Add(p, offsets[i]))))
		}
		return h
	}
}

// tableHashAny is the hash of the any at p, fast where it holds a string or an int.
func tableHashAny(p unsafe.Pointer) uint32 {
	switch v := (*(*any)(p)).(type) {
	case string:
		return uint32(maphash.String(tableSeed, v))
	case int:
		return spread(uint64(v))
	default:
		return tableHashOf(v)
	}
}

func tableHashOf(v any) uint32 { return uint32(maphash.Comparable(tableSeed, v)) }

// isMemory tells whether two values of a type are equal just if their bytes are.
func isMemory(t reflect.Type) bool {
	switch k := t.Kind(); {
	case k >= reflect.Bool && k <= reflect.Uintptr:
		return true
	case k == reflect.Array:
		return isMemory(t.Elem())
	case k == reflect.Struct:
		used := uintptr(0)
		for i := range t.NumField() {
			f := t.Field(i)
			if f.Name == "_" || !isMemory(f.Type) {
				return false
			}
			used += f.Type.Size()
		}
		return used == t.Size()
	}
	return false
}

// sameFor is == of values of a type, by their addresses.
func sameFor(t reflect.Type) func(a, b unsafe.Pointer) bool {
	switch kind := t.Kind(); {
	case isMemory(t):
		size := int(t.Size())
		return func(a, b unsafe.Pointer) bool {
			return string(unsafe.Slice((*byte)(a), size)) == string(unsafe.Slice((*byte)(b), size))
		}
	case kind == reflect.String:
		return func(a, b unsafe.Pointer) bool { return *(*string)(a) == *(*string)(b) }
	case kind == reflect.Float64:
		return func(a, b unsafe.Pointer) bool { return *(*float64)(a) == *(*float64)(b) }
	case kind == reflect.Interface && t.NumMethod() == 0:
		return func(a, b unsafe.Pointer) bool { return *(*any)(a) == *(*any)(b) }
	case kind == reflect.Struct:
		return sameFields(t)
	}
	return func(a, b unsafe.Pointer) bool {
		return reflect.NewAt(t, a).Elem().Interface() == reflect.NewAt(t, b).Elem().Interface()
	}
}

func sameFields(t reflect.Type) func(a, b unsafe.Pointer) bool {
	var same []func(a, b unsafe.Pointer) bool
	var offsets []uintptr
	for i := range t.NumField() {
		if f := t.Field(i); f.Name != "_" {
			same, offsets = append(same, sameFor(f.Type)), append(offsets, f.Offset)
		}
	}
	return func(a, b unsafe.Pointer) bool {
		for i, f := range same {
			if !f(unsafe.Add(a, offsets[i]), unsafe.Add(b, offsets[i])) {
				return false
			}
		}
		return true
	}
}

// copyFor copies values of a type, by their addresses.
func copyFor(t reflect.Type) func(to, from unsafe.Pointer) {
	switch kind := t.Kind(); {
	case isFlat(t):
		size := int(t.Size())
		return func(to, from unsafe.Pointer) {
			copy(unsafe.Slice((*byte)(to), size), unsafe.Slice((*byte)(from), size))
		}
	case kind == reflect.String:
		return func(to, from unsafe.Pointer) { *(*string)(to) = *(*string)(from) }
	case kind == reflect.Interface && t.NumMethod() == 0:
		return func(to, from unsafe.Pointer) { *(*any)(to) = *(*any)(from) }
	}
	return func(to, from unsafe.Pointer) { reflect.NewAt(t, to).Elem().Set(reflect.NewAt(t, from).Elem()) }
}
