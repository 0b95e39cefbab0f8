package display

import (
	"reflect"
	"strconv"
	"strings"

	"gospark/cell"
)

// single renders a value that stands alone: a string is printed raw. cut tells that some
// of its items aren't shown.
func single(v cell.Value, width int) (text string, cut bool) {
	switch x := v.V.(type) {
	case string:
		return raw(x), false
	case rune:
		if v.Type == "rune" {
			return strconv.Itoa(int(x)) + " " + strconv.QuoteRune(x), false
		}
	}
	p := newPrinter()
	rv := reflect.ValueOf(v.V)
	if isKnownFunc(v) {
		return v.Type, false
	}
	if n, ok := p.option(rv); ok {
		return layout(n, width), false
	}
	if text, ok := p.method(rv); ok {
		return strings.TrimRight(text, "\n"), false
	}
	if rv.IsValid() && rv.Kind() == reflect.String {
		return raw(rv.String()), false
	}
	n := p.node(rv)
	items := len(n.items)
	return layout(n, width), items > 0 && n.items[items-1].rest
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

// raw is s as it is, but for the empty string, which couldn't be seen.
func raw(s string) string {
	if s == "" {
		return `""`
	}
	return s
}

// inside renders one of several values: a string is quoted.
func inside(v cell.Value) string {
	return layout(newPrinter().node(reflect.ValueOf(v.V)), columns)
}
