package spark

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"sync"

	"gospark/cellrt"
	"gospark/engine"
)

// A FutureAction is an action that goes on while the caller does something else
// (Spark's FutureAction). It outlives the cell that began it.
type FutureAction[T any] struct{ *future }

// Get waits for the result. It panics as the action would have done.
func (f *FutureAction[T]) Get[_ ondemand]() T {
	v, _ := f.get("get").(T) // a nil interface is no T
	return v
}

// Cancel ends the action's jobs: Get panics with a *JobError that wraps
// context.Canceled. It does nothing where there is a result already.
func (f *FutureAction[T]) Cancel[_ ondemand]() { f.cancel() }

// OnComplete has call be called with the result, or the error that Get panics with, once there is one; at
// once, where there is. It returns at once; call runs in a goroutine of its own (Spark's onComplete).
func (f *FutureAction[T]) OnComplete[_ ondemand](call func(result T, err error)) {
	f.onComplete(call == nil, func(value any, err error) {
		v, _ := value.(T)
		call(v, err)
	})
}

// Done is closed when there is a result, or an error.
func (f *FutureAction[T]) Done[_ ondemand]() <-chan struct{} { return f.done }

// IsCompleted tells whether there is a result, or an error.
func (f *FutureAction[T]) IsCompleted[_ ondemand]() bool { return f.completed() }

// IsCancelled tells whether the action ended because it was cancelled.
func (f *FutureAction[T]) IsCancelled[_ ondemand]() bool { return f.cancelled() }

// JobIDs are the numbers of the jobs that the action has begun so far.
func (f *FutureAction[T]) JobIDs[_ ondemand]() []int { return f.jobIDs() }

// future is a FutureAction without the type of its result.
type future struct {
	name   string        // collectAsync at In[3]:1
	done   chan struct{} // closed when value and err are final
	cancel context.CancelFunc
	value  any
	err    error
	turn   func(value any) any // where set, makes the result of value

	mu   sync.Mutex
	jobs []int
}

// background has do run the jobs of an action while the caller goes on.
func (a *action) background(do func() any) *future {
	f := &future{name: a.name, done: make(chan struct{})}
	a.ctx, f.cancel = context.WithCancel(a.ctx)
	a.started = f.begun
	cellrt.Go(func() {
		defer close(f.done)
		defer f.cancel()
		f.err = &JobError{Action: a.name, Job: -1, Stage: -1, Err: context.Canceled} // where the goroutine just ends
		defer func() {
			if v := recover(); v != nil {
				f.err = a.failure(v)
			}
		}()
		f.value = do()
		f.err = nil
	})
	return f
}

// failure is what a panic of the action, in a task or outside of them, fails it with.
func (a *action) failure(v any) error {
	switch e := v.(type) {
	case *JobError:
		return e
	case *DefinitionError:
		return e
	}
	return &JobError{Action: a.name, Job: -1, Stage: -1, Site: a.name, Stack: string(debug.Stack()), Err: engine.AsError(v)}
}

// String is the action and how it is: countAsync at In[3]:1 (running).
func (f *future) String() string {
	state := "running"
	switch {
	case !f.completed():
	case f.cancelled():
		state = "cancelled"
	case f.err != nil:
		state = "failed"
	default:
		state = "completed"
	}
	return f.name + " (" + state + ")"
}

func (f *future) cancelled() bool {
	return f.completed() && f.err != nil && errors.Is(f.err, context.Canceled)
}

func (f *future) begun(job int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.jobs = append(f.jobs, job)
}

func (f *future) jobIDs() []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.jobs)
}

func (f *future) completed() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

// get waits for the result; an interrupt of the caller's cell ends the wait.
func (f *future) get(op string) any {
	callSite(op) // not in a task
	cellrt.Recv(f.done)
	value, err := f.outcome()
	if err != nil {
		panic(err)
	}
	return value
}

// outcome is what there is once f is done.
func (f *future) outcome() (any, error) {
	if f.err == nil && f.turn != nil {
		return f.turn(f.value), nil
	}
	return f.value, f.err
}

func (f *future) onComplete(missing bool, call func(any, error)) {
	const op = "onComplete"
	callSite(op) // not in a task
	if missing {
		panic(definition(op, "its function is nil", "pass a function"))
	}
	cellrt.Go(func() {
		<-f.done
		call(f.outcome())
	})
}
