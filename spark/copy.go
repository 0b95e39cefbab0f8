package spark

import "reflect"

// cloned is a copy of v that shares nothing with it that could be changed.
func cloned[T any](v T) T {
	cloneInto(&v)
	return v
}

// cloneInto makes what pointer points to share nothing with what it was copied from.
func cloneInto(pointer any) {
	v := reflect.ValueOf(pointer).Elem()
	if !isFlat(v.Type()) && v.Kind() != reflect.String {
		v.Set(copyValue(v))
	}
}

// deepCopy sets to to a copy of from. Unexported fields and what isn't data
// (functions, channels) stay shared.
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
		if !from.IsNil() {
			p := reflect.New(from.Type().Elem())
			deepCopy(p.Elem(), from.Elem())
			to.Set(p)
		}
	case reflect.Struct:
		to.Set(from)
		for i := range from.NumField() {
			if f := to.Field(i); f.CanSet() {
				deepCopy(f, from.Field(i))
			}
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
