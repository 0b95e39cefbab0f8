package spark

import (
	"iter"
	"reflect"

	"gospark/cellrt"
	"gospark/engine"
)

type seq = iter.Seq[any]

// eraseUnary binds what is special to RDD. The type arguments are E, Self, and the method's.
func eraseUnary() {
	bind := cellrt.BindErased
	type rdd = *RDD[any]
	bind("unary.Map", func(_ types, r rdd, f func(any) any) rdd { return r.Map(f) })
	bind("unary.FlatMap", func(_ types, r rdd, f func(any) []any) rdd { return r.FlatMap(f) })
	bind("unary.FlatMapSeq", func(_ types, r rdd, f func(any) seq) rdd { return r.FlatMapSeq(f) })
	bind("unary.FilterMap", func(_ types, r rdd, f func(any) (any, bool)) rdd { return r.FilterMap(f) })
	bind("unary.Filter", func(_ types, r rdd, f func(any) bool) any { return r.Filter(f) })
	bind("unary.MapToPair", func(_ types, r rdd, f func(any) (any, any)) *PairRDD[any, any] { return r.MapToPair(f) })
	bind("unary.FlatMapToPair", func(_ types, r rdd, f func(any) []Pair[any, any]) *PairRDD[any, any] { return r.FlatMapToPair(f) })
	bind("unary.MapPartitions", func(_ types, r rdd, f func(seq) seq, keep ...bool) rdd { return r.MapPartitions(f, keep...) })
	bind("unary.MapPartitionsToPair", func(_ types, r rdd, f func(seq) iter.Seq2[any, any], keep ...bool) *PairRDD[any, any] {
		return r.MapPartitionsToPair(f, keep...)
	})
	bind("unary.MapPartitionsWithIndex", func(_ types, r rdd, f func(int, seq) seq, keep ...bool) rdd {
		return r.MapPartitionsWithIndex(f, keep...)
	})
	bind("unary.Foreach", func(_ types, r rdd, f func(any)) { r.Foreach(f) })
	bind("unary.ForeachPartition", func(_ types, r rdd, f func(seq)) { r.ForeachPartition(f) })
	bind("unary.SortBy", func(t types, r rdd, key func(any) any, options ...SortOption) any {
		return sortedBy(t, r, t[2], key, key, options)
	})
	bindBy("unary", func(_ types, key func(any) any) func(any) any { return key }, 2)
}

// sortedBy is SortBy of any shape: orig is the person's function, key the same one
// taking the element, whose result is of type o.
func sortedBy(t types, r any, o cellrt.TypeArg, orig any, key func(any) any, options []SortOption) any {
	order := orderFor(o)
	return unboxed(r, sortByOrder(boxed(t, r).node, orig, key, keysBy(order), order, options))
}

// bindBy binds the actions of a family that take a key function of type F, which
// spread makes a function of the element. at is where the key's type stands.
func bindBy[F any](family string, spread func(t types, key F) func(any) any, at int) {
	by := func(t types, op string, key F) func(a, b any) int {
		describe(op, key)
		one, order := spread(t, key), orderFor(t[at])
		return func(a, b any) int { return order(one(a), one(b)) }
	}
	bind := cellrt.BindErased
	bind(family+".TopBy", func(t types, r any, n int, key F) []any {
		return takeOrdered(boxed(t, r).node, "top", n, Reverse(by(t, "top", key)))
	})
	bind(family+".TakeOrderedBy", func(t types, r any, n int, key F) []any {
		return takeOrdered(boxed(t, r).node, "takeOrdered", n, by(t, "takeOrdered", key))
	})
	bind(family+".MaxBy", func(t types, r any, key F) any {
		return extreme(boxed(t, r).node, "max", Reverse(by(t, "max", key)))
	})
	bind(family+".MinBy", func(t types, r any, key F) any {
		return extreme(boxed(t, r).node, "min", by(t, "min", key))
	})
}

// eraseRDD binds the methods of RDD itself. The type arguments are T and the method's.
func eraseRDD() {
	bind := cellrt.BindErased
	type rdd = *RDD[any]
	bind("RDD.KeyBy", func(_ types, r rdd, f func(any) any) *PairRDD[any, any] { return r.KeyBy(f) })
	bind("RDD.GroupBy", func(_ types, r rdd, f func(any) any, n ...int) *GroupedRDD[any, any] { return r.GroupBy(f, n...) })
	bind("RDD.Glom", func(t types, r rdd) rdd { return glomAs(r, t[1].Type) })
	bind("RDD.Zip", func(_ types, r, other rdd) *RDD2[any, any] { return r.Zip(other) })
	bind("RDD.ZipWithIndex", func(_ types, r rdd) *RDD2[any, any] {
		return newRDD2[any, any](zipWithIndex[any](r.node, func(i int) any { return i }))
	})
	bind("RDD.ZipWithUniqueID", func(_ types, r rdd) *RDD2[any, any] {
		return newRDD2[any, any](zipWithUniqueID[any](r.node, func(i int) any { return i }))
	})
	bind("RDD.ZipPartitions", func(_ types, r, a rdd, f func(a, b seq) seq, keep ...bool) rdd { return r.ZipPartitions(a, f, keep...) })
	bind("RDD.ZipPartitions3", func(_ types, r, a, b rdd, f func(a, b, c seq) seq, keep ...bool) rdd {
		return r.ZipPartitions3(a, b, f, keep...)
	})
	bind("RDD.ZipPartitions4", func(_ types, r, a, b, c rdd, f func(a, b, c, d seq) seq, keep ...bool) rdd {
		return r.ZipPartitions4(a, b, c, f, keep...)
	})
	bind("RDD.Cartesian", func(_ types, r, other rdd) *RDD2[any, any] { return r.Cartesian(other) })
	number := func(t types, r rdd) *RDD[any] { return newRDD[any](typed(r.node, t)) }
	bind("RDD.Sum", func(t types, r rdd) any { return number(t, r).Sum() })
	bind("RDD.Stats", func(t types, r rdd) Stats { return number(t, r).Stats() })
	bind("RDD.Mean", func(t types, r rdd) float64 { return number(t, r).Mean() })
	bind("RDD.Variance", func(t types, r rdd) float64 { return number(t, r).Variance() })
	bind("RDD.Stdev", func(t types, r rdd) float64 { return number(t, r).Stdev() })
	bind("RDD.SampleVariance", func(t types, r rdd) float64 { return number(t, r).SampleVariance() })
	bind("RDD.SampleStdev", func(t types, r rdd) float64 { return number(t, r).SampleStdev() })
	bind("RDD2.RDD", func(_ types, r *RDD2[any, any]) rdd { return boxed(nil, r) })
	bind("RDD2.Keys", func(_ types, r *RDD2[any, any]) rdd { return r.Keys() })
	bind("RDD2.Values", func(_ types, r *RDD2[any, any]) rdd { return r.Values() })
	bind("RDD2.Swap", func(_ types, r *RDD2[any, any]) *RDD2[any, any] { return r.Swap() })
}

// glomAs makes one element of each partition: a slice of the given type.
func glomAs(r *RDD[any], slice reflect.Type) *RDD[any] {
	return newRDD[any](narrow(r.node, elemOf[any](), step{op: "glom", compute: func(_ *engine.Task, _ int, rows any) any {
		return seq(func(yield func(any) bool) { yield(sliceAs(slice, sliceOf[any](rows, -1).([]any))) })
	}}))
}
