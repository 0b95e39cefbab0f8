package eval

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"unsafe"
)

// This file is the order in which the parts of an expression are evaluated. Go leaves open
// whether x in x + f() is read before f is called; we do as its compiler does: what calls,
// and some more, is evaluated first, from left to right, and the rest when that is done.

// A part is one of several expressions that are evaluated together.
type part struct {
	e  ast.Expr
	to types.Type // what it is converted to, or nil
}

func partsOf(list ...ast.Expr) []part {
	var parts []part
	for _, e := range list {
		if e != nil {
			parts = append(parts, part{e, nil})
		}
	}
	return parts
}

// ahead is what is to be evaluated before the parts, and kept for them; nil where the parts
// can be evaluated from left to right, because no call changes what was read before it.
func (s *scope) ahead(parts []part) func(*frame) { return s.aheadOf(parts, false) }

// aheadOf is ahead; exposed tells whether a call may change something anyway.
func (s *scope) aheadOf(parts []part, exposed bool) func(*frame) {
	o := &ordering{s: s, exposed: exposed}
	for _, p := range parts {
		o.converted(p.e, p.to)
	}
	var steps []func(*frame)
	for _, e := range o.early[:o.needed] {
		step, held := s.kept(s.rooted(e))
		s.overrides(e, held)
		steps = append(steps, step)
	}
	switch len(steps) {
	case 0:
		return nil
	case 1:
		return steps[0]
	}
	return func(f *frame) {
		for _, step := range steps {
			step(f)
		}
	}
}

// kept keeps the value of an expression in a slot.
func (s *scope) kept(x *expr) (store func(*frame), held *expr) {
	slot, alloc := s.newSlot(), allocator(x.rt)
	put := shapeOf(x.rt).storeLocal(slot, x)
	return func(f *frame) {
		if f.vars[slot] == nil {
			f.vars[slot] = alloc()
		}
		put(f)
	}, shapeOf(x.rt).local(x.typ, x.rt, slot)
}

// overrides makes x what the expression e is compiled to.
func (s *scope) overrides(e ast.Expr, x *expr) {
	if s.override == nil {
		s.override = map[ast.Expr]*expr{}
	}
	s.override[ast.Unparen(e)] = x
}

// rooted is an expression that is evaluated on its own.
func (s *scope) rooted(e ast.Expr) *expr {
	pre := s.ahead(partsOf(e))
	return s.expr(e).after(pre)
}

// rootedAs is rooted, converted to the type that it is assigned to.
func (s *scope) rootedAs(e ast.Expr, t types.Type) *expr {
	pre := s.ahead([]part{{e, t}})
	return s.exprAs(e, t).after(pre)
}

// after is the expression evaluated after something else.
func (e *expr) after(pre func(*frame)) *expr {
	if pre == nil {
		return e
	}
	out := shapeOf(e.rt).preceded(pre, e)
	if addr := e.addr; addr != nil {
		out.addr = func(f *frame) unsafe.Pointer { pre(f); return addr(f) }
	}
	return out
}

func (scalars[T]) preceded(pre func(*frame), e *expr) *expr {
	g := got[T](e)
	return scalar(e.typ, e.rt, func(f *frame) T { pre(f); return g(f) })
}

func (aggregates) preceded(pre func(*frame), e *expr) *expr {
	val := e.val
	return aggregates{}.computed(e.typ, e.rt, func(f *frame) reflect.Value { pre(f); return val(f) })
}

// after is the expression evaluated after something else.
func (m *multi) after(pre func(*frame)) *multi {
	if pre == nil {
		return m
	}
	out := &multi{types: m.types}
	if m.one != nil {
		out.one = m.one.after(pre)
	}
	if run := m.run; run != nil {
		out.run = func(f *frame) []reflect.Value { pre(f); return run(f) }
	}
	if do := m.do; do != nil {
		out.do = func(f *frame) { pre(f); do(f) }
	}
	return out
}

// following is do after something else.
func following(pre, do func(*frame)) func(*frame) {
	if pre == nil {
		return do
	}
	return func(f *frame) { pre(f); do(f) }
}

// An ordering finds what is evaluated early in a list of expressions.
type ordering struct {
	s       *scope
	exposed bool       // something was met that a call may change, or that may panic
	early   []ast.Expr // in the order of the text
	needed  int        // how many of them are to be evaluated ahead: up to the last that calls behind something exposed
}

