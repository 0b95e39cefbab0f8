package spark

import "iter"

// A GroupedRDD is a key and all its values: what GroupByKey and GroupBy yield.
type GroupedRDD[K comparable, V any] struct {
	*core
	binary[Group[K, V], K, []V, *GroupedRDD[K, V]]
	byKey[Group[K, V], K, *GroupedRDD[K, V]]
}

func newGrouped[K comparable, V any](c *core) *GroupedRDD[K, V] {
	c.wrap, c.pairs = wrapGrouped[K, V], groupedPairs[K, V]
	g := &GroupedRDD[K, V]{core: c}
	g.binary.node, g.binary.self, g.byKey.self = c, g, g
	return g
}

func wrapGrouped[K comparable, V any](c *core) any { return newGrouped[K, V](c) }

func (g *GroupedRDD[K, V]) keyed() Keyed[K, []V] { return g }

// groupedPairs are the rows with the values as one value.
func groupedPairs[K comparable, V any](rows any) any {
	in := rows.(iter.Seq[Group[K, V]])
	return iter.Seq[Pair[K, []V]](func(yield func(Pair[K, []V]) bool) {
		in(func(e Group[K, V]) bool { return yield(Pair[K, []V]{e.Key, e.Values}) })
	})
}

// RDD is a view of the elements.
func (g *GroupedRDD[K, V]) RDD[E Group[K, V]]() *RDD[E] { return newRDD[E](recast[E](g.core)) }

// Values are the values of each key.
func (g *GroupedRDD[K, V]) Values[S []V]() *RDD[S] {
	return newRDD[S](mapRows(g.core, "values", nil, func(e Group[K, V]) S { return S(e.Values) }))
}

// MapValues applies f to the values of every key. Keys stay where they are.
func (g *GroupedRDD[K, V]) MapValues[U any](f func([]V) U) *PairRDD[K, U] {
	return newPair[K, U](mapValueRows[Group[K, V], K](g.core, f, func(e Group[K, V]) U { return f(e.Values) }))
}

// FlatMapValues applies f to the values of every key and makes a pair of the key
// and each of what it returns. Keys stay where they are.
func (g *GroupedRDD[K, V]) FlatMapValues[U any](f func([]V) []U) *PairRDD[K, U] {
	return newPair[K, U](flatMapValueRows[Group[K, V], K](g.core, f, func(e Group[K, V]) []U { return f(e.Values) }))
}

// Join is PairRDD.Join, the values of a key being one.
func (g *GroupedRDD[K, V]) Join[W any, L []V](other Keyed[K, W], numPartitions ...int) *JoinedRDD[K, L, W] {
	return join[K, []V, W, L]("join", g.core, other, numPartitions)
}

// LeftOuterJoin is PairRDD.LeftOuterJoin, the values of a key being one.
func (g *GroupedRDD[K, V]) LeftOuterJoin[W any, L []V, R Option[W]](other Keyed[K, W], numPartitions ...int) *JoinedRDD[K, L, R] {
	return leftJoin[K, []V, W, L, R](g.core, other, numPartitions)
}

// RightOuterJoin is PairRDD.RightOuterJoin, the values of a key being one.
func (g *GroupedRDD[K, V]) RightOuterJoin[W any, L Option[[]V]](other Keyed[K, W], numPartitions ...int) *JoinedRDD[K, L, W] {
	return rightJoin[K, []V, W, L](g.core, other, numPartitions)
}

// FullOuterJoin is PairRDD.FullOuterJoin, the values of a key being one.
func (g *GroupedRDD[K, V]) FullOuterJoin[W any, L Option[[]V], R Option[W]](other Keyed[K, W], numPartitions ...int) *JoinedRDD[K, L, R] {
	return fullJoin[K, []V, W, L, R](g.core, other, numPartitions)
}

// Lookup returns the values of a key.
func (g *GroupedRDD[K, V]) Lookup[_ ondemand](key K) [][]V { return lookup[K, []V](g.core, key) }

// CollectAsMap returns the values by key.
func (g *GroupedRDD[K, V]) CollectAsMap[_ ondemand]() map[K][]V {
	return collectAsMap[K, []V](g.core)
}
