package spark

import (
	"iter"
	"reflect"

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

// combined is keys and what their values are combined to, by their numbers.
type combined struct {
	keys   *keySet
	values any // a *[]C
}

func (c combined) len() int { return c.keys.len() }

func (c combined) bytes() int64 {
	_, size := measure(reflect.ValueOf(c.values).Elem().Interface())
	return c.keys.bytes() + size + size/growing
}

func (c combined) tooLarge(d *divider) error { return d.valuesTooLarge(c.keys.kept.at(c.largest())) }

// largest is the number of the key whose value holds most.
func (c combined) largest() (number int) {
	v := reflect.ValueOf(c.values).Elem()
	s, most := sizerFor(v.Type().Elem()), int64(-1)
	for i := range v.Len() {
		if size := s.held(v.Index(i).Addr().UnsafePointer(), 1); size > most {
			number, most = i, size
		}
	}
	return number
}

func (c combined) clear() {
	c.keys.clear()
	reflect.ValueOf(c.values).Elem().SetZero()
}

// combineBatch adds pairs to what values are combined to, by the numbers of their keys.
//
//go:noinline
func combineBatch[K comparable, V, C any](values []C, numbers []int32, batch []Pair[K, V], create func(V) C, merge func(C, V) C) []C {
	for i, n := range numbers {
		if int(n) == len(values) {
			values = append(values, create(batch[i].Value))
		} else {
			values[n] = merge(values[n], batch[i].Value)
		}
	}
	return values
}

// pairUpAll yields the pairs of keys and values of the same number.
//
//go:noinline
func pairUpAll[K comparable, C any](keys []K, values []C, yield func(Pair[K, C]) bool) bool {
	for i, k := range keys {
		if !yield(Pair[K, C]{k, values[i]}) {
			return false
		}
	}
	return true
}

// combineRows is the rows combined by key.
//
//go:noinline
func combineRows[K comparable, V, C any](d *divider, rows any, create func(V) C, merge func(C, V) C) any {
	var values []C
	keys := newKeySet(d.keys)
	all := combined{keys, &values}
	pairs := iter.Seq[Pair[K, C]](func(yield func(Pair[K, C]) bool) { pairUpAll(keysIn[K](keys), values, yield) })
	elemOf[Pair[K, V]]().inBatches(rows, func(batch column) bool {
		values = combineBatch(values, keys.number(batch), elementsOf[Pair[K, V]](batch), create, merge)
		if d.full(batch.n, all) {
			d.put(0, pairs)
			all.clear()
		}
		return true
	})
	if !d.divided() {
		return pairs
	}
	d.put(0, pairs)
	return d.chained()
}

// combineFirst is the rows combined by key before a shuffle, as far as that makes them fewer and there is memory: the pairs of a key
// may be several.
//
//go:noinline
func combineFirst[K comparable, V, C any](t *engine.Task, k *keyOps, rows any, create func(V) C, merge func(C, V) C) any {
	return iter.Seq[Pair[K, C]](func(yield func(Pair[K, C]) bool) {
		var values []C
		keys := newKeySet(k)
		all, w, more := combined{keys, &values}, newThinner(t), true
		elemOf[Pair[K, V]]().inBatches(rows, func(batch column) bool {
			pairs := elementsOf[Pair[K, V]](batch)
			if w.useless(batch.n) {
				for i := 0; i < len(pairs) && more; i++ {
					more = yield(Pair[K, C]{pairs[i].Key, create(pairs[i].Value)})
				}
				return more
			}
			values = combineBatch(values, keys.number(batch), pairs, create, merge)
			if w.enough(batch.n, all) {
				more = pairUpAll(keysIn[K](keys), values, yield)
				all.clear()
			}
			return more
		})
		if more {
			pairUpAll(keysIn[K](keys), values, yield)
		}
	})
}

// combine is combineByKey: values become combiners in each partition of c and
// are merged where p places their keys, without a shuffle if they are there already.
func combine[K comparable, V, C any](c *core, op string, p Partitioner, f combiner[K, V, C], funcs ...any) *core {
	e, k := elemOf[Pair[K, C]](), keyOf[K]()
	create, merge := Identity[C], f.merge
	if isMutable((*C)(nil)) { // what is merged into must not be what the shuffle keeps
		create, merge = cloned[C], func(a, b C) C { return f.merge(a, cloned(b)) }
	}
	return byKeyTogether(c, op, p, tables{keys: k, in: e, elem: e,
		before: func(t *engine.Task, rows any) any { return combineFirst[K](t, k, rows, f.create, f.mergeValue) },
		here:   func(d *divider, inputs []any) any { return combineRows[K](d, inputs[0], f.create, f.mergeValue) },
		after:  func(d *divider, inputs []any) any { return combineRows[K](d, inputs[0], create, merge) },
	}, funcs...)
}

// tables is how elements of a key are brought together.
type tables struct {
	keys *keyOps
	in   *elem // what is shuffled
	elem *elem // of the result
	// before makes fewer rows of those that are to be shuffled, after the result of those that were. Where nothing is
	// shuffled here does, and after of what here had no room for.
	before      func(t *engine.Task, rows any) any
	here, after func(d *divider, inputs []any) any
}

// byKeyTogether has the elements of each key be where p places it.
func byKeyTogether(c *core, op string, p Partitioner, t tables, funcs ...any) *core {
	ins := []*elem{t.in}
	if c.rdd.Partitioner == p {
		return narrow(c, t.elem, step{op: op, f: funcs, keep: true, compute: func(task *engine.Task, _ int, rows any) any {
			return t.here(newDivider(task, t.keys, t.elem, t.after, ins), []any{rows})
		}})
	}
	s := shuffleOf(c, t.in, p.NumPartitions(), t.before, everywhere(placer(p, t.keys)))
	out := shuffled(c, op, t.in, t.elem, s, func(task *engine.Task, rows any) any {
		return divide(task, t.keys, t.elem, t.after, ins, rows)
	}, append(placing(p), funcs...)...)
	out.rdd.Partitioner = p
	return out
}
