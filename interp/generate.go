package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gospark/interp/toolchain"
)

// A generator writes a checked cell as a package that the compiler takes: every
// name of another cell becomes a reference to the compiled package or the registry
// that holds it. The person's text keeps its lines.
type generator struct {
	*check
	*binding
	editor
	sp       *speller
	imports  map[string]string // name -> path, as the text uses them
	blank    []string          // paths imported for their effect
	header   map[string]string // generated declarations by the name they declare
	owned    map[*types.Var]fieldHome
	structs  []structHome // struct types without a name that this cell is the home of
	closures []string     // descriptors
	inits    []initFunc
	source   string
	err      error
}

// generate writes the source of the cell's package.
func (c *check) generate(b *binding) (*generator, error) {
	g := &generator{check: c, binding: b, editor: editor{text: c.src.Text}, imports: map[string]string{}, header: map[string]string{}, owned: map[*types.Var]fieldHome{}}
	g.sp = &speller{pkgs: map[string]string{}, typeName: g.typeName, strct: g.structName, method: exported, embed: g.plainName}
	for _, spec := range c.written {
		if c.in.importName(spec) == "_" {
			g.blank = append(g.blank, importPathOf(spec))
		}
	}
	g.homeStructs()
	for _, d := range c.decls.Decls {
		g.rewrite(d)
	}
	g.rewriteStatements()
	var body strings.Builder
	g.writeDecls(&body)
	g.writeRun(&body)
	g.source = g.writeHeader() + body.String()
	return g, g.err
}

// rt is the name of package cellrt in the generated file.
func (g *generator) rt() string { return g.sp.pkg(g.in.config.Runtime, "cellrt") }

func (g *generator) fail(err error) {
	if g.err == nil && err != nil {
		g.err = err
	}
}

// spell writes a type, or notes why it can't be written.
func (g *generator) spell(t types.Type) string {
	s, err := g.sp.spell(t)
	g.fail(err)
	return s
}

// writeHeader is everything in front of the person's own text.
func (g *generator) writeHeader() string {
	var decls strings.Builder
	for _, name := range slices.Sorted(maps.Keys(g.header)) {
		decls.WriteString(g.header[name] + "\n")
	}
	for _, c := range g.closures {
		decls.WriteString(c + "\n")
	}
	var b strings.Builder
	b.WriteString("package main\n") // so that fmt and reflect name its types as a program would; see hidden
	b.WriteString(g.sp.imports())
	for _, name := range slices.Sorted(maps.Keys(g.imports)) {
		fmt.Fprintf(&b, "import %s %q\n", name, g.imports[name])
	}
	for _, p := range g.blank {
		fmt.Fprintf(&b, "import _ %q\n", p)
	}
	b.WriteString(decls.String())
	return b.String()
}

// line is the directive that gives what follows its place in the cell.
func (g *generator) line(pos token.Pos) string {
	at := g.fset.Position(pos)
	return "\n//line " + g.src.Name() + ":" + strconv.Itoa(at.Line) + "\n"
}

// nodeText is the edited text of a node.
func (g *generator) nodeText(n ast.Node) string { return g.take(g.offset(n.Pos()), g.offset(n.End())) }

// writeDecls writes the cell's declarations and what makes them reachable for others.
func (g *generator) writeDecls(out *strings.Builder) {
	for _, d := range g.decls.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			switch d.Tok {
			case token.TYPE:
				for _, spec := range d.Specs {
					out.WriteString(g.line(spec.Pos()) + "type " + g.nodeText(spec) + "\n")
				}
			case token.CONST:
				out.WriteString(g.line(d.Pos()) + g.nodeText(d) + "\n")
			}
		case *ast.FuncDecl:
			out.WriteString(g.line(d.Pos()) + g.nodeText(d) + "\n")
		}
	}
	out.WriteString("\n//line generated:1\n")
	for _, sym := range g.added {
		if sym.name == "_" {
			continue
		}
		g.export(out, sym)
	}
	for _, s := range g.structs {
		declared, names := s.typeParams()
		fmt.Fprintf(out, "type %s%s = %s\n", s.name, declared, g.plainStruct(s.typ))
		g.accessors(out, s.name, s.name+names, declared, s.typ)
	}
}

