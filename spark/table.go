package spark

import (
	"fmt"
	"reflect"
	"unsafe"
)

// table finds the row of a key. Rows are in the order in which their keys came,
// so that results don't depend on how keys are found.
type table[K comparable, V any] struct {
	index *index
	hash  func(unsafe.Pointer) uint32
	key   K // that is looked for
	rows  []Pair[K, V]
}

func newTable[K comparable, V any]() *table[K, V] {
	k := keyOf[K]()
	return &table[K, V]{index: newIndex(k), hash: k.table}
}

// rowOf is the number of the key's row, or -1.
func rowOf[K comparable, V any](t *table[K, V], k K) int {
	t.key = k
	h := t.hash(unsafe.Pointer(&t.key))
	slots := t.index.slots
	for at := int(h); ; at++ {
		s := slots[at&(len(slots)-1)]
		if s.row == 0 {
			break
		}
		if s.hash == h && t.rows[s.row-1].Key == k {
			return int(s.row - 1)
		}
	}
	if nan := t.index.nan; nan != nil && k != k {
		return rowOfNaN(nan, k)
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
	if nan := t.index.nan; nan != nil && k != k {
		nan[fmt.Sprint(k)] = i
	} else {
		t.key = k
		t.index.add(t.hash(unsafe.Pointer(&t.key)), i, unsafe.Pointer(&t.key))
		k = t.key
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
	if index, ok := fieldOf(table, "index").Interface().(*index); ok {
		index.clear()
	} else { // a table of the rows' numbers
		forget(fieldOf(table, "index").Interface())
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
