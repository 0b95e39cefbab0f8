package interp

import (
	"go/scanner"
	"go/token"

	"gospark/cell"
)

// A chunk is one declaration or statement at the top level of a cell, as a range of bytes.
type chunk struct {
	start, end int
	decl       bool // an import, type, const or func declaration; var is a statement here
	clause     bool // a package clause
}

// A scan is what the tokens of a cell tell before any parsing.
type scan struct {
	chunks  []chunk
	open    bool        // a bracket, a comment or a raw string is still open
	partial bool        // the last line ends in an operator, a dot or a comma
	err     *cell.Error // what no continuation can mend: a closing bracket too many, a line that starts with a dot
}

// lexeme is a token with its offset and whether a line ended before it.
type lexeme struct {
	tok    token.Token
	lit    string
	offset int
}

// scanCell cuts the text of a cell into its top-level chunks: at the semicolons,
// written or implied by line ends, that stand outside of every bracket.
//
// It does not handle: what a chunk says. That is the parser's part.
func scanCell(src cell.Source) scan {
	file := token.NewFileSet().AddFile(src.Name(), -1, len(src.Text))
	var out scan
	var s scanner.Scanner
	s.Init(file, []byte(src.Text), func(pos token.Position, msg string) {
		switch msg {
		case "comment not terminated", "raw string literal not terminated":
			out.open = true
		}
	}, 0)

	var (
		depth int
		cur   []lexeme
		last  token.Token
	)
	flush := func(end int) {
		if len(cur) > 0 {
			out.chunks = append(out.chunks, chunk{cur[0].offset, end, isDecl(cur), cur[0].tok == token.PACKAGE})
		}
		cur = cur[:0]
	}
	for {
		p, tok, lit := s.Scan()
		offset := file.Offset(p)
		if tok == token.EOF {
			flush(len(src.Text))
			break
		}
		switch tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if depth--; depth >= 0 {
				break
			}
			depth = 0
			if out.err == nil {
				out.err = errorAt(src, offset, cell.CodeSyntax, "unexpected "+tok.String()+": nothing is open here")
			}
		case token.SEMICOLON:
			if depth == 0 {
				flush(offset)
				last = tok
				continue
			}
		case token.PERIOD:
			if depth == 0 && len(cur) == 0 && out.err == nil {
				out.err = errorAt(src, offset, cell.CodeSyntax, "a line can't start with a dot: the line before has ended its statement")
				out.err.Hint = "end the line before with the dot: rdd.\n      Map(...)"
			}
		}
		cur = append(cur, lexeme{tok, lit, offset})
		last = tok
	}
	out.open = out.open || depth > 0
	out.partial = last != token.SEMICOLON && last != token.ILLEGAL && len(out.chunks) > 0
	return out
}

// isDecl tells whether the tokens of a chunk begin a declaration that Go allows at
// package level only, or that is to be visible in every function of the cell.
func isDecl(toks []lexeme) bool {
	switch toks[0].tok {
	case token.PACKAGE, token.IMPORT, token.TYPE, token.CONST:
		return true
	case token.FUNC:
		return isFuncDecl(toks)
	}
	return false
}

// isFuncDecl tells a func or method declaration from a statement that begins with a
// func literal: after the receiver a method has its name and then its parameters.
func isFuncDecl(toks []lexeme) bool {
	at := func(i int) token.Token {
		if i < len(toks) {
			return toks[i].tok
		}
		return token.EOF
	}
	if at(1) == token.IDENT {
		return true
	}
	i := skipBrackets(toks, 1)
	if at(i) != token.IDENT {
		return false
	}
	if at(i+1) == token.LBRACK {
		return at(skipBrackets(toks, i+1)) == token.LPAREN
	}
	return at(i+1) == token.LPAREN
}

// skipBrackets returns the index after the bracket that closes the one at i.
func skipBrackets(toks []lexeme, i int) int {
	depth := 0
	for ; i < len(toks); i++ {
		switch toks[i].tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if depth--; depth == 0 {
				return i + 1
			}
		}
		if depth == 0 {
			return i
		}
	}
	return i
}

// errorAt is a fault at a byte offset of the cell.
func errorAt(src cell.Source, offset int, code cell.Code, msg string) *cell.Error {
	line, col := 1, 1
	for _, c := range []byte(src.Text[:min(offset, len(src.Text))]) {
		if col++; c == '\n' {
			line, col = line+1, 1
		}
	}
	return &cell.Error{Code: code, Pos: cell.Pos{Cell: src.N, Line: line, Col: col}, Msg: msg, Text: src.Line(line)}
}
