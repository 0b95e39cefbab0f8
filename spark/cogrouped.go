package spark

import "iter"

// A CoGroupedRDD is a key and all its values on each of two sides.
type CoGroupedRDD[K comparable, V, W any] struct {
	*core
	ternary[CoGrouped[K, V, W], K, []V, []W, *CoGroupedRDD[K, V, W]]
	byKey[CoGrouped[K, V, W], K, *CoGroupedRDD[K, V, W]]
}

func newCoGrouped[K comparable, V, W any](c *core) *CoGroupedRDD[K, V, W] {
	c.wrap, c.pairs = wrapCoGrouped[K, V, W], coGroupedPairs[K, V, W]
	g := &CoGroupedRDD[K, V, W]{core: c}
	g.ternary.node, g.ternary.self, g.byKey.self = c, g, g
	return g
}

func wrapCoGrouped[K comparable, V, W any](c *core) any { return newCoGrouped[K, V, W](c) }

func (c *CoGroupedRDD[K, V, W]) keyed() Keyed[K, Tuple2[[]V, []W]] { return c }

// coGroupedPairs are the rows with the values of both sides as one value.
func coGroupedPairs[K comparable, V, W any](rows any) any {
	in := rows.(iter.Seq[CoGrouped[K, V, W]])
	return iter.Seq[Pair[K, Tuple2[[]V, []W]]](func(yield func(Pair[K, Tuple2[[]V, []W]]) bool) {
		in(func(e CoGrouped[K, V, W]) bool {
			return yield(Pair[K, Tuple2[[]V, []W]]{e.Key, Tuple2[[]V, []W]{e.Left, e.Right}})
		})
	})
}

// RDD is a view of the elements.
func (c *CoGroupedRDD[K, V, W]) RDD[E CoGrouped[K, V, W]]() *RDD[E] {
	return newRDD[E](recast[E](c.core))
}

// Values are the values of each key on both sides.
func (c *CoGroupedRDD[K, V, W]) Values[L []V, R []W]() *RDD2[L, R] {
	return newRDD2[L, R](mapRows(c.core, "values", nil, func(e CoGrouped[K, V, W]) Tuple2[L, R] {
		return Tuple2[L, R]{L(e.Left), R(e.Right)}
	}))
}

// MapValues applies f to the values of every key on both sides. Keys stay where they are.
func (c *CoGroupedRDD[K, V, W]) MapValues[U any](f func([]V, []W) U) *PairRDD[K, U] {
	return newPair[K, U](mapValueRows[CoGrouped[K, V, W], K](c.core, f, func(e CoGrouped[K, V, W]) U { return f(e.Left, e.Right) }))
}

// FlatMapValues applies f to the values of every key on both sides and makes a
// pair of the key and each of what it returns. Keys stay where they are.
func (c *CoGroupedRDD[K, V, W]) FlatMapValues[U any](f func([]V, []W) []U) *PairRDD[K, U] {
	return newPair[K, U](flatMapValueRows[CoGrouped[K, V, W], K](c.core, f, func(e CoGrouped[K, V, W]) []U { return f(e.Left, e.Right) }))
}

// Lookup returns the values of a key on both sides.
func (c *CoGroupedRDD[K, V, W]) Lookup[_ ondemand](key K) []Tuple2[[]V, []W] {
	return lookup[K, Tuple2[[]V, []W]](c.core, key)
}

// CollectAsMap returns the values on both sides by key.
func (c *CoGroupedRDD[K, V, W]) CollectAsMap[_ ondemand]() map[K]Tuple2[[]V, []W] {
	return collectAsMap[K, Tuple2[[]V, []W]](c.core)
}
