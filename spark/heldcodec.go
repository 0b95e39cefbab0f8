package spark

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"gospark/cellrt"
)

// heldCodec is the codec of values of a type that are held as the interpreter holds them:
// in any, or in a struct of this package with fields that are any. Its bytes are those of
// the compiled type's codec. path is how errors call the value.
func heldCodec(t cellrt.TypeArg, in reflect.Type, path string) *codec {
	switch {
	case in.Kind() == reflect.Interface && t.Type.Kind() != reflect.Interface:
		return anyCodec(t, path)
	case in.Kind() == reflect.Struct && len(t.Args) > 0:
		return structCodec(t, in, path)
	}
	c := codecFor(in, portable)
	if c.err != nil && path != "" {
		c = codecMaker{}.of(in, portable, path)
	}
	return c
}

// anyCodec is the codec of values of t that are held in any.
func anyCodec(t cellrt.TypeArg, path string) *codec {
	inner := heldCodec(t, t.Type, path)
	return &codec{
		err: inner.err,
		write: func(w *writer, p unsafe.Pointer) {
			v := reflect.New(t.Type)
			v.Elem().Set(reflect.ValueOf(*(*any)(p)))
			inner.write(w, v.UnsafePointer())
		},
		read: func(r *reader, p unsafe.Pointer) {
			v := reflect.New(t.Type)
			inner.read(r, v.UnsafePointer())
			*(*any)(p) = v.Elem().Interface()
		},
	}
}

// structCodec is the codec of a struct of this package, whose fields are of the types that t says.
func structCodec(t cellrt.TypeArg, in reflect.Type, path string) *codec {
	c := &codec{}
	fields, offsets := make([]*codec, in.NumField()), make([]uintptr, in.NumField())
	for i, arg := range heldFields(t, in) {
		f := in.Field(i)
		offsets[i] = f.Offset
		if f.Type.Kind() == reflect.Slice && arg.Type != f.Type {
			fields[i] = sliceCodec(arg, path+"."+f.Name)
		} else {
			fields[i] = heldCodec(arg, f.Type, path+"."+f.Name)
		}
		if c.err == nil {
			c.err = fields[i].err
		}
	}
	c.setFields(fields, offsets)
	return c
}

// sliceCodec is the codec of a []any whose elements are of type t.
func sliceCodec(t cellrt.TypeArg, path string) *codec {
	e := anyCodec(t, path)
	return &codec{
		err: e.err,
		write: func(w *writer, p unsafe.Pointer) {
			s := *(*[]any)(p)
			if s == nil {
				w.byte(0)
				return
			}
			w.uvarint(uint64(len(s)) + 1)
			for i := range s {
				e.write(w, unsafe.Pointer(&s[i]))
			}
		},
		read: func(r *reader, p unsafe.Pointer) {
			n := r.uvarint()
			if n == 0 {
				return
			}
			s := make([]any, r.length(n-1, t.Type))
			for i := range s {
				e.read(r, unsafe.Pointer(&s[i]))
			}
			*(*[]any)(p) = s
		},
	}
}

// heldFields is what the fields of a struct of this package are to the person: for one
// that is any, the type's next argument; for one that is []any, what its elements are.
func heldFields(t cellrt.TypeArg, in reflect.Type) []cellrt.TypeArg {
	fields, args := make([]cellrt.TypeArg, in.NumField()), t.Args
	for i := range fields {
		f := in.Field(i).Type
		fields[i] = cellrt.TypeArg{Type: f, Name: typeName(f)}
		held := f.Kind() == reflect.Interface || f.Kind() == reflect.Slice && f.Elem().Kind() == reflect.Interface
		if held && len(args) > 0 {
			fields[i], args = args[0], args[1:]
		}
	}
	return fields
}

// layoutOf is what values of a type are made of, as far as codecs write it: types that
// differ in their names only have one layout. A type within itself is ^ and how many
// types out it stands.
func layoutOf(t cellrt.TypeArg) string {
	var l layout
	l.held(t)
	return l.text.String()
}

type layout struct {
	text  strings.Builder
	outer []reflect.Type
}

// held writes the layout of a type with arguments of its own, of which reflection says any.
func (l *layout) held(t cellrt.TypeArg) {
	if len(t.Args) == 0 || t.Type.Kind() != reflect.Struct {
		l.of(t.Type)
		return
	}
	l.text.WriteString("struct{")
	for i, arg := range heldFields(t, t.Type) {
		f := t.Type.Field(i)
		l.field(i, f.Name)
		if f.Type.Kind() == reflect.Slice && arg.Type != f.Type {
			l.text.WriteString("[]")
		}
		l.held(arg)
	}
	l.text.WriteString("}")
}

func (l *layout) field(i int, name string) {
	if i > 0 {
		l.text.WriteString("; ")
	}
	l.text.WriteString(name + " ")
}

func (l *layout) of(t reflect.Type) {
	for i := range l.outer {
		if l.outer[len(l.outer)-1-i] == t {
			fmt.Fprintf(&l.text, "^%d", i)
			return
		}
	}
	if marshals(t) {
		l.text.WriteString(typeName(t))
		return
	}
	if t.Name() != "" && t.Kind() > reflect.Complex128 && t.Kind() != reflect.String {
		l.outer = append(l.outer, t)
		defer func() { l.outer = l.outer[:len(l.outer)-1] }()
	}
	switch t.Kind() {
	case reflect.Struct:
		l.text.WriteString("struct{")
		for i := range t.NumField() {
			l.field(i, t.Field(i).Name)
			l.of(t.Field(i).Type)
		}
		l.text.WriteString("}")
	case reflect.Slice:
		l.text.WriteString("[]")
		l.of(t.Elem())
	case reflect.Array:
		fmt.Fprintf(&l.text, "[%d]", t.Len())
		l.of(t.Elem())
	case reflect.Map:
		l.text.WriteString("map[")
		l.of(t.Key())
		l.text.WriteString("]")
		l.of(t.Elem())
	case reflect.Pointer:
		l.text.WriteString("*")
		l.of(t.Elem())
	default:
		l.text.WriteString(t.Kind().String())
	}
}
