package display

import (
	"cmp"
	"runtime/debug"
	"strconv"
	"strings"

	"gospark/cell"
)

const (
	columns    = 80  // a value longer than this takes several lines
	headed     = 100 // so does one that is longer together with what stands before it
	minColumns = 40  // what is left for a value after a long type
)

// Result is what a front end shows of a cell that ended well, each line with its
// newline: the value after its number and static type, then the notes. It is
// empty for a cell that ended in a statement and has nothing to note. Tables are cut to
// width, the terminal's columns; 0 is 80.
func Result(r cell.Result, width int) string {
	var b strings.Builder
	if len(r.Values) > 0 {
		cut := writeValues(&b, outName(r.N)+": ", r.Values, cmp.Or(max(width, 0), columns))
		if cut && r.Out && len(r.Values) == 1 {
			b.WriteString("note: fmt.Println(" + outValue(r.N) + ") prints all of it\n")
		}
	}
	for _, note := range r.Notes {
		b.WriteString("note: " + note + "\n")
	}
	return b.String()
}

// outName is how a cell's value is called: Out[3].
func outName(n int) string { return "Out" + strings.TrimPrefix(cell.Name(n), "In") }

// outValue is how a cell names it: Out(3).
func outValue(n int) string { return "Out(" + strconv.Itoa(n) + ")" }

const (
	maxLines = 200    // lines shown of one text
	maxText  = 20_000 // bytes shown of it
)

// cutText is the beginning of a text that is too long to be shown, and how much more there is.
func cutText(text string) (_ string, cut bool) {
	text = strings.TrimSuffix(text, "\n")
	end, lines := 0, 0
	for line := range strings.Lines(text) {
		if lines == maxLines || end+len(line) > maxText {
			break
		}
		end, lines = end+len(line), lines+1
	}
	rest := text[end:]
	switch n := strings.Count(rest, "\n") + 1; {
	case rest == "":
		return text, false
	case n > 1:
		return text[:end] + more(n, "line"), true
	case end > 0:
		return text[:end] + more(len(rest), "byte"), true
	}
	shown := strings.ToValidUTF8(text[:maxText], "") // one long line
	return shown + more(len(text)-len(shown), "byte"), true
}

// writeValues writes the values of a cell. It tells whether some of them isn't shown.
func writeValues(b *strings.Builder, head string, values []cell.Value, width int) (cut bool) {
	types, text := typeOf(values[0]), ""
	if len(values) == 1 && isKnownFunc(values[0]) {
		b.WriteString(head + types + "\n")
		return false
	}
	if len(values) == 1 {
		text, cut = alone(values[0], room(head+types, width), width)
	} else {
		types, text = several(values, head)
	}
	text, long := cutText(text)
	b.WriteString(head + types + " =")
	if strings.Contains(text, "\n") {
		b.WriteString("\n" + strings.TrimSuffix(text, "\n") + "\n")
	} else {
		b.WriteString(" " + text + "\n")
	}
	return cut || long
}

// several renders the results of a call: (string, bool) and "a", true.
func several(values []cell.Value, head string) (types, text string) {
	names, texts := make([]string, len(values)), make([]string, len(values))
	for i, v := range values {
		names[i] = typeOf(v)
		safely(&texts[i], func() string { return inside(v) })
	}
	types = "(" + strings.Join(names, ", ") + ")"
	text = strings.Join(texts, ", ")
	if strings.Contains(text, "\n") || Width(text) > room(head+types, columns) {
		text = strings.Join(texts, ",\n")
	}
	return types, text
}

// room is how many columns a value may take on the line after head and " = ", in a terminal of so many.
func room(head string, width int) int {
	left := min(headed, width+headed-columns) - Width(head) - 3
	return min(columns, width, max(left, minColumns))
}

func typeOf(v cell.Value) string {
	if v.Type == "" {
		return "any"
	}
	return v.Type
}

// Text is a value as text without a newline at its end: a string as it is,
// anything else as Go would write it, more or less. What is longer than 80 columns
// takes several lines; long slices and maps are cut and say so.
func Text(v cell.Value) string {
	text, _ := alone(v, columns, columns)
	return text
}

// alone is a value that stands alone. Whatever is wrong with it ends here.
func alone(v cell.Value, room, width int) (text string, cut bool) {
	safely(&text, func() string {
		text, cut = newPrinter().single(v, room, width)
		return text
	})
	return text, cut
}

// safely lets text be what f returns, or what was wrong with it: memory that can't be
// read, or that changes while it is looked at.
func safely(text *string, f func() string) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if x := recover(); x != nil {
			*text = "(this value can't be shown: " + panicText(x) + ")"
		}
	}()
	*text = f()
}

// Short is a value on one line of at most width columns, cut with "..." where it is
// longer; a string is quoted.
func Short(v cell.Value, width int) string {
	var line string
	safely(&line, func() string { return newPrinter().node(valueOf(v.V)).line() })
	if Width(line) <= width {
		return line
	}
	var b strings.Builder
	left := width - len("...")
	for _, r := range line {
		if left -= RuneWidth(r); left < 0 {
			break
		}
		b.WriteRune(r)
	}
	return b.String() + "..."
}
