package spark

import (
	"math/rand/v2"
	"unsafe"

	"gospark/engine"
)

// coalesce merges adjacent partitions of c into n; there are never more than before.
func coalesce(c *core, op string, n int) *core {
	node := newNode(c.sc, "CoalescedRDD", op, c.elem)
	node.Deps = []engine.Dependency{{Parent: c.rdd}}
	node.Count = func() (int, error) {
		have, err := c.rdd.NumPartitions()
		return min(n, have), err
	}
	node.Compute = func(t *engine.Task, p int) any {
		have, _ := c.rdd.NumPartitions()
		n := min(n, have)
		var parts []at
		for i := p * have / n; i < (p+1)*have/n; i++ {
			parts = append(parts, at{c, i})
		}
		return chainOf(t, c.elem, parts)
	}
	return same(c, c.sc.engine.Add(node))
}

// repartition deals the elements of each partition out to n partitions, one by one.
func repartition(c *core, op string, n int) *core {
	dealt := narrow(c, c.elem, unchanged(op))
	s := shuffleOf(dealt, c.elem, n, nil, func(partition int) func(unsafe.Pointer) int {
		next := rand.New(rand.NewPCG(uint64(partition), 0)).IntN(n)
		return func(unsafe.Pointer) int {
			next = (next + 1) % n
			return next
		}
	})
	out := shuffled(dealt, op, c.elem, c.elem, s, asTheyAre)
	return same(c, narrow(coalesce(out, op, n), c.elem, unchanged(op)).rdd)
}

func coalesceOrShuffle(c *core, n int, shuffle []bool) *core {
	const op = "coalesce"
	if isSet(shuffle) {
		return repartition(c, op, partitionCount(op, n))
	}
	return coalesce(c, op, partitionCount(op, min(n, mostPartitions)))
}

// Coalesce merges adjacent partitions, without a shuffle, until there are
// numPartitions; it never makes more. With shuffle it is Repartition.
func (d *dataset[E, Self]) Coalesce[_ ondemand](numPartitions int, shuffle ...bool) Self {
	return selfOf(d, coalesceOrShuffle(d.node, numPartitions, shuffle))
}

// Repartition shuffles the elements into numPartitions of about the same size.
func (d *dataset[E, Self]) Repartition[_ ondemand](numPartitions int) Self {
	return selfOf(d, repartition(d.node, "repartition", partitionCount("repartition", numPartitions)))
}
