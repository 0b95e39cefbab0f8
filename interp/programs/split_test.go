package programs

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"gospark/interp/stdtypes"
)

// A form is a way to make cells out of a program.
type form string

const (
	single form = "one by one" // a declaration or a statement to a cell
	lumps  form = "in lumps"   // the declarations, then the statements
	pasted form = "pasted"     // the whole program, then main()
)

// A unit is a declaration with what a person would write in the same cell.
type unit struct {
	text    string
	objects []types.Object
	uses    []types.Object
	init    bool // a func init
	pos     token.Pos
}

// cells makes cells out of a program.
func (p program) cells(f form, importer *stdtypes.Importer) ([]string, error) {
	s, err := p.whole(importer)
	if err != nil {
		return nil, err
	}
	if f == pasted {
		return []string{p.Text, "main()"}, nil
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: importer, GoVersion: "go1.27"}
	pkg, err := conf.Check("main", s.fset, []*ast.File{s.file}, info)
	if err != nil {
		return nil, err
	}
	var cells []string
	if text := s.ownImports(p); text != "" {
		cells = append(cells, text)
	}
	units, main := s.units(info, f)
	statements := s.statements(main, pkg, f)
	if f == lumps {
		var all []string
		for _, u := range units {
			all = append(all, u.text)
		}
		if len(all) > 0 {
			cells = append(cells, strings.Join(all, "\n\n"))
		}
		return append(cells, statements...), nil
	}
	for _, group := range inOrder(units, info.InitOrder) {
		cells = append(cells, group)
	}
	return append(cells, statements...), nil
}

// ownImports are the import declarations that the program itself has.
func (s *source) ownImports(p program) string {
	var out []string
	for _, d := range s.file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT && strings.Contains(p.Text, s.node(g)) {
			out = append(out, s.node(g))
		}
	}
	return strings.Join(out, "\n")
}

func (s *source) node(n ast.Node) string { return s.between(n.Pos(), n.End()) }

func (s *source) between(from, to token.Pos) string {
	return s.text[s.fset.PositionFor(from, false).Offset:s.fset.PositionFor(to, false).Offset]
}

// units are the program's declarations, methods with their types, and func main.
func (s *source) units(info *types.Info, f form) (units []*unit, main *ast.FuncDecl) {
	byType := map[string]*unit{}
	add := func(text string, n ast.Node, names ...*ast.Ident) *unit {
		u := &unit{text: text, pos: n.Pos()}
		for _, name := range names {
			if obj := info.Defs[name]; obj != nil {
				u.objects = append(u.objects, obj)
			}
		}
		u.note(n, info)
		units = append(units, u)
		return u
	}
	var methods []*ast.FuncDecl
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok == token.CONST {
				var names []*ast.Ident
				for _, spec := range d.Specs {
					names = append(names, spec.(*ast.ValueSpec).Names...)
				}
				add(s.node(d), d, names...)
				continue
			}
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					byType[spec.Name.Name] = add("type "+s.node(spec), spec, spec.Name)
				case *ast.ValueSpec:
					text := "var " + s.node(spec)
					if f == single {
						text = s.variable(spec)
					}
					add(text, spec, spec.Names...)
				}
			}
		case *ast.FuncDecl:
			switch {
			case d.Recv != nil:
				methods = append(methods, d)
			case d.Name.Name == "main":
				main = d
			default:
				add(s.node(d), d, d.Name).init = d.Name.Name == "init"
			}
		}
	}
	for _, m := range methods {
		u := byType[receiver(m)]
		u.text += "\n" + s.node(m)
		u.note(m, info)
	}
	return units, main
}

// variable writes a var declaration as people do at a prompt, where that is the same.
func (s *source) variable(spec *ast.ValueSpec) string {
	blank := slices.ContainsFunc(spec.Names, func(n *ast.Ident) bool { return n.Name == "_" })
	if spec.Type != nil || len(spec.Values) == 0 || blank {
		return "var " + s.node(spec)
	}
	last := spec.Names[len(spec.Names)-1]
	return s.between(spec.Pos(), last.End()) + " := " + s.between(spec.Values[0].Pos(), spec.End())
}

func receiver(m *ast.FuncDecl) string {
	name := ""
	ast.Inspect(m.Recv.List[0].Type, func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok && name == "" {
			name = ident.Name
		}
		return name == ""
	})
	return name
}

// note notes the package-level names that a declaration uses.
func (u *unit) note(n ast.Node, info *types.Info) {
	ast.Inspect(n, func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok {
			if obj := info.Uses[ident]; obj != nil && obj.Pkg() != nil && obj.Parent() == obj.Pkg().Scope() {
				u.uses = append(u.uses, obj)
			}
		}
		return true
	})
}

