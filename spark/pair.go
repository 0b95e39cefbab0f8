package spark

import "iter"

// A PairRDD is a lazy, partitioned collection of keys and values. In its methods E is
// Pair[K, V], A and B are K and V, Self is *PairRDD[K, V], and nobody writes [_ ondemand].
type PairRDD[K comparable, V any] struct {
	*core
	binary[Pair[K, V], K, V, *PairRDD[K, V]]
	byKey[Pair[K, V], K, *PairRDD[K, V]]
}

func newPair[K comparable, V any](c *core) *PairRDD[K, V] {
	c.wrap = wrapPair[K, V]
	p := &PairRDD[K, V]{core: c}
	p.binary.node, p.binary.self, p.byKey.self = c, p, p
	return p
}

func wrapPair[K comparable, V any](c *core) any { return newPair[K, V](c) }

func (p *PairRDD[K, V]) keyed() Keyed[K, V] { return p }

// RDD is a view of the pairs as elements.
func (p *PairRDD[K, V]) RDD[E Pair[K, V]]() *RDD[E] { return newRDD[E](recast[E](p.core)) }

// Glom makes one element of each partition: the slice of its pairs.
func (p *PairRDD[K, V]) Glom[P []Pair[K, V]]() *RDD[P] { return glom[Pair[K, V], P](p.core) }

// Values are the values.
func (p *PairRDD[K, V]) Values[_ ondemand]() *RDD[V] {
	return newRDD[V](mapRows(p.core, "values", nil, valueOf[K, V]))
}

// MapValues applies f to every value. Keys stay where they are.
func (p *PairRDD[K, V]) MapValues[U any](f func(V) U) *PairRDD[K, U] {
	return newPair[K, U](mapValueRows[Pair[K, V], K](p.core, f, func(e Pair[K, V]) U { return f(e.Value) }))
}

// FlatMapValues applies f to every value and makes a pair of the key and each of
// what it returns. Keys stay where they are.
func (p *PairRDD[K, V]) FlatMapValues[U any](f func(V) []U) *PairRDD[K, U] {
	return newPair[K, U](flatMapValueRows[Pair[K, V], K](p.core, f, func(e Pair[K, V]) []U { return f(e.Value) }))
}

// ReduceByKey combines the values of each key by f, which must be associative and
// commutative; first in each partition, then, shuffled by key, over all. The
// result has numPartitions, or the partitioner of p, or as many partitions as p.
func (p *PairRDD[K, V]) ReduceByKey[_ ondemand](f func(a, b V) V, numPartitions ...int) *PairRDD[K, V] {
	return newPair[K, V](combine(p.core, "reduceByKey", partitionerFor("reduceByKey", numPartitions, p.core),
		combiner[K, V, V]{Identity[V], f, f}, f))
}

// ReduceByKeyWith is ReduceByKey with a partitioner for the result.
func (p *PairRDD[K, V]) ReduceByKeyWith[_ ondemand](partitioner Partitioner, f func(a, b V) V) *PairRDD[K, V] {
	return newPair[K, V](combine(p.core, "reduceByKey", comparablePartitioner("reduceByKey", partitioner),
		combiner[K, V, V]{Identity[V], f, f}, f))
}

// FoldByKey is ReduceByKey that begins with a copy of zero for each key of each
// partition: zero must be neutral.
func (p *PairRDD[K, V]) FoldByKey[_ ondemand](zero V, f func(a, b V) V, numPartitions ...int) *PairRDD[K, V] {
	return newPair[K, V](combine(p.core, "foldByKey", partitionerFor("foldByKey", numPartitions, p.core),
		fromZero[K](zero, f, f), f))
}

// FoldByKeyWith is FoldByKey with a partitioner for the result.
func (p *PairRDD[K, V]) FoldByKeyWith[_ ondemand](partitioner Partitioner, zero V, f func(a, b V) V) *PairRDD[K, V] {
	return newPair[K, V](combine(p.core, "foldByKey", comparablePartitioner("foldByKey", partitioner),
		fromZero[K](zero, f, f), f))
}

