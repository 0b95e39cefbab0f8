package spark

import (
	endian "encoding/binary"
	"math"
	"reflect"
	"unsafe"
)

// rankFor numbers values of a type by their address: of two of them the one that comes first has the smaller
// number, and equal ones have the same. exact tells that only those have. It is nil where a type's
// order isn't that of a number or a text.
func rankFor(t reflect.Type) (rank func(unsafe.Pointer) uint64, exact bool) {
	switch t.Kind() {
	case reflect.Int:
		return rankInt[int], true
	case reflect.Int64:
		return rankInt[int64], true
	case reflect.Int32:
		return rankInt[int32], true
	case reflect.Int16:
		return rankInt[int16], true
	case reflect.Int8:
		return rankInt[int8], true
	case reflect.Uint, reflect.Uint64, reflect.Uintptr:
		return rankUint[uint64], true
	case reflect.Uint32:
		return rankUint[uint32], true
	case reflect.Uint16:
		return rankUint[uint16], true
	case reflect.Uint8:
		return rankUint[uint8], true
	case reflect.Float64:
		return rankFloat[float64], true
	case reflect.Float32:
		return rankFloat[float32], true
	case reflect.String:
		return rankText, false
	}
	return nil, false
}

func rankInt[I int | int8 | int16 | int32 | int64](p unsafe.Pointer) uint64 {
	return uint64(int64(*(*I)(p))) ^ 1<<63
}

func rankUint[U uint8 | uint16 | uint32 | uint64](p unsafe.Pointer) uint64 { return uint64(*(*U)(p)) }

// rankFloat has -0 before 0, and NaN last, as compareOrdered.
func rankFloat[F float32 | float64](p unsafe.Pointer) uint64 {
	f := float64(*(*F)(p))
	switch bits := math.Float64bits(f); {
	case f != f:
		return math.MaxUint64
	case bits>>63 == 1:
		return ^bits
	default:
		return bits | 1<<63
	}
}

// rankText is the beginning of a text.
func rankText(p unsafe.Pointer) uint64 {
	s := *(*string)(p)
	if len(s) >= 8 {
		return endian.BigEndian.Uint64(unsafe.Slice(unsafe.StringData(s), 8))
	}
	r := uint64(0)
	for i := range len(s) {
		r |= uint64(s[i]) << (56 - 8*i)
	}
	return r
}

// ranked is the place of an element in a slice, and the rank of its key.
type ranked struct {
	rank uint64
	at   int
}

// inOrder is the places of n elements that begin with a key, the first at an address and each of a
// size, in the order of their keys; nil where they are in that order already. Equal ones stay in order.
func (k *keyOps) inOrder(first unsafe.Pointer, size uintptr, n int, order Order) []ranked {
	at := func(i int) unsafe.Pointer { return unsafe.Add(first, uintptr(i)*size) }
	compare := func(a, b ranked) int { return k.compare(at(a.at), at(b.at)) }
	flip := uint64(0)
	if order == Descending {
		flip = math.MaxUint64
		compare = Reverse(compare)
	}
	all := make([]ranked, n)
	if k.rank == nil {
		for i := range all {
			all[i].at = i
		}
		stableSort(all, compare)
		return all
	}
	rising, last := true, uint64(0)
	for i := range all {
		r := k.rank(at(i)) ^ flip
		all[i] = ranked{r, i}
		rising = rising && r >= last
		last = r
	}
	if rising && k.exact {
		return nil
	}
	if !rising {
		all = sortRanks(all)
	}
	if k.exact {
		return all
	}
	for from := 0; from < n; {
		to := from + 1
		for to < n && all[to].rank == all[from].rank {
			to++
		}
		if to > from+1 {
			stableSort(all[from:to], compare)
		}
		from = to
	}
	return all
}

// fewRanks is how many are sorted faster by comparing them than byte by byte.
const fewRanks = 256

// sortRanks sorts by rank, byte by byte from the last. Equal ones stay in order. It may return another slice.
func sortRanks(all []ranked) []ranked {
	if len(all) <= fewRanks {
		stableSort(all, func(a, b ranked) int { return times(a.rank > b.rank) - times(a.rank < b.rank) })
		return all
	}
	differ := uint64(0)
	for _, r := range all {
		differ |= r.rank ^ all[0].rank
	}
	other := make([]ranked, len(all))
	for shift := 0; shift < 64; shift += 8 {
		if differ>>shift&0xff == 0 {
			continue
		}
		var next [256]int // where the next one with that byte goes
		for _, r := range all {
			next[byte(r.rank>>shift)]++
		}
		sum := 0
		for i, n := range next {
			next[i] = sum
			sum += n
		}
		for _, r := range all {
			b := byte(r.rank >> shift)
			other[next[b]] = r
			next[b]++
		}
		all, other = other, all
	}
	return all
}
