package display

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"

	"gospark/cell"
)

// A columnKind is what is along an axis.
type columnKind int

const (
	numbers columnKind = iota
	durations
	times
	names
)

func (k columnKind) String() string {
	return [...]string{"numbers", "durations", "times", "names"}[k]
}

// A column is the values of one axis.
type column struct {
	name   string // of the field that it is, or ""
	kind   columnKind
	values []float64      // seconds of durations, and since 1970 of times; places in names; NaN is a gap
	names  []string       // each once
	zone   *time.Location // of times
}

// A source is what a func of charts was given, before its values are read.
type source struct {
	name  string
	n     int
	at    func(int) reflect.Value
	typ   reflect.Type // of an element; nil where only the elements know
	keyed bool         // it is the keys of what follows
}

const (
	maxLabel = 60  // columns of a label
	maxTitle = 120 // and of a title
)

// label is a text that can stand in a picture and on one line.
func label(s string, width int) string {
	return Cut(strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsPrint(r):
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, "\uFFFD"))), width)
}

// sourcesOf takes what was given apart. Columns of slices may differ in length.
func sourcesOf(data []any) ([]source, *ChartError) {
	if len(data) == 0 {
		return nil, wrong("give it a slice, two slices, a map, or a slice of structs and the names of its fields", "there is nothing to draw")
	}
	if _, ok := data[0].(string); !ok && len(data) > 1 && isString(data[1]) {
		return fields(data[0], data[1:])
	}
	if len(data) == 1 {
		v := within(reflect.ValueOf(data[0]))
		if v.IsValid() && v.Kind() == reflect.Map {
			return ofMap(v)
		}
		if t, ok := rowType(v); ok && t.Kind() == reflect.Struct && !isScalar(t) {
			return ofKeyed(v, t)
		}
	}
	var out []source
	for i, d := range data {
		v := within(reflect.ValueOf(d))
		if !v.IsValid() || v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
			return nil, notASlice(d)
		}
		if v.Len() == 0 {
			return nil, wrong("", "there is nothing to draw: the %s is empty", ordinal(i, len(data), "slice"))
		}
		out = append(out, source{n: v.Len(), at: v.Index, typ: v.Type().Elem()})
	}
	return out, nil
}

// paired is the error of columns of which not each value goes with one of the others, or nil.
func paired(sources []source) *ChartError {
	for i, s := range sources {
		if s.n != sources[0].n {
			return wrong("each value of one goes with one of the other",
				"the lengths differ: the first slice has %d, the %s %d", sources[0].n, ordinal(i, len(sources), "slice"), s.n)
		}
	}
	return nil
}

func isString(v any) bool { _, ok := v.(string); return ok }

func ordinal(i, of int, what string) string {
	if of == 1 {
		return what
	}
	return [...]string{"first", "second", "third"}[min(i, 2)] + " " + what
}

func notASlice(d any) *ChartError {
	if d == nil {
		return wrong("", "there is nothing to draw: nil")
	}
	t := reflect.TypeOf(d)
	if strings.HasSuffix(strings.TrimSuffix(strings.SplitN(t.String(), "[", 2)[0], "2"), "RDD") {
		return wrong("give it what an action returns: Collect(), Take(n), CollectAsMap(), CountByKey()", "an RDD has no values before an action")
	}
	if t.Kind() == reflect.Func || t.Kind() == reflect.Chan {
		return wrong("", "a %s can't be drawn", t)
	}
	return wrong("give it a slice, two slices, a map, or a slice of structs and the names of its fields", "a %s can't be drawn", t)
}

// within is what interfaces and pointers hold; not valid where it is nil.
func within(v reflect.Value) reflect.Value {
	for range maxDepth {
		if !v.IsValid() || v.Kind() != reflect.Interface && v.Kind() != reflect.Pointer {
			return v
		}
		v = v.Elem()
	}
	return reflect.Value{}
}

