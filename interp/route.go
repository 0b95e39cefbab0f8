package interp

import (
	"go/ast"
	"go/token"
	"go/types"
)

// This file says which cells are interpreted though there is a compiler: those that are
// over in a millisecond and come to the same (TestCorpus and TestRandomExpressions compare both sides):
//
//	x, x.F, x[i], *x                 variables, and what they are made of
//	f(args), pkg.F(args), x.M(args)  funcs of cells and of the standard library, methods of
//	                                 compiled values, and the RDDs' bound methods
//	operators, conversions, len      on bool, numbers and strings
//	y := e, y = e, y op= e, y++      on the session's variables
//
// Loops, func literals and declarations are compiled: what runs long must run fast, and
// types are the compiler's to make. What these forms do with types that only the compiler can
// tell, the evaluator refuses in turn, before anything runs.

// A router looks at a cell on its way to the interpreter or the compiler.
type router struct {
	*check
	*binding
}

// isSimple tells whether a cell is of the forms that are interpreted.
func (c *check) isSimple(b *binding) bool {
	if len(b.added) > 0 || c.hasUnnamed() {
		return false
	}
	r := router{c, b}
	for _, stmt := range c.run.Body.List {
		if !r.statement(stmt) {
			return false
		}
	}
	return true
}

func (r router) statement(stmt ast.Stmt) bool {
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		if stmt.X == r.value {
			if call, ok := ast.Unparen(stmt.X).(*ast.CallExpr); ok && r.info.Types[stmt.X].Value == nil && !r.isConversion(call) {
				return r.call(call)
			}
			return r.expr(stmt.X)
		}
		call, ok := ast.Unparen(stmt.X).(*ast.CallExpr)
		return ok && r.call(call)
	case *ast.AssignStmt:
		return r.assign(stmt)
	case *ast.IncDecStmt:
		return r.isPlainVar(stmt.X)
	case *ast.EmptyStmt:
		return true
	}
	return false
}

func (r router) assign(stmt *ast.AssignStmt) bool {
	switch stmt.Tok {
	case token.ASSIGN, token.DEFINE:
	case token.SHL_ASSIGN, token.SHR_ASSIGN:
		return false
	default:
		lhs, rhs := stmt.Lhs[0], stmt.Rhs[0]
		return r.isPlainVar(lhs) && r.hasType(rhs, r.info.TypeOf(lhs)) && r.expr(rhs)
	}
	for _, lhs := range stmt.Lhs {
		if !r.isTarget(lhs) {
			return false
		}
	}
	if len(stmt.Rhs) == 1 && len(stmt.Lhs) > 1 {
		call, ok := ast.Unparen(stmt.Rhs[0]).(*ast.CallExpr)
		return ok && r.call(call)
	}
	return r.list(stmt.Rhs...)
}

// isTarget tells whether the left side of an assignment is a variable of the session, or _.
func (r router) isTarget(lhs ast.Expr) bool {
	id, ok := ast.Unparen(lhs).(*ast.Ident)
	if !ok {
		return false
	}
	if id.Name == "_" {
		return true
	}
	sym := r.symbolOf(r.binding, r.info.ObjectOf(id))
	return sym != nil && sym.isVar()
}

// isPlainVar tells whether an expression is a variable of the session with one of Go's own types.
func (r router) isPlainVar(e ast.Expr) bool { return r.isTarget(e) && isPlain(r.info.TypeOf(e)) }

// hasType tells whether an operand is of type t, as a constant if need be.
func (r router) hasType(e ast.Expr, t types.Type) bool {
	return types.Identical(types.Default(r.info.TypeOf(e)), types.Default(t))
}

// list looks at operands of which none may change what another reads: where one calls a cell's
// func and another reads a variable, Go leaves open which comes first, and both sides must answer alike.
func (r router) list(list ...ast.Expr) bool {
	for i, e := range list {
		if !r.expr(e) {
			return false
		}
		for j, other := range list {
			if i != j && r.calls(e) && r.reads(other) {
				return false
			}
		}
	}
	return true
}

// calls tells whether an expression calls what may change a session variable.
func (r router) calls(e ast.Expr) bool {
	return some(e, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		return ok && r.in.operator(r.info, call) == nil && r.mayReturnHere(call)
	})
}

