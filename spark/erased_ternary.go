package spark

import "gospark/cellrt"

// eraseTernary binds what is special to JoinedRDD and CoGroupedRDD. The type
// arguments are E, A, B, C, Self, and the method's.
func eraseTernary() {
	bind := cellrt.BindErased
	bind("ternary.Map", func(t types, r any, f func(a, b, c any) any) *RDD[any] { return thirds(t, r).Map(f) })
	bind("ternary.FlatMap", func(t types, r any, f func(a, b, c any) []any) *RDD[any] { return thirds(t, r).FlatMap(f) })
	bind("ternary.FlatMapSeq", func(t types, r any, f func(a, b, c any) seq) *RDD[any] { return thirds(t, r).FlatMapSeq(f) })
	bind("ternary.FilterMap", func(t types, r any, f func(a, b, c any) (any, bool)) *RDD[any] {
		return thirds(t, r).FilterMap(f)
	})
	bind("ternary.Filter", func(t types, r any, f func(a, b, c any) bool) any {
		return unboxed(r, filterRows(boxed(t, r).node, "filter", f, func(e any) bool { return f(third(t, e)) }))
	})
	bind("ternary.MapToPair", func(t types, r any, f func(a, b, c any) (any, any)) *PairRDD[any, any] {
		return thirds(t, r).MapToPair(f)
	})
	bind("ternary.FlatMapToPair", func(t types, r any, f func(a, b, c any) []Pair[any, any]) *PairRDD[any, any] {
		return thirds(t, r).FlatMapToPair(f)
	})
	bind("ternary.MapPartitions", func(t types, r any, f func(seq) seq, keep ...bool) *RDD[any] {
		return boxed(t, r).MapPartitions(f, keep...)
	})
	bind("ternary.MapPartitionsToPair", func(t types, r any, f func(seq) seq2, keep ...bool) *PairRDD[any, any] {
		return boxed(t, r).MapPartitionsToPair(f, keep...)
	})
	bind("ternary.MapPartitionsWithIndex", func(t types, r any, f func(int, seq) seq, keep ...bool) *RDD[any] {
		return boxed(t, r).MapPartitionsWithIndex(f, keep...)
	})
	bind("ternary.Foreach", func(t types, r any, f func(a, b, c any)) { thirds(t, r).Foreach(f) })
	bind("ternary.ForeachPartition", func(t types, r any, f func(seq)) { boxed(t, r).ForeachPartition(f) })
	spread := func(t types, key func(a, b, c any) any) func(any) any {
		return func(e any) any { return key(third(t, e)) }
	}
	bind("ternary.SortBy", func(t types, r any, key func(a, b, c any) any, options ...SortOption) any {
		return sortedBy(t, r, t[5], key, spread(t, key), options)
	})
	bindBy("ternary", spread, 5)
}
