package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"gospark/cell"
)

// An effect is something that a func does to its surroundings and that an RDD's
// operators can't allow: on a cluster it would happen to a copy, or not at all.
type effect struct {
	pos     token.Pos
	name    string // the variable
	capture string // what kind of thing is captured; "" for an assignment
	via     string // the func that does it, where it is one that is called
}

const (
	assignHint  = "on a cluster each task would change a copy of its own: return the value, and combine the values with Reduce, Aggregate, ReduceByKey or CountByKey; to count on the way, n := sc.LongAccumulator() before, n.Add(1) in the func, n.Value() after the action"
	contextHint = "sc lives in the shell only: read what is needed before, and join the RDDs; sc.Broadcast(value) before makes a value readable"
	rddHint     = "an RDD can't be used within a task of another: join the two, or Collect the smaller one before and capture the slice or map, or what sc.Broadcast makes of it"
)

// impureClosures finds the funcs given to RDD operators that assign to variables
// of their surroundings, or that use sc or an RDD.
func (c *check) impureClosures() cell.Errors {
	p := purity{c}
	var errs cell.Errors
	for _, root := range c.files() {
		ast.Inspect(root, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if operator := c.in.operator(c.info, call); operator != nil {
				for _, arg := range call.Args {
					for _, e := range p.ofFunc(arg) {
						errs = append(errs, p.report(operator.Name(), e))
					}
				}
			}
			return true
		})
	}
	return errs
}

// inSession is the methods of the RDDs' package whose funcs run in the session, not in tasks.
var inSession = map[string]bool{"OnComplete": true}

// operator is the method of the RDDs' package that a call is of, or nil.
func (in *Interp) operator(info *types.Info, call *ast.CallExpr) types.Object {
	sel := selected(call)
	if sel == nil || info.Selections[sel] == nil {
		return nil
	}
	obj := info.Selections[sel].Obj()
	if obj.Pkg() != nil && obj.Pkg().Path() == in.config.Operators && !inSession[obj.Name()] {
		return obj
	}
	return nil
}

// selected is what a call selects: x.f of x.f() and of x.f[int](). It is nil for another call.
func selected(call *ast.CallExpr) *ast.SelectorExpr {
	fun := ast.Unparen(call.Fun)
	switch index := fun.(type) {
	case *ast.IndexExpr:
		fun = index.X
	case *ast.IndexListExpr:
		fun = index.X
	}
	sel, _ := fun.(*ast.SelectorExpr)
	return sel
}

// A purity finds effects; the check remembers those of the funcs it has seen.
type purity struct{ *check }

func (p purity) report(operator string, e effect) *cell.Error {
	through := ""
	if e.via != "" {
		through = " (in " + e.via + ", which it calls)"
	}
	switch e.capture {
	case "":
		err := p.errorAt(e.pos, cell.CodeCheck, fmt.Sprintf("the func given to %s assigns to %s, which is declared outside of it%s", operator, e.name, through))
		err.Hint = assignHint
		return err
	case "Context":
		err := p.errorAt(e.pos, cell.CodeCheck, fmt.Sprintf("the func given to %s uses %s, the SparkContext%s", operator, e.name, through))
		err.Hint = contextHint
		return err
	}
	err := p.errorAt(e.pos, cell.CodeCheck, fmt.Sprintf("the func given to %s uses the RDD %s%s", operator, e.name, through))
	err.Hint = rddHint
	return err
}

// ofFunc is the effects of a func given as an argument: a literal, a declared func, a variable that a literal
// was assigned to where it was defined, or what the RDDs' package makes of one, as spark.Must does.
func (p purity) ofFunc(arg ast.Expr) []effect {
	switch arg := ast.Unparen(arg).(type) {
	case *ast.FuncLit:
		return p.ofBody(arg.Type, arg.Body)
	case *ast.Ident:
		return at(arg.Pos(), "", p.ofObject(p.info.Uses[arg]))
	case *ast.SelectorExpr: // a method value
		return at(arg.Pos(), "", p.ofObject(p.info.Uses[arg.Sel]))
	case *ast.CallExpr:
		return p.ofMade(arg)
	}
	return nil
}

// ofMade is the effects of the funcs given to a func of the RDDs' package.
func (p purity) ofMade(call *ast.CallExpr) (all []effect) {
	sel := selected(call)
	if sel == nil || p.info.Selections[sel] != nil {
		return nil
	}
	if f := p.info.Uses[sel.Sel]; f == nil || f.Pkg() == nil || f.Pkg().Path() != p.in.config.Operators {
		return nil
	}
	for _, arg := range call.Args {
		all = append(all, p.ofFunc(arg)...)
	}
	return all
}

