package statuspage

import (
	"context"
	"errors"
	"sync"
	"time"

	"gospark/spark"
)

const (
	retainedJobs  = 1000 // how many are remembered
	retainedTasks = 500  // of a stage, those that are over
	retainedRDDs  = 100  // of a stage
)

// state is what is known of jobs and stages.
type state struct {
	mu     sync.Mutex
	jobs   map[int]*job
	order  []int // of jobs, oldest first
	stages map[int]*stage
	began  time.Time
}

type job struct {
	ID                       int
	Action                   string
	Description, Group, Tags string
	Start, End               time.Time
	Status                   string // running, succeeded, failed, cancelled
	Err                      string
	Stages                   []int // the last one yields the result
}

type stage struct {
	spark.StageInfo
	Status  string // waiting, running, complete, failed, skipped
	Err     string
	MoreRDD int // that aren't remembered
	running map[int]*task
	over    []*task
	dropped int // of those that are over
	jobs    int // that remember it
}

type task struct {
	ID, Partition, Attempt int
	Start, End             time.Time
	Status                 string // running, succeeded, failed, cancelled
	Err                    string
	Metrics                spark.TaskMetrics
}

func newState() *state {
	return &state{jobs: map[int]*job{}, stages: map[int]*stage{}, began: time.Now()}
}

// OnEvent implements spark.Listener.
func (s *state) OnEvent(e spark.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e := e.(type) {
	case spark.JobStart:
		s.jobStart(e)
	case spark.JobEnd:
		if j := s.jobs[e.Job]; j != nil {
			j.End, j.Status, j.Err = e.Time, outcome(e.Err), text(e.Err)
			s.skip(j)
		}
	case spark.StageSubmitted:
		if st := s.stages[e.Stage.ID]; st != nil {
			st.update(e.Stage, "running", nil)
		}
	case spark.StageCompleted:
		if st := s.stages[e.Stage.ID]; st != nil {
			status := "complete"
			if e.Err != nil {
				status = outcome(e.Err)
			}
			st.update(e.Stage, status, e.Err)
		}
	case spark.TaskStart:
		if st := s.stages[e.Stage]; st != nil {
			st.running[e.ID] = &task{ID: e.ID, Partition: e.Partition, Attempt: e.Attempt, Start: e.Time, Status: "running"}
		}
	case spark.TaskEnd:
		if st := s.stages[e.Stage]; st != nil {
			st.taskEnd(e)
		}
	}
}

func outcome(err error) string {
	switch {
	case err == nil:
		return "succeeded"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	}
	return "failed"
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func (s *state) jobStart(e spark.JobStart) {
	p := e.Properties
	s.jobs[e.Job] = &job{
		ID: e.Job, Action: e.Action, Start: e.Time, Status: "running", Stages: e.Stages,
		Description: p["spark.job.description"], Group: p["spark.jobGroup.id"], Tags: p["spark.job.tags"],
	}
	s.order = append(s.order, e.Job)
	for _, info := range e.Infos {
		st := s.stages[info.ID]
		if st == nil {
			st = &stage{Status: "waiting", running: map[int]*task{}}
			if st.MoreRDD = len(info.RDDs) - retainedRDDs; st.MoreRDD > 0 {
				info.RDDs = info.RDDs[:retainedRDDs:retainedRDDs]
			}
			st.StageInfo = info
			s.stages[info.ID] = st
		}
		st.jobs++
	}
	if len(s.order) > retainedJobs {
		s.forget()
	}
}

// skip marks the stages of a job that is over which weren't run: their output was there.
func (s *state) skip(j *job) {
	for _, id := range j.Stages {
		if st := s.stages[id]; st != nil && st.Status == "waiting" {
			st.Status = "skipped"
		}
	}
}

// forget lets go of the oldest job, unless it runs.
func (s *state) forget() {
	j := s.jobs[s.order[0]]
	if j.Status == "running" {
		return
	}
	s.order = s.order[1:]
	delete(s.jobs, j.ID)
	for _, id := range j.Stages {
		if st := s.stages[id]; st != nil {
			if st.jobs--; st.jobs == 0 {
				delete(s.stages, id)
			}
		}
	}
}

func (st *stage) update(info spark.StageInfo, status string, err error) {
	info.RDDs = st.RDDs
	st.StageInfo, st.Status, st.Err = info, status, text(err)
}

func (st *stage) taskEnd(e spark.TaskEnd) {
	delete(st.running, e.ID)
	st.over = append(st.over, &task{
		ID: e.ID, Partition: e.Partition, Attempt: e.Attempt, Start: e.Start, End: e.Time,
		Status: outcome(e.Err), Err: text(e.Err), Metrics: e.Metrics,
	})
	if len(st.over) > retainedTasks {
		st.over = st.over[1:]
		st.dropped++
	}
	if st.Status != "running" {
		return
	}
	st.Metrics.Add(e.Metrics)
	switch outcome(e.Err) {
	case "succeeded":
		st.NumCompleted++
		st.Accumulate(e.Accumulables)
	case "failed":
		st.NumFailedTasks++
	}
}
