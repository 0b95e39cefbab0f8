package interp

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"strings"
)

// A declaration is a type with its methods, a group of constants or a func, as it
// was written. Written again word for word, over names that mean the same, a type,
// constant or generic func keeps its identity: running a notebook's cells again
// breaks no value made before.
type declaration struct {
	words     string                  // its tokens
	signature string                  // of a func: its tokens without the body
	uses      map[string]types.Object // the names of other cells' and this cell's declarations that it uses
	vars      map[string]int          // the variables that it uses, with their numbers
	names     []string
	nodes     []ast.Node // in the file it was parsed from
	plain     bool       // a func without type parameters: always replaced
}

// declarations lists what the cell declares, methods with their types.
func (s *split) declarations() []*declaration {
	var out []*declaration
	byType := map[string]*declaration{}
	add := func(d *declaration, n ast.Node, names ...string) *declaration {
		d.names = append(d.names, names...)
		d.nodes = append(d.nodes, n)
		d.words += words(s.text(n))
		out = append(out, d)
		return d
	}
	for _, decl := range s.decls.Decls {
		switch decl := decl.(type) {
		case *ast.GenDecl:
			switch decl.Tok {
			case token.TYPE:
				for _, spec := range decl.Specs {
					name := spec.(*ast.TypeSpec).Name.Name
					byType[name] = add(&declaration{}, spec, name)
				}
			case token.CONST:
				d := add(&declaration{}, decl)
				for _, spec := range decl.Specs {
					for _, name := range spec.(*ast.ValueSpec).Names {
						d.names = append(d.names, name.Name)
					}
				}
			}
		case *ast.FuncDecl:
			if decl.Recv == nil {
				d := add(&declaration{plain: decl.Type.TypeParams == nil}, decl, decl.Name.Name)
				d.signature = words(s.text(decl.Type))
			}
		}
	}
	for _, f := range s.funcs() {
		if d := byType[receiverName(f)]; d != nil {
			d.nodes = append(d.nodes, f)
			d.words += words(s.text(f))
		}
	}
	return out
}

// receiverName is the name of the type that a method is declared on.
func receiverName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	t := f.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.ParenExpr:
			t = x.X
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// words is the tokens of a text, so that layout and comments don't count.
func words(text string) string {
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), func(token.Position, string) {}, 0)
	var out strings.Builder
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return out.String()
		}
		if lit == "" || lit == "\n" {
			lit = tok.String()
		}
		out.WriteString(lit)
		out.WriteByte(' ')
	}
}

// kept finds the declarations of the cell that stand word for word in the scope and
// mean the same there, and returns their symbols by name. Those known to be stale
// aren't among them.
func kept(decls []*declaration, sc *scope, stale map[string]bool) map[string]*symbol {
	keep, inCell := map[string]*declaration{}, map[string]*declaration{}
	for _, d := range decls {
		for _, name := range d.names {
			inCell[name] = d
		}
		if !d.plain && sameWords(d, sc) && !stale[d.names[0]] {
			for _, name := range d.names {
				keep[name] = d
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for name, d := range keep {
			if !sameMeaning(sc.names[name].decl, sc, inCell, keep) {
				for _, n := range d.names {
					delete(keep, n)
				}
				changed = true
			}
		}
	}
	out := map[string]*symbol{}
	for name := range keep {
		out[name] = sc.names[name]
	}
	return out
}

// addStale adds the kept declarations that use a variable which this cell, or one
// before it, gave another type. It tells whether there were any.
func (c *check) addStale(stale map[string]bool) bool {
	found := false
	for _, sym := range c.keep {
		for name, id := range sym.decl.vars {
			if c.varID(name) != id {
				stale[sym.decl.names[0]], found = true, true
			}
		}
	}
	return found
}

// varID is the number that the variable of that name has after the cell; -1 for one
// that is new or gone.
func (c *check) varID(name string) int {
	old := c.scope.names[name]
	if old == nil || !old.isVar() {
		return -1
	}
	for _, d := range c.defs {
		if d.name == name && !types.Identical(old.obj.Type(), d.obj.Type()) {
			return -1
		}
	}
	return old.id
}

func sameWords(d *declaration, sc *scope) bool {
	for _, name := range d.names {
		if old := sc.names[name]; name == "_" || old == nil || old.decl == nil || old.decl.words != d.words {
			return false
		}
	}
	return len(d.names) > 0
}

// sameMeaning tells whether the names that an earlier declaration uses still mean
// what they meant when it was compiled.
func sameMeaning(old *declaration, sc *scope, inCell, keep map[string]*declaration) bool {
	for name, obj := range old.uses {
		now, inScope := sc.names[name]
		if d := inCell[name]; d != nil {
			sameFunc := d.plain && inScope && now.decl != nil && now.decl.signature == d.signature
			if keep[name] == nil && !sameFunc {
				return false
			}
			continue
		}
		if f, ok := obj.(*types.Func); ok && f.Signature().TypeParams().Len() == 0 {
			continue // reached through the registry
		}
		if !inScope || now.obj != obj {
			return false
		}
	}
	return true
}

// drop takes the declarations that are kept out of the file.
func (s *split) drop(decls []*declaration, keep map[string]*symbol) {
	gone := map[ast.Node]bool{}
	for _, d := range decls {
		if len(d.names) > 0 && keep[d.names[0]] != nil {
			for _, n := range d.nodes {
				gone[n] = true
			}
		}
	}
	var left []ast.Decl
	for _, decl := range s.decls.Decls {
		if gone[decl] {
			continue
		}
		if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			var specs []ast.Spec
			for _, spec := range g.Specs {
				if !gone[spec] {
					specs = append(specs, spec)
				}
			}
			if len(specs) == 0 {
				continue
			}
			g.Specs = specs
		}
		left = append(left, decl)
	}
	s.decls.Decls = left
}
