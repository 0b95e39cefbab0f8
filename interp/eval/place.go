package eval

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"gospark/cellrt"
)

// intOf is an operand of any integer type as an int.
func (s *scope) intOf(e ast.Expr) func(*frame) int {
	x := s.expr(e)
	return got[int](convertNumber[int](types.Typ[types.Int], basicTypes[types.Int], x))
}

// index is x[i], or a generic func with its type arguments.
func (s *scope) index(e *ast.IndexExpr) *expr {
	if _, ok := s.cell.Info.TypeOf(e.X).Underlying().(*types.Signature); ok {
		return s.instance(e.X)
	}
	x := s.expr(e.X)
	switch t := coreOf(x.typ).(type) {
	case *types.Map:
		return s.lookup(e).single()
	case *types.Basic:
		g, i := got[string](x), s.intOf(e.Index)
		return scalar(types.Type(types.Typ[types.Uint8]), basicTypes[types.Uint8], func(f *frame) uint8 { v := g(f); return v[i(f)] })
	case *types.Slice:
		return s.ev.placed(t.Elem(), s.element(x, s.intOf(e.Index), s.ev.rt(t.Elem()).Size()))
	case *types.Array:
		out := s.ev.placed(t.Elem(), elementOfArray(x.located(), int(t.Len()), s.intOf(e.Index), s.ev.rt(t.Elem()).Size()))
		if x.addr == nil {
			out.addr = nil
		}
		return out
	case *types.Pointer:
		a := t.Elem().Underlying().(*types.Array)
		p := got[word](x)
		base := func(f *frame) unsafe.Pointer { return notNil(p(f)) }
		return s.ev.placed(a.Elem(), elementOfArray(base, int(a.Len()), s.intOf(e.Index), s.ev.rt(a.Elem()).Size()))
	}
	refuse("an index of %s", x.typ)
	return nil
}

func coreOf(t types.Type) types.Type { return types.Unalias(t).Underlying() }

// element is where element i of a slice is.
func (s *scope) element(x *expr, i func(*frame) int, size uintptr) func(*frame) unsafe.Pointer {
	if x.slot >= 0 {
		slot := x.slot
		return func(f *frame) unsafe.Pointer {
			h, n := (*header)(f.vars[slot]), i(f)
			if uint(n) >= uint(h.len) {
				outOfRange(n, h.len)
			}
			return unsafe.Add(h.data, uintptr(n)*size)
		}
	}
	g := got[header](x)
	return func(f *frame) unsafe.Pointer {
		h := g(f)
		n := i(f)
		if uint(n) >= uint(h.len) {
			outOfRange(n, h.len)
		}
		return unsafe.Add(h.data, uintptr(n)*size)
	}
}

func elementOfArray(base func(*frame) unsafe.Pointer, size int, i func(*frame) int, elem uintptr) func(*frame) unsafe.Pointer {
	return func(f *frame) unsafe.Pointer {
		p, n := base(f), i(f)
		if uint(n) >= uint(size) {
			outOfRange(n, size)
		}
		return unsafe.Add(p, uintptr(n)*elem)
	}
}

// outOfRange is Go's own panic.
func outOfRange(i, n int) { _ = make([]struct{}, n)[i] }

// lookup is m[k], with or without ok.
func (s *scope) lookup(e *ast.IndexExpr) *multi {
	x := s.expr(e.X)
	m := coreOf(x.typ).(*types.Map)
	key := s.exprAs(e.Index, m.Key())
	out := s.fastLookup(x, m, key)
	mv, kv := x.val, key.val
	elem := s.ev.rt(m.Elem())
	slow := s.commaOk(m.Elem(), func(f *frame) (reflect.Value, bool) {
		m, k := mv(f), kv(f)
		checkHash(k)
		v := m.MapIndex(k)
		return fit(v, elem), v.IsValid()
	})
	if out != nil {
		slow.one = out
	}
	return slow
}

// fastLookup is m[k] for the commonest maps, without reflection; nil for others.
func (s *scope) fastLookup(x *expr, m *types.Map, key *expr) *expr {
	rt, elem := s.ev.rt(m.Elem()), s.ev.rt(m.Elem())
	g := got[word](x)
	switch {
	case key.rt.Kind() == reflect.String && elem.Kind() == reflect.Int:
		return lookupIn[string, int](m.Elem(), rt, g, key)
	case key.rt.Kind() == reflect.String && elem.Kind() == reflect.Float64:
		return lookupIn[string, float64](m.Elem(), rt, g, key)
	case key.rt.Kind() == reflect.String && elem.Kind() == reflect.String:
		return lookupIn[string, string](m.Elem(), rt, g, key)
	case key.rt.Kind() == reflect.Int && elem.Kind() == reflect.Int:
		return lookupIn[int, int](m.Elem(), rt, g, key)
	case key.rt.Kind() == reflect.Int && elem.Kind() == reflect.Float64:
		return lookupIn[int, float64](m.Elem(), rt, g, key)
	case key.rt.Kind() == reflect.String && elem.Kind() == reflect.Bool:
		return lookupIn[string, bool](m.Elem(), rt, g, key)
	}
	return nil
}

