package main

import (
	"slices"
	"strings"
)

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
	return func(b buffer) buffer {
		return buffer{slices.Insert(b.line, b.pos, block...), b.pos + len(block)}
	}
}

// delete removes the character under the cursor.
func (b buffer) delete() buffer {
	if b.pos < len(b.line) {
		b.line = slices.Delete(b.line, b.pos, b.pos+1)
	}
	return b
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
