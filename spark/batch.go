package spark

import "unsafe"

const (
	// batchSize is how many keys a set looks up at a time, firstBatch how many it begins with.
	batchSize  = 128
	firstBatch = 16
	// largestBatch is how many bytes a batch may take, about.
	largestBatch = 256 << 10
)

// inBatches reads rows, and calls f with where the elements of each batch are until that is false.
func (e *elem) inBatches(rows any, f func(batch column) bool) {
	size := 0
	e.batches(rows, func(first unsafe.Pointer, n int) int {
		switch {
		case n == 0:
			size = firstBatch
		case !f(column{first, uintptr(e.sizes.size), n}):
			return 0
		case n == size: // else it is the last one
			size = e.nextBatch(first, n)
		}
		return size
	})
}

// nextBatch is how many elements a batch may have after one of n.
func (e *elem) nextBatch(first unsafe.Pointer, n int) int {
	const some = 8
	looked := min(n, some)
	each := e.sizes.size + e.sizes.held(first, looked)/int64(looked)
	return int(max(1, min(2*int64(n), batchSize, largestBatch/max(1, each))))
}

// eachIn yields the elements of a batch.
func eachIn(batch column, yield func(unsafe.Pointer) bool) bool {
	for i := range batch.n {
		if !yield(batch.at(i)) {
			return false
		}
	}
	return true
}

// elementsOf are the elements of a batch.
func elementsOf[E any](batch column) []E { return unsafe.Slice((*E)(batch.first), batch.n) }

// columnOf is where elements are.
func columnOf[E any](elements []E) column {
	return column{unsafe.Pointer(unsafe.SliceData(elements)), unsafe.Sizeof(*new(E)), len(elements)}
}
