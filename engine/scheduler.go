package engine

import (
	"maps"
	"slices"
	"sync/atomic"
	"time"
)

// scheduler is the state of all jobs. Only its own goroutine, loop, touches it;
// everybody else hands that goroutine a function by Engine.tell.
type scheduler struct {
	engine             *Engine
	free               int // slots
	nextJob, nextStage int
	jobs               map[int]*job
	active             map[int]*stageRun // by shuffle
	outputs            map[int][]bool    // by shuffle: which map tasks' blocks are stored
	queue              queue
	running            map[*Task]bool
}

// job is a Job that was submitted.
type job struct {
	Job
	id        int
	parts     []int
	results   []any
	final     *stageRun
	stages    []*stageRun
	left      int // results that are missing
	err       error
	over      bool
	size      atomic.Int64  // of the results, as far as tasks tell
	returning atomic.Int64  // tasks that told
	ended     chan struct{} // closed when results and err are final
}

func newScheduler(e *Engine) *scheduler {
	return &scheduler{
		engine: e, free: e.exec.Slots(), jobs: map[int]*job{},
		active: map[int]*stageRun{}, queue: queue{fair: e.fair, known: e.pools}, outputs: map[int][]bool{}, running: map[*Task]bool{},
	}
}

func (s *scheduler) loop() {
	for !s.engine.isStopped() {
		f := <-s.engine.inbox
		f(s)
		s.launch()
	}
}

// submit begins a job whose plan is stages.
func (s *scheduler) submit(j *job, plan []*Stage) {
	if j.over {
		return
	}
	j.id = s.nextJob
	s.nextJob++
	s.jobs[j.id] = j
	final := plan[len(plan)-1]
	if j.parts = j.Partitions; j.parts == nil {
		j.parts = make([]int, final.NumTasks)
		for i := range j.parts {
			j.parts[i] = i
		}
	}
	final.NumTasks = len(j.parts)
	j.results, j.left = make([]any, len(j.parts)), len(j.parts)
	if j.left == 0 {
		plan = nil
	}
	s.adopt(j, plan)
	s.start(j)
	if j.Started != nil {
		j.Started(j.id)
	}
	if j.left == 0 {
		s.end(j, nil)
		return
	}
	s.need(j.final)
}

// adopt gives the job a stageRun for each stage of its plan; one that another
// job is running is shared.
func (s *scheduler) adopt(j *job, plan []*Stage) {
	runs := map[*Stage]*stageRun{}
	for _, st := range plan {
		run := (*stageRun)(nil)
		if st.Shuffle != nil {
			run = s.active[st.Shuffle.ID]
		}
		if run == nil {
			st.ID = s.nextStage
			s.nextStage++
			run = newStageRun(st)
			for _, p := range st.Parents {
				run.parents = append(run.parents, runs[p])
				run.info.Parents = append(run.info.Parents, runs[p].info.ID)
			}
			if st.Shuffle != nil {
				s.active[st.Shuffle.ID] = run
			} else {
				run.info.Name = j.Action
			}
		}
		runs[st] = run
		run.jobs = append(run.jobs, j)
		j.stages = append(j.stages, run)
	}
	if len(plan) > 0 {
		j.final = j.stages[len(plan)-1]
	}
}

func (s *scheduler) start(j *job) {
	e := JobStart{Job: j.id, Action: j.Action, Properties: j.Properties, Owner: j.Owner, Time: time.Now()}
	for _, run := range j.stages {
		e.Stages = append(e.Stages, run.stage.ID)
		e.Infos = append(e.Infos, run.info)
	}
	s.engine.Post(e)
}

// fail ends a job with err, whose Action and Job it fills in.
func (s *scheduler) fail(j *job, err *JobError) {
	err.Action, err.Job = j.Action, j.id
	s.end(j, err)
}

func (s *scheduler) cancelAll(cause error) { s.cancel(func(*job) bool { return true }, cause) }

// cancel ends the jobs for which match is true.
func (s *scheduler) cancel(match func(*job) bool, cause error) {
	for _, id := range slices.Sorted(maps.Keys(s.jobs)) {
		if j := s.jobs[id]; match(j) {
			s.fail(j, &JobError{Stage: -1, Err: cause})
		}
	}
}

// end ends a job, and the stages that no other job needs.
func (s *scheduler) end(j *job, err *JobError) {
	if j.over {
		return
	}
	j.over = true
	if err != nil {
		j.err = err
	}
	delete(s.jobs, j.id)
	for _, run := range j.stages {
		run.jobs = slices.DeleteFunc(run.jobs, func(o *job) bool { return o == j })
		if len(run.jobs) == 0 {
			s.retire(run, j.err)
		}
	}
	if j.id >= 0 {
		s.engine.Post(JobEnd{Job: j.id, Err: j.err, Time: time.Now()})
	}
	close(j.ended)
}

// launch hands queued tasks to the executor while it has slots.
func (s *scheduler) launch() {
	for s.free > 0 {
		tasks := s.queue.pop(s.free)
		if len(tasks) == 0 {
			return
		}
		for _, t := range tasks {
			if run := s.runOf(t); run != nil {
				s.launchOne(run, t)
			}
		}
	}
}

func (s *scheduler) launchOne(run *stageRun, t *Task) {
	s.free--
	s.queue.began(t)
	s.running[t] = true
	run.info.NumActive++
	t.owner = run.jobs[0]
	t.started = time.Now()
	s.engine.Post(TaskStart{
		Stage: t.Stage.ID, Partition: t.Partition, Attempt: t.Attempt,
		ID: t.ID, StageAttempt: t.attempt, Time: t.started,
	})
	s.engine.exec.Launch(t, func() {
		s.engine.tell(func(s *scheduler) { s.finished(t) })
	})
}

// release gives a task's slot to others.
func (s *scheduler) release(t *Task) {
	s.free++
	s.queue.ended(t)
}

// runOf is the stage that still wants the task's result, or nil.
func (s *scheduler) runOf(t *Task) *stageRun {
	if t.run.state != running || len(t.run.jobs) == 0 || t.attempt != t.run.info.Attempt {
		return nil
	}
	return t.run
}
