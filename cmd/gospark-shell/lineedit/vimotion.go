package lineedit

import (
	"go/token"
	"slices"
	"strings"
)

// A reach is what lies between the cursor and where a motion takes it.
type reach struct {
	to   int
	with bool // the character there belongs to it
	rows bool // all of the lines do
}

// motion is where a motion takes the cursor. ok is false where it takes it nowhere.
func (v *vi) motion(b buffer, c viCommand) (r reach, ok bool) {
	n := max(c.count, 1)
	switch c.verb {
	case 'h':
		return times(b, n, func(b buffer) buffer {
			if b.pos > b.rowStart().pos {
				b = b.left()
			}
			return b
		})
	case 'l', ' ':
		return times(b, n, func(b buffer) buffer {
			if b.pos < b.rowEnd().pos {
				b = b.right()
			}
			return b
		})
	case 'j', 'k':
		return byRows(b, map[rune]int{'j': n, 'k': -n}[c.verb])
	case 'w', 'W':
		return times(b, n, func(b buffer) buffer { return b.nextWord(class(c.verb == 'W')) })
	case 'b', 'B':
		return times(b, n, func(b buffer) buffer { return b.wordBefore(class(c.verb == 'B')) })
	case 'e', 'E':
		r, ok = times(b, n, func(b buffer) buffer { return b.wordEnd(class(c.verb == 'E')) })
		r.with = true
		return r, ok
	case '0':
		return reach{to: b.rowStart().pos}, true
	case '^', '_':
		return reach{to: b.indentEnd().pos}, true
	case '$':
		b, _ = b.down(n - 1)
		return reach{to: b.rowEnd().pos}, true
	case 'g', 'G':
		row := c.count
		if row == 0 && c.verb == 'G' {
			row = len(b.line) // the last one
		}
		b, _ = b.at(0).down(max(row-1, 0))
		return reach{to: b.indentEnd().pos, rows: true}, true
	case '{', '}':
		return times(b, n, func(b buffer) buffer { return b.paragraph(c.verb == '}') })
	case '%':
		return bracket(b)
	case 'f', 'F', 't', 'T':
		v.find = c
		return b.find(c.verb, c.arg, n, false)
	case ';', ',':
		verb := v.find.verb
		if c.verb == ',' {
			verb = map[rune]rune{'f': 'F', 'F': 'f', 't': 'T', 'T': 't'}[verb]
		}
		return b.find(verb, v.find.arg, n, true)
	}
	return reach{}, false
}

// times moves the cursor n times.
func times(b buffer, n int, move edit) (reach, bool) {
	from := b.pos
	for range n {
		next := move(b)
		if next.pos == b.pos {
			break
		}
		b = next
	}
	return reach{to: b.pos}, b.pos != from
}

// down moves the cursor n lines down, or as many as there are.
func (b buffer) down(n int) (_ buffer, moved bool) {
	for ; n > 0; n-- {
		next, ok := b.vertically(+1)
		if !ok {
			break
		}
		b, moved = next, true
	}
	return b, moved
}

// byRows moves the cursor by lines. There must be that many.
func byRows(b buffer, n int) (reach, bool) {
	by := 1
	if n < 0 {
		by, n = -1, -n
	}
	for range n {
		var ok bool
		if b, ok = b.vertically(by); !ok {
			return reach{}, false
		}
	}
	return reach{to: b.pos, rows: true}, true
}

// A classOf tells the kinds of characters apart that words are made of; 0 is space.
type classOf func(rune) int

// class has names and punctuation as words, or, with large letters, all between blanks.
func class(large bool) classOf {
	return func(r rune) int {
		switch {
		case isSpace(r):
			return 0
		case large || isWord(r):
			return 1
		}
		return 2
	}
}

func (b buffer) nextWord(class classOf) buffer {
	if b.pos < len(b.line) {
		of := class(b.line[b.pos])
		b = b.forward(func(r rune) bool { return of > 0 && class(r) == of })
	}
	return b.forward(func(r rune) bool { return class(r) == 0 })
}

