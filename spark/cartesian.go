package spark

import (
	"errors"
	"iter"

	"gospark/engine"
)

func cartesian[A, B any](a, b *core) *core {
	return cartesianNode(a, b, elemOf[Tuple2[A, B]](), func(t *engine.Task, left any, right func() any) any {
		return iter.Seq[Tuple2[A, B]](func(yield func(Tuple2[A, B]) bool) {
			left.(iter.Seq[A])(func(l A) bool {
				more := true
				right().(iter.Seq[B])(func(r B) bool {
					more = yield(Tuple2[A, B]{l, r})
					return more
				})
				return more
			})
		})
	})
}

func cartesianNode(a, b *core, e *elem, pairs func(t *engine.Task, left any, right func() any) any) *core {
	n := newNode(a.sc, "CartesianRDD", "cartesian", e)
	n.Deps = []engine.Dependency{{Parent: a.rdd}, {Parent: b.rdd}}
	n.Count = func() (int, error) {
		i, err := a.rdd.NumPartitions()
		j, err2 := b.rdd.NumPartitions()
		if j > 0 && i > mostPartitions/j {
			return 0, tooManyPartitions(n)
		}
		return i * j, errors.Join(err, err2)
	}
	n.Compute = func(t *engine.Task, p int) any {
		count, _ := b.rdd.NumPartitions()
		return pairs(t, read(t, a, p/count), func() any { return read(t, b, p%count) })
	}
	return &core{sc: a.sc, rdd: a.sc.engine.Add(n), elem: e}
}

// Cartesian pairs every element of r with every element of other. It has as many
// partitions as both have, multiplied.
func (r *RDD[T]) Cartesian[U any](other *RDD[U]) *RDD2[T, U] {
	return newRDD2[T, U](cartesian[T, U](r.node, otherCore(r.node, "cartesian", other)))
}

// Cartesian has every pair with every element of other.
func (p *PairRDD[K, V]) Cartesian[U any, E Pair[K, V]](other *RDD[U]) *RDD2[E, U] {
	return newRDD2[E, U](cartesian[E, U](recast[E](p.core), otherCore(p.core, "cartesian", other)))
}
