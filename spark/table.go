package spark

import (
	"fmt"
	"reflect"
	"unsafe"
)

// table finds the row of a key. Rows are in the order in which their keys came,
// so that results don't depend on a map's order.
type table[K comparable, V any] struct {
	index map[K]int
	rows  []Pair[K, V]
	nan   map[string]int // the rows of keys that differ from themselves
}

func newTable[K comparable, V any]() *table[K, V] {
	return &table[K, V]{index: map[K]int{}, nan: keyOf[K]().nanRows()}
}

// rowOf is the number of the key's row, or -1. It is kept small: what is rare is in rowOfNaN.
func rowOf[K comparable, V any](t *table[K, V], k K) int {
	if i, ok := t.index[k]; ok {
		return i
	}
	if t.nan != nil && k != k {
		return rowOfNaN(t.nan, k)
	}
	return -1
}

func rowOfNaN(nan map[string]int, k any) int {
	if i, ok := nan[fmt.Sprint(k)]; ok {
		return i
	}
	return -1
}

func addRow[K comparable, V any](t *table[K, V], k K, v V) int {
	i := len(t.rows)
	if t.nan != nil && k != k {
		t.nan[fmt.Sprint(k)] = i
	} else {
		t.index[k] = i
	}
	t.rows = append(t.rows, Pair[K, V]{k, v})
	return i
}

// What follows is done with tables of any type: it is rare, and a cell need not compile it.

// fieldOf is a field of the table that a pointer points to.
func fieldOf(table any, name string) reflect.Value {
	f := reflect.ValueOf(table).Elem().FieldByName(name)
	return reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
}

// rowsIn are a table's rows, a []Pair[K, V].
func rowsIn(table any) any { return fieldOf(table, "rows").Interface() }

// forget makes a table empty. What it took is kept for what comes next.
func forget(table any) {
	if index := fieldOf(table, "index"); index.Kind() == reflect.Pointer { // a table of the rows' numbers
		forget(index.Interface())
	} else {
		index.Clear()
		if nan := fieldOf(table, "nan"); !nan.IsNil() {
			nan.Clear()
		}
	}
	rows := fieldOf(table, "rows")
	rows.Clear()
	rows.SetLen(0)
}

// discard gives up what a table takes; it isn't used any more.
func discard(table any) {
	fieldOf(table, "index").SetZero()
	fieldOf(table, "rows").SetZero()
}

// apart are pairs e of the rows of a table: one for each value in the i-th slice behind a row's key.
func apart(e *elem, rows any, i int) any {
	v := reflect.ValueOf(rows)
	row := v.Type().Elem()
	var offset uintptr
	if values := row.Field(1); values.Type.Kind() == reflect.Struct {
		offset = values.Offset + values.Type.Field(i).Offset
	} else {
		offset = row.Field(1 + i).Offset
	}
	return e.push(func(yield func(unsafe.Pointer) bool) {
		pair := reflect.New(typeOf(e))
		key, value := pair.Elem().Field(0), pair.Elem().Field(1)
		size := value.Type().Size()
		for i := range v.Len() {
			at := v.Index(i).Addr().UnsafePointer()
			key.Set(reflect.NewAt(key.Type(), at).Elem())
			values := *(*[]byte)(unsafe.Add(at, offset)) // of whatever: its length and address are in the same places
			first := unsafe.Pointer(unsafe.SliceData(values))
			for j := range len(values) {
				value.Set(reflect.NewAt(value.Type(), unsafe.Add(first, uintptr(j)*size)).Elem())
				if !yield(pair.UnsafePointer()) {
					return
				}
			}
		}
	})
}
