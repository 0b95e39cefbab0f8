package spark

import (
	"iter"

	"gospark/cellrt"
)

type seq2 = iter.Seq2[any, any]

// eraseBinary binds what is special to PairRDD, GroupedRDD and RDD2. The type
// arguments are E, A, B, Self, and the method's.
func eraseBinary() {
	bind := cellrt.BindErased
	bind("binary.Map", func(t types, r any, f func(a, b any) any) *RDD[any] { return halves(t, r).Map(f) })
	bind("binary.FlatMap", func(t types, r any, f func(a, b any) []any) *RDD[any] { return halves(t, r).FlatMap(f) })
	bind("binary.FlatMapSeq", func(t types, r any, f func(a, b any) seq) *RDD[any] { return halves(t, r).FlatMapSeq(f) })
	bind("binary.FilterMap", func(t types, r any, f func(a, b any) (any, bool)) *RDD[any] { return halves(t, r).FilterMap(f) })
	bind("binary.Filter", func(t types, r any, f func(a, b any) bool) any {
		if p, ok := r.(*PairRDD[any, any]); ok {
			return p.Filter(f)
		}
		return unboxed(r, filterRows(boxed(t, r).node, "filter", f, func(e any) bool { return f(halve(t, e)) }))
	})
	bind("binary.MapToPair", func(t types, r any, f func(a, b any) (any, any)) *PairRDD[any, any] {
		return halves(t, r).MapToPair(f)
	})
	bind("binary.FlatMapToPair", func(t types, r any, f func(a, b any) []Pair[any, any]) *PairRDD[any, any] {
		return halves(t, r).FlatMapToPair(f)
	})
	bind("binary.MapPartitions", func(t types, r any, f func(seq2) seq, keep ...bool) *RDD[any] {
		return halves(t, r).MapPartitions(f, keep...)
	})
	bind("binary.MapPartitionsToPair", func(t types, r any, f func(seq2) seq2, keep ...bool) *PairRDD[any, any] {
		return halves(t, r).MapPartitionsToPair(f, keep...)
	})
	bind("binary.MapPartitionsWithIndex", func(t types, r any, f func(int, seq2) seq, keep ...bool) *RDD[any] {
		return halves(t, r).MapPartitionsWithIndex(f, keep...)
	})
	bind("binary.Foreach", func(t types, r any, f func(a, b any)) { halves(t, r).Foreach(f) })
	bind("binary.ForeachPartition", func(t types, r any, f func(seq2)) { halves(t, r).ForeachPartition(f) })
	spread := func(t types, key func(a, b any) any) func(any) any {
		return func(e any) any { return key(halve(t, e)) }
	}
	bind("binary.SortBy", func(t types, r any, key func(a, b any) any, options ...SortOption) any {
		return sortedBy(t, r, t[4], key, spread(t, key), options)
	})
	bindBy("binary", spread, 4)
}
