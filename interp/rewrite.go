package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

// rewrite edits a top-level declaration or statement, children first.
func (g *generator) rewrite(root ast.Node) {
	w := &rewriter{generator: g}
	astutil.Apply(root, w.pre, w.post)
}

// A rewriter is one walk over a top-level node.
type rewriter struct {
	*generator
	stack []ast.Node
	fun   *types.Func // the declared func that the walk is in
	comms []ast.Node  // the communications of the selects that the walk is in: they stay
}

// parent is the node above the one that the walk leaves.
func (w *rewriter) parent() ast.Node { return w.stack[len(w.stack)-1] }

func (w *rewriter) pre(c *astutil.Cursor) bool {
	if f, ok := c.Node().(*ast.FuncDecl); ok {
		w.fun, _ = w.info.Defs[f.Name].(*types.Func)
	}
	if call, ok := c.Node().(*ast.CallExpr); ok && w.offsetOf(call) {
		return false
	}
	if comm, ok := c.Node().(*ast.CommClause); ok {
		w.comms = append(w.comms, communication(comm))
	}
	w.stack = append(w.stack, c.Node())
	return true
}

func (w *rewriter) post(c *astutil.Cursor) bool {
	w.stack = w.stack[:len(w.stack)-1]
	w.assignments(c.Node())
	switch n := c.Node().(type) {
	case *ast.Ident:
		w.ident(n)
	case *ast.SelectorExpr:
		w.selector(n)
	case *ast.CompositeLit:
		w.composite(n)
	case *ast.StructType:
		w.structType(n)
	case *ast.InterfaceType:
		w.interfaceType(n)
	case *ast.FuncDecl:
		w.funcDecl(n)
	case *ast.FuncLit:
		w.funcLit(n, w.parent())
	case *ast.CallExpr:
		w.conversion(n)
		w.builtinPrint(n)
		w.gobRegister(n)
	case *ast.GoStmt:
		w.goStmt(n)
	case *ast.ForStmt:
		w.check(n, n.Body)
	case *ast.RangeStmt:
		w.rangeStmt(n)
		w.check(n, n.Body)
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			w.receive(n)
		}
	case *ast.SendStmt:
		w.send(n)
	case *ast.SelectStmt:
		w.selectStmt(n)
	case *ast.BranchStmt:
		if n.Tok == token.GOTO {
			w.insertBefore(w.offset(n.Pos()), "{ "+w.rt()+".Check(); ")
			w.insertAfter(w.offset(n.End()), " }")
		}
	case *ast.AssignStmt:
		if n.Tok == token.DEFINE && w.definesTop(n) {
			at := w.offset(n.TokPos)
			w.replace(at, at+2, "=")
		}
	case *ast.GenDecl:
		if n.Tok == token.VAR && w.definesTop(n) {
			w.varDecl(n)
		}
	}
	return true
}

// check puts the interrupt check at the start of the body of a loop that may go on.
func (w *rewriter) check(loop ast.Stmt, body *ast.BlockStmt) {
	if isShort(w.info, loop, shortLoop) {
		return
	}
	w.insertAfter(w.offset(body.Lbrace)+1, w.rt()+".Check(); ")
}

// definesTop tells whether a := or var declaration stands at the cell's top level.
func (w *rewriter) definesTop(n ast.Node) bool {
	for _, d := range w.defs {
		if n.Pos() <= d.ident.Pos() && d.ident.End() <= n.End() {
			return w.outsideFuncs()
		}
	}
	return false
}

func (w *rewriter) outsideFuncs() bool {
	for _, n := range w.stack {
		switch n.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return false
		}
	}
	return true
}

// symbolOf is the session's symbol behind an object, or nil for what is local or not a cell's.
func (g *generator) symbolOf(obj types.Object) *symbol {
	if sym := g.byObj[obj]; sym != nil {
		return sym
	}
	if sym := g.seen[obj]; sym != nil {
		return sym
	}
	return g.in.table.symbols[obj]
}

