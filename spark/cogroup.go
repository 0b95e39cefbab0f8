package spark

import (
	"iter"

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
		s.shuffle = shuffleOf(c, e, p.NumPartitions(), func(_ *engine.Task, rows any, _ func(any)) any { return s.rows(rows) },
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
// e is nil where nobody will see the elements.
func coGroup[K comparable, V, W any](op string, e *elem, l, r *core, p Partitioner) *core {
	a, b, k := sideOf[K, V](l, p), sideOf[K, W](r, p), keyOf[K]()
	c := coGroupNode("CoGroupedRDD", op, e, p, a, b, func(t *engine.Task, l, r any) any {
		return divide(t, k, nil, coGroupRows[K, V, W], []*elem{a.elem, b.elem}, l, r)
	})
	return narrow(c, e, step{op: op, keep: true, compute: passRows})
}

// both is the values of a key on both sides.
type both[V, W any] struct {
	left  []V
	right []W
}

func coGroupRows[K comparable, V, W any](d *divider, inputs []any) any {
	tab, left := newTable[K, both[V, W]](), firstLook
	at := func(k K) *both[V, W] { // nil where the table is divided
		if d.divided() {
			return nil
		}
		if left--; left <= 0 { // before the row is there
			if left = d.look(tab); d.divided() {
				return nil
			}
		}
		i := rowOf(tab, k)
		if i < 0 {
			i = addRow(tab, k, both[V, W]{})
		}
		return &tab.rows[i].Value
	}
	d.overflow(0, iter.Seq[Pair[K, V]](func(spill func(Pair[K, V]) bool) {
		inputs[0].(iter.Seq[Pair[K, V]])(func(p Pair[K, V]) bool {
			g := at(p.Key)
			if g == nil {
				return spill(p)
			}
			g.left = append(g.left, p.Value)
			return true
		})
	}))
	d.overflow(1, iter.Seq[Pair[K, W]](func(spill func(Pair[K, W]) bool) {
		inputs[1].(iter.Seq[Pair[K, W]])(func(p Pair[K, W]) bool {
			g := at(p.Key)
			if g == nil {
				return spill(p)
			}
			g.right = append(g.right, p.Value)
			return true
		})
	}))
	return iter.Seq[CoGrouped[K, V, W]](func(yield func(CoGrouped[K, V, W]) bool) {
		more := true
		for i := 0; more && d.part(i, tab); i++ {
			d.rows.(iter.Seq[CoGrouped[K, V, W]])(func(g CoGrouped[K, V, W]) bool {
				more = yield(g)
				return more
			})
		}
		if d.divided() {
			return
		}
		for i, r := range tab.rows {
			if i%checkEvery == 0 {
				d.t.Check()
			}
			if !yield(CoGrouped[K, V, W]{r.Key, r.Value.left, r.Value.right}) {
				return
			}
		}
	})
}

// joinRows makes Joined elements of the values of both sides, which left and
// right turn into those that an outer join yields: none, where the key is to be left out.
func joinRows[K comparable, V, W, L, R any](op string, l, r *core, p Partitioner, left func([]V) []L, right func([]W) []R) *core {
	c := coGroup[K, V, W](op, nil, l, r, p)
	return narrow(c, elemOf[Joined[K, L, R]](), step{op: op, keep: true, compute: func(t *engine.Task, _ int, rows any) any {
		in := rows.(iter.Seq[CoGrouped[K, V, W]])
		return iter.Seq[Joined[K, L, R]](func(yield func(Joined[K, L, R]) bool) {
			in(func(g CoGrouped[K, V, W]) bool {
				rs := right(g.Right)
				for _, l := range left(g.Left) {
					t.Check()
					for _, r := range rs {
						if !yield(Joined[K, L, R]{g.Key, l, r}) {
							return false
						}
					}
				}
				return true
			})
		})
	}})
}

// orNone are the values as Options, and None where there are none.
func orNone[O Option[V], V any](values []V) []O {
	if len(values) == 0 {
		return []O{O(None[V]())}
	}
	some := make([]O, len(values))
	for i, v := range values {
		some[i] = O(Some(v))
	}
	return some
}

// asType are values whose type is L by another name.
func asType[L, V any](values []V) []L { return any(values).([]L) }

func join[K comparable, V, W, L any](op string, l *core, other Keyed[K, W], numPartitions []int) *JoinedRDD[K, L, W] {
	r := otherCore(l, op, other)
	return newJoined[K, L, W](joinRows[K](op, l, r, partitionerFor(op, numPartitions, l, r), asType[L, V], Identity[[]W]))
}

func leftJoin[K comparable, V, W, L any, R Option[W]](l *core, other Keyed[K, W], numPartitions []int) *JoinedRDD[K, L, R] {
	const op = "leftOuterJoin"
	r := otherCore(l, op, other)
	return newJoined[K, L, R](joinRows[K](op, l, r, partitionerFor(op, numPartitions, l, r), asType[L, V], orNone[R, W]))
}

func rightJoin[K comparable, V, W any, L Option[V]](l *core, other Keyed[K, W], numPartitions []int) *JoinedRDD[K, L, W] {
	const op = "rightOuterJoin"
	r := otherCore(l, op, other)
	return newJoined[K, L, W](joinRows[K](op, l, r, partitionerFor(op, numPartitions, l, r), orNone[L, V], Identity[[]W]))
}

func fullJoin[K comparable, V, W any, L Option[V], R Option[W]](l *core, other Keyed[K, W], numPartitions []int) *JoinedRDD[K, L, R] {
	const op = "fullOuterJoin"
	r := otherCore(l, op, other)
	return newJoined[K, L, R](joinRows[K](op, l, r, partitionerFor(op, numPartitions, l, r), orNone[L, V], orNone[R, W]))
}
