package spark

import (
	"gospark/cellrt"
	"gospark/engine"
)

// A TaskContext tells a function in which task it runs (Spark's TaskContext).
type TaskContext struct{ task *engine.Task }

// GetTaskContext is the task that the calling goroutine works for, or nil outside of
// tasks (Spark's TaskContext.get). Any function given to an operator may ask, and the
// goroutines that it starts.
func GetTaskContext() *TaskContext {
	if t, ok := cellrt.Task().(*engine.Task); ok {
		return &TaskContext{t}
	}
	return nil
}

// StageID is the stage that the task is of.
func (c *TaskContext) StageID() int { return c.task.Stage.ID }

// StageAttemptNumber counts how often the stage was submitted before.
func (c *TaskContext) StageAttemptNumber() int { return c.task.StageAttempt() }

// PartitionID is the partition that the task computes.
func (c *TaskContext) PartitionID() int { return c.task.Partition }

// AttemptNumber counts how often the task was tried before.
func (c *TaskContext) AttemptNumber() int { return c.task.Attempt }

// TaskAttemptID is unique for each attempt at a task in its context.
func (c *TaskContext) TaskAttemptID() int { return c.task.ID }

// NumPartitions is the number of tasks that the stage has.
func (c *TaskContext) NumPartitions() int { return c.task.Stage.NumTasks }

// GetLocalProperty is a local property of the goroutine that called the action, or "".
func (c *TaskContext) GetLocalProperty(key string) string { return c.task.Property(key) }

// IsInterrupted tells whether the task's result is no longer wanted.
func (c *TaskContext) IsInterrupted() bool { return c.task.Killed() }

// AddTaskCompletionListener has f be called when the task ends, however it does; the one
// added last is called first. A panic of f fails the task.
func (c *TaskContext) AddTaskCompletionListener(f func(*TaskContext)) {
	c.task.OnEnd(func() { f(c) })
}

// AddTaskFailureListener has f be called with the error when the task ends by one, or
// because its result is no longer wanted.
func (c *TaskContext) AddTaskFailureListener(f func(*TaskContext, error)) {
	c.task.OnEnd(func() {
		if err := c.task.Err(); err != nil {
			f(c, err)
		}
	})
}