// AggregateByKey combines the values of each key in each partition by seq, which
// begins with a copy of zero, and what comes of the partitions by comb.
func (p *PairRDD[K, V]) AggregateByKey[U any](zero U, seq func(acc U, value V) U, comb func(a, b U) U, numPartitions ...int) *PairRDD[K, U] {
	return newPair[K, U](combine(p.core, "aggregateByKey", partitionerFor("aggregateByKey", numPartitions, p.core),
		fromZero[K](zero, seq, comb), seq, comb))
}

// AggregateByKeyWith is AggregateByKey with a partitioner for the result.
func (p *PairRDD[K, V]) AggregateByKeyWith[U any](partitioner Partitioner, zero U, seq func(acc U, value V) U, comb func(a, b U) U) *PairRDD[K, U] {
	return newPair[K, U](combine(p.core, "aggregateByKey", comparablePartitioner("aggregateByKey", partitioner),
		fromZero[K](zero, seq, comb), seq, comb))
}

// CombineByKey makes a combiner of the first value of each key in each partition,
// merges the others into it, and merges the combiners of the partitions.
func (p *PairRDD[K, V]) CombineByKey[C any](create func(V) C, mergeValue func(acc C, value V) C, mergeCombiners func(a, b C) C, numPartitions ...int) *PairRDD[K, C] {
	return newPair[K, C](combine(p.core, "combineByKey", partitionerFor("combineByKey", numPartitions, p.core),
		combiner[K, V, C]{create, mergeValue, mergeCombiners}, create, mergeValue, mergeCombiners))
}

// CombineByKeyWith is CombineByKey with a partitioner for the result.
func (p *PairRDD[K, V]) CombineByKeyWith[C any](partitioner Partitioner, create func(V) C, mergeValue func(acc C, value V) C, mergeCombiners func(a, b C) C) *PairRDD[K, C] {
	return newPair[K, C](combine(p.core, "combineByKey", comparablePartitioner("combineByKey", partitioner),
		combiner[K, V, C]{create, mergeValue, mergeCombiners}, create, mergeValue, mergeCombiners))
}

// GroupByKey brings all values of each key together, in the order of the
// partitions they come from. ReduceByKey and AggregateByKey move less data.
func (p *PairRDD[K, V]) GroupByKey[_ ondemand](numPartitions ...int) *GroupedRDD[K, V] {
	return newGrouped[K, V](groupRows[K, V](p.core, "groupByKey", partitionerFor("groupByKey", numPartitions, p.core)))
}

// KeyBy makes a pair of each element: the key that f makes of it, and the element.
func (p *PairRDD[K, V]) KeyBy[G comparable, E Pair[K, V]](f func(K, V) G) *PairRDD[G, E] {
	return newPair[G, E](mapRows(p.core, "keyBy", f, func(e Pair[K, V]) Pair[G, E] { return Pair[G, E]{f(e.Key, e.Value), E(e)} }))
}

func valueOf[K comparable, V any](e Pair[K, V]) V { return e.Value }

// recast is a view of rows whose type is E by another name: a type parameter that can only be E.
func recast[E any](c *core) *core {
	v := view(c)
	v.elem = elemOf[E]()
	return v
}

// rowsOf are the rows of c as a keyed shape's pairs.
func rowsOf[K comparable, V any](c *core, rows any) iter.Seq[Pair[K, V]] {
	if c.pairs != nil {
		rows = c.pairs(rows)
	}
	return rows.(iter.Seq[Pair[K, V]])
}

// GroupBy groups the pairs by the key that f makes of each.
func (p *PairRDD[K, V]) GroupBy[G comparable, E Pair[K, V]](f func(K, V) G, numPartitions ...int) *GroupedRDD[G, E] {
	part := partitionerFor("groupBy", numPartitions, p.core)
	keyed := mapRows(p.core, "groupBy", f, func(e Pair[K, V]) Pair[G, E] { return Pair[G, E]{f(e.Key, e.Value), E(e)} })
	return newGrouped[G, E](groupRows[G, E](keyed, "groupBy", part))
}
