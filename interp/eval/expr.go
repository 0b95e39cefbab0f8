package eval

import (
	"go/types"
	"reflect"
	"unsafe"
)

// An expr is a compiled expression with one value.
type expr struct {
	typ  types.Type
	rt   reflect.Type
	get  any                          // func(*frame) T, for the T of the value's shape; nil for structs and arrays
	val  func(*frame) reflect.Value   // the value; it may be a view of a variable, to be used at once
	put  func(*frame, unsafe.Pointer) // stores the value
	addr func(*frame) unsafe.Pointer  // where it is, of an addressable one
	slot int                          // of a local variable: its slot; else -1
	same reflect.Value                // of a constant: its value
}

// Shapes that stand for every type of their kind.
type (
	word   = unsafe.Pointer // pointers, maps, channels, funcs
	header struct {         // slices
		data     unsafe.Pointer
		len, cap int
	}
	iface struct{ tab, data unsafe.Pointer } // interfaces with methods
)

// A shape makes expressions of one shape of value.
type shape interface {
	place(t types.Type, rt reflect.Type, addr func(*frame) unsafe.Pointer) *expr
	local(t types.Type, rt reflect.Type, slot int) *expr
	computed(t types.Type, rt reflect.Type, val func(*frame) reflect.Value) *expr
	storeLocal(slot int, e *expr) func(*frame)
	called(t types.Type, rt reflect.Type, run run) *expr // the result of a call
	preceded(pre func(*frame), e *expr) *expr            // e without an address, after something else
	fresh() func() unsafe.Pointer                        // memory for one value; nil where reflect has to make it
}

type scalars[T any] struct{}

func scalar[T any](t types.Type, rt reflect.Type, g func(*frame) T) *expr {
	return &expr{typ: t, rt: rt, get: g, slot: -1,
		put: func(f *frame, p unsafe.Pointer) { *(*T)(p) = g(f) },
		val: func(f *frame) reflect.Value {
			x := g(f)
			return reflect.NewAt(rt, unsafe.Pointer(&x)).Elem()
		}}
}

// got is the closure that yields a value of shape T.
func got[T any](e *expr) func(*frame) T { return e.get.(func(*frame) T) }

func (scalars[T]) place(t types.Type, rt reflect.Type, addr func(*frame) unsafe.Pointer) *expr {
	e := scalar(t, rt, func(f *frame) T { return *(*T)(addr(f)) })
	e.addr = addr
	return e
}

func (scalars[T]) local(t types.Type, rt reflect.Type, slot int) *expr {
	e := scalar(t, rt, func(f *frame) T { return *(*T)(f.vars[slot]) })
	e.addr, e.slot = func(f *frame) unsafe.Pointer { return f.vars[slot] }, slot
	return e
}

func (scalars[T]) computed(t types.Type, rt reflect.Type, val func(*frame) reflect.Value) *expr {
	return scalar(t, rt, func(f *frame) T {
		var x T
		v := val(f)
		if v.IsValid() {
			reflect.NewAt(rt, unsafe.Pointer(&x)).Elem().Set(v)
		}
		return x
	})
}

func (scalars[T]) storeLocal(slot int, e *expr) func(*frame) {
	g := got[T](e)
	return func(f *frame) { *(*T)(f.vars[slot]) = g(f) }
}

func (scalars[T]) fresh() func() unsafe.Pointer {
	return func() unsafe.Pointer { return unsafe.Pointer(new(T)) }
}

// aggregates are structs and arrays.
type aggregates struct{}

func (aggregates) place(t types.Type, rt reflect.Type, addr func(*frame) unsafe.Pointer) *expr {
	e := aggregates{}.computed(t, rt, func(f *frame) reflect.Value { return reflect.NewAt(rt, addr(f)).Elem() })
	e.addr = addr
	return e
}

func (a aggregates) local(t types.Type, rt reflect.Type, slot int) *expr {
	e := a.place(t, rt, func(f *frame) unsafe.Pointer { return f.vars[slot] })
	e.slot = slot
	return e
}

