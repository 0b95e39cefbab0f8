package eval

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"gospark/cellrt"
)

// call compiles a call, of whatever is called.
func (s *scope) call(e *ast.CallExpr) *multi {
	defer locate(e)
	if s.cell.Info.Types[ast.Unparen(e.Fun)].IsType() {
		return &multi{one: s.conversion(e)}
	}
	pre := s.aheadOfCall(e)
	return s.callOf(e).after(pre)
}

// callParts is what a call evaluates: what it is made on, and its arguments.
func (s *scope) callParts(e *ast.CallExpr) []part {
	var parts []part
	fun := ast.Unparen(e.Fun)
	sel, ok := fun.(*ast.SelectorExpr)
	switch {
	case ok && s.cell.Info.Selections[sel] != nil && s.cell.Info.Selections[sel].Kind() == types.MethodVal:
		parts = partsOf(sel.X)
	case !s.isDeclared(fun):
		parts = partsOf(fun)
	}
	if s.givesSeveral(e) {
		return parts
	}
	sig := coreOf(s.typeOf(fun)).(*types.Signature)
	for i, a := range e.Args {
		t := sig.Params().At(min(i, sig.Params().Len()-1)).Type()
		if sig.Variadic() && !e.Ellipsis.IsValid() && i >= sig.Params().Len()-1 {
			t = t.(*types.Slice).Elem()
		}
		parts = append(parts, part{a, t})
	}
	return parts
}

// aheadOfCall is what is evaluated before what a call is made on and its arguments. The
// values of f(g()) are kept in a slot.
func (s *scope) aheadOfCall(e *ast.CallExpr) func(*frame) {
	switch {
	case s.cell.Info.Types[ast.Unparen(e.Fun)].IsBuiltin():
		return s.ahead(partsOf(e.Args...))
	case !s.givesSeveral(e):
		return s.ahead(s.callParts(e))
	}
	pre := s.aheadOf(s.callParts(e), true)
	run, slot := s.call(ast.Unparen(e.Args[0]).(*ast.CallExpr)).all(), s.newSlot()
	if s.heldTuples == nil {
		s.heldTuples = map[ast.Expr]int{}
	}
	s.heldTuples[e.Args[0]] = slot
	return following(pre, func(f *frame) {
		values := run(f)
		for i := range values {
			values[i] = copied(values[i])
		}
		f.vars[slot] = unsafe.Pointer(&values)
	})
}

// givesSeveral tells whether the arguments of a call are the values of another one.
func (s *scope) givesSeveral(e *ast.CallExpr) bool {
	if len(e.Args) != 1 {
		return false
	}
	_, ok := s.typeOf(e.Args[0]).(*types.Tuple)
	return ok
}

// callOf compiles a call without what is evaluated ahead of it.
func (s *scope) callOf(e *ast.CallExpr) *multi {
	fun := ast.Unparen(e.Fun)
	if s.cell.Info.Types[fun].IsBuiltin() {
		return s.builtin(e)
	}
	switch index := fun.(type) {
	case *ast.IndexExpr:
		if s.cell.Info.Types[index.Index].IsType() {
			fun = ast.Unparen(index.X)
		}
	case *ast.IndexListExpr:
		fun = ast.Unparen(index.X)
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		if f, ok := s.cell.Info.Uses[fun].(*types.Func); ok {
			return s.callFunc(e, fun, f)
		}
	case *ast.SelectorExpr:
		if sel := s.cell.Info.Selections[fun]; sel != nil && sel.Kind() == types.MethodVal {
			return s.callMethod(e, fun, sel)
		} else if f, ok := s.cell.Info.Uses[fun.Sel].(*types.Func); ok && sel == nil {
			return s.callFunc(e, fun.Sel, f)
		}
	}
	fn := s.expr(e.Fun)
	sig := coreOf(fn.typ).(*types.Signature)
	return s.callValue(fn, sig, s.arguments(e, sig))
}

