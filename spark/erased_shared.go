package spark

import (
	"reflect"

	"gospark/cellrt"
)

// eraseShared binds broadcasts, accumulators and checkpoints.
func eraseShared() {
	bind := cellrt.BindErased
	bind("spark.GetTaskContext", func(types) *TaskContext { return GetTaskContext() })
	bind("spark.GetBarrierTaskContext", func(types) *BarrierTaskContext { return GetBarrierTaskContext() })
	bind("spark.ErrCheckpointLost", &ErrCheckpointLost)
	bind("Context.Broadcast", func(_ types, sc *Context, value any) *Broadcast[any] { return sc.Broadcast(value) })
	bind("Context.Accumulator", func(t types, sc *Context, zero any, name ...string) *Accumulator[any] {
		return newAccumulator(sc, "accumulator", zero, sumOf(t[0].Type), name)
	})
	bind("Context.LongAccumulator", func(_ types, sc *Context, name ...string) *Accumulator[any] {
		return newAccumulator[any](sc, "longAccumulator", int64(0), sumOf(reflect.TypeFor[int64]()), name)
	})
	bind("Context.DoubleAccumulator", func(_ types, sc *Context, name ...string) *Accumulator[any] {
		return newAccumulator[any](sc, "doubleAccumulator", float64(0), sumOf(reflect.TypeFor[float64]()), name)
	})
	bind("Context.CollectionAccumulator", func(t types, sc *Context, name ...string) *CollectingAccumulator[any, any] {
		return collecting(sc, t[0].Type, name)
	})
	bind("Context.AccumulatorFunc", func(_ types, sc *Context, zero func() any, add, merge func(a, b any) any, name ...string) *CollectingAccumulator[any, any] {
		return sc.AccumulatorFunc(zero, add, merge, name...)
	})
	bind("dataset.Checkpoint", func(_ types, r any) { checkpoint(coreOf(r)) })
	bind("dataset.LocalCheckpoint", func(_ types, r any) any {
		localCheckpoint(coreOf(r))
		return r
	})
	bind("dataset.IsCheckpointed", func(_ types, r any) bool { return isCheckpointed(coreOf(r)) })
	bind("dataset.IsLocallyCheckpointed", func(_ types, r any) bool { return isLocallyCheckpointed(coreOf(r)) })
	bind("dataset.GetCheckpointFile", func(_ types, r any) (string, bool) { return checkpointFile(coreOf(r)) })
}

// collecting collects values of type t into one of type []t.
func collecting(sc *Context, t reflect.Type, name []string) *CollectingAccumulator[any, any] {
	zero := reflect.Zero(reflect.SliceOf(t)).Interface()
	return newCollecting(sc, "collectionAccumulator", func() any { return zero }, func(all, v any) any {
		e := reflect.New(t).Elem()
		if v != nil {
			e.Set(reflect.ValueOf(v))
		}
		return reflect.Append(reflect.ValueOf(all), e).Interface()
	}, func(a, b any) any { return reflect.AppendSlice(reflect.ValueOf(a), reflect.ValueOf(b)).Interface() }, name)
}

// sumOf is + of values of type t.
func sumOf(t reflect.Type) func(a, b any) any {
	return func(a, b any) any { return addAny(t, a, b) }
}

// eraseSharedTypes tells what holds values of their types.
func eraseSharedTypes() {
	for name, t := range map[string]reflect.Type{
		"Broadcast": reflect.TypeFor[Broadcast[any]](), "Accumulator": reflect.TypeFor[Accumulator[any]](),
		"CollectingAccumulator": reflect.TypeFor[CollectingAccumulator[any, any]](), "TaskContext": reflect.TypeFor[TaskContext](),
		"RDDBarrier": reflect.TypeFor[RDDBarrier[any]](), "BarrierTaskContext": reflect.TypeFor[BarrierTaskContext](), "BarrierTaskInfo": reflect.TypeFor[BarrierTaskInfo](),
		"PartitionCoalescer": reflect.TypeFor[PartitionCoalescer](),
		"broadcast":          reflect.TypeFor[broadcast](), "accumulation": reflect.TypeFor[accumulation](), "barrier": reflect.TypeFor[barrier](), // embedded: what they have is promoted
		"StatusPage": reflect.TypeFor[StatusPage](), "StatusTracker": reflect.TypeFor[StatusTracker](), "ExecutorInfo": reflect.TypeFor[ExecutorInfo](),
	} {
		cellrt.BindErasedType("spark."+name, t)
	}
	for name, t := range map[string]reflect.Type{
		"JobInfo": reflect.TypeFor[JobInfo](), "Pool": reflect.TypeFor[Pool](), "RDDInfo": reflect.TypeFor[RDDInfo](), "TaskMetrics": reflect.TypeFor[TaskMetrics](),
		"BlockUpdated": reflect.TypeFor[BlockUpdated](), "UnpersistRDD": reflect.TypeFor[UnpersistRDD](),
		"ApplicationStart": reflect.TypeFor[ApplicationStart](), "ApplicationEnd": reflect.TypeFor[ApplicationEnd](),
	} {
		cellrt.BindErasedType("spark."+name, t)
		cellrt.BindErasedType("engine."+name, t)
	}
}
