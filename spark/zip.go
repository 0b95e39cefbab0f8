package spark

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"gospark/engine"
)

// errUnequal fails a zip.
var errUnequal = errors.New("only RDDs with the same number of elements in each partition can be zipped")

func zip[A, B any](a, b *core) *core {
	e, unequal := elemOf[Tuple2[A, B]](), &engine.Fault{Err: errUnequal, Site: "zip at " + callSite("zip"),
		Remedy: "give both an index and join by it: ZipWithIndex"}
	return zipNode("zip", []*core{a, b}, e, nil, func(rows []any) any {
		return iter.Seq[Tuple2[A, B]](func(yield func(Tuple2[A, B]) bool) {
			next, stop := iter.Pull(rows[1].(iter.Seq[B]))
			defer stop()
			more := true
			rows[0].(iter.Seq[A])(func(l A) bool {
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

// zipNode is a node that reads the same partition of each of several RDDs; together
// makes its rows of theirs, f being the person's function, if there is one.
func zipNode(op string, all []*core, e *elem, f any, together func(rows []any) any) *core {
	n := newNode(all[0].sc, fmt.Sprintf("ZippedPartitionsRDD%d", len(all)), op, e, f)
	counts := make([]string, len(all))
	for i, c := range all {
		counts[i] = fmt.Sprint(partitions(c, op))
		n.Deps = append(n.Deps, engine.Dependency{Parent: c.rdd})
	}
	for _, other := range counts {
		if other != counts[0] {
			panic(definition(op, "RDDs with unequal numbers of partitions ("+strings.Join(counts, ", ")+") can't be zipped",
				"repartition one of them, or join by a key"))
		}
	}
	n.Count = all[0].rdd.NumPartitions
	n.Compute = func(t *engine.Task, p int) any {
		rows := make([]any, len(all))
		for i, c := range all {
			rows[i] = read(t, c, p)
		}
		return orNothing(t, e, together(rows))
	}
	return &core{sc: all[0].sc, rdd: all[0].sc.engine.Add(n), elem: e}
}

// Zip pairs the first element with other's first, and so on. Both RDDs must have
// the same number of partitions; it is the job that fails where a partition has
// more elements on one side than on the other.
func (r *RDD[T]) Zip[U any](other *RDD[U]) *RDD2[T, U] {
	return newRDD2[T, U](zip[T, U](r.node, otherCore(r.node, "zip", other)))
}

// Zip has the first pair with other's first element, and so on, as RDD.Zip does.
func (p *PairRDD[K, V]) Zip[U any, E Pair[K, V]](other *RDD[U]) *RDD2[E, U] {
	return newRDD2[E, U](zip[E, U](recast[E](p.core), otherCore(p.core, "zip", other)))
}

// ZipWithIndex has each element with its index. It runs a job where there is more
// than one partition, to count all but the last.
func (r *RDD[T]) ZipWithIndex[_ ondemand]() *RDD2[T, int] {
	return newRDD2[T, int](zipWithIndex[T](r.node, Identity[int]))
}

// ZipWithIndex has each pair with its index, as RDD.ZipWithIndex does.
func (p *PairRDD[K, V]) ZipWithIndex[E Pair[K, V]]() *RDD2[E, int] {
	return newRDD2[E, int](zipWithIndex[E](recast[E](p.core), Identity[int]))
}

// zipWithIndex has each element with what number makes of its index.
func zipWithIndex[T, I any](c *core, number func(int) I) *core {
	starts := startsOf(c)
	return numbered[T](c, step{kind: "ZippedWithIndexRDD", op: "zipWithIndex"}, number,
		func(p int) (first, next int) { return starts[p], 1 })
}

// numbered has each element with what number makes of its place: numbers tells the
// first of a partition, and how far apart they are.
func numbered[T, I any](c *core, s step, number func(int) I, numbers func(p int) (first, next int)) *core {
	s.compute = func(_ *engine.Task, p int, rows any) any {
		in := rows.(iter.Seq[T])
		return iter.Seq[Tuple2[T, I]](func(yield func(Tuple2[T, I]) bool) {
			i, next := numbers(p)
			in(func(e T) bool {
				i += next
				return yield(Tuple2[T, I]{e, number(i - next)})
			})
		})
	}
	return narrow(c, elemOf[Tuple2[T, I]](), s)
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

// ZipWithUniqueID has each element with a number of its own (Spark's zipWithUniqueId):
// of n partitions, the k-th has k, n+k, 2n+k, ... Unlike ZipWithIndex it never runs a job, and numbers are left out.
func (r *RDD[T]) ZipWithUniqueID[_ ondemand]() *RDD2[T, int] {
	return newRDD2[T, int](zipWithUniqueID[T](r.node, Identity[int]))
}

// ZipWithUniqueID has each pair with a number of its own, as RDD.ZipWithUniqueID does.
func (p *PairRDD[K, V]) ZipWithUniqueID[E Pair[K, V]]() *RDD2[E, int] {
	return newRDD2[E, int](zipWithUniqueID[E](recast[E](p.core), Identity[int]))
}

func zipWithUniqueID[T, I any](c *core, number func(int) I) *core {
	n := partitions(c, "zipWithUniqueId")
	return numbered[T](c, step{op: "zipWithUniqueId"}, number, func(p int) (first, next int) { return p, n })
}
