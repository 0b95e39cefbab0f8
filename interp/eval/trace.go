package eval

import (
	"go/ast"
	"go/token"
	"go/types"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// This file is where the interpreter was when a panic began: Go's own stack doesn't show it.

// A Call is a call that a panic ended.
type Call struct {
	Func string // f, (*P).Area, "func literal"; "" for the statements of a cell
	Site string // a place as In[3]:2
}

// A thread is the calls of interpreted code that are going on, one within the other.
type thread struct {
	top  *frame
	lost []Call // those that a panic has ended already
}

// maxCalls is how many calls of a panic are kept.
const maxCalls = 32

// calls are the calls that a panic ends, innermost first.
func (t *thread) calls() []Call {
	out := t.lost
	t.lost = nil
	for f := t.top; f != nil && len(out) < maxCalls; f = f.caller {
		if f.code != nil && f.pos.IsValid() {
			out = append(out, Call{f.code.title, f.code.site(f.pos)})
		}
	}
	return out
}

// The panics that leave interpreted code for compiled code, by the goroutine: the interpreter
// may be what called that.
type panics struct {
	n     atomic.Int64
	calls sync.Map // the goroutine's number -> panicking
}

type panicking struct {
	cause any
	calls []Call
}

// leaving notes the calls of a panic that leaves the interpreter.
func (p *panics) leaving(cause any, calls []Call) {
	if _, known := p.calls.Swap(goroutine(stackHead()), panicking{cause, calls}); !known {
		p.n.Add(1)
	}
}

// entering takes the calls of a panic that comes out of compiled code, if it came into it
// from the interpreter.
func (p *panics) entering(cause any, id string) []Call {
	if p.n.Load() == 0 {
		return nil
	}
	if id == "" {
		id = goroutine(stackHead())
	}
	v, ok := p.calls.LoadAndDelete(id)
	if !ok {
		return nil
	}
	p.n.Add(-1)
	if was := v.(panicking); cause == nil || sameCause(was.cause, cause) {
		return was.calls
	}
	return nil
}

// sameCause tells whether two panics are one.
func sameCause(x, y any) (same bool) {
	defer func() { _ = recover() }() // what can't be compared isn't
	return x == y
}

func stackHead() string {
	var buf [64]byte
	return string(buf[:runtime.Stack(buf[:], false)])
}

// goroutine is the number of the goroutine that a stack trace begins with.
func goroutine(stack string) string {
	head, _, _ := strings.Cut(strings.TrimPrefix(stack, "goroutine "), " ")
	return head
}

// Calls are the calls of interpreted code that a panic ended, innermost first. The stack is
// that of the goroutine, as debug.Stack writes it; the cause is nil where it isn't known.
func (ev *Evaluator) Calls(cause any, stack string) []Call {
	return ev.panics.entering(cause, goroutine(stack))
}

// panicked is the calls that a panic ended which frame f recovers; f goes on.
func (f *frame) panicked(ev *Evaluator, cause any) []Call {
	inner := ev.panics.entering(cause, "")
	calls := append(inner, f.thread.calls()...)
	f.thread.top = f
	return calls[:min(len(calls), maxCalls)]
}

// yields runs the body of a range over a func, which the func calls, as a part of frame f.
func (ev *Evaluator) yields(f *frame, body func()) {
	defer func() {
		if v := recover(); v != nil {
			caller := f.caller
			f.caller = nil
			calls := f.panicked(ev, v)
			f.caller = caller
			ev.panics.leaving(v, calls)
			panic(v)
		}
	}()
	body()
}

// leaves runs a body as the outermost call of its thread, and notes the calls of its panic.
func (ev *Evaluator) leaves(f *frame, body func()) {
	f.own = thread{top: f}
	f.thread = &f.own
	defer func() {
		if v := recover(); v != nil {
			ev.panics.leaving(v, f.panicked(ev, v))
			panic(v)
		}
	}()
	body()
}

// outermost runs a func's body where no interpreted code is known to have called it.
func (ev *Evaluator) outermost(c *code, f *frame) {
	f.caller, f.deferrer, f.deferred = nil, nil, 0
	ev.leaves(f, func() { c.run(f) })
}

// noting makes a statement note where it is, if anything in it may panic.
func (s *scope) noting(st ast.Stmt, run stmt) stmt {
	if !s.mayPanic(st) {
		return run
	}
	pos := st.Pos()
	return func(f *frame) flow { f.pos = pos; return run(f) }
}

// onLine is an expression that is evaluated on its own, and notes where it is.
func (s *scope) onLine(e ast.Expr) *expr {
	x := s.rooted(e)
	if !s.mayPanic(e) {
		return x
	}
	pos := e.Pos()
	return x.after(func(f *frame) { f.pos = pos })
}

// mayPanic tells whether an expression, or a statement apart from its blocks, calls
// something or may panic itself.
func (s *scope) mayPanic(n ast.Node) bool {
	info, found := s.cell.Info, false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.FuncLit, *ast.LabeledStmt:
			return false
		case *ast.CallExpr:
			tv := info.Types[ast.Unparen(n.Fun)]
			id, _ := ast.Unparen(n.Fun).(*ast.Ident)
			found = found || !tv.IsType() && !(tv.IsBuiltin() && id != nil && (id.Name == "len" || id.Name == "append"))
			_, fromSlice := coreOf(s.argumentType(n)).(*types.Slice)
			found = found || tv.IsType() && fromSlice
		case *ast.IndexExpr, *ast.SliceExpr, *ast.StarExpr, *ast.TypeAssertExpr, *ast.SendStmt, *ast.SelectStmt, *ast.DeferStmt, *ast.GoStmt, *ast.CompositeLit:
			found = true
		case *ast.SelectorExpr:
			sel := info.Selections[n]
			found = found || sel != nil && (sel.Indirect() || sel.Kind() != types.FieldVal)
		case *ast.BinaryExpr:
			found = found || info.Types[n].Value == nil && risky(n.Op, info.Types[ast.Unparen(n.Y)].Value != nil)
			if n.Op == token.EQL || n.Op == token.NEQ {
				found = found || isInterface(s.typeOf(n.X)) || isInterface(s.typeOf(n.Y))
			}
		case *ast.AssignStmt:
			found = found || risky(assignOps[n.Tok], info.Types[ast.Unparen(n.Rhs[0])].Value != nil)
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}

// risky tells whether an operator may panic.
func risky(op token.Token, constant bool) bool {
	return !constant && (op == token.QUO || op == token.REM || op == token.SHL || op == token.SHR)
}

// argumentType is the type of a conversion's operand.
func (s *scope) argumentType(e *ast.CallExpr) types.Type {
	if len(e.Args) == 1 {
		return s.typeOf(e.Args[0])
	}
	return types.Typ[types.Invalid]
}
