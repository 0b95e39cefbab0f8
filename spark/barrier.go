package spark

import (
	"iter"

	"gospark/cellrt"
	"gospark/engine"
)

// An RDDBarrier is an RDD whose tasks run all at once (Spark's RDDBarrier): what its functions
// do by GetBarrierTaskContext, they do together.
type RDDBarrier[E any] struct{ *barrier }

// barrier is an RDDBarrier without the type of its elements.
type barrier struct{ node *core }

// Barrier marks the stage that computes the RDD as one whose tasks run all at once: its job fails
// where there are more of them than the context runs at once, and where one fails, all run again,
// up to four times in all (Spark's barrier).
func (d *dataset[E, Self]) Barrier[_ ondemand]() *RDDBarrier[E] {
	return &RDDBarrier[E]{&barrier{d.node}}
}

// String is RDDBarrier of and the RDD.
func (b *barrier) String() string { return "RDDBarrier of " + b.node.String() }

// MapPartitions is that of the RDD. f calls GetBarrierTaskContext to wait for the other tasks.
func (b *RDDBarrier[E]) MapPartitions[U any](f func(iter.Seq[E]) iter.Seq[U], preservesPartitioning ...bool) *RDD[U] {
	return newRDD[U](together(narrow(b.node, elemOf[U](), step{op: "mapPartitions", f: f, keep: isSet(preservesPartitioning), compute: func(_ *engine.Task, _ int, rows any) any {
		return f(rows.(iter.Seq[E]))
	}})))
}

// MapPartitionsWithIndex is MapPartitions with the number of the partition.
func (b *RDDBarrier[E]) MapPartitionsWithIndex[U any](f func(int, iter.Seq[E]) iter.Seq[U], preservesPartitioning ...bool) *RDD[U] {
	return newRDD[U](together(narrow(b.node, elemOf[U](), step{op: "mapPartitionsWithIndex", f: f, keep: isSet(preservesPartitioning), compute: func(_ *engine.Task, p int, rows any) any {
		return f(p, rows.(iter.Seq[E]))
	}})))
}

// together marks a new node as one whose tasks run all at once.
func together(c *core) *core {
	c.rdd.Barrier = true
	return c
}

// A BarrierTaskContext is the TaskContext of a task that runs at once with all others of its stage
// (Spark's BarrierTaskContext).
type BarrierTaskContext struct{ TaskContext }

// GetBarrierTaskContext is the task that the calling goroutine works for (Spark's
// BarrierTaskContext.get). It panics where that isn't one of a stage with a Barrier.
func GetBarrierTaskContext() *BarrierTaskContext {
	if t, ok := cellrt.Task().(*engine.Task); ok && t.Gang() != nil {
		return &BarrierTaskContext{TaskContext{t}}
	}
	panic(misuse("getBarrierTaskContext", "this isn't a task of a barrier stage", "call it in a function given to rdd.Barrier().MapPartitions"))
}

// Barrier waits until all tasks of the stage have called it as often (Spark's barrier). The job fails
// where one of them ends without, or calls AllGather instead; where they don't all come within
// spark.barrier.sync.timeout, the attempt at the stage does.
func (c *BarrierTaskContext) Barrier() { c.meet("Barrier", "") }

// AllGather waits as Barrier does and returns the messages of all tasks, in the order of their
// partitions (Spark's allGather).
func (c *BarrierTaskContext) AllGather(message string) []string { return c.meet("AllGather", message) }

func (c *BarrierTaskContext) meet(call, message string) []string {
	all, err := c.task.Gang().Meet(c.task, call, message)
	if err != nil {
		c.task.Fail(err)
	}
	return all
}

// A BarrierTaskInfo describes a task of a barrier stage.
type BarrierTaskInfo struct{ Address string } // of the machine that it runs on

// GetTaskInfos describes the tasks of the stage, in the order of their partitions (Spark's getTaskInfos).
func (c *BarrierTaskContext) GetTaskInfos() []BarrierTaskInfo {
	infos := make([]BarrierTaskInfo, c.NumPartitions())
	for i := range infos {
		infos[i].Address = hostname()
	}
	return infos
}
