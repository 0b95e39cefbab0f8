package display

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxHex = 64 // bytes shown of binary data

// within makes a node of what v points to, unless it is being shown already.
func (p *printer) within(v reflect.Value, n int, f func() node) node {
	at := visit{v.Pointer(), n, v.Type()}
	if p.path[at] {
		return node{text: "<cycle>"}
	}
	p.path[at] = true
	defer delete(p.path, at)
	return f()
}

func (p *printer) pointer(v reflect.Value) node {
	if v.IsNil() {
		return node{text: "nil"}
	}
	return p.within(v, 0, func() node {
		p.depth++
		defer func() { p.depth-- }()
		if p.depth > maxDepth {
			return node{text: "..."}
		}
		// The methods of what a pointer points to are the pointer's as well: they were tried.
		n := p.plain(v.Elem())
		if n.open == "" {
			n.text = "&" + n.text
		} else {
			n.open = "&" + n.open
		}
		return n
	})
}

func (p *printer) structure(v reflect.Value) node {
	n := node{open: "{", end: "}"}
	for i := range v.NumField() {
		if i == maxItems || p.left <= 0 {
			n.items = append(n.items, restItem(v.NumField()-i, "field"))
			break
		}
		if name := v.Type().Field(i).Name; name != "_" {
			n.items = append(n.items, item{label: name + ": ", value: p.node(v.Field(i))})
		}
	}
	return n
}

func (p *printer) list(v reflect.Value) node {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return node{text: byteText(v)}
	}
	if v.Kind() == reflect.Slice {
		if v.IsNil() {
			return node{text: "nil"}
		}
		if v.Len() > 0 {
			return p.within(v, v.Len(), func() node { return p.elements(v) })
		}
	}
	return p.elements(v)
}

func (p *printer) elements(v reflect.Value) node {
	n := node{open: "[", end: "]"}
	for i := range v.Len() {
		if i == maxItems || p.left <= 0 {
			n.items = append(n.items, restItem(v.Len()-i, ""))
			break
		}
		n.items = append(n.items, item{value: p.node(v.Index(i))})
	}
	return n
}

// restItem stands for n items that aren't shown.
func restItem(n int, what string) item {
	return item{value: node{text: more(n, what)}, rest: true}
}

// byteText is bytes as quoted text where they are printable, else in hexadecimal.
func byteText(v reflect.Value) string {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return "nil"
	}
	b := bytesOf(v)
	if printable(b) {
		return quote(string(b))
	}
	if len(b) > maxHex {
		return "0x" + hex.EncodeToString(b[:maxHex]) + more(len(b)-maxHex, "byte")
	}
	return "0x" + hex.EncodeToString(b)
}

func bytesOf(v reflect.Value) []byte {
	if v.Kind() == reflect.Slice {
		return v.Bytes()
	}
	b := make([]byte, v.Len()) // an array that may have no address
	for i := range b {
		b[i] = byte(v.Index(i).Uint())
	}
	return b
}

func printable(b []byte) bool {
	return utf8.Valid(b) && bytes.IndexFunc(b, func(r rune) bool {
		return !unicode.IsPrint(r) && r != '\n' && r != '\t' && r != '\r'
	}) < 0
}

func (p *printer) mapping(v reflect.Value) node {
	if v.IsNil() {
		return node{text: "nil"}
	}
	return p.within(v, 0, func() node { return p.entries(v) })
}

func (p *printer) entries(v reflect.Value) node {
	n := node{open: "{", end: "}"}
	keys := v.MapKeys()
	slices.SortStableFunc(keys, compare)
	for i, k := range keys {
		if i == maxItems || p.left <= 0 {
			n.items = append(n.items, restItem(len(keys)-i, ""))
			break
		}
		n.items = append(n.items, item{label: p.node(k).line() + ": ", value: p.node(v.MapIndex(k))})
	}
	return n
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
		return compareDynamic(a.Elem(), b.Elem())
	case reflect.Struct:
		return compareParts(a.NumField(), a.Field, b.Field)
	case reflect.Array:
		return compareParts(a.Len(), a.Index, b.Index)
	}
	return 0
}

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
