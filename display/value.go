package display

import (
	"go/token"
	"reflect"
	"strings"

	"gospark/cellrt"
)

// A value is a Go value to be shown, with its type where reflection doesn't know it.
type value struct {
	reflect.Value
	static cellrt.Static // nil where reflection knows the type
	closed bool          // it stands in an unexported field: its methods aren't called
}

func valueOf(x any) value { return value{Value: reflect.ValueOf(x)}.unboxed() }

// as is v as a value of the type st, which may be nil.
func (v value) as(st cellrt.Static) value {
	if st == nil || !v.IsValid() {
		return v.unboxed()
	}
	v.Value, v.static = st.Held(v.Value)
	return v.unboxed()
}

// unboxed is what an interpreter's box holds, and any other value itself.
func (v value) unboxed() value {
	if v.IsValid() && v.Kind() != reflect.Interface && v.CanInterface() {
		if b, ok := v.Interface().(cellrt.Typed); ok {
			x, st := b.Typed()
			v.Value, v.static = st.Held(reflect.ValueOf(x))
		}
	}
	return v
}

// elem is what a pointer or an interface leads to.
func (v value) elem() value {
	part := value{Value: v.Elem(), closed: v.closed}
	if v.static != nil {
		return part.as(v.static.Elem())
	}
	return part.unboxed()
}

func (v value) index(i int) value { return v.item(v.Index(i)) }

// item is an element of a slice, array or map.
func (v value) item(e reflect.Value) value {
	part := value{Value: e, closed: v.closed}
	if v.static != nil {
		return part.as(v.static.Elem())
	}
	return part.unboxed()
}

// key is a key of a map.
func (v value) key(k reflect.Value) value {
	part := value{Value: k, closed: v.closed}
	if v.static != nil {
		return part.as(v.static.Key())
	}
	return part.unboxed()
}

func (v value) field(i int) value {
	part := value{Value: v.Field(i), closed: v.closed || !v.Type().Field(i).IsExported()}
	if v.static != nil {
		return part.as(v.static.Field(i))
	}
	return part.unboxed()
}

// open tells whether the value's own methods may be called.
func (v value) open() bool {
	return v.IsValid() && !v.closed && (v.static != nil || v.CanInterface())
}

// isNil tells whether v is nil. The zero value is.
func (v value) isNil() bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
		return v.IsNil()
	}
	return false
}

// typeName is the type of v as a person writes it.
func (v value) typeName() string {
	switch {
	case v.static != nil:
		return writtenName(v.static.String())
	case !v.IsValid():
		return "nil"
	}
	return typeName(v.Type())
}

// part is the name of a part of v's type, of which reflection and the interpreter each know theirs.
func (v value) part(static func(cellrt.Static) cellrt.Static, t func(reflect.Type) reflect.Type) string {
	if v.static != nil {
		if st := static(v.static); st != nil {
			return writtenName(st.String())
		}
	}
	return typeName(t(v.Type()))
}

func typeName(t reflect.Type) string { return writtenName(t.String()) }

// writtenName is a type that reflect wrote as a person writes it in a cell: without the
// paths of packages, and without the name of the cells' own.
func writtenName(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && !strings.ContainsRune("[]*,(){} ;", rune(text[end])) {
			end++
		}
		b.WriteString(wordName(text[i:end]))
		if end == len(text) {
			break
		}
		b.WriteByte(text[end])
		if text[end] == ',' && end+1 < len(text) && text[end+1] != ' ' {
			b.WriteByte(' ')
		}
		i = end + 1
	}
	return typeForms.Replace(b.String())
}

var typeForms = strings.NewReplacer("interface {}", "any", "struct { ", "struct{", "struct {", "struct{", " }", "}", "interface { ", "interface{")

// wordName is a name within a type: gospark/spark.Pair is spark.Pair, main.point is point.
func wordName(word string) string {
	word = word[strings.LastIndex(word, "/")+1:]
	if name, ok := strings.CutPrefix(word, "main."); ok && token.IsIdentifier(name) {
		return name
	}
	if word == "uint8" {
		return "byte"
	}
	return word
}