func (b buffer) wordBefore(class classOf) buffer {
	b = b.backward(func(r rune) bool { return class(r) == 0 })
	if b.pos > 0 {
		of := class(b.line[b.pos-1])
		b = b.backward(func(r rune) bool { return class(r) == of })
	}
	return b
}

func (b buffer) wordEnd(class classOf) buffer {
	end := b.at(b.pos + 1).forward(func(r rune) bool { return class(r) == 0 })
	if end.pos == len(b.line) {
		return b
	}
	of := class(b.line[end.pos])
	return end.at(end.forward(func(r rune) bool { return class(r) == of }).pos - 1)
}

// paragraph moves the cursor to the next blank line, or the one before.
func (b buffer) paragraph(on bool) buffer {
	by, last := -1, 0
	if on {
		by, last = +1, len(b.line)
	}
	next, ok := b.vertically(by)
	for ; ok; next, ok = next.vertically(by) {
		if next.rowStart().pos == next.rowEnd().pos {
			return next
		}
	}
	return b.at(last)
}

// bracket is the way to the bracket that belongs to the next one in the line.
func bracket(b buffer) (reach, bool) {
	words := words(b.line)
	end := b.rowEnd().pos
	for i, other := range pairs(words) {
		if at := words[i].start; at >= b.pos && at < end && other >= 0 {
			return reach{to: words[other].start, with: true}, true
		}
	}
	return reach{}, false
}

// find is the way to the n-th such character in the line. again tells that the search
// goes on, from where t and T have stopped.
func (b buffer) find(verb, char rune, n int, again bool) (reach, bool) {
	start, end := b.rowStart().pos, b.rowEnd().pos
	by := map[rune]int{'f': 1, 't': 1, 'F': -1, 'T': -1}[verb]
	if by == 0 {
		return reach{}, false
	}
	short := verb == 't' || verb == 'T'
	i := b.pos
	if short && again {
		i += by
	}
	for i += by; i >= start && i < end; i += by {
		if b.line[i] != char {
			continue
		}
		if n--; n == 0 {
			if short {
				i -= by
			}
			return reach{to: i, with: by > 0}, i != b.pos
		}
	}
	return reach{}, false
}

// objectRange is the text object around the cursor: i is what is within, a has its ends too.
func objectRange(b buffer, c viCommand) (from, to int, ok bool) {
	around := c.object == 'a'
	switch c.verb {
	case 'w', 'W':
		return wordObject(b, class(c.verb == 'W'), around)
	case '"', '\'', '`':
		return quoted(b, c.verb, around)
	}
	opener := map[rune]token.Token{'(': token.LPAREN, ')': token.LPAREN, 'b': token.LPAREN, '[': token.LBRACK, ']': token.LBRACK,
		'{': token.LBRACE, '}': token.LBRACE, 'B': token.LBRACE}[c.verb]
	words := words(b.line)
	for i, other := range slices.Backward(pairs(words)) {
		open := words[i]
		if open.tok != opener || open.start > b.pos || other < 0 || words[other].start < b.pos {
			continue
		}
		if around {
			return open.start, words[other].end, true
		}
		return open.end, words[other].start, true
	}
	return 0, 0, false
}

// wordObject is the word at the cursor, or the blanks; around has the blanks behind a word as well.
func wordObject(b buffer, class classOf, around bool) (from, to int, ok bool) {
	if b.pos >= len(b.line) || b.line[b.pos] == newline {
		return 0, 0, false
	}
	of := class(b.line[b.pos])
	in := func(r rune) bool { return r != newline && class(r) == of }
	from, end := b.backward(in).pos, b.forward(in)
	if around {
		end = end.forward(isBlank)
	}
	return from, end.pos, true
}

// quoted is the string at the cursor, or the next one in the line.
func quoted(b buffer, quote rune, around bool) (from, to int, ok bool) {
	end := b.rowEnd().pos
	for _, w := range words(b.line) {
		if w.end <= b.pos || w.start >= end || !strings.HasPrefix(w.lit, string(quote)) || isUnfinished(w) {
			continue
		}
		if around {
			return w.start, w.end, true
		}
		return w.start + 1, w.end - 1, true
	}
	return 0, 0, false
}