// rowType is the type of a slice's elements, which interfaces and pointers may hold.
func rowType(v reflect.Value) (reflect.Type, bool) {
	if !v.IsValid() || v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		return nil, false
	}
	t := v.Type().Elem()
	for i := 0; i < v.Len() && t.Kind() == reflect.Interface; i++ {
		if x := within(v.Index(i)); x.IsValid() {
			t = x.Type()
		}
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t, true
}

// ofMap is the keys of a map, in their order, and what they stand for.
func ofMap(v reflect.Value) ([]source, *ChartError) {
	if v.Len() == 0 {
		return nil, wrong("", "there is nothing to draw: the map is empty")
	}
	keys := v.MapKeys()
	slices.SortStableFunc(keys, compare)
	return []source{
		{n: len(keys), at: func(i int) reflect.Value { return keys[i] }, typ: v.Type().Key(), keyed: true},
		{n: len(keys), at: func(i int) reflect.Value { return v.MapIndex(keys[i]) }, typ: v.Type().Elem()},
	}, nil
}

// ofKeyed is the Key of each row, and its other fields; or the two fields that it has.
func ofKeyed(v reflect.Value, t reflect.Type) ([]source, *ChartError) {
	all := fieldNames(t)
	key := slices.Index(all, "Key")
	switch {
	case len(all) == 2:
		key = max(key, 0)
	case key < 0 || len(all) < 2:
		return nil, wrong("name the fields that it is of: (rows, "+quoted(all)+")", "the rows are structs, and it isn't known what of them to draw")
	}
	names := []any{all[key]}
	for i, f := range all {
		if i != key {
			names = append(names, f)
		}
	}
	out, e := fieldsOf(v, t, names)
	if e == nil {
		out[0].keyed = true
		if all[key] == "Key" || all[key] == "Value" { // which says nothing
			out[0].name = ""
		}
		if len(out) == 2 {
			out[1].name = ""
		}
	}
	return out, e
}

func fieldNames(t reflect.Type) (out []string) {
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous && f.Name != "_" {
			out = append(out, f.Name)
		}
	}
	return out
}

func quoted(all []string) string {
	const most = 6
	out := make([]string, 0, most)
	for _, s := range all[:min(len(all), most)] {
		out = append(out, fmt.Sprintf("%q", s))
	}
	return strings.Join(out, ", ")
}

// fields is the fields, by name, of a slice of structs.
func fields(rows any, wanted []any) ([]source, *ChartError) {
	v := within(reflect.ValueOf(rows))
	t, ok := rowType(v)
	if !ok {
		return nil, notASlice(rows)
	}
	if t.Kind() != reflect.Struct || isScalar(t) {
		return nil, wrong("give it the slices themselves", "a %s has no fields", t)
	}
	return fieldsOf(v, t, wanted)
}

func fieldsOf(v reflect.Value, t reflect.Type, wanted []any) (out []source, _ *ChartError) {
	if v.Len() == 0 {
		return nil, wrong("", "there is nothing to draw: the slice is empty")
	}
	for _, w := range wanted {
		name, ok := w.(string)
		if !ok {
			return nil, wrong("name one field each", "%s is no name of a field", Short(cell.Value{V: w}, 20))
		}
		f, ok := t.FieldByName(name)
		if !ok {
			return nil, wrong("its fields are "+strings.Join(fieldNames(t), ", "), "%s has no field %s", t, name)
		}
		out = append(out, source{name: name, n: v.Len(), typ: f.Type, at: func(i int) reflect.Value {
			return field(within(v.Index(i)), f.Index)
		}})
	}
	return out, nil
}

// field is a field of a row, which may be unexported; not valid where the row is nil, or of another type.
func field(row reflect.Value, index []int) reflect.Value {
	if !row.IsValid() || row.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	if !row.CanAddr() && row.CanInterface() { // so that unexported fields can be read as what they are
		p := reflect.New(row.Type())
		p.Elem().Set(row)
		row = p.Elem()
	}
	f, err := row.FieldByIndexErr(index)
	if err != nil {
		return reflect.Value{}
	}
	return f
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
)

