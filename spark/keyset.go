package spark

import (
	"fmt"
	"reflect"
	"unsafe"
)

// keySet is a set of keys, which have numbers in the order in which they came: so results don't depend on how
// keys are found. They are found by open addressing, many at a time.
type keySet struct {
	keys     *keyOps
	kept     column // the keys themselves
	room     any    // the memory that they are in, a slice
	texts    arena  // of keys that are texts
	nan      map[string]int32
	slots    []slot // a power of two, of which five eighths at most are taken
	held     int64  // bytes that keys hold outside of themselves, of the first measured
	measured int

	hashes  [batchSize]uint32 // of the batch
	found   [batchSize]int32
	touched uint32 // what touch read, so that it isn't compiled away
}

// slot is the hash of a key, and its number and 1; 0 where it is empty.
type slot struct{ hash, number uint32 }

// column is where keys are: so many, each behind the one before by a step. Whatever begins with a key will do.
type column struct {
	first unsafe.Pointer
	step  uintptr
	n     int
}

func (s column) at(i int) unsafe.Pointer { return unsafe.Add(s.first, uintptr(i)*s.step) }

const (
	firstSlots = 4 * firstBatch
	slotSize   = int64(unsafe.Sizeof(slot{}))
	// largeSlots is from how many slots on they, and the keys, are mostly not in the processor's nearest caches.
	largeSlots = 1 << 13
)

func newKeySet(k *keyOps) *keySet {
	s := &keySet{keys: k, kept: column{step: keyType(k).Size()}, slots: make([]slot, firstSlots), room: reflect.Zero(reflect.SliceOf(keyType(k))).Interface()}
	if k.nan {
		s.nan = map[string]int32{}
	}
	return s
}

// keysIn are the keys of a set, by their numbers.
func keysIn[K any](s *keySet) []K { return unsafe.Slice((*K)(s.kept.first), s.kept.n) }

// number adds those of at most batchSize keys that are missing, and returns the numbers of all, until the next call. Those
// that were missing have the next numbers, in their order.
func (s *keySet) number(keys column) []int32 {
	for from := 0; from < keys.n; { // few keys at a time while there are few, so that small sets stay small
		n := min(keys.n-from, max(firstBatch, s.kept.n))
		s.grow(n)
		s.look(column{keys.at(from), keys.step, n}, s.found[from:], true)
		from += n
	}
	return s.found[:keys.n]
}

// find is number, but that keys that are missing have the number missing.
func (s *keySet) find(keys column) []int32 {
	s.look(keys, s.found[:], false)
	return s.found[:keys.n]
}

const missing = -1

func (s *keySet) look(keys column, found []int32, add bool) {
	s.keys.hashAll(keys, &s.hashes)
	if len(s.slots) >= largeSlots {
		s.touch(found[:keys.n])
	}
	slots, kind := s.slots, s.keys.kind
	for i := range keys.n {
		key, hash := keys.at(i), s.hashes[i]
		if s.nan != nil && !s.keys.same(key, key) {
			found[i] = s.numberOfNaN(key, add)
			continue
		}
		for at := int(hash); ; at++ {
			slot := &slots[at&(len(slots)-1)]
			if slot.number == 0 {
				found[i] = missing
				if add {
					slot.hash, slot.number = hash, uint32(s.kept.n+1)
					found[i] = s.keep(key)
				}
				break
			}
			if slot.hash != hash {
				continue
			}
			number := int32(slot.number - 1)
			there, same := s.kept.at(int(number)), false
			switch kind {
			case wordKey:
				same = *(*uint64)(key) == *(*uint64)(there)
			case textKey:
				same = *(*string)(key) == *(*string)(there)
			default:
				same = s.keys.same(key, there)
			}
			if same {
				found[i] = number
				break
			}
		}
	}
}

// touch reads what look will need first, one behind the other without looking at it: so the processor waits for all of it at once.
func (s *keySet) touch(found []int32) {
	slots, sum := s.slots, uint32(0)
	for i, hash := range s.hashes[:len(found)] {
		found[i] = int32(slots[int(hash)&(len(slots)-1)].number)
	}
	for _, number := range found {
		if number != 0 && s.kept.step > 0 {
			sum += uint32(*(*byte)(s.kept.at(int(number - 1))))
		}
	}
	s.touched = sum
}

// keep adds a key.
func (s *keySet) keep(key unsafe.Pointer) (number int32) {
	number = int32(s.kept.n)
	s.kept.n++
	switch to := s.kept.at(int(number)); s.keys.kind {
	case wordKey:
		*(*uint64)(to) = *(*uint64)(key)
	case textKey:
		*(*string)(to) = s.texts.keep(*(*string)(key))
	default:
		s.keys.copy(to, key)
	}
	return number
}

// numberOfNaN is the number of a key that differs from itself: those that print the same are the same.
func (s *keySet) numberOfNaN(key unsafe.Pointer, add bool) int32 {
	text := fmt.Sprint(reflect.NewAt(keyType(s.keys), key).Elem().Interface())
	number, ok := s.nan[text]
	switch {
	case ok:
		return number
	case !add:
		return missing
	}
	number = s.keep(key)
	s.nan[text] = number
	return number
}

// grow makes room for n more keys.
func (s *keySet) grow(n int) {
	all := s.kept.n + n
	if old := reflect.ValueOf(s.room); all > old.Len() {
		room := max(all, min(2*old.Len(), old.Len()*3/2+1<<16))
		larger := reflect.MakeSlice(old.Type(), room, room)
		reflect.Copy(larger, old)
		s.room, s.kept.first = larger.Interface(), larger.UnsafePointer()
	}
	if all <= len(s.slots)/8*5 {
		return
	}
	old := s.slots
	s.slots = make([]slot, 2*len(old))
	for _, slot := range old {
		if slot.number != 0 {
			at := int(slot.hash)
			for ; s.slots[at&(len(s.slots)-1)].number != 0; at++ {
			}
			s.slots[at&(len(s.slots)-1)] = slot
		}
	}
	s.grow(n)
}

func (s *keySet) len() int { return s.kept.n }

// bytes is about how many bytes the set takes.
func (s *keySet) bytes() int64 {
	switch {
	case s.keys.kind == textKey:
		s.held = s.texts.size
	case s.measured < s.kept.n:
		s.held += sizerFor(keyType(s.keys)).held(s.kept.at(s.measured), s.kept.n-s.measured)
		s.measured = s.kept.n
	}
	size := s.held + int64(reflect.ValueOf(s.room).Len())*int64(s.kept.step) + int64(len(s.slots))*slotSize
	return size + size/growing
}

// clear makes the set empty, and gives up what it took: as large as it is it may be too large.
func (s *keySet) clear() { *s = *newKeySet(s.keys) }
