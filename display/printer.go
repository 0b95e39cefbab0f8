package display

import (
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf8"
)

const (
	maxItems  = 100  // items shown of one slice, map or struct
	maxWithin = 20   // items shown of a list of structs or maps within another value: each takes a line or more
	maxNodes  = 5000 // values shown in all
	maxDepth  = 30   // values within values
	maxString = 200  // runes of a string inside another value
	maxHex    = 64   // bytes of binary data inside another value
)

// A printer makes the nodes of one value, within a budget.
type printer struct {
	left    int             // values that may still be shown
	depth   int             // how deep the value at hand lies
	path    map[visit]bool  // pointers, maps and slices being shown, for cycles
	methods *methodBudget   // what the values' own methods may still cost
	forms   *map[string]any // what the MIMEBundle method of the value shown says, once it was called
}

// A visit is a place in memory seen as a type: a struct and its first field share an address.
type visit struct {
	p   uintptr
	n   int
	typ reflect.Type
}

func newPrinter() *printer {
	return &printer{left: maxNodes, path: map[visit]bool{}, methods: new(methodBudget)}
}

// node is v as it stands inside another value.
func (p *printer) node(v value) node {
	p.left--
	if p.left < 0 || p.depth > maxDepth {
		return node{text: "..."}
	}
	p.depth++
	defer func() { p.depth-- }()
	if n, ok := p.option(v); ok {
		return n
	}
	if text, ok := p.method(v); ok {
		return node{text: oneLine(text)}
	}
	return p.plain(v)
}

// plain is v by its kind, whatever methods it has.
func (p *printer) plain(v value) node {
	switch v.Kind() {
	case reflect.Invalid:
		return node{text: "nil"}
	case reflect.String:
		return node{text: quote(v.String())}
	case reflect.Interface:
		if v.IsNil() {
			return node{text: "nil"}
		}
		return p.node(v.elem())
	case reflect.Pointer:
		return p.pointer(v)
	case reflect.Struct:
		return p.structure(v)
	case reflect.Slice, reflect.Array:
		return p.list(v)
	case reflect.Map:
		return p.mapping(v)
	}
	return node{text: scalar(v)}
}

func scalar(v value) string {
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Uintptr:
		return "0x" + strconv.FormatUint(v.Uint(), 16)
	case reflect.Float32:
		return fmt.Sprint(float32(v.Float()))
	case reflect.Float64:
		return fmt.Sprint(v.Float())
	case reflect.Complex64:
		return fmt.Sprint(complex64(v.Complex()))
	case reflect.Complex128:
		return fmt.Sprint(v.Complex())
	case reflect.Func:
		if v.IsNil() {
			return "nil"
		}
		return v.typeName()
	case reflect.Chan:
		if v.IsNil() {
			return "nil"
		}
		return fmt.Sprintf("%s (%d of %d buffered)", v.typeName(), v.Len(), v.Cap())
	case reflect.UnsafePointer:
		return "0x" + strconv.FormatUint(uint64(v.Pointer()), 16)
	}
	return v.typeName()
}

// numberKind tells whether k is that of numbers.
func numberKind(k reflect.Kind) bool {
	return reflect.Int <= k && k <= reflect.Complex128 && k != reflect.Uintptr
}

// quote is a string inside another value; a long one is cut.
func quote(s string) string {
	if len(s) <= maxString || utf8.RuneCountInString(s[:min(len(s), 4*maxString+4)]) <= maxString {
		return strconv.Quote(s)
	}
	cut := 0
	for range maxString {
		_, size := utf8.DecodeRuneInString(s[cut:])
		cut += size
	}
	return strconv.Quote(s[:cut]) + more(len(s)-cut, "byte")
}

// oneLine is the text of a method inside another value, where it mustn't break lines.
func oneLine(s string) string {
	if len(s) > 4*maxString || utf8.RuneCountInString(s) > maxString {
		return quote(s)
	}
	for _, r := range s {
		if r == '\n' || r == '\t' || acts(r) {
			return quote(s)
		}
	}
	return clean(s)
}

func more(n int, what string) string { return "... " + strconv.Itoa(n) + " more" + plural(n, what) }

// plural is " rows", " row", or "" where there is no word for what is counted.
func plural(n int, what string) string {
	switch {
	case what == "":
		return ""
	case n == 1:
		return " " + what
	}
	return " " + what + "s"
}
