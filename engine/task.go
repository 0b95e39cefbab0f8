package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A Task is one attempt at a stage for one partition.
type Task struct {
	ID        int // of the attempt, unique in its engine
	Stage     *Stage
	Partition int
	Attempt   int

	engine  *Engine
	kill    kill
	reason  string // why it was killed for itself, and another attempt is to be made; or ""
	run     *stageRun
	attempt int   // at the stage
	gang    *Gang // nil where the stage is no barrier stage
	index   int   // of its result among the job's
	owner   *job  // on whose behalf it runs
	body    func() any
	outcome outcome
	pool    *pool
	rank    int // in the pool
	started time.Time
	notes   notes

	node     *Node        // whose computation starts
	broken   error        // what Fail was told
	failures int          // of attempts before, by the person's functions
	losses   map[loss]int // how often attempts before met a lost block

	leased                 int64
	outputs                []*Output // that nobody else has
	memoryBytes, diskBytes int64     // that it spilled: as they were in memory, and on disk
	returned               int64     // bytes of its result
	incoming               int       // elements of the shuffle that it reads
	abandoned, replaced    bool      // its slot, and its work, have been given to others
}

// A kill tells a task, once, that its result is no longer wanted.
type kill struct {
	flag  atomic.Bool
	mu    sync.Mutex
	done  chan struct{} // nil until somebody asks for it
	calls []func()      // what wants to be called
}

func (k *kill) raise() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.flag.Swap(true) {
		return
	}
	if k.done != nil {
		close(k.done)
	}
	for _, f := range k.calls {
		f()
	}
}

// OnKill has f be called when the task's result is no longer wanted, while it runs. f must
// be short.
func (t *Task) OnKill(f func()) {
	t.kill.mu.Lock()
	defer t.kill.mu.Unlock()
	if t.kill.flag.Load() {
		f()
		return
	}
	t.kill.calls = append(t.kill.calls, f)
}

// leave is the end of the task: nothing is called any more.
func (k *kill) leave() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.calls = nil
}

// Killed tells whether the task's result is no longer wanted.
func (t *Task) Killed() bool { return t.kill.flag.Load() }

// Done is closed when the task's result is no longer wanted: for what waits.
func (t *Task) Done() <-chan struct{} {
	t.kill.mu.Lock()
	defer t.kill.mu.Unlock()
	if t.kill.done == nil {
		t.kill.done = make(chan struct{})
		if t.kill.flag.Load() {
			close(t.kill.done)
		}
	}
	return t.kill.done
}

// Check ends the task's goroutine when its result is no longer wanted. Whatever
// loops over many elements calls it now and then.
func (t *Task) Check() {
	if t.kill.flag.Load() {
		runtime.Goexit()
	}
}

// Rows starts the computation of a partition of n, or reads what is kept of it.
func (t *Task) Rows(n *Node, partition int) any {
	if !n.Level().IsNone() {
		return t.engine.keep(t, n, partition)
	}
	if n.held.Load() {
		if rows := t.hold(n, partition); rows != nil {
			return rows
		}
	}
	return t.compute(n, partition)
}

// compute starts the computation of a partition of n.
func (t *Task) compute(n *Node, partition int) any {
	before := t.node
	t.node = n
	rows := n.compute(t, partition)
	t.node = before
	return rows
}

// ShuffleRows are what the map tasks of a shuffle of such elements made for one partition of its
// child, in the order of the map partitions.
func (t *Task) ShuffleRows(s *Shuffle, elements Elements, partition int) any {
	maps, err := s.Parent.NumPartitions()
	if err != nil {
		panic(err)
	}
	store, of := t.engine.store, ownerShuffle(s.ID)
	if missing := store.lacks(of, maps); len(missing) > 0 {
		t.Fail(&lostBlock{of, missing, nil})
	}
	parts, count := store.filled(of, maps, partition)
	t.incoming = count
	return elements.Rows(t, chunksOf(len(parts), func(i int) *chunkReader {
		m := parts[i]
		b, ok := store.get(of, m, partition)
		if !ok {
			t.Fail(&lostBlock{of, []int{m}, nil})
		}
		t.Measure(TaskMetrics{ShuffleRecordsRead: int64(b.count), ShuffleBytesRead: b.size + b.DiskSize()})
		return t.reader(b, elements, func(err error) error {
			store.forget(of, m, b.file)
			return &lostBlock{of, []int{m}, err}
		})
	}))
}

