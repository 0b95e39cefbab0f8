package spark

import "iter"

// A JoinedRDD is what a join yields: a key and a value from each side.
type JoinedRDD[K comparable, V, W any] struct {
	*core
	ternary[Joined[K, V, W], K, V, W, *JoinedRDD[K, V, W]]
	byKey[Joined[K, V, W], K, *JoinedRDD[K, V, W]]
}

func newJoined[K comparable, V, W any](c *core) *JoinedRDD[K, V, W] {
	c.wrap, c.pairs = wrapJoined[K, V, W], joinedPairs[K, V, W]
	j := &JoinedRDD[K, V, W]{core: c}
	j.ternary.node, j.ternary.self, j.byKey.self = c, j, j
	return j
}

func wrapJoined[K comparable, V, W any](c *core) any { return newJoined[K, V, W](c) }

func (j *JoinedRDD[K, V, W]) keyed() Keyed[K, Tuple2[V, W]] { return j }

// joinedPairs are the rows with both values as one.
func joinedPairs[K comparable, V, W any](rows any) any {
	in := rows.(iter.Seq[Joined[K, V, W]])
	return iter.Seq[Pair[K, Tuple2[V, W]]](func(yield func(Pair[K, Tuple2[V, W]]) bool) {
		in(func(e Joined[K, V, W]) bool {
			return yield(Pair[K, Tuple2[V, W]]{e.Key, Tuple2[V, W]{e.Left, e.Right}})
		})
	})
}

// RDD is a view of the elements.
func (j *JoinedRDD[K, V, W]) RDD[E Joined[K, V, W]]() *RDD[E] { return newRDD[E](recast[E](j.core)) }

// Values are the two values of each element.
func (j *JoinedRDD[K, V, W]) Values[_ ondemand]() *RDD2[V, W] {
	return newRDD2[V, W](mapRows(j.core, "values", nil, func(e Joined[K, V, W]) Tuple2[V, W] { return Tuple2[V, W]{e.Left, e.Right} }))
}

// MapValues applies f to the two values of every element. Keys stay where they are.
func (j *JoinedRDD[K, V, W]) MapValues[U any](f func(V, W) U) *PairRDD[K, U] {
	return newPair[K, U](mapValueRows[Joined[K, V, W], K](j.core, f, func(e Joined[K, V, W]) U { return f(e.Left, e.Right) }))
}

// FlatMapValues applies f to the two values of every element and makes a pair of
// the key and each of what it returns. Keys stay where they are.
func (j *JoinedRDD[K, V, W]) FlatMapValues[U any](f func(V, W) []U) *PairRDD[K, U] {
	return newPair[K, U](flatMapValueRows[Joined[K, V, W], K](j.core, f, func(e Joined[K, V, W]) []U { return f(e.Left, e.Right) }))
}

// Join is PairRDD.Join, the two values being one.
func (j *JoinedRDD[K, V, W]) Join[X any, L Tuple2[V, W]](other Keyed[K, X], numPartitions ...int) *JoinedRDD[K, L, X] {
	return join[K, Tuple2[V, W], X, L]("join", j.core, other, numPartitions)
}

// LeftOuterJoin is PairRDD.LeftOuterJoin, the two values being one.
func (j *JoinedRDD[K, V, W]) LeftOuterJoin[X any, L Tuple2[V, W], R Option[X]](other Keyed[K, X], numPartitions ...int) *JoinedRDD[K, L, R] {
	return leftJoin[K, Tuple2[V, W], X, L, R](j.core, other, numPartitions)
}

// RightOuterJoin is PairRDD.RightOuterJoin, the two values being one.
func (j *JoinedRDD[K, V, W]) RightOuterJoin[X any, L Option[Tuple2[V, W]]](other Keyed[K, X], numPartitions ...int) *JoinedRDD[K, L, X] {
	return rightJoin[K, Tuple2[V, W], X, L](j.core, other, numPartitions)
}

// FullOuterJoin is PairRDD.FullOuterJoin, the two values being one.
func (j *JoinedRDD[K, V, W]) FullOuterJoin[X any, L Option[Tuple2[V, W]], R Option[X]](other Keyed[K, X], numPartitions ...int) *JoinedRDD[K, L, R] {
	return fullJoin[K, Tuple2[V, W], X, L, R](j.core, other, numPartitions)
}

// Lookup returns the values of a key.
func (j *JoinedRDD[K, V, W]) Lookup[_ ondemand](key K) []Tuple2[V, W] {
	return lookup[K, Tuple2[V, W]](j.core, key)
}

// CollectAsMap returns the values by key; of several of one key the last.
func (j *JoinedRDD[K, V, W]) CollectAsMap[_ ondemand]() map[K]Tuple2[V, W] {
	return collectAsMap[K, Tuple2[V, W]](j.core)
}
