package engine

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gospark/engine/disk"
)

// An Engine runs the jobs of one context.
type Engine struct {
	exec        Executor
	store       *store
	memory      *memory
	maxFailures int
	maxResult   int64
	patience    time.Duration
	fair        bool
	pools       []Pool
	bus         *bus
	status      *Status
	persistent  persistentNodes
	making      inProgress
	inbox       chan func(*scheduler)
	stopped     chan struct{}
	stopOnce    sync.Once

	nodes, shuffles, tasks, marked atomic.Int64
}

// A Config says what an engine may do.
type Config struct {
	MaxFailures int           // a task that failed as often fails its job; 1 where it isn't said
	Memory      int64         // the budget of its blocks and tasks in bytes; past it they go to disk
	MaxResult   int64         // how many bytes a job's results may take, as Task.Return counts them; 0 for any
	Patience    time.Duration // how long a task of a barrier stage waits for the others
	Fair        bool          // jobs of several pools share the slots; else those of earlier jobs come first
	Pools       []Pool        // those that have settings
	SpillFolder string        // where that has its folder; the system's for temporary files where it is ""
	SpillLimit  int64         // how many bytes it may be; 0 for as many as fit
}

// New starts an engine whose tasks run on exec. Stop ends it.
func New(exec Executor, c Config) *Engine {
	m := &memory{limit: c.Memory, slots: int64(max(1, exec.Slots())), disk: disk.Open(c.SpillFolder, c.SpillLimit)}
	m.store = newStore(m)
	e := &Engine{
		exec: exec, store: m.store, memory: m, maxFailures: max(1, c.MaxFailures), maxResult: c.MaxResult, patience: c.Patience, fair: c.Fair, pools: c.Pools, bus: newBus(), status: newStatus(),
		making: inProgress{done: map[blockID]chan struct{}{}},
		inbox:  make(chan func(*scheduler)), stopped: make(chan struct{}),
	}
	m.store.moved = func(b BlockUpdated) { e.Post(b) }
	go newScheduler(e).loop()
	return e
}

// Stop cancels all jobs and forgets all blocks. It may be called again.
func (e *Engine) Stop() {
	e.stopOnce.Do(func() {
		e.tell(func(s *scheduler) {
			s.cancelAll(ErrStopped)
			close(e.stopped)
		})
		<-e.stopped // by then the listeners will be told of each job's end
		e.bus.close(ApplicationEnd{Time: time.Now()})
		e.store.clear()
		e.memory.disk.Close()
	})
}

func (e *Engine) isStopped() bool {
	select {
	case <-e.stopped:
		return true
	default:
		return false
	}
}

// Post tells the listeners of an event.
func (e *Engine) Post(ev Event) {
	e.status.note(ev)
	e.bus.post(ev)
}

// Status is what is known of jobs and stages.
func (e *Engine) Status() *Status { return e.status }

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
	runtime.AddCleanup(n, func(id int) {
		e.store.forgetAll(ownerNode(id))
		e.store.forgetAll(ownerHeld(id))
		if e.persistent.forget(id) {
			e.Post(UnpersistRDD{id})
		}
	}, n.ID)
	return n
}

// AddShuffle gives the shuffle its number and lets go of its blocks when the
// last reference to it is gone.
func (e *Engine) AddShuffle(s *Shuffle) *Shuffle {
	s.ID = int(e.shuffles.Add(1)) - 1
	runtime.AddCleanup(s, func(id int) {
		e.tell(func(s *scheduler) { delete(s.outputs, id) })
		e.store.forgetAll(ownerShuffle(id))
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
	Properties map[string]string
	Owner      any // on whose behalf it runs, for listeners
	// Body makes a partition's result of its rows.
	Body func(t *Task, rows any) any
	// Wrap, where set, runs each task's work in the surroundings of the caller.
	Wrap func(t *Task, work func())
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
		if run.id < 0 { // else it has ended, too
			return nil, NewJobError(j.Action, ErrStopped)
		}
	}
	e.drain(ctx)
	if run.err != nil {
		return nil, run.err
	}
	return run.results, nil
}

func (e *Engine) plan(ctx context.Context, j Job) ([]*Stage, error) {
	if e.isStopped() {
		return nil, ErrStopped
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	stages, err := Plan(j.Node)
	if err == nil {
		err = checkBarriers(stages, j.Partitions, e.exec.Slots())
	}
	return stages, err
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

// Pools are those that have settings or tasks; nil once the engine is stopped.
func (e *Engine) Pools() []Pool {
	all := make(chan []Pool, 1)
	e.tell(func(s *scheduler) { all <- s.queue.all() })
	select {
	case pools := <-all:
		return pools
	case <-e.stopped:
		return nil
	}
}

// CancelJob ends a job; its action fails with an error that wraps context.Canceled, and tells
// the reason where that isn't "".
func (e *Engine) CancelJob(id int, reason string) {
	var cause error = context.Canceled
	if reason != "" {
		cause = &Cancelled{reason}
	}
	e.tell(func(s *scheduler) {
		if j := s.jobs[id]; j != nil {
			s.fail(j, &JobError{Stage: -1, Err: cause})
		}
	})
}

// CancelAllJobs ends all jobs that are running.
func (e *Engine) CancelAllJobs() {
	e.tell(func(s *scheduler) { s.cancelAll(context.Canceled) })
}

// CancelJobs ends the running jobs whose properties match says so of; reason tells why, as in "part of ...".
func (e *Engine) CancelJobs(match func(properties map[string]string) bool, reason string) {
	e.tell(func(s *scheduler) {
		s.cancel(func(j *job) bool { return match(j.Properties) }, &Cancelled{reason})
	})
}

// CancelStage ends the running jobs that need a stage; reason tells why.
func (e *Engine) CancelStage(id int, reason string) {
	e.tell(func(s *scheduler) {
		s.cancel(func(j *job) bool {
			return slices.ContainsFunc(j.stages, func(run *stageRun) bool { return run.stage.ID == id && run.state != over })
		}, &Cancelled{reason})
	})
}
