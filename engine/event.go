package engine

import "time"

// An Event tells a Listener what the engine did. It is one of the types of this file.
type Event interface{ event() }

// ApplicationStart: the context was made. A listener that is added later isn't told.
type ApplicationStart struct {
	ID, Name, Master, User string
	Time                   time.Time
}

// ApplicationEnd: the context was stopped. It is the last event.
type ApplicationEnd struct{ Time time.Time }

// JobStart: an action began. Stages are all that its lineage has, also those
// that will be skipped because their output is there; Infos describes them.
type JobStart struct {
	Job        int
	Action     string // count at In[3]:1
	Stages     []int
	Infos      []StageInfo
	Properties map[string]string // the local properties of who called the action; not to be changed
	Owner      any               // on whose behalf it runs
	Time       time.Time
}

// JobEnd: an action ended, with Err if it failed.
type JobEnd struct {
	Job  int
	Err  error
	Time time.Time
}

// StageSubmitted: the tasks of a stage are about to run.
type StageSubmitted struct {
	Stage      StageInfo
	Properties map[string]string // of the job that it runs for first
}

// StageCompleted: a stage ended, with Err if it failed or was cancelled.
type StageCompleted struct {
	Stage StageInfo
	Err   error
}

// TaskStart: an attempt at a task began. ID is unique in its context.
type TaskStart struct {
	Stage, Partition, Attempt int
	ID, StageAttempt          int
	Time                      time.Time
}

// TaskEnd: an attempt at a task ended, with Err if it failed.
type TaskEnd struct {
	Stage, Partition, Attempt int
	ID, StageAttempt          int
	Err                       error
	Shuffle                   bool // it wrote for a shuffle, and yields no result of a job
	Start, Time               time.Time
	Metrics                   TaskMetrics
	Accumulables              []Accumulable // what it added
}

// BlockUpdated: a partition of an RDD is kept now, or in another place than before, or
// with both sizes 0 no longer.
type BlockUpdated struct {
	RDD, Partition       int
	Level                StorageLevel
	MemorySize, DiskSize int64 // bytes, estimated
}

// UnpersistRDD: what was kept of an RDD is forgotten.
type UnpersistRDD struct{ RDD int }

// StageInfo describes a stage. Attempt counts how often it was submitted before.
type StageInfo struct {
	ID, Attempt                                       int
	Name                                              string // the call site of its last RDD, reduceByKey at In[2]:3, or of the action whose result it yields
	NumTasks, NumActive, NumCompleted, NumFailedTasks int
	Parents                                           []int     // the stages that it reads
	ShuffleID                                         int       // the shuffle that it writes for, -1 for one that yields a result
	RDDs                                              []RDDInfo // those that its tasks compute, the last one first
	Submitted, Completed                              time.Time // zero where it isn't yet
	Metrics                                           TaskMetrics
	Accumulables                                      []Accumulable // what its tasks added that counted; not to be changed
}

// RDDInfo describes an RDD, and what is kept of it.
type RDDInfo struct {
	ID, NumPartitions, NumCachedPartitions int
	Name                                   string // as SetName gave it
	Kind                                   string // MapPartitionsRDD
	CallSite                               string // map at In[1]:4
	Parents                                []int
	Level                                  StorageLevel
	MemorySize, DiskSize                   int64 // bytes, estimated
}

// TaskMetrics is what a task did, or all tasks of a stage.
type TaskMetrics struct {
	RunTime                                              time.Duration
	RecordsRead, BytesRead, RecordsWritten, BytesWritten int64 // of files
	ShuffleRecordsRead, ShuffleBytesRead                 int64
	ShuffleRecordsWritten, ShuffleBytesWritten           int64
	MemorySpilled, DiskSpilled                           int64 // bytes, as they were in memory and as they are on disk
}

// Add counts other in.
func (m *TaskMetrics) Add(other TaskMetrics) {
	m.RunTime += other.RunTime
	m.RecordsRead += other.RecordsRead
	m.BytesRead += other.BytesRead
	m.RecordsWritten += other.RecordsWritten
	m.BytesWritten += other.BytesWritten
	m.ShuffleRecordsRead += other.ShuffleRecordsRead
	m.ShuffleBytesRead += other.ShuffleBytesRead
	m.ShuffleRecordsWritten += other.ShuffleRecordsWritten
	m.ShuffleBytesWritten += other.ShuffleBytesWritten
	m.MemorySpilled += other.MemorySpilled
	m.DiskSpilled += other.DiskSpilled
}

func (ApplicationStart) event() {}
func (ApplicationEnd) event()   {}
func (JobStart) event()         {}
func (JobEnd) event()           {}
func (StageSubmitted) event()   {}
func (StageCompleted) event()   {}
func (TaskStart) event()        {}
func (TaskEnd) event()          {}
func (BlockUpdated) event()     {}
func (UnpersistRDD) event()     {}
