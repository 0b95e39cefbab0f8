package spark

import (
	"unsafe"

	"gospark/engine"
)

// RepartitionAndSortWithinPartitions shuffles the elements to where the partitioner
// places their keys and sorts each partition by key, which is faster than to sort
// after. An RDD that has the partitioner already is only sorted.
func (d *byKey[E, K, Self]) RepartitionAndSortWithinPartitions[_ ondemand](p Partitioner, order ...Order) Self {
	c := coreOf(d.self)
	return c.wrap(sortWithin[K, E](c, keyOf[K](), p, order)).(Self)
}

func sortWithin[K, E any](c *core, k *keyOps, p Partitioner, order []Order) *core {
	const op = "repartitionAndSortWithinPartitions"
	mustHaveOrder(op, k)
	read := sortedRows[E](k, orderIn(order))
	if c.rdd.Partitioner == comparablePartitioner(op, p) {
		return narrow(c, c.elem, step{op: op, keep: true, compute: func(t *engine.Task, _ int, rows any) any { return read(t, rows) }})
	}
	return shuffleByKey(c, op, p, k, read)
}

// FilterByRange keeps the elements with keys from lower up to and including upper. Of
// an RDD that is sorted by key, only the partitions that can have such are computed.
func (d *byKey[E, K, Self]) FilterByRange[_ ondemand](lower, upper K) Self {
	c, k := coreOf(d.self), keyOf[K]()
	return c.wrap(filterByRange(c, k, lower, upper, orderOfKeys[K]("filterByRange", k))).(Self)
}

func filterByRange[K any](c *core, k *keyOps, lower, upper K, compare func(a, b K) int) *core {
	const op = "filterByRange"
	if p, ok := c.rdd.Partitioner.(RangePartitioner); ok {
		place := placer(p, k)
		from, to := place(unsafe.Pointer(&lower)), place(unsafe.Pointer(&upper))
		c = pruned(c, op, min(from, to), max(from, to))
	}
	return narrow(c, c.elem, step{op: op, keep: true, compute: func(_ *engine.Task, _ int, rows any) any {
		return c.elem.repeat(rows, func(p unsafe.Pointer) int {
			key := *(*K)(p)
			return times(compare(key, lower) >= 0 && compare(key, upper) <= 0)
		})
	}})
}

// pruned has the partitions of c from one to another.
func pruned(c *core, op string, from, to int) *core {
	n := newNode(c.sc, "PartitionPruningRDD", op, c.elem)
	n.Deps = []engine.Dependency{{Parent: c.rdd}}
	n.Count = fixed(to - from + 1)
	n.Compute = func(t *engine.Task, p int) any { return read(t, c, from+p) }
	return same(c, c.sc.engine.Add(n))
}
