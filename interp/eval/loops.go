package eval

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"gospark/cellrt"
)

// ends tells what a loop does after its body: go on, or leave with a flow.
func (f *frame) ends(c flow, id int) (leave bool, with flow) {
	switch {
	case c == onward:
		return false, onward
	case c == continues && f.label == id:
		return false, onward
	case c == breaks && f.label == id:
		return true, onward
	}
	return true, c
}

func (s *scope) forStmt(st *ast.ForStmt, label string) stmt {
	var init, post stmt
	if st.Init != nil {
		init = s.stmt(st.Init)
	}
	var cond func(*frame) bool
	if st.Cond != nil {
		cond = got[bool](s.onLine(st.Cond))
	}
	id := s.enter(target{name: label, loop: true, plain: true})
	body := s.block(st.Body.List)
	s.exit()
	if st.Post != nil {
		post = s.stmt(st.Post)
	}
	renew := s.perIteration(st.Init)
	return func(f *frame) flow {
		if init != nil {
			init(f)
		}
		for cond == nil || cond(f) {
			if c := body(f); c != onward {
				if leave, with := f.ends(c, id); leave {
					return with
				}
			}
			if renew != nil {
				renew(f)
			}
			if post != nil {
				post(f)
			}
			cellrt.Check()
		}
		return onward
	}
}

// perIteration gives each time round its own variables, where anything could tell.
func (s *scope) perIteration(init ast.Stmt) func(*frame) {
	def, ok := init.(*ast.AssignStmt)
	if !ok || def.Tok != token.DEFINE {
		return nil
	}
	type variable struct {
		slot int
		rt   reflect.Type
	}
	var vars []variable
	for _, lhs := range def.Lhs {
		obj := s.cell.Info.Defs[lhs.(*ast.Ident)]
		if obj != nil && s.escaping[obj] {
			vars = append(vars, variable{s.slots[obj], s.ev.rt(s.sub(obj.Type()))})
		}
	}
	if len(vars) == 0 {
		return nil
	}
	return func(f *frame) {
		for _, v := range vars {
			f.vars[v.slot] = tempOf(at(v.rt, f.vars[v.slot]), v.rt)
		}
	}
}

// A ranging is the variables of a range statement and its body.
type ranging struct {
	key, value func(*frame, reflect.Value)  // sets the variable; nil where there is none
	intKey     func(*frame, int)            // the same of an int
	at         func(*frame, unsafe.Pointer) // sets the value from memory
	body       stmt
	id         int
}

func (s *scope) rangeStmt(st *ast.RangeStmt, label string) stmt {
	t := s.typeOf(st.X)
	if tv := s.cell.Info.Types[ast.Unparen(st.X)]; tv.Value != nil {
		t = types.Default(t)
	}
	x := s.rooted(st.X)
	if b, ok := coreOf(t).(*types.Basic); ok && b.Info()&types.IsInteger != 0 && st.Key != nil && !isBlank(st.Key) {
		x = s.ev.rangeLimit(x, s.typeOf(st.Key))
	}
	r := &ranging{}
	k, v := rangeTypes(x.typ)
	r.key, r.intKey = s.rangeVar(st, st.Key, k)
	r.value, _ = s.rangeVar(st, st.Value, v)
	r.at = s.rangeAt(st, v, r)
	r.id = s.enter(target{name: label, loop: true, plain: true})
	r.body = s.block(st.Body.List)
	s.exit()
	switch u := coreOf(x.typ).(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return r.overString(got[string](x))
		}
		return r.overInt(got[int](convertNumber[int](types.Typ[types.Int], basicTypes[types.Int], x)), s.ev.rt(x.typ))
	case *types.Slice:
		return r.overSlice(got[header](x), s.ev.rt(u.Elem()))
	case *types.Array:
		return r.overArray(x.located(), x.rt, int(u.Len()), st.Value != nil)
	case *types.Pointer:
		p := got[word](x)
		a := u.Elem().Underlying().(*types.Array)
		return r.overArray(func(f *frame) unsafe.Pointer { return p(f) }, s.ev.rt(u.Elem()), int(a.Len()), false)
	case *types.Map:
		return r.overMap(x.val)
	case *types.Chan:
		return r.overChan(x.val)
	case *types.Signature:
		return s.overFunc(r, x, u)
	}
	refuse("a range over %s", x.typ)
	return nil
}