// ident rewrites a name that stands for something of the session.
func (w *rewriter) ident(n *ast.Ident) {
	obj := w.info.Uses[n]
	if obj == nil {
		if obj = w.info.Defs[n]; obj == nil || w.byObj[obj] == nil || !isVariable(obj) {
			return
		}
	}
	start, end := w.offset(n.Pos()), w.offset(n.End())
	for _, o := range w.outs {
		if o.ident == n {
			start, end = w.offset(o.pos), w.offset(o.end)
		}
	}
	if p, ok := obj.(*types.PkgName); ok {
		if sel, ok := w.parent().(*ast.SelectorExpr); ok {
			if _, ours := w.replacement(w.info.Uses[sel.Sel]); ours {
				return
			}
		}
		w.imports[p.Name()] = p.Imported().Path()
		return
	}
	if w.dotImported(n, obj) {
		if text, ok := w.replacement(obj); ok {
			w.replace(start, end, text)
		} else {
			w.insertBefore(start, w.sp.pkg(obj.Pkg().Path(), obj.Pkg().Name())+".")
		}
		return
	}
	sym := w.symbolOf(obj)
	if sym == nil {
		sym, obj = w.constAbove(n, obj)
	}
	if sym == nil {
		return
	}
	own := w.byObj[obj] != nil
	switch obj := obj.(type) {
	case *types.Var:
		w.replace(start, end, "(*"+w.sessionVar(sym)+")")
	case *types.Func:
		switch {
		case sym.id >= 0 && obj != w.fun:
			w.replace(start, end, "(*"+w.funcVar(sym)+")")
		case sym.id >= 0:
			w.replace(start, end, hidden(sym.name))
		case sym.id < 0 && own:
			w.replace(start, end, exported(sym.name))
		case sym.id < 0:
			w.replace(start, end, w.pkgOf(sym.home)+"."+exported(sym.name))
		}
	case *types.Const:
		if !own {
			w.header[sym.name] = fmt.Sprintf("const %s = %s.%s", sym.name, w.pkgOf(sym.home), exported(sym.name))
		}
	case *types.TypeName:
		w.fail(w.plainAlias(obj))
	}
}

// constAbove is the constant of another cell that n stands for within the declaration of a
// local one of its name. The checker says the local one: what is repeated below means that.
func (w *rewriter) constAbove(n *ast.Ident, local types.Object) (*symbol, types.Object) {
	for _, above := range w.stack {
		spec, ok := above.(*ast.ValueSpec)
		if !ok || !slices.ContainsFunc(spec.Names, func(name *ast.Ident) bool { return name != n && w.info.Defs[name] == local }) {
			continue
		}
		if sym := w.scope.names[n.Name]; sym != nil && w.byObj[sym.obj] == nil {
			if _, ok := sym.obj.(*types.Const); ok {
				return sym, sym.obj
			}
		}
	}
	return nil, nil
}

func isVariable(obj types.Object) bool { _, ok := obj.(*types.Var); return ok }

// dotImported tells whether a bare name comes from an import with a dot.
func (w *rewriter) dotImported(n *ast.Ident, obj types.Object) bool {
	if obj.Pkg() == nil || ofCell(obj) || obj.Parent() != obj.Pkg().Scope() {
		return false
	}
	sel, ok := w.parent().(*ast.SelectorExpr)
	return !ok || sel.Sel != n
}

// interfaceType exports the unexported methods, so that a type of another cell can have them.
func (w *rewriter) interfaceType(n *ast.InterfaceType) {
	for _, m := range n.Methods.List {
		for _, name := range m.Names {
			w.exportMethod(name)
		}
	}
}

func (w *rewriter) exportMethod(name *ast.Ident) {
	if !name.IsExported() && name.Name != "_" {
		w.insertBefore(w.offset(name.Pos()), exportMark)
	}
}