func lookupIn[K comparable, V any](t types.Type, rt reflect.Type, m func(*frame) word, key *expr) *expr {
	k := got[K](key)
	return scalar(t, rt, func(f *frame) V {
		w := m(f)
		return (*(*map[K]V)(unsafe.Pointer(&w)))[k(f)]
	})
}

// A place is the left side of an assignment.
type place struct {
	typ     types.Type // nil for _
	addr    func(*frame) unsafe.Pointer
	slot    int
	prepare func(*frame) func(reflect.Value) // of what has no address
	read    func(*frame) reflect.Value       // of what has no address: its value, to be read once
}

// place compiles the left side of an assignment.
func (s *scope) place(e ast.Expr) *place {
	defer locate(e)
	e = ast.Unparen(e)
	switch e := e.(type) {
	case *ast.Ident:
		if e.Name == "_" {
			return &place{slot: -1, prepare: func(*frame) func(reflect.Value) { return func(reflect.Value) {} }}
		}
	case *ast.IndexExpr:
		x := s.expr(e.X)
		if m, ok := coreOf(x.typ).(*types.Map); ok {
			return s.mapPlace(x, m, s.exprAs(e.Index, m.Key()))
		}
	case *ast.SelectorExpr:
		if p := s.bridgedPlace(e); p != nil {
			return p
		}
	}
	x := s.expr(e)
	if x.addr == nil {
		refuse("an assignment to this")
	}
	return &place{typ: x.typ, addr: x.addr, slot: x.slot}
}

func (s *scope) mapPlace(x *expr, m *types.Map, key *expr) *place {
	mv, kv := x.val, key.val
	elem := s.ev.rt(m.Elem())
	return &place{typ: m.Elem(), slot: -1,
		prepare: func(f *frame) func(reflect.Value) {
			m, k := copied(mv(f)), copied(kv(f))
			checkHash(k)
			return func(v reflect.Value) { m.SetMapIndex(fit(k, m.Type().Key()), fit(v, m.Type().Elem())) }
		},
		read: func(f *frame) reflect.Value {
			if v := mv(f).MapIndex(kv(f)); v.IsValid() {
				return v
			}
			return reflect.Zero(elem)
		}}
}

// checkHash panics as Go does where what an interface holds can't be a map's key.
func checkHash(k reflect.Value) {
	if k.Kind() != reflect.Interface {
		return
	}
	if d := dynamicType(holding(k)); d != nil && !types.Comparable(d.t) {
		panic(conversionError{"runtime error: hash of unhashable type " + typeName(d.t)})
	}
}

// fit is v with the type of the same shape that a container within its own type has.
func fit(v reflect.Value, rt reflect.Type) reflect.Value {
	if !v.IsValid() || v.Type() == rt || v.Type().Size() != rt.Size() || rt.Kind() == reflect.Interface {
		return v
	}
	return at(rt, addressable(v).Addr().UnsafePointer())
}

// bridgedPlace is a field that compiled code holds in another way; nil for others.
func (s *scope) bridgedPlace(e *ast.SelectorExpr) *place {
	sel := s.cell.Info.Selections[e]
	if sel == nil || sel.Kind() != types.FieldVal {
		return nil
	}
	x := s.expr(e.X)
	_, path, _ := types.LookupFieldOrMethod(x.typ, true, sel.Obj().Pkg(), sel.Obj().Name())
	holder := s.fields(x, path[:len(path)-1])
	st, isPtr := structUnder(holder.typ)
	i := path[len(path)-1]
	in, t := s.ev.rt(derefType(holder.typ)).Field(i), st.Field(i).Type()
	if !bridged(in.Type, s.ev.rt(t)) {
		return nil
	}
	var base func(*frame) unsafe.Pointer
	if isPtr {
		p := got[word](holder)
		base = func(f *frame) unsafe.Pointer { return notNil(p(f)) }
	} else {
		base = holder.located()
	}
	field := func(f *frame) reflect.Value { return at(in.Type, add(base(f), in.Offset)) }
	return &place{typ: t, slot: -1,
		prepare: func(f *frame) func(reflect.Value) {
			dst := field(f)
			return func(v reflect.Value) { dst.Set(export(v, in.Type)) }
		},
		read: func(f *frame) reflect.Value { return s.ev.imported(field(f), t) }}
}