// rangeLimit is the n of range n with the type of its variable.
func (ev *Evaluator) rangeLimit(x *expr, t types.Type) *expr {
	if types.Identical(x.typ, t) || !isNumber(ev.rt(t).Kind()) {
		return x
	}
	return arithmetics[ev.rt(t).Kind()].convert(t, ev.rt(t), x)
}

// rangeTypes are the types of a range's variables.
func rangeTypes(t types.Type) (k, v types.Type) {
	k = types.Typ[types.Int]
	switch u := coreOf(t).(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return k, types.Universe.Lookup("rune").Type()
		}
		return t, nil
	case *types.Slice:
		return k, u.Elem()
	case *types.Array:
		return k, u.Elem()
	case *types.Pointer:
		return k, u.Elem().Underlying().(*types.Array).Elem()
	case *types.Map:
		return u.Key(), u.Elem()
	case *types.Chan:
		return u.Elem(), nil
	case *types.Signature:
		yield := u.Params().At(0).Type().Underlying().(*types.Signature).Params()
		if yield.Len() > 0 {
			k = yield.At(0).Type()
		}
		if yield.Len() > 1 {
			v = yield.At(1).Type()
		}
	}
	return k, v
}

// rangeVar compiles a variable of a range statement.
func (s *scope) rangeVar(st *ast.RangeStmt, e ast.Expr, t types.Type) (set func(*frame, reflect.Value), setInt func(*frame, int)) {
	if e == nil || isBlank(e) {
		return nil, nil
	}
	if st.Tok != token.DEFINE {
		store := s.settingFrom(s.place(e), t)
		return func(f *frame, v reflect.Value) { store(f)(v) }, func(f *frame, n int) {
			store(f)(reflect.ValueOf(n).Convert(s.ev.rt(t)))
		}
	}
	p, make := s.defined(e)
	rt, addr := s.ev.rt(p.typ), p.addr
	if make == nil {
		make = func(*frame) {}
	}
	set = func(f *frame, v reflect.Value) { make(f); at(rt, addr(f)).Set(v) }
	setInt = func(f *frame, n int) { set(f, reflect.ValueOf(n).Convert(rt)) }
	if rt.Kind() == reflect.Int && p.slot >= 0 {
		slot := p.slot
		setInt = func(f *frame, n int) { make(f); *(*int)(f.vars[slot]) = n }
	}
	return set, setInt
}

// rangeAt sets the value variable from memory, without reflection where that is easy.
func (s *scope) rangeAt(st *ast.RangeStmt, t types.Type, r *ranging) func(*frame, unsafe.Pointer) {
	if r.value == nil {
		return nil
	}
	rt, set := s.ev.rt(t), r.value
	id, ok := st.Value.(*ast.Ident)
	if ok && st.Tok == token.DEFINE {
		if slot, ok := s.slots[s.cell.Info.Defs[id]]; ok && !s.escaping[s.cell.Info.Defs[id]] {
			switch rt.Kind() {
			case reflect.Int:
				return rangeInto[int](slot)
			case reflect.Float64:
				return rangeInto[float64](slot)
			case reflect.String:
				return rangeInto[string](slot)
			case reflect.Uint8:
				return rangeInto[uint8](slot)
			case reflect.Slice:
				return rangeInto[header](slot)
			}
		}
	}
	return func(f *frame, p unsafe.Pointer) { set(f, at(rt, p)) }
}

func rangeInto[T any](slot int) func(*frame, unsafe.Pointer) {
	return func(f *frame, p unsafe.Pointer) {
		if f.vars[slot] == nil {
			f.vars[slot] = unsafe.Pointer(new(T))
		}
		*(*T)(f.vars[slot]) = *(*T)(p)
	}
}

