package spark

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"unsafe"

	"gospark/engine"
)

// A PartitionCoalescer says which of an RDD's partitions become one: a list of groups, each partition
// in one of them (Spark's PartitionCoalescer). There shouldn't be more than maxPartitions groups.
type PartitionCoalescer func(maxPartitions, partitions int) (groups [][]int)

// adjacent makes groups of partitions that are next to each other.
func adjacent(maxPartitions, partitions int) [][]int {
	groups := make([][]int, min(maxPartitions, partitions))
	for g := range groups {
		for p := g * partitions / len(groups); p < (g+1)*partitions/len(groups); p++ {
			groups[g] = append(groups[g], p)
		}
	}
	return groups
}

// coalesce merges partitions of c into n at most, without a shuffle.
func coalesce(c *core, op string, n int, by PartitionCoalescer, funcs ...any) *core {
	node := newNode(c.sc, "CoalescedRDD", op, c.elem, funcs...)
	node.Deps = []engine.Dependency{{Parent: c.rdd}}
	site := node.CallSite()
	groups := sync.OnceValues(func() ([][]int, error) {
		have, err := c.rdd.NumPartitions()
		if err != nil {
			return nil, err
		}
		return groupsBy(by, n, have, site)
	})
	node.Count = func() (int, error) {
		all, err := groups()
		return len(all), err
	}
	node.Compute = func(t *engine.Task, p int) any {
		all, _ := groups()
		var parts []at
		for _, i := range all[p] {
			parts = append(parts, at{c, i})
		}
		return chainOf(t, c.elem, parts)
	}
	return same(c, c.sc.engine.Add(node))
}

// groupsBy are the groups that a coalescer makes of so many partitions; the error says what is wrong with them.
func groupsBy(by PartitionCoalescer, n, have int, site string) (groups [][]int, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = engine.AsError(v)
		}
		if err != nil {
			err = &engine.Fault{Err: fmt.Errorf("the coalescer failed: %w", err), Site: site}
		}
	}()
	groups = by(n, have)
	seen := make([]bool, have)
	for _, g := range groups {
		for _, p := range g {
			if p < 0 || p >= have {
				return nil, fmt.Errorf("there is no partition %d of %d", p, have)
			}
			if seen[p] {
				return nil, fmt.Errorf("partition %d is in two groups", p)
			}
			seen[p] = true
		}
	}
	if p := slices.Index(seen, false); p >= 0 {
		return nil, fmt.Errorf("partition %d is in no group", p)
	}
	return groups, nil
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
	return same(c, narrow(coalesce(out, op, n, adjacent), c.elem, unchanged(op)).rdd)
}

func coalesceOrShuffle(c *core, n int, shuffle []bool) *core {
	const op = "coalesce"
	if isSet(shuffle) {
		return repartition(c, op, partitionCount(op, n))
	}
	return coalesce(c, op, partitionCount(op, min(n, mostPartitions)), adjacent)
}

// Coalesce merges adjacent partitions, without a shuffle, until there are
// numPartitions, which must be positive; it never makes more. With shuffle it is
// Repartition.
func (d *dataset[E, Self]) Coalesce[_ ondemand](numPartitions int, shuffle ...bool) Self {
	return selfOf(d, coalesceOrShuffle(d.node, numPartitions, shuffle))
}

func coalesceWith(c *core, n int, coalescer PartitionCoalescer) *core {
	const op = "coalesce"
	return coalesce(c, op, partitionCount(op, min(n, mostPartitions)), coalescer, coalescer)
}

// CoalesceWith merges partitions as coalescer says, without a shuffle. It is called once,
// when the number of partitions is first needed.
func (d *dataset[E, Self]) CoalesceWith[_ ondemand](numPartitions int, coalescer PartitionCoalescer) Self {
	return selfOf(d, coalesceWith(d.node, numPartitions, coalescer))
}

// Repartition shuffles the elements into numPartitions of about the same size.
// numPartitions must be positive.
func (d *dataset[E, Self]) Repartition[_ ondemand](numPartitions int) Self {
	return selfOf(d, repartition(d.node, "repartition", partitionCount("repartition", numPartitions)))
}