func (w *rewriter) funcDecl(n *ast.FuncDecl) {
	fun := w.fun
	w.fun = nil
	w.enter(n.Body, n.Recv != nil)
	switch {
	case n.Recv != nil:
		w.exportMethod(n.Name)
	case n.Name.Name == "init":
		name := "init" + mark + strconv.Itoa(len(w.inits))
		w.inits = append(w.inits, initFunc{name, w.offset(n.Pos())})
		w.replace(w.offset(n.Name.Pos()), w.offset(n.Name.End()), name)
	case n.Type.TypeParams != nil:
		if fun != nil {
			w.exportMethod(n.Name)
		}
	default:
		w.replace(w.offset(n.Name.Pos()), w.offset(n.Name.End()), hidden(n.Name.Name))
	}
}

// enter puts the check against endless recursion into a func that calls what may lead
// back to it; a method's call of any package may, as fmt does by way of String.
func (w *rewriter) enter(body *ast.BlockStmt, method bool) {
	recursive := false
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && (w.mayReturnHere(call) || method && !w.info.Types[call.Fun].IsType() && !w.info.Types[call.Fun].IsBuiltin()) {
			recursive = true
		}
		_, lit := n.(*ast.FuncLit)
		return !recursive && !lit
	})
	if recursive {
		w.insertAfter(w.offset(body.Lbrace)+1, w.rt()+".Enter(); ")
	}
}

// mayReturnHere tells whether a call can reach a cell's func: anything but
// conversions, builtins and the funcs and methods of packages.
func (c *check) mayReturnHere(call *ast.CallExpr) bool {
	fun := ast.Unparen(call.Fun)
	if tv := c.info.Types[fun]; tv.IsType() || tv.IsBuiltin() {
		return false
	}
	var obj types.Object
	switch fun := fun.(type) {
	case *ast.Ident:
		obj = c.info.Uses[fun]
	case *ast.SelectorExpr:
		obj = c.info.Uses[fun.Sel]
	case *ast.FuncLit:
		return false
	}
	f, ok := obj.(*types.Func)
	return !ok || f.Pkg() == nil || ofCell(f)
}

// funcLit gives a func literal its descriptor, where it may become part of an RDD:
// everywhere but where it is called at once or given to a func that isn't an operator.
func (w *rewriter) funcLit(n *ast.FuncLit, parent ast.Node) {
	w.enter(n.Body, false)
	if call, ok := parent.(*ast.CallExpr); ok && (call.Fun == n || w.in.operator(w.info, call) == nil) {
		return
	}
	w.insertBefore(w.offset(n.Pos()), w.rt()+".Lit(&"+w.describe(n.Pos(), w.captures(n))+", ")
	w.insertAfter(w.offset(n.End()), ")")
}

// varDecl turns a top-level var declaration into assignments.
func (w *rewriter) varDecl(n *ast.GenDecl) {
	if n.TokPos != n.Specs[0].Pos() { // which it is where the declaration was taken apart
		w.erase(n.TokPos, n.TokPos+3)
	}
	if n.Lparen.IsValid() {
		w.erase(n.Lparen, n.Lparen+1)
		w.erase(n.Rparen, n.Rparen+1)
	}
	for _, spec := range n.Specs {
		w.varSpec(spec.(*ast.ValueSpec))
	}
}

// varSpec assigns its values, or zero, to the variables of one spec. The type stays in
// a declaration of nothing, so that what it mentions is used.
func (w *rewriter) varSpec(spec *ast.ValueSpec) {
	first, last := spec.Names[0], spec.Names[len(spec.Names)-1]
	start, end := w.offset(first.Pos()), w.offset(last.End())
	names := w.take(start, end)
	prefix := ""
	if spec.Type != nil {
		prefix = "var _ " + w.nodeText(spec.Type) + "; "
		end = w.offset(spec.Type.End())
	}
	if len(spec.Values) == 0 {
		var zero []string
		for _, name := range spec.Names {
			if sym := w.byObj[w.info.Defs[name]]; sym != nil {
				zero = append(zero, w.rt()+".Zero("+w.sessionVar(sym)+")")
			}
		}
		names = strings.Join(zero, "; ")
	}
	w.replace(start, end, prefix+names)
}

func (w *rewriter) erase(start, end token.Pos) { w.replace(w.offset(start), w.offset(end), "") }