func (aggregates) computed(t types.Type, rt reflect.Type, val func(*frame) reflect.Value) *expr {
	return &expr{typ: t, rt: rt, val: val, slot: -1,
		put: func(f *frame, p unsafe.Pointer) { reflect.NewAt(rt, p).Elem().Set(val(f)) }}
}

func (aggregates) storeLocal(slot int, e *expr) func(*frame) {
	put := e.put
	return func(f *frame) { put(f, f.vars[slot]) }
}

func (aggregates) fresh() func() unsafe.Pointer { return nil }

var kindShapes = map[reflect.Kind]shape{
	reflect.Bool: scalars[bool]{}, reflect.String: scalars[string]{},
	reflect.Int: scalars[int]{}, reflect.Int8: scalars[int8]{}, reflect.Int16: scalars[int16]{}, reflect.Int32: scalars[int32]{}, reflect.Int64: scalars[int64]{},
	reflect.Uint: scalars[uint]{}, reflect.Uint8: scalars[uint8]{}, reflect.Uint16: scalars[uint16]{}, reflect.Uint32: scalars[uint32]{}, reflect.Uint64: scalars[uint64]{},
	reflect.Uintptr: scalars[uintptr]{}, reflect.Float32: scalars[float32]{}, reflect.Float64: scalars[float64]{},
	reflect.Complex64: scalars[complex64]{}, reflect.Complex128: scalars[complex128]{},
	reflect.Func: scalars[word]{}, reflect.Pointer: scalars[word]{}, reflect.Map: scalars[word]{}, reflect.Chan: scalars[word]{}, reflect.UnsafePointer: scalars[word]{},
	reflect.Slice: scalars[header]{},
}

func shapeOf(rt reflect.Type) shape {
	if rt.Kind() == reflect.Interface {
		if rt.NumMethod() == 0 {
			return scalars[any]{}
		}
		return scalars[iface]{}
	}
	if s := kindShapes[rt.Kind()]; s != nil {
		return s
	}
	return aggregates{}
}

// allocator makes zeroed memory for values of a type.
func allocator(rt reflect.Type) func() unsafe.Pointer {
	if f := shapeOf(rt).fresh(); f != nil {
		return f
	}
	return func() unsafe.Pointer { return reflect.New(rt).UnsafePointer() }
}

// at is the value of type rt at p.
func at(rt reflect.Type, p unsafe.Pointer) reflect.Value { return reflect.NewAt(rt, p).Elem() }

// computed is an expression whose value a closure finds by reflection.
func (ev *Evaluator) computed(t types.Type, val func(*frame) reflect.Value) *expr {
	rt := ev.rt(t)
	return shapeOf(rt).computed(t, rt, val)
}

// placed is an expression that stands at an address.
func (ev *Evaluator) placed(t types.Type, addr func(*frame) unsafe.Pointer) *expr {
	rt := ev.rt(t)
	return shapeOf(rt).place(t, rt, addr)
}

// located is where the expression's value is, if only for now.
func (e *expr) located() func(*frame) unsafe.Pointer {
	if e.addr != nil {
		return e.addr
	}
	alloc, put := allocator(e.rt), e.put
	return func(f *frame) unsafe.Pointer {
		p := alloc()
		put(f, p)
		return p
	}
}

// constantOf is an expression that is always v.
func constantOf(t types.Type, v reflect.Value) *expr {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	addr := p.UnsafePointer()
	e := shapeOf(v.Type()).place(t, v.Type(), func(*frame) unsafe.Pointer { return addr })
	e.addr, e.same = nil, v
	return e
}

// as gives an expression another type of the same representation.
func (e *expr) as(t types.Type) *expr {
	c := *e
	c.typ = t
	return &c
}

// copied is v apart from the variable it may be a view of.
func copied(v reflect.Value) reflect.Value {
	if !v.IsValid() || !v.CanAddr() {
		return v
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}
