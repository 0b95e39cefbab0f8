package lineedit

import (
	"slices"
	"unicode"
)

// isWord tells whether a character is of a name or a number.
func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// isSpace tells whether a character is a blank or a newline.
func isSpace(r rune) bool { return r == newline || unicode.IsSpace(r) }

// wordRight moves the cursor to the end of the next word.
func (b buffer) wordRight() buffer {
	b = b.forward(func(r rune) bool { return !isWord(r) })
	return b.forward(isWord)
}

// wordLeft moves the cursor to the start of the word before.
func (b buffer) wordLeft() buffer {
	b = b.backward(func(r rune) bool { return !isWord(r) })
	return b.backward(isWord)
}

// spaceLeft moves the cursor to behind the blank before the text that it is behind.
func (b buffer) spaceLeft() buffer {
	b = b.backward(isSpace)
	return b.backward(func(r rune) bool { return !isSpace(r) })
}

// forward moves the cursor on over what is wanted.
func (b buffer) forward(wanted func(rune) bool) buffer {
	for b.pos < len(b.line) && wanted(b.line[b.pos]) {
		b.pos++
	}
	return b
}

// backward moves the cursor back over what is wanted.
func (b buffer) backward(wanted func(rune) bool) buffer {
	for b.pos > 0 && wanted(b.line[b.pos-1]) {
		b.pos--
	}
	return b
}

// mapWord changes the characters of the rest of the word, the first of them by first.
func mapWord(first, rest func(rune) rune) edit {
	return func(b buffer) buffer {
		start := b.forward(func(r rune) bool { return !isWord(r) }).pos
		end := b.wordRight()
		end.line = slices.Clone(end.line)
		for i := start; i < end.pos; i++ {
			if i == start {
				end.line[i] = first(end.line[i])
			} else {
				end.line[i] = rest(end.line[i])
			}
		}
		return end
	}
}

// swap exchanges the characters around the cursor, at a line's end the two before it.
func (b buffer) swap() buffer {
	if b.pos == b.rowEnd().pos {
		b = b.left()
	}
	from, to := b.left().pos, b.right().pos
	if start := b.rowStart().pos; b.pos == start || to == b.pos {
		return b
	}
	return b.replace(from, to, slices.Concat(b.line[b.pos:to], b.line[from:b.pos]))
}

// swapWords exchanges the word before the cursor with the one at it or after it, or at
// the text's end the two before it.
func (b buffer) swapWords() buffer {
	second := b.wordRight().wordLeft()
	end := second.forward(isWord)
	first := second.wordLeft()
	firstEnd := first.forward(isWord)
	if first.pos == second.pos || firstEnd.pos > second.pos {
		return b
	}
	return b.replace(first.pos, end.pos, slices.Concat(b.line[second.pos:end.pos], b.line[firstEnd.pos:second.pos], b.line[first.pos:firstEnd.pos]))
}
