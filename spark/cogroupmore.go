package spark

// coGroup3 brings the values of each key of three sides together.
func coGroup3[K comparable, V, W, X any](op string, a, b, c *core, p Partitioner) *core {
	type group = CoGrouped3[K, V, W, X]
	sides := []side{sideOf[K, V](a, p), sideOf[K, W](b, p), sideOf[K, X](c, p)}
	e := elemOf[group]()
	return coGroupAll(op, keyOf[K](), e, e, p, sides, func(d *divider, rows []any) any {
		g := newGroupings(d)
		a, b, c := gather[K, V](d, g, 0, rows[0]), gather[K, W](d, g, 1, rows[1]), gather[K, X](d, g, 2, rows[2])
		return groupRowsOf[K](d, g.keys, func(n int) func(i int, k K) group {
			first, second, third := groupsOf[V](a, n), groupsOf[W](b, n), groupsOf[X](c, n)
			return func(i int, k K) group { return group{k, first[i], second[i], third[i]} }
		})
	})
}

// coGroup4 brings the values of each key of four sides together.
func coGroup4[K comparable, V, W, X, Y any](op string, a, b, c, d *core, p Partitioner) *core {
	type group = CoGrouped4[K, V, W, X, Y]
	sides := []side{sideOf[K, V](a, p), sideOf[K, W](b, p), sideOf[K, X](c, p), sideOf[K, Y](d, p)}
	e := elemOf[group]()
	return coGroupAll(op, keyOf[K](), e, e, p, sides, func(div *divider, rows []any) any {
		g := newGroupings(div)
		a, b := gather[K, V](div, g, 0, rows[0]), gather[K, W](div, g, 1, rows[1])
		c, d := gather[K, X](div, g, 2, rows[2]), gather[K, Y](div, g, 3, rows[3])
		return groupRowsOf[K](div, g.keys, func(n int) func(i int, k K) group {
			first, second, third, fourth := groupsOf[V](a, n), groupsOf[W](b, n), groupsOf[X](c, n), groupsOf[Y](d, n)
			return func(i int, k K) group { return group{k, first[i], second[i], third[i], fourth[i]} }
		})
	})
}

// CoGroup3 brings all values of each key of three RDDs together.
func (p *PairRDD[K, V]) CoGroup3[W, X any](second Keyed[K, W], third Keyed[K, X], numPartitions ...int) *CoGrouped3RDD[K, V, W, X] {
	const op = "cogroup"
	b, c := otherCore(p.core, op, second), otherCore(p.core, op, third)
	return newCoGrouped3[K, V, W, X](coGroup3[K, V, W, X](op, p.core, b, c, partitionerFor(op, numPartitions, p.core, b, c)))
}

// CoGroup4 brings all values of each key of four RDDs together.
func (p *PairRDD[K, V]) CoGroup4[W, X, Y any](second Keyed[K, W], third Keyed[K, X], fourth Keyed[K, Y], numPartitions ...int) *CoGrouped4RDD[K, V, W, X, Y] {
	const op = "cogroup"
	b, c, d := otherCore(p.core, op, second), otherCore(p.core, op, third), otherCore(p.core, op, fourth)
	return newCoGrouped4[K, V, W, X, Y](coGroup4[K, V, W, X, Y](op, p.core, b, c, d, partitionerFor(op, numPartitions, p.core, b, c, d)))
}

// GroupWith is CoGroup by Spark's other name for it.
func (p *PairRDD[K, V]) GroupWith[W any](other Keyed[K, W]) *CoGroupedRDD[K, V, W] {
	const op = "groupWith"
	b := otherCore(p.core, op, other)
	return newCoGrouped[K, V, W](coGroup[K, V, W](op, p.core, b, partitionerFor(op, nil, p.core, b)))
}

// GroupWith3 is CoGroup3 by Spark's other name for it.
func (p *PairRDD[K, V]) GroupWith3[W, X any](second Keyed[K, W], third Keyed[K, X]) *CoGrouped3RDD[K, V, W, X] {
	const op = "groupWith"
	b, c := otherCore(p.core, op, second), otherCore(p.core, op, third)
	return newCoGrouped3[K, V, W, X](coGroup3[K, V, W, X](op, p.core, b, c, partitionerFor(op, nil, p.core, b, c)))
}

// GroupWith4 is CoGroup4 by Spark's other name for it.
func (p *PairRDD[K, V]) GroupWith4[W, X, Y any](second Keyed[K, W], third Keyed[K, X], fourth Keyed[K, Y]) *CoGrouped4RDD[K, V, W, X, Y] {
	const op = "groupWith"
	b, c, d := otherCore(p.core, op, second), otherCore(p.core, op, third), otherCore(p.core, op, fourth)
	return newCoGrouped4[K, V, W, X, Y](coGroup4[K, V, W, X, Y](op, p.core, b, c, d, partitionerFor(op, nil, p.core, b, c, d)))
}
