package spark

import (
	"cmp"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"sort"
	"unsafe"

	"gospark/engine"
)

// A rangePartitioner places keys by bounds: partition i holds those up to the
// i-th bound. It is equal to itself only.
type rangePartitioner struct {
	n     int
	keys  *keyOps
	place func(unsafe.Pointer) int // of a key
}

// NumPartitions is the number of partitions.
func (p *rangePartitioner) NumPartitions() int { return p.n }

// String is RangePartitioner(4).
func (p *rangePartitioner) String() string { return fmt.Sprintf("RangePartitioner(%d)", p.n) }

// Partition is the partition of a key.
func (p *rangePartitioner) Partition(key any) int { return p.place(addressOf(key, keyType(p.keys))) }

// byOrder compares elements by a key, NaN last.
func byOrder[E any, O cmp.Ordered](key func(E) O) func(a, b E) int {
	return func(a, b E) int { return compareOrdered(key(a), key(b)) }
}

// sortByRows is SortBy: the lineage has a step that makes the keys and one that drops them, as Spark's.
func sortByRows[E any, O cmp.Ordered](c *core, orig any, key func(E) O, options []SortOption) *core {
	return sortByOrder(c, orig, key, compareOrdered[O], options)
}

// sortByOrder is sortByRows with the order of the keys.
func sortByOrder[E, O any](c *core, orig any, key func(E) O, order func(a, b O) int, options []SortOption) *core {
	const op = "sortBy"
	keyed := mapRows(c, op, orig, func(e E) Tuple2[O, E] { return Tuple2[O, E]{key(e), e} })
	sorted, _ := sortRows(keyed, op, func(a, b Tuple2[O, E]) int { return order(a.A, b.A) }, options)
	return mapRows(sorted, op, nil, func(t Tuple2[O, E]) E { return t.B })
}

// sortByKey sorts elements that begin with a key.
func sortByKey[E any](c *core, k *keyOps, options []SortOption) *core {
	const op = "sortByKey"
	if k.compare == nil {
		panic(definition(op, "keys of type "+keyName(k)+" have no order",
			"sort by something that has: SortBy(func(...) string { ... }), or give the type a method Compare"))
	}
	sorted, bounds := sortRows(c, op, func(a, b E) int { return k.compare(unsafe.Pointer(&a), unsafe.Pointer(&b)) }, options)
	order, _ := sortOptions(op, options, 0)
	sorted.rdd.Partitioner = &rangePartitioner{n: len(bounds) + 1, keys: k, place: func(key unsafe.Pointer) int {
		return sort.Search(len(bounds), func(i int) bool {
			c := k.compare(unsafe.Pointer(&bounds[i]), key)
			return c == 0 || (c > 0) == (order == Ascending)
		})
	}}
	return sorted
}

// sortRows cuts c's elements into ranges by bounds and sorts each. Equal elements stay in order.
func sortRows[E any](c *core, op string, compare func(a, b E) int, options []SortOption) (sorted *core, bounds []E) {
	order, n := sortOptions(op, options, partitions(c, op))
	if order == Descending {
		compare = Reverse(compare)
	}
	bounds = sampleBounds(c, op, n, compare)
	s := shuffleOf(c, c.elem, len(bounds)+1, nil, everywhere(func(e unsafe.Pointer) int {
		at, _ := slices.BinarySearchFunc(bounds, *(*E)(e), compare)
		return at
	}))
	return shuffled(c, op, c.elem, c.elem, s, func(t *engine.Task, rows any) any {
		return sortedRows[E](t, c.elem, rows, compare)
	}, compare), bounds
}

// sortedRows is the rows in order. Equal ones stay in order.
func sortedRows[E any](t *engine.Task, e *elem, rows any, compare func(a, b E) int) any {
	s := &sorter{t: t, elem: e, lease: t.Lease(), compare: func(a, b unsafe.Pointer) int { return compare(*(*E)(a), *(*E)(b)) }}
	var all []E
	left := firstLook
	rows.(iter.Seq[E])(func(e E) bool {
		all = append(all, e)
		if left--; left == 0 {
			if left = s.look(all); left == 0 {
				stableSort(all, compare)
				s.run(all)
				clear(all)
				all, left = all[:0], firstLook
			}
		}
		return true
	})
	stableSort(all, compare)
	return s.merged(all)
}

// sampleSize is how many elements are sampled for each partition of the result, a third of them needed.
const sampleSize = 60

// sketch is elements of a partition, chosen at random of all that were seen.
type sketch[E any] struct {
	rows []E
	seen int
}

// sampleBounds runs a job that samples c, another where partitions differ much in
// size, and cuts the sample into n equal parts.
func sampleBounds[E any](c *core, op string, n int, compare func(a, b E) int) []E {
	parts := partitions(c, op)
	if n <= 1 || parts == 0 {
		return nil
	}
	defer onDriver(op + " at " + callSite(op))
	sketched := narrow(narrow(c, c.elem, unchanged(op)), c.elem, unchanged(op))
	size := (sampleSize*n + parts - 1) / parts
	results := run(sketched, op, nil, func(t *engine.Task, rows any) any { return reservoir[E](rows, size, uint64(t.Partition)) })
	total := 0
	for _, r := range results {
		total += r.(sketch[E]).seen
	}
	fraction := min(1, float64(sampleSize/3*n)/float64(max(1, total)))
	var all []Tuple2[E, float64]
	add := func(rows []E, weight float64) {
		for _, e := range rows {
			all = append(all, Tuple2[E, float64]{e, weight})
		}
	}
	var large []int
	for p, r := range results {
		if s := r.(sketch[E]); fraction*float64(s.seen) > float64(size) {
			large = append(large, p)
		} else {
			add(s.rows, float64(s.seen)/float64(max(1, len(s.rows))))
		}
	}
	// Partitions much larger than the others would be cut by too few elements: they are sampled again.
	if len(large) > 0 {
		again := sampled(sketched, op, uint64(n), func(r *rand.Rand) int { return times(r.Float64() < fraction) })
		for _, r := range run(again, op, large, func(_ *engine.Task, rows any) any { return sliceOf[E](rows, -1) }) {
			add(r.([]E), 1/fraction)
		}
	}
	stableSort(all, func(a, b Tuple2[E, float64]) int { return compare(a.A, b.A) })
	return cut(all, n, compare)
}

// reservoir chooses size of the rows, the same each time for the same seed.
func reservoir[E any](rows any, size int, seed uint64) sketch[E] {
	var s sketch[E]
	rnd := rand.New(rand.NewPCG(seed, 0))
	rows.(iter.Seq[E])(func(e E) bool {
		s.seen++
		if len(s.rows) < size {
			s.rows = append(s.rows, e)
		} else if i := rnd.IntN(s.seen); i < size {
			s.rows[i] = e
		}
		return true
	})
	return s
}

// cut is the bounds, each larger than the one before, that cut weighted sorted
// elements into n parts of about the same weight; fewer where there are few distinct ones.
func cut[E any](sorted []Tuple2[E, float64], n int, compare func(a, b E) int) []E {
	total := 0.0
	for _, e := range sorted {
		total += e.B
	}
	var bounds []E
	step, sum := total/float64(n), 0.0
	target := step
	for _, e := range sorted {
		sum += e.B
		if sum >= target && len(bounds) < n-1 && (len(bounds) == 0 || compare(e.A, bounds[len(bounds)-1]) > 0) {
			bounds = append(bounds, e.A)
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
