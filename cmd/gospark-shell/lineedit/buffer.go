package lineedit

import (
	"slices"
	"strings"

	"gospark/display"
)

// newline stands for a newline within the text being edited. It is no character, so
// that nobody can type it; readline adds a real one when the text is done.
const newline = unicodeEnd + '\n'

const unicodeEnd = 0x110000

// A buffer is the text being edited and the cursor in it. Its methods make another
// one of it and leave the text of the old one alone.
type buffer struct {
	line []rune
	pos  int
}

// An edit makes another buffer of one.
type edit func(buffer) buffer

// runes is a text as readline holds it.
func runes(text string) []rune {
	line := []rune(text)
	for i, r := range line {
		if r == '\n' {
			line[i] = newline
		}
	}
	return line
}

// text is what readline holds as a text.
func text(line []rune) string {
	var b strings.Builder
	for _, r := range line {
		if r == newline {
			r = '\n'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// insert puts block at the cursor.
func insert(block []rune) edit {
	return func(b buffer) buffer { return b.replace(b.pos, b.pos, block) }
}

// replace puts block in the place of a range; the cursor stands behind it.
func (b buffer) replace(from, to int, block []rune) buffer {
	line := slices.Concat(b.line[:from], block, b.line[to:])
	return buffer{line, from + len(block)}
}

// at is the same text with the cursor elsewhere.
func (b buffer) at(pos int) buffer {
	b.pos = min(max(pos, 0), len(b.line))
	return b
}

// delete removes the character under the cursor.
func (b buffer) delete() buffer { return b.replace(b.pos, b.right().pos, nil) }

// backspace removes the character before the cursor.
func (b buffer) backspace() buffer { return b.replace(b.left().pos, b.pos, nil) }

// left moves the cursor over a character and the marks that combine with it.
func (b buffer) left() buffer {
	for b.pos > 0 {
		b.pos--
		if !b.joins() {
			break
		}
	}
	return b
}

// right moves the cursor over a character and the marks that combine with it.
func (b buffer) right() buffer {
	for b.pos < len(b.line) {
		b.pos++
		if !b.joins() {
			break
		}
	}
	return b
}

// joins tells whether the character at the cursor is drawn into the one before it.
func (b buffer) joins() bool {
	const joiner = '\u200d'
	if b.pos == 0 || b.pos == len(b.line) || b.line[b.pos-1] == newline {
		return false
	}
	r := b.line[b.pos]
	return r != newline && r != '\t' && display.RuneWidth(r) == 0 || b.line[b.pos-1] == joiner
}

// rowStart moves the cursor to the start of its line.
func (b buffer) rowStart() buffer {
	for b.pos > 0 && b.line[b.pos-1] != newline {
		b.pos--
	}
	return b
}

// rowEnd moves the cursor to the end of its line.
func (b buffer) rowEnd() buffer {
	for b.pos < len(b.line) && b.line[b.pos] != newline {
		b.pos++
	}
	return b
}

// indentEnd moves the cursor behind the blanks that its line begins with.
func (b buffer) indentEnd() buffer {
	b = b.rowStart()
	for b.pos < len(b.line) && isBlank(b.line[b.pos]) {
		b.pos++
	}
	return b
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' }

// vertically moves the cursor to the line above or below, as far from the line's
// start as it was. ok is false where there is no such line.
func (b buffer) vertically(by int) (_ buffer, ok bool) {
	start := b.rowStart().pos
	column := b.pos - start
	if by < 0 {
		if start == 0 {
			return b, false
		}
		b.pos = start - 1
	} else {
		end := b.rowEnd().pos
		if end == len(b.line) {
			return b, false
		}
		b.pos = end + 1
	}
	end := b.rowEnd().pos
	b.pos = min(b.rowStart().pos+column, end)
	return b, true
}
