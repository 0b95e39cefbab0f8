package lineedit

import (
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// A word is a token of Go in the text being edited, which may be unfinished.
type word struct {
	start, end int // in characters
	tok        token.Token
	lit        string
}

// words are the tokens of a line, comments among them, without the semicolons that nobody wrote.
func words(line []rune) []word {
	src := text(line)
	var places []int // of each character
	for i := range src {
		places = append(places, i)
	}
	places = append(places, len(src))
	place := func(offset int) int {
		i, _ := slices.BinarySearch(places, offset)
		return i
	}
	file := token.NewFileSet().AddFile("", -1, len(src))
	var s scanner.Scanner
	s.Init(file, []byte(src), func(token.Position, string) {}, scanner.ScanComments)
	var out []word
	for {
		pos, tok, lit := s.Scan()
		at := file.Offset(pos)
		switch {
		case tok == token.EOF:
			return out
		case tok == token.SEMICOLON && lit != ";":
			continue
		case lit == "":
			lit = tok.String()
		}
		end := at + len(lit)
		if tok == token.STRING && lit[0] == '`' || tok == token.COMMENT {
			end += strings.Count(src[at:min(end, len(src))], "\r") // the scanner leaves them out
		}
		out = append(out, word{place(at), place(min(end, len(src))), tok, lit})
	}
}

// within is the string or the comment that a place lies inside of; ok is false where it is code.
func within(words []word, pos int) (_ word, ok bool) {
	for _, w := range words {
		open := w.tok == token.COMMENT && !strings.HasPrefix(w.lit, "/*") || isUnfinished(w)
		if literal(w.tok) && w.start < pos && (pos < w.end || open && pos == w.end) {
			return w, true
		}
	}
	return word{}, false
}

func literal(tok token.Token) bool {
	return tok == token.STRING || tok == token.CHAR || tok == token.COMMENT
}

// isUnfinished tells whether a string or a comment has no end.
func isUnfinished(w word) bool {
	switch {
	case !literal(w.tok):
		return false
	case strings.HasPrefix(w.lit, "/*"):
		return len(w.lit) < 4 || !strings.HasSuffix(w.lit, "*/")
	case w.tok == token.COMMENT:
		return false
	}
	return len(w.lit) < 2 || w.lit[len(w.lit)-1] != w.lit[0]
}

var closers = map[token.Token]token.Token{token.RPAREN: token.LPAREN, token.RBRACK: token.LBRACK, token.RBRACE: token.LBRACE}

func isOpener(tok token.Token) bool {
	return tok == token.LPAREN || tok == token.LBRACK || tok == token.LBRACE
}

// pairs are, for each word that is a bracket, the word that is the other one; -1 where there is none.
func pairs(words []word) []int {
	out := make([]int, len(words))
	var open []int
	for i, w := range words {
		out[i] = -1
		if isOpener(w.tok) {
			open = append(open, i)
			continue
		}
		opener, isCloser := closers[w.tok]
		if n := len(open) - 1; isCloser && n >= 0 && words[open[n]].tok == opener {
			out[i], out[open[n]] = open[n], i
			open = open[:n]
		}
	}
	return out
}

// opened are the brackets that are open at a place, the innermost last, by their number.
func opened(words []word, pos int) []int {
	n := 0
	for n < len(words) && words[n].end <= pos {
		n++
	}
	var open []int
	for i, other := range pairs(words[:n]) {
		if isOpener(words[i].tok) && other < 0 {
			open = append(open, i)
		}
	}
	return open
}

// partners are the brackets that belong to the one under the cursor, or before it: itself and the other.
func partners(words []word, pos int) (a, b int, ok bool) {
	for _, at := range []int{pos, pos - 1} {
		i := slices.IndexFunc(words, func(w word) bool { return w.start == at && w.end == at+1 })
		if i < 0 {
			continue
		}
		if j := pairs(words)[i]; j >= 0 {
			return at, words[j].start, true
		}
	}
	return 0, 0, false
}
