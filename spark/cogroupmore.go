package spark

import (
	"iter"

	"gospark/engine"
)

// gathering is the groups of a cogroup of more than two sides, in the order in which their keys came.
type gathering[K comparable, G any] struct {
	index *table[K, int]
	rows  []G
	fresh func(K) G
	d     *divider
	left  int // until the divider looks again
}

// gather adds the pairs of a side to their groups; values is the side's place in one.
func gather[V any, K comparable, G any](g *gathering[K, G], pairs any, values func(*G) *[]V) {
	pairs.(iter.Seq[Pair[K, V]])(func(p Pair[K, V]) bool {
		if g.left--; g.left == 0 { // before the group is there
			g.left = g.d.look(g)
		}
		i := rowOf(g.index, p.Key)
		if i < 0 {
			i = addRow(g.index, p.Key, 0)
			g.rows = append(g.rows, g.fresh(p.Key))
		}
		to := values(&g.rows[i])
		*to = append(*to, p.Value)
		return true
	})
}

func gathered[K comparable, G any](d *divider, fresh func(K) G, add func(*gathering[K, G])) any {
	g := &gathering[K, G]{index: newTable[K, int](), fresh: fresh, d: d, left: firstLook}
	add(g)
	return d.rest(g)
}

// coGroupAll brings the values of each key of several sides together.
func coGroupAll(op string, k *keyOps, e *elem, p Partitioner, sides []side, read func(d *divider, inputs []any) any) *core {
	pairs := make([]*elem, len(sides))
	for i, s := range sides {
		pairs[i] = s.elem
	}
	c := coGroupNodeOf("CoGroupedRDD", op, e, p, sides, func(t *engine.Task, rows []any) any {
		return divide(t, k, e, read, pairs, rows...)
	})
	return narrow(c, e, step{op: op, keep: true, compute: passRows})
}

// coGroup3 brings the values of each key of three sides together.
func coGroup3[K comparable, V, W, X any](op string, a, b, c *core, p Partitioner) *core {
	type group = CoGrouped3[K, V, W, X]
	sides := []side{sideOf[K, V](a, p), sideOf[K, W](b, p), sideOf[K, X](c, p)}
	return coGroupAll(op, keyOf[K](), elemOf[group](), p, sides, func(d *divider, rows []any) any {
		return gathered(d, func(k K) group { return group{Key: k} }, func(g *gathering[K, group]) {
			gather(g, rows[0], func(e *group) *[]V { return &e.First })
			gather(g, rows[1], func(e *group) *[]W { return &e.Second })
			gather(g, rows[2], func(e *group) *[]X { return &e.Third })
		})
	})
}

// coGroup4 brings the values of each key of four sides together.
func coGroup4[K comparable, V, W, X, Y any](op string, a, b, c, d *core, p Partitioner) *core {
	type group = CoGrouped4[K, V, W, X, Y]
	sides := []side{sideOf[K, V](a, p), sideOf[K, W](b, p), sideOf[K, X](c, p), sideOf[K, Y](d, p)}
	return coGroupAll(op, keyOf[K](), elemOf[group](), p, sides, func(d *divider, rows []any) any {
		return gathered(d, func(k K) group { return group{Key: k} }, func(g *gathering[K, group]) {
			gather(g, rows[0], func(e *group) *[]V { return &e.First })
			gather(g, rows[1], func(e *group) *[]W { return &e.Second })
			gather(g, rows[2], func(e *group) *[]X { return &e.Third })
			gather(g, rows[3], func(e *group) *[]Y { return &e.Fourth })
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
	return newCoGrouped[K, V, W](coGroup[K, V, W](op, elemOf[CoGrouped[K, V, W]](), p.core, b, partitionerFor(op, nil, p.core, b)))
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
