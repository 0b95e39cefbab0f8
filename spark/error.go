package spark

import (
	"errors"
	"fmt"
	"runtime/debug"

	"gospark/cellrt"
	"gospark/engine"
)

// A JobError is why an action failed: what went wrong in which task, where the
// operator and the action stand, and the stack of the function that panicked.
type JobError = engine.JobError

// A DefinitionError is a transformation or an action that can't work. It is
// raised where it is written, before any job.
type DefinitionError struct {
	Operator string // sortByKey
	Site     string // the caller's line: In[3]:2
	Reason   string
	Remedy   string // what to write instead, or ""
	Err      error  // what went wrong underneath, or nil
}

// Unwrap is what went wrong underneath, or nil.
func (e *DefinitionError) Unwrap() error { return e.Err }

// Error is the operator, its place, the reason and the remedy.
func (e *DefinitionError) Error() string {
	s := fmt.Sprintf("%s at %s: %s", e.Operator, e.Site, e.Reason)
	if e.Remedy != "" {
		s += "\n  " + e.Remedy
	}
	return s
}

// ErrEmpty is the cause of the failure of First, Reduce, Max, Min and their like on an RDD without elements.
var ErrEmpty = errors.New("empty collection")

// Try runs f and returns what it returns, or as an error the *JobError or the
// *DefinitionError that it panics with. Other panics pass.
func Try[T any](f func() T) (result T, err error) {
	defer func() { err = caught(recover()) }()
	return f(), nil
}

func caught(v any) error {
	switch e := v.(type) {
	case nil:
		return nil
	case *JobError:
		return e
	case *DefinitionError:
		return e
	}
	panic(v)
}

func definition(op, reason, remedy string) *DefinitionError {
	site, _ := caller()
	return &DefinitionError{Operator: op, Site: site, Reason: reason, Remedy: remedy}
}

// misuse is the error of what can't be done with what op is of: that of a task, or of a definition.
func misuse(op, reason, remedy string) error {
	if cellrt.Task() != nil {
		return &engine.Fault{Err: errors.New(reason), Remedy: remedy}
	}
	return definition(op, reason, remedy)
}

// wrongSource is the error of an operator that needs the partitions of a source that can't be read.
func wrongSource(op string, err error) *DefinitionError {
	e := definition(op, err.Error(), "")
	var f *engine.Fault
	if errors.As(err, &f) {
		e.Remedy, e.Err = f.Remedy, err
		if f.Site != "" {
			e.Reason += " (" + f.Site + ")"
		}
	}
	return e
}

// onDriver is deferred by an action that calls functions of the person's outside
// of tasks: a panic of theirs fails the action as one in a task does.
func onDriver(action string) {
	v := recover()
	switch v.(type) {
	case nil:
		return
	case *JobError, *DefinitionError:
		panic(v)
	}
	panic(&JobError{Action: action, Job: -1, Stage: -1, Site: action, Stack: string(debug.Stack()), Err: engine.AsError(v)})
}

// worded is an error in words of ours.
type worded struct {
	text string
	err  error
}

func (w *worded) Error() string { return w.text }
func (w *worded) Unwrap() error { return w.err }

// failed is the error of an action that no task failed in.
func failed(op string, err error) *JobError {
	site, _ := caller()
	return engine.NewJobError(op+" at "+site, err)
}
