package statuspage

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"gospark/spark"
)

// A view is what a page shows. The templates take its fields as they are.
type view struct {
	Title   string
	App     string
	Busy    bool // jobs run: the page asks again after a while
	Now     time.Time
	Running []jobView // jobs
	Over    []jobView
	Job     *jobView
	Stages  []stageView
	Stage   *stageView
	Tasks   []taskView
	Dropped int // tasks that aren't shown
	Storage []spark.RDDInfo
	Conf    []setting
	DAG     *dag
}

type jobView struct {
	job
	Duration            time.Duration
	Done, Total, Failed int // tasks of the stages that aren't skipped
	Active              int
	Skipped             int // stages
}

type stageView struct {
	*stage
	Duration time.Duration
	Active   int
}

type taskView struct {
	task
	Duration time.Duration
}

type setting struct{ Name, Value string }

// newView is what all pages have. The caller holds the state's mu.
func (p *Page) newView(title string) *view {
	v := &view{Title: title, App: p.sc.AppName() + ", " + p.sc.Master(), Now: time.Now()}
	for _, id := range p.state.order {
		v.Busy = v.Busy || p.state.jobs[id].Status == "running"
	}
	return v
}

// jobsView is the first page: all jobs.
func (p *Page) jobsView() *view {
	s := p.state
	s.mu.Lock()
	defer s.mu.Unlock()
	v := p.newView("Jobs")
	for i := len(s.order) - 1; i >= 0; i-- {
		if j := s.view(s.jobs[s.order[i]], v.Now); j.Status == "running" {
			v.Running = append(v.Running, j)
		} else {
			v.Over = append(v.Over, j)
		}
	}
	return v
}

// jobView is the page of a job; nil where it isn't known.
func (p *Page) jobView(id int) *view {
	s := p.state
	s.mu.Lock()
	defer s.mu.Unlock()
	j := s.jobs[id]
	if j == nil {
		return nil
	}
	v := p.newView("Job " + j.Action)
	seen := s.view(j, v.Now)
	v.Job = &seen
	for _, id := range j.Stages {
		if st := s.stages[id]; st != nil {
			v.Stages = append(v.Stages, viewOf(st, v.Now))
		}
	}
	v.DAG = draw(v.Stages)
	return v
}

// stagesView is the page of all stages.
func (p *Page) stagesView() *view {
	s := p.state
	s.mu.Lock()
	defer s.mu.Unlock()
	v := p.newView("Stages")
	for _, id := range slices.Backward(slices.Sorted(maps.Keys(s.stages))) {
		v.Stages = append(v.Stages, viewOf(s.stages[id], v.Now))
	}
	return v
}

// stageView is the page of a stage; nil where it isn't known.
func (p *Page) stageView(id int) *view {
	s := p.state
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stages[id]
	if st == nil {
		return nil
	}
	v := p.newView("Stage " + st.Name)
	seen := viewOf(st, v.Now)
	v.Stage, v.Dropped = &seen, st.dropped
	for _, t := range st.running {
		v.Tasks = append(v.Tasks, taskView{*t, v.Now.Sub(t.Start)})
	}
	slices.SortFunc(v.Tasks, func(a, b taskView) int { return cmp.Compare(a.ID, b.ID) })
	for _, t := range slices.Backward(st.over) {
		v.Tasks = append(v.Tasks, taskView{*t, t.End.Sub(t.Start)})
	}
	v.DAG = draw([]stageView{seen})
	return v
}

// storageView is the page of what is kept of RDDs.
func (p *Page) storageView() *view {
	stored := p.sc.GetPersistentRDDs()
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	v := p.newView("Storage")
	for _, id := range slices.Sorted(maps.Keys(stored)) {
		v.Storage = append(v.Storage, stored[id])
	}
	return v
}

// confView is the page of the settings.
func (p *Page) confView() *view {
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	v := p.newView("Environment")
	v.Conf = []setting{{"spark.app.id", p.sc.ApplicationID()}, {"spark.app.name", p.sc.AppName()}, {"spark.master", p.sc.Master()}}
	for _, k := range slices.Sorted(maps.Keys(p.conf)) {
		value := p.conf[k]
		if secret(k) {
			value = "(hidden)"
		}
		v.Conf = append(v.Conf, setting{k, value})
	}
	return v
}

// secret tells whether the value of a setting isn't to be shown.
func secret(key string) bool {
	key = strings.ToLower(key)
	for _, word := range []string{"secret", "password", "token", "access.key"} { // Spark's own
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}

// view counts a job's tasks. The caller holds mu.
func (s *state) view(j *job, now time.Time) jobView {
	v := jobView{job: *j, Duration: duration(j.Start, j.End, now)}
	for _, id := range j.Stages {
		st := s.stages[id]
		switch {
		case st == nil:
		case st.Status == "skipped" || st.Status == "waiting" && j.Status != "running":
			v.Skipped++
		default:
			v.Done += min(st.NumCompleted, st.NumTasks)
			v.Total += st.NumTasks
			v.Failed += st.NumFailedTasks
			v.Active += len(st.running)
		}
	}
	return v
}

// viewOf copies what a stage is: the template reads it without the lock.
func viewOf(st *stage, now time.Time) stageView {
	c := *st
	v := stageView{stage: &c, Active: len(st.running)}
	if !st.Submitted.IsZero() {
		v.Duration = duration(st.Submitted, st.Completed, now)
	}
	return v
}

func duration(start, end, now time.Time) time.Duration {
	if end.IsZero() {
		end = now
	}
	return end.Sub(start)
}
