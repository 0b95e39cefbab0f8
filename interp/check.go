package interp

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"gospark/cell"
)

// A check is a cell on its way through go/types, and what came of it.
type check struct {
	*split
	in       *Interp
	scope    *scope
	groups   []*declaration     // what the cell declares
	keep     map[string]*symbol // of these, what stands already
	declared map[string]bool    // names the cell declares at package level
	written  []*ast.ImportSpec  // its own import declarations
	onlyVars bool               // it has no statements but var declarations

	pkg   *types.Package
	info  *types.Info
	seen  map[types.Object]*symbol  // the scope's objects, as the checker met them
	defs  []*definition             // the variables its statements define at top level, in order
	value ast.Expr                  // the expression it ends in, or nil
	known map[types.Object][]effect // of its funcs, as far as they were looked at
}

// A definition is a variable that a statement at the top level of a cell defines.
type definition struct {
	name  string
	ident *ast.Ident
	obj   *types.Var
	stmt  int // the index of its statement
}

// checkCell parses and type-checks a cell against a scope. Its errors are cell.Errors.
func (in *Interp) checkCell(src cell.Source, sc *scope) (*check, error) {
	in.checking.Lock()
	defer in.checking.Unlock()
	stale := map[string]bool{}
	for {
		c, err := in.checkKeeping(src, sc, stale)
		if err != nil || !c.addStale(stale) {
			return c, err
		}
	}
}

// checkKeeping checks a cell in which the declarations that stand already are kept,
// but for the stale ones.
func (in *Interp) checkKeeping(src cell.Source, sc *scope, stale map[string]bool) (*check, error) {
	s, err := splitCell(src)
	if err != nil {
		return nil, err
	}
	c := &check{split: s, in: in, scope: sc, declared: map[string]bool{}, known: map[types.Object][]effect{}}
	c.groups = s.declarations()
	c.keep = kept(c.groups, sc, stale)
	for _, d := range c.groups {
		for _, name := range d.names {
			c.declared[name] = c.keep[name] == nil
		}
	}
	s.drop(c.groups, c.keep)
	c.parenthesize()
	if errs := c.misplaced(); len(errs) > 0 {
		return nil, errs
	}
	c.addImports()
	if errs := c.orderVariables(); len(errs) > 0 {
		return nil, errs
	}
	if n := len(s.run.Body.List); n > 0 {
		if e, ok := s.run.Body.List[n-1].(*ast.ExprStmt); ok {
			c.value = e.X
		}
	}
	if errs := c.checkAll(); len(errs) > 0 {
		return nil, errs
	}
	return c, nil
}

// checkAll checks the cell. Where its declarations use variables that its statements
// define, the types of these are found first, with the funcs' bodies left out: at once,
// or one by way of the other, as in const n = len(v) and var w [n]int.
func (c *check) checkAll() cell.Errors {
	hoisted := c.usedBeforeDefined()
	if len(hoisted) == 0 {
		return c.checkOnce(nil)
	}
	var vars *ast.File
	for before := -1; ; {
		restore := c.withoutBodies()
		errs := c.checkOnce(vars)
		restore()
		typed := c.withType(hoisted)
		if len(errs) > 0 && (len(typed) == before || !onlyUndefined(errs, hoisted)) {
			return errs
		}
		before = len(typed)
		var err error
		if vars, err = c.hoist(typed); err != nil {
			return cell.Errors{c.errorAt(c.run.Pos(), cell.CodeCheck, err.Error())}
		}
		if len(errs) == 0 {
			return c.checkOnce(vars)
		}
	}
}

// onlyUndefined tells whether all that is wrong may be that constants and types use the
// named variables.
func onlyUndefined(errs cell.Errors, names []string) bool {
	for _, e := range errs {
		name, ok := strings.CutPrefix(e.Msg, "undefined: ")
		if !ok || !slices.Contains(names, name) {
			return false
		}
	}
	return true
}

// withType lists those of the named variables whose types were found.
func (c *check) withType(names []string) []string {
	var out []string
	for _, d := range c.defs {
		if slices.Contains(names, d.name) && d.obj.Type() != types.Typ[types.Invalid] {
			out = append(out, d.name)
		}
	}
	return out
}

// withoutBodies leaves out the bodies of the cell's funcs until restore is called.
func (c *check) withoutBodies() (restore func()) {
	bodies := map[*ast.FuncDecl]*ast.BlockStmt{}
	for _, f := range c.funcs() {
		bodies[f], f.Body = f.Body, noBody()
	}
	return func() {
		for f, body := range bodies {
			f.Body = body
		}
	}
}

// noBody is a func body that says nothing of its own and fits every signature.
func noBody() *ast.BlockStmt {
	call := &ast.CallExpr{Fun: ast.NewIdent("panic"), Args: []ast.Expr{&ast.BasicLit{Kind: token.INT, Value: "0"}}}
	return &ast.BlockStmt{List: []ast.Stmt{&ast.ExprStmt{X: call}}}
}

// checkOnce checks the cell, with the file of hoisted variables if there is one.
func (c *check) checkOnce(vars *ast.File) cell.Errors {
	errs := c.faults(c.typeCheck(c.files(), vars))
	if len(errs) == 0 {
		errs = c.looseLiterals()
	}
	if len(errs) == 0 {
		errs = c.valueFault()
	}
	return errs
}

// typeCheck runs go/types over the cell's files, and that of hoisted variables if there is
// one, and returns its errors.
func (c *check) typeCheck(files []*ast.File, vars *ast.File) []types.Error {
	c.pkg = types.NewPackage(cellPath, cell.Name(c.src.N))
	c.info = &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Instances:  map[*ast.Ident]types.Instance{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Implicits:  map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes:     map[ast.Node]*types.Scope{},
	}
	c.seen = map[types.Object]*symbol{}
	hoisted := map[string]bool{}
	if vars != nil {
		files = append(files, vars)
		for _, d := range vars.Decls {
			if g := d.(*ast.GenDecl); g.Tok == token.VAR {
				for _, name := range g.Specs[0].(*ast.ValueSpec).Names {
					hoisted[name.Name] = true
				}
			}
		}
	}
	taken := func(name string) bool { return c.declared[name] || hoisted[name] || c.in.declares(c.written, name) }
	for name, sym := range c.scope.names {
		c.seen[sym.obj] = sym
		if !taken(name) {
			c.pkg.Scope().Insert(sym.obj)
		}
	}
	c.insertDotted(taken)
	for _, f := range files {
		f.Name = ast.NewIdent(c.pkg.Name())
	}
	var found []types.Error
	conf := types.Config{
		Importer:  c.in.importer,
		GoVersion: "go1.27",
		Error:     func(err error) { found = append(found, err.(types.Error)) },
	}
	checker := types.NewChecker(&conf, c.fset, c.pkg, c.info)
	_ = checker.Files(files) // its errors went to conf.Error
	c.define()
	return found
}

// define lists the variables that statements at the top level define.
func (c *check) define() {
	c.defs = nil
	add := func(ident *ast.Ident, stmt int) {
		if obj, ok := c.info.Defs[ident].(*types.Var); ok && ident.Name != "_" {
			c.defs = append(c.defs, &definition{ident.Name, ident, obj, stmt})
		}
	}
	for i, stmt := range c.run.Body.List {
		for _, ident := range definedBy(stmt) {
			add(ident, i)
		}
	}
}

