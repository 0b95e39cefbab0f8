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

// opened are the brackets that are open at a place, the innermost last.
func opened(words []word, pos int) []word {
	var open []word
	for _, w := range words {
		if w.end > pos {
			break
		}
		if isOpener(w.tok) {
			open = append(open, w)
		} else if opener, ok := closers[w.tok]; ok {
			if n := len(open); n > 0 && open[n-1].tok == opener {
				open = open[:n-1]
			}
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
		if j, ok := partner(words, i); ok {
			return at, words[j].start, true
		}
	}
	return 0, 0, false
}

// partner is the bracket that belongs to the one that is word i.
func partner(words []word, i int) (int, bool) {
	var open []int
	for j, w := range words {
		if isOpener(w.tok) {
			open = append(open, j)
			continue
		}
		opener, isCloser := closers[w.tok]
		if !isCloser {
			continue
		}
		n := len(open) - 1
		if n < 0 || words[open[n]].tok != opener {
			return 0, false
		}
		switch i {
		case j:
			return open[n], true
		case open[n]:
			return j, true
		}
		open = open[:n]
	}
	return 0, false
}
