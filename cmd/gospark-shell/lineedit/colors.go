package lineedit

import (
	"go/token"
	"go/types"
	"unicode"
)

// A style is how a character is drawn: the parameters of a terminal's sequence for it.
type style string

// The styles of the text being edited.
const (
	styleNone    style = ""
	stylePrompt  style = "32"
	styleKeyword style = "35"
	styleString  style = "33"
	styleNumber  style = "36"
	styleGo      style = "36" // what Go predeclares
	styleComment style = "90"
	styleMatch   style = "7" // what a search has found
	styleBracket style = "1;4"
	styleFaint   style = "2"
	styleParam   style = "1"
)

// paint is a text in a style.
func (s style) paint(text string) string {
	if s == styleNone || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// colors are the styles of the characters of a line with the cursor at pos.
func colors(line []rune, pos int) []style {
	out := make([]style, len(line))
	fill := func(from, to int, s style) {
		for i := from; i < min(to, len(out)); i++ {
			out[i] = s
		}
	}
	if end := commandEnd(line); end > 0 {
		fill(0, end, styleKeyword)
		return out
	}
	words := words(line)
	for i, w := range words {
		afterDot := i > 0 && words[i-1].tok == token.PERIOD
		fill(w.start, w.end, styleOf(w, afterDot))
	}
	if a, b, ok := partners(words, pos); ok {
		out[a], out[b] = styleBracket, styleBracket
	}
	return out
}

func styleOf(w word, afterDot bool) style {
	switch {
	case w.tok.IsKeyword():
		return styleKeyword
	case w.tok == token.STRING || w.tok == token.CHAR:
		return styleString
	case w.tok == token.COMMENT:
		return styleComment
	case w.tok.IsLiteral() && w.tok != token.IDENT:
		return styleNumber
	case w.tok == token.IDENT && !afterDot && types.Universe.Lookup(w.lit) != nil:
		return styleGo
	}
	return styleNone
}

// commandEnd is where the name of a :command ends, or 0 where the line isn't one.
func commandEnd(line []rune) int {
	b := buffer{line: line}.forward(isSpace)
	if b.pos == len(line) || line[b.pos] != ':' {
		return 0
	}
	return b.at(b.pos + 1).forward(func(r rune) bool { return r != newline && !unicode.IsSpace(r) }).pos
}
