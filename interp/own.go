package interp

// This file is about funcs of Go's own that do something else in a session than in a program.

import (
	"go/ast"
	"go/types"
)

// builtinPrints are the builtins that write past the cell's own standard error, by what
// cells call instead.
var builtinPrints = map[types.Object]string{
	types.Universe.Lookup("print"):   "BuiltinPrint",
	types.Universe.Lookup("println"): "BuiltinPrintln",
}

// builtinPrint has print and println write where the cell prints. Of an interface they
// tell its words alone.
func (w *rewriter) builtinPrint(n *ast.CallExpr) {
	fun, ok := ast.Unparen(n.Fun).(*ast.Ident)
	if !ok || builtinPrints[w.info.Uses[fun]] == "" {
		return
	}
	w.replace(w.offset(n.Fun.Pos()), w.offset(n.Fun.End()), w.rt()+"."+builtinPrints[w.info.Uses[fun]])
	for _, arg := range n.Args {
		if t := types.Unalias(w.info.TypeOf(arg)); types.IsInterface(t) && !isTypeParam(t) {
			w.insertBefore(w.offset(arg.Pos()), w.rt()+".WordsOf(")
			w.insertAfter(w.offset(arg.End()), ")")
		}
	}
}

// gobRegister has gob tell types of one name apart: where a type is declared again, its cell
// is likely to register it again.
func (w *rewriter) gobRegister(n *ast.CallExpr) {
	fun, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
	if !ok || fullName(w.info.Uses[fun.Sel]) != "encoding/gob.Register" {
		return
	}
	w.replace(w.offset(n.Fun.Pos()), w.offset(n.Fun.End()),
		"func(v any) { "+w.nodeText(fun.X)+".RegisterName("+w.rt()+".GobName(v), v) }")
}

func isTypeParam(t types.Type) bool { _, ok := t.(*types.TypeParam); return ok }