// definedBy lists the identifiers on the left of a := or in a var declaration.
func definedBy(stmt ast.Stmt) []*ast.Ident {
	var out []*ast.Ident
	switch stmt := stmt.(type) {
	case *ast.LabeledStmt:
		return definedBy(stmt.Stmt)
	case *ast.AssignStmt:
		if stmt.Tok == token.DEFINE {
			for _, lhs := range stmt.Lhs {
				if ident, ok := lhs.(*ast.Ident); ok {
					out = append(out, ident)
				}
			}
		}
	case *ast.DeclStmt:
		if g, ok := stmt.Decl.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, spec := range g.Specs {
				out = append(out, spec.(*ast.ValueSpec).Names...)
			}
		}
	}
	return out
}

// usedBeforeDefined lists the names that the cell's statements define and its funcs mention,
// or its constants and the lengths of its array types.
func (c *check) usedBeforeDefined() []string {
	defined := map[string]bool{}
	for _, stmt := range c.run.Body.List {
		for _, ident := range definedBy(stmt) {
			defined[ident.Name] = true
		}
	}
	var out []string
	mentioned := func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok && defined[ident.Name] && ident.Name != "_" && !slices.Contains(out, ident.Name) {
			out = append(out, ident.Name)
		}
		return true
	}
	for _, d := range c.decls.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BlockStmt:
				ast.Inspect(n, mentioned)
				return false
			case *ast.ValueSpec:
				for _, v := range n.Values {
					ast.Inspect(v, mentioned)
				}
			case *ast.ArrayType:
				if n.Len != nil {
					ast.Inspect(n.Len, mentioned)
				}
			}
			return true
		})
	}
	return out
}

// hoist writes the file that declares the named variables, with the types that the
// first pass found, for the second.
func (c *check) hoist(names []string) (*ast.File, error) {
	sp := &speller{pkgs: map[string]string{}, typeName: c.checkedName}
	var body strings.Builder
	for _, d := range c.defs {
		if !slices.Contains(names, d.name) {
			continue
		}
		t, err := sp.spell(d.obj.Type())
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&body, "var %s %s\n", d.name, t)
	}
	text := "package " + cellPath + "\n" + sp.imports() + body.String()
	return parser.ParseFile(c.fset, c.src.Name()+" (variables)", text, parser.SkipObjectResolution)
}

// checkedName is how the checker finds a type that a cell declared.
func (c *check) checkedName(t *types.TypeName) (string, error) {
	if sym := c.scope.names[t.Name()]; c.declared[t.Name()] || sym != nil && sym.obj == t {
		return t.Name(), nil
	}
	sym, err := c.in.table.typeSymbol(t)
	if err != nil {
		return "", err
	}
	name := sym.apart()
	if c.scope.names[name] == nil {
		alias := types.NewTypeName(token.NoPos, c.pkg, name, nil)
		types.NewAlias(alias, t.Type())
		c.scope = c.scope.clone()
		c.scope.names[name] = &symbol{name: name, obj: alias, id: -1}
	}
	return name, nil
}

// misplaced finds what parses and has no place in a cell.
func (c *check) misplaced() cell.Errors {
	var errs cell.Errors
	for _, o := range c.outs {
		if c.scope.names[o.ident.Name] == nil {
			e := c.errorAt(o.pos, cell.CodeCheck, o.ident.Name+" has no value")
			e.Hint = "the cell of that number ended in a statement, failed, or hasn't run"
			errs = append(errs, e)
		}
	}
	for _, group := range slices.Concat(c.decls.Comments, c.stmts.Comments) {
		for _, comment := range group.List {
			if strings.HasPrefix(comment.Text, "//go:embed") {
				errs = append(errs, c.errorAt(comment.Pos(), cell.CodeCheck, "files can't be embedded in a cell: read them with os.ReadFile"))
			}
		}
	}
	for _, d := range c.groups {
		if slices.Contains(d.names, "main") && !isFunc(d.nodes[0]) {
			errs = append(errs, c.errorAt(d.nodes[0].Pos(), cell.CodeCheck, "cannot declare main - must be func"))
		}
	}
	for _, f := range c.funcs() {
		if name := receiverName(f); f.Recv != nil && !c.declaresType(name) {
			e := c.errorAt(f.Name.Pos(), cell.CodeCheck, fmt.Sprintf("method %s: this cell doesn't declare the type %s", f.Name.Name, name))
			e.Hint = "a type and its methods go into one cell; run the cell that declares " + name + " again with the method in it"
			errs = append(errs, e)
		}
		if f.Name.Name == "main" && f.Recv == nil && (f.Type.TypeParams != nil || f.Type.Params.NumFields() > 0 || f.Type.Results != nil) {
			errs = append(errs, c.errorAt(f.Name.Pos(), cell.CodeCheck, "func main must have no arguments and no return values"))
		}
		if f.Body == nil {
			errs = append(errs, c.errorAt(f.Pos(), cell.CodeCheck, "func "+f.Name.Name+" has no body"))
		}
	}
	for _, stmt := range c.run.Body.List {
		ast.Inspect(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt:
				errs = append(errs, c.errorAt(n.Pos(), cell.CodeCheck, "return outside of a func"))
			}
			return true
		})
	}
	return errs
}

