package display

import (
	"encoding/hex"
	"reflect"
	"strconv"
	"strings"

	"gospark/cell"
)

const (
	maxDump = 256 // bytes of binary data that stands alone
	oneDump = 16  // as many stand on a line
)

// single renders a value that stands alone: on a line where it fits in room; a string is printed
// raw, and what is longer may be a table, or lines, as wide as width. cut tells that some of it isn't shown.
func (p *printer) single(v cell.Value, room, width int) (text string, cut bool) {
	if x, ok := v.V.(rune); ok && v.Type == "rune" {
		return strconv.Itoa(int(x)) + " " + strconv.QuoteRune(x), false
	}
	if c, ok := v.V.(*Chart); ok {
		return c.text(min(width, columns)), false
	}
	rv := valueOf(v.V)
	if isKnownFunc(v) {
		return v.Type, false
	}
	if n, ok := p.option(rv); ok {
		return layout(n, room, min(width, columns)), false
	}
	if t := sparkTable(rv, maxItems); t != nil {
		t.findNumbers()
		return t.text(width)
	}
	if text, ok := p.method(rv); ok {
		return raw(strings.TrimRight(text, "\n")), false
	}
	if text, ok := p.bundle(v.V)["text/plain"].(string); ok {
		return raw(text), false
	}
	switch {
	case rv.Kind() == reflect.String:
		return raw(rv.String()), false
	case isDump(rv):
		return dump(rv)
	}
	n := p.node(rv)
	if cut = n.cut(); !cut && Width(n.line()) <= room {
		return n.line(), false
	}
	p.left = maxNodes
	if t := p.table(rv, maxItems); t != nil && len(t.rows) > 1 && (t.columns[0].typ != "" || t.fits(width)) {
		return t.text(width)
	}
	return layout(n, room, min(width, columns)), cut
}

// fits tells whether all of the table's columns have place.
func (t *table) fits(width int) bool {
	_, widths := t.measured()
	total := len(gap) * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	return total <= width && len(t.moreCols) == 0
}

// isDump tells whether v is binary data of more than a line.
func isDump(v value) bool {
	return v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 && v.Len() > oneDump && !printable(bytesOf(v, maxDump))
}

func dump(v value) (text string, cut bool) {
	text = hex.Dump(bytesOf(v, maxDump))
	if n := v.Len() - maxDump; n > 0 {
		return text + more(n, "byte"), true
	}
	return strings.TrimSuffix(text, "\n"), false
}

// isKnownFunc tells whether v is a func of which its static type says all there is
// to say. That of a func in an interface doesn't.
func isKnownFunc(v cell.Value) bool {
	rv := reflect.ValueOf(v.V)
	if !rv.IsValid() || rv.Kind() != reflect.Func || rv.IsNil() {
		return false
	}
	return strings.HasPrefix(v.Type, "func(") || rv.Type().Name() != "" && strings.HasSuffix(v.Type, rv.Type().Name())
}

// raw is a text as it is, but for what acts on the terminal, and for the empty one, which
// couldn't be seen. What nobody would read isn't looked at.
func raw(s string) string {
	if s == "" {
		return `""`
	}
	return clean(s)
}

// inside renders one of several values: a string is quoted.
func inside(v cell.Value) string { return layout(newPrinter().node(valueOf(v.V)), columns, columns) }
