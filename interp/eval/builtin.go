package eval

import (
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"reflect"
	"slices"
	"unsafe"

	"gospark/cellrt"
)

// builtin compiles a call of one of the language's own funcs.
func (s *scope) builtin(e *ast.CallExpr) *multi {
	name := ""
	switch fun := ast.Unparen(e.Fun).(type) {
	case *ast.Ident:
		name = fun.Name
	case *ast.SelectorExpr:
		refuse("package unsafe")
	}
	switch name {
	case "len", "cap":
		return &multi{one: s.length(name, s.expr(e.Args[0]))}
	case "append":
		return &multi{one: s.appending(e)}
	case "copy":
		x, y := s.expr(e.Args[0]).val, s.expr(e.Args[1]).val
		return s.builtinInt(func(f *frame) int { return reflect.Copy(x(f), y(f)) })
	case "delete":
		x := s.expr(e.Args[0])
		m, key := x.val, s.exprAs(e.Args[1], coreOf(x.typ).(*types.Map).Key()).val
		return &multi{do: func(f *frame) {
			if m := m(f); !m.IsNil() {
				m.SetMapIndex(key(f), reflect.Value{})
			}
		}}
	case "clear":
		x := s.expr(e.Args[0]).val
		return &multi{do: func(f *frame) { x(f).Clear() }}
	case "close":
		x := s.expr(e.Args[0]).val
		return &multi{do: func(f *frame) { x(f).Close() }}
	case "make":
		return &multi{one: s.making(e)}
	case "new":
		return &multi{one: s.newing(e)}
	case "panic":
		x := got[any](s.exprAs(e.Args[0], emptyInterface))
		return &multi{do: func(f *frame) { panic(x(f)) }}
	case "recover":
		return &multi{one: s.recovering()}
	case "print", "println":
		return s.printing(name, e)
	case "min", "max":
		return &multi{one: s.extreme(name, e)}
	case "complex", "real", "imag":
		return &multi{one: s.complexPart(name, e)}
	}
	refuse("the builtin %s", name)
	return nil
}

func (s *scope) builtinInt(g func(*frame) int) *multi {
	return &multi{one: scalar(types.Type(types.Typ[types.Int]), basicTypes[types.Int], g)}
}

func (s *scope) length(name string, x *expr) *expr {
	val := x.val
	var g func(*frame) int
	switch u := coreOf(x.typ).(type) {
	case *types.Basic:
		text := got[string](x)
		g = func(f *frame) int { return len(text(f)) }
	case *types.Slice:
		list := got[header](x)
		g = func(f *frame) int { return list(f).len }
		if name == "cap" {
			g = func(f *frame) int { return list(f).cap }
		}
	case *types.Pointer:
		n := int(u.Elem().Underlying().(*types.Array).Len())
		g = func(f *frame) int { val(f); return n }
	default:
		g = func(f *frame) int { return val(f).Len() }
		if name == "cap" {
			g = func(f *frame) int { return val(f).Cap() }
		}
	}
	return s.builtinInt(g).one
}

// appending is append(list, elements...).
func (s *scope) appending(e *ast.CallExpr) *expr {
	t := s.typeOf(e)
	x := s.exprAs(e.Args[0], t)
	rt := s.ev.rt(t)
	elem := coreOf(t).(*types.Slice).Elem()
	if e.Ellipsis.IsValid() {
		y := s.expr(e.Args[1])
		xv, yv := x.val, y.val
		return s.ev.computed(t, func(f *frame) reflect.Value {
			more := yv(f)
			if more.Kind() == reflect.String {
				more = reflect.ValueOf([]byte(more.String()))
			}
			return reflect.AppendSlice(xv(f), more)
		})
	}
	g, size := got[header](x), rt.Elem().Size()
	if len(e.Args) == 1 {
		return x
	}
	if len(e.Args) == 2 {
		y := s.exprAs(e.Args[1], elem)
		if fast := appendOne(t, rt, g, y); fast != nil {
			return fast
		}
	}
	var puts []func(*frame, unsafe.Pointer)
	for _, a := range e.Args[1:] {
		puts = append(puts, s.exprAs(a, elem).put)
	}
	n := len(puts)
	return scalar(t, rt, func(f *frame) header {
		h := g(f)
		values := reflect.MakeSlice(rt, n, n)
		for i, put := range puts {
			put(f, add(values.UnsafePointer(), uintptr(i)*size))
		}
		list := reflect.AppendSlice(at(rt, unsafe.Pointer(&h)), values)
		return header{list.UnsafePointer(), list.Len(), list.Cap()}
	})
}

