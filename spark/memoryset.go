package spark

import (
	"hash/maphash"
	"math/bits"
	"unsafe"
)

// memorySet is a set of values of one size that are equal just if their bytes are. They stand one behind the
// other; index has their numbers, from 1 on, by their hash, which stands in front of each: so another
// value is hardly ever looked at, and the index grows without them.
type memorySet struct {
	size  int
	data  []byte
	index []memoryEntry
	seed  maphash.Seed
}

type memoryEntry struct{ hash, number uint32 }

// leastIndex is the length of a memorySet's first index. All are powers of two, and at most three quarters full.
const leastIndex = 16

func newMemorySet(size int) *memorySet {
	return &memorySet{size: size, index: make([]memoryEntry, leastIndex), seed: maphash.MakeSeed()}
}

func (s *memorySet) len() int { return len(s.data) / s.size }

// find is where the value at p stands in the index, or would.
func (s *memorySet) find(p unsafe.Pointer) (at int, hash uint32, there bool) {
	v, mask := unsafe.Slice((*byte)(p), s.size), len(s.index)-1
	hash = uint32(s.hash(v))
	for at = int(hash) & mask; s.index[at].number != 0; at = (at + 1) & mask {
		if s.index[at].hash != hash {
			continue
		}
		from := int(s.index[at].number-1) * s.size
		if string(s.data[from:from+s.size]) == string(v) {
			return at, hash, true
		}
	}
	return at, hash, false
}

// hash is a product for a value of one or two words, which is faster.
func (s *memorySet) hash(v []byte) uint64 {
	const odd, other = 0x9e3779b97f4a7c15, 0xd6e8feb86659fd93
	p := unsafe.Pointer(unsafe.SliceData(v))
	switch len(v) {
	case 8:
		high, low := bits.Mul64(*(*uint64)(p)^other, odd)
		return high ^ low
	case 16:
		w := *(*[2]uint64)(p)
		high, low := bits.Mul64(w[0]^odd, other)
		high, low = bits.Mul64(high^low^w[1], odd)
		return high ^ low
	}
	return maphash.Bytes(s.seed, v)
}

// add tells whether the value at p wasn't there before.
func (s *memorySet) add(p unsafe.Pointer) bool {
	at, hash, there := s.find(p)
	if there {
		return false
	}
	s.data = append(s.data, unsafe.Slice((*byte)(p), s.size)...)
	n := s.len()
	s.index[at] = memoryEntry{hash, uint32(n)}
	if n > len(s.index)/4*3 {
		s.grow()
	}
	return true
}

func (s *memorySet) grow() {
	old := s.index
	s.index = make([]memoryEntry, 2*len(old))
	mask := len(s.index) - 1
	for _, e := range old {
		if e.number == 0 {
			continue
		}
		at := int(e.hash) & mask
		for s.index[at].number != 0 {
			at = (at + 1) & mask
		}
		s.index[at] = e
	}
}

// bytes is how many the set takes.
func (s *memorySet) bytes() int64 { return int64(cap(s.data) + 8*len(s.index)) }
