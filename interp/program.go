package interp

import (
	"context"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"gospark/cell"
)

// A Program is a session as the source of a Go program: each cell is its declarations
// and a func of its statements, and main calls these one after the other. The session's
// variables are the package's. What cells end in is shown by funcs that it gets for that.
type Program struct {
	Main    []byte   // the file of the cells
	Helpers []byte   // the file of what they call, or nil where they call nothing
	Notes   []string // what is called otherwise in it
}

// A Given is a variable that a program has before its cells: the session's own.
type Given struct {
	Init string // an expression for its value, in which $ is the package of its type
	Stop string // what is called on it at the end: .Stop()
}

// programs turns cells into a program.
type programs struct {
	in       *Interp
	given    map[string]Given
	fixed    map[string]bool // names that are given to something at package level
	cells    []*programCell
	taken    map[string]bool // names that can't be given: what is written in cells, and what is given already
	entities map[any]*entity
	imports  map[imported]string
	blank    map[string]bool // paths that are imported for their effect
	names    struct{ show, fail, list string }
	notes    []string
}

// An imported package under the name that a cell has for it.
type imported struct{ path, name string }

// A programCell is a checked cell on its way into a program.
type programCell struct {
	*check
	*binding
	run  string       // the name of its func, or "" where it has no statements
	out  *entity      // the variable that holds its value, where a later cell uses it
	decl []*unit      // its declarations
	stmt []*unit      // its statements
	init []string     // names of its init funcs
	vars []*entity    // variables that it is the first to define
	fun  types.Object // the func that is being written, which calls itself by that name
}

// Program writes cells as a program. They are the cells of a session in the order in which
// they ran, and are checked anew; none runs. given is the session's own variables by name. The error is cell.Errors or a *cell.Error.
func (in *Interp) Program(ctx context.Context, cells []cell.Source, given map[string]Given) (_ *Program, err error) {
	defer guard(&err)
	for _, src := range cells {
		if err := in.fetch(ctx, src); err != nil {
			return nil, err
		}
	}
	in.checking.Lock()
	defer in.checking.Unlock()
	p := &programs{in: in.fresh(), given: given, taken: map[string]bool{}, entities: map[any]*entity{}, imports: map[imported]string{}, blank: map[string]bool{}}
	for _, src := range cells {
		if err := p.add(src); err != nil {
			return nil, err
		}
	}
	p.nameAll()
	for _, c := range p.cells {
		if err := p.cut(c); err != nil {
			return nil, err
		}
	}
	out, err := p.write()
	if err != nil {
		return nil, err
	}
	return out, p.verify(out)
}

// fresh is an Interp with the same packages and the session's own variables, in which
// nothing has been declared.
func (in *Interp) fresh() *Interp {
	f := undeclared(in.config, in.importer)
	f.given = in.given
	for _, sym := range in.given {
		f.scope.names[sym.name] = sym
		f.table.symbols[sym.obj] = sym
	}
	return f
}

// add checks a cell, and makes what it defines known to the next.
func (p *programs) add(src cell.Source) error {
	c, err := p.in.checkCell(src, p.in.current())
	if err == nil {
		if errs := c.impureClosures(); len(errs) > 0 {
			err = errs
		}
	}
	if errs, ok := err.(cell.Errors); ok {
		errs[0].Hint = "a program has the cells that succeeded and weren't forgotten, as if there had been no others"
		return errs
	}
	if err != nil {
		return err
	}
	b := c.bind("")
	p.in.commit(c, b, len(c.run.Body.List))
	pc := &programCell{check: c, binding: b}
	if shown := pc.shown(); len(shown) == 1 {
		p.in.bindVariable(outName(strconv.Itoa(src.N)), shown[0], src.N, b.result[0])
	}
	for _, f := range c.files() {
		ast.Inspect(f, func(n ast.Node) bool {
			if ident, ok := n.(*ast.Ident); ok {
				p.taken[ident.Name] = true
			}
			return true
		})
	}
	p.cells = append(p.cells, pc)
	return nil
}

// shown are the types of the values that the cell shows.
func (c *programCell) shown() []types.Type {
	results := c.results()
	if !c.shows() {
		return nil
	}
	if c.endsInError() {
		return results[:len(results)-1]
	}
	return results
}

// endsInError tells whether the last of the cell's results fails it when it isn't nil.
func (c *programCell) endsInError() bool {
	results := c.results()
	return len(results) > 0 && isError(results[len(results)-1]) && c.endsInCall()
}

// shows tells whether main takes what the cell ends in: to show it, or for the error in it.
func (c *programCell) shows() bool { return len(c.results()) > 0 && !c.printLike() }

// defers tells whether a statement of the cell defers a call to the cell's end.
func (c *programCell) defers() bool {
	found := false
	ast.Inspect(c.check.run.Body, func(n ast.Node) bool {
		_, isLit := n.(*ast.FuncLit)
		_, isDefer := n.(*ast.DeferStmt)
		found = found || isDefer
		return !isLit
	})
	return found
}

