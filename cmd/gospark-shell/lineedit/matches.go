package lineedit

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gospark/cell"
	"gospark/display"
)

// pageSize is how many matches are shown at once.
const pageSize = 50

// leastRows is how many rows the list gets where the text leaves fewer.
const leastRows = 3

// Matches are what Tab found, as a list under the text. A nil one has no rows.
type matches struct {
	all  []cell.Match
	at   int // the first that is shown
	next int // the first of the next page, as drawn last
}

// tab indents at the beginning of a line. Elsewhere it puts in what all matches have in
// common, and lists them where there are several; again, it shows more of them.
func (e *Editor) tab() edit {
	start := e.buf.rowStart().pos
	if strings.TrimSpace(text(e.buf.line[start:e.buf.pos])) == "" {
		e.list(nil)
		return insert([]rune{'\t'})
	}
	if e.screen.turnPage() {
		return insert(nil)
	}
	typed, cursor := text(e.buf.line), len(text(e.buf.line[:e.buf.pos]))
	c := e.language().Complete(typed, cursor)
	if len(c.Matches) > 1 {
		e.list(&matches{all: c.Matches})
	} else {
		e.list(nil)
	}
	common := commonPrefix(c.Matches)
	if len(common) < c.End-c.Start || c.Start < 0 || c.Start > c.End || c.End > cursor {
		return insert(nil)
	}
	from := utf8.RuneCountInString(typed[:c.Start])
	to := utf8.RuneCountInString(typed[:c.End])
	return func(b buffer) buffer {
		put := runes(common)
		rest := len(b.line) - b.pos
		b.line = slices.Replace(b.line, from, to, put...)
		return buffer{b.line, len(b.line) - rest}
	}
}

// commonPrefix is what all matches begin with.
func commonPrefix(found []cell.Match) string {
	if len(found) == 0 {
		return ""
	}
	common := found[0].Text
	for _, m := range found {
		for !strings.HasPrefix(m.Text, common) {
			_, n := utf8.DecodeLastRuneInString(common)
			common = common[:len(common)-n]
		}
	}
	return common
}

// list shows matches under the text from the next drawing on, or none.
func (e *Editor) list(m *matches) { e.screen.tell(func(b *below) { b.list = m }) }

// turnPage goes to the next page of the list, if one is shown that has several.
func (s *screen) turnPage() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.below.list == nil || s.below.list.at == 0 && s.below.list.next >= len(s.below.list.all) {
		return false
	}
	list := s.below.list
	list.at = list.next
	if list.at >= len(list.all) {
		list.at = 0
	}
	return true
}

// rows are a page of the list under a text of that many rows, for a terminal of the
// given size: a match to a row with its type where that fits, else names in columns.
func (m *matches) rows(width, height, text int) []string {
	if m == nil {
		return nil
	}
	if width <= 0 || height <= 0 {
		width, height = 80, 24
	}
	spare := max(height-text, min(leastRows, height-1))
	if spare < 2 {
		return nil
	}
	rest := m.all[m.at:]
	if m.at == 0 && len(rest) <= min(spare, pageSize) {
		m.next = len(m.all)
		return withTypes(rest, width-1)
	}
	column := 0
	for _, c := range m.all {
		column = max(column, display.Width(printable(c.Text))+2)
	}
	columns := max((width-1)/column, 1)
	size := min(len(rest), pageSize, columns*(spare-1))
	m.next = m.at + size
	rows := inColumns(rest[:size], column, columns, width-1)
	if m.at > 0 || m.next < len(m.all) {
		rows = append(rows, display.Cut(fmt.Sprintf("%d-%d of %d, Tab for more", m.at+1, m.next, len(m.all)), width-1))
	}
	return rows
}

// withTypes is a match to a row, with its type.
func withTypes(list []cell.Match, width int) []string {
	column := 0
	for _, c := range list {
		column = max(column, display.Width(printable(c.Text))+2)
	}
	var rows []string
	for _, c := range list {
		about := c.Type
		if about == "" {
			about = string(c.Kind)
		}
		rows = append(rows, display.Cut(pad(printable(c.Text), column)+printable(about), width))
	}
	return rows
}

// inColumns is the names of a list, down the columns.
func inColumns(list []cell.Match, column, columns, width int) []string {
	rows := make([]string, (len(list)+columns-1)/columns)
	for i, c := range list {
		rows[i%len(rows)] += pad(printable(c.Text), column)
	}
	for i, row := range rows {
		rows[i] = display.Cut(strings.TrimRight(row, " "), width)
	}
	return rows
}

// pad fills a text with blanks up to a width.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(width-display.Width(s), 0))
}

// printable is a text without what a terminal would take for a command.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
