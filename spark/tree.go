package spark

import (
	"fmt"
	"iter"
	"math"

	"gospark/engine"
)

// TreeReduce is Reduce in levels (Spark's treeReduce): what comes of the partitions
// is combined by tasks, a few at a time, before the rest is at the caller. depth is
// how many levels there are about, 2 where it isn't said. It fails with ErrEmpty
// where there are no elements.
func (d *dataset[E, Self]) TreeReduce[_ ondemand](f func(a, b E) E, depth ...int) E {
	const op = "treeReduce"
	merge := func(a, b []E) []E {
		if len(a) == 0 || len(b) == 0 {
			return append(a[:len(a):len(a)], b...)
		}
		return []E{f(a[0], b[0])}
	}
	all := treeAggregate(d.node, op, []E(nil), func(rows iter.Seq[E]) []E { return reduceRows(rows, f) }, merge, depth, f)
	if len(all) == 0 {
		panic(failed(op, ErrEmpty))
	}
	return all[0]
}

// TreeAggregate is Aggregate in levels (Spark's treeAggregate): what comes of the
// partitions is combined by tasks, a few at a time, before the rest is at the caller.
// depth is how many levels there are about, 2 where it isn't said. zero must be neutral.
func (d *dataset[E, Self]) TreeAggregate[U any](zero U, seq func(acc U, element E) U, comb func(a, b U) U, depth ...int) U {
	return treeAggregate(d.node, "treeAggregate", zero, func(rows iter.Seq[E]) U {
		acc := cloned(zero)
		rows(func(e E) bool { acc = seq(acc, e); return true })
		return acc
	}, comb, depth, seq, comb)
}

// treeAggregate combines what fold makes of each partition.
func treeAggregate[E, U any](c *core, op string, zero U, fold func(iter.Seq[E]) U, comb func(a, b U) U, depth []int, funcs ...any) U {
	levels := treeLevels(op, partitions(c, op), depth)
	for _, f := range funcs {
		describe(op, f)
	}
	if partitions(c, op) == 0 {
		return cloned(zero)
	}
	parts := narrow(c, elemOf[U](), step{op: op, f: funcs, compute: func(_ *engine.Task, _ int, rows any) any {
		return iter.Seq[U](func(yield func(U) bool) { yield(fold(rows.(iter.Seq[E]))) })
	}})
	for _, n := range levels {
		parts = mergePartitions(parts, op, n, zero, comb)
	}
	return aggregate(parts, op, zero, comb, comb)
}

// mergePartitions combines the elements of c's partitions into those of n partitions.
func mergePartitions[U any](c *core, op string, n int, zero U, comb func(a, b U) U) *core {
	placed := narrow(c, elemOf[Pair[int, U]](), step{op: op, compute: func(_ *engine.Task, p int, rows any) any {
		return turned(func(acc U) Pair[int, U] { return Pair[int, U]{p % n, acc} })(rows)
	}})
	merged := combine(placed, op, HashPartitioner{n}, fromZero[int](zero, comb, comb), comb)
	return narrow(merged, elemOf[U](), step{op: op, compute: func(_ *engine.Task, _ int, rows any) any {
		return turned(valueOf[int, U])(rows)
	}})
}

// treeLevels is how many partitions each level of a tree over n partitions has, but
// for the first: a level that would save no time is left out.
func treeLevels(op string, n int, depth []int) []int {
	d := 2
	if len(depth) > 0 {
		d = depth[0]
	}
	if d < 1 {
		panic(definition(op, fmt.Sprintf("depth must be greater than or equal to 1 but got %d", d), ""))
	}
	scale := max(2, int(math.Ceil(math.Pow(float64(n), 1/float64(d)))))
	var levels []int
	for n > scale+(n+scale-1)/scale {
		n /= scale
		levels = append(levels, n)
	}
	return levels
}