// appendOne appends an element of a common kind without reflection; nil for others.
func appendOne(t types.Type, rt reflect.Type, list func(*frame) header, x *expr) *expr {
	switch x.get.(type) {
	case func(*frame) int:
		return appendTo[int](t, rt, list, x)
	case func(*frame) float64:
		return appendTo[float64](t, rt, list, x)
	case func(*frame) string:
		return appendTo[string](t, rt, list, x)
	case func(*frame) uint8:
		return appendTo[uint8](t, rt, list, x)
	case func(*frame) int32:
		return appendTo[int32](t, rt, list, x)
	case func(*frame) bool:
		return appendTo[bool](t, rt, list, x)
	case func(*frame) word:
		return appendTo[word](t, rt, list, x)
	case func(*frame) any:
		return appendTo[any](t, rt, list, x)
	}
	return nil
}

func appendTo[T any](t types.Type, rt reflect.Type, list func(*frame) header, x *expr) *expr {
	g := got[T](x)
	return scalar(t, rt, func(f *frame) header {
		h := list(f)
		l := append(*(*[]T)(unsafe.Pointer(&h)), g(f))
		return *(*header)(unsafe.Pointer(&l))
	})
}

func (s *scope) making(e *ast.CallExpr) *expr {
	t := s.typeOf(e)
	rt := s.ev.rt(t)
	var sizes []func(*frame) int
	for _, a := range e.Args[1:] {
		sizes = append(sizes, s.intOf(a))
	}
	size := func(f *frame, i int) int {
		if i < len(sizes) {
			return sizes[i](f)
		}
		return 0
	}
	switch coreOf(t).(type) {
	case *types.Slice:
		return s.ev.computed(t, func(f *frame) reflect.Value {
			n := size(f, 0)
			c := n
			if len(sizes) > 1 {
				c = size(f, 1)
			}
			if n < 0 || c < n {
				_ = make([]int, n, c) // Go's own panic
			}
			return reflect.MakeSlice(rt, n, c)
		})
	case *types.Map:
		return s.ev.computed(t, func(f *frame) reflect.Value { return reflect.MakeMapWithSize(rt, max(size(f, 0), 0)) })
	}
	return s.ev.computed(t, func(f *frame) reflect.Value {
		n := size(f, 0)
		if n < 0 {
			_ = make(chan int, n) // Go's own panic
		}
		return reflect.MakeChan(bothWays(rt), n).Convert(rt)
	})
}

func bothWays(rt reflect.Type) reflect.Type { return reflect.ChanOf(reflect.BothDir, rt.Elem()) }

// newing is new(T), or new(x) with a value.
func (s *scope) newing(e *ast.CallExpr) *expr {
	t := s.typeOf(e)
	rt := s.ev.rt(t)
	if !s.cell.Info.Types[ast.Unparen(e.Args[0])].IsType() {
		x := s.exprAs(e.Args[0], derefType(t))
		alloc, put := allocator(x.rt), x.put
		return scalar(t, rt, func(f *frame) word { p := alloc(); put(f, p); return p })
	}
	alloc := allocator(s.ev.rt(derefType(t)))
	return scalar(t, rt, func(*frame) word { return alloc() })
}

// recovering is recover(): the panic of the frame that deferred this one.
func (s *scope) recovering() *expr {
	return scalar(emptyInterface, anyType, func(f *frame) any {
		d := f.deferrer
		if d == nil || !d.panicking {
			return nil
		}
		d.panicking = false
		v := d.cause
		d.cause = nil
		return v
	})
}

func (s *scope) printing(name string, e *ast.CallExpr) *multi {
	var args []func(*frame) any
	for _, a := range e.Args {
		args = append(args, got[any](s.exprAs(a, emptyInterface)))
	}
	return &multi{do: func(f *frame) {
		var values []any
		for _, a := range args {
			values = append(values, a(f))
		}
		if name == "println" {
			fmt.Fprintln(os.Stderr, values...)
		} else {
			for _, v := range values {
				fmt.Fprint(os.Stderr, v)
			}
		}
	}}
}

func (s *scope) extreme(name string, e *ast.CallExpr) *expr {
	t := types.Default(s.typeOf(e))
	x := s.exprAs(e.Args[0], t)
	for _, a := range e.Args[1:] {
		x = extremes(name == "min", t, x, s.exprAs(a, t))
		if x == nil {
			refuse("%s of %s", name, t)
		}
	}
	return x
}

func extremes(least bool, t types.Type, x, y *expr) *expr {
	switch x.rt.Kind() {
	case reflect.Int:
		return extremeOf[int](least, t, x, y)
	case reflect.Int8:
		return extremeOf[int8](least, t, x, y)
	case reflect.Int16:
		return extremeOf[int16](least, t, x, y)
	case reflect.Int32:
		return extremeOf[int32](least, t, x, y)
	case reflect.Int64:
		return extremeOf[int64](least, t, x, y)
	case reflect.Uint:
		return extremeOf[uint](least, t, x, y)
	case reflect.Uint8:
		return extremeOf[uint8](least, t, x, y)
	case reflect.Uint16:
		return extremeOf[uint16](least, t, x, y)
	case reflect.Uint32:
		return extremeOf[uint32](least, t, x, y)
	case reflect.Uint64:
		return extremeOf[uint64](least, t, x, y)
	case reflect.Float32:
		return extremeOf[float32](least, t, x, y)
	case reflect.Float64:
		return extremeOf[float64](least, t, x, y)
	case reflect.String:
		return extremeOf[string](least, t, x, y)
	}
	return nil
}