// funcOf is the func that an expression yields.
func funcOf(x *expr) func(*frame) *Func {
	g := got[word](x)
	return func(f *frame) *Func { return (*Func)(g(f)) }
}

// instantiated is the type arguments of a generic name, and its type with them.
func (s *scope) instantiated(id *ast.Ident, f *types.Func) ([]types.Type, *types.Signature) {
	inst, ok := s.cell.Info.Instances[id]
	if !ok {
		return nil, s.sub(f.Type()).(*types.Signature)
	}
	var args []types.Type
	for t := range inst.TypeArgs.Types() {
		args = append(args, s.sub(t))
	}
	return args, s.sub(inst.Type).(*types.Signature)
}

// callFunc calls a declared func: of a cell, of the standard library, of the RDDs' package.
func (s *scope) callFunc(e *ast.CallExpr, id *ast.Ident, f *types.Func) *multi {
	targs, sig := s.instantiated(id, f)
	switch {
	case isCell(f):
		return s.callValue(s.funcValue(id, f), sig, s.arguments(e, sig))
	case f.Pkg().Path() == s.ev.operators:
		return s.callErased(e, f.Pkg().Name()+"."+f.Name(), targs, nil, sig, s.arguments(e, sig))
	}
	return s.callStd(e, f, targs, sig)
}

// funcValue is a declared func as a value.
func (s *scope) funcValue(id *ast.Ident, f *types.Func) *expr {
	targs, sig := s.instantiated(id, f)
	if isCell(f) {
		if n := s.cell.ID(f); n >= 0 && !isGeneric(f) {
			s.ev.held(n, sig)
			rt := s.ev.rt(sig)
			addr := cellrt.New(n, rt).Addr().UnsafePointer()
			return scalar(types.Type(sig), rt, func(*frame) word { return *(*word)(addr) })
		}
		code := s.ev.codeOf(f, targs)
		return s.funcConstant(sig, code.fn)
	}
	if f.Pkg().Path() == s.ev.operators {
		return s.erasedFunc(f, targs, sig)
	}
	if direct, ok := stdGenerics[f.FullName()]; ok {
		return s.funcConstant(sig, &Func{ev: s.ev, typ: sig, direct: direct(s, targs, sig)})
	}
	v, ok := s.stdFunc(f)
	if !ok || len(targs) > 0 {
		refuse("the func %s", f.FullName())
	}
	return s.funcConstant(sig, &Func{ev: s.ev, typ: sig, native: v})
}

func (s *scope) funcConstant(t types.Type, fn *Func) *expr {
	return scalar(t, funcType, func(*frame) word { return word(fn) })
}

// instance is a generic func with its type arguments written.
func (s *scope) instance(e ast.Expr) *expr {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return s.funcValue(e, s.cell.Info.Uses[e].(*types.Func))
	case *ast.SelectorExpr:
		if s.cell.Info.Selections[e] == nil {
			return s.funcValue(e.Sel, s.cell.Info.Uses[e.Sel].(*types.Func))
		}
		return s.selector(e)
	}
	refuseAt(e, "this instance")
	return nil
}

// arguments compiles a call's arguments, variadic ones as a slice.
func (s *scope) arguments(e *ast.CallExpr, sig *types.Signature) []*expr {
	params := sig.Params()
	given := s.given(e)
	var out []*expr
	fixed := params.Len()
	if sig.Variadic() && !e.Ellipsis.IsValid() {
		fixed--
	}
	for i := range fixed {
		out = append(out, given(i, params.At(i).Type()))
	}
	if fixed < params.Len() {
		out = append(out, s.packed(given, fixed, s.count(e), params.At(fixed).Type()))
	}
	return out
}

// count is how many arguments a call gives.
func (s *scope) count(e *ast.CallExpr) int {
	if s.givesSeveral(e) {
		return s.typeOf(e.Args[0]).(*types.Tuple).Len()
	}
	return len(e.Args)
}

