package engine

import (
	"maps"
	"slices"
)

// mostLosses is how often a task may find the same block unreadable before its
// job fails (Spark's spark.stage.maxConsecutiveAttempts).
const mostLosses = 4

// lost has the blocks that a task misses made again, and the task run again after that.
func (s *scheduler) lost(run *stageRun, t *Task, l *lostBlock) {
	if run.stage.Barrier != nil {
		l.count(run.losses)
		s.regroup(run, t)
		return
	}
	run.info.NumFailedTasks++
	again := &Task{Partition: t.Partition, index: t.index, Attempt: t.Attempt + 1, failures: t.failures, losses: map[loss]int{}}
	maps.Copy(again.losses, t.losses)
	l.count(again.losses)
	if l.owner.shuffle == noShuffle {
		s.enqueue(run, again)
		return
	}
	run.parked = append(run.parked, again)
	s.unpark(run)
}

// forget takes note that blocks are lost, where they are a shuffle's.
func (s *scheduler) forget(l *lostBlock) {
	outputs := s.outputs[l.owner.shuffle]
	missing := s.engine.store.lacks(l.owner, len(outputs))
	for _, m := range l.parts {
		if m < len(outputs) && slices.Contains(missing, m) { // else it has been made again since
			outputs[m] = false
		}
	}
}

// unpark queues the tasks of a stage that wait for blocks, or has these made.
func (s *scheduler) unpark(run *stageRun) {
	if len(run.parked) == 0 {
		return
	}
	// What was kept may be gone by now, so all parents must be there.
	lacking := s.lacking(run, func(*stageRun) bool { return true })
	for _, p := range lacking {
		s.need(p)
	}
	if len(lacking) > 0 {
		return
	}
	for _, t := range run.parked {
		s.enqueue(run, t)
	}
	run.parked = nil
}

// lacking is those of the wanted parents of a stage whose output isn't there, ready to run for its jobs.
func (s *scheduler) lacking(run *stageRun, wanted func(*stageRun) bool) (parents []*stageRun) {
	for i, p := range run.parents {
		if !wanted(p) || s.available(p) {
			continue
		}
		if other := s.active[p.stage.Shuffle.ID]; other != nil { // perhaps another job's
			run.parents[i], p = other, other
		}
		for _, j := range run.jobs {
			if !slices.Contains(p.jobs, j) {
				p.jobs = append(p.jobs, j)
				j.stages = append(j.stages, p)
			}
		}
		if p.state == over {
			s.again(p)
		}
		parents = append(parents, p)
	}
	return parents
}

// again makes a stage that is over one that can run once more, for the outputs that are lost.
func (s *scheduler) again(run *stageRun) {
	run.anew()
	s.active[run.stage.Shuffle.ID] = run
}
