package cellrt

import (
	"context"
	"runtime"
	"runtime/pprof"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
	"weak"
)

// A place is what a goroutine works for and goes by. Goroutines carry it as a set of
// profiler labels, which they inherit from the one that starts them: Go has no other
// storage that follows goroutines. It is known as long as a goroutine carries its labels, but
// that of a task no longer than the task runs.
type place struct {
	scope *Scope
	own   bool     // the goroutine is the cell's own, not one that the cell started
	task  *taskRef // nil outside of tasks
	kill  *kill    // nil outside of tasks
	local any      // what SetLocal said

	label  uintptr                // the address of the labels
	labels weak.Pointer[byte]     // not of a pinned one
	pinned bool                   // it is the task's own, which forgets it
	others func() context.Context // the labels of the goroutines that an own one starts
}

// A taskRef is the task that goroutines work for, until its end.
type taskRef struct{ task atomic.Pointer[any] }

// A kill tells the goroutines of a task that its result is no longer wanted.
type kill struct {
	raised atomic.Bool
	mu     sync.Mutex
	over   bool            // the task has ended
	ctx    context.Context // made when it is first asked for
	cancel context.CancelFunc
}

func (k *kill) raise() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over || k.raised.Swap(true) {
		return
	}
	raised.Add(1)
	if k.cancel != nil {
		k.cancel()
	}
}

// done is closed when the task is killed, or the context around ends.
func (k *kill) done(around context.Context) <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ctx == nil {
		if k.ctx, k.cancel = context.WithCancel(around); k.raised.Load() {
			k.cancel()
		}
	}
	return k.ctx.Done()
}

// end lets go of what the task's goroutines were told by. Those that it left behind are
// looked for a while longer.
func (k *kill) end() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.over = true
	if k.cancel != nil {
		k.cancel()
	}
	if k.raised.Load() {
		time.AfterFunc(grace, func() { raised.Add(-1) })
	}
}

// stopped tells whether the goroutine is to end.
func (p *place) stopped() bool {
	return p.scope != nil && p.scope.stopped.Load() || p.kill != nil && p.kill.raised.Load()
}

var (
	places sync.Map // uintptr, the address of labels -> *place

	// recent is the place that was looked up last: while one cell runs, mostly the right one.
	recent atomic.Pointer[place]

	// lasting is what a cell's own goroutine set last: the next cells begin with it.
	lasting atomic.Pointer[any]
)

//go:linkname runtime_getProfLabel runtime/pprof.runtime_getProfLabel
func runtime_getProfLabel() unsafe.Pointer

//go:linkname runtime_setProfLabel runtime/pprof.runtime_setProfLabel
func runtime_setProfLabel(unsafe.Pointer)

// here is the place of the calling goroutine, or nil where it has none.
func here() *place {
	label := uintptr(runtime_getProfLabel())
	if label == 0 {
		return nil
	}
	if p := recent.Load(); p != nil && p.label == label && p.labels.Value() != nil {
		return p
	}
	v, ok := places.Load(label)
	if !ok {
		return nil
	}
	p := v.(*place)
	switch {
	case p.pinned:
		return p
	case p.labels.Value() == nil: // other labels have the address now
		return nil
	}
	recent.Store(p)
	return p
}

// register makes labels for a place. The caller must not keep them by p.
func (p *place) register() context.Context {
	cell := ""
	if p.scope != nil {
		cell = strconv.Itoa(p.scope.N)
	}
	ctx := pprof.WithLabels(context.Background(), pprof.Labels("cell", cell))
	before := runtime_getProfLabel()
	pprof.SetGoroutineLabels(ctx)
	labels := (*byte)(runtime_getProfLabel())
	runtime_setProfLabel(before)
	p.label = uintptr(unsafe.Pointer(labels))
	if p.pinned {
		places.Store(p.label, p)
		return ctx
	}
	p.labels = weak.Make(labels)
	if p.own {
		p.others = sync.OnceValue(func() context.Context { return (&place{scope: p.scope, local: p.local}).register() })
	}
	places.Store(p.label, p)
	runtime.AddCleanup(labels, func(p *place) { places.CompareAndDelete(p.label, p) }, p)
	return ctx
}

// run calls f in the place.
func (p *place) run(f func()) {
	before := runtime_getProfLabel()
	pprof.SetGoroutineLabels(p.register())
	defer func() { runtime_setProfLabel(before) }()
	f()
}

// leaveOwn is called by a goroutine that one of p has started: it isn't the cell's own, nor the task's.
func (p *place) leaveOwn() {
	switch {
	case p == nil:
	case p.own:
		pprof.SetGoroutineLabels(p.others())
	case p.pinned:
		pprof.SetGoroutineLabels((&place{scope: p.scope, task: p.task, kill: p.kill, local: p.local}).register())
	}
}

// DoTask runs f for the scope, as Do does, as the work of a task, which Task returns
// meanwhile. The scope may be nil. onKill is called first, with what is to be called when
// the task's result is no longer wanted: it ends the task's goroutines as an interrupt
// ends a cell's.
func (s *Scope) DoTask(task any, onKill func(kill func()), f func()) {
	p := &place{scope: s, kill: &kill{}, task: &taskRef{}, pinned: true}
	defer p.kill.end()
	onKill(p.kill.raise)
	p.task.task.Store(&task)
	defer p.task.task.Store(nil) // a goroutine that outlives its task isn't in it any more
	s.enter()
	defer s.leave()
	defer func() { places.CompareAndDelete(p.label, p) }() // when no goroutine of the task's own carries the labels any more
	p.run(f)
}

// Task is the task that the calling goroutine works for, or one that started it; nil outside of tasks.
func Task() any {
	if p := here(); p != nil {
		if t := p.task; t != nil {
			if v := t.task.Load(); v != nil {
				return *v
			}
		}
	}
	return nil
}

// Local is what SetLocal said in the calling goroutine or, before that, in the one that started it.
func Local() any {
	if p := here(); p != nil {
		return p.local
	}
	return nil
}

// SetLocal keeps a value for the calling goroutine, and for those that it starts from now
// on. What a cell's own goroutine sets is there in the cells after it, too.
func SetLocal(v any) {
	p := &place{local: v}
	if at := here(); at != nil {
		p.scope, p.own, p.task, p.kill = at.scope, at.own, at.task, at.kill
	}
	if p.own {
		lasting.Store(&v)
	}
	pprof.SetGoroutineLabels(p.register())
}