// store assigns x, which is of the place's type.
func (p *place) store(x *expr) func(*frame) {
	switch {
	case p.slot >= 0:
		return shapeOf(x.rt).storeLocal(p.slot, x)
	case p.addr != nil:
		return storeAt(p.addr, x)
	}
	prepare, val := p.prepare, x.val
	return func(f *frame) { v := copied(val(f)); prepare(f)(v) }
}

// storeAt evaluates x before it looks where to store it.
func storeAt(addr func(*frame) unsafe.Pointer, x *expr) func(*frame) {
	switch g := x.get.(type) {
	case func(*frame) int:
		return func(f *frame) { v := g(f); *(*int)(addr(f)) = v }
	case func(*frame) float64:
		return func(f *frame) { v := g(f); *(*float64)(addr(f)) = v }
	case func(*frame) string:
		return func(f *frame) { v := g(f); *(*string)(addr(f)) = v }
	case func(*frame) bool:
		return func(f *frame) { v := g(f); *(*bool)(addr(f)) = v }
	case func(*frame) word:
		return func(f *frame) { v := g(f); *(*word)(addr(f)) = v }
	case func(*frame) header:
		return func(f *frame) { v := g(f); *(*header)(addr(f)) = v }
	case func(*frame) any:
		return func(f *frame) { v := g(f); *(*any)(addr(f)) = v }
	}
	val, rt := x.val, x.rt
	return func(f *frame) { v := copied(val(f)); at(rt, addr(f)).Set(v) }
}

// setter finds where to store, and returns how.
func (p *place) setter(rt reflect.Type) func(*frame) func(reflect.Value) {
	if p.prepare != nil {
		return p.prepare
	}
	addr := p.addr
	return func(f *frame) func(reflect.Value) { return at(rt, addr(f)).Set }
}

// slice is x[i:j:k].
func (s *scope) slice(e *ast.SliceExpr) *expr {
	t := s.typeOf(e)
	pre := s.ahead(partsOf(e.X, e.Low, e.High, e.Max))
	return s.sliceOf(e, t).after(pre)
}

func (s *scope) sliceOf(e *ast.SliceExpr, t types.Type) *expr {
	x := s.expr(e.X)
	bound := func(e ast.Expr) func(*frame) int {
		if e == nil {
			return nil
		}
		return s.intOf(e)
	}
	low, high, most := bound(e.Low), bound(e.High), bound(e.Max)
	if b, ok := coreOf(x.typ).(*types.Basic); ok && b.Info()&types.IsString != 0 {
		g := got[string](x)
		return scalar(x.typ, x.rt, func(f *frame) string {
			v := g(f)
			i, j := 0, len(v)
			if low != nil {
				i = low(f)
			}
			if high != nil {
				j = high(f)
			}
			return v[i:j]
		})
	}
	var val func(*frame) reflect.Value
	switch u := coreOf(x.typ).(type) {
	case *types.Slice:
		val = x.val
	case *types.Array:
		addr, rt := x.addr, x.rt
		val = func(f *frame) reflect.Value { return at(rt, addr(f)) }
	case *types.Pointer:
		p, rt := got[word](x), s.ev.rt(u.Elem())
		val = func(f *frame) reflect.Value { return at(rt, notNil(p(f))) }
	}
	return s.ev.computed(t, func(f *frame) reflect.Value { return sliced(val(f), low, high, most, f) })
}

// sliced slices with Go's own panics.
func sliced(v reflect.Value, low, high, most func(*frame) int, f *frame) reflect.Value {
	i, j, k := 0, v.Len(), v.Cap()
	if low != nil {
		i = low(f)
	}
	if high != nil {
		j = high(f)
	}
	if most != nil {
		k = most(f)
	}
	probe := unsafe.Slice((*struct{})(unsafe.Pointer(&zeroSized)), v.Cap())[:v.Len()]
	switch {
	case most != nil:
		_ = probe[i:j:k]
		return v.Slice3(i, j, k)
	case high == nil:
		_ = probe[i:]
	default:
		_ = probe[i:j]
	}
	return v.Slice(i, j)
}

var zeroSized struct{}

// composite is T{...}.
func (s *scope) composite(e *ast.CompositeLit, t types.Type) *expr {
	switch u := coreOf(t).(type) {
	case *types.Struct:
		return s.structLit(e, t, u)
	case *types.Array:
		return s.listLit(e, t, u.Elem())
	case *types.Slice:
		return s.listLit(e, t, u.Elem())
	case *types.Map:
		return s.mapLit(e, t, u)
	case *types.Pointer: // &T elided in an outer literal
		x := s.composite(e, u.Elem())
		return scalar(t, s.ev.rt(t), x.located())
	}
	refuseAt(e, "a literal of type %s", t)
	return nil
}

