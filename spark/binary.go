package spark

import (
	"cmp"
	"iter"

	"gospark/engine"
)

// binary is what is special to PairRDD, GroupedRDD and RDD2: functions take the two halves of an element.
type binary[E, A, B, Self any] struct{ dataset[E, Self] }

// Map applies f to every element.
func (d *binary[E, A, B, Self]) Map[U any](f func(A, B) U) *RDD[U] {
	return newRDD[U](mapRows(d.node, "map", f, one2[E, A, B](f)))
}

// FlatMap applies f to every element and yields what it returns one by one.
func (d *binary[E, A, B, Self]) FlatMap[U any](f func(A, B) []U) *RDD[U] {
	return newRDD[U](flatMapRows(d.node, "flatMap", f, one2[E, A, B](f)))
}

// FlatMapSeq is FlatMap for a function that returns an iterator: lines.FlatMapSeq(strings.FieldsSeq).
func (d *binary[E, A, B, Self]) FlatMapSeq[U any](f func(A, B) iter.Seq[U]) *RDD[U] {
	return newRDD[U](flatMapSeqRows(d.node, "flatMap", f, one2[E, A, B](f)))
}

// FilterMap applies f to every element and keeps what it says is to be kept
// (Scala's collect with a partial function).
func (d *binary[E, A, B, Self]) FilterMap[U any](f func(A, B) (U, bool)) *RDD[U] {
	return newRDD[U](filterMapRows(d.node, "collect", f, oneOf2[E, A, B](f)))
}

// Filter keeps the elements for which f is true. They stay where they are.
func (d *binary[E, A, B, Self]) Filter[_ ondemand](f func(A, B) bool) Self {
	return selfOf(&d.dataset, filterRows(d.node, "filter", f, one2[E, A, B](f)))
}

// MapToPair applies f to every element and makes a key and a value of each.
func (d *binary[E, A, B, Self]) MapToPair[K comparable, V any](f func(A, B) (K, V)) *PairRDD[K, V] {
	return newPair[K, V](mapToPairRows(d.node, f, oneOf2[E, A, B](f)))
}

// FlatMapToPair applies f to every element and yields the pairs it returns one by one.
func (d *binary[E, A, B, Self]) FlatMapToPair[K comparable, V any](f func(A, B) []Pair[K, V]) *PairRDD[K, V] {
	return newPair[K, V](flatMapRows(d.node, "flatMapToPair", f, one2[E, A, B](f)))
}

// MapPartitions calls f once for each partition, also for an empty one, with its elements.
// preservesPartitioning says that f leaves keys as they are, so that the partitioner is kept.
func (d *binary[E, A, B, Self]) MapPartitions[U any](f func(iter.Seq2[A, B]) iter.Seq[U], preservesPartitioning ...bool) *RDD[U] {
	return newRDD[U](narrow(d.node, elemOf[U](), step{op: "mapPartitions", f: f, keep: isSet(preservesPartitioning), compute: func(_ *engine.Task, _ int, rows any) any {
		return f(pairwise[E, A, B](rows.(iter.Seq[E])))
	}}))
}

// MapPartitionsToPair is MapPartitions to keys and values.
func (d *binary[E, A, B, Self]) MapPartitionsToPair[K comparable, V any](f func(iter.Seq2[A, B]) iter.Seq2[K, V], preservesPartitioning ...bool) *PairRDD[K, V] {
	return newPair[K, V](narrow(d.node, elemOf[Pair[K, V]](), step{op: "mapPartitionsToPair", f: f, keep: isSet(preservesPartitioning), compute: func(_ *engine.Task, _ int, rows any) any {
		return pairUp(f(pairwise[E, A, B](rows.(iter.Seq[E]))))
	}}))
}

// MapPartitionsWithIndex is MapPartitions with the number of the partition.
func (d *binary[E, A, B, Self]) MapPartitionsWithIndex[U any](f func(int, iter.Seq2[A, B]) iter.Seq[U], preservesPartitioning ...bool) *RDD[U] {
	return newRDD[U](narrow(d.node, elemOf[U](), step{op: "mapPartitionsWithIndex", f: f, keep: isSet(preservesPartitioning), compute: func(_ *engine.Task, p int, rows any) any {
		return f(p, pairwise[E, A, B](rows.(iter.Seq[E])))
	}}))
}

// SortBy sorts by the key that f makes of each element. Options are spark.Descending
// and spark.Partitions(n). It runs a job where there is more than one partition,
// to find out where to cut.
func (d *binary[E, A, B, Self]) SortBy[O cmp.Ordered](key func(A, B) O, options ...SortOption) Self {
	return selfOf(&d.dataset, sortByRows(d.node, key, one2[E, A, B](key), options))
}

// Foreach calls f for every element, in the tasks.
func (d *binary[E, A, B, Self]) Foreach[_ ondemand](f func(A, B)) {
	foreach(d.node, f, func(e E) { f(split2[E, A, B](e)) })
}

// ForeachPartition calls f once for each partition, in its task.
func (d *binary[E, A, B, Self]) ForeachPartition[_ ondemand](f func(iter.Seq2[A, B])) {
	run(d.node, "foreachPartition", nil, func(_ *engine.Task, rows any) any {
		f(pairwise[E, A, B](rows.(iter.Seq[E])))
		return nil
	}, describe("foreachPartition", f))
}

// TopBy returns the n elements with the largest keys, the largest first.
func (d *binary[E, A, B, Self]) TopBy[O cmp.Ordered](n int, key func(A, B) O) []E {
	describe("top", key)
	return takeOrdered(d.node, "top", n, Reverse(byOrder(one2[E, A, B](key))))
}

// TakeOrderedBy returns the n elements with the smallest keys, the smallest first.
func (d *binary[E, A, B, Self]) TakeOrderedBy[O cmp.Ordered](n int, key func(A, B) O) []E {
	describe("takeOrdered", key)
	return takeOrdered(d.node, "takeOrdered", n, byOrder(one2[E, A, B](key)))
}

// MaxBy returns the element with the largest key; it fails with ErrEmpty where there is none.
func (d *binary[E, A, B, Self]) MaxBy[O cmp.Ordered](key func(A, B) O) E {
	describe("max", key)
	return extreme(d.node, "max", Reverse(byOrder(one2[E, A, B](key))))
}

// MinBy returns the element with the smallest key; it fails with ErrEmpty where there is none.
func (d *binary[E, A, B, Self]) MinBy[O cmp.Ordered](key func(A, B) O) E {
	describe("min", key)
	return extreme(d.node, "min", byOrder(one2[E, A, B](key)))
}