// isScalar tells whether a type is one value of an axis, though it is a struct.
func isScalar(t reflect.Type) bool { return t == timeType }

func isNumber(t reflect.Type) bool {
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64
}

func isList(t reflect.Type) bool { return t.Kind() == reflect.Slice || t.Kind() == reflect.Array }

// elemType is the type of the values of s: what its first one holds, where that says more.
func (s source) elemType() reflect.Type {
	t := s.typ
	for i := 0; i < s.n && (t == nil || t.Kind() == reflect.Interface || t.Kind() == reflect.Pointer); i++ {
		if v := within(s.at(i)); v.IsValid() {
			return v.Type()
		}
	}
	return t
}

// column reads the values of s.
func (s source) column() column {
	switch t := s.elemType(); {
	case t == durationType:
		return s.read(durations, func(v reflect.Value) float64 { return time.Duration(v.Int()).Seconds() })
	case t == timeType:
		c := s.read(times, func(v reflect.Value) float64 { return seconds(timeOf(v)) })
		c.zone = s.zone()
		return c
	case isNumber(t):
		return s.read(numbers, numberOf)
	}
	return s.words()
}

func (s source) read(kind columnKind, f func(reflect.Value) float64) column {
	c := column{name: label(s.name, maxLabel), kind: kind, values: make([]float64, s.n)}
	t := s.elemType()
	for i := range c.values {
		c.values[i] = math.NaN()
		if v := within(s.at(i)); v.IsValid() && (v.Type() == t || kind == numbers && isNumber(v.Type())) {
			if x := f(v); !math.IsInf(x, 0) {
				c.values[i] = x
			}
		}
	}
	return c
}

func numberOf(v reflect.Value) float64 {
	switch {
	case v.CanInt():
		return float64(v.Int())
	case v.CanUint():
		return float64(v.Uint())
	}
	return v.Float()
}

// words is the values of s as names, of whatever they are.
func (s source) words() column {
	c := column{name: label(s.name, maxLabel), kind: names, values: make([]float64, s.n)}
	known := map[string]int{}
	budget := new(methodBudget)
	for i := range c.values {
		w := word(s.at(i), budget)
		n, ok := known[w]
		if !ok {
			n = len(c.names)
			known[w], c.names = n, append(c.names, w)
		}
		c.values[i] = float64(n)
	}
	return c
}

// word is a value as a name on an axis.
func word(v reflect.Value, budget *methodBudget) string {
	if x := within(v); x.IsValid() {
		switch {
		case x.Kind() == reflect.String && (!x.CanInterface() || x.Type().NumMethod() == 0):
			return label(x.String(), maxLabel)
		case x.Type() == timeType:
			if t := timeOf(x); t.Equal(t.Truncate(24 * time.Hour)) {
				return t.Format(time.DateOnly)
			}
			return timeOf(x).Format("2006-01-02 15:04:05")
		}
	}
	p := newPrinter()
	p.methods = budget
	return label(p.node(value{Value: v}).line(), maxLabel)
}

// timeOf is the time that v is, which may be in an unexported field.
func timeOf(v reflect.Value) time.Time {
	if !v.CanInterface() {
		if !v.CanAddr() {
			return time.Time{}
		}
		v = reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
	}
	t, _ := v.Interface().(time.Time)
	return t
}

// seconds is t in seconds since 1970.
func seconds(t time.Time) float64 { return float64(t.Unix()) + float64(t.Nanosecond())/1e9 }

func (s source) zone() *time.Location {
	for i := range s.n {
		if v := within(s.at(i)); v.IsValid() && v.Type() == timeType {
			return timeOf(v).Location()
		}
	}
	return time.UTC
}
