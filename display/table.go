package display

import (
	"reflect"
	"strconv"

	"gospark/cellrt"
)

const (
	maxColumns = 50   // columns of a table
	maxPlain   = 1000 // bytes of a text in a cell of a table
)

// A table is rows of the same form: a list of structs, as the RDDs' actions return them, a
// map's keys and values, a matrix, or what Stats and Histogram return.
type table struct {
	columns  []tableColumn
	rows     [][]tableCell
	moreRows int      // that aren't shown
	moreCols []string // the names of columns that aren't shown
}

type tableColumn struct {
	name, typ string
	numbers   bool // all that is shown is numbers
}

// A tableCell is a value in a table.
type tableCell struct {
	node   node
	sort   string // what it is ordered by, where that isn't its text
	number bool
	empty  bool // there is no value here
}

// table is v as a table of the first rows, at most so many; nil where it isn't one.
func (p *printer) table(v value, rows int) *table {
	t := sparkTable(v, rows)
	if _, f := v.ownIfOpen(); t == nil && f == nil {
		switch v.Kind() {
		case reflect.Slice, reflect.Array:
			if t = p.structTable(v, rows); t == nil {
				t = p.matrix(v, rows)
			}
		case reflect.Map:
			t = p.mapTable(v, rows)
		}
	}
	if t != nil {
		t.findNumbers()
	}
	return t
}

func (v value) ownIfOpen() (string, func() string) {
	if !v.open() || v.isNil() {
		return "", nil
	}
	return v.own()
}

// findNumbers tells which columns have numbers alone.
func (t *table) findNumbers() {
	for i := range t.columns {
		numbers := 0
		for _, row := range t.rows {
			switch {
			case row[i].number:
				numbers++
			case !row[i].empty:
				numbers = -len(t.rows)
			}
		}
		t.columns[i].numbers = numbers > 0
	}
}

// structTable is a list of structs, or of pointers to them, with a column for each field.
// One whose elements have a text of their own isn't any.
func (p *printer) structTable(v value, rows int) *table {
	if k := v.Type().Elem().Kind(); k != reflect.Struct && k != reflect.Pointer && k != reflect.UnsafePointer {
		return nil
	}
	n := min(v.Len(), rows)
	first := value{}
	for i := range n {
		if first = v.index(i); !first.isNil() {
			break
		}
	}
	if _, f := first.ownIfOpen(); f != nil || first.isNil() || first.isSpark("Option[") {
		return nil
	}
	shape := first.behindPointer()
	if shape.Kind() != reflect.Struct {
		return nil
	}
	t := &table{moreRows: v.Len() - n}
	fields := t.addFields(shape)
	if len(fields) == 0 {
		return nil
	}
	for i := range n {
		if p.left <= 0 {
			t.moreRows = v.Len() - i
			break
		}
		t.rows = append(t.rows, p.structRow(v.index(i), t, fields))
	}
	return t
}

// addFields makes columns of a struct's fields, and returns their numbers.
func (t *table) addFields(shape value) (fields []int) {
	for i := range shape.NumField() {
		name := shape.Type().Field(i).Name
		switch {
		case isBlank(name):
		case len(fields) == maxColumns:
			t.moreCols = append(t.moreCols, name)
		default:
			fields = append(fields, i)
			typ := shape.part(func(st cellrt.Static) cellrt.Static { return st.Field(i) }, func(t reflect.Type) reflect.Type { return t.Field(i).Type })
			t.columns = append(t.columns, tableColumn{name: name, typ: typ})
		}
	}
	return fields
}

func (v value) behindPointer() value {
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		return v.elem()
	}
	return v
}

func (p *printer) structRow(v value, t *table, fields []int) []tableCell {
	row := make([]tableCell, len(fields))
	v = v.behindPointer()
	if v.isNil() {
		for i := range row {
			row[i] = tableCell{empty: true}
		}
		row[0] = tableCell{node: node{text: "nil"}, empty: true}
		return row
	}
	for i, field := range fields {
		row[i] = p.cell(v.field(field), t.columns[i].typ)
	}
	return row
}

// matrix is a list of lists of numbers that are all of the same length.
func (p *printer) matrix(v value, rows int) *table {
	inner := v.Type().Elem()
	if k := inner.Kind(); k != reflect.Slice && k != reflect.Array || !numberKind(inner.Elem().Kind()) || inner.Elem().Kind() == reflect.Uint8 {
		return nil
	}
	if v.Len() < 2 || v.index(0).Len() < 2 {
		return nil
	}
	n, width := min(v.Len(), rows), v.index(0).Len()
	t := &table{moreRows: v.Len() - n}
	for i := range v.Len() {
		if v.Index(i).Len() != width {
			return nil
		}
	}
	for i := range min(width, maxColumns) {
		t.columns = append(t.columns, tableColumn{name: strconv.Itoa(i)})
	}
	for i := maxColumns; i < min(width, maxColumns+maxItems); i++ {
		t.moreCols = append(t.moreCols, strconv.Itoa(i))
	}
	for i := range n {
		row := make([]tableCell, len(t.columns))
		for j := range row {
			row[j] = p.cell(v.index(i).index(j), "")
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (p *printer) mapTable(v value, rows int) *table {
	if v.Len() == 0 {
		return nil
	}
	t := &table{columns: []tableColumn{
		{name: "key", typ: v.part(cellrt.Static.Key, reflect.Type.Key)},
		{name: "value", typ: v.part(cellrt.Static.Elem, reflect.Type.Elem)},
	}}
	for _, e := range firstEntries(v, rows) {
		if p.left <= 0 {
			break
		}
		t.rows = append(t.rows, []tableCell{p.cell(v.key(e.key), t.columns[0].typ), p.cell(v.item(e.value), t.columns[1].typ)})
	}
	t.moreRows = max(v.Len()-len(t.rows), 0)
	return t
}

// cell is v in a column of a type. A string that its column tells of stands without quotes.
func (p *printer) cell(v value, typ string) tableCell {
	if v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.elem()
	}
	c := tableCell{node: p.node(v)}
	_, own := v.ownIfOpen()
	switch {
	case own != nil:
		c.sort = sortKey(v)
	case v.Kind() == reflect.String && v.typeName() == typ && len(v.String()) <= maxPlain && isPlain(v.String()):
		c.node = node{text: v.String()}
	case numberKind(v.Kind()):
		c.number = true
	}
	return c
}

// sortKey is a number by which v is ordered, where its text doesn't tell: a time or a duration.
func sortKey(v value) string {
	switch x := v.Interface().(type) {
	case interface{ UnixNano() int64 }:
		return strconv.FormatInt(x.UnixNano(), 10)
	case interface{ Nanoseconds() int64 }:
		return strconv.FormatInt(x.Nanoseconds(), 10)
	}
	return ""
}
