package spark

import (
	bin "encoding/binary"
	"errors"
	"math"
	"reflect"
	"unsafe"
)

// writer is bytes that are being written. What can't be written it panics with.
type writer struct {
	bytes []byte
	depth int
}

// deepest is how deep values may lie in others: one that contains itself has no end.
const deepest = 100_000

func (w *writer) enter() {
	if w.depth++; w.depth > deepest {
		panic(errors.New("a value contains itself, or lies too deep in others"))
	}
}

func (w *writer) leave()           { w.depth-- }
func (w *writer) byte(b byte)      { w.bytes = append(w.bytes, b) }
func (w *writer) uvarint(n uint64) { w.bytes = bin.AppendUvarint(w.bytes, n) }
func (w *writer) memory(p unsafe.Pointer, size uintptr) {
	w.bytes = append(w.bytes, unsafe.Slice((*byte)(p), size)...)
}
func (w *writer) text(s string) { w.uvarint(uint64(len(s))); w.bytes = append(w.bytes, s...) }

// reader is bytes to be read. What is wrong with them it panics with, as errCorrupt.
type reader struct{ rest []byte }

var errCorrupt = errors.New("the bytes aren't an encoded block")

func (r *reader) uvarint() uint64 {
	n, size := bin.Uvarint(r.rest)
	if size <= 0 {
		panic(errCorrupt)
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) next(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		panic(errCorrupt)
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) bytes() []byte { return r.next(r.uvarint()) }

// length checks a number of elements: each takes a byte at least, if it takes memory.
func (r *reader) length(n uint64, t reflect.Type) int {
	if t.Size() > 0 && n > uint64(len(r.rest)) || n > math.MaxInt32 {
		panic(errCorrupt)
	}
	return int(n)
}
