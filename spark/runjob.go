package spark

import (
	"fmt"
	"iter"

	"gospark/engine"
)

// RunJob calls f for each of the partitions given, for all where none is, and
// returns the results in that order (Spark's runJob). It fails where there is no such partition. RDDs
// of other shapes are given by their RDD().
func (sc *Context) RunJob[T, U any](rdd *RDD[T], f func(iter.Seq[T]) U, partitions ...int) []U {
	const op = "runJob"
	c := ownCore(sc, op, rdd)
	partitions = checkPartitions(c, op, partitions)
	var all []U
	for _, r := range run(c, op, partitions, func(_ *engine.Task, rows any) any { return []U{f(rows.(iter.Seq[T]))} }, describe(op, f)) {
		all = append(all, r.([]U)[0])
	}
	return all
}

// ownCore is the core of an RDD that must be sc's.
func ownCore(sc *Context, op string, rdd any) *core {
	return otherCore(&core{sc: sc}, op, rdd)
}

// checkPartitions checks that c has the partitions. It returns them, nil for none.
func checkPartitions(c *core, op string, parts []int) []int {
	if len(parts) == 0 {
		return nil
	}
	total := partitions(c, op)
	for _, p := range parts {
		if p < 0 || p >= total {
			panic(definition(op, fmt.Sprintf("Attempting to access a non-existent partition: %d. Total number of partitions: %d", p, total),
				"partitions are numbered from 0"))
		}
	}
	return parts
}
