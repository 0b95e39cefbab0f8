package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// A JobError is why an action failed (Spark's "Job aborted due to stage failure").
type JobError struct {
	Action    string // the action: count at In[3]:1
	Job       int    // -1 when no job was started
	Stage     int    // -1 when no task failed
	Partition int
	Attempt   int    // of the failed task, counted from 0
	Site      string // the operator, or the action, whose function failed: map at In[2]:1; "" when it isn't known
	Remedy    string // what to do about it, or ""
	Stack     string // the failing function's stack
	Err       error  // what it panicked with, as an error
}

// Error says in a few lines what failed and where.
func (e *JobError) Error() string {
	var b strings.Builder
	switch {
	case errors.Is(e.Err, context.Canceled) && e.Stage < 0:
		fmt.Fprintf(&b, "%s cancelled", e.what())
		var why *Cancelled
		if errors.As(e.Err, &why) {
			b.WriteString(": " + why.Reason)
		}
	case e.Stage < 0:
		fmt.Fprintf(&b, "%s failed: %v", e.what(), e.Err)
	default:
		fmt.Fprintf(&b, "%s failed: task %d of stage %d%s: %v", e.what(), e.Partition, e.Stage, e.attempts(), e.Err)
	}
	if e.Site != "" && (e.Job >= 0 || e.Site != e.Action) {
		fmt.Fprintf(&b, "\n  in %s", e.Site)
	}
	if e.Job >= 0 && e.Site != e.Action {
		fmt.Fprintf(&b, "\n  run by %s", e.Action)
	}
	if e.Remedy != "" {
		b.WriteString("\n  " + e.Remedy)
	}
	return b.String()
}

func (e *JobError) what() string {
	if e.Job < 0 {
		return e.Action
	}
	return fmt.Sprintf("job %d", e.Job)
}

func (e *JobError) attempts() string {
	if e.Attempt == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d attempts)", e.Attempt+1)
}

// Unwrap is the cause.
func (e *JobError) Unwrap() error { return e.Err }

// A Cancelled is the cause of the failure of an action that somebody cancelled for a
// reason of theirs. It wraps context.Canceled.
type Cancelled struct{ Reason string }

// Error is the reason.
func (c *Cancelled) Error() string { return c.Reason }

// Unwrap is context.Canceled.
func (c *Cancelled) Unwrap() error { return context.Canceled }

// ErrStopped is the cause of the failure of an action whose engine was stopped.
var ErrStopped = errors.New("the context is stopped: it can run no more jobs")
