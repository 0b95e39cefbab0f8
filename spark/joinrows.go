package spark

import (
	"iter"
	"unsafe"
)

// joining is what a join makes of the values of both sides. noLeft and noRight are in place of the values of a key
// that a side doesn't have: empty where the key is to be left out.
type joining[V, W, L, R any] struct {
	left    func(V) L
	right   func([]W) []R
	noLeft  []L
	noRight []R
}

// joinRows makes Joined elements of the values of both sides.
//
//go:noinline
func joinRows[K comparable, V, W, L, R any](op string, l, r *core, p Partitioner, j joining[V, W, L, R]) *core {
	e := elemOf[Joined[K, L, R]]()
	c := coGroupAll(op, keyOf[K](), e, nil, p, []side{sideOf[K, V](l, p), sideOf[K, W](r, p)}, func(d *divider, inputs []any) any {
		return joinIn[K](d, inputs, j)
	})
	return narrow(c, e, step{op: op, keep: true, compute: passRows})
}

// joinIn holds the pairs on the right, and reads those on the left one by one.
//
//go:noinline
func joinIn[K comparable, V, W, L, R any](d *divider, inputs []any, j joining[V, W, L, R]) any {
	g := newGroupings(d)
	values := gather[K, W](d, g, 1, inputs[1])
	if d.divided() {
		d.put(0, inputs[0])
		return d.chained()
	}
	groups := make([][]R, g.len())
	for i, group := range groupsOf[W](values, g.len()) {
		groups[i] = j.right(group)
	}
	return iter.Seq[Joined[K, L, R]](func(yield func(Joined[K, L, R]) bool) {
		met, more := make([]bool, len(groups)), true
		d.elems[0].inBatches(inputs[0], func(batch column) bool {
			d.t.Check()
			pairs := elementsOf[Pair[K, V]](batch)
			for i, n := range g.keys.find(batch) {
				rights := j.noRight
				if n != missing {
					rights, met[n] = groups[n], true
				}
				l := j.left(pairs[i].Value)
				for _, r := range rights {
					if more = yield(Joined[K, L, R]{pairs[i].Key, l, r}); !more {
						return false
					}
				}
			}
			return true
		})
		if more {
			unmet(keysIn[K](g.keys), groups, met, j.noLeft, yield)
		}
	})
}

// unmet yields what is on the right only.
//
//go:noinline
func unmet[K comparable, L, R any](keys []K, groups [][]R, met []bool, noLeft []L, yield func(Joined[K, L, R]) bool) {
	for _, l := range noLeft {
		for i, k := range keys {
			for _, r := range groups[i] {
				if !met[i] && !yield(Joined[K, L, R]{k, l, r}) {
					return
				}
			}
		}
	}
}

// asOptions are values as Options.
func asOptions[O Option[V], V any](values []V) []O {
	all := make([]O, len(values))
	for i, v := range values {
		all[i] = O(Some(v))
	}
	return all
}

func asOption[O Option[V], V any](v V) O { return O(Some(v)) }

func orNone[O Option[V], V any]() []O { return []O{O(None[V]())} }

// asType is a value whose type is L by another name.
func asType[L, V any](v V) L { return *(*L)(unsafe.Pointer(&v)) }

func join[K comparable, V, W, L any](op string, l *core, other Keyed[K, W], numPartitions []int) *JoinedRDD[K, L, W] {
	r := otherCore(l, op, other)
	return newJoined[K, L, W](joinRows[K](op, l, r, partitionerFor(op, numPartitions, l, r),
		joining[V, W, L, W]{left: asType[L, V], right: Identity[[]W]}))
}

func leftJoin[K comparable, V, W, L any, R Option[W]](l *core, other Keyed[K, W], numPartitions []int) *JoinedRDD[K, L, R] {
	const op = "leftOuterJoin"
	r := otherCore(l, op, other)
	return newJoined[K, L, R](joinRows[K](op, l, r, partitionerFor(op, numPartitions, l, r),
		joining[V, W, L, R]{left: asType[L, V], right: asOptions[R, W], noRight: orNone[R, W]()}))
}

func rightJoin[K comparable, V, W any, L Option[V]](l *core, other Keyed[K, W], numPartitions []int) *JoinedRDD[K, L, W] {
	const op = "rightOuterJoin"
	r := otherCore(l, op, other)
	return newJoined[K, L, W](joinRows[K](op, l, r, partitionerFor(op, numPartitions, l, r),
		joining[V, W, L, W]{left: asOption[L, V], right: Identity[[]W], noLeft: orNone[L, V]()}))
}

func fullJoin[K comparable, V, W any, L Option[V], R Option[W]](l *core, other Keyed[K, W], numPartitions []int) *JoinedRDD[K, L, R] {
	const op = "fullOuterJoin"
	r := otherCore(l, op, other)
	return newJoined[K, L, R](joinRows[K](op, l, r, partitionerFor(op, numPartitions, l, r),
		joining[V, W, L, R]{asOption[L, V], asOptions[R, W], orNone[L, V](), orNone[R, W]()}))
}
