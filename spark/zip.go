package spark

import (
	"errors"
	"iter"

	"gospark/engine"
)

// errUnequal fails a zip.
var errUnequal = errors.New("only RDDs with the same number of elements in each partition can be zipped")

func zip[A, B any](a, b *core) *core {
	e, unequal := elemOf[Tuple2[A, B]](), &engine.Fault{Err: errUnequal, Site: "zip at " + callSite("zip"),
		Remedy: "give both an index and join by it: ZipWithIndex"}
	return zipNode(a, b, e, func(left, right any) any {
		return iter.Seq[Tuple2[A, B]](func(yield func(Tuple2[A, B]) bool) {
			next, stop := iter.Pull(right.(iter.Seq[B]))
			defer stop()
			more := true
			left.(iter.Seq[A])(func(l A) bool {
				r, ok := next()
				if !ok {
					panic(unequal)
				}
				more = yield(Tuple2[A, B]{l, r})
				return more
			})
			if _, ok := next(); ok && more {
				panic(unequal)
			}
		})
	})
}

func zipNode(a, b *core, e *elem, pairs func(left, right any) any) *core {
	const op = "zip"
	if i, j := partitions(a, op), partitions(b, op); i != j {
		panic(definition(op, "RDDs with unequal numbers of partitions can't be zipped", "repartition one of them, or join by a key"))
	}
	n := newNode(a.sc, "ZippedPartitionsRDD2", op, e)
	n.Deps = []engine.Dependency{{Parent: a.rdd}, {Parent: b.rdd}}
	n.Count = a.rdd.NumPartitions
	n.Compute = func(t *engine.Task, p int) any { return pairs(read(t, a, p), read(t, b, p)) }
	return &core{sc: a.sc, rdd: a.sc.engine.Add(n), elem: e}
}

// Zip has the first element with other's first, and so on. Both RDDs must have
// the same number of partitions, and of elements in each.
func (r *RDD[T]) Zip[U any](other *RDD[U]) *RDD2[T, U] {
	return newRDD2[T, U](zip[T, U](r.node, otherCore(r.node, "zip", other)))
}

// ZipWithIndex has each element with its index. It runs a job where there is more
// than one partition, to count all but the last.
func (r *RDD[T]) ZipWithIndex[_ ondemand]() *RDD2[T, int] {
	return newRDD2[T, int](zipWithIndex[T](r.node, Identity[int]))
}

// zipWithIndex has each element with what number makes of its index.
func zipWithIndex[T, I any](c *core, number func(int) I) *core {
	starts := startsOf(c)
	return narrow(c, elemOf[Tuple2[T, I]](), step{kind: "ZippedWithIndexRDD", op: "zipWithIndex",
		compute: func(_ *engine.Task, p int, rows any) any {
			in := rows.(iter.Seq[T])
			return iter.Seq[Tuple2[T, I]](func(yield func(Tuple2[T, I]) bool) {
				i := starts[p]
				in(func(e T) bool {
					i++
					return yield(Tuple2[T, I]{e, number(i - 1)})
				})
			})
		}})
}

// startsOf is the index of each partition's first element.
func startsOf(c *core) []int {
	const op = "zipWithIndex"
	starts := make([]int, max(1, partitions(c, op)))
	if len(starts) > 1 {
		parts := make([]int, len(starts)-1)
		for i := range parts {
			parts[i] = i
		}
		for i, n := range newAction(c, op).countEach(parts) {
			starts[i+1] = starts[i] + n
		}
	}
	return starts
}