// elem is an element of a literal, which may leave out its type.
func (s *scope) elem(e ast.Expr, t types.Type) *expr {
	if lit, ok := e.(*ast.CompositeLit); ok && lit.Type == nil {
		return s.composite(lit, t)
	}
	return s.exprAs(e, t)
}

func (s *scope) structLit(e *ast.CompositeLit, t types.Type, st *types.Struct) *expr {
	rt := s.ev.rt(t)
	var puts []func(*frame, unsafe.Pointer)
	for i, el := range e.Elts {
		n := i
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			for n = range st.NumFields() {
				if st.Field(n).Name() == kv.Key.(*ast.Ident).Name {
					break
				}
			}
			el = kv.Value
		}
		x, in := s.elem(el, st.Field(n).Type()), rt.Field(n)
		put, val, offset := x.put, x.val, in.Offset
		if bridged(in.Type, x.rt) {
			put = func(f *frame, p unsafe.Pointer) { at(in.Type, p).Set(export(val(f), in.Type)) }
		}
		puts = append(puts, func(f *frame, p unsafe.Pointer) { put(f, add(p, offset)) })
	}
	alloc := allocator(rt)
	return aggregates{}.computed(t, rt, func(f *frame) reflect.Value {
		p := alloc()
		for _, put := range puts {
			put(f, p)
		}
		return at(rt, p)
	})
}

func (s *scope) listLit(e *ast.CompositeLit, t, elem types.Type) *expr {
	rt, n, next := s.ev.rt(t), 0, 0
	size := s.ev.rt(elem).Size()
	type item struct {
		offset uintptr
		put    func(*frame, unsafe.Pointer)
	}
	var items []item
	for _, el := range e.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			next = int(s.constant(types.Typ[types.Int], s.cell.Info.Types[kv.Key].Value).same.Int())
			el = kv.Value
		}
		items = append(items, item{uintptr(next) * size, s.elem(el, elem).put})
		next++
		n = max(n, next)
	}
	return s.ev.computed(t, func(f *frame) reflect.Value {
		var list reflect.Value
		var base unsafe.Pointer
		if rt.Kind() == reflect.Slice {
			list = reflect.MakeSlice(rt, n, n)
			base = list.UnsafePointer()
		} else {
			list = reflect.New(rt).Elem()
			base = list.Addr().UnsafePointer()
		}
		for _, it := range items {
			it.put(f, add(base, it.offset))
		}
		return list
	})
}

func (s *scope) mapLit(e *ast.CompositeLit, t types.Type, m *types.Map) *expr {
	rt := s.ev.rt(t)
	var keys, values []func(*frame) reflect.Value
	for _, el := range e.Elts {
		kv := el.(*ast.KeyValueExpr)
		pre := s.ahead([]part{{kv.Key, m.Key()}, {kv.Value, m.Elem()}})
		keys = append(keys, s.elem(kv.Key, m.Key()).after(pre).val)
		values = append(values, s.elem(kv.Value, m.Elem()).val)
	}
	return s.ev.computed(t, func(f *frame) reflect.Value {
		v := reflect.MakeMapWithSize(rt, len(keys))
		for i, key := range keys {
			k := copied(key(f))
			v.SetMapIndex(fit(k, rt.Key()), fit(values[i](f), rt.Elem()))
		}
		return v
	})
}

// receive is <-c.
func (s *scope) receive(e *ast.UnaryExpr) *multi {
	x := s.rooted(e.X)
	c := x.val
	return s.commaOk(coreOf(x.typ).(*types.Chan).Elem(), func(f *frame) (reflect.Value, bool) { return cellrt.RecvValue(c(f)) })
}

// update is x op= y.
func (s *scope) update(lhs ast.Expr, op token.Token, y func(t types.Type) *expr) func(*frame) {
	p := s.place(lhs)
	rt := s.ev.rt(p.typ)
	if p.addr != nil {
		return arithmetics[rt.Kind()].update(op, p.addr, y(p.typ))
	}
	slot := s.newSlot()
	addr := func(f *frame) unsafe.Pointer { return f.vars[slot] }
	apply := arithmetics[rt.Kind()].update(op, addr, y(p.typ))
	prepare, read := p.prepare, p.read
	return func(f *frame) {
		set := prepare(f)
		f.vars[slot] = tempOf(read(f), rt)
		apply(f)
		set(at(rt, f.vars[slot]))
	}
}