// inOrder puts the units in an order in which each finds what it uses, those that use
// one another in one cell. Variables get their values in the program's order.
func inOrder(units []*unit, order []*types.Initializer) []string {
	home := map[types.Object]*unit{}
	edges := map[*unit][]*unit{}
	for _, u := range units {
		for _, obj := range u.objects {
			home[obj] = u
		}
	}
	for _, u := range units {
		for _, obj := range u.uses {
			if to := home[obj]; to != nil && to != u {
				edges[u] = append(edges[u], to)
			}
		}
	}
	for i := 1; i < len(order); i++ {
		from, to := home[order[i].Lhs[0]], home[order[i-1].Lhs[0]]
		if from != nil && to != nil && from != to {
			edges[from] = append(edges[from], to)
		}
	}
	var ordered, last []*unit
	for _, u := range units {
		if u.init {
			last = append(last, u)
		} else {
			ordered = append(ordered, u)
		}
	}
	var out []string
	for _, group := range components(append(ordered, last...), edges) {
		slices.SortFunc(group, func(a, b *unit) int { return int(a.pos - b.pos) })
		var text []string
		for _, u := range group {
			text = append(text, u.text)
		}
		out = append(out, strings.Join(text, "\n"))
	}
	return out
}

// components are the strongly connected parts of a graph, what they lead to first (Tarjan).
func components(nodes []*unit, edges map[*unit][]*unit) [][]*unit {
	index, low, on := map[*unit]int{}, map[*unit]int{}, map[*unit]bool{}
	var stack []*unit
	var out [][]*unit
	var visit func(u *unit)
	visit = func(u *unit) {
		index[u] = len(index) + 1
		low[u] = index[u]
		stack, on[u] = append(stack, u), true
		for _, v := range edges[u] {
			if index[v] == 0 {
				visit(v)
				low[u] = min(low[u], low[v])
			} else if on[v] {
				low[u] = min(low[u], index[v])
			}
		}
		if low[u] != index[u] {
			return
		}
		at := slices.Index(stack, u)
		out = append(out, slices.Clone(stack[at:]))
		for _, v := range stack[at:] {
			on[v] = false
		}
		stack = stack[:at]
	}
	for _, u := range nodes {
		if index[u] == 0 {
			visit(u)
		}
	}
	return out
}

// statements are the cells of main's body. From a statement on that needs those that
// follow in its own func, they are one cell.
func (s *source) statements(main *ast.FuncDecl, pkg *types.Package, f form) []string {
	if returns(main.Body) {
		return []string{s.node(main), "main()"}
	}
	list := main.Body.List
	if len(list) == 0 {
		return nil
	}
	all := s.between(list[0].Pos(), list[len(list)-1].End())
	if hides(list, pkg) {
		return []string{"{\n" + all + "\n}"}
	}
	if f == lumps {
		return []string{all}
	}
	var out []string
	for i, stmt := range list {
		if needsRest(stmt) || labels(stmt, main.Body) {
			return append(out, s.between(stmt.Pos(), list[len(list)-1].End()))
		}
		out = append(out, s.node(list[i]))
	}
	return out
}

// returns tells whether main returns before its end.
func returns(body *ast.BlockStmt) bool {
	return contains(body, func(n ast.Node) bool { _, ok := n.(*ast.ReturnStmt); return ok })
}

// needsRest tells whether a statement needs those after it: defer runs after them, and
// a goto may lead to one of them.
func needsRest(stmt ast.Stmt) bool {
	return contains(stmt, func(n ast.Node) bool { _, ok := n.(*ast.DeferStmt); return ok || isGoto(n) })
}

// labels tells whether a goto leads to a statement.
func labels(stmt ast.Stmt, body *ast.BlockStmt) bool {
	_, ok := stmt.(*ast.LabeledStmt)
	return ok && contains(body, isGoto)
}

func isGoto(n ast.Node) bool {
	branch, ok := n.(*ast.BranchStmt)
	return ok && branch.Tok == token.GOTO
}

// contains looks for a node outside of func literals.
func contains(root ast.Node, is func(ast.Node) bool) bool {
	found := false
	ast.Inspect(root, func(n ast.Node) bool {
		if n != nil && is(n) {
			found = true
		}
		_, lit := n.(*ast.FuncLit)
		return !lit && !found
	})
	return found
}

// hides tells whether main declares a name that the package declares as well: at the top
// level of a cell it would be the same.
func hides(list []ast.Stmt, pkg *types.Package) bool {
	var names []string
	for _, stmt := range list {
		switch stmt := stmt.(type) {
		case *ast.AssignStmt:
			for _, e := range stmt.Lhs {
				if ident, ok := e.(*ast.Ident); ok && stmt.Tok == token.DEFINE {
					names = append(names, ident.Name)
				}
			}
		case *ast.DeclStmt:
			for _, spec := range stmt.Decl.(*ast.GenDecl).Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						names = append(names, name.Name)
					}
				case *ast.TypeSpec:
					names = append(names, spec.Name.Name)
				}
			}
		}
	}
	return slices.ContainsFunc(names, func(name string) bool { return pkg.Scope().Lookup(name) != nil })
}
