package spark

import (
	"fmt"
	"reflect"
	"unsafe"

	"gospark/engine"
)

// codecOf is the codec of elements. It is no method for the reason that typeOf isn't.
func codecOf(e *elem) *codec {
	if e.keys {
		return codecFor(typeOf(e), localKey)
	}
	return codecFor(typeOf(e), local)
}

// asKeys are elements that come back equal by == when they are written and read.
func asKeys(e *elem) *elem {
	k := *e
	k.keys = true
	return &k
}

// Spills is nil if elements can be written, as far as their type tells, else which part can't be.
func (e *elem) Spills() error { return codecOf(e).err }

// Encode appends the elements of a chunk from one on to data, until that has limit bytes,
// and says which is the next. The error says what of an element can't be written.
func (e *elem) Encode(data []byte, chunk any, from, limit int) (more []byte, next int, err error) {
	c := codecOf(e)
	if c.err != nil {
		return data, from, c.err
	}
	defer catch(&err)
	v := reflect.ValueOf(chunk)
	first, n, size := v.UnsafePointer(), v.Len(), v.Type().Elem().Size()
	w := &writer{bytes: data}
	for step := 1; from < n && len(w.bytes) < limit; from += step {
		if c.plain && size > 0 {
			step = min(n-from, (limit-len(w.bytes)-1)/int(size)+1)
		}
		c.writeAll(w, unsafe.Add(first, uintptr(from)*size), step, size)
	}
	return w.bytes, from, nil
}

// Decode is the chunk of count elements that Encode made the bytes of; an error says that they aren't.
func (e *elem) Decode(count int, data []byte) (chunk any, err error) {
	c, t := codecOf(e), reflect.SliceOf(typeOf(e))
	if c.err != nil {
		return nil, c.err
	}
	defer catch(&err)
	r := &reader{data}
	v := reflect.MakeSlice(t, count, count)
	c.readAll(r, v.UnsafePointer(), count, t.Elem().Size())
	if len(r.rest) > 0 {
		return nil, errCorrupt
	}
	return v.Interface(), nil
}

// mustSerialise panics when elements can't be written, as a wrong definition of op.
func mustSerialise(op string, e *elem) {
	if err := e.Spills(); err != nil {
		panic(definition(op, fmt.Sprintf("elements of type %s can't be written: %v", elemName(e), err),
			"make elements that can be, or have them kept in memory as they are: MemoryOnly"))
	}
}

// catch is deferred by what writes and reads: it makes an error of a panic.
func catch(err *error) {
	if v := recover(); v != nil {
		*err = engine.AsError(v)
	}
}
