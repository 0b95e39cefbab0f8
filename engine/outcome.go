package engine

import (
	"context"
	"errors"
	"slices"
)

// finished takes note of how a task ended.
func (s *scheduler) finished(t *Task) {
	s.free++
	o := t.outcome
	s.engine.bus.post(TaskEnd{Stage: t.Stage.ID, Partition: t.Partition, Attempt: t.Attempt, Err: o.err})
	t.run.info.NumActive--
	run := s.runOf(t)
	switch {
	case run == nil:
	case o.err == nil:
		s.succeeded(run, t)
	case errors.Is(o.err, errKilled):
		s.killed(run, t)
	default:
		s.failed(run, t)
	}
}

func (s *scheduler) succeeded(run *stageRun, t *Task) {
	run.info.NumCompleted++
	if sh := run.stage.Shuffle; sh != nil {
		s.outputs[sh.ID][t.Partition] = true
	} else {
		j := run.jobs[0]
		j.results[t.index] = t.outcome.value
		j.left--
		if j.Result != nil {
			j.Result(t.index, t.outcome.value)
		}
	}
	if run.left--; run.left == 0 {
		s.complete(run)
	}
}

// killed: the task's goroutine was ended from inside. That ends the job on whose
// behalf it ran; others that need the stage get another attempt.
func (s *scheduler) killed(run *stageRun, t *Task) {
	s.fail(t.owner, &JobError{Stage: -1, Err: context.Canceled})
	if s.runOf(t) != nil {
		s.enqueue(run, t.index, t.Partition, t.Attempt)
	}
}

func (s *scheduler) failed(run *stageRun, t *Task) {
	run.info.NumFailedTasks++
	if t.Attempt+1 < s.engine.maxFailures && !isFinal(t.outcome.err) {
		s.enqueue(run, t.index, t.Partition, t.Attempt+1)
		return
	}
	for _, j := range slices.Clone(run.jobs) {
		e := &JobError{
			Stage: t.Stage.ID, Partition: t.Partition, Attempt: t.Attempt,
			Site: t.outcome.site, Stack: t.outcome.stack, Err: t.outcome.err,
		}
		e.fill()
		s.fail(j, e)
	}
}
