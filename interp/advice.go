package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// advice is what a person should know of a cell that is right, and most likely isn't
// meant so: an RDD that is made and not used, a new variable in the place of the
// session's that was to be assigned to, an address that is printed for a value, a func
// that isn't called.
func (c *check) advice() []string {
	var notes []string
	if c.value != nil {
		obj, _ := c.named(c.value)
		if f, ok := obj.(*types.Func); ok && isBare(f) {
			notes = append(notes, fmt.Sprintf("%v: this is the func; %s() calls it", c.pos(c.value.Pos()), c.text(c.value)))
		}
	}
	for _, f := range c.files() {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ExprStmt:
				if note := c.printedAddress(n); note != "" {
					notes = append(notes, note)
				}
				if name := c.unusedRDD(n); name != "" {
					notes = append(notes, fmt.Sprintf("%v: the RDD that %s makes isn't used: an RDD itself never changes", c.pos(n.Pos()), name))
				}
			case *ast.BlockStmt:
				if n == c.run.Body {
					break
				}
				for _, stmt := range n.List {
					notes = append(notes, c.shadowing(stmt)...)
				}
			}
			return true
		})
	}
	return notes
}

// inPlace are the operators that return the RDD that they change.
var inPlace = map[string]bool{"Cache": true, "Persist": true, "LocalCheckpoint": true, "Unpersist": true, "SetName": true}

// unusedRDD is the operator that makes an RDD that a statement throws away, or "".
func (c *check) unusedRDD(stmt *ast.ExprStmt) string {
	call, ok := ast.Unparen(stmt.X).(*ast.CallExpr)
	if !ok || stmt.X == c.value {
		return ""
	}
	operator := c.in.operator(c.info, call)
	if operator == nil || inPlace[operator.Name()] {
		return ""
	}
	if p, ok := c.info.TypeOf(call).(*types.Pointer); ok {
		if named, ok := p.Elem().(*types.Named); ok && named.TypeArgs().Len() > 0 && named.Obj().Pkg().Path() == c.in.config.Operators {
			return operator.Name()
		}
	}
	return ""
}

// printedAddress tells of the builtin print and println, of which people expect that they write values.
func (c *check) printedAddress(stmt *ast.ExprStmt) string {
	call, ok := ast.Unparen(stmt.X).(*ast.CallExpr)
	if !ok {
		return ""
	}
	name, ok := call.Fun.(*ast.Ident)
	if !ok {
		return ""
	}
	if b, ok := c.info.Uses[name].(*types.Builtin); !ok || b.Name() != "print" && b.Name() != "println" {
		return ""
	}
	for _, arg := range call.Args {
		if _, basic := c.info.TypeOf(arg).Underlying().(*types.Basic); !basic {
			return fmt.Sprintf("%v: %s writes where %s is in memory; fmt.Println writes values", c.pos(stmt.Pos()), name.Name, types.ExprString(arg))
		}
	}
	return ""
}

// shadowing tells of the variables that a statement within a block defines anew,
// though it looks as if those around were to be assigned to: x := x + 1, and x, y := f()
// where only y is new.
func (c *check) shadowing(stmt ast.Stmt) []string {
	assign, ok := stmt.(*ast.AssignStmt)
	if !ok || assign.Tok != token.DEFINE {
		return nil
	}
	var notes []string
	fresh := false
	for i, lhs := range assign.Lhs {
		ident := lhs.(*ast.Ident)
		inner := c.info.Defs[ident]
		outer := c.outer(inner)
		if outer == nil {
			fresh = fresh || inner != nil && ident.Name != "_"
			continue
		}
		if ident.Name == "err" || ident.Name == "ok" || !types.Identical(inner.Type(), outer.Type()) {
			continue
		}
		if len(assign.Lhs) > 1 && len(assign.Rhs) == 1 || len(assign.Rhs) == len(assign.Lhs) && c.computesWith(assign.Rhs[i], outer) {
			notes = append(notes, fmt.Sprintf("%v: this %s is a new variable of the block; = would assign to the %[2]s around it", c.pos(ident.Pos()), ident.Name))
		}
	}
	if len(assign.Lhs) > 1 && !fresh {
		return nil // both are meant to be new
	}
	return notes
}

// outer is the variable of the session or of the cell's top level that another one hides, or nil.
func (c *check) outer(inner types.Object) types.Object {
	if inner == nil || inner.Parent() == nil || inner.Parent().Parent() == nil {
		return nil
	}
	around := inner.Parent().Parent()
	_, obj := around.LookupParent(inner.Name(), inner.Pos())
	if obj == nil { // what earlier cells defined has places of its own
		_, obj = around.LookupParent(inner.Name(), token.NoPos)
		if c.seen[obj] == nil {
			return nil
		}
	}
	v, isVar := obj.(*types.Var)
	if isVar && (c.seen[v] != nil || slices.ContainsFunc(c.defs, func(d *definition) bool { return d.obj == v })) {
		return v
	}
	return nil
}

// computesWith tells whether an expression uses a variable, and isn't that alone: x := x is a copy on purpose.
func (c *check) computesWith(e ast.Expr, v types.Object) bool {
	if _, alone := ast.Unparen(e).(*ast.Ident); alone {
		return false
	}
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && c.info.Uses[id] == v {
			found = true
		}
		return !found
	})
	return found
}
