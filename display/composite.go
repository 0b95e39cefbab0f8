package display

import (
	"bytes"
	"encoding/hex"
	"reflect"
	"strings"
	"unicode/utf8"
)

// within makes a node of what v points to, unless it is being shown already.
func (p *printer) within(v value, n int, f func() node) node {
	at := visit{v.Pointer(), n, v.Type()}
	if p.path[at] {
		return node{text: "<cycle>"}
	}
	p.path[at] = true
	defer delete(p.path, at)
	return f()
}

func (p *printer) pointer(v value) node {
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
		n := p.plain(v.elem())
		if n.open == "" {
			n.text = "&" + n.text
		} else {
			n.open = "&" + n.open
		}
		return n
	})
}

func (p *printer) structure(v value) node {
	n := node{open: "{", end: "}"}
	for i := range v.NumField() {
		if i == maxItems || p.left <= 0 {
			n.items = append(n.items, restItem(v.NumField()-i, "field"))
			break
		}
		if name := v.Type().Field(i).Name; !isBlank(name) {
			n.items = append(n.items, item{label: name + ": ", value: p.node(v.field(i))})
		}
	}
	return n
}

func (p *printer) list(v value) node {
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

func (p *printer) elements(v value) node {
	n := node{open: "[", end: "]"}
	most := maxItems
	if kind := v.Type().Elem().Kind(); p.depth > 1 && (kind == reflect.Struct || kind == reflect.Map) {
		most = maxWithin
	}
	for i := range v.Len() {
		if i == most || p.left <= 0 {
			n.items = append(n.items, restItem(v.Len()-i, ""))
			break
		}
		n.items = append(n.items, item{value: p.node(v.index(i))})
	}
	return n
}

// restItem stands for n items that aren't shown.
func restItem(n int, what string) item {
	return item{value: node{text: more(n, what)}, rest: true}
}

// byteText is bytes as quoted text where they are printable, else in hexadecimal.
func byteText(v value) string {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return "nil"
	}
	b := bytesOf(v, maxString*utf8.UTFMax)
	if printable(b) {
		return quote(string(bytesOf(v, v.Len())))
	}
	if n := v.Len(); n > maxHex {
		return "0x" + hex.EncodeToString(b[:maxHex]) + more(n-maxHex, "byte")
	}
	return "0x" + hex.EncodeToString(b)
}

// bytesOf is the first bytes of v, at most n.
func bytesOf(v value, n int) []byte {
	n = min(n, v.Len())
	if v.Kind() == reflect.Slice {
		return v.Bytes()[:n]
	}
	b := make([]byte, n) // an array that may have no address
	for i := range b {
		b[i] = byte(v.Index(i).Uint())
	}
	return b
}

// printable tells whether bytes are text. The last character may be cut.
func printable(b []byte) bool {
	for i := 0; i < utf8.UTFMax && !utf8.Valid(b) && len(b) > utf8.UTFMax; i++ {
		b = b[:len(b)-1]
	}
	return utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool { return acts(r) && r != '\r' })
}

func (p *printer) mapping(v value) node {
	if v.IsNil() {
		return node{text: "nil"}
	}
	return p.within(v, 0, func() node { return p.entries(v) })
}

func (p *printer) entries(v value) node {
	n := node{open: "{", end: "}"}
	entries := firstEntries(v, maxItems)
	for i, e := range entries {
		if p.left <= 0 {
			entries = entries[:i]
			break
		}
		n.items = append(n.items, item{label: p.node(v.key(e.key)).line() + ": ", value: p.node(v.item(e.value))})
	}
	if rest := v.Len() - len(entries); rest > 0 {
		n.items = append(n.items, restItem(rest, ""))
	}
	return n
}

// isBlank tells whether a field has no name: it is _, or what the interpreter calls such a one.
func isBlank(name string) bool { return strings.Trim(name, "_") == "" }
