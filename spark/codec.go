package spark

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"
	"unsafe"
)

// codec writes and reads values of one type, by their address: all of their data,
// unexported fields too. A pointer is written as what it points to.
type codec struct {
	write func(w *writer, p unsafe.Pointer)
	read  func(r *reader, p unsafe.Pointer)
	err   error // why values of the type can't be written
	// plain tells that values are written as the memory that they are, with the gaps between fields.
	plain bool
}

// A codecKind says for whom values are written.
type codecKind int

const (
	// portable bytes can be read by other processes: they don't say what an interface holds.
	portable codecKind = iota
	// local bytes are for this process: interfaces, and what it knows by its address, come back too.
	local
	// localKey is local for keys, which must come back equal by ==: a pointer wouldn't.
	localKey
)

type codecID struct {
	typ  reflect.Type
	kind codecKind
}

var codecs sync.Map // codecID -> *codec

// codecFor is the codec of a type.
func codecFor(t reflect.Type, kind codecKind) *codec {
	id := codecID{t, kind}
	if c, ok := codecs.Load(id); ok {
		return c.(*codec)
	}
	c := codecMaker{}.of(t, kind, strings.TrimPrefix(typeName(t), "[]"))
	first, _ := codecs.LoadOrStore(id, c)
	return first.(*codec)
}

// ofKeys is the kind of the keys of a map.
func (k codecKind) ofKeys() codecKind {
	if k == local {
		return localKey
	}
	return k
}

// codecMaker is the codecs that are being made: a type may contain itself.
type codecMaker map[codecID]*codec

// of is the codec of a type that stands at path.
func (m codecMaker) of(t reflect.Type, kind codecKind, path string) *codec {
	id := codecID{t, kind}
	if c := m[id]; c != nil {
		return c
	}
	c := &codec{}
	m[id] = c
	switch k := t.Kind(); {
	case kind != portable && isShared(t):
		c.shared()
	case marshals(t) && (kind == portable || t != reflect.TypeFor[time.Time]()):
		c.marshalled(t)
	case isPlain(t) && (kind != portable || k < reflect.Array): // portable bytes have no gaps
		c.memory(t)
	case k == reflect.String:
		c.write = func(w *writer, p unsafe.Pointer) { w.text(*(*string)(p)) }
		c.read = func(r *reader, p unsafe.Pointer) { *(*string)(p) = string(r.bytes()) }
	case k == reflect.Struct:
		m.structure(c, t, kind, path)
	case k == reflect.Array:
		m.array(c, t, kind, path)
	case k == reflect.Slice:
		m.slice(c, t, kind, path)
	case k == reflect.Map:
		m.mapping(c, t, kind, path)
	case k == reflect.Pointer && isOpaque(t):
		c.err = fmt.Errorf("%s is a function, which can't be written", path)
	case k == reflect.Pointer && kind == localKey:
		c.err = fmt.Errorf("%s is a pointer in a key: what is read again would be another one", path)
	case k == reflect.Pointer:
		m.pointer(c, t, kind, path)
	case k == reflect.Interface && kind != portable:
		c.dynamic(t, kind)
	default:
		c.err = fmt.Errorf("%s is a %s, which can't be written: its type doesn't say what it holds", path, k)
	}
	return c
}

func (m codecMaker) structure(c *codec, t reflect.Type, kind codecKind, path string) {
	fields, offsets := make([]*codec, t.NumField()), make([]uintptr, t.NumField())
	for i := range fields {
		f, kind := t.Field(i), kind
		if kind == local && f.Name == "Key" && t.PkgPath() == apiPackage {
			kind = localKey
		}
		offsets[i] = f.Offset
		fields[i] = m.of(f.Type, kind, path+"."+f.Name)
		if c.err == nil {
			c.err = fields[i].err
		}
	}
	c.setFields(fields, offsets)
}

// setFields has c write and read a struct field by field.
func (c *codec) setFields(fields []*codec, offsets []uintptr) {
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

func (m codecMaker) array(c *codec, t reflect.Type, kind codecKind, path string) {
	e := m.of(t.Elem(), kind, path)
	c.err = e.err
	n, size := t.Len(), t.Elem().Size()
	c.write = func(w *writer, p unsafe.Pointer) { e.writeAll(w, p, n, size) }
	c.read = func(r *reader, p unsafe.Pointer) { e.readAll(r, p, n, size) }
}

// slice is the codec of a slice: its length and one more, 0 for nil, and the elements.
func (m codecMaker) slice(c *codec, t reflect.Type, kind codecKind, path string) {
	e := m.of(t.Elem(), kind, path)
	c.err = e.err
	size, flat := t.Elem().Size(), e.plain
	c.write = func(w *writer, p unsafe.Pointer) {
		s := (*[]byte)(p) // of whatever: its length and address are in the same places
		if *s == nil {
			w.byte(0)
			return
		}
		n, first := len(*s), unsafe.Pointer(unsafe.SliceData(*s))
		w.uvarint(uint64(n) + 1)
		if flat {
			w.memory(first, uintptr(n)*size)
			return
		}
		w.enter()
		defer w.leave()
		e.writeAll(w, first, n, size)
	}
	c.read = func(r *reader, p unsafe.Pointer) {
		n := r.uvarint()
		if n == 0 {
			return
		}
		count := r.length(n-1, t.Elem())
		v := reflect.NewAt(t, p).Elem()
		if flat { // before memory is made for what may not be there
			data := r.next(uint64(count) * uint64(size))
			v.Set(reflect.MakeSlice(t, count, count))
			copy(unsafe.Slice((*byte)(v.UnsafePointer()), len(data)), data)
			return
		}
		v.Set(reflect.MakeSlice(t, count, count))
		e.readAll(r, v.UnsafePointer(), count, size)
	}
}

// writeAll writes n values that lie behind each other.
func (c *codec) writeAll(w *writer, first unsafe.Pointer, n int, size uintptr) {
	if c.plain {
		w.memory(first, uintptr(n)*size)
		return
	}
	for i := range n {
		c.write(w, unsafe.Add(first, uintptr(i)*size))
	}
}

func (c *codec) readAll(r *reader, first unsafe.Pointer, n int, size uintptr) {
	if c.plain {
		copy(unsafe.Slice((*byte)(first), uintptr(n)*size), r.next(uint64(n)*uint64(size)))
		return
	}
	for i := range n {
		c.read(r, unsafe.Add(first, uintptr(i)*size))
	}
}

// isPlain tells whether a codec writes values of the type as the memory that they are.
func isPlain(t reflect.Type) bool {
	if !isFlat(t) || marshals(t) {
		return false
	}
	switch t.Kind() {
	case reflect.Array:
		return isPlain(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !isPlain(t.Field(i).Type) {
				return false
			}
		}
	}
	return true
}

func (m codecMaker) mapping(c *codec, t reflect.Type, kind codecKind, path string) {
	k, e := m.of(t.Key(), kind.ofKeys(), path+"'s key"), m.of(t.Elem(), kind, path)
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

func (m codecMaker) pointer(c *codec, t reflect.Type, kind codecKind, path string) {
	e := m.of(t.Elem(), kind, path)
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

// memory is the codec of what isPlain.
func (c *codec) memory(t reflect.Type) {
	size := t.Size()
	c.plain = true
	c.write = func(w *writer, p unsafe.Pointer) { w.memory(p, size) }
	c.read = func(r *reader, p unsafe.Pointer) { copy(unsafe.Slice((*byte)(p), size), r.next(uint64(size))) }
}
