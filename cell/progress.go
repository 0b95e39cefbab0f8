package cell

import "time"

// A Progress is how far the job is that a running cell waits for.
type Progress struct {
	Jobs     int    // how many jobs of the cell run; 0 when none does any more
	Job      int    // the newest of them; what follows is about it
	Action   string // reduceByKey at In[5]:1
	Stages   Count  // those known not to be needed are left out
	Tasks    Count  // of the stages that are running
	Duration time.Duration
}

// A Count is how many are done, of how many.
type Count struct{ Done, Total int }

// A ProgressSink is a Sink that also shows how far jobs are. Not every front end has one.
type ProgressSink interface {
	Sink
	// Progress is told, a few times a second, of a job that takes long, and of the
	// zero Progress before the action of the last of them returns.
	Progress(Progress)
}
