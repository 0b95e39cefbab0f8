package spark

// Join pairs each value of p with each of other's values of the same key, the
// values of p outermost. A side that is partitioned as the result isn't shuffled.
func (p *PairRDD[K, V]) Join[W any](other Keyed[K, W], numPartitions ...int) *JoinedRDD[K, V, W] {
	return join[K, V, W, V]("join", p.core, other, numPartitions)
}

// LeftOuterJoin is Join that keeps the keys that only p has.
func (p *PairRDD[K, V]) LeftOuterJoin[W any, R Option[W]](other Keyed[K, W], numPartitions ...int) *JoinedRDD[K, V, R] {
	return leftJoin[K, V, W, V, R](p.core, other, numPartitions)
}

// RightOuterJoin is Join that keeps the keys that only other has.
func (p *PairRDD[K, V]) RightOuterJoin[W any, L Option[V]](other Keyed[K, W], numPartitions ...int) *JoinedRDD[K, L, W] {
	return rightJoin[K, V, W, L](p.core, other, numPartitions)
}

// FullOuterJoin is Join that keeps the keys of both sides.
func (p *PairRDD[K, V]) FullOuterJoin[W any, L Option[V], R Option[W]](other Keyed[K, W], numPartitions ...int) *JoinedRDD[K, L, R] {
	return fullJoin[K, V, W, L, R](p.core, other, numPartitions)
}

// CoGroup brings all values of each key on both sides together.
func (p *PairRDD[K, V]) CoGroup[W any](other Keyed[K, W], numPartitions ...int) *CoGroupedRDD[K, V, W] {
	r := otherCore(p.core, "cogroup", other)
	return newCoGrouped[K, V, W](coGroup[K, V, W]("cogroup", p.core, r, partitionerFor("cogroup", numPartitions, p.core, r)))
}
