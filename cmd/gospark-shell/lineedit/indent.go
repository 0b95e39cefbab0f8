package lineedit

import (
	"go/token"
	"slices"
	"strings"
)

// newRow begins a new line at the cursor, indented as what it stands in: as the line
// before, and by a tab more where that opened a bracket or a case. Within a string or
// a comment of several lines nothing is added.
func newRow(b buffer) buffer {
	words := words(b.line)
	if w, ok := within(words, b.pos); ok && (w.lit[0] == '`' || strings.HasPrefix(w.lit, "/*")) {
		return insert([]rune{newline})(b)
	}
	start := b.rowStart()
	for w, ok := within(words, start.pos); ok; w, ok = within(words, start.pos) {
		start = b.at(w.start).rowStart() // where the string began that ends in this line
	}
	indent := slices.Clone(b.line[start.pos:min(start.indentEnd().pos, b.pos)])
	if opensBlock(words, start.pos, b.pos) {
		indent = append(indent, '\t')
	}
	if row := b.rowStart().pos; strings.TrimSpace(text(b.line[row:b.pos])) == "" {
		b = b.replace(row, b.pos, nil) // blanks alone leave nothing behind
	}
	end := b.forward(isBlank).pos
	closing := end < len(b.line) && strings.ContainsRune("})]", b.line[end]) && len(indent) > 0 && b.pos > 0 && strings.ContainsRune("{([", b.line[b.pos-1])
	made := b.replace(b.pos, end, append([]rune{newline}, indent...))
	if !closing {
		return made
	}
	pos := made.pos // {|} becomes three lines
	return made.replace(pos, pos, append([]rune{newline}, indent[:len(indent)-1]...)).at(pos)
}

// opensBlock tells whether the text from start to pos opens a bracket that it doesn't
// close, or begins the statements of a case.
func opensBlock(words []word, start, pos int) bool {
	open := opened(words, pos)
	if n := len(open); n > 0 && words[open[n-1]].start >= start {
		return true
	}
	var row []word
	for _, w := range words {
		if w.start >= start && w.end <= pos && w.tok != token.COMMENT {
			row = append(row, w)
		}
	}
	return len(row) > 1 && (row[0].tok == token.CASE || row[0].tok == token.DEFAULT) && row[len(row)-1].tok == token.COLON
}

// outdent puts in a character that ends what its line is indented for, a closing
// bracket or the colon of a case: the line is indented as the one that opened it.
func outdent(key rune) edit {
	return func(b buffer) buffer {
		b = insert([]rune{key})(b)
		start := b.rowStart()
		first := start.indentEnd().pos
		words := words(b.line)
		opener := opened(words, first)
		ends := key != ':' && first == b.pos-1 || key == ':' && isCase(words, first)
		if _, literal := within(words, first); literal || !ends || len(opener) == 0 {
			return b
		}
		above := b.at(words[opener[len(opener)-1]].start).rowStart()
		indent := b.line[above.pos:above.indentEnd().pos]
		if first-start.pos <= len(indent) {
			return b
		}
		return b.replace(start.pos, first, indent).at(b.pos - (first - start.pos) + len(indent))
	}
}

// isCase tells whether the word at a place is case or default.
func isCase(words []word, at int) bool {
	return slices.ContainsFunc(words, func(w word) bool {
		return w.start == at && (w.tok == token.CASE || w.tok == token.DEFAULT)
	})
}
