package interp

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ast/astutil"

	"gospark/cell"
)

// cellPath is the path of the package that all cells are to the checker, so that
// unexported names, fields and methods work across them. The compiled packages
// have paths of their own.
const cellPath = "cell"

// A split is a parsed cell: its declarations and its statements, each a file
// whose bytes stand at the offsets they have in the cell.
type split struct {
	src    cell.Source
	fset   *token.FileSet
	decls  *ast.File     // imports, types, consts, funcs
	run    *ast.FuncDecl // the statements, var declarations among them, in order
	stmts  *ast.File     // the file that holds run
	outs   []*outRef     // the uses of Out(n)
	clause bool          // it has a package clause
}

// An outRef is a call of Out that became an identifier.
type outRef struct {
	ident    *ast.Ident
	pos, end token.Pos
}

const (
	declPrefix = "package " + cellPath + ";"
	runPrefix  = "package " + cellPath + "; func _() {"
)

// splitCell parses the cell. Its errors are cell.Errors.
func splitCell(src cell.Source) (*split, error) {
	sc := scanCell(src)
	if sc.err != nil {
		return nil, cell.Errors{sc.err}
	}
	s, errs := parseChunks(src, sc.chunks)
	if len(errs) > 0 {
		return nil, errs
	}
	s.findOuts()
	return s, nil
}

// parseChunks parses the two files of a cell. Where there are errors it returns them
// with what could be made of the text; run is nil where that is nothing.
func parseChunks(src cell.Source, chunks []chunk) (*split, cell.Errors) {
	s := &split{src: src, fset: token.NewFileSet()}
	decls, stmts := blank(src.Text), []byte(src.Text)
	for _, c := range chunks {
		if !c.decl {
			continue
		}
		end := c.withSeparator(src.Text)
		copy(stmts[c.start:end], blank(src.Text[c.start:end]))
		if c.clause { // a pasted program's
			s.clause = true
		} else {
			copy(decls[c.start:], src.Text[c.start:end])
		}
	}
	var errs cell.Errors
	var err error
	if s.decls, err = s.parse(declPrefix, decls, ""); err != nil {
		errs = append(errs, s.syntaxErrors(err)...)
	}
	if s.stmts, err = s.parse(runPrefix, stmts, "\n}"); err != nil {
		errs = append(errs, s.syntaxErrors(err)...)
	}
	if len(s.stmts.Decls) > 0 {
		s.run, _ = s.stmts.Decls[0].(*ast.FuncDecl)
	}
	return s, errs
}

// blank is text with everything but its line ends made spaces.
func blank(text string) []byte {
	out := []byte(text)
	for i, c := range out {
		if c != '\n' {
			out[i] = ' '
		}
	}
	return out
}

// withSeparator is the end of a chunk with the semicolon that is written behind it.
func (c chunk) withSeparator(text string) int {
	if c.end < len(text) && text[c.end] == ';' {
		return c.end + 1
	}
	return c.end
}

// parse parses one of the two files. The line directive makes every position read
// as one in the cell, so that no other code translates positions.
func (s *split) parse(prefix string, body []byte, suffix string) (*ast.File, error) {
	text := prefix + "/*line " + s.src.Name() + ":1:1*/" + string(body) + suffix
	return parser.ParseFile(s.fset, s.src.Name(), text, parser.SkipObjectResolution|parser.AllErrors|parser.ParseComments)
}

// files are the two files of the cell.
func (s *split) files() []*ast.File { return []*ast.File{s.decls, s.stmts} }

// funcs are the funcs and methods that the cell declares.
func (s *split) funcs() []*ast.FuncDecl {
	var out []*ast.FuncDecl
	for _, d := range s.decls.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			out = append(out, f)
		}
	}
	return out
}

// offset is where pos stands in the cell's text.
func (s *split) offset(pos token.Pos) int {
	prefix := declPrefix
	if s.stmts != nil && s.stmts.FileStart <= pos && pos <= s.stmts.FileEnd {
		prefix = runPrefix
	}
	at := s.fset.PositionFor(pos, false).Offset - len(prefix) - len("/*line "+s.src.Name()+":1:1*/")
	return min(at, len(s.src.Text)) // what is implied at the end, as the statement after a label
}

