package engine

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// An Engine runs the jobs of one context.
type Engine struct {
	exec        Executor
	store       BlockStore
	maxFailures int
	bus         *bus
	making      inProgress
	inbox       chan func(*scheduler)
	stopped     chan struct{}
	stopOnce    sync.Once

	nodes, shuffles, tasks atomic.Int64
}

// New starts an engine whose tasks run on exec. A task that failed
// maxFailures times fails its job. Stop ends it.
func New(exec Executor, maxFailures int) *Engine {
	e := &Engine{
		exec: exec, store: NewMemoryStore(), maxFailures: max(1, maxFailures), bus: newBus(),
		making: inProgress{done: map[BlockID]chan struct{}{}},
		inbox:  make(chan func(*scheduler)), stopped: make(chan struct{}),
	}
	go newScheduler(e).loop()
	return e
}

// Stop cancels all jobs and forgets all blocks. It may be called again.
func (e *Engine) Stop() {
	e.stopOnce.Do(func() {
		e.tell(func(s *scheduler) { s.cancelAll(ErrStopped) })
		close(e.stopped)
		e.bus.close()
		e.store.Clear()
	})
}

// tell has the scheduler's goroutine call f; it does nothing once the engine is stopped.
func (e *Engine) tell(f func(*scheduler)) {
	select {
	case e.inbox <- f:
	case <-e.stopped:
	}
}

// Add gives the node its number and lets go of what is kept of it when the last
// reference to it is gone.
func (e *Engine) Add(n *Node) *Node {
	n.ID = int(e.nodes.Add(1)) - 1
	runtime.AddCleanup(n, func(id int) { e.store.Drop(CachedBlock(id, 0).Owner()) }, n.ID)
	return n
}

// AddShuffle gives the shuffle its number and lets go of its blocks when the
// last reference to it is gone.
func (e *Engine) AddShuffle(s *Shuffle) *Shuffle {
	s.ID = int(e.shuffles.Add(1)) - 1
	runtime.AddCleanup(s, func(id int) {
		e.tell(func(s *scheduler) { delete(s.outputs, id) })
		e.store.Drop(ShuffleBlock(id, 0, 0).Owner())
	}, s.ID)
	return s
}

// AddListener has l told of every event from now on.
func (e *Engine) AddListener(l Listener) { e.bus.add(l) }

// RemoveListener undoes AddListener.
func (e *Engine) RemoveListener(l Listener) { e.bus.remove(l) }

// A Job is an action's work on a node.
type Job struct {
	Node       *Node
	Partitions []int      // those it needs; nil for all
	Action     string     // count at In[3]:1
	Functions  []Function // the person's functions that Body runs
	// Body makes a partition's result of its rows.
	Body func(t *Task, rows any) any
	// Wrap, where set, runs each task's work in the surroundings of the caller.
	Wrap func(func())
	// Started, where set, is told the job's number, and Result the results as they
	// come, by the place of the partition in Partitions. The scheduler calls them:
	// they must be quick.
	Started func(job int)
	Result  func(place int, result any)
}

// Run runs a job and returns the results in the order of its partitions. The
// error is a *JobError; one that wraps context.Canceled when ctx ended first.
// It may be called by several goroutines at once.
func (e *Engine) Run(ctx context.Context, j Job) ([]any, error) {
	stages, err := e.plan(ctx, j)
	if err != nil {
		return nil, NewJobError(j.Action, err)
	}
	run := &job{Job: j, id: -1, ended: make(chan struct{})}
	e.tell(func(s *scheduler) { s.submit(run, stages) })
	undo := context.AfterFunc(ctx, func() {
		e.tell(func(s *scheduler) { s.fail(run, &JobError{Stage: -1, Err: context.Cause(ctx)}) })
	})
	defer undo()
	select {
	case <-run.ended:
	case <-e.stopped:
		return nil, NewJobError(j.Action, ErrStopped)
	}
	e.drain(ctx)
	if run.err != nil {
		return nil, run.err
	}
	return run.results, nil
}

func (e *Engine) plan(ctx context.Context, j Job) ([]*Stage, error) {
	select {
	case <-e.stopped:
		return nil, ErrStopped
	default:
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return Plan(j.Node)
}

// drain waits until the events so far are told.
func (e *Engine) drain(ctx context.Context) {
	told := make(chan struct{})
	e.bus.post(func() { close(told) })
	select {
	case <-told:
	case <-ctx.Done():
	case <-e.stopped:
	}
}

// CancelJob ends a job; its action fails with an error that wraps context.Canceled.
func (e *Engine) CancelJob(id int) {
	e.tell(func(s *scheduler) {
		if j := s.jobs[id]; j != nil {
			s.fail(j, &JobError{Stage: -1, Err: context.Canceled})
		}
	})
}

// CancelAllJobs ends all jobs that are running.
func (e *Engine) CancelAllJobs() {
	e.tell(func(s *scheduler) { s.cancelAll(context.Canceled) })
}
