package interp

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"gospark/cell"
)

// Complete lists what can stand at the cursor, a byte offset in the text of a cell
// that may be unfinished, in place of the name that ends there: names, fields and
// methods, packages and their members, keywords, and files within strings. What
// begins as typed comes alone; where nothing does, what begins so in other case.
//
// Nothing runs, and the session stays as it is. It may be called while a cell runs.
func (in *Interp) Complete(text string, cursor int) cell.Completion {
	cursor = min(max(cursor, 0), len(text))
	out, err := in.complete(text[:cursor])
	if err != nil {
		return cell.Completion{Start: cursor, End: cursor}
	}
	return out
}

// complete completes the name at the end of a text.
func (in *Interp) complete(text string) (out cell.Completion, err error) {
	defer guard(&err)
	in.checking.Lock()
	defer in.checking.Unlock()
	start, end := nameAround(text, len(text))
	out = cell.Completion{Start: start, End: end}
	l := &list{in: in, prefix: text[start:], seen: map[string]bool{}}
	m := readUnfinished(text[:start])
	switch {
	case m.literal == token.STRING:
		out.Start, out.Matches = in.completeString(text, m)
		return out, nil
	case m.literal != 0, l.prefix != "" && l.prefix[0] >= '0' && l.prefix[0] <= '9':
		return out, nil
	}
	if c := in.checkAnyway(text[:start]+placeholder+m.rest(), in.current()); c != nil {
		l.check = c
		l.fill(c.pathTo(isPlaceholder))
	}
	out.Matches = l.matches()
	return out, nil
}

// A list is the candidates for one place.
type list struct {
	*check
	in     *Interp
	prefix string
	found  []candidate
	seen   map[string]bool
	types  bool // only types can stand here
}

// A candidate has a rank: the lower, the more likely it is meant.
type candidate struct {
	cell.Match
	rank int
}

const (
	rankMember = iota
	rankName
	rankPackage
	rankGo // keywords, builtins and what Go predeclares
)

// add notes a candidate, unless there is one of that name.
func (l *list) add(rank int, kind cell.Kind, text, typ string) {
	if !l.seen[text] {
		l.seen[text] = true
		l.found = append(l.found, candidate{cell.Match{Text: text, Kind: kind, Type: typ}, rank})
	}
}

// matches are the candidates that fit what is typed, the best first.
func (l *list) matches() []cell.Match {
	fit := func(fits func(text string) bool) []candidate {
		var out []candidate
		for _, c := range l.found {
			if fits(c.Text) {
				out = append(out, c)
			}
		}
		return out
	}
	found := fit(func(text string) bool { return strings.HasPrefix(text, l.prefix) })
	if len(found) == 0 {
		n := len(l.prefix)
		found = fit(func(text string) bool { return len(text) >= n && strings.EqualFold(text[:n], l.prefix) })
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(a.rank-b.rank, strings.Compare(a.Text, b.Text))
	})
	var out []cell.Match
	for _, c := range found {
		out = append(out, c.Match)
	}
	return out
}

// fill collects the candidates for the placeholder at the end of path.
func (l *list) fill(path []ast.Node) {
	if len(path) < 2 {
		return
	}
	ident := path[len(path)-1].(*ast.Ident)
	switch parent := path[len(path)-2].(type) {
	case *ast.SelectorExpr:
		if parent.Sel == ident {
			l.behindDot(parent.X)
			return
		}
	case *ast.FuncDecl, *ast.TypeSpec:
		if isNameOf(parent, ident) {
			return
		}
	case *ast.BranchStmt, *ast.ImportSpec, *ast.LabeledStmt:
		return
	case *ast.KeyValueExpr:
		if lit, ok := path[len(path)-3].(*ast.CompositeLit); ok && parent.Key == ident {
			l.fieldsOf(lit)
		}
	case *ast.CompositeLit:
		l.fieldsOf(parent)
	case *ast.Field:
		if slices.Contains(parent.Names, ident) {
			return
		}
	case *ast.ValueSpec:
		if slices.Contains(parent.Names, ident) {
			return
		}
	}
	l.types = isTypePlace(path[len(path)-2], ident)
	l.names(ident.Pos())
	l.packages()
	l.keywords(path)
}

func isNameOf(decl ast.Node, ident *ast.Ident) bool {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return decl.Name == ident
	case *ast.TypeSpec:
		return decl.Name == ident
	}
	return false
}

// isTypePlace tells whether only a type can stand where ident stands in its parent.
func isTypePlace(parent ast.Node, ident *ast.Ident) bool {
	switch p := parent.(type) {
	case *ast.Field:
		return p.Type == ident
	case *ast.ValueSpec:
		return p.Type == ident
	case *ast.TypeSpec:
		return p.Type == ident
	case *ast.ArrayType:
		return p.Elt == ident
	case *ast.MapType, *ast.ChanType:
		return true
	case *ast.TypeAssertExpr:
		return p.Type == ident
	case *ast.CompositeLit:
		return p.Type == ident
	}
	return false
}

// behindDot collects the members of what stands before the dot.
func (l *list) behindDot(x ast.Expr) {
	if ident, ok := x.(*ast.Ident); ok {
		if name, ok := l.info.Uses[ident].(*types.PkgName); ok {
			l.packageMembers(name)
			return
		}
	}
	tv, ok := l.info.Types[x]
	if !ok || tv.Type == nil {
		return
	}
	for _, obj := range members(tv.Type, tv.Addressable()) {
		if _, isFunc := obj.(*types.Func); isFunc || !tv.IsType() {
			l.addObject(rankMember, obj)
		}
	}
}

