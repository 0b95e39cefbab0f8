package spark

import (
	"iter"

	"gospark/engine"
)

// combiner is how values become combiners.
type combiner[K comparable, V, C any] struct {
	create     func(V) C
	mergeValue func(C, V) C
	merge      func(C, C) C
}

// fromZero is the combiner that begins with a copy of zero.
func fromZero[K comparable, V, C any](zero C, seq func(C, V) C, comb func(C, C) C) combiner[K, V, C] {
	return combiner[K, V, C]{func(v V) C { return seq(cloned(zero), v) }, seq, comb}
}

// combineRows is the rows combined by key.
func combineRows[K comparable, V, C any](d *divider, rows any, create func(V) C, merge func(C, V) C) any {
	tab, left := newTable[K, C](), firstLook
	rows.(iter.Seq[Pair[K, V]])(func(p Pair[K, V]) bool {
		if i := rowOf(tab, p.Key); i >= 0 {
			tab.rows[i].Value = merge(tab.rows[i].Value, p.Value)
		} else {
			addRow(tab, p.Key, create(p.Value))
		}
		if left--; left == 0 {
			left = d.look(tab)
		}
		return true
	})
	return d.rest(tab)
}

// combine is combineByKey: values become combiners in each partition of c and
// are merged where p places their keys, without a shuffle if they are there already.
func combine[K comparable, V, C any](c *core, op string, p Partitioner, f combiner[K, V, C], funcs ...any) *core {
	e, k := elemOf[Pair[K, C]](), keyOf[K]()
	create, merge := Identity[C], f.merge
	if isMutable((*C)(nil)) { // what is merged into must not be what the shuffle keeps
		create, merge = cloned[C], func(a, b C) C { return f.merge(a, cloned(b)) }
	}
	t := tables{keys: k, elem: e,
		write: func(d *divider, rows any) any { return combineRows[K](d, rows, f.create, f.mergeValue) },
		read:  func(d *divider, inputs []any) any { return combineRows[K](d, inputs[0], create, merge) }}
	if c.rdd.Partitioner == p {
		return combineHere(c, op, e, t.inPlace, funcs)
	}
	return combineThere(c, op, e, p, t, funcs)
}

// tables is how rows are combined by key: write makes elements of rows, read makes one of several elements of a key.
type tables struct {
	keys  *keyOps
	elem  *elem
	write func(d *divider, rows any) any
	read  func(d *divider, inputs []any) any
}

// beforeShuffle combines rows; a table that is too large goes on to the shuffle, and another one is begun.
func (t tables) beforeShuffle(task *engine.Task, rows any, into func(rows any)) any {
	return t.write(&divider{t: task, keys: t.keys, elem: t.elem, lease: task.Lease(), into: into, elems: []*elem{t.elem}}, rows)
}

// afterShuffle combines elements.
func (t tables) afterShuffle(task *engine.Task, rows any) any {
	return divide(task, t.keys, t.elem, t.read, []*elem{t.elem}, rows)
}

// inPlace combines rows, and elements only where there were too many.
func (t tables) inPlace(task *engine.Task, rows any) any {
	return t.write(&divider{t: task, keys: t.keys, lease: task.Lease(), elem: t.elem, again: t.read, elems: []*elem{t.elem}}, rows)
}

func combineHere(c *core, op string, e *elem, write func(*engine.Task, any) any, funcs []any) *core {
	return narrow(c, e, step{op: op, f: funcs, keep: true, compute: func(t *engine.Task, _ int, rows any) any {
		return write(t, rows)
	}})
}

func combineThere(c *core, op string, e *elem, p Partitioner, t tables, funcs []any) *core {
	s := shuffleOf(c, e, p.NumPartitions(), t.beforeShuffle, everywhere(placer(p, t.keys)))
	out := shuffled(c, op, e, e, s, t.afterShuffle, append(placing(p), funcs...)...)
	out.rdd.Partitioner = p
	return out
}

// groupRows brings the values of each key together where p places it. There is no
// combining before the shuffle: it would move as much data.
func groupRows[K comparable, V any](c *core, op string, p Partitioner) *core {
	e, k := elemOf[Group[K, V]](), keyOf[K]()
	pairs := []*elem{elemOf[Pair[K, V]]()}
	group := func(t *engine.Task, rows any) any { return divide(t, k, e, groupIn[K, V], pairs, rows) }
	if c.rdd.Partitioner == p {
		return combineHere(c, op, e, group, nil)
	}
	s := shuffleOf(c, c.elem, p.NumPartitions(), nil, everywhere(placer(p, k)))
	out := shuffled(c, op, c.elem, e, s, group, placing(p)...)
	out.rdd.Partitioner = p
	return out
}

func groupIn[K comparable, V any](d *divider, inputs []any) any {
	tab, left := newTable[K, []V](), firstLook
	d.overflow(0, iter.Seq[Pair[K, V]](func(spill func(Pair[K, V]) bool) {
		inputs[0].(iter.Seq[Pair[K, V]])(func(p Pair[K, V]) bool {
			if d.divided() {
				return spill(p)
			}
			if i := rowOf(tab, p.Key); i >= 0 {
				tab.rows[i].Value = append(tab.rows[i].Value, p.Value)
			} else {
				addRow(tab, p.Key, []V{p.Value})
			}
			if left--; left == 0 {
				left = d.look(tab)
			}
			return true
		})
	}))
	if d.divided() {
		return d.rest(tab)
	}
	return iter.Seq[Group[K, V]](func(yield func(Group[K, V]) bool) {
		for i, r := range tab.rows {
			if i%checkEvery == 0 {
				d.t.Check()
			}
			if !yield(Group[K, V]{r.Key, r.Value}) {
				return
			}
		}
	})
}
