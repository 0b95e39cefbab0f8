package engine

import (
	"sync"
	"time"
)

// A Listener is told every event, in order, by one goroutine. The events of a
// job are told before its action returns, so OnEvent must not call an action itself.
// A Listener must be comparable.
type Listener interface{ OnEvent(Event) }

// bus hands events to listeners without holding up who posts them.
type bus struct {
	mu        sync.Mutex
	wake      sync.Cond
	queue     []any // Event, or func() to be called when all before it are told
	listeners []Listener
	closed    bool
	over      chan struct{} // closed when all is told
}

func newBus() *bus {
	b := &bus{over: make(chan struct{})}
	b.wake.L = &b.mu
	go b.deliver()
	return b
}

func (b *bus) post(e any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		if f, ok := e.(func()); ok {
			f()
		}
		return
	}
	b.queue = append(b.queue, e)
	b.wake.Signal()
}

func (b *bus) deliver() {
	for {
		b.mu.Lock()
		for len(b.queue) == 0 && !b.closed {
			b.wake.Wait()
		}
		queue, listeners, closed := b.queue, b.listeners, b.closed
		b.queue = nil
		b.mu.Unlock()
		for _, e := range queue {
			tell(listeners, e)
		}
		if closed {
			close(b.over)
			return
		}
	}
}

func tell(listeners []Listener, e any) {
	if f, ok := e.(func()); ok {
		f()
		return
	}
	for _, l := range listeners {
		notify(l, e.(Event))
	}
}

// notify shields the engine from a listener that panics.
func notify(l Listener, e Event) {
	defer func() { _ = recover() }()
	l.OnEvent(e)
}

func (b *bus) add(l Listener) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listeners = append(b.listeners[:len(b.listeners):len(b.listeners)], l)
}

func (b *bus) remove(l Listener) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var rest []Listener
	for _, m := range b.listeners {
		if m != l {
			rest = append(rest, m)
		}
	}
	b.listeners = rest
}

// farewell is how long the end waits for listeners: one may be what ends the engine.
const farewell = 5 * time.Second

// close posts the last event and waits until it is told.
func (b *bus) close(last Event) {
	b.mu.Lock()
	b.queue, b.closed = append(b.queue, last), true
	b.wake.Signal()
	b.mu.Unlock()
	select {
	case <-b.over:
	case <-time.After(farewell):
	}
}
