package display

import (
	"errors"
	"strings"

	"gospark/cell"
)

// ANSI sequences of a coloured error.
const (
	red   = "\x1b[31m"
	bold  = "\x1b[1m"
	faint = "\x1b[2m"
	plain = "\x1b[0m"
)

// Error is what a front end shows of a cell that failed, each line with its
// newline: for each fault its place and wording, the source line with a caret
// under the place, the person's own frames, and the remedy. It is empty for nil.
// color asks for ANSI colours; those of the error itself are text.
func Error(err error, color bool) string {
	if err == nil {
		return ""
	}
	w := &errorWriter{color: color}
	var many cell.Errors
	var one *cell.Error
	switch {
	case errors.As(err, &many):
		for _, e := range many {
			w.fault(e)
		}
	case errors.As(err, &one):
		w.fault(one)
	default:
		w.line(red, Message(err))
	}
	return w.b.String()
}

// Message is what an error says, by itself: cut where it is too long, and nothing that acts on a terminal.
func Message(err error) string {
	msg, _ := cutText(err.Error())
	return clean(msg)
}

type errorWriter struct {
	b     strings.Builder
	color bool
}

func (w *errorWriter) line(style, text string) {
	text = clean(strings.TrimRight(text, "\n"))
	if w.color {
		text = style + text + plain
	}
	w.b.WriteString(text + "\n")
}

func (w *errorWriter) fault(e *cell.Error) {
	if e == nil {
		return
	}
	msg := Message(e)
	first, rest, _ := strings.Cut(msg, "\n")
	w.line(red, first)
	if strings.TrimSpace(e.Text) != "" && !traced(e) {
		source, caret := excerpt(e.Text, e.Pos.Col)
		w.b.WriteString(indent + source + "\n")
		if caret != "" {
			w.line(bold, indent+caret)
		}
	}
	if strings.TrimSpace(rest) != "" {
		w.line(red, rest)
	}
	for _, f := range e.Trace {
		w.line(faint, frame(f))
	}
	if e.Hint != "" {
		w.b.WriteString("hint: " + clean(e.Hint) + "\n")
	}
}

// traced tells whether the first frame shows the fault's source line as well.
func traced(e *cell.Error) bool {
	return len(e.Trace) > 0 && e.Pos.Col == 0 && e.Trace[0].Pos.Cell == e.Pos.Cell && e.Trace[0].Pos.Line == e.Pos.Line
}

// frame is one call: "  at splitLine (In[1]:3)  n, _ := strconv.Atoi(value)". The
// statements of a cell itself are no function.
func frame(f cell.Frame) string {
	s := "  at " + f.Pos.String()
	if f.Func != "" {
		s = "  at " + f.Func + " (" + f.Pos.String() + ")"
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		s += "  " + text
	}
	return s
}

const (
	maxBefore = 60 // runes shown of a long line before the caret
	maxAfter  = 40 // and after it
)

// excerpt is a source line without its indentation, cut around byte column col
// where it is long, and the line that puts a caret under col. Where col is 0 there
// is no caret.
func excerpt(text string, col int) (source, caret string) {
	text = strings.ToValidUTF8(strings.TrimRight(text, " \t\r\n"), "?")
	body := strings.TrimLeft(text, " \t")
	at := min(max(col-1-(len(text)-len(body)), 0), len(body))
	before, after := []rune(clean(body[:at])), []rune(clean(body[at:]))
	if col <= 0 {
		before, after = nil, []rune(clean(body))
	}
	if len(before) > maxBefore {
		before = append([]rune("..."), before[len(before)-maxBefore:]...)
	}
	if limit := maxBefore + maxAfter - len(before); len(after) > max(limit, maxAfter) {
		after = append(after[:max(limit, maxAfter):max(limit, maxAfter)], []rune("...")...)
	}
	if col > 0 {
		caret = under(before) + "^"
	}
	return string(before) + string(after), caret
}

// under is as wide as text on a terminal, and blank.
func under(text []rune) string {
	var b strings.Builder
	for _, r := range text {
		if r == '\t' {
			b.WriteByte('\t')
			continue
		}
		b.WriteString(strings.Repeat(" ", RuneWidth(r)))
	}
	return b.String()
}
