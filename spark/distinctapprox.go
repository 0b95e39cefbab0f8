package spark

import (
	"fmt"
	"unsafe"

	"gospark/engine"
)

// leastDeviation is Spark's: 2^32 registers.
const leastDeviation = 0.000017

// logLogOf is the empty hyperLogLog with the relative standard deviation given, or with Spark's own.
func logLogOf(op string, given []float64) hyperLogLog {
	if len(given) == 0 {
		return logLogFor(0.05)
	}
	if !(given[0] > leastDeviation) {
		panic(definition(op, fmt.Sprintf("accuracy (%v) must be greater than %f", given[0], leastDeviation), ""))
	}
	return logLogFor(given[0])
}

// CountApproxDistinct returns about how many distinct elements there are, by a
// HyperLogLog, whose relative standard deviation is 0.05 where none is given (Spark's
// countApproxDistinct). The elements must be comparable with ==.
func (d *dataset[E, Self]) CountApproxDistinct[_ ondemand](relativeSD ...float64) int {
	return countApproxDistinct(d.node, relativeSD)
}

func countApproxDistinct(c *core, relativeSD []float64) int {
	const op = "countApproxDistinct"
	mustCompare(op, c.elem)
	all, hash := logLogOf(op, relativeSD), hash64For(typeOf(c.elem))
	empty := all
	for _, part := range run(c, op, nil, func(_ *engine.Task, rows any) any {
		s := empty
		c.elem.each(rows, func(p unsafe.Pointer) bool { s = s.add(hash(p)); return true })
		return s
	}) {
		all = all.merge(part.(hyperLogLog))
	}
	return all.estimate()
}

// CountApproxDistinctByKey has about how many distinct values each key has, by a
// HyperLogLog of a relative standard deviation (Spark's countApproxDistinctByKey). The
// values must be comparable with ==.
func (p *PairRDD[K, V]) CountApproxDistinctByKey[_ ondemand](relativeSD float64, numPartitions ...int) *PairRDD[K, int] {
	return newPair[K, int](countApproxDistinctByKey[K, V](p.core, elemOf[V](), relativeSD, numPartitions))
}

// countApproxDistinctByKey counts the values, of e, of each key.
func countApproxDistinctByKey[K comparable, V any](c *core, values *elem, relativeSD float64, numPartitions []int) *core {
	const op = "countApproxDistinctByKey"
	mustCompare(op, values)
	empty, hash := logLogOf(op, []float64{relativeSD}), hash64For(typeOf(values))
	add := func(s hyperLogLog, v V) hyperLogLog { return s.add(hash(unsafe.Pointer(&v))) }
	sketches := combine(c, op, partitionerFor(op, numPartitions, c), combiner[K, V, hyperLogLog]{
		func(v V) hyperLogLog { return add(empty, v) }, add, hyperLogLog.merge,
	})
	estimate := turned(func(p Pair[K, hyperLogLog]) Pair[K, int] { return Pair[K, int]{p.Key, p.Value.estimate()} })
	return narrow(sketches, elemOf[Pair[K, int]](), step{op: op, keep: true, compute: func(_ *engine.Task, _ int, rows any) any {
		return estimate(rows)
	}})
}
