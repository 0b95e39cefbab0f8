package spark

import (
	"cmp"
	"iter"

	"gospark/engine"
)

// ternary is what is special to JoinedRDD and CoGroupedRDD: functions take the three parts of an element.
type ternary[E, A, B, C, Self any] struct{ dataset[E, Self] }

// Map applies f to every element.
func (d *ternary[E, A, B, C, Self]) Map[U any](f func(A, B, C) U) *RDD[U] {
	return newRDD[U](mapRows(d.node, "map", f, one3[E, A, B, C](f)))
}

// FlatMap applies f to every element and yields what it returns one by one.
func (d *ternary[E, A, B, C, Self]) FlatMap[U any](f func(A, B, C) []U) *RDD[U] {
	return newRDD[U](flatMapRows(d.node, "flatMap", f, one3[E, A, B, C](f)))
}

// FlatMapSeq is FlatMap for a function that returns an iterator: lines.FlatMapSeq(strings.FieldsSeq).
func (d *ternary[E, A, B, C, Self]) FlatMapSeq[U any](f func(A, B, C) iter.Seq[U]) *RDD[U] {
	return newRDD[U](flatMapSeqRows(d.node, "flatMap", f, one3[E, A, B, C](f)))
}

// FilterMap applies f to every element and keeps what it says is to be kept
// (Scala's collect with a partial function).
func (d *ternary[E, A, B, C, Self]) FilterMap[U any](f func(A, B, C) (U, bool)) *RDD[U] {
	return newRDD[U](filterMapRows(d.node, "collect", f, oneOf3[E, A, B, C](f)))
}

// Filter keeps the elements for which f is true. They stay where they are.
func (d *ternary[E, A, B, C, Self]) Filter[_ ondemand](f func(A, B, C) bool) Self {
	return selfOf(&d.dataset, filterRows(d.node, "filter", f, one3[E, A, B, C](f)))
}

// MapToPair applies f to every element and makes a key and a value of each.
func (d *ternary[E, A, B, C, Self]) MapToPair[K comparable, V any](f func(A, B, C) (K, V)) *PairRDD[K, V] {
	return newPair[K, V](mapToPairRows(d.node, f, oneOf3[E, A, B, C](f)))
}

// FlatMapToPair applies f to every element and yields the pairs it returns one by one.
func (d *ternary[E, A, B, C, Self]) FlatMapToPair[K comparable, V any](f func(A, B, C) []Pair[K, V]) *PairRDD[K, V] {
	return newPair[K, V](flatMapRows(d.node, "flatMapToPair", f, one3[E, A, B, C](f)))
}

// MapPartitions calls f once for each partition, also for an empty one, with its elements.
// preservesPartitioning says that f leaves keys as they are, so that the partitioner is kept.
func (d *ternary[E, A, B, C, Self]) MapPartitions[U any](f func(iter.Seq[E]) iter.Seq[U], preservesPartitioning ...bool) *RDD[U] {
	return newRDD[U](narrow(d.node, elemOf[U](), step{op: "mapPartitions", f: f, keep: isSet(preservesPartitioning), compute: func(_ *engine.Task, _ int, rows any) any {
		return f(rows.(iter.Seq[E]))
	}}))
}

// MapPartitionsToPair is MapPartitions to keys and values.
func (d *ternary[E, A, B, C, Self]) MapPartitionsToPair[K comparable, V any](f func(iter.Seq[E]) iter.Seq2[K, V], preservesPartitioning ...bool) *PairRDD[K, V] {
	return newPair[K, V](narrow(d.node, elemOf[Pair[K, V]](), step{op: "mapPartitionsToPair", f: f, keep: isSet(preservesPartitioning), compute: func(_ *engine.Task, _ int, rows any) any {
		return pairUp(f(rows.(iter.Seq[E])))
	}}))
}

// MapPartitionsWithIndex is MapPartitions with the number of the partition.
func (d *ternary[E, A, B, C, Self]) MapPartitionsWithIndex[U any](f func(int, iter.Seq[E]) iter.Seq[U], preservesPartitioning ...bool) *RDD[U] {
	return newRDD[U](narrow(d.node, elemOf[U](), step{op: "mapPartitionsWithIndex", f: f, keep: isSet(preservesPartitioning), compute: func(_ *engine.Task, p int, rows any) any {
		return f(p, rows.(iter.Seq[E]))
	}}))
}

// SortBy sorts by the key that f makes of each element. Options are spark.Descending
// and spark.Partitions(n). It runs a job where there is more than one partition,
// to find out where to cut.
func (d *ternary[E, A, B, C, Self]) SortBy[O cmp.Ordered](key func(A, B, C) O, options ...SortOption) Self {
	return selfOf(&d.dataset, sortByRows(d.node, key, one3[E, A, B, C](key), options))
}

// Foreach calls f for every element, in the tasks.
func (d *ternary[E, A, B, C, Self]) Foreach[_ ondemand](f func(A, B, C)) {
	foreach(d.node, f, func(e E) { f(split3[E, A, B, C](e)) })
}

// ForeachPartition calls f once for each partition, in its task.
func (d *ternary[E, A, B, C, Self]) ForeachPartition[_ ondemand](f func(iter.Seq[E])) {
	run(d.node, "foreachPartition", nil, func(_ *engine.Task, rows any) any {
		f(rows.(iter.Seq[E]))
		return nil
	}, describe("foreachPartition", f))
}

// TopBy returns the n elements with the largest keys, the largest first.
func (d *ternary[E, A, B, C, Self]) TopBy[O cmp.Ordered](n int, key func(A, B, C) O) []E {
	describe("top", key)
	return takeOrdered(d.node, "top", n, Reverse(byOrder(one3[E, A, B, C](key))))
}

// TakeOrderedBy returns the n elements with the smallest keys, the smallest first.
func (d *ternary[E, A, B, C, Self]) TakeOrderedBy[O cmp.Ordered](n int, key func(A, B, C) O) []E {
	describe("takeOrdered", key)
	return takeOrdered(d.node, "takeOrdered", n, byOrder(one3[E, A, B, C](key)))
}

// MaxBy returns the element with the largest key; it fails with ErrEmpty where there is none.
func (d *ternary[E, A, B, C, Self]) MaxBy[O cmp.Ordered](key func(A, B, C) O) E {
	describe("max", key)
	return extreme(d.node, "max", Reverse(byOrder(one3[E, A, B, C](key))))
}

// MinBy returns the element with the smallest key; it fails with ErrEmpty where there is none.
func (d *ternary[E, A, B, C, Self]) MinBy[O cmp.Ordered](key func(A, B, C) O) E {
	describe("min", key)
	return extreme(d.node, "min", byOrder(one3[E, A, B, C](key)))
}
