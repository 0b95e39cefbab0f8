package interp

// This file is about what a cell ends in.

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"gospark/cell"
)

// valueType is the type of the value that the cell ends in, with untyped constants
// made typed; nil when it ends in none.
func (c *check) valueType() types.Type {
	if c.value == nil {
		return nil
	}
	tv, ok := c.info.Types[c.value]
	if !ok || tv.IsVoid() || tv.Type == nil {
		return nil
	}
	if t, ok := tv.Type.(*types.Tuple); ok && t.Len() == 0 {
		return nil
	}
	return types.Default(tv.Type)
}

// valueFault finds a last expression that can't be shown.
func (c *check) valueFault() cell.Errors {
	t := c.valueType()
	if t == types.Typ[types.UntypedNil] {
		return cell.Errors{c.errorAt(c.value.Pos(), cell.CodeCheck, "nil has no type to show it with")}
	}
	tv := c.info.Types[c.value]
	if b, ok := t.(*types.Basic); ok && tv.Value != nil && b.Info()&types.IsConstType != 0 && !representable(tv, b) {
		return cell.Errors{c.errorAt(c.value.Pos(), cell.CodeCheck,
			fmt.Sprintf("%s (untyped constant %s) overflows %s", c.text(c.value), tv.Value, b))}
	}
	return nil
}

// endsInCall tells whether the cell's value is what a call returned.
func (c *check) endsInCall() bool {
	call, ok := ast.Unparen(c.value).(*ast.CallExpr)
	return ok && !c.info.Types[call.Fun].IsType()
}

// results are the types of the values that the cell ends in and that are kept:
// all of them, with an error at the end of several, but nothing of what only
// prints or of a cell that ends in a semicolon.
func (c *check) results() []types.Type {
	t := c.valueType()
	if t == nil {
		return nil
	}
	tuple, ok := t.(*types.Tuple)
	if !ok {
		return []types.Type{t}
	}
	var out []types.Type
	for v := range tuple.Variables() {
		out = append(out, v.Type())
	}
	return out
}

// printLike tells whether the cell ends in a call whose results nobody wants to
// see: a count of bytes and an error of fmt.Println and its like.
func (c *check) printLike() bool {
	types_ := c.results()
	call, ok := c.value.(*ast.CallExpr)
	if !ok || len(types_) != 2 || !isError(types_[1]) || types_[0] != types.Typ[types.Int] {
		return false
	}
	name := ""
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		name = fun.Name
	case *ast.SelectorExpr:
		name = fun.Sel.Name
	}
	for _, prefix := range []string{"Print", "Fprint", "Write", "Scan", "Fscan", "Sscan"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }
