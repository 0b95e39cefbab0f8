package spark

import (
	"reflect"

	"gospark/cellrt"
)

// cloned is a copy of v that shares nothing with it that could be changed.
func cloned[T any](v T) T {
	cloneInto(&v)
	return v
}

// cloneInto makes what pointer points to share nothing with what it was copied from.
func cloneInto(pointer any) {
	v := reflect.ValueOf(pointer).Elem()
	if v.Kind() == reflect.Interface && (v.IsNil() || !holdsMutable(v.Elem().Type())) {
		return
	}
	if !isFlat(v.Type()) && v.Kind() != reflect.String {
		v.Set(copyValue(v))
	}
}

// isMutable tells whether values of the type that pointer points to hold something that could be changed.
func isMutable(pointer any) bool { return holdsMutable(reflect.TypeOf(pointer).Elem()) }

func holdsMutable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Interface:
		return true
	case reflect.Pointer:
		return !isOpaque(t)
	case reflect.Array:
		return holdsMutable(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !marshals(t) && holdsMutable(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

// isOpaque tells whether pointers of the type are the interpreter's own.
func isOpaque(t reflect.Type) bool { return t.Implements(reflect.TypeFor[cellrt.Opaque]()) }

// deepCopy sets to to a copy of from. What isn't data (functions, channels) stays
// shared, and so does what a type keeps for itself that writes and reads itself, as time.Time.
func deepCopy(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Slice:
		if !from.IsNil() {
			s := reflect.MakeSlice(from.Type(), from.Len(), from.Len())
			for i := range from.Len() {
				deepCopy(s.Index(i), from.Index(i))
			}
			to.Set(s)
		}
	case reflect.Map:
		if !from.IsNil() {
			m := reflect.MakeMapWithSize(from.Type(), from.Len())
			for i := from.MapRange(); i.Next(); {
				m.SetMapIndex(i.Key(), copyValue(i.Value()))
			}
			to.Set(m)
		}
	case reflect.Pointer:
		if isOpaque(from.Type()) {
			to.Set(from)
		} else if !from.IsNil() {
			p := reflect.New(from.Type().Elem())
			deepCopy(p.Elem(), from.Elem())
			to.Set(p)
		}
	case reflect.Struct:
		to.Set(from)
		if marshals(from.Type()) {
			return
		}
		for i := range from.NumField() {
			if f := to.Field(i); holdsMutable(f.Type()) {
				f = reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem() // unexported ones can be set like this
				deepCopy(f, f)
			}
		}
	case reflect.Array:
		for i := range from.Len() {
			deepCopy(to.Index(i), from.Index(i))
		}
	case reflect.Interface:
		if !from.IsNil() {
			to.Set(copyValue(from.Elem()))
		}
	default:
		to.Set(from)
	}
}

func copyValue(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	deepCopy(c, v)
	return c
}
