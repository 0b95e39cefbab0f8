package spark

import "gospark/cellrt"

// eraseDataset binds what every shape has, but for the actions. The type arguments
// begin with the element's.
func eraseDataset() {
	bind := cellrt.BindErased
	bind("dataset.Context", func(_ types, r any) *Context { return coreOf(r).sc })
	bind("dataset.ID", func(_ types, r any) int { return coreOf(r).rdd.ID })
	bind("dataset.Name", func(_ types, r any) string { return coreOf(r).rdd.Name() })
	bind("dataset.GetNumPartitions", func(_ types, r any) int { return partitions(coreOf(r), "getNumPartitions") })
	bind("dataset.Partitioner", func(_ types, r any) Partitioner { return coreOf(r).rdd.Partitioner })
	bind("dataset.Dependencies", func(_ types, r any) []Dependency { return dependencies(coreOf(r)) })
	bind("dataset.ToDebugString", func(_ types, r any) string { return debugString(coreOf(r)) })
	bind("dataset.Lineage", func(t types, r any) Lineage { return lineageOf(typed(coreOf(r), t), "lineage") })
	bind("dataset.Explain", func(_ types, r any) string { return lineageOf(coreOf(r), "explain").Explain() })
	bind("dataset.GetStorageLevel", func(_ types, r any) StorageLevel { return coreOf(r).rdd.Level() })
	bind("dataset.SetName", func(_ types, r any, name string) any {
		coreOf(r).rdd.SetName(name)
		return r
	})
	bind("dataset.Cache", func(_ types, r any) any {
		persist(coreOf(r), "cache", nil)
		return r
	})
	bind("dataset.Persist", func(_ types, r any, level ...StorageLevel) any {
		persist(coreOf(r), "persist", level)
		return r
	})
	bind("dataset.Unpersist", func(_ types, r any, _ ...bool) any {
		c := coreOf(r)
		c.sc.engine.Unpersist(c.rdd)
		return r
	})
	bind("dataset.CleanShuffleDependencies", func(_ types, r any, _ ...bool) {
		c := coreOf(r)
		c.sc.engine.CleanShuffles(c.rdd)
	})
	eraseSteps()
	bind("dataset.Barrier", func(t types, r any) *RDDBarrier[any] { return boxed(t, r).Barrier() })
	bind("RDDBarrier.MapPartitions", func(_ types, b *RDDBarrier[any], f func(seq) seq, keep ...bool) *RDD[any] {
		return b.MapPartitions(f, keep...)
	})
	bind("RDDBarrier.MapPartitionsWithIndex", func(_ types, b *RDDBarrier[any], f func(int, seq) seq, keep ...bool) *RDD[any] {
		return b.MapPartitionsWithIndex(f, keep...)
	})
	bind("dataset.SortFunc", func(t types, r any, compare func(a, b any) int, options ...SortOption) any {
		return unboxed(r, sortFunc(boxed(t, r).node, compare, options))
	})
}

// eraseSteps binds the transformations that don't touch elements but compare them.
func eraseSteps() {
	bind := cellrt.BindErased
	bind("dataset.Distinct", func(t types, r any, n ...int) any { return wrapped(r, distinct(typed(coreOf(r), t), n)) })
	bind("dataset.Coalesce", func(_ types, r any, n int, shuffle ...bool) any {
		return wrapped(r, coalesceOrShuffle(coreOf(r), n, shuffle))
	})
	bind("dataset.CoalesceWith", func(_ types, r any, n int, coalescer PartitionCoalescer) any {
		return wrapped(r, coalesceWith(coreOf(r), n, coalescer))
	})
	bind("dataset.Repartition", func(_ types, r any, n int) any {
		return wrapped(r, repartition(coreOf(r), "repartition", partitionCount("repartition", n)))
	})
	bind("dataset.Sample", func(_ types, r any, withReplacement bool, fraction float64, seed ...int64) any {
		return wrapped(r, sampleOf(coreOf(r), "sample", withReplacement, fraction, seedOf(seed)))
	})
	bind("dataset.RandomSplit", func(_ types, r any, weights []float64, seed ...int64) []any {
		var parts []any
		for _, c := range randomSplit(coreOf(r), weights, seedOf(seed)) {
			parts = append(parts, wrapped(r, c))
		}
		return parts
	})
	bind("dataset.Pipe", func(t types, r any, command string, options ...PipeOption) *RDD[any] {
		return newRDD[any](viewAs[any](pipe(boxed(t, r).node, command, options), turned(box[string])))
	})
	bind("dataset.Union", func(_ types, r any, others ...any) any {
		all := []*core{coreOf(r)}
		for _, o := range others {
			all = append(all, otherCore(all[0], "union", o))
		}
		return wrapped(r, union("union", nonEmpty(all)))
	})
	bind("dataset.Intersection", func(t types, r any, other any, n ...int) any {
		c := typed(coreOf(r), t)
		return wrapped(r, intersection(c, otherCore(c, "intersection", other), n))
	})
	bind("dataset.Subtract", func(t types, r any, other any, n ...int) any {
		c := typed(coreOf(r), t)
		return wrapped(r, subtract(c, otherCore(c, "subtract", other), n))
	})
}

