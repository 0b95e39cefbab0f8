package eval

// This file is about a session that has compiled cells. Values are held there by the types
// that the compiler made, and none is made here: a []point that reflect makes isn't that
// of a cell that is compiled later. So what holds a type is learned from what is held.

import (
	"go/ast"
	"go/types"
	"reflect"

	"gospark/cellrt"
)

// NewBeside makes an evaluator of cells that are interpreted in a session of compiled ones.
// What it doesn't know how compiled cells hold is an Obstacle. It declares nothing, and makes no funcs.
func NewBeside(operators string) *Evaluator {
	ev := New(operators)
	ev.beside = true
	return ev
}

// shared is what holds the values of t wherever code is compiled. Other types are learned.
func (y *typer) shared(t types.Type) reflect.Type {
	switch u := t.(type) {
	case *types.Interface:
		if u.Empty() {
			return anyType
		}
	case *types.Named:
		if !isCell(u.Obj()) && u.TypeArgs().Len() == 0 {
			return y.named(u)
		}
	}
	refuse("a value of type %s", t)
	return nil
}

// twofold is in the place of what holds a type that is one to the checker and several to
// the compiler. It is refused.
type twofold struct{}

// learn notes what holds the values of a type, and of those that it is made of.
func (ev *Evaluator) learn(t types.Type, rt reflect.Type) {
	if !ev.beside {
		return
	}
	ev.mu.Lock()
	defer ev.mu.Unlock()
	ev.learned(t, rt)
}

func (ev *Evaluator) learned(t types.Type, rt reflect.Type) {
	t = types.Unalias(t)
	if _, ok := t.(*types.Basic); ok {
		return
	}
	if have := ev.rts.At(t); have != nil {
		if have != any(rt) {
			ev.rts.Set(t, twofold{})
		}
		return
	}
	ev.rts.Set(t, rt)
	if n, ok := t.(*types.Named); ok && !isCell(n.Obj()) {
		return // what it is made of is its package's own
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		ev.learned(u.Elem(), rt.Elem())
	case *types.Slice:
		ev.learned(u.Elem(), rt.Elem())
	case *types.Array:
		ev.learned(u.Elem(), rt.Elem())
	case *types.Chan:
		ev.learned(u.Elem(), rt.Elem())
	case *types.Map:
		ev.learned(u.Key(), rt.Key())
		ev.learned(u.Elem(), rt.Elem())
	case *types.Struct:
		for i := range u.NumFields() {
			ev.learned(u.Field(i).Type(), rt.Field(i).Type)
		}
	case *types.Signature:
		ev.learnedCall(u, rt, 0)
	}
}

// learnCall learns from a func, or a method whose parameters begin at first.
func (ev *Evaluator) learnCall(sig *types.Signature, rt reflect.Type, first int) {
	if !ev.beside {
		return
	}
	ev.mu.Lock()
	defer ev.mu.Unlock()
	ev.learnedCall(sig, rt, first)
}

func (ev *Evaluator) learnedCall(sig *types.Signature, rt reflect.Type, first int) {
	for i := range sig.Params().Len() {
		ev.learned(sig.Params().At(i).Type(), rt.In(first+i))
	}
	for i := range sig.Results().Len() {
		ev.learned(sig.Results().At(i).Type(), rt.Out(i))
	}
}

// held learns from the variable or func of the session with a number, if it has a value.
func (ev *Evaluator) held(id int, t types.Type) {
	if v, ok := cellrt.Lookup(id); ok {
		ev.learn(t, v.Type())
	}
}

// callValue calls what an expression yields.
func (s *scope) callValue(fn *expr, sig *types.Signature, args []*expr) *multi {
	if !s.ev.beside {
		return s.invoke(sig, funcOf(fn), args)
	}
	return s.callHeld(fn, func(v reflect.Value) reflect.Value { return v }, sig, args)
}

// callMethodOf calls a method of what an interface holds.
func (s *scope) callMethodOf(e *ast.CallExpr, x *expr, name string, sig *types.Signature) *multi {
	m, ok := x.rt.MethodByName(name)
	if !ok {
		refuse("the method %s of %s", name, x.typ)
	}
	s.ev.learnCall(sig, m.Type, 0)
	return s.callHeld(x, func(v reflect.Value) reflect.Value { return notNilInterface(v).Method(m.Index) }, sig, s.arguments(e, sig))
}

// callHeld calls the func that is found in what compiled code holds.
func (s *scope) callHeld(x *expr, find func(reflect.Value) reflect.Value, sig *types.Signature, args []*expr) *multi {
	val, spread := x.val, sig.Variadic()
	return s.reflected(sig, func(f *frame) []reflect.Value {
		v := copied(val(f))
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			in[i] = copied(a.val(f))
		}
		fn := find(v)
		switch {
		case fn.IsNil():
			var nothing func()
			nothing() // Go's own panic
		case spread:
			return fn.CallSlice(in)
		}
		return fn.Call(in)
	})
}

// callBound calls a method of the RDDs' package, of a receiver that a compiled cell made.
func (s *scope) callBound(e *ast.CallExpr, x *expr, m *types.Func, name string, sig *types.Signature) *multi {
	bound, ok := cellrt.Bound(name)
	if !ok || e.Ellipsis.IsValid() {
		refuse("the method %s", m.Name())
	}
	fn := bound.Call
	in := []func(*frame) reflect.Value{func(*frame) reflect.Value { return reflect.Zero(fn.Type().In(0)) }, s.erasing(x, fn.Type().In(1))}
	for i, arg := range e.Args {
		t, want := parameters(sig, fn.Type(), i)
		in = append(in, s.erasing(s.exprAs(arg, t), want))
	}
	for i := range sig.Results().Len() {
		rt := fn.Type().Out(i)
		if rt == anyType {
			rt = bound.Result(x.rt)
		}
		s.ev.learn(sig.Results().At(i).Type(), rt)
	}
	return s.callingErased(e, fn, in, sig)
}

// parameters is what the i-th argument is given as, variadic ones each on their own.
func parameters(sig *types.Signature, rt reflect.Type, i int) (t types.Type, want reflect.Type) {
	if last := sig.Params().Len() - 1; sig.Variadic() && i >= last {
		return sig.Params().At(last).Type().(*types.Slice).Elem(), rt.In(rt.NumIn() - 1).Elem()
	}
	return sig.Params().At(i).Type(), rt.In(i + 2)
}