// Incoming is the number of elements in the rows that ShuffleRows returned last.
func (t *Task) Incoming() int { return t.incoming }

// forget has the task no longer clean an output up.
func (t *Task) forget(o *Output) {
	t.outputs = slices.DeleteFunc(t.outputs, func(p *Output) bool { return p == o })
}

// cleanUp gives back what the task has of memory and disk.
func (t *Task) cleanUp() {
	for _, o := range t.outputs {
		o.discard()
	}
	t.outputs = nil
	t.engine.memory.add(-t.leased, noNode)
	t.leased = 0
	if t.outcome.err != nil && t.returned > 0 {
		t.owner.size.Add(-t.returned)
		t.owner.returning.Add(-1)
	}
}

// Return counts n more bytes of what the task returns. It panics with a *Fault when the job's
// results become larger than they may be.
func (t *Task) Return(n int64) {
	if t.returned == 0 && n > 0 {
		t.owner.returning.Add(1)
	}
	t.returned += n
	if size, most := t.owner.size.Add(n), t.engine.maxResult; size > most && most > 0 {
		t.Fail(&Fault{Err: fmt.Errorf("Total size of serialized results of %d tasks (%s) is bigger than spark.driver.maxResultSize (%s)", // as in Spark
			t.owner.returning.Load(), FormatBytes(size), FormatBytes(most)),
			Remedy: "take a part of them (Take, Sample), write them to files (SaveAsTextFile), or raise spark.driver.maxResultSize", Final: true})
	}
}

// Returned is how many bytes Return has counted.
func (t *Task) Returned() int64 { return t.returned }

// Fail ends the task with an error, by a panic; what recovers from that doesn't make it succeed.
func (t *Task) Fail(err error) {
	t.broken = err
	panic(err)
}

// must fails the task where there is an error.
func (t *Task) must(err error) {
	if err != nil {
		t.Fail(err)
	}
}

// errKilled is the outcome of a task that ended without a result or a panic: the
// goroutine ended by itself, as an interrupted cell's does.
var errKilled = fmt.Errorf("task ended before it had a result: %w", context.Canceled)

// An outcome is how a task ended.
type outcome struct {
	value any
	err   error
	site  string // of the operator that failed
	stack string
}

// Run runs the task and then calls report, exactly once, whatever the person's
// functions do: return, panic, or end the goroutine. An Executor calls it.
func (t *Task) Run(report func()) {
	t.outcome.err = errKilled
	defer report()
	defer t.kill.leave()
	defer t.cleanUp()
	if wrap := t.owner.Wrap; wrap != nil {
		wrap(t, t.guard)
	} else {
		t.guard()
	}
}

func (t *Task) guard() {
	finished := false
	defer t.ended()
	defer func() {
		if finished {
			return
		}
		switch v := recover(); {
		case v == nil && !t.Killed():
			t.outcome = outcome{err: errKilled, site: t.failedAt(), stack: string(debug.Stack())}
		case v != nil:
			t.outcome = outcome{err: AsError(v), site: t.failedAt(), stack: string(debug.Stack())}
			if fault := (*Fault)(nil); t.outcome.site == "" && t.node != nil && errors.As(t.outcome.err, &fault) {
				t.outcome.site = t.node.Operator + " at " + t.node.Site
			}
		}
	}()
	t.Check()
	value := t.body()
	if t.broken != nil { // and a function of the person's recovered
		panic(t.broken)
	}
	t.outcome = outcome{value: value}
	finished = true
}

// AsError is what a function panicked with, as an error.
func AsError(v any) error {
	err, ok := v.(error)
	switch {
	case !ok:
		return errors.New(fmt.Sprint(v))
	case !isSound(err):
		return fmt.Errorf("%T: %v", v, v)
	}
	return err
}

// isSound tells whether an error can be asked what it is. One whose methods panic, as
// those of a nil pointer, must not get where nobody recovers.
func isSound(err error) (ok bool) {
	defer func() { ok = recover() == nil }()
	_ = err.Error()
	_ = errors.Is(err, errKilled)
	return true
}
