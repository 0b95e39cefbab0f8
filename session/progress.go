package session

import (
	"sync"
	"time"

	"gospark/cell"
	"gospark/cellrt"
	"gospark/spark"
)

const (
	progressDelay = 500 * time.Millisecond // how long a job runs before it is shown
	progressEvery = 250 * time.Millisecond
)

// progress tells a sink of the jobs that begin while a cell runs.
type progress struct {
	sink cell.ProgressSink
	out  *cellrt.Output // of the cell whose jobs these are; nil for all
	over chan struct{}

	mu     sync.Mutex // held while the sink is told
	jobs   []*jobProgress
	stages map[int]*stageProgress
	shown  bool // the sink was told of a job, and not yet that there is none
	ended  bool
}

type jobProgress struct {
	id     int
	action string
	began  time.Time
	stages []int // the last one is the result stage
}

type stageProgress struct {
	tasks        cell.Count
	begun, ended bool
}

// follow shows the progress of the jobs of the cell that prints to out in sink, if it
// can, until stop is called. After stop the sink isn't told of anything.
func (s *Session) follow(sink cell.Sink, out *cellrt.Output) (stop func()) {
	shows, ok := sink.(cell.ProgressSink)
	if !ok {
		return func() {}
	}
	p := newProgress(shows, out)
	s.sc.AddSparkListener(p)
	go p.tick()
	return func() {
		s.sc.RemoveSparkListener(p)
		p.stop()
	}
}

func newProgress(sink cell.ProgressSink, out *cellrt.Output) *progress {
	return &progress{sink: sink, out: out, over: make(chan struct{}), stages: map[int]*stageProgress{}}
}

func (p *progress) tick() {
	t := time.NewTicker(progressEvery)
	defer t.Stop()
	for {
		select {
		case now := <-t.C:
			p.report(now)
		case <-p.over:
			return
		}
	}
}

func (p *progress) stop() {
	close(p.over)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	p.clear()
}

// clear takes back what is shown. A job's end is told before its action returns, so
// that nothing stands in the way of what the cell prints next.
func (p *progress) clear() {
	if p.shown {
		p.shown = false
		p.sink.Progress(cell.Progress{})
	}
}

// report tells the sink of the newest job that has run for long enough.
func (p *progress) report(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	for i := len(p.jobs) - 1; i >= 0; i-- {
		if j := p.jobs[i]; now.Sub(j.began) >= progressDelay {
			p.shown = true
			p.sink.Progress(p.of(j, now))
			return
		}
	}
}

// of is how far a job is. Which stages are skipped, because their output is there,
// is known for sure when the result stage begins.
func (p *progress) of(j *jobProgress, now time.Time) cell.Progress {
	out := cell.Progress{Jobs: len(p.jobs), Job: j.id, Action: j.action, Duration: now.Sub(j.began)}
	last := len(j.stages) - 1
	for _, id := range j.stages {
		st := p.stages[id]
		if st.begun || !p.stages[j.stages[last]].begun {
			out.Stages.Total++
		}
		switch {
		case st.ended:
			out.Stages.Done++
		case st.begun:
			out.Tasks.Done += st.tasks.Done
			out.Tasks.Total += st.tasks.Total
		}
	}
	return out
}

// OnEvent implements spark.Listener.
func (p *progress) OnEvent(e spark.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	switch e := e.(type) {
	case spark.JobStart:
		if !p.isOurs(e.Owner) {
			return
		}
		p.jobs = append(p.jobs, &jobProgress{e.Job, e.Action, time.Now(), e.Stages})
		for _, info := range e.Infos {
			if p.stages[info.ID] == nil { // jobs may share one
				p.stages[info.ID] = &stageProgress{tasks: tasksOf(info), begun: info.NumActive+info.NumCompleted > 0}
			}
		}
	case spark.StageSubmitted:
		p.update(e.Stage, false)
	case spark.StageCompleted:
		p.update(e.Stage, true)
	case spark.TaskEnd:
		if st := p.stages[e.Stage]; st != nil && e.Err == nil && st.tasks.Done < st.tasks.Total {
			st.tasks.Done++
		}
	case spark.JobEnd:
		p.end(e.Job)
	}
}

// isOurs tells whether a job is the cell's, by the scope that it runs for.
func (p *progress) isOurs(owner any) bool {
	scope, _ := owner.(*cellrt.Scope)
	return p.out == nil || scope == nil || scope.Output() == p.out
}

// update takes over what is told of a stage.
func (p *progress) update(info spark.StageInfo, done bool) {
	if st := p.stages[info.ID]; st != nil {
		st.begun, st.ended = true, done
		st.tasks = tasksOf(info)
	}
}

// tasksOf counts a stage's tasks. Those of an earlier attempt, whose output was lost, were counted too.
func tasksOf(info spark.StageInfo) cell.Count {
	return cell.Count{Done: min(info.NumCompleted, info.NumTasks), Total: info.NumTasks}
}

func (p *progress) end(job int) {
	rest := p.jobs[:0]
	for _, j := range p.jobs {
		if j.id != job {
			rest = append(rest, j)
		}
	}
	p.jobs = rest
	if len(rest) == 0 {
		clear(p.stages)
		p.clear()
	}
}