func (r *ranging) overInt(limit func(*frame) int, rt reflect.Type) stmt {
	body, id, set := r.body, r.id, r.intKey
	return func(f *frame) flow {
		for i, n := 0, limit(f); i < n; i++ {
			if set != nil {
				set(f, i)
			}
			if c := body(f); c != onward {
				if leave, with := f.ends(c, id); leave {
					return with
				}
			}
			cellrt.Check()
		}
		return onward
	}
}

func (r *ranging) overString(text func(*frame) string) stmt {
	return func(f *frame) flow {
		for i, c := range text(f) {
			if r.intKey != nil {
				r.intKey(f, i)
			}
			if r.value != nil {
				r.value(f, reflect.ValueOf(c))
			}
			if leave, with := f.ends(r.body(f), r.id); leave {
				return with
			}
			cellrt.Check()
		}
		return onward
	}
}

func (r *ranging) overSlice(list func(*frame) header, elem reflect.Type) stmt {
	size := elem.Size()
	body, id, set, take := r.body, r.id, r.intKey, r.at
	return func(f *frame) flow {
		h := list(f)
		for i := range h.len {
			if set != nil {
				set(f, i)
			}
			if take != nil {
				take(f, add(h.data, uintptr(i)*size))
			}
			if c := body(f); c != onward {
				if leave, with := f.ends(c, id); leave {
					return with
				}
			}
			cellrt.Check()
		}
		return onward
	}
}

// overArray ranges over an array, or over a copy of it where its elements are used.
func (r *ranging) overArray(addr func(*frame) unsafe.Pointer, rt reflect.Type, n int, copies bool) stmt {
	size := rt.Elem().Size()
	return func(f *frame) flow {
		base := addr(f)
		if copies {
			base = tempOf(at(rt, base), rt)
		}
		for i := range n {
			if r.intKey != nil {
				r.intKey(f, i)
			}
			if r.at != nil {
				r.at(f, add(notNil(base), uintptr(i)*size))
			}
			if leave, with := f.ends(r.body(f), r.id); leave {
				return with
			}
			cellrt.Check()
		}
		return onward
	}
}

func (r *ranging) overMap(m func(*frame) reflect.Value) stmt {
	return func(f *frame) flow {
		it := copied(m(f)).MapRange()
		for it.Next() {
			if r.key != nil {
				r.key(f, it.Key())
			}
			if r.value != nil {
				r.value(f, it.Value())
			}
			if leave, with := f.ends(r.body(f), r.id); leave {
				return with
			}
			cellrt.Check()
		}
		return onward
	}
}

func (r *ranging) overChan(c func(*frame) reflect.Value) stmt {
	return func(f *frame) flow {
		c := copied(c(f))
		for {
			v, ok := cellrt.RecvValue(c)
			if !ok {
				return onward
			}
			if r.key != nil {
				r.key(f, v)
			}
			if leave, with := f.ends(r.body(f), r.id); leave {
				return with
			}
			cellrt.Check()
		}
	}
}

// overFunc ranges over a func: the body becomes what it yields to.
func (s *scope) overFunc(r *ranging, x *expr, sig *types.Signature) stmt {
	ev, fn := s.ev, funcOf(x)
	yieldType := sig.Params().At(0).Type()
	return func(f *frame) flow {
		result, over := onward, false
		yield := &Func{ev: ev, typ: yieldType}
		yield.direct = func(args []reflect.Value) []reflect.Value {
			if over {
				panic(rangeError{"runtime error: range function continued iteration after function for loop body returned false"})
			}
			if r.key != nil {
				r.key(f, args[0])
			}
			if r.value != nil {
				r.value(f, args[1])
			}
			var leave bool
			var with flow
			ev.yields(f, func() { leave, with = f.ends(r.body(f), r.id) })
			cellrt.Check()
			if leave {
				over, result = true, with
			}
			return []reflect.Value{reflect.ValueOf(!leave)}
		}
		fn(f).call([]reflect.Value{reflect.ValueOf(yield)})
		over = true
		return result
	}
}

type rangeError struct{ text string }

func (e rangeError) Error() string { return e.text }

// RuntimeError marks it as one of Go's own run-time panics.
func (rangeError) RuntimeError() {}
