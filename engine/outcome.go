package engine

import (
	"errors"
	"slices"
	"time"
)

// finished takes note of how a task ended.
func (s *scheduler) finished(t *Task) {
	if delete(s.running, t); !t.abandoned {
		s.release(t)
	}
	o := t.outcome
	measured := t.measured()
	if t.attempt == t.run.info.Attempt {
		t.run.info.NumActive--
		t.run.info.Metrics.Add(measured)
	}
	s.engine.Post(TaskEnd{
		Stage: t.Stage.ID, Partition: t.Partition, Attempt: t.Attempt, ID: t.ID, StageAttempt: t.attempt,
		Shuffle: t.Stage.Shuffle != nil, Err: t.cause(), Start: t.started, Time: time.Now(), Metrics: measured, Accumulables: t.accumulated(),
	})
	lost := (*lostBlock)(nil)
	if errors.As(o.err, &lost) {
		s.forget(lost) // whoever wants the task, so that nobody else finds it lost
	}
	run := s.runOf(t)
	switch {
	case run == nil, t.replaced:
	case o.err == nil:
		s.succeeded(run, t)
	case t.reason != "":
		s.retry(t)
	case errors.Is(o.err, errKilled):
		s.endedItself(run, t)
	case lost != nil && (lost.err == nil || t.losses[lost.loss()]+1 < mostLosses):
		s.lost(run, t, lost)
	default:
		s.failed(run, t)
	}
}

func (s *scheduler) succeeded(run *stageRun, t *Task) {
	run.info.NumCompleted++
	run.left--
	run.done = append(run.done, t)
	if run.stage.Barrier != nil && run.left > 0 { // all may have to run again
		return
	}
	for _, d := range run.done {
		s.take(run, d)
	}
	if run.done = nil; run.left == 0 {
		s.complete(run)
	}
}

// take makes use of a task's result.
func (s *scheduler) take(run *stageRun, t *Task) {
	t.succeeded()
	run.info.Accumulate(t.accumulated())
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
}

func (s *scheduler) failed(run *stageRun, t *Task) {
	run.info.NumFailedTasks++
	if run.stage.Barrier != nil && run.retries+1 < max(mostAttempts, s.engine.maxFailures) && !isFinal(t.outcome.err) {
		run.retries++
		s.regroup(run, t)
		return
	}
	if run.stage.Barrier == nil && t.failures+1 < s.engine.maxFailures && !isFinal(t.outcome.err) && !errors.As(t.outcome.err, new(*lostBlock)) {
		s.enqueue(run, &Task{Partition: t.Partition, index: t.index, Attempt: t.Attempt + 1, failures: t.failures + 1})
		return
	}
	for _, j := range slices.Clone(run.jobs) {
		e := &JobError{
			Stage: t.Stage.ID, Partition: t.Partition, Attempt: t.Attempt + run.retries,
			Site: t.outcome.site, Stack: t.outcome.stack, Err: t.outcome.err,
		}
		e.fill()
		s.fail(j, e)
	}
}
