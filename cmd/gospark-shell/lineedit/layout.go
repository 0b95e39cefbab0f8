package lineedit

import (
	"strings"

	"gospark/display"
)

const tabWidth = 4

// A layout is the text being edited in the rows of a terminal.
type layout struct {
	rows     []string
	widths   []int
	row, col int // the cursor
}

// A row is one of them while it is filled.
type row struct {
	strings.Builder
	col   int
	style style
}

// to switches to a style.
func (r *row) to(s style) {
	if s == r.style {
		return
	}
	if r.style != styleNone {
		r.WriteString("\x1b[0m")
	}
	if r.style = s; s != styleNone {
		r.WriteString("\x1b[" + string(s) + "m")
	}
}

// lay breaks line into rows of the given width, and finds the cursor, at pos, in them.
// Without a cursor pos is -1.
func (s *screen) lay(line []rune, pos, width int) layout {
	var l layout
	var styles []style
	if s.color {
		styles = colors(line, pos)
		for i := s.below.found[0]; i < min(s.below.found[1], len(styles)); i++ {
			styles[i] = styleMatch
		}
	}
	start := display.Width(s.first)
	var r row
	begin := func(prompt string) {
		if s.color {
			r.WriteString(stylePrompt.paint(prompt))
		} else {
			r.WriteString(prompt)
		}
		r.col = display.Width(prompt)
	}
	end := func() {
		r.to(styleNone)
		l.rows, l.widths = append(l.rows, r.String()), append(l.widths, r.col)
		r = row{}
	}
	begin(s.first)
	for i, c := range line {
		text, w := string(c), display.RuneWidth(c)
		switch {
		case c == '\t':
			w = tabWidth - max(r.col-start, 0)%tabWidth
			text = strings.Repeat(" ", w)
		case c != newline:
			text = printableRune(c)
		}
		if width > 0 && r.col+w > width && c != newline {
			end()
			begin("")
		}
		if i == pos {
			l.row, l.col = len(l.rows), r.col
		}
		if c == newline {
			end()
			begin(s.more)
			continue
		}
		if styles != nil {
			r.to(styles[i])
		}
		r.WriteString(text)
		r.col += w
	}
	if width > 0 && r.col >= width {
		end()
		begin("")
	}
	if pos >= len(line) {
		l.row, l.col = len(l.rows), r.col
	}
	end()
	return l
}

// printableRune is a character as it is drawn: one that would command the terminal isn't.
func printableRune(c rune) string {
	if c < ' ' || c >= 0x7f && c < 0xa0 {
		return ""
	}
	return string(c)
}