// export writes what later cells need of a declaration.
func (g *generator) export(out *strings.Builder, sym *symbol) {
	switch obj := sym.obj.(type) {
	case *types.Const:
		if !obj.Exported() {
			fmt.Fprintf(out, "const %s = %s\n", exported(sym.name), sym.name)
		}
	case *types.Func:
		if sym.id >= 0 {
			g.funcVar(sym)
			fmt.Fprintf(out, "func init() { *%s = %s.Lit(&%s, %s) }\n", funcVarName(sym), g.rt(), g.describeFunc(sym), hidden(sym.name))
		}
	case *types.TypeName:
		g.exportType(out, sym, obj)
	}
}

func (g *generator) exportType(out *strings.Builder, sym *symbol, obj *types.TypeName) {
	declared, names := g.typeParams(obj.Type())
	if !obj.Exported() {
		fmt.Fprintf(out, "type %s%s = %s%s\n", exported(sym.name), declared, sym.name, names)
	}
	if st, ok := obj.Type().Underlying().(*types.Struct); ok && !obj.IsAlias() {
		g.accessors(out, sym.name, sym.name+names, declared, st)
		g.derivedAccessors(out, sym, declared, names, st)
	}
}

// accessors writes, for each unexported field of a struct type that this cell is
// the home of, the func by which other cells reach it.
func (g *generator) accessors(out *strings.Builder, base, typ, declared string, st *types.Struct) {
	for f := range st.Fields() {
		h, ok := g.owned[f]
		if !ok || h.home != g.home || f.Exported() || f.Name() == "_" || h.accessor != accessorName(base, f) {
			continue
		}
		g.accessor(out, h.accessor, declared, typ, f, "&p."+f.Name())
	}
}

func (g *generator) accessor(out *strings.Builder, name, declared, typ string, f *types.Var, field string) {
	g.header[accessors] = "type " + accessors + " struct{}"
	fmt.Fprintf(out, "func (%s) %s%s(p *%s) *%s { return %s }\n", accessors, name, declared, typ, g.spell(f.Type()), field)
}

// accessors is the type whose methods are the accessors of a package's fields.
const accessors = exportMark + "fields" + mark

func accessorName(base string, f *types.Var) string {
	return exportMark + base + mark + f.Name()
}

// writeRun writes the cell's statements as a func and registers it.
func (g *generator) writeRun(out *strings.Builder) {
	fmt.Fprintf(out, "\nfunc init() { %s.Register(%q, %s) }\n", g.rt(), g.home, toolchain.Statements)
	fmt.Fprintf(out, "func %s() {\n", toolchain.Statements)
	inits := g.inits
	runInits := func(until int) {
		for len(inits) > 0 && inits[0].offset < until {
			fmt.Fprintf(out, "%s()\n", inits[0].name)
			inits = inits[1:]
		}
	}
	for i, stmt := range g.run.Body.List {
		if !g.onlyVars {
			runInits(g.offset(stmt.Pos()))
		}
		if i > 0 {
			fmt.Fprintf(out, "%s.Check()\n", g.rt()) // what can't be interrupted, a read or a request, is the last thing that is done
		}
		out.WriteString(g.line(stmt.Pos()) + g.nodeText(stmt) + "\n")
		yields := len(g.result) > 0 && i == len(g.run.Body.List)-1
		if yields || slices.ContainsFunc(g.defs, func(d *definition) bool { return d.stmt == i }) {
			fmt.Fprintf(out, "*%s = %d\n", g.registryVar("step"+mark, g.step, "int"), i+1)
		}
	}
	runInits(len(g.src.Text))
	if f := g.mainFunc(); f != nil {
		out.WriteString(g.line(f.Pos()) + "main()\n")
	}
	out.WriteString("}\n")
}

// An initFunc is a func init of the cell: it runs where it stands among the statements,
// or last where the cell only declares.
type initFunc struct {
	name   string
	offset int
}

// rewriteStatements rewrites the statements, the last of which may yield the cell's value.
func (g *generator) rewriteStatements() {
	for _, stmt := range g.run.Body.List {
		g.rewrite(stmt)
	}
	var targets []string
	for i, t := range g.results() {
		targets = append(targets, "*"+g.registryVar("out"+mark+strconv.Itoa(g.result[i]), g.result[i], g.spell(t)))
	}
	if len(targets) > 0 {
		g.insertBefore(g.offset(g.value.Pos()), strings.Join(targets, ", ")+" = ")
	}
}

