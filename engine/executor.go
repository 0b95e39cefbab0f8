package engine

// An Executor runs tasks somewhere.
type Executor interface {
	// Slots is how many tasks it runs at once.
	Slots() int
	// Launch starts the task and returns. report is called exactly once, when the task has ended.
	Launch(t *Task, report func())
}

// Local runs tasks as goroutines of this process, at most Threads at once.
type Local struct{ Threads int }

// Slots is the number of tasks that run at once.
func (l Local) Slots() int { return l.Threads }

// Launch runs the task in a goroutine of its own.
func (l Local) Launch(t *Task, report func()) { go t.Run(report) }
