package engine

import "time"

// graceTime is how long a task that nobody wants any more may take to end before others get its slot.
const graceTime = 2 * time.Second

// kill ends a running task. If it doesn't end, its slot is given to others: what a function of
// the person's blocks for ever must not hold up the next job.
func (s *scheduler) kill(t *Task) {
	t.kill.raise()
	time.AfterFunc(graceTime, func() {
		s.engine.tell(func(s *scheduler) {
			if !s.running[t] || t.abandoned {
				return
			}
			t.abandoned = true
			s.release(t)
			if s.runOf(t) != nil && t.reason != "" {
				t.replaced = true
				s.retry(t)
			}
		})
	})
}

// killAll ends a stage's tasks.
func (s *scheduler) killAll(run *stageRun) {
	for t := range s.running {
		if t.run == run && t.attempt == run.info.Attempt {
			s.kill(t)
		}
	}
}

// retry queues another attempt at a task that was killed for itself. It is no failure.
func (s *scheduler) retry(t *Task) {
	if t.run.stage.Barrier != nil {
		s.regroup(t.run, t)
		return
	}
	s.enqueue(t.run, &Task{Partition: t.Partition, index: t.index, Attempt: t.Attempt + 1, failures: t.failures, losses: t.losses})
}

// KillTask ends a running attempt at a task, whose work is then done by another, for a reason of the
// caller's. It tells whether there was such an attempt.
func (e *Engine) KillTask(id int, reason string) bool {
	found := make(chan bool, 1)
	e.tell(func(s *scheduler) {
		for t := range s.running {
			if t.ID == id && !t.Killed() {
				t.reason = reason
				s.kill(t)
				found <- true
				return
			}
		}
		found <- false
	})
	select {
	case ok := <-found:
		return ok
	case <-e.stopped:
		return false
	}
}

// endedItself: the task's goroutine was ended from inside. That ends the job on whose
// behalf it ran; others that need the stage get another attempt.
func (s *scheduler) endedItself(run *stageRun, t *Task) {
	s.fail(t.owner, &JobError{
		Stage: -1, Site: t.outcome.site, Stack: t.outcome.stack,
		Err: &Cancelled{"a func ended its goroutine (runtime.Goexit)"},
	})
	switch {
	case s.runOf(t) == nil:
	case run.stage.Barrier != nil:
		s.regroup(run, t)
	default:
		s.enqueue(run, &Task{Partition: t.Partition, index: t.index, Attempt: t.Attempt, failures: t.failures})
	}
}

// cause is how an attempt ended, to who is told of it: one that was killed for itself was cancelled,
// whatever its functions made of that.
func (t *Task) cause() error {
	if t.outcome.err != nil && t.reason != "" {
		return &Cancelled{t.reason}
	}
	return t.outcome.err
}
