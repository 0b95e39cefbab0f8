package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

// A Task is one attempt at a stage for one partition.
type Task struct {
	ID        int // of the attempt, unique in its engine
	Stage     *Stage
	Partition int
	Attempt   int

	engine  *Engine
	kill    *kill
	run     *stageRun
	index   int  // of its result among the job's
	owner   *job // on whose behalf it runs
	body    func() any
	outcome outcome
}

// A kill tells the tasks of a stage, once, that their results are no longer wanted.
type kill struct {
	flag atomic.Bool
	done chan struct{}
}

func newKill() *kill { return &kill{done: make(chan struct{})} }

func (k *kill) raise() {
	if !k.flag.Swap(true) {
		close(k.done)
	}
}

// Killed tells whether the task's result is no longer wanted.
func (t *Task) Killed() bool { return t.kill.flag.Load() }

// Check ends the task's goroutine when its result is no longer wanted. Whatever
// loops over many elements calls it now and then.
func (t *Task) Check() {
	if t.kill.flag.Load() {
		runtime.Goexit()
	}
}

// Rows starts the computation of a partition of n, or reads what is kept of it.
func (t *Task) Rows(n *Node, partition int) any {
	if n.Level().IsNone() {
		return n.Compute(t, partition)
	}
	return n.Elements.Rows(t, t.engine.keep(t, n, partition))
}

// Blocks is what the map tasks of a shuffle made for one partition of its child,
// in the order of the map partitions.
func (t *Task) Blocks(s *Shuffle, partition int) []Block {
	maps, err := s.Parent.NumPartitions()
	if err != nil {
		panic(err)
	}
	blocks := make([]Block, maps)
	for m := range maps {
		if blocks[m] = t.engine.store.Get(ShuffleBlock(s.ID, m, partition)); blocks[m] == nil {
			panic(fmt.Errorf("output %d of map task %d of shuffle %d is missing", partition, m, s.ID))
		}
	}
	return blocks
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
	if wrap := t.owner.Wrap; wrap != nil {
		wrap(t.guard)
	} else {
		t.guard()
	}
}

func (t *Task) guard() {
	finished := false
	defer func() {
		if finished {
			return
		}
		if v := recover(); v != nil {
			t.outcome = outcome{err: AsError(v), site: t.failedAt(), stack: string(debug.Stack())}
		}
	}()
	t.Check()
	value := t.body()
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
