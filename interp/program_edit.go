package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"gospark/cell"
)

// A programEditor edits the text of a cell for the program.
type programEditor struct {
	*programs
	editor
	cell *programCell
	sp   *speller
	err  error
}

// edit rewrites a declaration or a statement.
func (w *programEditor) edit(n ast.Node) {
	c := w.cell
	if f, ok := n.(*ast.FuncDecl); ok && f.Recv == nil {
		c.fun = c.info.Defs[f.Name]
		if f.Name.Name == "init" {
			w.replace(c.offset(f.Name.Pos()), c.offset(f.Name.End()), self)
		}
		defer func() { c.fun = nil }()
	}
	if g, ok := n.(*ast.GenDecl); ok && g.Tok == token.TYPE {
		w.dropKept(g)
	}
	ast.Inspect(n, func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok {
			w.ident(ident)
		}
		return true
	})
	if s, ok := n.(ast.Stmt); ok {
		w.statement(s)
	}
}

// dropKept leaves out the types of a group that stand already.
func (w *programEditor) dropKept(g *ast.GenDecl) {
	if !g.Lparen.IsValid() {
		return
	}
	at := w.cell.offset(g.Lparen) + 1
	for _, spec := range g.Specs {
		from := w.cell.offset(spec.Pos())
		w.gapWithoutCode(at, from)
		at = w.cell.offset(spec.End())
	}
	w.gapWithoutCode(at, w.cell.offset(g.Rparen))
}

// gapWithoutCode erases what isn't white space between two types of a group, where it is more than comments.
func (w *programEditor) gapWithoutCode(from, to int) {
	if words(w.text[from:to]) != "" && strings.Trim(words(w.text[from:to]), "; \n") != "" {
		w.replace(from, to, "\n")
	}
}

// ident gives a name of the session the program's.
func (w *programEditor) ident(n *ast.Ident) {
	c := w.cell
	obj := c.info.Uses[n]
	if obj == nil {
		obj = c.info.Defs[n]
	}
	start, end := c.offset(n.Pos()), c.offset(n.End())
	for _, o := range c.outs {
		if o.ident == n {
			start, end = c.offset(o.pos), c.offset(o.end)
		}
	}
	switch obj := obj.(type) {
	case nil:
		return
	case *types.PkgName:
		w.rename(n, start, end, w.importName(obj.Imported().Path(), obj.Name()))
		return
	case *types.Var:
		if obj.IsField() {
			if e := w.embedded(obj); e != nil {
				w.rename(n, start, end, e.given)
			}
			return
		}
	}
	if obj == c.fun && n.Name != "init" {
		w.replace(start, end, self)
		return
	}
	if obj.Pkg() != nil && !ofCell(obj) && obj.Parent() == obj.Pkg().Scope() {
		if !w.qualified(n) {
			w.insertBefore(start, w.importName(obj.Pkg().Path(), obj.Pkg().Name())+".")
		}
		return
	}
	if e := w.entityOf(c, obj); e != nil {
		e.used = true
		w.rename(n, start, end, e.given)
	}
}

func (w *programEditor) rename(n *ast.Ident, start, end int, given string) {
	if n.Name != given {
		w.replace(start, end, given)
	}
}

// qualified tells whether a name stands behind a dot.
func (w *programEditor) qualified(n *ast.Ident) bool {
	before := strings.TrimRight(w.text[:w.cell.offset(n.Pos())], " \t\n")
	return strings.HasSuffix(before, ".")
}

// embedded is the type of a cell that gives an embedded field its name.
func (w *programEditor) embedded(f *types.Var) *entity {
	if !f.Embedded() {
		return nil
	}
	t := f.Type()
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem()
	}
	switch t := t.(type) {
	case *types.Alias:
		return w.entityOf(w.cell, t.Obj())
	case *types.Named:
		return w.entityOf(w.cell, t.Obj())
	}
	return nil
}

// statement makes assignments of what defines variables, and a return of the cell's value.
func (w *programEditor) statement(s ast.Stmt) {
	c := w.cell
	for l, ok := s.(*ast.LabeledStmt); ok; l, ok = s.(*ast.LabeledStmt) {
		s = l.Stmt
	}
	switch s := s.(type) {
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			at := c.offset(s.TokPos)
			w.replace(at, at+len(":="), "=")
		}
	case *ast.DeclStmt:
		if g, ok := s.Decl.(*ast.GenDecl); ok && g.Tok == token.VAR {
			w.varDecl(g)
		}
	case *ast.ExprStmt:
		if s.X != c.value || !c.shows() {
			return
		}
		if c.defers() {
			w.insertBefore(c.offset(s.Pos()), w.names.list+"(")
			w.insertAfter(c.offset(s.End()), ")")
		}
		w.insertBefore(c.offset(s.Pos()), "return ")
	}
}

// varDecl makes assignments of a declaration of variables.
func (w *programEditor) varDecl(g *ast.GenDecl) {
	c := w.cell
	end := g.TokPos + token.Pos(len("var"))
	w.replace(c.offset(g.TokPos), c.offset(end), "")
	if g.Lparen.IsValid() {
		w.replace(c.offset(g.Lparen), c.offset(g.Lparen)+1, "")
		w.replace(c.offset(g.Rparen), c.offset(g.Rparen)+1, "")
	}
	for _, spec := range g.Specs {
		spec := spec.(*ast.ValueSpec)
		if spec.Type != nil {
			w.replace(c.offset(spec.Names[len(spec.Names)-1].End()), c.offset(spec.Type.End()), "")
		}
		if len(spec.Values) == 0 {
			w.insertAfter(c.offset(spec.Names[len(spec.Names)-1].End()), w.zeros(spec))
		}
	}
}

// zeros is the right side of an assignment of zero to variables.
func (w *programEditor) zeros(spec *ast.ValueSpec) string {
	var out []string
	for _, name := range spec.Names {
		obj := w.cell.info.Defs[name]
		if obj == nil || obj.Type() == nil {
			continue
		}
		text, err := w.sp.spell(obj.Type())
		w.fail(err)
		out = append(out, zero(obj.Type(), text))
	}
	return " = " + strings.Join(out, ", ")
}

// zero is an expression for the zero value of a type that is written as text.
func zero(t types.Type, text string) string {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return `""`
		case u.Info()&types.IsBoolean != 0:
			return "false"
		case u.Info()&types.IsNumeric != 0:
			return "0"
		}
		return "nil"
	case *types.Struct, *types.Array:
		return text + "{}"
	}
	return "nil"
}

func (w *programEditor) fail(err error) {
	if w.err == nil && err != nil {
		w.err = &cell.Error{Code: cell.CodeCompile, Msg: w.cell.src.Name() + " can't be part of a program: " + err.Error()}
	}
}
