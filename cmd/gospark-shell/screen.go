package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"

	"gospark/display"
)

// newline stands for a newline within the text being edited. It is no character, so
// that nobody can type it; readline adds a real one when the text is done.
const newline = unicode.MaxRune + 1 + '\n'

const tabWidth = 4

// readline's own sequences: before it draws the line, and for Ctrl-L.
var (
	eraseLine = []byte("\x1b[J\x1b[2K\r")
	goHome    = []byte("\x1b[H")
)

// A screen draws the text being edited. readline can draw single lines only, and
// counts the columns of tabs and wide characters wrong: it hands its line to Paint
// before it writes, and what it writes then is replaced by a drawing of our own.
type screen struct {
	w     io.Writer
	size  func() (width, height int) // 0 where it isn't known
	color bool

	mu          sync.Mutex
	first, more string // the prompts of the first and the further lines
	line        []rune // what readline painted last
	pos         int
	painted     bool // line is newer than what is drawn
	shown       drawing
	below       *matches // what Tab lists under the text, or nil
}

// A drawing is what stands on the terminal of the text being edited.
type drawing struct {
	on    bool  // there is one
	above []int // the widths of the rows above the cursor's
	col   int   // the cursor's
}

// A layout is the text being edited in the rows of a terminal.
type layout struct {
	rows     []string
	widths   []int
	row, col int // the cursor
}

// setPrompt sets the prompt; the one of further lines is as wide.
func (s *screen) setPrompt(prompt string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.first = prompt
	s.more = strings.Repeat(" ", max(display.Width(prompt)-len("...: "), 0)) + "...: "
}

// Paint implements readline.Painter.
func (s *screen) Paint(line []rune, pos int) []rune {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.line, s.pos, s.painted = slices.Clone(line), pos, true
	return line
}

// Write takes what readline writes.
func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	switch {
	case s.painted:
		s.painted = false
		err = s.draw()
	case bytes.Equal(b, eraseLine):
	case bytes.Equal(b, goHome):
		s.shown.on = false
		_, err = io.WriteString(s.w, "\x1b[H\x1b[2J")
	default:
		_, err = s.w.Write(b)
	}
	return len(b), err
}

// notice writes a line above the text being edited, or at once where there is none.
func (s *screen) notice(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.shown.on {
		fmt.Fprintln(s.w, line)
		return
	}
	io.WriteString(s.w, s.erase()+line+"\n")
	s.shown.on = false
	s.draw()
}

// list shows matches under the text from the next drawing on, or takes them away at once.
func (s *screen) list(m *matches) {
	s.mu.Lock()
	defer s.mu.Unlock()
	had := s.below != nil
	s.below = m
	if had && m == nil && s.shown.on {
		s.draw()
	}
}

// leave ends the drawing: what is written next stands under it.
func (s *screen) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown.on {
		io.WriteString(s.w, "\n")
		s.shown.on = false
	}
}

// draw replaces the drawing on the terminal by one of the line painted last. A line
// that ends in a real newline is done: it stays, and the next one goes under it.
func (s *screen) draw() error {
	text := s.erase()
	line, done := s.line, false
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line, done = line[:n-1], true
	}
	width, height := s.size()
	l := s.lay(line, s.pos, width)
	if done {
		text += strings.Join(l.rows, "\n") + "\n"
		s.shown = drawing{}
	} else {
		below := s.below.rows(width, height, len(l.rows))
		top, end := window(len(l.rows), l.row, max(height-len(below), min(height, 1)))
		text += strings.Join(append(l.rows[top:end:end], below...), "\n") + moveUp(end-1-l.row+len(below)) + "\r" + moveRight(l.col)
		s.shown = drawing{true, l.widths[top:l.row], l.col}
	}
	_, err := io.WriteString(s.w, text)
	return err
}

// erase goes to where the drawing begins and clears from there. The rows are counted
// for the width of now: a terminal that was made narrower has wrapped them anew.
func (s *screen) erase() string {
	if !s.shown.on {
		return ""
	}
	up := 0
	if width, _ := s.size(); width > 0 {
		for _, w := range s.shown.above {
			up += max((w+width-1)/width, 1)
		}
		up += s.shown.col / (width + 1)
	} else {
		up = len(s.shown.above)
	}
	return moveUp(up) + "\r\x1b[J"
}

// window is the part of n rows that is drawn on a terminal: all of them, or as many as fit around row.
func window(n, row, height int) (top, end int) {
	if height <= 0 || n <= height {
		return 0, n
	}
	top = min(max(row-height/2, 0), n-height)
	return top, top + height
}

func moveUp(rows int) string {
	if rows <= 0 {
		return ""
	}
	return fmt.Sprintf("\x1b[%dA", rows)
}

func moveRight(cols int) string {
	if cols <= 0 {
		return ""
	}
	return fmt.Sprintf("\x1b[%dC", cols)
}

// lay breaks line into rows of the given width, and finds the cursor, at pos, in them.
func (s *screen) lay(line []rune, pos, width int) layout {
	var l layout
	var row strings.Builder
	start := display.Width(s.first)
	col := start
	row.WriteString(s.paintPrompt(s.first))
	next := func(prompt string) {
		l.rows, l.widths = append(l.rows, row.String()), append(l.widths, col)
		row.Reset()
		row.WriteString(s.paintPrompt(prompt))
		col = display.Width(prompt)
	}
	for i, r := range line {
		text, w := string(r), display.RuneWidth(r)
		if r == '\t' {
			w = tabWidth - max(col-start, 0)%tabWidth
			text = strings.Repeat(" ", w)
		}
		if width > 0 && col+w > width && r != newline {
			next("")
		}
		if i == pos {
			l.row, l.col = len(l.rows), col
		}
		if r == newline {
			next(s.more)
			continue
		}
		row.WriteString(text)
		col += w
	}
	if width > 0 && col >= width {
		next("")
	}
	if pos >= len(line) {
		l.row, l.col = len(l.rows), col
	}
	l.rows, l.widths = append(l.rows, row.String()), append(l.widths, col)
	return l
}

func (s *screen) paintPrompt(prompt string) string {
	if !s.color || prompt == "" {
		return prompt
	}
	return "\x1b[32m" + prompt + "\x1b[0m"
}