func (o *ordering) note(e ast.Expr, calls bool) {
	o.early = append(o.early, e)
	if calls && o.exposed {
		o.needed = len(o.early)
	}
}

// copied notes an expression whose value is copied; its own parts are in an order too.
func (o *ordering) copied(e ast.Expr) {
	o.note(e, o.s.makesCall(e))
	own := &ordering{s: o.s}
	own.walk(e)
	if own.needed > 0 {
		o.needed = len(o.early)
	}
}

// converted goes through an expression that is assigned to type t.
func (o *ordering) converted(e ast.Expr, t types.Type) {
	e = ast.Unparen(e)
	tv := o.s.cell.Info.Types[e]
	if t != nil && isInterface(t) && tv.Value == nil && !tv.IsNil() && tv.IsValue() {
		from := o.s.typeOf(e)
		if _, several := from.(*types.Tuple); !several && !isInterface(from) && !tv.Addressable() && boxedByAddress(o.s.ev.rt(from)) {
			o.copied(e) // the conversion takes its address
			return
		}
	}
	o.walk(e)
}

// boxedByAddress tells whether Go's compiler converts values of a type to an interface by
// their address.
func boxedByAddress(rt reflect.Type) bool {
	for sole := rt; ; {
		switch {
		case sole.Kind() == reflect.Struct && sole.NumField() == 1:
			sole = sole.Field(0).Type
		case sole.Kind() == reflect.Array && sole.Len() == 1:
			sole = sole.Elem()
		case sole.Kind() == reflect.String, sole.Kind() == reflect.Slice:
			return false
		default:
			size := rt.Size()
			plain := sole.Kind() != reflect.Pointer && !hasPointers(rt)
			return !(size == uintptr(rt.Align()) && plain && (size == 2 || size == 4 || size == 8))
		}
	}
}

func hasPointers(rt reflect.Type) bool {
	switch rt.Kind() {
	case reflect.Struct:
		for i := range rt.NumField() {
			if hasPointers(rt.Field(i).Type) {
				return true
			}
		}
		return false
	case reflect.Array:
		return rt.Len() > 0 && hasPointers(rt.Elem())
	}
	return rt.Kind() == reflect.String || !isNumber(rt.Kind()) && rt.Kind() != reflect.Bool
}

func (o *ordering) walk(e ast.Expr) {
	e = ast.Unparen(e)
	info := o.s.cell.Info
	if tv := info.Types[e]; tv.Value != nil || tv.IsNil() || tv.IsType() || o.s.override[e] != nil {
		return
	}
	switch e := e.(type) {
	case *ast.Ident:
		o.exposed = o.exposed || !o.s.isOwn(e)
	case *ast.SelectorExpr:
		o.selector(e)
	case *ast.CallExpr:
		o.call(e)
	case *ast.IndexExpr:
		o.index(e)
	case *ast.SliceExpr:
		o.note(e, o.s.makesCall(e))
	case *ast.StarExpr:
		o.walk(e.X)
		o.exposed = true
	case *ast.TypeAssertExpr:
		if isWord(o.s.ev.rt(o.s.typeOf(e.Type))) {
			o.walk(e.X)
			o.exposed = true
			return
		}
		o.note(e, o.s.makesCall(e))
	case *ast.CompositeLit:
		o.composite(e)
	case *ast.UnaryExpr:
		if e.Op == token.ARROW {
			o.note(e, true)
			return
		}
		o.walk(e.X)
	case *ast.BinaryExpr:
		o.binary(e)
	}
}

// isWord tells whether an interface holds a value of the type itself, not its address.
func isWord(rt reflect.Type) bool {
	switch rt.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.UnsafePointer:
		return true
	}
	return false
}

// isOwn tells whether a name is a variable that only the func itself changes, or none.
func (s *scope) isOwn(id *ast.Ident) bool {
	obj, ok := s.cell.Info.Uses[id].(*types.Var)
	if !ok {
		return true
	}
	slot, ok := s.slots[obj]
	return ok && !s.escaping[obj] && !slices.Contains(s.inner, slot)
}

func (o *ordering) selector(e *ast.SelectorExpr) {
	sel := o.s.cell.Info.Selections[e]
	if sel == nil {
		_, isVar := o.s.cell.Info.Uses[e.Sel].(*types.Var)
		o.exposed = o.exposed || isVar
		return
	}
	if sel.Kind() == types.MethodExpr {
		return
	}
	o.walk(e.X)
	_, isStruct := coreOf(o.s.typeOf(e.X)).(*types.Struct)
	o.exposed = o.exposed || !isStruct || sel.Indirect() || sel.Kind() == types.MethodVal
}

