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
	set  *members
	full bool
	left int // until the set is looked at again
}

func newSieve(d *divider, e *elem) *sieve {
	return &sieve{divider: d, set: newMembers(e), left: firstLook}
}

// add puts an element into the set, and tells whether it is new there; ok is false where there was no room.
func (s *sieve) add(p unsafe.Pointer) (isNew, ok bool) {
	if s.full {
		if s.set.has(p) {
			return false, true
		}
		return false, false
	}
	if isNew = s.set.add(p); !isNew {
		return false, true
	}
	if s.left--; s.left == 0 {
		s.look()
	}
	return true, true
}

// look counts the memory of the set, and tells that it is full if that is too much.
func (s *sieve) look() {
	count, size := s.set.len(), s.set.size()
	if !s.lease.Resize(size) {
		if s.full = s.divides(count); s.full {
			return
		}
		if !s.lease.Exceed(size) {
			s.t.Fail(unspillableSet(s.elems[0]))
		}
	}
	s.left = lookAfter(count, size, s.t.Share())
}

func unspillableSet(e *elem) error {
	err := e.Spills()
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
			s, more := newSieve(d, e), true
			later := e.push(func(spill func(unsafe.Pointer) bool) {
				e.each(inputs[0], func(p unsafe.Pointer) bool {
					switch isNew, ok := s.add(p); {
					case !ok:
						spill(p)
					case isNew:
						more = yield(p)
					}
					return more
				})
			})
			d.put(0, later)
			if more && s.full {
				e.each(d.chained(), yield)
			}
		})
	}, []*elem{e}, rows)
}

// mostlyOnce are the rows without most of those that came before. A set that is too large is begun anew, or
// given up where it found less than one row in seldomRepeated again; so is one of any size that found hardly a row again
// in firstSample of them, since elements that come again would mostly be as many as millions then.
func mostlyOnce(t *engine.Task, e *elem, rows any) any {
	const seldomRepeated, firstSample, hardlyRepeated = 16, 4096, 512
	lease, set, left, repeated := t.Lease(), newMembers(e), firstLook, 0
	return e.repeat(rows, func(p unsafe.Pointer) int {
		if set == nil {
			return 1
		}
		isNew := set.add(p)
		repeated += 1 - times(isNew)
		if left--; left > 0 {
			return times(isNew)
		}
		count, size := set.len(), set.size()
		fits := lease.Resize(size)
		switch {
		case !fits && repeated < count/seldomRepeated, count >= firstSample && repeated < count/hardlyRepeated:
			set = nil
			lease.Release()
		case !fits:
			set, left, repeated = newMembers(e), firstLook, 0
		case count < firstSample:
			left = min(firstSample, lookAfter(count, size, t.Share()))
		default:
			left = lookAfter(count, size, t.Share())
		}
		return times(isNew)
	})
}

// sift are the elements on the left whose keys are among those on the right, or, where there is false, aren't.
func sift(t *engine.Task, e, keys *elem, k *keyOps, there bool, left, right any) any {
	return divide(t, k, e, func(d *divider, inputs []any) any {
		return e.push(func(yield func(unsafe.Pointer) bool) {
			s, more := newSieve(d, keys), true
			d.put(0, keys.push(func(spill func(unsafe.Pointer) bool) {
				keys.each(inputs[0], func(p unsafe.Pointer) bool {
					if _, ok := s.add(p); !ok {
						spill(p)
					}
					return true
				})
			}))
			d.put(1, e.push(func(spill func(unsafe.Pointer) bool) {
				e.each(inputs[1], func(p unsafe.Pointer) bool {
					switch has := s.set.has(p); {
					case !has && s.full:
						spill(p)
					case has == there:
						more = yield(p)
					}
					return more
				})
			}))
			if more && s.full {
				e.each(d.chained(), yield)
			}
		})
	}, []*elem{keys, e}, right, left)
}
