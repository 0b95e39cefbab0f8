package spark

import (
	"reflect"
	"unsafe"

	"gospark/engine"
)

// What the engine asks of an element type (engine.Elements). A chunk is a []E.

// Gather reads rows into chunks.
func (e *elem) Gather(rows any, full func(chunk any) int) {
	e.scatter(rows, 1, nil, func(_ int, chunk any) int { return full(chunk) })
}

// Rows are the rows of chunks, one chunk after the other.
func (e *elem) Rows(t *engine.Task, chunks engine.Chunks) any { return e.replay(t, chunks) }

// Measure is the number of a chunk's elements, and its estimated size in bytes.
func (e *elem) Measure(chunk any) (count int, size int64) { return e.sizes.measure(chunk) }

// these are chunks.
func these(chunks ...any) engine.Chunks {
	return func() func(more bool) any {
		i := 0
		return func(more bool) any {
			if i == len(chunks) || !more {
				return nil
			}
			i++
			return chunks[i-1]
		}
	}
}

// base is where the elements of a slice are, and how many.
func base(slice any) (first unsafe.Pointer, n int) {
	v := reflect.ValueOf(slice)
	return v.UnsafePointer(), v.Len()
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