func extremeOf[T number | string](least bool, t types.Type, x, y *expr) *expr {
	a, b := got[T](x), got[T](y)
	if least {
		return scalar(t, x.rt, func(f *frame) T { v := a(f); return min(v, b(f)) })
	}
	return scalar(t, x.rt, func(f *frame) T { v := a(f); return max(v, b(f)) })
}

func (s *scope) complexPart(name string, e *ast.CallExpr) *expr {
	t := s.typeOf(e)
	rt := s.ev.rt(t)
	x := s.expr(e.Args[0]).val
	if name != "complex" {
		return s.ev.computed(t, func(f *frame) reflect.Value {
			c := x(f).Complex()
			if name == "real" {
				return reflect.ValueOf(real(c)).Convert(rt)
			}
			return reflect.ValueOf(imag(c)).Convert(rt)
		})
	}
	y := s.expr(e.Args[1]).val
	return s.ev.computed(t, func(f *frame) reflect.Value {
		re := x(f).Float()
		return reflect.ValueOf(complex(re, y(f).Float())).Convert(rt)
	})
}

// suspended is a call of go or defer: what it calls and its arguments are found at
// once, the call is made later.
func (s *scope) suspended(e *ast.CallExpr) func(*frame) (*frame, func()) {
	type kept struct {
		slot int
		eval func(*frame) unsafe.Pointer
	}
	var keep []kept
	pre := s.aheadOfCall(e)
	hold := func(e ast.Expr, x *expr, eval func(*frame) unsafe.Pointer) {
		slot := s.newSlot()
		keep = append(keep, kept{slot, eval})
		s.overrides(e, shapeOf(x.rt).local(x.typ, x.rt, slot))
	}
	value := func(e ast.Expr) {
		tv := s.cell.Info.Types[ast.Unparen(e)]
		if tv.Value != nil || tv.IsNil() || tv.IsType() || tv.IsBuiltin() {
			return
		}
		x := s.expr(e)
		alloc, put := allocator(x.rt), x.put
		hold(e, x, func(f *frame) unsafe.Pointer { p := alloc(); put(f, p); return p })
	}
	fun := ast.Unparen(e.Fun)
	if sel, ok := fun.(*ast.SelectorExpr); ok && s.cell.Info.Selections[sel] != nil && s.cell.Info.Selections[sel].Kind() == types.MethodVal {
		x := s.expr(sel.X)
		if x.addr != nil && x.rt.Kind() != reflect.Pointer && x.rt.Kind() != reflect.Interface && isPointerMethod(s.cell.Info.Selections[sel].Obj().(*types.Func)) {
			hold(sel.X, x, x.addr)
		} else {
			value(sel.X)
		}
	} else if v, ok := s.cell.Info.TypeOf(fun).(*types.Signature); ok && v != nil && !s.isDeclared(fun) {
		value(fun)
	}
	if !s.givesSeveral(e) {
		for _, a := range e.Args {
			value(a)
		}
	}
	do := s.callOf(e).effect()
	pos := e.Pos()
	return func(f *frame) (*frame, func()) {
		if pre != nil {
			pre(f)
		}
		g := &frame{vars: slices.Clone(f.vars), defersFor: f, code: f.code, pos: pos}
		for _, k := range keep {
			g.vars[k.slot] = k.eval(f)
		}
		return g, func() { do(g) }
	}
}

// isDeclared tells whether what is called is a declared func or a builtin.
func (s *scope) isDeclared(fun ast.Expr) bool {
	switch fun := fun.(type) {
	case *ast.Ident:
		_, isVar := s.cell.Info.Uses[fun].(*types.Var)
		return !isVar
	case *ast.SelectorExpr:
		_, isVar := s.cell.Info.Uses[fun.Sel].(*types.Var)
		return !isVar
	case *ast.IndexExpr:
		return s.cell.Info.Types[fun.Index].IsType()
	case *ast.IndexListExpr:
		return true
	}
	return false
}

// keepValues keeps the values of the cell's last expression in the registry.
func (s *scope) keepValues(e ast.Expr) stmt {
	var m *multi
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && s.cell.Info.Types[ast.Unparen(e)].Value == nil {
		m = s.call(call)
	} else {
		m = &multi{one: s.rooted(e)}
	}
	var sets []func(*frame) func(reflect.Value)
	for i, t := range s.cell.Types {
		rt := s.ev.rt(t)
		addr := cellrt.New(s.cell.Results[i], rt).Addr().UnsafePointer()
		from := t
		if m.one != nil {
			from = m.one.typ
		}
		sets = append(sets, s.settingFrom(&place{typ: t, addr: func(*frame) unsafe.Pointer { return addr }, slot: -1}, from))
	}
	run := m.all()
	return effect(func(f *frame) {
		for i, v := range run(f) {
			sets[i](f)(v)
		}
	})
}