func isFunc(n ast.Node) bool { _, ok := n.(*ast.FuncDecl); return ok }

// typeSpecs are the types that the cell declares.
func (c *check) typeSpecs() []*ast.TypeSpec {
	var out []*ast.TypeSpec
	for _, d := range c.decls.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			for _, spec := range g.Specs {
				out = append(out, spec.(*ast.TypeSpec))
			}
		}
	}
	return out
}

// declaresType tells whether the cell declares a type that can have methods in it:
// an alias of another cell's type can't.
func (c *check) declaresType(name string) bool {
	specs := map[string]*ast.TypeSpec{}
	for _, spec := range c.typeSpecs() {
		specs[spec.Name.Name] = spec
	}
	for range len(specs) { // aliases may go round in a circle
		spec := specs[name]
		if spec == nil {
			return false
		}
		rhs, isName := ast.Unparen(spec.Type).(*ast.Ident)
		if !spec.Assign.IsValid() || !isName {
			return true
		}
		name = rhs.Name
	}
	return specs[name] != nil
}

// parenthesize writes type C A as type C (A) where A is another cell's: go/types follows
// a bare name to its declaration, which isn't in this package's files.
func (c *check) parenthesize() {
	for _, spec := range c.typeSpecs() {
		if rhs, ok := spec.Type.(*ast.Ident); ok && !c.declared[rhs.Name] {
			spec.Type = &ast.ParenExpr{Lparen: rhs.Pos(), X: rhs, Rparen: rhs.End() - 1}
		}
	}
}

// looseLiterals checks what go/types leaves unchecked: a struct literal without
// keys, of a type of an earlier cell that has unexported fields.
func (c *check) looseLiterals() cell.Errors {
	var errs cell.Errors
	for _, f := range c.files() {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || len(lit.Elts) == 0 {
				return true
			}
			st, ok := structOf(c.info.TypeOf(lit))
			if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); !ok || keyed {
				return true
			}
			for i, elt := range lit.Elts {
				if i >= st.NumFields() {
					break
				}
				if t := c.info.TypeOf(elt); t != nil && !types.AssignableTo(t, st.Field(i).Type()) {
					errs = append(errs, c.errorAt(elt.Pos(), cell.CodeCheck, fmt.Sprintf("cannot use %s (value of type %s) as %s value in struct literal",
						c.text(elt), c.in.typeString(t), c.in.typeString(st.Field(i).Type()))))
				}
			}
			return true
		})
	}
	return errs
}

// structOf is the struct type under t or under what t points to.
func structOf(t types.Type) (*types.Struct, bool) {
	if t == nil {
		return nil, false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	return st, ok
}

// hasUnnamed tells whether the cell declares what has no name: func init, func _.
func (c *check) hasUnnamed() bool {
	return slices.ContainsFunc(c.funcs(), func(f *ast.FuncDecl) bool { return f.Name.Name == "init" || f.Name.Name == "_" })
}