// registryVar declares, once, the pointer to a registry variable, and returns its name.
func (g *generator) registryVar(name string, id int, typ string) string {
	g.header[name] = fmt.Sprintf("var %s = %s.Var[%s](%d)", name, g.rt(), typ, id)
	return name
}

// sessionVar is the name of the pointer to a session variable.
func (g *generator) sessionVar(sym *symbol) string {
	name := sym.name
	if isOut(name) {
		name = "Out"
	}
	return g.registryVar(hidden(name)+mark+strconv.Itoa(sym.id), sym.id, g.spell(sym.obj.Type()))
}

func funcVarName(sym *symbol) string { return hidden(sym.name) + mark + strconv.Itoa(sym.id) }

// hidden is the name, made unexported, of a func or variable of the package: a plugin looks
// in vain for those that a package main exports, where main isn't the plugin's own.
func hidden(name string) string {
	if token.IsExported(name) {
		return mark + name
	}
	return name
}

// funcVar is the name of the pointer through which a cell's func is called.
func (g *generator) funcVar(sym *symbol) string {
	return g.registryVar(funcVarName(sym), sym.id, g.spell(sym.obj.Type()))
}

// pkgOf is the name of another cell's package in the generated file.
func (g *generator) pkgOf(home string) string { return g.sp.pkg(home, cellPath) }

// typeName is how generated text names a type of a cell: one of another cell by an
// alias that nothing in the person's text can hide.
func (g *generator) typeName(t *types.TypeName) (string, error) {
	if g.byObj[t] != nil || t.Parent() != t.Pkg().Scope() {
		return t.Name(), nil // declared in this cell, or within a func of it
	}
	sym, err := g.in.table.typeSymbol(t)
	if err != nil {
		return "", err
	}
	g.declareAlias(sym.apart(), sym, t)
	return sym.apart(), nil
}

// plainName is a type's own name, which stands for it in the file.
func (g *generator) plainName(t *types.TypeName) (string, error) { return t.Name(), g.plainAlias(t) }

// plainAlias declares a type of another cell under its own name, by which the text calls it.
func (g *generator) plainAlias(t *types.TypeName) error {
	if g.byObj[t] != nil || t.Pkg() == nil || t.Parent() != t.Pkg().Scope() {
		return nil
	}
	sym, err := g.in.table.typeSymbol(t)
	if err == nil {
		g.declareAlias(t.Name(), sym, t)
	}
	return err
}

func (g *generator) declareAlias(name string, sym *symbol, t *types.TypeName) {
	if _, done := g.header[name]; !done {
		g.header[name] = g.alias(name, sym, t)
	}
}

// alias declares a type of another cell under a name. Its constraints name types where they
// are, not by aliases: the compiler fails on an alias that comes back to itself in them.
func (g *generator) alias(name string, sym *symbol, t *types.TypeName) string {
	direct := *g.sp
	direct.typeName = func(t *types.TypeName) (string, error) {
		sym, err := g.in.table.typeSymbol(t)
		if err != nil {
			return "", err
		}
		return g.pkgOf(sym.home) + "." + exported(sym.name), nil
	}
	declared, names, err := direct.typeParams(typeParamList(t.Type()))
	g.fail(err)
	return fmt.Sprintf("type %s%s = %s.%s%s", name, declared, g.pkgOf(sym.home), exported(sym.name), names)
}

// plainStruct writes a struct type out.
func (g *generator) plainStruct(st *types.Struct) string {
	inner := *g.sp
	inner.strct = func(t *types.Struct) (string, bool) {
		if t == st {
			return "", false
		}
		return g.structName(t)
	}
	s, err := inner.spell(st)
	g.fail(err)
	return s
}

// typeParams writes the type parameters of a declared type, with their constraints and without.
func (g *generator) typeParams(t types.Type) (declared, names string) {
	declared, names, err := g.sp.typeParams(typeParamList(t))
	g.fail(err)
	return declared, names
}

func typeParamList(t types.Type) *types.TypeParamList {
	switch t := t.(type) {
	case *types.Named:
		return t.TypeParams()
	case *types.Alias:
		return t.TypeParams()
	}
	return nil
}