// wrapped is an RDD of the shape of rdd for another core.
func wrapped(rdd any, c *core) any { return coreOf(rdd).wrap(c) }

// eraseActions binds the actions that every shape has.
func eraseActions() {
	bind := cellrt.BindErased
	bind("dataset.Collect", func(t types, r any) []any { return boxed(t, r).Collect() })
	bind("dataset.Count", func(_ types, r any) int { return count(coreOf(r)) })
	bind("dataset.Take", func(t types, r any, n int) []any { return boxed(t, r).Take(n) })
	bind("dataset.First", func(t types, r any) any { return boxed(t, r).First() })
	bind("dataset.IsEmpty", func(_ types, r any) bool { return isEmpty(coreOf(r)) })
	bind("dataset.Reduce", func(t types, r any, f func(a, b any) any) any { return boxed(t, r).Reduce(f) })
	bind("dataset.Fold", func(t types, r any, zero any, f func(a, b any) any) any { return boxed(t, r).Fold(zero, f) })
	bind("dataset.Aggregate", func(t types, r any, zero any, seq, comb func(a, b any) any) any {
		return boxed(t, r).Aggregate(zero, seq, comb)
	})
	bind("dataset.TreeReduce", func(t types, r any, f func(a, b any) any, depth ...int) any {
		return boxed(t, r).TreeReduce(f, depth...)
	})
	bind("dataset.TreeAggregate", func(t types, r any, zero any, seq, comb func(a, b any) any, depth ...int) any {
		return boxed(t, r).TreeAggregate(zero, seq, comb, depth...)
	})
	bind("dataset.TakeSample", func(t types, r any, withReplacement bool, n int, seed ...int64) []any {
		return boxed(t, r).TakeSample(withReplacement, n, seed...)
	})
	bind("dataset.CountByValue", func(t types, r any) Counts[any] { return boxed(t, r).CountByValue() })
	bind("dataset.SaveAsTextFile", func(t types, r any, path string, codec ...Codec) { saveAsTextFile(typed(coreOf(r), t), path, codec) })
	bind("dataset.SaveAsObjectFile", func(t types, r any, path string) { saveAsObjectFile(coreOf(r), firstOf(t), path) })
	type order = func(a, b any) int
	bind("dataset.TakeOrdered", func(t types, r any, n int, compare ...order) []any {
		return takeOrdered(boxed(t, r).node, "takeOrdered", n, givenOrder("takeOrdered", t[0], compare))
	})
	bind("dataset.Top", func(t types, r any, n int, compare ...order) []any {
		return takeOrdered(boxed(t, r).node, "top", n, Reverse(givenOrder("top", t[0], compare)))
	})
	bind("dataset.Max", func(t types, r any, compare ...order) any {
		return extreme(boxed(t, r).node, "max", Reverse(givenOrder("max", t[0], compare)))
	})
	bind("dataset.Min", func(t types, r any, compare ...order) any {
		return extreme(boxed(t, r).node, "min", givenOrder("min", t[0], compare))
	})
}

// firstOf is what an RDD's elements are, where that is said.
func firstOf(t types) cellrt.TypeArg {
	if len(t) == 0 {
		return cellrt.TypeArg{}
	}
	return t[0]
}

// givenOrder is the order given, or else the natural one of the type.
func givenOrder(op string, t cellrt.TypeArg, given []func(a, b any) int) func(a, b any) int {
	if len(given) > 0 {
		return orderOf(op, given)
	}
	return naturalOrder[any](op, staticKeys(t))
}
