package spark

import "gospark/engine"

// What a listener is told, and who is told.
type (
	Listener       = engine.Listener
	Event          = engine.Event
	JobStart       = engine.JobStart
	JobEnd         = engine.JobEnd
	StageSubmitted = engine.StageSubmitted
	StageCompleted = engine.StageCompleted
	TaskStart      = engine.TaskStart
	TaskEnd        = engine.TaskEnd
	BlockUpdated   = engine.BlockUpdated
	UnpersistRDD   = engine.UnpersistRDD
	StageInfo      = engine.StageInfo
	TaskMetrics    = engine.TaskMetrics

	ApplicationStart = engine.ApplicationStart
	ApplicationEnd   = engine.ApplicationEnd
)

// ListenerFunc makes a listener of a function. Only listeners of other types can be removed again.
type ListenerFunc func(Event)

// OnEvent calls the function.
func (f ListenerFunc) OnEvent(e Event) { f(e) }

// A Dependency is what an RDD reads of another.
type Dependency struct {
	RDD     int  // the parent's ID
	Shuffle bool // whether the data is shuffled on the way
}
