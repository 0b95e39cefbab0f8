package spark

import (
	"fmt"
	"reflect"
	"unsafe"

	"gospark/cellrt"
	"gospark/hadoop"
)

// A writable is how values of a Go type lie in SequenceFiles, by their address.
type writable struct {
	class  string // the Java class
	append func(b []byte, p unsafe.Pointer) []byte
	parse  func(b []byte, p unsafe.Pointer) error
}

// writableFor is how values of a type lie in SequenceFiles; nil where they can't. (It
// isn't a table, which each compiled cell would link.)
func writableFor(t reflect.Type) *writable {
	switch k := t.Kind(); {
	case k == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return &writable{class: hadoop.BytesWritable, append: appendOf(hadoop.AppendBytes[[]byte]), parse: parseOf(parseBytes)}
	case k == reflect.Struct && t.NumField() == 0:
		return &writable{class: hadoop.NullWritable, append: appendOf(appendNull), parse: parseOf(parseNull)}
	case k == reflect.String:
		return &writable{class: hadoop.Text, append: appendOf(hadoop.AppendText[string]), parse: parseOf(parseText)}
	case k == reflect.Int:
		return &writable{class: hadoop.LongWritable, append: appendOf(appendInt), parse: parseOf(parseInt)}
	case k == reflect.Int64:
		return &writable{class: hadoop.LongWritable, append: appendOf(hadoop.AppendLong), parse: parseOf(hadoop.ParseLong)}
	case k == reflect.Int32:
		return &writable{class: hadoop.IntWritable, append: appendOf(hadoop.AppendInt), parse: parseOf(hadoop.ParseInt)}
	case k == reflect.Float32:
		return &writable{class: hadoop.FloatWritable, append: appendOf(hadoop.AppendFloat), parse: parseOf(hadoop.ParseFloat)}
	case k == reflect.Float64:
		return &writable{class: hadoop.DoubleWritable, append: appendOf(hadoop.AppendDouble), parse: parseOf(hadoop.ParseDouble)}
	case k == reflect.Bool:
		return &writable{class: hadoop.BooleanWritable, append: appendOf(hadoop.AppendBool), parse: parseOf(hadoop.ParseBool)}
	}
	return nil
}

// goTypeOf is the Go type to ask for a Java class by, or "".
func goTypeOf(class string) string {
	for _, t := range []any{"", 0, int32(0), float32(0), 0.0, false, struct{}{}} {
		if writableFor(reflect.TypeOf(t)).class == class {
			return typeNameOf(t)
		}
	}
	if class == hadoop.BytesWritable {
		return "[]byte"
	}
	return ""
}

func appendOf[T any](put func([]byte, T) []byte) func([]byte, unsafe.Pointer) []byte {
	return func(b []byte, p unsafe.Pointer) []byte { return put(b, *(*T)(p)) }
}

func parseOf[T any](parse func([]byte) (T, error)) func([]byte, unsafe.Pointer) error {
	return func(b []byte, p unsafe.Pointer) (err error) {
		*(*T)(p), err = parse(b)
		return err
	}
}

func appendInt(b []byte, n int) []byte         { return hadoop.AppendLong(b, int64(n)) }
func appendNull(b []byte, _ struct{}) []byte   { return b }
func parseNull(b []byte) (n struct{}, e error) { return n, hadoop.ParseNull(b) }

func parseInt(b []byte) (int, error) {
	n, err := hadoop.ParseLong(b)
	return int(n), err
}

func parseText(b []byte) (string, error) {
	text, err := hadoop.ParseText(b)
	return string(text), err
}

func parseBytesText(b []byte) (string, error) {
	data, err := hadoop.ParseBytes(b)
	return string(data), err
}

func parseBytes(b []byte) ([]byte, error) {
	data, err := hadoop.ParseBytes(b)
	return append([]byte{}, data...), err
}

// as is how values of a class are read, by the type that w is of; nil where they can't.
func (w *writable) as(class string) *writable {
	switch {
	case class == w.class:
		return w
	case w.class == hadoop.Text && class == hadoop.BytesWritable:
		return &writable{class: class, parse: parseOf(parseBytesText)}
	}
	return nil
}

// inAny is a writable of values that are held in any.
func (w *writable) inAny(t reflect.Type) *writable {
	boxed := *w
	boxed.append = func(b []byte, p unsafe.Pointer) []byte {
		v := reflect.New(t)
		v.Elem().Set(reflect.ValueOf(*(*any)(p)))
		return w.append(b, v.UnsafePointer())
	}
	boxed.parse = func(b []byte, p unsafe.Pointer) error {
		v := reflect.New(t)
		err := w.parse(b, v.UnsafePointer())
		*(*any)(p) = v.Elem().Interface()
		return err
	}
	return &boxed
}

// half is the key or the value of a SequenceFile's records.
type half struct {
	typ    cellrt.TypeArg
	held   reflect.Type // any, or that of typ
	offset uintptr      // in the pair
	*writable
}

const sequenceTypes = "SequenceFiles hold string (Text), int32 (IntWritable), int and int64 (LongWritable), float32, float64, bool, []byte (BytesWritable) and struct{} (NullWritable)"

// halvesOf are the key and the value of pairs, as the person knows them.
func halvesOf(op string, e *elem, types []cellrt.TypeArg) (k, v half) {
	pair := typeOf(e)
	make := func(i int, what string) half {
		f := pair.Field(i)
		s := half{typ: cellrt.TypeArg{Type: f.Type, Name: typeName(f.Type)}, held: f.Type, offset: f.Offset}
		if len(types) > i {
			s.typ = types[i]
		}
		if s.writable = writableFor(s.typ.Type); s.writable == nil {
			panic(definition(op, fmt.Sprintf("a %s of type %s can't lie in a SequenceFile", what, s.typ.Name), sequenceTypes))
		}
		return s
	}
	return make(0, "key"), make(1, "value")
}

// of is the writable for values of the half as they are held, of a class; nil where it isn't theirs.
func (s *half) of(class string) *writable {
	w := s.as(class)
	if w != nil && s.held != s.typ.Type {
		w = w.inAny(s.typ.Type)
	}
	return w
}
