package interp

// This file makes what a cell does with channels end when the cell is interrupted.

import (
	"go/ast"
	"go/types"
	"slices"
)

// receive makes <-c a call of the runtime's, unless it is a select's.
func (w *rewriter) receive(n *ast.UnaryExpr) {
	if slices.Contains(w.comms, ast.Node(n)) {
		return
	}
	fun := "Recv"
	if t, ok := w.info.TypeOf(n).(*types.Tuple); ok {
		fun = "Recv2"
		if b := t.At(1).Type(); !types.Identical(b, types.Typ[types.Bool]) {
			fun = "RecvAs[" + w.spell(b) + "]"
		}
	}
	at := w.offset(n.OpPos)
	w.replace(at, at+len("<-"), w.rt()+"."+fun+"(")
	w.insertAfter(w.offset(n.X.End()), ")")
}

// send makes c <- v a call of the runtime's, unless it is a select's.
func (w *rewriter) send(n *ast.SendStmt) {
	if slices.Contains(w.comms, ast.Node(n)) {
		return
	}
	at := w.offset(n.Arrow)
	w.insertBefore(w.offset(n.Chan.Pos()), w.rt()+".To(")
	w.replace(at, at+len("<-"), ").Send(")
	w.insertAfter(w.offset(n.Value.End()), ")")
}

// selectStmt gives a select that may wait a case for the cell's interrupt. The case ends
// in a terminating statement, because the select may have to be one.
func (w *rewriter) selectStmt(n *ast.SelectStmt) {
	for _, s := range n.Body.List {
		if s.(*ast.CommClause).Comm == nil {
			return
		}
	}
	w.insertAfter(w.offset(n.Body.Lbrace)+1, " case <-"+w.rt()+".Done(): for { "+w.rt()+".End() }; ")
}

// rangeStmt makes the channel that a loop ranges over an iterator.
func (w *rewriter) rangeStmt(n *ast.RangeStmt) {
	if !isChan(w.info.TypeOf(n.X)) {
		return
	}
	w.insertBefore(w.offset(n.X.Pos()), w.rt()+".All(")
	w.insertAfter(w.offset(n.X.End()), ")")
}

// isChan tells whether a type, or each that a type parameter stands for, is a channel.
func isChan(t types.Type) bool {
	if tp, ok := types.Unalias(t).(*types.TypeParam); ok {
		t = aTypeOf(tp.Constraint())
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// aTypeOf is one of the types that a constraint lets pass: those of a type parameter
// that is ranged over are all channels, or none of them is.
func aTypeOf(constraint types.Type) types.Type {
	iface, ok := constraint.Underlying().(*types.Interface)
	if !ok {
		return constraint
	}
	for t := range iface.EmbeddedTypes() {
		if union, ok := types.Unalias(t).(*types.Union); ok {
			t = union.Term(0).Type()
		}
		if t = aTypeOf(t); !types.IsInterface(t) {
			return t
		}
	}
	return iface
}

// communication is the send or receive that a case of a select waits for; nil for default.
func communication(c *ast.CommClause) ast.Node {
	var e ast.Expr
	switch s := c.Comm.(type) {
	case *ast.SendStmt:
		return s
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		e = s.Rhs[0]
	default:
		return nil
	}
	return ast.Unparen(e)
}
