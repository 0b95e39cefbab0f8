package spark

import (
	"cmp"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"unsafe"

	"gospark/engine"
)

// byOrder compares elements by a key, NaN last.
func byOrder[E any, O cmp.Ordered](key func(E) O) func(a, b E) int {
	return func(a, b E) int { return compareOrdered(key(a), key(b)) }
}

// sortByRows is SortBy: the lineage has a step that makes the keys and one that drops them, as Spark's.
func sortByRows[E any, O cmp.Ordered](c *core, orig any, key func(E) O, options []SortOption) *core {
	k := keysBy(compareOrdered[O])
	k.rank, k.exact = rankFor(keyType(k))
	return sortByOrder(c, orig, key, k, compareOrdered[O], options)
}

// sortByOrder is sortByRows with the keys and their order.
func sortByOrder[E, O any](c *core, orig any, key func(E) O, k *keyOps, order func(a, b O) int, options []SortOption) *core {
	const op = "sortBy"
	keyed := mapRows(c, op, orig, func(e E) Tuple2[O, E] { return Tuple2[O, E]{key(e), e} })
	sorted := sortRows[O, Tuple2[O, E]](keyed, op, k, order, options)
	return mapRows(sorted, op, nil, func(t Tuple2[O, E]) E { return t.B })
}

// sortFunc sorts elements by a comparison of them.
func sortFunc[E any](c *core, compare func(a, b E) int, options []SortOption) *core {
	const op = "sortFunc"
	describe(op, compare)
	sorted := sortRows[E, E](c, op, keysBy(compare), compare, options)
	sorted.rdd.Partitioner = nil // the elements' own keys may be others
	return sorted
}

// sortByKey sorts elements that begin with a key.
func sortByKey[K, E any](c *core, k *keyOps, options []SortOption) *core {
	const op = "sortByKey"
	return sortRows[K, E](c, op, k, orderOfKeys[K](op, k), options)
}

// mustHaveOrder panics when keys have no natural order.
func mustHaveOrder(op string, k *keyOps) {
	if k.compare == nil {
		panic(definition(op, "keys of type "+keyName(k)+" have no order",
			"sort by something that has: SortBy(func(...) string { ... }), or give the type a method Compare"))
	}
}

// orderOfKeys is the natural order of keys, which they must have.
func orderOfKeys[K any](op string, k *keyOps) func(a, b K) int {
	mustHaveOrder(op, k)
	return func(a, b K) int { return k.compare(unsafe.Pointer(&a), unsafe.Pointer(&b)) }
}

// keysBy is keys in an order of the person's.
func keysBy[K any](order func(a, b K) int) *keyOps {
	k := *keyOf[K]()
	k.compare = func(a, b unsafe.Pointer) int { return order(*(*K)(a), *(*K)(b)) }
	k.rank = nil
	return &k
}

// sortRows cuts c's elements, which begin with a key (or are one), into ranges of keys
// and sorts each. compare is the order of k. Elements with equal keys stay in order.
func sortRows[K, E any](c *core, op string, k *keyOps, compare func(a, b K) int, options []SortOption) *core {
	order, n := sortOptions(op, options, partitions(c, op))
	var bounds []K
	c.sc.engine.Hold(c.rdd, func() { bounds = sampleBounds(c, op, n, keyIn[K, E], compare) })
	return shuffleByKey(c, op, rangePartitionerOf(k, bounds, order), k, sortedRows[E](k, order), compare)
}

// sortedRows is the reading side of a shuffle that sorts elements by their key.
func sortedRows[E any](k *keyOps, order Order) func(*engine.Task, any) any {
	return func(t *engine.Task, rows any) any { return sortIn[E](t, elemOf[E](), rows, k, order) }
}

// sortIn is the rows in the order of their keys. Equal ones stay in order.
func sortIn[E any](t *engine.Task, e *elem, rows any, k *keyOps, order Order) any {
	s := &sorter{t: t, elem: e, lease: t.Lease(), keys: k, order: order}
	left, all, other := firstLook, make([]E, 0, s.room()), []E(nil)
	inOrder := func() []E {
		places := s.inOrder(all)
		if places == nil {
			return all
		}
		other = slices.Grow(other[:0], len(all))[:len(all)]
		for i, r := range places {
			other[i] = all[r.at]
		}
		return other
	}
	rows.(iter.Seq[E])(func(e E) bool {
		all = append(all, e)
		if left--; left == 0 {
			if left = s.look(all); left == 0 {
				s.run(inOrder())
				clear(all)
				clear(other)
				all, left = all[:0], firstLook
			}
		}
		return true
	})
	return s.merged(inOrder())
}

// A sample for n ranges is samplePoints for each of them, mostPoints at most; three
// times as many are drawn, because partitions may differ in size.
const (
	samplePoints = 20
	mostPoints   = 1_000_000
)