// mainFunc is the func main of a pasted program: a cell that has a package clause and only
// declares. It is run as the last of the cell.
func (s *split) mainFunc() *ast.FuncDecl {
	for _, stmt := range s.run.Body.List {
		if _, ok := stmt.(*ast.DeclStmt); !ok {
			return nil
		}
	}
	for _, f := range s.funcs() {
		if s.clause && f.Recv == nil && f.Name.Name == "main" {
			return f
		}
	}
	return nil
}

// text is the cell's text of a node.
func (s *split) text(n ast.Node) string {
	return s.src.Text[s.offset(n.Pos()):s.offset(n.End())]
}

// pos is the place of a position in the cell.
func (s *split) pos(p token.Pos) cell.Pos {
	at := s.fset.Position(p)
	return cell.Pos{Cell: s.src.N, Line: at.Line, Col: at.Column}
}

// errorAt is a fault at a position.
func (s *split) errorAt(p token.Pos, code cell.Code, msg string) *cell.Error {
	at := s.pos(p)
	return &cell.Error{Code: code, Pos: at, Msg: msg, Text: s.src.Line(at.Line)}
}

func (s *split) syntaxErrors(err error) cell.Errors {
	list, ok := err.(scanner.ErrorList)
	if !ok {
		return cell.Errors{{Code: cell.CodeSyntax, Msg: err.Error()}}
	}
	list.RemoveMultiples()
	lines := strings.Count(s.src.Text, "\n") + 1
	var out cell.Errors
	for _, e := range list {
		pos := cell.Pos{Cell: s.src.N, Line: e.Pos.Line, Col: e.Pos.Column}
		if e.Pos.Line > lines {
			if len(out) > 0 {
				continue // what follows from the one before
			}
			pos.Line, pos.Col = lines, len(s.src.Line(lines))+1
			e.Msg = foundEnd.ReplaceAllString(e.Msg, "found the end of the cell")
		}
		text := s.src.Line(pos.Line)
		hint := syntaxHint(text)
		if hint == "" && e.Msg == "expected 1 expression" {
			hint = "a cell shows one value: []any{x, y} shows several"
		}
		out = append(out, &cell.Error{Code: cell.CodeSyntax, Pos: pos, Msg: e.Msg, Text: text, Hint: hint})
	}
	return out
}

// foundEnd is what the parser says of what stands behind the cell's text.
var foundEnd = regexp.MustCompile(`found (?:'}'|'EOF'|newline)`)

// Completeness tells whether text is a whole cell, needs more lines, or can't become Go.
func Completeness(text string) cell.Completeness {
	src := cell.Source{N: 1, Text: text}
	sc := scanCell(src)
	switch {
	case sc.err != nil:
		return cell.Invalid
	case sc.open, sc.partial:
		return cell.Incomplete
	}
	if _, err := splitCell(src); err != nil {
		if endsEarly(src, err.(cell.Errors)) {
			return cell.Incomplete
		}
		return cell.Invalid
	}
	return cell.Complete
}

// endsEarly tells whether the first thing wrong is that the cell ends.
func endsEarly(src cell.Source, errs cell.Errors) bool {
	lines := strings.Count(strings.TrimRight(src.Text, " \t\n"), "\n") + 1
	return strings.HasSuffix(errs[0].Msg, "found the end of the cell") || errs[0].Pos.Line > lines
}

// findOuts turns the calls Out(n) into identifiers of that name, which the scope
// knows and nobody can write.
func (s *split) findOuts() {
	replace := func(c *astutil.Cursor) bool {
		call, ok := c.Node().(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		fun, isName := call.Fun.(*ast.Ident)
		n, isLit := call.Args[0].(*ast.BasicLit)
		if isName && fun.Name == "Out" && isLit && n.Kind == token.INT {
			ident := &ast.Ident{NamePos: call.Pos(), Name: outName(n.Value)}
			s.outs = append(s.outs, &outRef{ident, call.Pos(), call.End()})
			c.Replace(&ast.ParenExpr{Lparen: call.Pos(), X: ident, Rparen: call.End() - 1})
		}
		return true
	}
	astutil.Apply(s.decls, nil, replace)
	astutil.Apply(s.stmts, nil, replace)
}

// outName is the name in the scope of the value of cell n.
func outName(n string) string { return "Out(" + n + ")" }
