package eval

import (
	"go/token"
	"go/types"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"

	"gospark/cellrt"
)

// A frame is one call of a func.
type frame struct {
	vars      []unsafe.Pointer // a variable each
	code      *code
	pos       token.Pos // where it is
	caller    *frame
	thread    *thread
	own       thread // of the outermost call of a thread
	calls     []Call // that its panic ended
	label     int    // of the statement that a break or continue leaves
	defers    []func()
	panicking bool
	cause     any    // of the panic
	deferrer  *frame // the frame whose deferred call this is
	deferred  int    // how many calls this one lies within a deferred one; 0 outside of any
	defersFor *frame // in the copy of a frame that a deferred call is made from: the frame itself
}

func newFrame(c *code) *frame { return &frame{vars: make([]unsafe.Pointer, c.nslots), code: c} }

// A code is a func's compiled body.
type code struct {
	name     string
	title    string // the name as a trace has it
	site     func(token.Pos) string
	sig      *types.Signature // with the receiver as the first parameter
	params   []slotType
	results  []slotType
	captures []int // the slots of captured variables
	nslots   int
	body     stmt
	defers   bool
	fn       *Func // the func value of a declared func
	frames   sync.Pool
}

// A slotType is what a variable's slot holds.
type slotType struct {
	slot   int
	typ    types.Type
	rt     reflect.Type
	escape bool
	alloc  func() unsafe.Pointer
	plain  bool // a number of 8 bytes that nobody else refers to
}

// A Func is a func value: of interpreted code with the variables that it captured, or
// a compiled func.
type Func struct {
	ev     *Evaluator
	code   *code
	env    []unsafe.Pointer
	typ    types.Type
	native reflect.Value
	direct func(args []reflect.Value) []reflect.Value // of the evaluator's own
	made   atomic.Pointer[reflect.Value]
}

// Opaque marks a pointer that nobody else follows.
func (*Func) Opaque() {}

// enter makes a frame with room for the parameters.
func (c *code) enter(env []unsafe.Pointer) *frame {
	f, ok := c.frames.Get().(*frame)
	if !ok {
		f = newFrame(c)
	}
	for i := range c.params {
		p := &c.params[i]
		if p.escape || f.vars[p.slot] == nil {
			f.vars[p.slot] = p.alloc()
		}
	}
	for i, slot := range c.captures {
		f.vars[slot] = env[i]
	}
	return f
}

// leave gives the frame back: nothing refers to it any more.
func (c *code) leave(f *frame) {
	if !c.defers {
		c.frames.Put(f)
	}
}

// checkDeferred is how deep the calls of a deferred func go before one is checked:
// what is deferred runs also when the cell is interrupted.
const checkDeferred = 1000

// run runs the body in a frame that holds the arguments.
func (c *code) run(f *frame) {
	if f.deferred%checkDeferred == 0 {
		cellrt.Enter()
	}
	for i := range c.results {
		r := &c.results[i]
		if p := f.vars[r.slot]; p != nil && r.plain {
			*(*uint64)(p) = 0
		} else {
			f.vars[r.slot] = r.alloc()
		}
	}
	if c.defers {
		guard(c.fn.ev, f, func() { c.body(f) })
		return
	}
	c.body(f)
}

// guard runs body and then what it deferred, as Go does.
func guard(ev *Evaluator, f *frame, body func()) {
	defer func() {
		if v := recover(); v != nil {
			f.panicking, f.cause, f.calls = true, v, f.panicked(ev, v)
		}
		f.runDeferred(ev)
		if f.panicking {
			f.thread.top, f.thread.lost = nil, f.calls
			panic(f.cause)
		}
	}()
	body()
}

// runDeferred runs the deferred calls, also those left when one ends the goroutine.
func (f *frame) runDeferred(ev *Evaluator) {
	for len(f.defers) > 0 {
		d := f.defers[len(f.defers)-1]
		f.defers = f.defers[:len(f.defers)-1]
		func() {
			ended := false
			defer func() {
				if v := recover(); v != nil {
					f.panicking, f.cause, f.calls = true, v, f.panicked(ev, v)
				} else if !ended {
					f.runDeferred(ev)
				}
			}()
			d()
			ended = true
		}()
	}
}

// call calls the func with arguments that the evaluator's types hold.
func (fn *Func) call(args []reflect.Value) []reflect.Value {
	switch {
	case fn == nil:
		var nothing func()
		nothing() // Go's own panic
	case fn.direct != nil:
		return fn.direct(args)
	case fn.code == nil:
		return fn.callNative(args)
	}
	c := fn.code
	f := c.enter(fn.env)
	for i := range c.params {
		p := &c.params[i]
		dst := at(p.rt, f.vars[p.slot])
		if args[i].IsValid() {
			dst.Set(args[i])
		} else {
			dst.SetZero()
		}
	}
	fn.ev.outermost(c, f)
	out := make([]reflect.Value, len(c.results))
	for i := range c.results {
		r := &c.results[i]
		out[i] = at(r.rt, f.vars[r.slot])
	}
	c.leave(f)
	return out
}

// signature is the func's type.
func (fn *Func) signature() *types.Signature { return fn.typ.Underlying().(*types.Signature) }

// callNative calls a compiled func.
func (fn *Func) callNative(args []reflect.Value) []reflect.Value {
	t := fn.native.Type()
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = export(a, t.In(i))
	}
	var out []reflect.Value
	if t.IsVariadic() {
		out = fn.native.CallSlice(in)
	} else {
		out = fn.native.Call(in)
	}
	results := fn.signature().Results()
	for i := range out {
		out[i] = fn.ev.imported(out[i], results.At(i).Type())
	}
	return out
}

// compiled is the func as a compiled func of type t, for who calls it from outside.
func (fn *Func) compiled(t reflect.Type) reflect.Value {
	if fn == nil {
		return reflect.Zero(t)
	}
	if fn.native.IsValid() && fn.native.Type().ConvertibleTo(t) {
		return fn.native.Convert(t)
	}
	if made := fn.made.Load(); made != nil && made.Type() == t {
		return *made
	}
	ev := fn.ev
	sig := fn.signature()
	params := sig.Params()
	made := reflect.MakeFunc(t, func(args []reflect.Value) []reflect.Value {
		for i := range args {
			args[i] = ev.imported(args[i], params.At(i).Type())
		}
		out := fn.call(args)
		for i := range out {
			out[i] = export(out[i], t.Out(i))
		}
		return out
	})
	fn.made.Store(&made)
	return made
}