// sketch is keys of a partition, chosen at random of all that were seen.
type sketch[K any] struct {
	keys []K
	seen int
}

// weighted is a key that stands for others.
type weighted[K any] struct {
	key    K
	weight float32
}

// sampleBounds runs a job that samples the keys of c's elements, another where
// partitions differ much in size, and cuts the sample into n equal parts (Spark's
// RangePartitioner).
func sampleBounds[K, E any](c *core, op string, n int, key func(E) K, compare func(a, b K) int) []K {
	parts := partitions(c, op)
	if n <= 1 || parts == 0 {
		return nil
	}
	defer onDriver(op + " at " + callSite(op))
	keys := mapRows(c, op, nil, key)
	points := min(samplePoints*n, mostPoints)
	size := (3*points + parts - 1) / parts
	sketches := run(narrow(keys, keys.elem, unchanged(op)), op, nil, func(t *engine.Task, rows any) any {
		return reservoir[K](rows, size, uint64(t.Partition))
	})
	total := 0
	for _, s := range sketches {
		total += s.(sketch[K]).seen
	}
	fraction := min(1, float64(points)/float64(max(1, total)))
	var all []weighted[K]
	var large []int
	for p, s := range sketches {
		s := s.(sketch[K])
		if fraction*float64(s.seen) > float64(size) {
			large = append(large, p)
			continue
		}
		for _, k := range s.keys {
			all = append(all, weighted[K]{k, float32(float64(s.seen) / float64(len(s.keys)))})
		}
	}
	// Partitions much larger than the others would be cut by too few keys: they are sampled again.
	if len(large) > 0 {
		again := sampled(keys, samplerKind, op, uint64(parts), func(r *rand.Rand) int { return times(r.Float64() < fraction) })
		for _, more := range run(again, op, large, func(_ *engine.Task, rows any) any { return sliceOf[K](rows, -1) }) {
			for _, k := range more.([]K) {
				all = append(all, weighted[K]{k, float32(1 / fraction)})
			}
		}
	}
	stableSort(all, func(a, b weighted[K]) int { return compare(a.key, b.key) })
	return cut(all, min(n, len(all)), compare)
}

// reservoir chooses size of the rows, the same each time for the same seed. It draws
// how many it leaves out until the next one that it takes (Li's algorithm L).
func reservoir[K any](rows any, size int, seed uint64) sketch[K] {
	var s sketch[K]
	rnd := rand.New(rand.NewPCG(seed, 0))
	next, w := size-1, 1.0
	draw := func() {
		w *= math.Pow(1-rnd.Float64(), 1/float64(size))
		next += 1 + int(min(math.Log(1-rnd.Float64())/math.Log(1-w), 1<<52))
	}
	rows.(iter.Seq[K])(func(k K) bool {
		if s.seen < size {
			s.keys = append(s.keys, k)
		} else if s.seen == next {
			s.keys[rnd.IntN(size)] = k
			draw()
		}
		if s.seen++; s.seen == size {
			draw()
		}
		return true
	})
	return s
}

// cut is the bounds, each larger than the one before, that cut weighted sorted
// keys into n parts of about the same weight; fewer where there are few distinct ones.
func cut[K any](sorted []weighted[K], n int, compare func(a, b K) int) []K {
	total := 0.0
	for _, k := range sorted {
		total += float64(k.weight)
	}
	var bounds []K
	step, sum := total/float64(n), 0.0
	target := step
	for _, k := range sorted {
		sum += float64(k.weight)
		if sum >= target && len(bounds) < n-1 && (len(bounds) == 0 || compare(k.key, bounds[len(bounds)-1]) > 0) {
			bounds = append(bounds, k.key)
			target += step
		}
	}
	return bounds
}

// stableSort sorts by merging with a buffer, which is about twice as fast as the
// merging in place of slices.SortStableFunc.
func stableSort[E any](s []E, compare func(a, b E) int) {
	mergeSort(s, make([]E, (len(s)+1)/2), compare)
}

func mergeSort[E any](s, buffer []E, compare func(a, b E) int) {
	if len(s) <= 12 {
		for i := 1; i < len(s); i++ {
			for j := i; j > 0 && compare(s[j], s[j-1]) < 0; j-- {
				s[j], s[j-1] = s[j-1], s[j]
			}
		}
		return
	}
	mid := len(s) / 2
	mergeSort(s[:mid], buffer, compare)
	mergeSort(s[mid:], buffer, compare)
	if compare(s[mid-1], s[mid]) <= 0 {
		return
	}
	left := buffer[:copy(buffer, s[:mid])]
	for i, j, k := 0, mid, 0; i < len(left); k++ {
		if j < len(s) && compare(s[j], left[i]) < 0 {
			s[k] = s[j]
			j++
		} else {
			s[k] = left[i]
			i++
		}
	}
}
