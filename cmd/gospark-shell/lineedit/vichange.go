package lineedit

import (
	"slices"
	"strings"
	"unicode"
)

// do is what a command makes of the text. enters tells that text is put in after it.
func (v *vi) do(b buffer, c viCommand) (_ buffer, enters, ok bool) {
	n := max(c.count, 1)
	switch {
	case c.operator != 0:
		return v.operate(b, c)
	case strings.ContainsRune("xXDCsSY", c.verb):
		return v.operate(b, short[c.verb].with(c.count))
	}
	switch c.verb {
	case 'p', 'P':
		return v.put(b, n, c.verb == 'p'), false, len(v.register.text) > 0 || v.register.rows
	case 'r':
		return replaceChars(b, c.arg, n)
	case '~':
		return swapCase(b, n), false, true
	case 'J':
		return joinRows(b, n), false, true
	}
	if enter, ok := inserts[c.verb]; ok {
		return enter(b), true, true
	}
	r, ok := v.motion(b, c)
	return b.at(r.to), false, ok
}

// short are the commands that stand for an operator and a motion.
var short = map[rune]viCommand{
	'x': {operator: 'd', verb: 'l'}, 'X': {operator: 'd', verb: 'h'}, 'D': {operator: 'd', verb: '$'}, 'C': {operator: 'c', verb: '$'},
	's': {operator: 'c', verb: 'l'}, 'S': {operator: 'c', verb: 'c'}, 'Y': {operator: 'y', verb: 'y'},
}

func (c viCommand) with(count int) viCommand {
	c.count = count
	return c
}

// inserts are the commands that only enter insert mode, with where.
var inserts = map[rune]edit{
	'i': func(b buffer) buffer { return b },
	'a': func(b buffer) buffer {
		if b.pos < b.rowEnd().pos {
			b = b.right()
		}
		return b
	},
	'I': buffer.indentEnd,
	'A': buffer.rowEnd,
	'o': func(b buffer) buffer { return newRow(b.rowEnd()) },
	'O': func(b buffer) buffer {
		start := b.rowStart()
		indent := b.line[start.pos:b.indentEnd().pos]
		return b.replace(start.pos, start.pos, append(slices.Clone(indent), newline)).at(start.pos + len(indent))
	},
}

// operate cuts, changes, copies or indents what a motion or a text object reaches.
func (v *vi) operate(b buffer, c viCommand) (_ buffer, enters, ok bool) {
	from, to, rows, ok := v.reach(b, c)
	if !ok {
		return b, false, false
	}
	if rows || c.operator == '>' || c.operator == '<' {
		return v.operateRows(b, c.operator, from, to)
	}
	v.register = register{text: slices.Clone(b.line[from:to])}
	if c.operator == 'y' {
		return b.at(from), false, true
	}
	return b.replace(from, to, nil), c.operator == 'c', true
}

// reach is the range that an operator acts on; rows tells that it is of whole lines.
func (v *vi) reach(b buffer, c viCommand) (from, to int, rows, ok bool) {
	if c.object != 0 {
		from, to, ok = objectRange(b, c)
		return from, to, false, ok
	}
	if c.verb == c.operator {
		end, _ := b.down(max(c.count, 1) - 1)
		return b.pos, end.pos, true, true
	}
	if c.operator == 'c' && (c.verb == 'w' || c.verb == 'W') && b.pos < len(b.line) && !isSpace(b.line[b.pos]) {
		return b.pos, changedWord(b, c), false, true // the blank behind it stays
	}
	r, ok := v.motion(b, c)
	if c.verb == 'l' && b.pos == b.rowEnd().pos {
		ok = false
	}
	from, to = min(b.pos, r.to), max(b.pos, r.to)
	if r.with && to < len(b.line) {
		to = b.at(to).right().pos
	}
	if c.verb == 'w' || c.verb == 'W' { // not over the end of the last line
		if end := b.at(to).backward(isSpace).pos; slices.Contains(b.line[min(end, to):to], newline) {
			to = max(b.at(max(end, from)).rowEnd().pos, from)
		}
	}
	return from, to, r.rows, ok
}

