package session

import (
	"errors"
	"strings"

	"gospark/cell"
	"gospark/display"
	"gospark/spark"
)

// explain makes a cell's error of what the engine's API, and the display's, panics with.
func explain(v any) (e *cell.Error, stack string, ok bool) {
	err, ok := v.(error)
	if !ok {
		return nil, "", false
	}
	var job *spark.JobError
	if errors.As(err, &job) {
		return explainJob(job), job.Stack, true
	}
	var def *spark.DefinitionError
	if errors.As(err, &def) {
		pos, _ := cell.ParsePos(def.Site)
		return &cell.Error{Code: cell.CodeCheck, Pos: pos, Msg: def.Operator + ": " + def.Reason, Hint: def.Remedy}, "", true
	}
	var chart *display.ChartError
	if errors.As(err, &chart) {
		pos, _ := cell.ParsePos(chart.Site)
		return &cell.Error{Code: cell.CodeCheck, Pos: pos, Msg: chart.Func + ": " + chart.Reason, Hint: chart.Remedy}, "", true
	}
	return nil, "", false
}

// explainJob says the action's place once: an action that began no job has nothing
// else in its message. A failed task whose stack shows no line of a cell failed at its operator.
func explainJob(job *spark.JobError) *cell.Error {
	bare := *job
	bare.Remedy = "" // it is the hint
	e := &cell.Error{Code: cell.CodeJob, Msg: bare.Error(), Hint: job.Remedy}
	action, at, _ := strings.Cut(job.Action, " at ")
	pos, ok := cell.ParsePos(at)
	switch {
	case job.Job < 0 && ok:
		e.Pos, e.Msg = pos, strings.Replace(e.Msg, job.Action, action, 1)
	case job.Job >= 0 && !strings.Contains(job.Stack, "In["):
		if _, site, _ := strings.Cut(job.Site, " at "); site != "" {
			pos, _ = cell.ParsePos(site)
		}
		e.Pos = pos
	}
	return e
}
