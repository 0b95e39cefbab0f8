package spark

import (
	"iter"

	"gospark/engine"
)

// The operators of one element. orig is the person's function, f the same one
// taking the element as it is. Their loops are compiled where they are called.

func mapRows[E, U any](c *core, op string, orig any, f func(E) U) *core {
	return narrow(c, elemOf[U](), step{op: op, f: orig, compute: func(_ *engine.Task, _ int, rows any) any {
		in := rows.(iter.Seq[E])
		return iter.Seq[U](func(yield func(U) bool) {
			in(func(e E) bool { return yield(f(e)) })
		})
	}})
}

func mapToPairRows[E any, K comparable, V any](c *core, orig any, f func(E) (K, V)) *core {
	return narrow(c, elemOf[Pair[K, V]](), step{op: "map", f: orig, compute: func(_ *engine.Task, _ int, rows any) any {
		in := rows.(iter.Seq[E])
		return iter.Seq[Pair[K, V]](func(yield func(Pair[K, V]) bool) {
			in(func(e E) bool {
				k, v := f(e)
				return yield(Pair[K, V]{k, v})
			})
		})
	}})
}

func filterRows[E any](c *core, op string, orig any, f func(E) bool) *core {
	return narrow(c, c.elem, step{op: op, f: orig, keep: true, compute: func(_ *engine.Task, _ int, rows any) any {
		in := rows.(iter.Seq[E])
		return iter.Seq[E](func(yield func(E) bool) {
			in(func(e E) bool { return !f(e) || yield(e) })
		})
	}})
}

func filterMapRows[E, U any](c *core, op string, orig any, f func(E) (U, bool)) *core {
	chosen := narrow(c, c.elem, unchanged(op)) // Spark's filter, which f is as well
	return narrow(chosen, elemOf[U](), step{op: op, f: orig, compute: func(_ *engine.Task, _ int, rows any) any {
		in := rows.(iter.Seq[E])
		return iter.Seq[U](func(yield func(U) bool) {
			in(func(e E) bool {
				u, ok := f(e)
				return !ok || yield(u)
			})
		})
	}})
}

func flatMapRows[E, U any](c *core, op string, orig any, f func(E) []U) *core {
	return narrow(c, elemOf[U](), step{op: op, f: orig, compute: func(_ *engine.Task, _ int, rows any) any {
		in := rows.(iter.Seq[E])
		return iter.Seq[U](func(yield func(U) bool) {
			in(func(e E) bool {
				for _, u := range f(e) {
					if !yield(u) {
						return false
					}
				}
				return true
			})
		})
	}})
}

func flatMapSeqRows[E, U any](c *core, op string, orig any, f func(E) iter.Seq[U]) *core {
	return narrow(c, elemOf[U](), step{op: op, f: orig, compute: func(_ *engine.Task, _ int, rows any) any {
		in := rows.(iter.Seq[E])
		return iter.Seq[U](func(yield func(U) bool) {
			in(func(e E) bool {
				more := true
				if us := f(e); us != nil {
					us(func(u U) bool {
						more = yield(u)
						return more
					})
				}
				return more
			})
		})
	}})
}

// mapValueRows applies f to each element of a keyed shape and keeps its key, and
// so its place.
func mapValueRows[E any, K comparable, U any](c *core, orig any, f func(E) U) *core {
	return narrow(c, elemOf[Pair[K, U]](), step{op: "mapValues", f: orig, keep: true, compute: func(_ *engine.Task, _ int, rows any) any {
		in := rows.(iter.Seq[E])
		return iter.Seq[Pair[K, U]](func(yield func(Pair[K, U]) bool) {
			in(func(e E) bool { return yield(Pair[K, U]{keyIn[K](e), f(e)}) })
		})
	}})
}

func flatMapValueRows[E any, K comparable, U any](c *core, orig any, f func(E) []U) *core {
	return narrow(c, elemOf[Pair[K, U]](), step{op: "flatMapValues", f: orig, keep: true, compute: func(_ *engine.Task, _ int, rows any) any {
		in := rows.(iter.Seq[E])
		return iter.Seq[Pair[K, U]](func(yield func(Pair[K, U]) bool) {
			in(func(e E) bool {
				for _, u := range f(e) {
					if !yield(Pair[K, U]{keyIn[K](e), u}) {
						return false
					}
				}
				return true
			})
		})
	}})
}
