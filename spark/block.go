package spark

import (
	"reflect"
	"sync"

	"gospark/engine"
)

// block is elements at rest: a []E or a [][]E.
type block struct {
	rows  any
	count int
	size  func() int64
}

func newBlock(e *elem, rows any) *block {
	v := reflect.ValueOf(rows)
	b := &block{rows: rows, count: v.Len(), size: sync.OnceValue(func() int64 { return sizeOf(v) })}
	if v.Type().Elem() != typeOf(e) {
		b.count = 0
		for i := range v.Len() {
			b.count += v.Index(i).Len()
		}
	}
	return b
}

// Count is the number of elements.
func (b *block) Count() int { return b.count }

// Size is the estimated number of bytes.
func (b *block) Size() int64 { return b.size() }

// Block reads rows to their end and keeps them.
func (e *elem) Block(rows any) engine.Block {
	return newBlock(e, e.slice(rows, -1))
}

// Rows are the rows of blocks, one block after the other.
func (e *elem) Rows(t *engine.Task, blocks ...engine.Block) any {
	slices := make([]any, len(blocks))
	for i, b := range blocks {
		slices[i] = b.(*block).rows
	}
	return e.replay(t, slices)
}

// join is one []E of several.
func (e *elem) join(slices []any) any {
	total := 0
	for _, s := range slices {
		total += reflect.ValueOf(s).Len()
	}
	if len(slices) == 1 {
		return slices[0]
	}
	all := reflect.MakeSlice(reflect.SliceOf(typeOf(e)), total, total)
	at := 0
	for _, s := range slices {
		at += reflect.Copy(all.Slice(at, total), reflect.ValueOf(s))
	}
	return all.Interface()
}

// lookedAt is how many elements of a slice or a map are looked at to estimate the size of all.
const lookedAt = 64

// sizeOf estimates the bytes that v's slices, maps, strings and pointers hold, and its own.
func sizeOf(v reflect.Value) int64 { return int64(v.Type().Size()) + heldBy(v, 4) }

func heldBy(v reflect.Value, depth int) int64 {
	if depth == 0 {
		return 0
	}
	switch v.Kind() {
	case reflect.String:
		return int64(v.Len())
	case reflect.Slice:
		return int64(v.Len())*int64(v.Type().Elem().Size()) + heldByElements(v, depth)
	case reflect.Array:
		return heldByElements(v, depth)
	case reflect.Struct:
		n := int64(0)
		for i := range v.NumField() {
			n += heldBy(v.Field(i), depth)
		}
		return n
	case reflect.Map:
		return int64(v.Len()) * int64(v.Type().Key().Size()+v.Type().Elem().Size())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() && !isOpaque(v.Type()) {
			return int64(v.Elem().Type().Size()) + heldBy(v.Elem(), depth-1)
		}
	}
	return 0
}

func heldByElements(v reflect.Value, depth int) int64 {
	if v.Len() == 0 || isFlat(v.Type().Elem()) {
		return 0
	}
	every := max(1, v.Len()/lookedAt)
	n, looked := int64(0), int64(0)
	for i := 0; i < v.Len(); i += every {
		n += heldBy(v.Index(i), depth-1)
		looked++
	}
	return n * int64(v.Len()) / looked
}

// isFlat tells whether values of a type hold nothing outside of themselves.
func isFlat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return isFlat(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !isFlat(t.Field(i).Type) {
				return false
			}
		}
		return true
	}
	return t.Kind() < reflect.Array && t.Kind() != reflect.Invalid
}
