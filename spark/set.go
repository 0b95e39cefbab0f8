package spark

import (
	"unsafe"

	"gospark/engine"
)

// times is 1 for true and 0 for false.
func times(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

// mustCompare panics when elements of the type can't be compared with ==.
func mustCompare(op string, e *elem) {
	if !isComparable(staticOf(e)) {
		panic(definition(op, "elements of type "+elemName(e)+" can't be compared with ==",
			"make a key of each first: Map to a string, a number, or a struct of them"))
	}
}

func distinct(c *core, numPartitions []int) *core {
	const op = "distinct"
	mustCompare(op, c.elem)
	k, e := keyOpsFor(typeOf(c.elem)), asKeys(c.elem)
	once := func(t *engine.Task, rows any) any { return onceOf(t, e, k, rows) }
	if c.rdd.Partitioner != nil && (len(numPartitions) == 0 || numPartitions[0] == partitions(c, op)) {
		return same(c, narrow(c, c.elem, step{op: op, keep: true, compute: func(t *engine.Task, _ int, rows any) any {
			return once(t, rows)
		}}).rdd)
	}
	keyed := narrow(c, c.elem, unchanged(op))
	p := partitionerFor(op, numPartitions, keyed)
	s := shuffleOf(keyed, e, p.NumPartitions(), func(t *engine.Task, rows any) any {
		return mostlyOnce(t, e, k, rows)
	}, everywhere(placer(p, k)))
	out := shuffled(keyed, op, e, c.elem, s, once)
	return same(c, narrow(out, c.elem, unchanged(op)).rdd)
}

// Distinct has each element once. The elements must be comparable with ==.
func (d *dataset[E, Self]) Distinct[_ ondemand](numPartitions ...int) Self {
	return selfOf(d, distinct(d.node, numPartitions))
}

// twoSides are the shuffles by element of two RDDs of the same type.
func twoSides(l, r *core, p Partitioner) (side, side) {
	k := keyOpsFor(typeOf(l.elem))
	e := asKeys(l.elem)
	return makeSide(&core{sc: l.sc, rdd: l.rdd, elem: e}, e, k, p),
		makeSide(&core{sc: l.sc, rdd: r.rdd, elem: e}, e, k, p)
}

func intersection(l, r *core, numPartitions []int) *core {
	const op = "intersection"
	p := partitionerFor(op, numPartitions, unplaced(l), unplaced(r))
	mustCompare(op, l.elem)
	e := asKeys(l.elem)
	a, b := twoSides(narrow(l, e, unchanged(op)), narrow(r, e, unchanged(op)), p)
	k := keyOpsFor(typeOf(e))
	c := coGroupNode("CoGroupedRDD", op, e, p, a, b, func(t *engine.Task, l, r any) any {
		return onceOf(t, e, k, sift(t, e, e, k, true, l, r))
	})
	for range 3 {
		c = narrow(c, e, unchanged(op))
	}
	return same(l, c.rdd)
}

// unplaced is c without its partitioner: that of its keys says nothing of its elements.
func unplaced(c *core) *core {
	n := &engine.Node{Count: c.rdd.NumPartitions}
	return &core{sc: c.sc, rdd: n, elem: c.elem}
}

// Intersection has each element once that is in both RDDs. The elements must be comparable with ==.
func (d *dataset[E, Self]) Intersection[_ ondemand](other Self, numPartitions ...int) Self {
	return selfOf(d, intersection(d.node, otherCore(d.node, "intersection", other), numPartitions))
}

func subtract(l, r *core, numPartitions []int) *core {
	const op = "subtract"
	mustCompare(op, l.elem)
	e := asKeys(l.elem)
	var p Partitioner = HashPartitioner{max(1, partitions(l, op))}
	if len(numPartitions) > 0 {
		p = HashPartitioner{partitionCount(op, numPartitions[0])}
	} else if l.rdd.Partitioner != nil {
		p = elementPartitioner{l.rdd.Partitioner}
	}
	a, b := twoSides(narrow(l, e, unchanged(op)), narrow(r, e, unchanged(op)), p)
	c := coGroupNode("SubtractedRDD", op, e, p, a, b, func(t *engine.Task, l, r any) any {
		return sift(t, e, e, keyOpsFor(typeOf(e)), false, l, r)
	})
	return same(l, narrow(c, e, unchanged(op)).rdd)
}

// Subtract has the elements that aren't in other, as often as they are, in as many
// partitions as there are. The elements must be comparable with ==.
func (d *dataset[E, Self]) Subtract[_ ondemand](other Self, numPartitions ...int) Self {
	return selfOf(d, subtract(d.node, otherCore(d.node, "subtract", other), numPartitions))
}

// SubtractByKey has the elements whose keys other doesn't have.
func (d *byKey[E, K, Self]) SubtractByKey[W any](other Keyed[K, W], numPartitions ...int) Self {
	l := coreOf(d.self)
	return l.wrap(subtractByKey(l, otherCore(l, "subtractByKey", other), elemOf[K](), keyOf[K](), numPartitions)).(Self)
}

// subtractByKey compares keys, which elements of both sides begin with: keys is their type.
func subtractByKey(l, r *core, keys *elem, k *keyOps, numPartitions []int) *core {
	const op = "subtractByKey"
	if len(numPartitions) == 0 && l.rdd.Partitioner == nil {
		numPartitions = []int{max(1, partitions(l, op))}
	}
	p := partitionerFor(op, numPartitions, l)
	a := makeSide(view(l), l.elem, k, p)
	b := makeSide(view(r), r.elem, k, p)
	return same(l, coGroupNode("SubtractedRDD", op, l.elem, p, a, b, func(t *engine.Task, left, right any) any {
		return sift(t, l.elem, asKeys(keys), k, false, left, keys.push(func(yield func(unsafe.Pointer) bool) { r.elem.each(right, yield) }))
	}).rdd)
}
