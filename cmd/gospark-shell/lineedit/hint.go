package lineedit

import (
	"go/token"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gospark/cell"
	"gospark/display"
)

// A hint is a row about the call that the cursor is in.
type hint struct {
	decl  string
	param [2]int // the bytes of decl that hold the parameter being typed
}

// row is the hint in a row of a width, with the parameter being typed in it.
func (h *hint) row(width int, color bool) string {
	decl, from, to := h.decl, h.param[0], h.param[1]
	if from > 0 && display.Width(decl[:to]) >= width { // what stands before goes
		cut := from - len("…")
		decl, from, to = "…"+decl[from:], from-cut, to-cut
	}
	decl = display.Cut(decl, width)
	from, to = min(from, len(decl)), min(to, len(decl))
	if !color {
		return decl
	}
	return styleFaint.paint(decl[:from]) + styleParam.paint(decl[from:to]) + styleFaint.paint(decl[to:])
}

// hintDelay is how long the person pauses before the session is asked about a call.
const hintDelay = 80 * time.Millisecond

// A Language tells what the text being typed is. It may be asked from any goroutine.
type Language interface {
	// Completeness tells whether text is a whole cell.
	Completeness(text string) cell.Completeness
	// Complete lists what can stand at the cursor, a byte offset in text.
	Complete(text string, cursor int) cell.Completion
	// Inspect tells what is known of the name at the cursor, or of the call that it is in.
	Inspect(text string, cursor int) (cell.Inspection, bool)
}

// askHint looks the call up that the cursor is in, when nothing was typed for a moment.
// What was told of it before stays until then, so that the row doesn't flicker.
func (e *Editor) askHint() {
	if e.hinting != nil {
		e.hinting.Stop()
	}
	now, lang := e.buf, e.language()
	e.hinting = time.AfterFunc(hintDelay, func() {
		h := hintAt(lang, now)
		e.mu.Lock()
		defer e.mu.Unlock()
		if !e.reading || !now.same(e.buf) {
			return
		}
		if e.hinted != h.String() {
			e.hinted = h.String()
			e.screen.redraw(func(b *below) { b.hint = h })
		}
	})
}

// String is "" for no hint.
func (h *hint) String() string {
	if h == nil {
		return ""
	}
	return h.decl[:h.param[0]] + "\x00" + h.decl[h.param[0]:h.param[1]] + "\x00" + h.decl[h.param[1]:]
}

// hintAt is what is known of the call around the cursor, or nil.
func hintAt(lang Language, b buffer) *hint {
	words := words(b.line)
	if !inCall(words, b.pos) {
		return nil
	}
	if w, ok := within(words, b.pos); ok {
		b = b.at(w.start)
	}
	before := text(b.backward(isWord).before())
	i, ok := lang.Inspect(before, len(before))
	if !ok || i.Kind == cell.KindType || i.Param[0] > i.Param[1] || i.Param[1] > len(i.Decl) {
		return nil
	}
	decl := printable(i.Decl)
	if decl != i.Decl {
		return nil // its places are others
	}
	return &hint{decl, i.Param}
}

// inCall tells whether one of the brackets that are open at a place is of a call, as far as can be seen.
func inCall(words []word, pos int) bool {
	return slices.ContainsFunc(opened(words, pos), func(i int) bool {
		return i > 0 && words[i].lit == "(" && (words[i-1].lit == ")" || words[i-1].lit == "]" || words[i-1].tok == token.IDENT)
	})
}

// before is the text before the cursor.
func (b buffer) before() []rune { return b.line[:b.pos] }

// docRows is how much of a documentation is shown under the text.
const docRows = 12

// doc shows what is known of the name at the cursor, or of the call that it is in.
func (e *Editor) doc() {
	typed := text(e.buf.line)
	i, ok := e.language().Inspect(typed, len(text(e.buf.before())))
	rows := []string{"nothing is known of what stands here"}
	if ok {
		rows = []string{i.Decl}
		if i.Doc != "" {
			rows = append(rows, strings.Split(i.Doc, "\n")...)
		}
	}
	if len(rows) > docRows {
		rows = append(rows[:docRows-1], "… :doc shows all of it")
	}
	for n, row := range rows {
		rows[n] = strings.ReplaceAll(row, "\t", "    ")
		if !utf8.ValidString(row) {
			rows[n] = strings.ToValidUTF8(row, "?")
		}
	}
	e.screen.tell(func(b *below) { b.doc = rows })
}
