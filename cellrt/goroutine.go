package cellrt

import (
	"runtime/debug"
	"sync"
	"time"
)

// Go replaces the go statement: f runs in a goroutine of its own, and a panic in
// it is told to the cell that started it where Go would end the process.
func Go(f func()) {
	p := here()
	var s *Scope
	if p != nil {
		s = p.scope
	}
	s.enter()
	go func() {
		defer s.leave()
		p.leaveOwn()
		s.guarded(f)
	}()
}

// Go runs f for the scope in a goroutine of its own, as what happens outside of the cell asks for.
func (s *Scope) Go(f func()) {
	go s.Do(func() { s.guarded(f) })
}

// guarded calls f in a goroutine that nothing of the cell is above of.
func (s *Scope) guarded(f func()) {
	defer func() {
		if v := recover(); v != nil {
			if s == nil || s.failed == nil {
				panic(v)
			}
			s.failed(v, debug.Stack())
		}
	}()
	f()
}

// AfterFunc replaces time.AfterFunc: f works for the cell that set the timer, which is
// told of a panic in it.
func AfterFunc(d time.Duration, f func()) *time.Timer {
	p := here()
	if p == nil || p.scope == nil || f == nil {
		return time.AfterFunc(d, f)
	}
	s, later := p.scope, &place{scope: p.scope, local: p.local}
	return time.AfterFunc(d, func() {
		s.enter()
		defer s.leave()
		later.run(func() { s.guarded(f) })
	})
}

// A WaitGroup stands for a *sync.WaitGroup whose Go would end the process after a
// panic, and whose Wait nothing could interrupt.
type WaitGroup struct{ *sync.WaitGroup }

// Go replaces (*sync.WaitGroup).Go.
func (w WaitGroup) Go(f func()) { GoOf(w.WaitGroup, f) }

// Wait replaces (*sync.WaitGroup).Wait.
func (w WaitGroup) Wait() { WaitOf(w.WaitGroup) }

// GoOf replaces (*sync.WaitGroup).Go.
func GoOf(w *sync.WaitGroup, f func()) {
	w.Add(1)
	Go(func() {
		defer w.Done()
		f()
	})
}

// WaitOf replaces (*sync.WaitGroup).Wait: an interrupt of the cell ends it at once.
func WaitOf(w *sync.WaitGroup) {
	done := Done()
	if done == nil {
		w.Wait()
		return
	}
	ended := make(chan any, 1)
	go func() {
		defer func() { ended <- recover() }() // Wait panics when it is misused
		w.Wait()
	}()
	select {
	case v := <-ended:
		if v != nil {
			panic(v)
		}
	case <-done:
		End()
	}
}