// given makes an argument a value of a type.
func (s *scope) given(e *ast.CallExpr) func(i int, t types.Type) *expr {
	if s.givesSeveral(e) {
		tuple, slot := s.typeOf(e.Args[0]).(*types.Tuple), s.heldTuples[e.Args[0]]
		return func(i int, t types.Type) *expr { return s.ev.assignable(s.part(tuple, i, slot), t) }
	}
	return func(i int, t types.Type) *expr { return s.exprAs(e.Args[i], t) }
}

// makesCall tells whether the evaluation of an expression calls a func or receives.
func (s *scope) makesCall(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			tv := s.cell.Info.Types[n.Fun]
			found = found || !tv.IsType() && !tv.IsBuiltin()
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		_, lit := n.(*ast.FuncLit)
		return !found && !lit
	})
	return found
}

// part is a value of several that a slot holds.
func (s *scope) part(tuple *types.Tuple, i, slot int) *expr {
	return s.ev.computed(tuple.At(i).Type(), func(f *frame) reflect.Value { return (*(*[]reflect.Value)(f.vars[slot]))[i] })
}

// packed makes a slice of variadic arguments; nil where there are none.
func (s *scope) packed(given func(int, types.Type) *expr, from, to int, t types.Type) *expr {
	rt := s.ev.rt(t)
	if from >= to {
		return constantOf(t, reflect.Zero(rt))
	}
	elem := t.(*types.Slice).Elem()
	size, n := rt.Elem().Size(), to-from
	var puts []func(*frame, unsafe.Pointer)
	for i := from; i < to; i++ {
		puts = append(puts, given(i, elem).put)
	}
	return scalar(t, rt, func(f *frame) header {
		list := reflect.MakeSlice(rt, n, n)
		p := list.UnsafePointer()
		for i, put := range puts {
			put(f, add(p, uintptr(i)*size))
		}
		return header{p, n, n}
	})
}

// invoke calls a func value.
func (s *scope) invoke(sig *types.Signature, fn func(*frame) *Func, args []*expr) *multi {
	run := invocation(fn, args)
	results := sig.Results()
	m := &multi{}
	for v := range results.Variables() {
		m.types = append(m.types, v.Type())
	}
	switch results.Len() {
	case 0:
		m.do = func(f *frame) {
			if nf, c, _ := run(f); c != nil {
				c.leave(nf)
			}
		}
	case 1:
		t := results.At(0).Type()
		rt := s.ev.rt(t)
		m.one = shapeOf(rt).called(t, rt, run)
	default:
		m.run = func(f *frame) []reflect.Value {
			nf, c, out := run(f)
			if c == nil {
				return out
			}
			out = make([]reflect.Value, len(c.results))
			for i := range c.results {
				r := &c.results[i]
				out[i] = at(r.rt, nf.vars[r.slot])
			}
			c.leave(nf)
			return out
		}
	}
	return m
}

// A run is a call that was made: the frame with the results, to be left, or the
// results of a func that has none.
type run = func(*frame) (*frame, *code, []reflect.Value)

// invocation evaluates what is called and the arguments, and calls.
func invocation(fn func(*frame) *Func, args []*expr) run {
	return func(f *frame) (*frame, *code, []reflect.Value) {
		fn := fn(f)
		if fn == nil || fn.code == nil {
			values := make([]reflect.Value, len(args))
			for i, a := range args {
				values[i] = copied(a.val(f))
			}
			return nil, nil, fn.call(values)
		}
		c := fn.code
		nf := c.enter(fn.env)
		for i, a := range args {
			a.put(f, nf.vars[i])
		}
		nf.deferrer = f.defersFor
		nf.deferred = 0
		if f.deferred > 0 || f.defersFor != nil {
			nf.deferred = f.deferred + 1
		}
		nf.caller, nf.thread = f, f.thread
		f.thread.top = nf
		c.run(nf)
		f.thread.top = f
		return nf, c, nil
	}
}

