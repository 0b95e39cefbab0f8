package session

import (
	"errors"
	"fmt"
	"testing"

	"gospark/cell"
	"gospark/spark"
)

func TestExplainSaysThePlaceOnce(t *testing.T) {
	missing := errors.New("no such path")
	for _, c := range []struct {
		panic any
		want  cell.Error
	}{
		{&spark.DefinitionError{Operator: "repartition", Site: "In[3]:2", Reason: "too few", Remedy: "ask for 1"},
			cell.Error{Code: cell.CodeCheck, Pos: cell.Pos{Cell: 3, Line: 2}, Msg: "repartition: too few", Hint: "ask for 1"}},
		{&spark.DefinitionError{Operator: "repartition", Site: "main.go:7", Reason: "too few"},
			cell.Error{Code: cell.CodeCheck, Msg: "repartition: too few"}},
		{fmt.Errorf("wrapped: %w", &spark.JobError{Action: "count at In[2]:1", Job: -1, Stage: -1, Err: missing, Remedy: "look again"}),
			cell.Error{Code: cell.CodeJob, Pos: cell.Pos{Cell: 2, Line: 1}, Msg: "count failed: no such path", Hint: "look again"}},
		{&spark.JobError{Action: "count at In[2]:1", Job: 4, Stage: 1, Partition: 3, Site: "map at In[1]:1", Err: missing},
			cell.Error{Code: cell.CodeJob, Pos: cell.Pos{Cell: 1, Line: 1}, Msg: "job 4 failed: task 3 of stage 1: no such path\n  in map at In[1]:1\n  run by count at In[2]:1"}},
		{&spark.JobError{Action: "count at In[2]:1", Job: 4, Stage: 1, Partition: 3, Err: missing},
			cell.Error{Code: cell.CodeJob, Pos: cell.Pos{Cell: 2, Line: 1}, Msg: "job 4 failed: task 3 of stage 1: no such path\n  run by count at In[2]:1"}},
		{&spark.JobError{Action: "count at In[2]:1", Job: 4, Stage: 1, Partition: 3, Site: "map at In[1]:1", Stack: "main.f()\n\tIn[1]:3 +0x1", Err: missing},
			cell.Error{Code: cell.CodeJob, Msg: "job 4 failed: task 3 of stage 1: no such path\n  in map at In[1]:1\n  run by count at In[2]:1"}},
	} {
		e, _, ok := explain(c.panic)
		if !ok {
			t.Errorf("%v isn't explained", c.panic)
			continue
		}
		if e.Code != c.want.Code || e.Pos != c.want.Pos || e.Msg != c.want.Msg || e.Hint != c.want.Hint {
			t.Errorf("%v\nis  %+v\nnot %+v", c.panic, *e, c.want)
		}
	}
	if _, _, ok := explain("a person's own panic"); ok {
		t.Error("a person's own panic was taken for the engine's")
	}
}
