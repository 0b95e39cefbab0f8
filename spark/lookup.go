package spark

import (
	"iter"
	"unsafe"

	"gospark/engine"
)

// pairsIn are all pairs of a keyed shape, or those of the partitions given.
func pairsIn[K comparable, V any](c *core, op string, parts []int, keep func(K) bool) []Pair[K, V] {
	a, e := newAction(c, op), elemOf[Pair[K, V]]()
	return e.join(chunksOf(a.run(parts, func(t *engine.Task, rows any) any {
		return returned(t, e, iter.Seq[Pair[K, V]](func(yield func(Pair[K, V]) bool) {
			rowsOf[K, V](c, rows)(func(p Pair[K, V]) bool { return !keep(p.Key) || yield(p) })
		}))
	}))).([]Pair[K, V])
}

// lookup reads only the partition where the key must be, if that is known.
func lookup[K comparable, V any](c *core, key K) []V {
	var parts []int
	defer onDriver("lookup at " + callSite("lookup")) // the partitioner may be the person's
	if p := c.rdd.Partitioner; p != nil && p.NumPartitions() > 0 {
		parts = []int{placer(p, keyOf[K]())(unsafe.Pointer(&key))}
	}
	values := []V{}
	for _, p := range pairsIn[K, V](c, "lookup", parts, func(k K) bool { return k == key || k != k && key != key }) {
		values = append(values, p.Value)
	}
	return values
}

func collectAsMap[K comparable, V any](c *core) map[K]V {
	all := pairsIn[K, V](c, "collectAsMap", nil, func(K) bool { return true })
	return mapOf(all, func(_, last V) V { return last })
}

// mapOf is the values by key, of which those of one key are merged. NaN is one key.
func mapOf[K comparable, V any](pairs []Pair[K, V], merge func(a, b V) V) map[K]V {
	m, odd, values := map[K]V{}, newKeySet(keyOf[K]()), []V(nil)
	for _, p := range pairs {
		if p.Key == p.Key {
			if old, ok := m[p.Key]; ok {
				p.Value = merge(old, p.Value)
			}
			m[p.Key] = p.Value
		} else {
			one := []Pair[K, V]{p}
			values = combineBatch(values, odd.number(columnOf(one)), one, Identity[V], merge)
		}
	}
	for i, k := range keysIn[K](odd) {
		m[k] = values[i]
	}
	return m
}

// Lookup returns the values of a key. Where the partitioner is known, only the
// partition of the key is computed.
func (p *PairRDD[K, V]) Lookup[_ ondemand](key K) []V { return lookup[K, V](p.core, key) }

// CollectAsMap returns the values by key; of several of one key the last.
func (p *PairRDD[K, V]) CollectAsMap[_ ondemand]() map[K]V { return collectAsMap[K, V](p.core) }

// ReduceByKeyLocally combines the values of each key by f and returns them, without a shuffle.
func (p *PairRDD[K, V]) ReduceByKeyLocally[_ ondemand](f func(a, b V) V) map[K]V {
	fn, e := describe("reduceByKeyLocally", f), elemOf[Pair[K, V]]()
	defer onDriver("reduceByKeyLocally at " + callSite("reduceByKeyLocally"))
	var all []Pair[K, V]
	for _, rows := range run(p.core, "reduceByKeyLocally", nil, func(t *engine.Task, rows any) any {
		return sliceOf[Pair[K, V]](divide(t, keyOf[K](), e, func(d *divider, in []any) any {
			return combineRows[K](d, in[0], Identity[V], f)
		}, []*elem{e}, rows), -1)
	}, fn) {
		all = append(all, rows.([]Pair[K, V])...)
	}
	return mapOf(all, f)
}

// countByKey counts by a shuffle, as Spark does: the keys needn't fit in one task.
func countByKey[K comparable, E any](c *core) map[K]int {
	const op = "countByKey"
	ones := narrow(c, elemOf[Pair[K, int]](), step{op: op, keep: true, compute: func(_ *engine.Task, _ int, rows any) any {
		in := rows.(iter.Seq[E])
		return iter.Seq[Pair[K, int]](func(yield func(Pair[K, int]) bool) {
			in(func(e E) bool { return yield(Pair[K, int]{keyIn[K](e), 1}) })
		})
	}})
	sums := combine(ones, op, partitionerFor(op, nil, ones), combiner[K, int, int]{Identity[int], Add[int], Add[int]}, Add[int])
	counts := map[K]int{}
	for _, p := range collect(sums, op).([]Pair[K, int]) {
		counts[p.Key] = p.Value
	}
	return counts
}
