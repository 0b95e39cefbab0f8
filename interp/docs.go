package interp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"

	"gospark/cell"
)

// locate fills in where an object was declared and what is written about it there.
func (c *check) locate(out *cell.Inspection, obj types.Object) {
	if name, ok := obj.(*types.PkgName); ok {
		out.Package = name.Imported().Path()
		out.Doc = c.in.packageDoc(out.Package)
		return
	}
	pkg := obj.Pkg()
	switch {
	case pkg == nil:
		if kindOf(obj) == cell.KindBuiltin {
			out.Doc = c.in.stdDoc("builtin", "builtin.go", func(id *ast.Ident, _ int) bool { return id.Name == obj.Name() })
		}
	case pkg == c.pkg:
		c.locateIn(c.split, out, obj)
	case pkg.Path() == cellPath:
		if s := c.in.declaredIn(pkg.Name()); s != nil {
			c.locateIn(s, out, obj)
		}
	default:
		out.Package = pkg.Path()
		out.Doc = c.in.docOf(obj)
	}
}

// declaredIn is the cell of that name, parsed again: the places of what it declared are
// the same as they were, since they count from its beginning.
func (in *Interp) declaredIn(name string) *split {
	pos, ok := cell.ParsePos(name + ":1")
	if !ok {
		return nil
	}
	src, ok := in.source(pos.Cell)
	if !ok {
		return nil
	}
	s, err := splitCell(src)
	if err != nil {
		return nil
	}
	return s
}

// locateIn notes the place of an object in its cell, and the comment above it.
func (c *check) locateIn(s *split, out *cell.Inspection, obj types.Object) {
	if obj.Pos() > max(s.decls.FileEnd, s.stmts.FileEnd) {
		return
	}
	pos := s.pos(obj.Pos())
	if !pos.IsValid() {
		return
	}
	out.Pos = pos
	var lines []string
	for n := pos.Line - 1; n > 0; n-- {
		comment, ok := strings.CutPrefix(strings.TrimSpace(s.src.Line(n)), "//")
		if !ok {
			break
		}
		lines = append([]string{strings.TrimPrefix(comment, " ")}, lines...)
	}
	out.Doc = strings.Join(lines, "\n")
}

// docOf is the doc comment of an object of a package, or "".
func (in *Interp) docOf(obj types.Object) string {
	for _, f := range in.importer.Files(obj.Pkg().Path()) {
		if f.FileStart <= obj.Pos() && obj.Pos() < f.FileEnd {
			return docAt(f, func(id *ast.Ident) bool { return id.Pos() == obj.Pos() })
		}
	}
	at := in.importer.Fset().Position(obj.Pos())
	if at.Filename == "" {
		return ""
	}
	return in.stdDoc(obj.Pkg().Path(), filepath.Base(at.Filename), func(id *ast.Ident, line int) bool {
		return id.Name == obj.Name() && line == at.Line
	})
}

// stdDoc is the doc comment of what a file of the standard library declares under a
// name that matches, where the sources of the release are at hand.
func (in *Interp) stdDoc(importPath, file string, match func(id *ast.Ident, line int) bool) string {
	dir := in.sourceFolder(importPath)
	if dir == "" {
		return ""
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, filepath.Join(dir, file), nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return ""
	}
	return docAt(f, func(id *ast.Ident) bool { return match(id, fset.Position(id.Pos()).Line) })
}

// sourceFolder is the folder of a package of the standard library, or "" where the
// toolchain isn't there or is still coming up.
func (in *Interp) sourceFolder(importPath string) string {
	if in.compiler == nil {
		return ""
	}
	if !in.compiler.isReady() || in.compiler.tc == nil {
		return ""
	}
	return filepath.Join(in.compiler.tc.GOROOT(), "src", filepath.FromSlash(importPath))
}

// packageDoc is the doc comment of a package, or "".
func (in *Interp) packageDoc(importPath string) string {
	for _, f := range in.importer.Files(importPath) {
		if f.Doc != nil {
			return clean(f.Doc)
		}
	}
	dir := in.sourceFolder(importPath)
	entries, err := os.ReadDir(dir)
	if dir == "" || err != nil {
		return ""
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.ParseComments|parser.PackageClauseOnly)
		if err == nil && f.Doc != nil && f.Name.Name != "main" {
			return clean(f.Doc)
		}
	}
	return ""
}

// docAt is the doc comment of what a file declares under the identifier that matches.
// What has none of its own has that of its group, or the comment behind it.
func docAt(f *ast.File, match func(*ast.Ident) bool) string {
	doc := ""
	declares := func(names []*ast.Ident, comments ...*ast.CommentGroup) {
		for _, name := range names {
			for _, c := range comments {
				if doc == "" && match(name) {
					doc = clean(c)
				}
			}
		}
	}
	var group *ast.CommentGroup
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			declares([]*ast.Ident{n.Name}, n.Doc)
			return false
		case *ast.GenDecl:
			group = n.Doc
		case *ast.TypeSpec:
			declares([]*ast.Ident{n.Name}, n.Doc, group, n.Comment)
		case *ast.ValueSpec:
			declares(n.Names, n.Doc, n.Comment, group)
		case *ast.Field:
			declares(n.Names, n.Doc, n.Comment)
		}
		return doc == ""
	})
	return doc
}

func clean(c *ast.CommentGroup) string { return strings.TrimSpace(c.Text()) }