// changedWord is the end of the word that cw changes.
func changedWord(b buffer, c viCommand) int {
	class := class(c.verb == 'W')
	for i := range max(c.count, 1) {
		if i > 0 {
			b = b.forward(func(r rune) bool { return class(r) == 0 })
		}
		if b.pos < len(b.line) {
			of := class(b.line[b.pos])
			b = b.forward(func(r rune) bool { return class(r) == of })
		}
	}
	return b.pos
}

// operateRows does it to the lines of a range.
func (v *vi) operateRows(b buffer, operator rune, from, to int) (_ buffer, enters, ok bool) {
	start, end := b.at(from).rowStart().pos, b.at(to).rowEnd().pos
	switch operator {
	case '>', '<':
		return shift(b, start, end, operator == '>'), false, true
	}
	v.register = register{text: slices.Clone(b.line[start:end]), rows: true}
	switch operator {
	case 'y':
		return b.at(min(b.pos, from)), false, true
	case 'c':
		indent := b.at(start).indentEnd().pos
		return b.replace(min(indent, end), end, nil), true, true
	}
	switch { // with one of the newlines around
	case end < len(b.line):
		end++
	case start > 0:
		start--
	}
	return b.replace(start, end, nil).indentEnd(), false, true
}

// shift indents lines by a tab, or takes one away.
func shift(b buffer, start, end int, in bool) buffer {
	var out []rune
	for i := start; i <= end && i <= len(b.line); i++ {
		if i == start || b.line[i-1] == newline {
			switch {
			case in && i < len(b.line) && b.line[i] != newline:
				out = append(out, '\t')
			case !in && i < len(b.line) && b.line[i] == '\t':
				continue
			}
		}
		if i < end {
			out = append(out, b.line[i])
		}
	}
	return b.replace(start, end, out).at(start).indentEnd()
}

// largest is how many characters are put in at once at most: a count is easily mistyped.
const largest = 100_000

// put puts the register in n times, behind the cursor or before it.
func (v *vi) put(b buffer, n int, behind bool) buffer {
	block := v.register.text
	n = min(n, largest/(len(block)+1))
	if v.register.rows {
		block = slices.Repeat(append(slices.Clone(block), newline), n)
		if !behind {
			start := b.rowStart().pos
			return b.replace(start, start, block).at(start).indentEnd()
		}
		end := b.rowEnd().pos
		block = append([]rune{newline}, block[:len(block)-1]...)
		return b.replace(end, end, block).at(end + 1).indentEnd()
	}
	if behind && b.pos < b.rowEnd().pos {
		b = b.right()
	}
	return insert(slices.Repeat(block, n))(b).left()
}

// replaceChars puts a character in the place of each of n.
func replaceChars(b buffer, char rune, n int) (_ buffer, enters, ok bool) {
	if b.pos+n > b.rowEnd().pos {
		return b, false, false
	}
	return b.replace(b.pos, b.pos+n, slices.Repeat([]rune{char}, n)).left(), false, true
}

// swapCase makes small letters of large ones, and large ones of small ones.
func swapCase(b buffer, n int) buffer {
	end := min(b.pos+n, b.rowEnd().pos)
	var out []rune
	for _, r := range b.line[b.pos:end] {
		if unicode.IsUpper(r) {
			r = unicode.ToLower(r)
		} else {
			r = unicode.ToUpper(r)
		}
		out = append(out, r)
	}
	return b.replace(b.pos, end, out)
}

// joinRows makes one line of n, or of two.
func joinRows(b buffer, n int) buffer {
	for range max(n-1, 1) {
		end := b.rowEnd()
		if end.pos == len(b.line) {
			break
		}
		to := end.at(end.pos + 1).indentEnd().pos
		b = b.replace(end.pos, to, []rune{' '}).at(end.pos)
	}
	return b
}

// repeat does the last change again, with what was put in.
func (v *vi) repeat(b buffer, c viCommand) buffer {
	after, enters, ok := v.do(b, c)
	if !ok || !enters {
		return after
	}
	after = insert(v.inserted)(after)
	if after.pos > after.rowStart().pos {
		after = after.left()
	}
	return after
}
