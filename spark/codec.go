package spark

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"unsafe"
)

// codec writes and reads values of one type, by their address: all of their data,
// unexported fields too. A pointer is written as what it points to.
type codec struct {
	write func(w *writer, p unsafe.Pointer)
	read  func(r *reader, p unsafe.Pointer)
	err   error // why values of the type can't be written
}

var codecs sync.Map // reflect.Type -> *codec

// codecFor is the codec of a type.
func codecFor(t reflect.Type) *codec {
	if c, ok := codecs.Load(t); ok {
		return c.(*codec)
	}
	c := codecMaker{}.of(t, strings.TrimPrefix(typeName(t), "[]"))
	first, _ := codecs.LoadOrStore(t, c)
	return first.(*codec)
}

// codecMaker is the codecs that are being made: a type may contain itself.
type codecMaker map[reflect.Type]*codec

// of is the codec of a type that stands at path.
func (m codecMaker) of(t reflect.Type, path string) *codec {
	if c := m[t]; c != nil {
		return c
	}
	c := &codec{}
	m[t] = c
	switch k := t.Kind(); {
	case marshals(t):
		c.marshalled(t)
	case k == reflect.Bool || k >= reflect.Int && k <= reflect.Complex128:
		c.number(t)
	case k == reflect.String:
		c.write = func(w *writer, p unsafe.Pointer) { w.text(*(*string)(p)) }
		c.read = func(r *reader, p unsafe.Pointer) { *(*string)(p) = string(r.bytes()) }
	case k == reflect.Struct:
		m.structure(c, t, path)
	case k == reflect.Array, k == reflect.Slice:
		m.list(c, t, path)
	case k == reflect.Map:
		m.mapping(c, t, path)
	case k == reflect.Pointer && isOpaque(t):
		c.err = fmt.Errorf("%s is a function, which can't be written", path)
	case k == reflect.Pointer:
		m.pointer(c, t, path)
	default:
		c.err = fmt.Errorf("%s is a %s, which can't be written: its type doesn't say what it holds", path, k)
	}
	return c
}

func (m codecMaker) structure(c *codec, t reflect.Type, path string) {
	fields, offsets := make([]*codec, t.NumField()), make([]uintptr, t.NumField())
	for i := range fields {
		offsets[i] = t.Field(i).Offset
		fields[i] = m.of(t.Field(i).Type, path+"."+t.Field(i).Name)
		if c.err == nil {
			c.err = fields[i].err
		}
	}
	c.write = func(w *writer, p unsafe.Pointer) {
		for i, f := range fields {
			f.write(w, unsafe.Add(p, offsets[i]))
		}
	}
	c.read = func(r *reader, p unsafe.Pointer) {
		for i, f := range fields {
			f.read(r, unsafe.Add(p, offsets[i]))
		}
	}
}

// list is the codec of an array, or of a slice: its length and one more, 0 for nil, and the elements.
func (m codecMaker) list(c *codec, t reflect.Type, path string) {
	e := m.of(t.Elem(), path)
	c.err = e.err
	c.write = func(w *writer, p unsafe.Pointer) {
		w.enter()
		defer w.leave()
		v := reflect.NewAt(t, p).Elem()
		if t.Kind() == reflect.Slice {
			if v.IsNil() {
				w.byte(0)
				return
			}
			w.uvarint(uint64(v.Len()) + 1)
		}
		for i := range v.Len() {
			e.write(w, v.Index(i).Addr().UnsafePointer())
		}
	}
	c.read = func(r *reader, p unsafe.Pointer) {
		v := reflect.NewAt(t, p).Elem()
		if t.Kind() == reflect.Slice {
			n := r.uvarint()
			if n == 0 {
				return
			}
			size := r.length(n-1, t.Elem())
			v.Set(reflect.MakeSlice(t, size, size))
		}
		for i := range v.Len() {
			e.read(r, v.Index(i).Addr().UnsafePointer())
		}
	}
}

func (m codecMaker) mapping(c *codec, t reflect.Type, path string) {
	k, e := m.of(t.Key(), path+"'s key"), m.of(t.Elem(), path)
	if c.err = k.err; c.err == nil {
		c.err = e.err
	}
	c.write = func(w *writer, p unsafe.Pointer) {
		w.enter()
		defer w.leave()
		v := reflect.NewAt(t, p).Elem()
		if v.IsNil() {
			w.byte(0)
			return
		}
		w.uvarint(uint64(v.Len()) + 1)
		key, value := reflect.New(t.Key()), reflect.New(t.Elem())
		for i := v.MapRange(); i.Next(); {
			key.Elem().SetIterKey(i)
			value.Elem().SetIterValue(i)
			k.write(w, key.UnsafePointer())
			e.write(w, value.UnsafePointer())
		}
	}
	c.read = func(r *reader, p unsafe.Pointer) {
		n := r.uvarint()
		if n == 0 {
			return
		}
		v := reflect.MakeMap(t)
		for range n - 1 {
			key, value := reflect.New(t.Key()), reflect.New(t.Elem())
			k.read(r, key.UnsafePointer())
			e.read(r, value.UnsafePointer())
			v.SetMapIndex(key.Elem(), value.Elem())
		}
		reflect.NewAt(t, p).Elem().Set(v)
	}
}

func (m codecMaker) pointer(c *codec, t reflect.Type, path string) {
	e := m.of(t.Elem(), path)
	c.err = e.err
	c.write = func(w *writer, p unsafe.Pointer) {
		w.enter()
		defer w.leave()
		to := *(*unsafe.Pointer)(p)
		if to == nil {
			w.byte(0)
			return
		}
		w.byte(1)
		e.write(w, to)
	}
	c.read = func(r *reader, p unsafe.Pointer) {
		if r.next(1)[0] != 0 {
			to := reflect.New(t.Elem())
			e.read(r, to.UnsafePointer())
			*(*unsafe.Pointer)(p) = to.UnsafePointer()
		}
	}
}

// marshals tells whether a type itself, not just a part of it, has a codec: time.Time, netip.Addr.
func marshals(t reflect.Type) bool {
	has := func(t reflect.Type) bool {
		p := reflect.PointerTo(t)
		return p.Implements(reflect.TypeFor[encoding.BinaryMarshaler]()) && p.Implements(reflect.TypeFor[encoding.BinaryUnmarshaler]())
	}
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			if f := t.Field(i); f.Anonymous && (has(f.Type) || f.Type.Kind() == reflect.Pointer && has(f.Type.Elem())) {
				return false
			}
		}
	}
	return t.Kind() != reflect.Interface && has(t)
}

func (c *codec) marshalled(t reflect.Type) {
	c.write = func(w *writer, p unsafe.Pointer) {
		data, err := reflect.NewAt(t, p).Interface().(encoding.BinaryMarshaler).MarshalBinary()
		if err != nil {
			panic(err)
		}
		w.text(string(data))
	}
	c.read = func(r *reader, p unsafe.Pointer) {
		if err := reflect.NewAt(t, p).Interface().(encoding.BinaryUnmarshaler).UnmarshalBinary(r.bytes()); err != nil {
			panic(err)
		}
	}
}

// number is the codec of a number or a bool: the bytes it has in memory.
func (c *codec) number(t reflect.Type) {
	size := int(t.Size())
	c.write = func(w *writer, p unsafe.Pointer) { w.bytes = append(w.bytes, unsafe.Slice((*byte)(p), size)...) }
	c.read = func(r *reader, p unsafe.Pointer) { copy(unsafe.Slice((*byte)(p), size), r.next(uint64(size))) }
}
