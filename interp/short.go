package interp

// This file finds the loops that are over so soon that they need no interrupt check: those of few turns that only compute.

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// shortLoop is how many turns a loop may have, with those of the loops in it, to be short: a fraction of a millisecond.
const shortLoop = 4096

// isShort tells whether a loop is over after most turns at most, and calls nothing that might take long.
func isShort(info *types.Info, loop ast.Stmt, most int64) bool {
	n, body := turns(info, loop)
	if body == nil || n > most {
		return false
	}
	short := true
	ast.Inspect(body, func(part ast.Node) bool {
		switch part := part.(type) {
		case *ast.FuncLit:
			return false // nobody calls it here
		case *ast.ForStmt, *ast.RangeStmt:
			short = short && isShort(info, part.(ast.Stmt), most/max(1, n))
			return false
		case ast.Expr:
			short = short && isBrief(info, part)
		case ast.Stmt:
			short = short && onlyComputes(info, part)
		}
		return short
	})
	return short
}

// turns is how many turns a loop has at most, and its body, which is nil where that isn't known.
func turns(info *types.Info, loop ast.Stmt) (int64, *ast.BlockStmt) {
	n, known := int64(0), false
	switch loop := loop.(type) {
	case *ast.RangeStmt:
		if n, known = rangeTurns(info, loop.X); known {
			return n, loop.Body
		}
	case *ast.ForStmt:
		if n, known = countedTurns(info, loop); known {
			return n, loop.Body
		}
	}
	return 0, nil
}

// rangeTurns are those of a range over an array, or over a constant.
func rangeTurns(info *types.Info, x ast.Expr) (int64, bool) {
	if n, known := constantInt(info, x); known {
		return n, true
	}
	t := info.TypeOf(x).Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	if a, ok := t.(*types.Array); ok {
		return a.Len(), true
	}
	return 0, false
}

// countedTurns are those of for i := a; i < b; i++ where a and b are constants and nothing else changes i.
func countedTurns(info *types.Info, loop *ast.ForStmt) (int64, bool) {
	init, ok1 := loop.Init.(*ast.AssignStmt)
	cond, ok2 := loop.Cond.(*ast.BinaryExpr)
	post, ok3 := loop.Post.(*ast.IncDecStmt)
	if !ok1 || !ok2 || !ok3 || init.Tok != token.DEFINE || len(init.Lhs) != 1 || len(init.Rhs) != 1 {
		return 0, false
	}
	i := info.Defs[init.Lhs[0].(*ast.Ident)]
	if i == nil || !types.Identical(i.Type(), types.Typ[types.Int]) || !isUse(info, cond.X, i) || !isUse(info, post.X, i) || isChanged(info, loop.Body, i) {
		return 0, false
	}
	from, known1 := constantInt(info, init.Rhs[0])
	to, known2 := constantInt(info, cond.Y)
	switch up := post.Tok == token.INC; {
	case !known1 || !known2:
		return 0, false
	case up && (cond.Op == token.LSS || cond.Op == token.LEQ):
		return to - from + 1, true
	case !up && (cond.Op == token.GTR || cond.Op == token.GEQ):
		return from - to + 1, true
	}
	return 0, false
}

// constantInt is the value of a constant that is small enough to count with.
func constantInt(info *types.Info, x ast.Expr) (int64, bool) {
	v := info.Types[x].Value
	if v == nil || v.Kind() != constant.Int {
		return 0, false
	}
	n, exact := constant.Int64Val(v)
	return n, exact && n == int64(int32(n))
}

func isUse(info *types.Info, x ast.Expr, v types.Object) bool {
	id, ok := ast.Unparen(x).(*ast.Ident)
	return ok && info.Uses[id] == v
}

// isChanged tells whether v is assigned to, or its address taken.
func isChanged(info *types.Info, body ast.Node, v types.Object) bool {
	changed := false
	ast.Inspect(body, func(n ast.Node) bool {
		for _, x := range targets(n) {
			changed = changed || isUse(info, x, v)
		}
		if u, ok := n.(*ast.UnaryExpr); ok {
			changed = changed || u.Op == token.AND && isUse(info, u.X, v)
		}
		return !changed
	})
	return changed
}

// onlyComputes tells whether a statement, its parts aside, neither waits nor jumps back.
func onlyComputes(info *types.Info, s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.SendStmt, *ast.SelectStmt, *ast.GoStmt, *ast.DeferStmt:
		return false
	case *ast.BranchStmt:
		return s.Tok != token.GOTO
	case *ast.AssignStmt:
		return s.Tok != token.ADD_ASSIGN || !isText(info, s.Lhs[0])
	}
	return true
}

// isBrief tells whether an expression, its parts aside, takes some nanoseconds.
func isBrief(info *types.Info, x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.CallExpr:
		return isBriefCall(info, x)
	case *ast.UnaryExpr:
		return x.Op != token.ARROW
	case *ast.BinaryExpr:
		return x.Op != token.ADD || !isText(info, x)
	}
	return true
}

// isText tells whether x is a text, which may be long.
func isText(info *types.Info, x ast.Expr) bool { return isOf(info.TypeOf(x), types.IsString) }

func isOf(t types.Type, kind types.BasicInfo) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&kind != 0
}

// isBriefCall tells whether a call is a conversion of a number, a builtin that only looks, or a function of package math.
func isBriefCall(info *types.Info, call *ast.CallExpr) bool {
	if info.Types[call.Fun].IsType() {
		return isOf(info.TypeOf(call), types.IsNumeric) && isOf(info.TypeOf(call.Args[0]), types.IsNumeric)
	}
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		b, ok := info.Uses[f].(*types.Builtin)
		return ok && briefBuiltins[b.Name()]
	case *ast.SelectorExpr:
		fun, ok := info.Uses[f.Sel].(*types.Func)
		return ok && fun.Pkg() != nil && briefPackages[fun.Pkg().Path()]
	}
	return false
}

var (
	briefBuiltins = map[string]bool{"len": true, "cap": true, "min": true, "max": true, "real": true, "imag": true, "complex": true}
	briefPackages = map[string]bool{"math": true, "math/bits": true, "math/cmplx": true}
)