// reads tells whether an expression reads a variable.
func (r router) reads(e ast.Expr) bool {
	return some(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return false
		}
		v, ok := r.info.Uses[id].(*types.Var)
		return ok && !v.IsField()
	})
}

// some tells whether a node or one within it is such a one.
func some(n ast.Node, is func(ast.Node) bool) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		found = found || n != nil && is(n)
		return !found
	})
	return found
}

// expr looks at an expression with one value.
func (r router) expr(e ast.Expr) bool {
	e = ast.Unparen(e)
	if r.info.Types[e].Value != nil {
		return true
	}
	switch e := e.(type) {
	case *ast.Ident:
		sym := r.symbolOf(r.binding, r.info.Uses[e])
		return sym != nil && sym.id >= 0
	case *ast.CallExpr:
		if r.isConversion(e) {
			return isNumber(r.info.TypeOf(e)) && isNumber(r.info.TypeOf(e.Args[0])) && r.expr(e.Args[0])
		}
		return r.call(e)
	case *ast.BinaryExpr:
		t := r.info.TypeOf(e.X)
		return operators[e.Op] && isPlain(t) && r.hasType(e.Y, t) && r.list(e.X, e.Y)
	case *ast.UnaryExpr:
		return (operators[e.Op] || e.Op == token.NOT) && isPlain(r.info.TypeOf(e.X)) && r.expr(e.X)
	case *ast.SelectorExpr:
		sel := r.info.Selections[e]
		if sel == nil { // of a package
			_, isVar := r.info.Uses[e.Sel].(*types.Var)
			return isVar
		}
		return sel.Kind() == types.FieldVal && r.expr(e.X)
	case *ast.IndexExpr:
		return !r.info.Types[e.Index].IsType() && r.list(e.X, e.Index)
	case *ast.StarExpr:
		return r.expr(e.X)
	}
	return false
}

// operators are those that are interpreted, on plain types.
var operators = map[token.Token]bool{
	token.ADD: true, token.SUB: true, token.MUL: true, token.QUO: true, token.REM: true,
	token.AND: true, token.OR: true, token.XOR: true, token.AND_NOT: true,
	token.EQL: true, token.NEQ: true, token.LSS: true, token.LEQ: true, token.GTR: true, token.GEQ: true,
	token.LAND: true, token.LOR: true,
}

func (r router) isConversion(call *ast.CallExpr) bool { return r.info.Types[call.Fun].IsType() }

// call looks at a call with any number of results.
func (r router) call(call *ast.CallExpr) bool {
	if r.info.Types[call.Fun].IsBuiltin() {
		b, ok := r.info.Uses[rootOf(call.Fun)].(*types.Builtin)
		return ok && (b.Name() == "len" || b.Name() == "cap") && r.expr(call.Args[0])
	}
	if r.isConversion(call) {
		return false
	}
	operands := call.Args
	for _, a := range call.Args {
		switch r.info.TypeOf(a).Underlying().(type) {
		case *types.Signature, *types.Tuple:
			return false
		}
	}
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		operands = append([]ast.Expr{fun}, operands...)
	case *ast.SelectorExpr:
		switch sel := r.info.Selections[fun]; {
		case sel == nil:
			f, ok := r.info.Uses[fun.Sel].(*types.Func)
			if !ok || f.Signature().TypeParams().Len() > 0 {
				return false
			}
		case sel.Kind() == types.FieldVal:
			operands = append([]ast.Expr{fun}, operands...)
		case sel.Kind() == types.MethodVal && replacedMethods[fullName(sel.Obj())] == "":
			operands = append([]ast.Expr{fun.X}, operands...)
		default:
			return false
		}
	default:
		return false
	}
	return r.list(operands...)
}

// isPlain tells whether t is one of Go's own bool, number and string types.
func isPlain(t types.Type) bool {
	b, ok := types.Unalias(t).(*types.Basic)
	return ok && b.Info()&(types.IsBoolean|types.IsInteger|types.IsFloat|types.IsString) != 0
}

func isNumber(t types.Type) bool {
	b, ok := types.Unalias(t).(*types.Basic)
	return ok && b.Info()&(types.IsInteger|types.IsFloat) != 0
}
