package spark

import (
	"iter"

	"gospark/engine"
)

// An RDD is a lazy, partitioned collection of elements T. In its methods E is T, Self is
// *RDD[T], and nobody writes [_ ondemand].
type RDD[T any] struct {
	*core
	unary[T, *RDD[T]]
}

func newRDD[T any](c *core) *RDD[T] {
	c.wrap = wrapRDD[T]
	r := &RDD[T]{core: c}
	r.node, r.self = c, r
	return r
}

func wrapRDD[T any](c *core) any { return newRDD[T](c) }

// KeyBy makes a pair of each element: the key that f makes of it, and the element.
func (r *RDD[T]) KeyBy[K comparable](f func(T) K) *PairRDD[K, T] {
	return newPair[K, T](keyByRows(r.node, "keyBy", f))
}

func keyByRows[K comparable, T any](c *core, op string, f func(T) K) *core {
	return mapRows(c, op, f, func(t T) Pair[K, T] { return Pair[K, T]{f(t), t} })
}

// GroupBy groups the elements by the key that f makes of each.
func (r *RDD[T]) GroupBy[K comparable](f func(T) K, numPartitions ...int) *GroupedRDD[K, T] {
	p := partitionerFor("groupBy", numPartitions, r.node)
	return newGrouped[K, T](groupRows[K, T](keyByRows(r.node, "groupBy", f), "groupBy", p))
}

// Glom makes one element of each partition: the slice of its elements.
func (r *RDD[T]) Glom[P []T]() *RDD[P] { return glom[T, P](r.node) }

func glom[T any, P []T](c *core) *RDD[P] {
	return newRDD[P](narrow(c, elemOf[P](), step{op: "glom", compute: func(_ *engine.Task, _ int, rows any) any {
		return iter.Seq[P](func(yield func(P) bool) { yield(P(sliceOf[T](rows, -1).([]T))) })
	}}))
}

// AsPairRDD is a view of an RDD of pairs that has the operators of pairs.
func AsPairRDD[K comparable, V any](r *RDD[Pair[K, V]]) *PairRDD[K, V] {
	return newPair[K, V](view(r.node))
}
