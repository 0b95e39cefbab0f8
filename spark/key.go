package spark

import (
	"reflect"
	"sync"
	"unsafe"
)

// keyOps is what can be done with keys of one type, by their address. An element
// that has a key begins with it, so the address of the element will do.
type keyOps struct {
	typ any // a reflect.Type, see typeOf
	// static is what keys are to the person where typ is any, else "".
	static string
	// hash is the key's hash code, the same in every process; where Java has the
	// type it is Java's, so that elements are placed as Spark places them.
	hash func(unsafe.Pointer) int32
	// kind, table, same and copy are how key sets look keys up, by another hash code, and keep them.
	kind  keyKind
	table func(unsafe.Pointer) uint32
	same  func(a, b unsafe.Pointer) bool
	copy  func(to, from unsafe.Pointer)
	// compare orders keys, NaN last; nil where keys of the type have no order.
	compare func(a, b unsafe.Pointer) int
	// rank numbers keys in that order, see rankFor; nil where it can't.
	rank  func(unsafe.Pointer) uint64
	exact bool
	// nan tells that a key may differ from itself.
	nan bool
}

func keyType(k *keyOps) reflect.Type { return k.typ.(reflect.Type) }

// keyName is the keys' type as the person writes it.
func keyName(k *keyOps) string {
	if k.static != "" {
		return k.static
	}
	return typeName(keyType(k))
}

var keys sync.Map // of a reflect.Type, or of a type by its name in erased form, -> *keyOps

func keyOf[K any]() *keyOps { return keyOpsOf((*K)(nil)) }

// keyOpsOf is the operations of the type that pointer points to.
func keyOpsOf(pointer any) *keyOps { return keyOpsFor(reflect.TypeOf(pointer).Elem()) }

func keyOpsFor(t reflect.Type) *keyOps {
	if k, ok := keys.Load(t); ok {
		return k.(*keyOps)
	}
	k := &keyOps{typ: t, hash: hashFor(t), compare: compareFor(t), nan: mayBeNaN(t),
		kind: keyKindOf(t), table: tableHashFor(t), same: sameFor(t), copy: copyFor(t)}
	if _, own := t.MethodByName("Compare"); !own {
		k.rank, k.exact = rankFor(t)
	}
	first, _ := keys.LoadOrStore(t, k)
	return first.(*keyOps)
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
	if key != nil {
		p.Elem().Set(reflect.ValueOf(key))
	}
	return p.UnsafePointer()
}
