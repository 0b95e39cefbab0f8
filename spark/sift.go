package spark

import (
	"errors"
	"fmt"
	"unsafe"

	"gospark/engine"
)

// A sieve is a set of elements that a task makes, as large as it may be. Elements for which there is
// no room go to files by their hash; what isn't known of others without them goes there too.
type sieve struct {
	*divider
	set *keySet
}

func newSieve(d *divider) *sieve { return &sieve{d, newKeySet(d.keys)} }

// number puts a batch into the set and returns the numbers of its elements, missing for those for which there was no room.
// Those that are new have the numbers from next on, in their order.
func (s *sieve) number(batch column) (numbers []int32, next int) {
	next = s.set.len()
	if s.divided() {
		return s.set.find(batch), next
	}
	numbers = s.set.number(batch)
	s.full(batch.n, s.set)
	return numbers, next
}

func (s *keySet) tooLarge(d *divider) error {
	err := d.elems[0].Spills()
	if err == nil {
		err = errors.New("too many elements have the same hash code")
	}
	return &engine.Fault{Err: fmt.Errorf("the set of elements doesn't fit in spark.memory, and can't be divided: %w", err),
		Remedy: "raise spark.memory"}
}

// onceOf are the rows without those that came before.
func onceOf(t *engine.Task, e *elem, k *keyOps, rows any) any {
	return divide(t, k, e, func(d *divider, inputs []any) any {
		return e.push(func(yield func(unsafe.Pointer) bool) {
			s, more := newSieve(d), true
			later := e.push(func(spill func(unsafe.Pointer) bool) {
				e.inBatches(inputs[0], func(batch column) bool {
					numbers, next := s.number(batch)
					for i, n := range numbers {
						switch p := batch.at(i); {
						case n == missing:
							spill(p)
						case int(n) == next:
							next++
							if more = yield(p); !more {
								return false
							}
						}
					}
					return true
				})
			})
			d.put(0, later)
			if more && d.divided() {
				e.each(d.chained(), yield)
			}
		})
	}, []*elem{e}, rows)
}

// mostlyOnce are the rows without most of those that came before, as far as looking for them pays.
func mostlyOnce(t *engine.Task, e *elem, k *keyOps, rows any) any {
	return e.push(func(yield func(unsafe.Pointer) bool) {
		set, w := newKeySet(k), newThinner(t)
		e.inBatches(rows, func(batch column) bool {
			if w.useless(batch.n) {
				return eachIn(batch, yield)
			}
			next := set.len()
			for i, n := range set.number(batch) {
				if int(n) == next {
					next++
					if !yield(batch.at(i)) {
						return false
					}
				}
			}
			if w.enough(batch.n, set) {
				set.clear()
			}
			return true
		})
	})
}

// sift are the elements on the left whose keys are among those on the right, or, where there is false, aren't.
func sift(t *engine.Task, e, keys *elem, k *keyOps, there bool, left, right any) any {
	return divide(t, k, e, func(d *divider, inputs []any) any {
		return e.push(func(yield func(unsafe.Pointer) bool) {
			s, more := newSieve(d), true
			d.put(0, keys.push(func(spill func(unsafe.Pointer) bool) {
				keys.inBatches(inputs[0], func(batch column) bool {
					numbers, _ := s.number(batch)
					for i, n := range numbers {
						if n == missing {
							spill(batch.at(i))
						}
					}
					return true
				})
			}))
			d.put(1, e.push(func(spill func(unsafe.Pointer) bool) {
				e.inBatches(inputs[1], func(batch column) bool {
					for i, n := range s.set.find(batch) {
						switch has := n != missing; {
						case !has && d.divided():
							spill(batch.at(i))
						case has == there:
							more = yield(batch.at(i))
						}
						if !more {
							break
						}
					}
					return more
				})
			}))
			if more && d.divided() {
				e.each(d.chained(), yield)
			}
		})
	}, []*elem{keys, e}, right, left)
}