func (scalars[T]) called(t types.Type, rt reflect.Type, run run) *expr {
	return scalar(t, rt, func(f *frame) T {
		nf, c, out := run(f)
		if c == nil {
			var x T
			reflect.NewAt(rt, unsafe.Pointer(&x)).Elem().Set(out[0])
			return x
		}
		x := *(*T)(nf.vars[c.results[0].slot])
		c.leave(nf)
		return x
	})
}

func (aggregates) called(t types.Type, rt reflect.Type, run run) *expr {
	return aggregates{}.computed(t, rt, func(f *frame) reflect.Value {
		nf, c, out := run(f)
		if c == nil {
			return out[0]
		}
		v := at(rt, nf.vars[c.results[0].slot])
		c.leave(nf)
		return v
	})
}

// callMethod calls a method of a value.
func (s *scope) callMethod(e *ast.CallExpr, fun *ast.SelectorExpr, sel *types.Selection) *multi {
	x, m := s.receiver(fun, sel)
	targs, sig := s.methodType(fun, x.typ, m)
	if m.Pkg() != nil && m.Pkg().Path() == s.ev.operators {
		return s.callOperator(e, x, m, targs, sig)
	}
	if isInterface(x.typ) {
		if s.ev.beside {
			return s.callMethodOf(e, x, m.Name(), sig)
		}
		return s.callInterface(x, m.Name(), sig, s.arguments(e, sig))
	}
	if isCell(m) && !s.ev.beside {
		code := s.ev.methodCode(x.typ, m, targs)
		recv := s.adjusted(x, m)
		return s.invoke(sig, func(*frame) *Func { return code.fn }, append([]*expr{recv}, s.arguments(e, sig)...))
	}
	return s.callCompiledMethod(e, x, m, sig)
}

// receiver follows the embedded fields in front of a method.
func (s *scope) receiver(fun *ast.SelectorExpr, sel *types.Selection) (*expr, *types.Func) {
	x := s.expr(fun.X)
	obj, path, _ := types.LookupFieldOrMethod(x.typ, true, sel.Obj().Pkg(), sel.Obj().Name())
	m, ok := obj.(*types.Func)
	if !ok {
		refuse("the method %s of %s", sel.Obj().Name(), x.typ)
	}
	for _, i := range path[:len(path)-1] {
		if s.ev.isOperators(x.typ) {
			break // its embedded types aren't held apart
		}
		x = s.field(x, i)
	}
	return x, m
}

// isOperators tells whether t is a type of the RDDs' package, or a pointer to one.
func (ev *Evaluator) isOperators(t types.Type) bool {
	n, ok := types.Unalias(derefType(types.Unalias(t))).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == ev.operators
}

// methodType is a method's type arguments of its own and its type without receiver.
func (s *scope) methodType(fun *ast.SelectorExpr, recv types.Type, m *types.Func) ([]types.Type, *types.Signature) {
	if _, ok := s.cell.Info.Instances[fun.Sel]; ok {
		targs, sig := s.instantiated(fun.Sel, m)
		return targs, withoutReceiver(sig)
	}
	return nil, withoutReceiver(m.Signature())
}

func withoutReceiver(sig *types.Signature) *types.Signature {
	return types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
}

// adjusted is the receiver as the method of a cell takes it: its address, or what it points to.
func (s *scope) adjusted(x *expr, m *types.Func) *expr {
	_, wantsPtr := types.Unalias(m.Origin().Signature().Recv().Type()).(*types.Pointer)
	_, isPtr := coreOf(x.typ).(*types.Pointer)
	switch {
	case wantsPtr && !isPtr:
		if x.addr == nil {
			refuse("the address of this")
		}
		t := types.NewPointer(x.typ)
		return scalar(types.Type(t), s.ev.rt(t), x.addr)
	case !wantsPtr && isPtr:
		p := got[word](x)
		return s.ev.placed(derefType(x.typ), func(f *frame) unsafe.Pointer { return notNil(p(f)) })
	}
	return x
}

