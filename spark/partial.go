package spark

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"gospark/cellrt"
	"gospark/engine"
)

// A BoundedDouble is an estimate: with the given confidence, from 0 to 1, the number
// lies between Low and High (Spark's BoundedDouble, PySpark's BoundedFloat).
type BoundedDouble struct{ Mean, Confidence, Low, High float64 }

// String is the bounds, as Spark prints them: [97.000, 103.000].
func (b BoundedDouble) String() string { return fmt.Sprintf("[%.3f, %.3f]", b.Low, b.High) }

// exactly is the estimate that is none.
func exactly(x float64) BoundedDouble { return BoundedDouble{x, 1, x, x} }

// A PartialResult is what an approximate action knew at its timeout. The job goes on,
// and the final value comes when it ends (Spark's PartialResult).
type PartialResult[T any] struct{ *approximation }

// InitialValue is what was known at the timeout; all, where the job ended before.
func (p *PartialResult[T]) InitialValue[_ ondemand]() T { return p.initial.(T) }

// IsInitialValueFinal tells whether the job ended before the timeout.
func (p *PartialResult[T]) IsInitialValueFinal[_ ondemand]() bool { return p.final }

// GetFinalValue waits for the job and returns what is known then. It panics with the
// *JobError where the job failed.
func (p *PartialResult[T]) GetFinalValue[_ ondemand]() T { return p.finalValue().(T) }

// Cancel ends the job where it isn't over: then there is no final value.
func (p *PartialResult[T]) Cancel[_ ondemand]() { p.future.cancel() }

// approximation is a PartialResult without the type of its value.
type approximation struct {
	future   *future
	evaluate func(outputs []any, total int) any
	initial  any
	final    bool

	mu      sync.Mutex
	outputs []any // of the tasks that have ended
	total   int
}

// String is the value, and whether it is final: (partial: [97.000, 103.000]).
func (p *approximation) String() string {
	if p.future.completed() && p.future.err == nil {
		return fmt.Sprintf("(final: %v)", p.finalValue())
	}
	return fmt.Sprintf("(partial: %v)", p.initial)
}

func (p *approximation) finalValue() any {
	return p.evaluate(p.future.get("getFinalValue").([]any), p.total)
}

// sofar is what the outputs so far say.
func (p *approximation) sofar() any {
	p.mu.Lock()
	outputs := slices.Clone(p.outputs)
	p.mu.Unlock()
	return p.evaluate(outputs, p.total)
}

// approximate runs body over all partitions and evaluates what the tasks have made
// of them when all have ended, or when the time is over.
func approximate(c *core, op string, timeout time.Duration, body func(rows any) any, evaluate func(outputs []any, total int) any) *approximation {
	a := newAction(c, op)
	p := &approximation{evaluate: evaluate, total: partitions(c, op)}
	a.result = func(_ int, result any) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.outputs = append(p.outputs, result)
	}
	p.future = a.background(func() any {
		return a.run(nil, func(_ *engine.Task, rows any) any { return body(rows) })
	})
	p.final = p.future.within(timeout)
	if p.final {
		p.initial = p.finalValue()
	} else {
		p.initial = p.sofar()
	}
	return p
}

// within tells whether there is a result, or an error, before the time is over.
func (f *future) within(timeout time.Duration) bool {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-f.done:
		return true
	case <-timer.C:
		return f.completed()
	case <-cellrt.Done():
		cellrt.End()
		return false
	}
}

// confidenceOf is the confidence given, or Spark's own.
func confidenceOf(op string, given []float64) float64 {
	if len(given) == 0 {
		return 0.95
	}
	if c := given[0]; !(c >= 0 && c <= 1) {
		panic(definition(op, fmt.Sprintf("confidence (%v) must be in [0,1]", c), ""))
	}
	return given[0]
}
