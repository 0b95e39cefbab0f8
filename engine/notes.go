package engine

import (
	"sync"
	"time"
)

// notes is what a task says of itself beside its result.
type notes struct {
	mu      sync.Mutex
	metrics TaskMetrics
	added   []Accumulable
	locals  map[any]any
	success []func()
	end     []func()
}

// Measure counts what the task did.
func (t *Task) Measure(m TaskMetrics) {
	t.notes.mu.Lock()
	defer t.notes.mu.Unlock()
	t.notes.metrics.Add(m)
}

func (t *Task) measured() TaskMetrics {
	t.notes.mu.Lock()
	defer t.notes.mu.Unlock()
	m := t.notes.metrics
	m.MemorySpilled, m.DiskSpilled = t.memoryBytes, t.diskBytes
	return m
}

// Local is what the task keeps under a key, made by the first call.
func (t *Task) Local(key any, make func() any) any {
	t.notes.mu.Lock()
	defer t.notes.mu.Unlock()
	v, ok := t.notes.locals[key]
	if !ok {
		v = make()
		if t.notes.locals == nil {
			t.notes.locals = map[any]any{}
		}
		t.notes.locals[key] = v
	}
	return v
}

// OnSuccess has f be called, once the task's result is taken, by the goroutine that
// schedules: f must be short and mustn't panic.
func (t *Task) OnSuccess(f func()) {
	t.notes.mu.Lock()
	defer t.notes.mu.Unlock()
	t.notes.success = append(t.notes.success, f)
}

func (t *Task) succeeded() {
	t.notes.mu.Lock()
	defer t.notes.mu.Unlock()
	for _, f := range t.notes.success {
		f()
	}
}

// OnEnd has f be called by the task's goroutine when it ends, however it does; the last one first.
func (t *Task) OnEnd(f func()) {
	t.notes.mu.Lock()
	defer t.notes.mu.Unlock()
	t.notes.end = append(t.notes.end, f)
}

// Err is why the task failed; what OnEnd calls may ask.
func (t *Task) Err() error { return t.outcome.err }

// ended is what a task does last.
func (t *Task) ended() {
	for {
		t.notes.mu.Lock()
		last := len(t.notes.end) - 1
		if last < 0 {
			t.notes.metrics.RunTime = time.Since(t.started)
			t.notes.mu.Unlock()
			return
		}
		f := t.notes.end[last]
		t.notes.end = t.notes.end[:last]
		t.notes.mu.Unlock()
		t.endBy(f)
	}
}

// endBy shields the task from what is called at its end: a panic fails it.
func (t *Task) endBy(f func()) {
	defer func() {
		if v := recover(); v != nil && t.outcome.err == nil {
			t.outcome = outcome{err: AsError(v)}
		}
	}()
	f()
}

// Property is a local property of who called the action that the task runs for, or "".
func (t *Task) Property(key string) string { return t.owner.Properties[key] }

// StageAttempt counts how often the task's stage was submitted before.
func (t *Task) StageAttempt() int { return t.attempt }
