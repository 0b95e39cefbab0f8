package engine

import "sync"

// An Event tells a Listener what the scheduler did: JobStart, JobEnd,
// StageSubmitted, StageCompleted, TaskStart or TaskEnd.
type Event interface{ event() }

// JobStart: an action began. Stages are all that its lineage has, also those
// that will be skipped because their output is there; Infos describes them.
type JobStart struct {
	Job    int
	Action string // count at In[3]:1
	Stages []int
	Infos  []StageInfo
}

// JobEnd: an action ended, with Err if it failed.
type JobEnd struct {
	Job int
	Err error
}

// StageSubmitted: the tasks of a stage are about to run.
type StageSubmitted struct{ Stage StageInfo }

// StageCompleted: a stage ended, with Err if it failed or was cancelled.
type StageCompleted struct {
	Stage StageInfo
	Err   error
}

// TaskStart: an attempt at a task began.
type TaskStart struct{ Stage, Partition, Attempt int }

// TaskEnd: an attempt at a task ended, with Err if it failed.
type TaskEnd struct {
	Stage, Partition, Attempt int
	Err                       error
}

// StageInfo describes a stage. Attempt counts how often it was submitted before.
type StageInfo struct {
	ID, Attempt                                       int
	Name                                              string // the call site: reduceByKey at In[2]:3
	NumTasks, NumActive, NumCompleted, NumFailedTasks int
}

func (JobStart) event()       {}
func (JobEnd) event()         {}
func (StageSubmitted) event() {}
func (StageCompleted) event() {}
func (TaskStart) event()      {}
func (TaskEnd) event()        {}

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
}

func newBus() *bus {
	b := &bus{}
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

func (b *bus) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.wake.Signal()
}
