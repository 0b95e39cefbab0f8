package spark

import "iter"

// ToLocalIterator yields all elements, in the order of the partitions. It runs a
// job for each partition when the loop comes to it, so that no more than one
// partition is in memory; with prefetch, the next one is computed meanwhile.
func (d *unary[E, Self]) ToLocalIterator[_ ondemand](prefetch ...bool) iter.Seq[E] {
	return localRows[E](d.node, prefetch)
}

// ToLocalIterator yields all elements, in the order of the partitions. It runs a
// job for each partition when the loop comes to it, so that no more than one
// partition is in memory; with prefetch, the next one is computed meanwhile.
func (d *binary[E, A, B, Self]) ToLocalIterator[_ ondemand](prefetch ...bool) iter.Seq2[A, B] {
	return pairwise[E, A, B](localRows[E](d.node, prefetch))
}

// ToLocalIterator yields all elements, in the order of the partitions. It runs a
// job for each partition when the loop comes to it, so that no more than one
// partition is in memory; with prefetch, the next one is computed meanwhile.
func (d *ternary[E, A, B, C, Self]) ToLocalIterator[_ ondemand](prefetch ...bool) iter.Seq[E] {
	return localRows[E](d.node, prefetch)
}

// ToLocalIterator yields all elements, in the order of the partitions. It runs a
// job for each partition when the loop comes to it, so that no more than one
// partition is in memory; with prefetch, the next one is computed meanwhile.
func (d *quaternary[E, A, B, C, D, Self]) ToLocalIterator[_ ondemand](prefetch ...bool) iter.Seq[E] {
	return localRows[E](d.node, prefetch)
}

// ToLocalIterator yields all elements, in the order of the partitions. It runs a
// job for each partition when the loop comes to it, so that no more than one
// partition is in memory; with prefetch, the next one is computed meanwhile.
func (d *quinary[E, A, B, C, D, F, Self]) ToLocalIterator[_ ondemand](prefetch ...bool) iter.Seq[E] {
	return localRows[E](d.node, prefetch)
}

func localRows[E any](c *core, prefetch []bool) iter.Seq[E] {
	parts := localPartitions(c, len(prefetch) > 0 && prefetch[0])
	return func(yield func(E) bool) {
		parts(func(rows any) bool {
			for _, e := range rows.([]E) {
				if !yield(e) {
					return false
				}
			}
			return true
		})
	}
}

// localPartitions are the partitions of c, each a []E and the result of a job of its own.
func localPartitions(c *core, prefetch bool) iter.Seq[any] {
	const op = "toLocalIterator"
	newAction(c, op) // its arguments are checked where it is called
	return func(yield func(any) bool) {
		total, ahead := partitions(c, op), 0
		if prefetch {
			ahead = 1
		}
		var running []*future
		defer func() {
			for _, f := range running {
				f.cancel()
			}
		}()
		for p, next := 0, 0; p < total; p++ {
			for ; next < total && next <= p+ahead; next++ {
				running = append(running, collectPartition(c, op, next))
			}
			rows := running[0].get(op)
			running = running[1:]
			if !yield(rows) {
				return
			}
		}
	}
}

// collectPartition is the elements of one partition, computed while the caller goes on.
func collectPartition(c *core, op string, p int) *future {
	a := newAction(c, op)
	return a.background(func() any { return a.runPartition(p) })
}
