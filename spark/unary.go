package spark

import (
	"cmp"
	"iter"

	"gospark/engine"
)

// unary is what is special to RDD: its functions take the element.
type unary[E, Self any] struct{ dataset[E, Self] }

// Map applies f to every element.
func (d *unary[E, Self]) Map[U any](f func(E) U) *RDD[U] {
	return newRDD[U](mapRows(d.node, "map", f, f))
}

// FlatMap applies f to every element and yields what it returns one by one.
func (d *unary[E, Self]) FlatMap[U any](f func(E) []U) *RDD[U] {
	return newRDD[U](flatMapRows(d.node, "flatMap", f, f))
}

// FlatMapSeq is FlatMap for a function that returns an iterator: lines.FlatMapSeq(strings.FieldsSeq).
func (d *unary[E, Self]) FlatMapSeq[U any](f func(E) iter.Seq[U]) *RDD[U] {
	return newRDD[U](flatMapSeqRows(d.node, "flatMap", f, f))
}

// FilterMap applies f to every element and keeps what it says is to be kept
// (Scala's collect with a partial function).
func (d *unary[E, Self]) FilterMap[U any](f func(E) (U, bool)) *RDD[U] {
	return newRDD[U](filterMapRows(d.node, "collect", f, f))
}

// Filter keeps the elements for which f is true. They stay where they are.
func (d *unary[E, Self]) Filter[_ ondemand](f func(E) bool) Self {
	return selfOf(&d.dataset, filterRows(d.node, "filter", f, f))
}

// MapToPair applies f to every element and makes a key and a value of each.
func (d *unary[E, Self]) MapToPair[K comparable, V any](f func(E) (K, V)) *PairRDD[K, V] {
	return newPair[K, V](mapToPairRows(d.node, f, f))
}

// FlatMapToPair applies f to every element and yields the pairs it returns one by one.
func (d *unary[E, Self]) FlatMapToPair[K comparable, V any](f func(E) []Pair[K, V]) *PairRDD[K, V] {
	return newPair[K, V](flatMapRows(d.node, "flatMapToPair", f, f))
}

// MapPartitions calls f once for each partition, also for an empty one, with its elements.
// preservesPartitioning says that f leaves keys as they are, so that the partitioner is kept.
func (d *unary[E, Self]) MapPartitions[U any](f func(iter.Seq[E]) iter.Seq[U], preservesPartitioning ...bool) *RDD[U] {
	return newRDD[U](narrow(d.node, elemOf[U](), step{op: "mapPartitions", f: f, keep: isSet(preservesPartitioning), compute: func(_ *engine.Task, _ int, rows any) any {
		return f(rows.(iter.Seq[E]))
	}}))
}

// MapPartitionsToPair is MapPartitions to keys and values.
func (d *unary[E, Self]) MapPartitionsToPair[K comparable, V any](f func(iter.Seq[E]) iter.Seq2[K, V], preservesPartitioning ...bool) *PairRDD[K, V] {
	return newPair[K, V](narrow(d.node, elemOf[Pair[K, V]](), step{op: "mapPartitionsToPair", f: f, keep: isSet(preservesPartitioning), compute: func(_ *engine.Task, _ int, rows any) any {
		return pairUp(f(rows.(iter.Seq[E])))
	}}))
}

// MapPartitionsWithIndex is MapPartitions with the number of the partition.
func (d *unary[E, Self]) MapPartitionsWithIndex[U any](f func(int, iter.Seq[E]) iter.Seq[U], preservesPartitioning ...bool) *RDD[U] {
	return newRDD[U](narrow(d.node, elemOf[U](), step{op: "mapPartitionsWithIndex", f: f, keep: isSet(preservesPartitioning), compute: func(_ *engine.Task, p int, rows any) any {
		return f(p, rows.(iter.Seq[E]))
	}}))
}

// SortBy sorts by the key that f makes of each element. Options are spark.Descending
// and spark.Partitions(n). It runs a job where there is more than one partition,
// to find out where to cut.
func (d *unary[E, Self]) SortBy[O cmp.Ordered](key func(E) O, options ...SortOption) Self {
	return selfOf(&d.dataset, sortByRows(d.node, key, key, options))
}

// Foreach calls f for every element, in the tasks.
func (d *unary[E, Self]) Foreach[_ ondemand](f func(E)) {
	foreach(d.node, f, f)
}

// ForeachPartition calls f once for each partition, in its task.
func (d *unary[E, Self]) ForeachPartition[_ ondemand](f func(iter.Seq[E])) {
	run(d.node, "foreachPartition", nil, func(_ *engine.Task, rows any) any {
		f(rows.(iter.Seq[E]))
		return nil
	}, describe("foreachPartition", f))
}

// TopBy returns the n elements with the largest keys, the largest first.
func (d *unary[E, Self]) TopBy[O cmp.Ordered](n int, key func(E) O) []E {
	describe("top", key)
	return takeOrdered(d.node, "top", n, Reverse(byOrder(key)))
}

// TakeOrderedBy returns the n elements with the smallest keys, the smallest first.
func (d *unary[E, Self]) TakeOrderedBy[O cmp.Ordered](n int, key func(E) O) []E {
	describe("takeOrdered", key)
	return takeOrdered(d.node, "takeOrdered", n, byOrder(key))
}

// MaxBy returns the element with the largest key; it fails with ErrEmpty where there is none.
func (d *unary[E, Self]) MaxBy[O cmp.Ordered](key func(E) O) E {
	describe("max", key)
	return extreme(d.node, "max", Reverse(byOrder(key)))
}

// MinBy returns the element with the smallest key; it fails with ErrEmpty where there is none.
func (d *unary[E, Self]) MinBy[O cmp.Ordered](key func(E) O) E {
	describe("min", key)
	return extreme(d.node, "min", byOrder(key))
}
