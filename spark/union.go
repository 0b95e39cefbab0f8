package spark

import "gospark/engine"

// at is a partition of an RDD.
type at struct {
	c    *core
	part int
}

// chainOf are the rows of several partitions, one after the other.
func chainOf(t *engine.Task, e *elem, parts []at) any {
	if len(parts) == 1 {
		return read(t, parts[0].c, parts[0].part)
	}
	return e.chain(len(parts), func(i int) any { return read(t, parts[i].c, parts[i].part) })
}

// union is all rdds' elements. Where all are partitioned alike, so is the result.
func union(op string, all []*core) *core {
	if p := commonPartitioner(all); p != nil {
		return awareUnion(op, all, p)
	}
	first := all[0]
	n := newNode(first.sc, "UnionRDD", op, first.elem)
	for _, c := range all {
		n.Deps = append(n.Deps, engine.Dependency{Parent: c.rdd})
	}
	n.Count = func() (int, error) {
		total := 0
		for _, c := range all {
			count, err := c.rdd.NumPartitions()
			if err != nil {
				return 0, err
			}
			if total += count; total > mostPartitions {
				return 0, tooManyPartitions(n)
			}
		}
		return total, nil
	}
	n.Compute = func(t *engine.Task, p int) any {
		for _, c := range all {
			count, _ := c.rdd.NumPartitions()
			if p < count {
				return read(t, c, p)
			}
			p -= count
		}
		panic("union: no such partition")
	}
	return same(first, first.sc.engine.Add(n))
}

// commonPartitioner is the partitioner that all have, or nil.
func commonPartitioner(all []*core) Partitioner {
	p := all[0].rdd.Partitioner
	for _, c := range all {
		if c.rdd.Partitioner != p {
			return nil
		}
	}
	return p
}

func awareUnion(op string, all []*core, p Partitioner) *core {
	first := all[0]
	n := newNode(first.sc, "PartitionerAwareUnionRDD", op, first.elem)
	n.Partitioner = p
	n.Count = fixed(p.NumPartitions())
	for _, c := range all {
		n.Deps = append(n.Deps, engine.Dependency{Parent: c.rdd})
	}
	n.Compute = func(t *engine.Task, i int) any {
		parts := make([]at, len(all))
		for j, c := range all {
			parts[j] = at{c, i}
		}
		return chainOf(t, first.elem, parts)
	}
	return same(first, first.sc.engine.Add(n))
}

// Union has the elements of all RDDs, one RDD after the other.
func (d *dataset[E, Self]) Union[_ ondemand](others ...Self) Self {
	all := []*core{d.node}
	for _, o := range others {
		all = append(all, otherCore(d.node, "union", o))
	}
	return selfOf(d, union("union", nonEmpty(all)))
}

// nonEmpty leaves out the RDDs that are known to have no partitions, unless all have none.
func nonEmpty(all []*core) []*core {
	var some []*core
	for _, c := range all {
		if n, err := c.rdd.NumPartitions(); err != nil || n > 0 {
			some = append(some, c)
		}
	}
	if len(some) == 0 {
		return all
	}
	return some
}

// Union has the elements of all RDDs, one RDD after the other.
func (sc *Context) Union[S shape](rdds ...S) S { return unionOf(sc, rdds).(S) }

func unionOf[S any](sc *Context, rdds []S) any {
	if len(rdds) == 0 {
		panic(definition("union", "there are no RDDs", "pass at least one"))
	}
	all := make([]*core, len(rdds))
	for i, r := range rdds {
		all[i] = otherCore(&core{sc: sc}, "union", r)
	}
	return all[0].wrap(union("union", nonEmpty(all)))
}