func (o *ordering) call(e *ast.CallExpr) {
	tv := o.s.cell.Info.Types[ast.Unparen(e.Fun)]
	switch {
	case tv.IsType():
		to, from := o.s.typeOf(e.Fun), o.s.typeOf(e.Args[0])
		_, toSlice := coreOf(to).(*types.Slice)
		_, fromSlice := coreOf(from).(*types.Slice)
		if toSlice && !fromSlice { // of a string
			o.note(e, o.s.makesCall(e))
			return
		}
		o.converted(e.Args[0], to)
		o.exposed = o.exposed || fromSlice
	case tv.IsBuiltin():
		id, _ := ast.Unparen(e.Fun).(*ast.Ident)
		o.note(e, id != nil && (id.Name == "append" || id.Name == "copy") || o.s.makesCall(e))
	default:
		o.note(e, true)
	}
}

func (o *ordering) index(e *ast.IndexExpr) {
	info := o.s.cell.Info
	if _, generic := info.TypeOf(e.X).Underlying().(*types.Signature); generic {
		return
	}
	t := coreOf(o.s.typeOf(e.X))
	if m, ok := t.(*types.Map); ok {
		if conv, ok := ast.Unparen(e.Index).(*ast.CallExpr); ok && info.Types[ast.Unparen(conv.Fun)].IsType() && info.Types[conv].Value == nil {
			if _, ofBytes := coreOf(o.s.typeOf(conv.Args[0])).(*types.Slice); ofBytes {
				o.note(e, o.s.makesCall(e))
				return
			}
		}
		o.walk(e.X)
		o.converted(e.Index, m.Key())
		o.exposed = true
		return
	}
	o.walk(e.X)
	o.walk(e.Index)
	_, isArray := t.(*types.Array)
	o.exposed = o.exposed || !isArray || info.Types[ast.Unparen(e.Index)].Value == nil
}

func (o *ordering) composite(e *ast.CompositeLit) {
	t := coreOf(o.s.typeOf(e))
	if p, ok := t.(*types.Pointer); ok {
		t = coreOf(p.Elem())
	}
	var elem types.Type
	switch u := t.(type) {
	case *types.Map:
		if len(e.Elts) > 0 {
			o.note(e, o.s.makesCall(e))
		}
		return
	case *types.Slice:
		elem = u.Elem()
	case *types.Array:
		elem = u.Elem()
	}
	for i, el := range e.Elts {
		to := elem
		st, isStruct := t.(*types.Struct)
		kv, keyed := el.(*ast.KeyValueExpr)
		if keyed {
			el = kv.Value
		}
		if isStruct && keyed {
			to = o.s.sub(o.s.cell.Info.Uses[kv.Key.(*ast.Ident)].Type())
		} else if isStruct {
			to = st.Field(i).Type()
		}
		o.converted(el, to)
	}
}

func (o *ordering) binary(e *ast.BinaryExpr) {
	info := o.s.cell.Info
	switch e.Op {
	case token.LAND, token.LOR:
		o.note(e, o.s.makesCall(e))
		return
	case token.EQL, token.NEQ:
		o.compared(e.X, e.Y)
		o.compared(e.Y, e.X)
		return
	}
	o.walk(e.X)
	o.walk(e.Y)
	switch e.Op {
	case token.QUO, token.REM, token.SHL, token.SHR:
		o.exposed = o.exposed || info.Types[ast.Unparen(e.Y)].Value == nil // it may panic
	}
}

// compared goes through an operand of == beside the other one.
func (o *ordering) compared(e, other ast.Expr) {
	e = ast.Unparen(e)
	tv := o.s.cell.Info.Types[e]
	if tv.Value != nil || tv.IsNil() || o.s.cell.Info.Types[ast.Unparen(other)].IsNil() {
		o.walk(e)
		return
	}
	switch coreOf(o.s.typeOf(e)).(type) {
	case *types.Struct, *types.Array:
		if !tv.Addressable() {
			o.copied(e) // it is compared where it lies
			return
		}
	}
	o.converted(e, o.s.typeOf(other))
	o.exposed = o.exposed || isInterface(o.s.typeOf(e)) // what can't be compared panics
}
