package eval

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"gospark/cellrt"
)

// A scope is a func, or a cell's statements, on its way to being compiled.
type scope struct {
	ev         *Evaluator
	cell       *Cell
	by         map[*types.TypeParam]types.Type // type arguments
	outer      *scope                          // of a func literal
	slots      map[types.Object]int
	nslots     int
	escaping   map[types.Object]bool // variables whose address outlives their slot
	captured   []int                 // slots of outer, in order
	inner      []int                 // the slots that they have here
	results    []slotType
	sig        *types.Signature
	defers     bool
	targets    []target // of break and continue, from outside in
	labels     int
	marked     map[string]int     // the numbers of labels for goto
	override   map[ast.Expr]*expr // what is evaluated before the expression that it is part of: operands of go and defer, calls
	heldTuples map[ast.Expr]int   // slots of the results that such a call gets from another
	pending    string             // the label in front of the statement to come
}

// A target is a statement that break or continue may name.
type target struct {
	id    int
	name  string
	loop  bool // continue may mean it
	plain bool // break without a label may mean it
}

// typeOf is the type of an expression, with type arguments put in.
func (s *scope) typeOf(e ast.Expr) types.Type {
	t := s.cell.Info.TypeOf(e)
	if t == nil {
		refuseAt(e, "this expression")
	}
	return s.sub(t)
}

func (s *scope) sub(t types.Type) types.Type { return substituted(t, s.by) }

func (s *scope) newSlot() int {
	s.nslots++
	return s.nslots - 1
}

// slotOf is the slot of a local variable, which is captured where it is an outer one.
func (s *scope) slotOf(obj types.Object) (slot int, ok bool) {
	if slot, ok := s.slots[obj]; ok {
		return slot, true
	}
	if s.outer == nil {
		return 0, false
	}
	from, ok := s.outer.slotOf(obj)
	if !ok {
		return 0, false
	}
	slot = s.newSlot()
	s.slots[obj] = slot
	s.captured, s.inner = append(s.captured, from), append(s.inner, slot)
	return slot, true
}

// declare gives a local variable a slot; make makes the variable, zeroed, when its
// declaration is reached.
func (s *scope) declare(obj types.Object) slotType {
	t := s.sub(obj.Type())
	rt := s.ev.rt(t)
	v := slotType{slot: s.newSlot(), typ: t, rt: rt, escape: s.escaping[obj], alloc: allocator(rt)}
	v.plain = !v.escape && isPlain(rt)
	s.slots[obj] = v.slot
	return v
}

// make makes the variable for this time round.
func (v slotType) make() func(*frame) {
	slot, alloc := v.slot, v.alloc
	if v.escape {
		return func(f *frame) { f.vars[slot] = alloc() }
	}
	if isPlain(v.rt) {
		return func(f *frame) {
			if p := f.vars[slot]; p != nil {
				*(*uint64)(p) = 0
			} else {
				f.vars[slot] = alloc()
			}
		}
	}
	rt := v.rt
	return func(f *frame) {
		if p := f.vars[slot]; p != nil {
			at(rt, p).SetZero()
		} else {
			f.vars[slot] = alloc()
		}
	}
}

// isPlain tells whether values of a type are numbers of 8 bytes.
func isPlain(rt reflect.Type) bool { return rt.Size() == 8 && isNumber(rt.Kind()) }

// expr is the variable as an expression.
func (v slotType) expr() *expr { return shapeOf(v.rt).local(v.typ, v.rt, v.slot) }

// variable is a variable as an expression: of the session, or local.
func (s *scope) variable(at ast.Node, obj types.Object) *expr {
	t := s.sub(obj.Type())
	if slot, ok := s.slotOf(obj); ok {
		rt := s.ev.rt(t)
		return shapeOf(rt).local(t, rt, slot)
	}
	if id := s.cell.ID(obj); id >= 0 {
		s.ev.held(id, t)
		v := cellrt.New(id, s.ev.rt(t))
		if v.Type() != s.ev.rt(t) {
			refuseAt(at, "the variable %s, which compiled code holds as %s,", obj.Name(), v.Type())
		}
		addr := v.Addr().UnsafePointer()
		return s.ev.placed(t, func(*frame) unsafe.Pointer { return addr })
	}
	if own, ok := replacedVars[obj.Pkg().Path()+"."+obj.Name()]; ok && obj.Parent() == obj.Pkg().Scope() {
		s.ev.learn(t, reflect.TypeOf(own()).Elem())
		return s.ev.placed(t, func(*frame) unsafe.Pointer { return unsafe.Pointer(own()) })
	}
	if v, ok := symbol(obj); ok {
		s.ev.learn(t, v.Type())
		if v.CanAddr() && v.Type() == s.ev.rt(t) {
			addr := v.Addr().UnsafePointer()
			return s.ev.placed(t, func(*frame) unsafe.Pointer { return addr })
		}
		refuseAt(at, "the variable %s.%s", obj.Pkg().Name(), obj.Name())
	}
	return s.erasedVariable(at, obj)
}

// findEscapes notes which variables of a func outlive their slot: those that func
// literals use, and those whose address is taken.
func (s *scope) findEscapes(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			ast.Inspect(n, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					s.escaping[s.cell.Info.Uses[id]] = true
				}
				return true
			})
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				s.escapes(n.X)
			}
		case *ast.SliceExpr:
			s.escapes(n.X)
		case *ast.SelectorExpr:
			if sel := s.cell.Info.Selections[n]; sel != nil && sel.Kind() == types.MethodVal {
				s.escapes(n.X)
			}
		case *ast.DeferStmt:
			s.defers = true
		}
		return true
	})
}

// escapes notes the variable that e is a part of.
func (s *scope) escapes(e ast.Expr) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		s.escaping[s.cell.Info.Uses[e]] = true
	case *ast.SelectorExpr:
		s.escapes(e.X)
	case *ast.IndexExpr:
		s.escapes(e.X)
	}
}