// at moves effects to the place where the func that has them is used; via is its
// name, or "" where it is itself what is given to the operator.
func at(pos token.Pos, via string, effects []effect) []effect {
	var out []effect
	for _, e := range effects {
		if e.via == "" {
			e.via = via
		}
		e.pos = pos
		out = append(out, e)
	}
	return out
}

// ofObject is the effects of a declared func, or of the literal that a variable holds.
func (p purity) ofObject(obj types.Object) []effect {
	if obj == nil {
		return nil
	}
	if f, ok := obj.(*types.Func); ok {
		obj = f.Origin()
	}
	if effects, ok := p.in.effects[obj]; ok {
		return effects
	}
	if effects, ok := p.known[obj]; ok {
		return effects
	}
	p.known[obj] = nil // a func that calls itself adds nothing by that
	if typ, body := p.funcOf(obj); body != nil {
		p.known[obj] = p.ofBody(typ, body)
	}
	return p.known[obj]
}

// funcOf finds the declaration, or the defining literal, of a func in this cell.
func (p purity) funcOf(obj types.Object) (*ast.FuncType, *ast.BlockStmt) {
	for _, f := range p.funcs() {
		if p.info.Defs[f.Name] == obj {
			return f.Type, f.Body
		}
	}
	for _, stmt := range p.run.Body.List {
		assign, ok := stmt.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != len(assign.Rhs) {
			continue
		}
		for i, lhs := range assign.Lhs {
			ident, isIdent := lhs.(*ast.Ident)
			lit, isLit := assign.Rhs[i].(*ast.FuncLit)
			if isIdent && isLit && p.info.Defs[ident] == obj {
				return lit.Type, lit.Body
			}
		}
	}
	return nil, nil
}

// ofBody is the effects of a func's body on what is declared outside of the func.
func (p purity) ofBody(typ *ast.FuncType, body *ast.BlockStmt) []effect {
	var out []effect
	own := p.info.Scopes[typ]
	outside := func(v *types.Var) bool { return !v.IsField() && ofCell(v) && !within(v.Parent(), own) }
	assigned := func(target ast.Expr) {
		if v, ok := p.info.Uses[rootOf(target)].(*types.Var); ok && outside(v) {
			out = append(out, effect{pos: target.Pos(), name: v.Name()})
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		for _, target := range targets(n) {
			assigned(target)
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			if b, ok := p.info.Uses[rootOf(n.Fun)].(*types.Builtin); ok && len(n.Args) > 0 {
				switch b.Name() {
				case "delete", "clear", "copy":
					assigned(n.Args[0])
				}
			}
		case *ast.Ident:
			obj := p.info.Uses[n]
			if v, ok := obj.(*types.Var); ok && outside(v) {
				if kind := p.in.engineType(v.Type()); kind != "" {
					out = append(out, effect{pos: n.Pos(), name: v.Name(), capture: kind})
				}
				out = append(out, at(n.Pos(), n.Name, p.ofObject(obj))...)
			}
			if f, ok := obj.(*types.Func); ok && ofCell(f) {
				out = append(out, at(n.Pos(), n.Name, p.ofObject(f))...)
			}
		}
		return true
	})
	return out
}

// targets are what a statement assigns to.
func targets(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		return n.Lhs
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN && n.Value != nil {
			return []ast.Expr{n.Key, n.Value}
		} else if n.Tok == token.ASSIGN {
			return []ast.Expr{n.Key}
		}
	}
	return nil
}

// within tells whether a scope is in another one, or is that. (Places don't tell: those of two cells are the same.)
func within(s, outer *types.Scope) bool {
	for s != nil && s != outer {
		s = s.Parent()
	}
	return s != nil
}

// rootOf is the variable that an assignment's target belongs to: m of m[k].f.
func rootOf(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.ParenExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// engineType tells whether t is the context, "Context", or one of the RDDs, "RDD".
func (in *Interp) engineType(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != in.config.Operators {
		return ""
	}
	switch name := n.Obj().Name(); {
	case name == "Context":
		return name
	case strings.Contains(name, "RDD"):
		return "RDD"
	}
	return ""
}

// effectsOf is the effects of the funcs, and of the variables that hold one, which the
// cell declares, for later cells.
func (c *check) effectsOf() map[types.Object][]effect {
	p, out := purity{c}, map[types.Object][]effect{}
	add := func(obj types.Object) {
		if effects := p.ofObject(obj); len(effects) > 0 {
			out[obj] = effects
		}
	}
	for _, f := range c.funcs() {
		add(c.info.Defs[f.Name])
	}
	for _, d := range c.defs {
		add(d.obj)
	}
	return out
}
