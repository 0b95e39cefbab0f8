package engine

import (
	"slices"
	"sync"
)

// JobInfo is what is known of a job. Status is one of Spark's words: RUNNING, SUCCEEDED, FAILED.
type JobInfo struct {
	ID       int
	Status   string
	StageIDs []int
}

// The states of a job.
const (
	Running   = "RUNNING"
	Succeeded = "SUCCEEDED"
	Failed    = "FAILED"
)

// retained is how many jobs, and stages, are remembered.
const retained = 1000

// Status remembers jobs and stages, for whoever asks. It knows of an event as soon as
// it happens, before listeners do.
type Status struct {
	mu     sync.Mutex
	jobs   map[int]*jobStatus
	stages map[int]*stageStatus
	order  []int // the jobs, oldest first
}

type jobStatus struct {
	JobInfo
	properties map[string]string
}

type stageStatus struct {
	StageInfo
	jobs   int // that remember it
	node   int // its last one
	active bool
}

func newStatus() *Status { return &Status{jobs: map[int]*jobStatus{}, stages: map[int]*stageStatus{}} }

func (s *Status) note(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e := e.(type) {
	case JobStart:
		s.begin(e)
	case JobEnd:
		if j := s.jobs[e.Job]; j != nil {
			if j.Status = Succeeded; e.Err != nil {
				j.Status = Failed
			}
		}
	case StageSubmitted:
		s.stage(e.Stage, true)
	case StageCompleted:
		s.stage(e.Stage, false)
	case TaskStart:
		if st := s.stages[e.Stage]; st != nil && st.Attempt == e.StageAttempt {
			st.NumActive++
		}
	case TaskEnd:
		s.taskEnd(e)
	}
}

func (s *Status) begin(e JobStart) {
	s.jobs[e.Job] = &jobStatus{JobInfo{e.Job, Running, e.Stages}, e.Properties}
	s.order = append(s.order, e.Job)
	for _, info := range e.Infos {
		if s.stages[info.ID] == nil {
			s.stage(info, false)
		}
		s.stages[info.ID].jobs++
	}
	if len(s.order) > retained {
		s.forget()
	}
}

// forget lets go of the oldest job that is over.
func (s *Status) forget() {
	i := slices.IndexFunc(s.order, func(id int) bool { return s.jobs[id].Status != Running })
	if i < 0 {
		return
	}
	j := s.jobs[s.order[i]]
	delete(s.jobs, j.ID)
	s.order = slices.Delete(s.order, i, i+1)
	for _, id := range j.StageIDs {
		if st := s.stages[id]; st != nil {
			if st.jobs--; st.jobs == 0 {
				delete(s.stages, id)
			}
		}
	}
}

func (s *Status) stage(info StageInfo, active bool) {
	st := s.stages[info.ID]
	if st == nil {
		st = &stageStatus{}
		s.stages[info.ID] = st
	}
	if len(info.RDDs) > 0 {
		st.node = info.RDDs[0].ID
	}
	info.RDDs = nil // may be many
	st.StageInfo, st.active = info, active
}

func (s *Status) taskEnd(e TaskEnd) {
	st := s.stages[e.Stage]
	if st == nil || st.Attempt != e.StageAttempt {
		return
	}
	st.NumActive--
	st.Metrics.Add(e.Metrics)
	switch {
	case !st.active:
	case e.Err != nil:
		st.NumFailedTasks++
	default:
		st.NumCompleted++
	}
}

// Jobs are the ids of the jobs that are remembered whose properties match says so of, in their order.
func (s *Status) Jobs(match func(status string, properties map[string]string) bool) []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []int
	for _, id := range s.order {
		if j := s.jobs[id]; match(j.Status, j.properties) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Job is what is known of a job; ok is false where nothing is.
func (s *Status) Job(id int) (info JobInfo, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j := s.jobs[id]
	if j == nil {
		return JobInfo{}, false
	}
	info = j.JobInfo
	info.StageIDs = slices.Clone(info.StageIDs)
	return info, true
}

// Stage is what is known of a stage; ok is false where nothing is. It has no RDDs.
func (s *Status) Stage(id int) (info StageInfo, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.stages[id]; st != nil {
		return st.StageInfo, true
	}
	return StageInfo{}, false
}

// lastRun is how the stage ran last that ends in a node and writes for a shuffle.
func (s *Status) lastRun(node, shuffle int) (info StageInfo, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.stages {
		if st.node == node && st.ShuffleID == shuffle && !st.Submitted.IsZero() && (!ok || st.ID > info.ID) {
			info, ok = st.StageInfo, true
		}
	}
	return info, ok
}

// ActiveStages are the stages whose tasks run, in their order.
func (s *Status) ActiveStages() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []int
	for id, st := range s.stages {
		if st.active {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// RunningTasks is how many tasks run.
func (s *Status) RunningTasks() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, st := range s.stages {
		n += st.NumActive
	}
	return n
}
