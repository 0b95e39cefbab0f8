package engine

import "time"

// stageRun is the state of a stage of the jobs that need it.
type stageRun struct {
	stage   *Stage
	parents []*stageRun
	jobs    []*job
	state   stageState
	info    StageInfo
	left    int          // tasks that have no result
	parked  []*Task      // that wait for lost blocks to be made again
	done    []*Task      // whose results aren't taken yet: a barrier stage's, until all have one
	gang    *Gang        // of a barrier stage
	retries int          // how often tasks of a barrier stage failed,
	losses  map[loss]int // and met a lost block
}

type stageState int

const (
	unneeded stageState = iota // not asked for yet; a stage whose output is there stays so
	waiting                    // for its parents
	running
	over
)

func newStageRun(st *Stage) *stageRun {
	return &stageRun{stage: st, losses: map[loss]int{}, info: StageInfo{
		ID: st.ID, Name: st.Node.CallSite(), NumTasks: st.NumTasks, RDDs: infosOf(st.Node), ShuffleID: st.shuffleID(),
	}}
}

// anew makes a stage one that can run once more; tasks that it still has are no longer its own.
func (run *stageRun) anew() {
	run.state, run.left, run.done, run.parked = unneeded, 0, nil, nil
	run.info.Attempt++
	run.info.NumActive, run.info.NumCompleted, run.info.NumFailedTasks = 0, 0, 0
}

// need has the stage run: at once when its parents' output is there, otherwise after them.
func (s *scheduler) need(run *stageRun) {
	if run.state > waiting {
		return
	}
	run.state = waiting
	ready := true
	for _, p := range s.missing(run) {
		ready = false
		s.need(p)
	}
	if ready {
		s.begin(run)
	}
}

// missing is the parents of a stage that must run before it: not those whose
// output is there, and not those that only nodes read whose partitions are all kept.
func (s *scheduler) missing(run *stageRun) []*stageRun {
	wanted := s.engine.shufflesRead(run.stage.Node, func(*Node, bool) {})
	return s.lacking(run, func(p *stageRun) bool { return wanted[p.stage.Shuffle.ID] })
}

// available tells whether all blocks of the stage's shuffle are stored.
func (s *scheduler) available(run *stageRun) bool {
	done, ok := s.outputs[run.stage.Shuffle.ID]
	for _, d := range done {
		ok = ok && d
	}
	return ok
}

// begin queues the tasks of a stage whose parents are done.
func (s *scheduler) begin(run *stageRun) {
	run.state = running
	st := run.stage
	run.info.Submitted = time.Now()
	s.engine.Post(StageSubmitted{Stage: run.info, Properties: run.jobs[0].Properties})
	if st.Barrier != nil {
		run.gang = newGang(run, s.engine.patience)
	}
	if st.Shuffle == nil {
		j := run.jobs[0]
		run.left = len(j.parts)
		for i, p := range j.parts {
			s.enqueue(run, &Task{Partition: p, index: i})
		}
		return
	}
	if s.outputs[st.Shuffle.ID] == nil {
		s.outputs[st.Shuffle.ID] = make([]bool, st.NumTasks)
	}
	all := st.Barrier != nil && !s.available(run)
	for p, done := range s.outputs[st.Shuffle.ID] {
		if !done || all {
			run.left++
			s.enqueue(run, &Task{Partition: p, index: p})
		}
	}
	if run.left == 0 {
		s.complete(run)
	}
}

// enqueue queues a task of which the partition, the attempt and what became of attempts before is known.
func (s *scheduler) enqueue(run *stageRun, t *Task) {
	t.ID, t.Stage = int(s.engine.tasks.Add(1))-1, run.stage
	t.engine, t.run, t.attempt = s.engine, run, run.info.Attempt
	if t.gang = run.gang; t.gang != nil {
		t.losses = run.losses
		t.OnEnd(func() { t.gang.leave(t) })
	}
	if run.stage.Shuffle != nil {
		t.body = t.writeShuffle
	} else {
		j := run.jobs[0]
		t.body = func() any { return j.Body(t, t.Rows(j.Node, t.Partition)) }
	}
	s.queue.push(t, run.jobs[0])
}

// complete ends a stage whose tasks are done, and begins those that waited for it.
func (s *scheduler) complete(run *stageRun) {
	run.state = over
	run.info.Completed = time.Now()
	s.engine.Post(StageCompleted{Stage: run.info})
	if run.stage.Shuffle == nil {
		s.end(run.jobs[0], nil)
		return
	}
	delete(s.active, run.stage.Shuffle.ID)
	for _, j := range run.jobs {
		for _, other := range j.stages {
			switch {
			case other.state == waiting:
				s.need(other)
			case other.state == running:
				s.unpark(other)
			}
		}
	}
}

// retire ends a stage that no job needs any more; err is why the last one ended.
func (s *scheduler) retire(run *stageRun, err error) {
	if run.state == running {
		run.info.Completed = time.Now()
		s.engine.Post(StageCompleted{Stage: run.info, Err: err})
	}
	run.state = over
	run.parked = nil
	s.killAll(run)
	if sh := run.stage.Shuffle; sh != nil && s.active[sh.ID] == run {
		delete(s.active, sh.ID)
	}
}

// writeShuffle is the work of a map task.
func (t *Task) writeShuffle() any {
	sh := t.Stage.Shuffle
	out := t.Output(sh.Elements, sh.Partitions)
	sh.Write(t, t.Rows(sh.Parent, t.Partition), out)
	t.Check() // nothing is left of a task that nobody wants
	var written TaskMetrics
	for _, b := range out.blocks {
		written.ShuffleRecordsWritten += int64(b.count)
		written.ShuffleBytesWritten += b.size + b.DiskSize()
	}
	t.Measure(written)
	t.engine.store.put(ownerShuffle(sh.ID), t.Partition, out)
	t.engine.letGo(sh.Parent, t.Partition)
	return nil
}
