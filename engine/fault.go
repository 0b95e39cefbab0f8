package engine

import "errors"

// A Fault is an error that says more of itself than its text does.
type Fault struct {
	Err    error
	Site   string // the operator at fault, where the stack doesn't tell: textFile at In[1]:1
	Remedy string // what to do about it
	Final  bool   // another attempt would fail as well
}

// Error is the error's own text.
func (f *Fault) Error() string { return f.Err.Error() }

// Unwrap is the error.
func (f *Fault) Unwrap() error { return f.Err }

// NewJobError is the error of an action that no task failed in: its site and its
// remedy are those of the Fault that err may be.
func NewJobError(action string, err error) *JobError {
	e := &JobError{Action: action, Job: -1, Stage: -1, Err: err}
	e.fill()
	return e
}

// fill completes an error with what a Fault in it knows.
func (e *JobError) fill() {
	var f *Fault
	if !errors.As(e.Err, &f) {
		return
	}
	if f.Site != "" {
		e.Site = f.Site
	}
	e.Remedy = f.Remedy
}

// isFinal tells whether another attempt at a task that failed with err is in vain.
func isFinal(err error) bool {
	var f *Fault
	return errors.As(err, &f) && f.Final
}