// write puts the program together.
func (p *programs) write() (*Program, error) {
	var own, body, main strings.Builder
	for _, sym := range p.in.given {
		g, e := p.given[sym.name], p.entities[keyOf(sym)]
		if e.used {
			fmt.Fprintf(&own, "var %s = %s\n\n", e.given, strings.ReplaceAll(g.Init, "$", p.givenPackage(sym)))
			fmt.Fprintf(&main, "defer %s%s\n", e.given, g.Stop)
		}
	}
	for _, c := range p.cells {
		if err := p.writeCell(c, &body); err != nil {
			return nil, err
		}
	}
	for _, c := range p.cells {
		p.writeCall(c, &main)
	}
	text := programDoc + "package main\n\n" + p.importDecl() + own.String() + body.String() + "func main() {\n" + main.String() + "}\n"
	formatted, err := format.Source(plainDirectives(text))
	if err != nil {
		return nil, unwritable(text, err)
	}
	out := &Program{Main: formatted, Notes: p.notes}
	out.Helpers = p.helpers()
	return out, nil
}

// givenPackage is the name of the package of a variable that the session gives.
func (p *programs) givenPackage(sym *symbol) string {
	pkg := sym.obj.Type().(*types.Pointer).Elem().(*types.Named).Obj().Pkg()
	return p.importName(pkg.Path(), pkg.Name())
}

const programDoc = `// This was a session of the GoSpark shell. What its cells declare is here in their order; the
// statements of a cell are a func, and main calls these one after the other.
`

// importDecl is the imports of what the cells use, the standard library's first.
func (p *programs) importDecl() string {
	var std, others []string
	add := func(name, path string) {
		spec := strconv.Quote(path)
		if name != baseName(path) {
			spec = name + " " + spec
		}
		if p.in.importer.Std(p.nameOf(path)) != nil && slices.Contains(p.in.importer.Paths(), path) || path == "unsafe" {
			std = append(std, spec)
		} else {
			others = append(others, spec)
		}
	}
	for pkg, name := range p.imports {
		add(name, pkg.path)
	}
	for path := range p.blank {
		add("_", path)
	}
	byPath := func(a, b string) int {
		return strings.Compare(a[strings.IndexByte(a, '"'):], b[strings.IndexByte(b, '"'):])
	}
	slices.SortFunc(std, byPath)
	slices.SortFunc(others, byPath)
	if len(std) > 0 && len(others) > 0 {
		std = append(std, "")
	}
	all := slices.Concat(std, others)
	if len(all) == 0 {
		return ""
	}
	return "import (\n" + strings.Join(all, "\n") + "\n)\n\n"
}

func (p *programs) nameOf(path string) string {
	if pkg, err := p.in.importer.Import(path); err == nil {
		return pkg.Name()
	}
	return ""
}

// verify checks the program as the compiler will: what it gets isn't the checked cells
// but a text made of them.
func (p *programs) verify(out *Program) error {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, text := range [][]byte{out.Main, out.Helpers} {
		if text == nil {
			continue
		}
		f, err := parser.ParseFile(fset, "", text, parser.SkipObjectResolution)
		if err != nil {
			return unwritable(string(text), err)
		}
		files = append(files, f)
	}
	conf := types.Config{Importer: p.in.importer, GoVersion: "go1.27"}
	if _, err := conf.Check("main", fset, files, nil); err != nil {
		return unwritable(string(out.Main), err)
	}
	return nil
}

// unwritable is the error of cells that are right and of which no program comes.
func unwritable(text string, err error) error {
	e := &cell.Error{Code: cell.CodeCompile, Hint: "please report it with the cells' text"}
	line := 0
	switch err := err.(type) {
	case scanner.ErrorList:
		e.Msg, line = err[0].Msg, err[0].Pos.Line
	case types.Error:
		e.Msg, line = err.Msg, err.Fset.Position(err.Pos).Line
	default:
		e.Msg = err.Error()
	}
	e.Msg = "these cells can't be written as one program: " + e.Msg
	if lines := strings.Split(text, "\n"); line > 0 && line <= len(lines) {
		e.Msg += "\n    " + strings.TrimSpace(lines[line-1])
	}
	return e
}

// plainDirectives makes plain comments of those that a compiler would take for build
// constraints: in a cell they say nothing.
func plainDirectives(text string) []byte {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), func(token.Position, string) {}, scanner.ScanComments)
	var out []byte
	at := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return append(out, text[at:]...)
		}
		if tok == token.COMMENT && (strings.HasPrefix(lit, "//go:build") || strings.HasPrefix(lit, "// +build")) {
			start := file.Offset(pos) + len("//")
			out = append(append(out, text[at:start]...), " in a cell: "...)
			at = start
		}
	}
}
