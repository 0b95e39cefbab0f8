package session

import (
	"testing"
	"time"

	"gospark/cell"
	"gospark/spark"
)

// A board is a sink that keeps the progress it was told of last.
type board struct {
	shown cell.Progress
	told  int
}

func (b *board) Result(cell.Result)       {}
func (b *board) Text(string)              {}
func (b *board) Progress(p cell.Progress) { b.shown, b.told = p, b.told+1 }

// tell has p learn of events as the engine would tell them.
func tell(p *progress, events ...spark.Event) {
	for _, e := range events {
		p.OnEvent(e)
	}
}

func twoStages(job, first int) spark.JobStart {
	infos := []spark.StageInfo{{ID: first, NumTasks: 4}, {ID: first + 1, NumTasks: 2}}
	return spark.JobStart{Job: job, Action: "count at In[1]:1", Stages: []int{first, first + 1}, Infos: infos}
}

// TestProgressOfAJob: the stages that are done and the tasks of those that run.
func TestProgressOfAJob(t *testing.T) {
	b := &board{}
	p := newProgress(b, nil)
	start := twoStages(7, 0)
	tell(p, start)
	p.report(time.Now())
	if b.told != 0 {
		t.Error("a job that has just begun is shown")
	}
	later := time.Now().Add(time.Second)
	expect := func(stages, tasks cell.Count) {
		t.Helper()
		p.report(later)
		want := cell.Progress{Jobs: 1, Job: 7, Action: start.Action, Stages: stages, Tasks: tasks, Duration: b.shown.Duration}
		if b.shown != want || b.shown.Duration < progressDelay {
			t.Errorf("got %+v, want %+v", b.shown, want)
		}
	}
	expect(cell.Count{Total: 2}, cell.Count{})
	tell(p, spark.StageSubmitted{Stage: start.Infos[0]}, spark.TaskEnd{Stage: 0}, spark.TaskEnd{Stage: 0, Err: cell.Errors{}}, spark.TaskEnd{Stage: 99})
	expect(cell.Count{Total: 2}, cell.Count{Done: 1, Total: 4})
	tell(p, spark.StageCompleted{Stage: start.Infos[0]}, spark.StageSubmitted{Stage: start.Infos[1]})
	expect(cell.Count{Done: 1, Total: 2}, cell.Count{Total: 2})
	tell(p, spark.JobEnd{Job: 7})
	if b.shown != (cell.Progress{}) {
		t.Errorf("after its end the job is shown: %+v", b.shown)
	}
}

// TestProgressLeavesSkippedStagesOut once the result stage shows which they are.
func TestProgressLeavesSkippedStagesOut(t *testing.T) {
	b := &board{}
	p := newProgress(b, nil)
	start := twoStages(0, 0)
	tell(p, start, spark.StageSubmitted{Stage: start.Infos[1]})
	p.report(time.Now().Add(time.Second))
	if b.shown.Stages != (cell.Count{Total: 1}) {
		t.Errorf("got %+v", b.shown)
	}
}

// TestProgressOfSeveralJobs: the newest is shown, with how many there are; an older one again after its end.
func TestProgressOfSeveralJobs(t *testing.T) {
	b := &board{}
	p := newProgress(b, nil)
	tell(p, twoStages(0, 0), twoStages(1, 2))
	p.report(time.Now().Add(time.Second))
	if b.shown.Job != 1 || b.shown.Jobs != 2 {
		t.Errorf("got %+v", b.shown)
	}
	tell(p, spark.JobEnd{Job: 1})
	p.report(time.Now().Add(time.Second))
	if b.shown.Job != 0 || b.shown.Jobs != 1 {
		t.Errorf("got %+v", b.shown)
	}
}

// TestProgressStopsWithTheCell: what is shown is taken back, and nothing comes later.
func TestProgressStopsWithTheCell(t *testing.T) {
	b := &board{}
	p := newProgress(b, nil)
	tell(p, twoStages(0, 0))
	p.report(time.Now().Add(time.Second))
	p.stop()
	tell(p, twoStages(1, 2))
	p.report(time.Now().Add(time.Second))
	if b.shown.Jobs != 0 || b.told != 2 {
		t.Errorf("told %d times, last %+v", b.told, b.shown)
	}
}
