package spark

import (
	"errors"
	"fmt"

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
}

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

// failed is the error of an action that no task failed in.
func failed(op string, err error) *JobError {
	site, _ := caller()
	return &JobError{Action: op + " at " + site, Job: -1, Stage: -1, Err: err}
}