// callInterface calls a method of what an interface holds.
func (s *scope) callInterface(x *expr, name string, sig *types.Signature, args []*expr) *multi {
	val := x.val
	return s.reflected(sig, func(f *frame) []reflect.Value {
		recv := copied(val(f))
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			in[i] = copied(a.val(f))
		}
		return s.ev.callDynamic(recv, name, in)
	})
}

// reflected is a call whose results come as compiled code yields them.
func (s *scope) reflected(sig *types.Signature, run func(*frame) []reflect.Value) *multi {
	return s.ev.results(sig, run, s.ev.imported)
}

// results is a call that yields what is made of each result.
func (ev *Evaluator) results(sig *types.Signature, run func(*frame) []reflect.Value, made func(reflect.Value, types.Type) reflect.Value) *multi {
	m := &multi{do: func(f *frame) { run(f) }}
	for v := range sig.Results().Variables() {
		m.types = append(m.types, v.Type())
	}
	switch len(m.types) {
	case 0:
	case 1:
		t := m.types[0]
		m.one = ev.computed(t, func(f *frame) reflect.Value { return made(run(f)[0], t) })
	default:
		m.run = func(f *frame) []reflect.Value {
			out := run(f)
			for i, t := range m.types {
				out[i] = made(out[i], t)
			}
			return out
		}
	}
	return m
}

// methodValue is x.M or T.M as a func.
func (s *scope) methodValue(e *ast.SelectorExpr, sel *types.Selection) *expr {
	if sel.Kind() == types.MethodExpr {
		return s.methodExpr(e, s.sub(sel.Recv()), sel.Obj().(*types.Func))
	}
	x, m := s.receiver(e, sel)
	targs, sig := s.methodType(e, x.typ, m)
	if m.Pkg() != nil && m.Pkg().Path() == s.ev.operators {
		refuse("the method %s as a value", m.Name())
	}
	if !isInterface(x.typ) && isCell(m) {
		x = s.adjusted(x, m)
	} else if !isInterface(x.typ) && x.addr != nil && isPointerMethod(m) {
		t := types.NewPointer(x.typ)
		x = scalar(types.Type(t), s.ev.rt(t), x.addr)
	}
	var call func(reflect.Value, []reflect.Value) []reflect.Value
	if isCell(m) && !isInterface(x.typ) {
		call = s.ev.cellMethodOn(x.typ, m, targs)
	} else {
		call = s.ev.methodOn(x.typ, m)
	}
	val, checked := x.val, isInterface(x.typ)
	return scalar(types.Type(sig), funcType, func(f *frame) word {
		recv := copied(val(f))
		if checked {
			notNilInterface(recv)
		}
		return word(&Func{ev: s.ev, typ: sig, direct: func(args []reflect.Value) []reflect.Value { return call(recv, args) }})
	})
}

func isPointerMethod(m *types.Func) bool {
	_, ok := types.Unalias(m.Signature().Recv().Type()).(*types.Pointer)
	return ok
}

func (s *scope) methodExpr(e *ast.SelectorExpr, recv types.Type, m *types.Func) *expr {
	t := s.typeOf(e)
	if isInterface(recv) {
		call := s.ev.methodOn(recv, m)
		return s.funcConstant(t, &Func{ev: s.ev, typ: t, direct: func(args []reflect.Value) []reflect.Value { return call(args[0], args[1:]) }})
	}
	method := s.ev.findMethod(recv, m.Name())
	if method == nil {
		refuse("the method expression %s", m.Name())
	}
	return s.funcConstant(t, &Func{ev: s.ev, typ: t, direct: func(args []reflect.Value) []reflect.Value { return method.call(args[0], args[1:]) }})
}
