package spark

import (
	"gospark/engine"
)

// side is one of the inputs of a cogroup.
type side struct {
	c       *core
	shuffle *engine.Shuffle // nil where its elements are in place
	elem    *elem           // of its pairs
	rows    func(rows any) any
}

func sideOf[K comparable, V any](c *core, p Partitioner) side {
	return makeSide(c, elemOf[Pair[K, V]](), keyOf[K](), p)
}

func makeSide(c *core, e *elem, k *keyOps, p Partitioner) side {
	s := side{c: c, elem: e, rows: func(rows any) any {
		if c.pairs != nil {
			return c.pairs(rows)
		}
		return rows
	}}
	if c.rdd.Partitioner != p {
		s.shuffle = shuffleOf(c, e, p.NumPartitions(), func(_ *engine.Task, rows any) any { return s.rows(rows) },
			everywhere(placer(p, k)))
	}
	return s
}

// read are the side's pairs of a partition of the cogroup.
func (s side) read(t *engine.Task, p int) any {
	if s.shuffle == nil {
		return s.rows(read(t, s.c, p))
	}
	return t.ShuffleRows(s.shuffle, s.elem, p)
}

// dependency is what n depends on for the side.
func (s side) dependency(n *engine.Node) engine.Dependency {
	if s.shuffle == nil {
		return engine.Dependency{Parent: s.c.rdd}
	}
	return shuffleFor(n, s.shuffle)
}

// coGroupNode is a node that reads two sides; read makes its rows of theirs.
func coGroupNode(kind, op string, e *elem, p Partitioner, l, r side, read func(t *engine.Task, l, r any) any) *core {
	return coGroupNodeOf(kind, op, e, p, []side{l, r}, func(t *engine.Task, rows []any) any { return read(t, rows[0], rows[1]) })
}

// coGroupNodeOf is a node that reads several sides; read makes its rows of theirs.
func coGroupNodeOf(kind, op string, e *elem, p Partitioner, sides []side, read func(t *engine.Task, rows []any) any) *core {
	sc := sides[0].c.sc
	n := newNode(sc, kind, op, e, placing(p)...)
	for _, s := range sides {
		n.Deps = append(n.Deps, s.dependency(n))
	}
	n.Count = fixed(p.NumPartitions())
	n.Partitioner = p
	n.Compute = func(t *engine.Task, i int) any {
		rows := make([]any, len(sides))
		for j, s := range sides {
			rows[j] = s.read(t, i)
		}
		return read(t, rows)
	}
	return &core{sc: sc, rdd: sc.engine.Add(n), elem: e}
}

// coGroup brings the values of each key of both sides together.
func coGroup[K comparable, V, W any](op string, l, r *core, p Partitioner) *core {
	e := elemOf[CoGrouped[K, V, W]]()
	return coGroupAll(op, keyOf[K](), e, e, p, []side{sideOf[K, V](l, p), sideOf[K, W](r, p)}, coGroupRows[K, V, W])
}

// coGroupAll makes elements e of the pairs of several sides; they are shown as others, or as none where that is nil.
func coGroupAll(op string, k *keyOps, e, shown *elem, p Partitioner, sides []side, rows func(d *divider, inputs []any) any) *core {
	pairs := make([]*elem, len(sides))
	for i, s := range sides {
		pairs[i] = s.elem
	}
	c := coGroupNodeOf("CoGroupedRDD", op, shown, p, sides, func(t *engine.Task, inputs []any) any {
		return divide(t, k, e, rows, pairs, inputs...)
	})
	return narrow(c, shown, step{op: op, keep: true, compute: passRows})
}

//go:noinline
func coGroupRows[K comparable, V, W any](d *divider, inputs []any) any {
	g := newGroupings(d)
	a, b := gather[K, V](d, g, 0, inputs[0]), gather[K, W](d, g, 1, inputs[1])
	return groupRowsOf[K](d, g.keys, func(n int) func(i int, k K) CoGrouped[K, V, W] {
		left, right := groupsOf[V](a, n), groupsOf[W](b, n)
		return func(i int, k K) CoGrouped[K, V, W] { return CoGrouped[K, V, W]{k, left[i], right[i]} }
	})
}
