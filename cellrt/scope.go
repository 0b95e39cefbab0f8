package cellrt

import (
	"bufio"
	"context"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// A Scope is one run of a cell. The goroutines that work for it are known by their place.
type Scope struct {
	N       int // the cell's number
	ctx     context.Context
	cancel  context.CancelFunc
	stopped atomic.Bool
	live    atomic.Int64 // goroutines that are known to work for it, and one until Close
	lowered atomic.Bool  // raised doesn't count it any more
	closed  atomic.Bool  // its cell is over
	output  *Output      // nil where the process's own files take what it prints
	streams [2]stream
	site    atomic.Pointer[string]
	failed  func(any, []byte) // told of a panic in a goroutine of the cell

	mu     sync.Mutex
	ending error         // why the cell ended itself: os.Exit, log.Fatal
	typed  *bufio.Reader // what fmt.Scan reads, where the front end is asked for it
	stdin  *os.File      // what the cell has as os.Stdin then
}

// raised counts the interrupted scopes, and the killed tasks, whose goroutines may be alive; the check at loops reads it.
var raised atomic.Int32

// NewScope makes the scope of cell n, which ends with ctx. failed is told of a
// panic, and its stack, in a goroutine that the cell started. Close frees the scope.
func NewScope(ctx context.Context, n int, failed func(value any, stack []byte)) *Scope {
	s := &Scope{N: n, failed: failed}
	s.ctx, s.cancel = context.WithCancel(ctx)
	s.live.Store(1)
	return s
}

// Do runs f for the scope, as the cell's own goroutine: it, and those it starts, belong to the cell.
func (s *Scope) Do(f func()) {
	if s == nil {
		f()
		return
	}
	s.enter()
	defer s.leave()
	p := &place{scope: s, own: true}
	if v := lasting.Load(); v != nil {
		p.local = *v
	}
	p.run(f)
}

// Interrupt stops the scope: its context ends, and its goroutines end at their next
// check, or where they wait for a channel.
func (s *Scope) Interrupt() {
	if !s.stopped.Swap(true) {
		raised.Add(1)
	}
	s.cancel()
	if s.live.Load() == 0 {
		s.lower()
	}
}

// Interrupted tells whether Interrupt was called.
func (s *Scope) Interrupted() bool { return s.stopped.Load() }

// grace is how long goroutines that nobody counts, as those that a package started for
// the cell, are looked for after an interrupted cell has ended: while they are, every
// check of every cell takes the slow way.
const grace = 5 * time.Second

// Close lets go of the scope. Goroutines of the cell that live on aren't stopped by it,
// and still work for the cell. If it was interrupted, they end at their next check.
func (s *Scope) Close() {
	s.closed.Store(true)
	s.leave()
}

// enter counts a goroutine that works for the scope, or for none.
func (s *Scope) enter() {
	if s != nil {
		s.live.Add(1)
	}
}

// leave takes it off again. The last one frees the scope.
func (s *Scope) leave() {
	switch {
	case s == nil || s.live.Add(-1) > 0:
	case s.stopped.Load():
		s.lower() // it stays known: a check meets what nobody counted
	default:
		recent.Store(nil)
	}
}

// lower ends the search for the goroutines of an interrupted scope, after a while.
func (s *Scope) lower() {
	if !s.lowered.Swap(true) {
		time.AfterFunc(grace, func() { raised.Add(-1) })
	}
}

// Settle waits until the goroutines of an interrupted scope have ended, but not longer
// than d. It returns how many are left of those that the cell itself started.
func (s *Scope) Settle(d time.Duration) int {
	for late := time.Now().Add(d); s.live.Load() > 1 && time.Now().Before(late); {
		time.Sleep(time.Millisecond)
	}
	return int(s.live.Load() - 1)
}

// Within waits for what comes of a cell, but not longer than d. What has come by then counts, though the caller may be
// late itself, on a busy machine.
func Within[T any](d time.Duration, from <-chan T) (v T, ok bool) {
	select {
	case v = <-from:
		return v, true
	case <-time.After(d):
	}
	select {
	case v = <-from:
		return v, true
	default:
		return v, false
	}
}

// Ending is the reason for which the cell ended itself, or nil.
func (s *Scope) Ending() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ending
}

// end ends the calling goroutine, and with it the cell, for the reason given.
func (s *Scope) end(why error) {
	s.mu.Lock()
	if s.ending == nil {
		s.ending = why
	}
	s.mu.Unlock()
	s.Interrupt()
	runtime.Goexit()
}

// Current is the scope that the calling goroutine works for, or nil outside of cells.
func Current() *Scope {
	if p := here(); p != nil {
		return p.scope
	}
	return nil
}

// Context is the context of the cell that the calling goroutine works for. It is
// done when the cell is interrupted. Outside of cells it is context.Background().
func Context() context.Context {
	if s := Current(); s != nil {
		return s.ctx
	}
	return context.Background()
}

// SetSite notes where the interpreter is, as In[3]:1, for Site.
func (s *Scope) SetSite(site string) { s.site.Store(&site) }

// Site is the place in an interpreted cell that is being run, as In[3]:1, or ""
// where the calling goroutine runs none: then the place is on the stack.
func Site() string {
	if s := Current(); s != nil {
		return s.Site()
	}
	return ""
}

// Site is the place that SetSite noted last, or "".
func (s *Scope) Site() string {
	if p := s.site.Load(); p != nil {
		return *p
	}
	return ""
}

// Aside is a scope for what is called beside the cells, which may not end: Do runs it,
// Interrupt stops it as it stops a cell, and Close lets go of it. It prints where the cell
// does that the calling goroutine works for.
func Aside() *Scope {
	s := NewScope(context.Background(), 0, func(any, []byte) {})
	if around := Current(); around != nil {
		s.N, s.output = around.N, around.output
	}
	return s
}
