package session

import (
	"errors"

	"gospark/cell"
	"gospark/spark"
)

// explain makes a cell's error of what the engine's API panics with.
func explain(v any) (e *cell.Error, stack string, ok bool) {
	err, ok := v.(error)
	if !ok {
		return nil, "", false
	}
	var job *spark.JobError
	if errors.As(err, &job) {
		return &cell.Error{Code: cell.CodeJob, Msg: job.Error()}, job.Stack, true
	}
	var def *spark.DefinitionError
	if errors.As(err, &def) {
		return &cell.Error{Code: cell.CodeCheck, Msg: def.Error()}, "", true
	}
	return nil, "", false
}
