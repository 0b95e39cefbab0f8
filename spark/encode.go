package spark

import (
	"reflect"

	"gospark/engine"
)

// Encode is a block as bytes. The error says which part of the element type can't
// be written: an interface, a function, a channel.
func (e *elem) Encode(b engine.Block) (data []byte, err error) {
	c := codecFor(reflect.SliceOf(typeOf(e)))
	if c.err != nil {
		return nil, c.err
	}
	defer catch(&err)
	rows := e.join(chunksOf(e, b.(*block)))
	p := reflect.New(reflect.SliceOf(typeOf(e)))
	p.Elem().Set(reflect.ValueOf(rows))
	w := &writer{}
	c.write(w, p.UnsafePointer())
	return w.bytes, nil
}

// Decode is the block that Encode made the bytes of; an error says that they aren't of one.
func (e *elem) Decode(data []byte) (b engine.Block, err error) {
	c := codecFor(reflect.SliceOf(typeOf(e)))
	if c.err != nil {
		return nil, c.err
	}
	defer catch(&err)
	p := reflect.New(reflect.SliceOf(typeOf(e)))
	r := &reader{data}
	c.read(r, p.UnsafePointer())
	if len(r.rest) > 0 {
		return nil, errCorrupt
	}
	return newBlock(e, p.Elem().Interface()), nil
}

// chunksOf are the []E that a block holds.
func chunksOf(e *elem, b *block) []any {
	v := reflect.ValueOf(b.rows)
	if v.Type().Elem() == typeOf(e) {
		return []any{b.rows}
	}
	chunks := make([]any, v.Len())
	for i := range chunks {
		chunks[i] = v.Index(i).Interface()
	}
	return chunks
}

// catch is deferred by what writes and reads: it makes an error of a panic.
func catch(err *error) {
	if v := recover(); v != nil {
		*err = engine.AsError(v)
	}
}
