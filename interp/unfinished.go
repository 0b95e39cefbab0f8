package interp

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gospark/cell"
)

// placeholder is the name that stands for the one being typed.
const placeholder = "typed" + mark

// A mender tells how a text that ends anywhere could go on to become whole.
type mender struct {
	open    []opened
	literal token.Token // STRING, CHAR or COMMENT where the text ends within one
	at      int         // where that begins
}

// An opened bracket, or the cell itself, and the statement that is being written directly in it.
type opened struct {
	closer  string
	head    token.Token // IF, FOR, SWITCH, SELECT, CASE, GO, DEFER or IMPORT, if it is one of these
	clauses int         // the semicolons in the head of a for
}

// readUnfinished reads the tokens of a text that ends anywhere.
func readUnfinished(text string) *mender {
	m := &mender{open: []opened{{}}}
	file := token.NewFileSet().AddFile("", -1, len(text))
	broken := -1
	var s scanner.Scanner
	s.Init(file, []byte(text), func(pos token.Position, msg string) {
		if strings.HasSuffix(msg, "not terminated") {
			broken = pos.Offset
		}
	}, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		at := file.Offset(pos)
		if tok == token.EOF || tok == token.SEMICOLON && at >= len(text) {
			return m
		}
		if at+len(lit) >= len(text) && (broken == at || strings.HasPrefix(lit, "//")) {
			m.literal, m.at = tok, at
			return m
		}
		m.token(tok, lit)
	}
}

func (m *mender) token(tok token.Token, lit string) {
	top := &m.open[len(m.open)-1]
	switch tok {
	case token.IF, token.FOR, token.SWITCH, token.SELECT, token.CASE, token.GO, token.DEFER, token.IMPORT:
		top.head, top.clauses = tok, 0
	case token.SEMICOLON:
		top.clauses++
		if lit == "\n" || !isHeader(top.head) {
			m.endStatement()
		}
	case token.COLON:
		if top.head == token.CASE {
			top.head = 0
		}
	case token.LPAREN:
		inside := opened{closer: ")"}
		if top.head == token.IMPORT {
			inside.head = token.IMPORT
		}
		m.open = append(m.open, inside)
	case token.LBRACK:
		m.open = append(m.open, opened{closer: "]"})
	case token.LBRACE:
		if isHeader(top.head) {
			top.head = 0
		}
		m.open = append(m.open, opened{closer: "}"})
	case token.RPAREN, token.RBRACK, token.RBRACE:
		m.close(tok.String())
	}
}

// endStatement begins a new statement. Every line within the brackets of an import is one of its own.
func (m *mender) endStatement() {
	top := &m.open[len(m.open)-1]
	if top.closer != ")" {
		top.head = 0
	}
}

// close closes the innermost bracket of that kind, if there is one.
func (m *mender) close(closer string) {
	for i := len(m.open) - 1; i > 0; i-- {
		if m.open[i].closer == closer {
			m.open = m.open[:i]
			return
		}
	}
}

// isHeader tells whether a block must follow what the keyword begins.
func isHeader(tok token.Token) bool {
	return tok == token.IF || tok == token.FOR || tok == token.SWITCH || tok == token.SELECT
}

// rest is what makes a whole of the text when a name stands at its end.
func (m *mender) rest() string {
	var b strings.Builder
	if head := m.open[len(m.open)-1].head; head == token.GO || head == token.DEFER {
		b.WriteString("()")
	}
	for _, o := range slices.Backward(m.open) {
		switch {
		case o.head == token.CASE:
			b.WriteString(":")
		case o.head == token.FOR && o.clauses == 1:
			b.WriteString(";{}")
		case isHeader(o.head):
			b.WriteString("{}")
		}
		b.WriteString(o.closer)
	}
	return b.String()
}

// nameAround is the range of the name that the cursor stands in or at.
func nameAround(text string, cursor int) (start, end int) {
	start, end = cursor, cursor
	for start > 0 {
		r, n := utf8.DecodeLastRuneInString(text[:start])
		if !isNameRune(r) {
			break
		}
		start -= n
	}
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		if !isNameRune(r) {
			break
		}
		end += n
	}
	return start, end
}

func isNameRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// checkAnyway checks what can be made of an unfinished cell. It is nil where that is nothing.
func (in *Interp) checkAnyway(text string, sc *scope) *check {
	src := cell.Source{Text: text}
	chunks := scanCell(src).chunks
	s, errs := parseChunks(src, chunks)
	if len(errs) > 0 {
		src.Text = withoutBroken(text, chunks)
		s, _ = parseChunks(src, scanCell(src).chunks)
	}
	if s.run == nil || s.run.Body == nil {
		return nil
	}
	s.findOuts()
	c := &check{split: s, in: in, scope: sc, declared: s.declaredNames()}
	c.parenthesize()
	c.freeMethods()
	c.addImports()
	hoisted := c.usedBeforeDefined()
	if len(hoisted) == 0 {
		c.typeCheck(c.files(), nil)
		return c
	}
	restore := c.withoutBodies()
	c.typeCheck(c.files(), nil)
	restore()
	vars, err := c.hoist(hoisted)
	if err != nil {
		vars = nil // one of them has no type yet
	}
	c.typeCheck(c.files(), vars)
	return c
}

// freeMethods makes plain funcs of the methods of types that the cell doesn't declare:
// go/types can't follow such a type to its declaration.
func (c *check) freeMethods() {
	for _, decl := range c.decls.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Recv == nil || c.declaresType(receiverName(f)) {
			continue
		}
		params := &ast.FieldList{Opening: f.Recv.Opening, List: f.Recv.List, Closing: f.Recv.Closing}
		if f.Type.Params != nil {
			params.List = append(params.List, f.Type.Params.List...)
			params.Closing = f.Type.Params.Closing
		}
		f.Recv, f.Name, f.Type.Params = nil, &ast.Ident{NamePos: f.Name.NamePos, Name: "_"}, params
	}
}

// withoutBroken is a text with blanks in place of what can't be parsed before its last
// chunk: the parser may lose what follows it.
func withoutBroken(text string, chunks []chunk) string {
	out := []byte(text)
	for i, c := range chunks {
		if i == len(chunks)-1 {
			break
		}
		if _, err := splitCell(cell.Source{Text: text[c.start:c.end]}); err != nil {
			copy(out[c.start:], blank(text[c.start:c.end]))
		}
	}
	return string(out)
}

// declaredNames are the names that the cell's declarations declare.
func (s *split) declaredNames() map[string]bool {
	names := map[string]bool{}
	for _, decl := range s.decls.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil {
				names[decl.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names[spec.Name.Name] = true
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						names[name.Name] = true
					}
				}
			}
		}
	}
	return names
}

// pathTo is the nodes from a file down to the first identifier that matches, or nil.
func (c *check) pathTo(match func(*ast.Ident) bool) []ast.Node {
	var found []ast.Node
	for _, f := range c.files() {
		var path []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				path = path[:len(path)-1]
				return false
			}
			path = append(path, n)
			if id, ok := n.(*ast.Ident); ok && found == nil && match(id) {
				found = slices.Clone(path)
			}
			return true
		})
	}
	return found
}

func isPlaceholder(id *ast.Ident) bool { return id.Name == placeholder }