// packageMembers collects what a package exports. Where it has nothing that begins as
// typed, another package of that name may: rand.Reader is of crypto/rand.
func (l *list) packageMembers(name *types.PkgName) {
	for _, path := range append([]string{name.Imported().Path()}, l.in.importer.Std(name.Name())...) {
		pkg, err := l.in.importer.Import(path)
		if err != nil {
			continue
		}
		for _, member := range pkg.Scope().Names() {
			if obj := pkg.Scope().Lookup(member); obj.Exported() {
				l.addObject(rankName, obj)
			}
		}
		if len(l.matches()) > 0 || l.in.config.Imports[name.Name()] == name.Imported().Path() {
			return
		}
	}
}

// fieldsOf collects the fields that a struct literal doesn't give yet.
func (l *list) fieldsOf(lit *ast.CompositeLit) {
	st, ok := structOf(l.info.TypeOf(lit))
	if !ok {
		return
	}
	given := map[string]bool{}
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				given[key.Name] = true
			}
		}
	}
	for f := range st.Fields() {
		if visible(f) && !given[f.Name()] && f.Name() != "_" {
			l.add(rankMember, cell.KindField, f.Name()+": ", l.in.typeString(f.Type()))
		}
	}
}

// visible tells whether cells may name a field: it is exported, or a cell's own.
func visible(obj types.Object) bool {
	return obj.Exported() || ofCell(obj)
}

// names collects what is declared where the placeholder stands.
func (l *list) names(pos token.Pos) {
	inner := l.pkg.Scope().Innermost(pos)
	if inner == nil {
		inner = l.pkg.Scope()
	}
	for s := inner; s != nil; s = s.Parent() {
		for _, name := range s.Names() {
			obj := s.Lookup(name)
			if name == "_" || strings.Contains(name, mark) || l.isLater(s, name, pos) {
				continue
			}
			switch _, isPackage := obj.(*types.PkgName); {
			case isPackage:
				l.addObject(rankPackage, obj)
			case s == types.Universe:
				l.addObject(rankGo, obj)
			default:
				l.addObject(rankName, obj)
			}
		}
	}
}

// isLater tells whether a name of a func's scope is declared only behind pos. What
// earlier cells declared has positions of its own.
func (l *list) isLater(s *types.Scope, name string, pos token.Pos) bool {
	if s == types.Universe || s == l.pkg.Scope() || s.Parent() == l.pkg.Scope() {
		return false
	}
	at, _ := s.LookupParent(name, pos)
	return at != s
}

// packages collects the packages that need no import declaration. Those of the
// standard library wait until something is typed.
func (l *list) packages() {
	for name, path := range l.scope.imports {
		l.add(rankPackage, cell.KindPackage, name, path)
	}
	for name, path := range l.in.config.Imports {
		l.add(rankPackage, cell.KindPackage, name, path)
	}
	if l.prefix == "" {
		return
	}
	for _, name := range l.in.importer.Names() {
		l.add(rankPackage, cell.KindPackage, name, l.in.importer.Std(name)[0])
	}
}

// keywords collects the keywords that can begin what the placeholder begins.
func (l *list) keywords(path []ast.Node) {
	words := exprKeywords
	if _, ok := path[len(path)-2].(*ast.ExprStmt); ok {
		words = append(slices.Clone(exprKeywords), stmtKeywords...)
	}
	for _, w := range words {
		l.add(rankGo, cell.KindKeyword, w.String(), "")
	}
}

// addObject notes an object of the checker under its name.
func (l *list) addObject(rank int, obj types.Object) {
	if _, isType := obj.(*types.TypeName); l.types && !isType {
		if _, isPackage := obj.(*types.PkgName); !isPackage {
			return
		}
	}
	l.add(rank, kindOf(obj), obj.Name(), l.in.describe(obj))
}

// kindOf is what an object of the checker is to a person.
func kindOf(obj types.Object) cell.Kind {
	switch obj := obj.(type) {
	case *types.Var:
		if obj.IsField() {
			return cell.KindField
		}
		return cell.KindVariable
	case *types.Func:
		if obj.Signature().Recv() != nil {
			return cell.KindMethod
		}
		return cell.KindFunc
	case *types.TypeName:
		return cell.KindType
	case *types.PkgName:
		return cell.KindPackage
	case *types.Builtin:
		return cell.KindBuiltin
	}
	return cell.KindConst
}

// describe is the type or the signature of an object, as a person would write it.
func (in *Interp) describe(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.Func:
		text, _ := in.signatureString("func", obj.Signature())
		return text
	case *types.PkgName:
		return obj.Imported().Path()
	case *types.Builtin:
		return "func" + builtins[obj.Name()]
	case *types.TypeName:
		return in.typeBody(obj)
	case *types.Const:
		return in.typeString(obj.Type()) + " = " + obj.Val().String()
	case *types.Nil:
		return ""
	}
	return in.typeString(obj.Type())
}

// typeBody is what a type is made of, without what other packages keep to themselves.
func (in *Interp) typeBody(obj *types.TypeName) string {
	t := obj.Type()
	if types.Unalias(t) != t {
		return "= " + in.typeString(types.Unalias(t))
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		if !ofCell(obj) {
			return "struct"
		}
	case *types.Interface:
		if u.NumMethods() > 3 || !u.IsMethodSet() {
			return "interface"
		}
	case *types.Basic:
		if u == t {
			return ""
		}
	}
	return in.typeString(t.Underlying())
}
