package lineedit

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"gospark/display"
)

// readline's own sequences: before it draws the line, and for Ctrl-L.
var (
	eraseLine = []byte("\x1b[J\x1b[2K\r")
	goHome    = []byte("\x1b[H")
)

// clearBelow clears the cursor's row and those under it. At the top of the screen, to clear from a
// row's first column is for tmux to clear all of the screen, which it keeps in its history first.
const clearBelow = "\r\x1b[K\x1b[C\x1b[J\r"

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
	below       below
	loose       int // the width of what was printed last above the text, where its line isn't ended
}

// Below is what stands under the text: rows about it, and what Tab lists.
type below struct {
	status string   // of a search, or of vi's keys
	found  [2]int   // the characters of the text that a search has found
	hint   *hint    // of the call that the cursor is in, or nil
	doc    []string // of the name at the cursor
	list   *matches // or nil
}

// A drawing is what stands on the terminal of the text being edited.
type drawing struct {
	on    bool  // there is one
	above []int // the widths of the rows above the cursor's
	col   int   // the cursor's
}

// setPrompt sets the prompt; the one of further lines is as wide.
func (s *screen) setPrompt(prompt string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.first, s.below, s.loose = prompt, below{}, 0
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
		s.shown.on, s.loose = false, 0
		_, err = io.WriteString(s.w, "\x1b[H\x1b[2J")
	default:
		_, err = s.w.Write(b)
	}
	return len(b), err
}

// print writes a text above the text being edited, or at once where there is none. A
// line that it doesn't end goes on with the next text.
func (s *screen) print(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text == "" {
		return
	}
	if !s.shown.on {
		io.WriteString(s.w, text)
		return
	}
	width, _ := s.size()
	back := ""
	if s.loose > 0 {
		col := s.loose
		if width > 0 {
			col = (col-1)%width + 1
		}
		back = moveUp(1) + moveRight(col)
	}
	io.WriteString(s.w, s.erase()+back+text)
	last := text[strings.LastIndexByte(text, '\n')+1:]
	if last != text {
		s.loose = 0
	}
	if s.loose += display.Width(last); s.loose > 0 {
		io.WriteString(s.w, "\n")
	}
	s.shown.on = false
	s.draw()
}

// tell changes what stands under the text from the next drawing on.
func (s *screen) tell(change func(*below)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.below)
}

// redraw draws the text again, if it is on the terminal, after a change of what
// stands under it, or of the terminal's size.
func (s *screen) redraw(change func(*below)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.below)
	if s.shown.on {
		s.draw()
	}
}

// closeList takes away what was asked for and stands under the text.
func (s *screen) closeList() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.below.list == nil && s.below.doc == nil {
		return
	}
	s.below.list, s.below.doc = nil, nil
	if s.shown.on {
		s.draw()
	}
}

// leave ends the drawing: what is written next stands under it.
func (s *screen) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.below = below{}
	if s.shown.on {
		s.draw()
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
	if done {
		s.below = below{}
		l := s.lay(line, -1, width)
		text += strings.Join(l.rows, "\n") + "\n"
		s.shown = drawing{}
	} else {
		l := s.lay(line, s.pos, width)
		under := s.under(width, height, len(l.rows))
		top, end := window(len(l.rows), l.row, max(height-len(under), min(height, 1)))
		text += strings.Join(append(l.rows[top:end:end], under...), "\n") + moveUp(end-1-l.row+len(under)) + "\r" + moveRight(l.col)
		s.shown = drawing{true, l.widths[top:l.row], l.col}
	}
	_, err := io.WriteString(s.w, text)
	return err
}

// leastHeight is that of a terminal that has room for more than the text and a list.
const leastHeight = 6

// under is the rows under a text of that many rows.
func (s *screen) under(width, height, rows int) []string {
	var out []string
	faint := func(row string) {
		if s.color {
			row = styleFaint.paint(row)
		}
		out = append(out, row)
	}
	room := 80
	if width > 0 {
		room = width - 1
	}
	if s.below.status != "" && height != 1 {
		faint(display.Cut(printable(s.below.status), room))
	}
	if s.below.hint != nil && s.below.doc == nil && (height == 0 || height >= leastHeight) {
		out = append(out, s.below.hint.row(room, s.color))
	}
	for i, row := range s.below.doc {
		if height > 0 && i >= height-2 {
			break
		}
		faint(display.Cut(printable(row), room))
	}
	return append(out, s.below.list.rows(width, height, rows+len(out))...)
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
	return moveUp(up) + clearBelow
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
