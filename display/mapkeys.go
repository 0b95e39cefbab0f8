package display

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

// An entry of a map. It is read with its key: no key finds one whose key is NaN.
type entry struct{ key, value reflect.Value }

// firstEntries is the n first entries of a map, in the order of their keys.
func firstEntries(v value, n int) []entry {
	var out []entry
	for each := v.MapRange(); each.Next(); {
		e := entry{each.Key(), each.Value()}
		if len(out) == n && compare(e.key, out[n-1].key) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, e, func(a, b entry) int {
			return cmp.Or(compare(a.key, b.key), -1) // behind its equals
		})
		if len(out) == n {
			out = out[:n-1]
		}
		out = slices.Insert(out, at, e)
	}
	return out
}

// compare orders the keys of a map: as Go orders them where it does, structs and
// arrays by their parts, what has no order not at all.
func compare(a, b reflect.Value) int {
	if a.Kind() != b.Kind() {
		return cmp.Compare(a.Kind(), b.Kind())
	}
	switch {
	case a.Kind() == reflect.String:
		return strings.Compare(a.String(), b.String())
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	}
	switch a.Kind() {
	case reflect.Bool:
		if a.Bool() == b.Bool() {
			return 0
		} else if b.Bool() {
			return -1
		}
		return 1
	case reflect.Interface:
		return compareDynamic(heldBy(a), heldBy(b))
	case reflect.Struct:
		return compareParts(a.NumField(), a.Field, b.Field)
	case reflect.Array:
		return compareParts(a.Len(), a.Index, b.Index)
	}
	return 0
}

// heldBy is what an interface holds, out of an interpreter's box.
func heldBy(v reflect.Value) reflect.Value { return value{Value: v.Elem()}.unboxed().Value }

func compareParts(n int, a, b func(int) reflect.Value) int {
	for i := range n {
		if c := compare(a(i), b(i)); c != 0 {
			return c
		}
	}
	return 0
}

// compareDynamic orders what interfaces hold: nil first, then by type.
func compareDynamic(a, b reflect.Value) int {
	if !a.IsValid() || !b.IsValid() {
		return cmp.Compare(a.Kind(), b.Kind())
	}
	if a.Type() != b.Type() && a.Kind() == b.Kind() {
		return strings.Compare(a.Type().String(), b.Type().String())
	}
	return compare(a, b)
}
