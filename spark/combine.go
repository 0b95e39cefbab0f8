package spark

import (
	"fmt"
	"iter"

	"gospark/engine"
)

// table finds the row of a key. Rows are in the order in which their keys came,
// so that results don't depend on a map's order.
type table[K comparable, V any] struct {
	index map[K]int
	rows  []Pair[K, V]
	nan   map[string]int // the rows of keys that differ from themselves
}

func newTable[K comparable, V any]() *table[K, V] {
	return &table[K, V]{index: map[K]int{}, nan: keyOf[K]().nanRows()}
}

// rowOf is the number of the key's row, or -1. It is kept small: what is rare is in rowOfNaN.
func rowOf[K comparable, V any](t *table[K, V], k K) int {
	if i, ok := t.index[k]; ok {
		return i
	}
	if t.nan != nil && k != k {
		return rowOfNaN(t.nan, k)
	}
	return -1
}

func rowOfNaN(nan map[string]int, k any) int {
	if i, ok := nan[fmt.Sprint(k)]; ok {
		return i
	}
	return -1
}

func addRow[K comparable, V any](t *table[K, V], k K, v V) int {
	i := len(t.rows)
	if t.nan != nil && k != k {
		t.nan[fmt.Sprint(k)] = i
	} else {
		t.index[k] = i
	}
	t.rows = append(t.rows, Pair[K, V]{k, v})
	return i
}

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
func combineRows[K comparable, V, C any](t *engine.Task, rows any, create func(V) C, merge func(C, V) C) any {
	tab := newTable[K, C]()
	rows.(iter.Seq[Pair[K, V]])(func(p Pair[K, V]) bool {
		if i := rowOf(tab, p.Key); i >= 0 {
			tab.rows[i].Value = merge(tab.rows[i].Value, p.Value)
		} else {
			addRow(tab, p.Key, create(p.Value))
		}
		return true
	})
	return replay[Pair[K, C]](t, []any{tab.rows})
}

// combine is combineByKey: values become combiners in each partition of c and
// are merged where p places their keys, without a shuffle if they are there already.
func combine[K comparable, V, C any](c *core, op string, p Partitioner, f combiner[K, V, C], funcs ...any) *core {
	e, k := elemOf[Pair[K, C]](), keyOf[K]()
	write := func(t *engine.Task, rows any) any { return combineRows[K](t, rows, f.create, f.mergeValue) }
	if c.rdd.Partitioner == p {
		return combineHere(c, op, e, write, funcs)
	}
	create, merge := Identity[C], f.merge
	if isMutable((*C)(nil)) { // what is merged into must not be what the shuffle keeps
		create, merge = cloned[C], func(a, b C) C { return f.merge(a, cloned(b)) }
	}
	read := func(t *engine.Task, rows any) any { return combineRows[K](t, rows, create, merge) }
	return combineThere(c, op, e, k, p, write, read, funcs)
}

func combineHere(c *core, op string, e *elem, write func(*engine.Task, any) any, funcs []any) *core {
	return narrow(c, e, step{op: op, f: funcs, keep: true, compute: func(t *engine.Task, _ int, rows any) any {
		return write(t, rows)
	}})
}

func combineThere(c *core, op string, e *elem, k *keyOps, p Partitioner, write, read func(*engine.Task, any) any, funcs []any) *core {
	s := shuffleOf(c, e, p.NumPartitions(), write, everywhere(placer(p, k)))
	out := shuffled(c, op, e, e, s, read, append(placing(p), funcs...)...)
	out.rdd.Partitioner = p
	return out
}

// groupRows brings the values of each key together where p places it. There is no
// combining before the shuffle: it would move as much data.
func groupRows[K comparable, V any](c *core, op string, p Partitioner) *core {
	e, k := elemOf[Group[K, V]](), keyOf[K]()
	group := func(t *engine.Task, rows any) any { return groupIn[K, V](t, rows) }
	if c.rdd.Partitioner == p {
		return combineHere(c, op, e, group, nil)
	}
	s := shuffleOf(c, c.elem, p.NumPartitions(), nil, everywhere(placer(p, k)))
	out := shuffled(c, op, c.elem, e, s, group, placing(p)...)
	out.rdd.Partitioner = p
	return out
}

func groupIn[K comparable, V any](t *engine.Task, rows any) any {
	tab := newTable[K, []V]()
	rows.(iter.Seq[Pair[K, V]])(func(p Pair[K, V]) bool {
		if i := rowOf(tab, p.Key); i >= 0 {
			tab.rows[i].Value = append(tab.rows[i].Value, p.Value)
		} else {
			addRow(tab, p.Key, []V{p.Value})
		}
		return true
	})
	return iter.Seq[Group[K, V]](func(yield func(Group[K, V]) bool) {
		for i, r := range tab.rows {
			if i%checkEvery == 0 {
				t.Check()
			}
			if !yield(Group[K, V]{r.Key, r.Value}) {
				return
			}
		}
	})
}
