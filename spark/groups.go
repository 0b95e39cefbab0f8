package spark

import (
	"iter"
	"unsafe"
)

// groupRows brings the values of each key together where p places it. There is no
// combining before the shuffle: it would move as much data.
func groupRows[K comparable, V any](c *core, op string, p Partitioner) *core {
	group := groupIn[K, V]
	return byKeyTogether(c, op, p, tables{keys: keyOf[K](), in: elemOf[Pair[K, V]](), elem: elemOf[Group[K, V]](), here: group, after: group})
}

//go:noinline
func groupIn[K comparable, V any](d *divider, inputs []any) any {
	g := newGroupings(d)
	values := gather[K, V](d, g, 0, inputs[0])
	return groupRowsOf[K](d, g.keys, func(n int) func(i int, k K) Group[K, V] {
		groups := groupsOf[V](values, n)
		return func(i int, k K) Group[K, V] { return Group[K, V]{k, groups[i]} }
	})
}

// groupRowsOf are elements of keys, of which group makes a func that makes one; or those of the files, where there are any.
func groupRowsOf[K comparable, G any](d *divider, keys *keySet, group func(n int) func(i int, k K) G) any {
	if d.divided() {
		return d.chained()
	}
	of := group(keys.len())
	return iter.Seq[G](func(yield func(G) bool) {
		for i, k := range keysIn[K](keys) {
			if i%checkEvery == 0 {
				d.t.Check()
			}
			if !yield(of(i, k)) {
				return
			}
		}
	})
}

// groupings are the values of keys on several sides.
type groupings struct {
	keys  *keySet
	sides []*grouping // nil where a side isn't read yet
}

func newGroupings(d *divider) groupings {
	return groupings{newKeySet(d.keys), make([]*grouping, len(d.elems))}
}

func (g groupings) len() int { return g.keys.len() }

func (g groupings) bytes() int64 {
	size := g.keys.bytes()
	for _, s := range g.sides {
		if s != nil {
			size += s.bytes()
		}
	}
	return size
}

func (g groupings) tooLarge(d *divider) error { return d.valuesTooLarge(g.keys.kept.at(g.largest())) }

// largest is the number of the key that has most values.
func (g groupings) largest() (number int) {
	counts, most := make([]int32, g.len()), int32(0)
	for _, s := range g.sides {
		if s == nil {
			continue
		}
		for i, n := range s.counts {
			if counts[i] += n; counts[i] > most {
				number, most = i, counts[i]
			}
		}
	}
	return number
}

// empty puts what there is into files.
func (g groupings) empty() {
	for _, s := range g.sides {
		if s != nil {
			s.spill()
		}
	}
	g.keys.clear()
}

// A grouping is the values of one side, as they came, with the numbers of their keys.
type grouping struct {
	values   []column  // chunks
	numbers  [][]int32 // for each chunk
	counts   []int32   // for each key
	n        int       // values
	sizes    *sizer    // of a value
	held     int64     // bytes that values hold outside of themselves, of those that are measured
	measured int       // values of the last chunk
	spill    func()
}

const (
	largestValues = 4096
	// groupBlock is how many bytes of values are allocated together: whoever keeps one group keeps its block.
	groupBlock = 32 << 10
)

// take is where n values go whose keys have such numbers; add makes a new chunk.
func (g *grouping) take(numbers []int32, add func(n int) column) column {
	last := len(g.numbers) - 1
	if last < 0 || cap(g.numbers[last])-len(g.numbers[last]) < len(numbers) {
		g.measure()
		n := max(len(numbers), min(g.n/2, largestValues))
		chunk := add(n)
		chunk.n = 0
		g.values, g.numbers, g.measured = append(g.values, chunk), append(g.numbers, make([]int32, 0, n)), 0
		last++
	}
	chunk := &g.values[last]
	to := column{chunk.at(chunk.n), chunk.step, len(numbers)}
	chunk.n += len(numbers)
	g.numbers[last] = append(g.numbers[last], numbers...)
	g.n += len(numbers)
	for _, n := range numbers {
		for int(n) >= len(g.counts) {
			g.counts = append(g.counts, 0)
		}
		g.counts[n]++
	}
	return to
}

// measure counts what the values of the last chunk hold that came since.
func (g *grouping) measure() {
	if len(g.values) == 0 {
		return
	}
	last := g.values[len(g.values)-1]
	if g.measured == last.n {
		return
	}
	g.held += g.sizes.held(last.at(g.measured), last.n-g.measured)
	g.measured = last.n
}

// bytes is about how many the values take: in chunks, and then for a while in groups as well.
func (g *grouping) bytes() int64 {
	g.measure()
	room := int64(0)
	for _, n := range g.numbers {
		room += int64(cap(n))
	}
	const number = 4
	return g.held + room*(g.sizes.size*3/2+number) + int64(cap(g.counts))*(number+int64(unsafe.Sizeof([]byte{})))
}

// gather reads the pairs of the i-th side of g. Where there is no room for them they are in d's files, with all that g had.
func gather[K comparable, V any](d *divider, g groupings, i int, rows any) *grouping {
	side := &grouping{sizes: sizesOf((*V)(nil))}
	gatherInto(d, g, i, side, rows,
		func(n int) column { return columnOf(make([]V, n)) },
		func(to, pairs column) {
			values := elementsOf[V](to)
			for i, p := range elementsOf[Pair[K, V]](pairs) {
				values[i] = p.Value
			}
		},
		func() any { return ungrouped[K, V](g.keys, side) })
	return side
}

// gatherInto is gather: chunk makes room for n values, fill puts those of pairs there, and pairs are all that the side has.
func gatherInto(d *divider, g groupings, i int, side *grouping, rows any, chunk func(n int) column, fill func(to, pairs column), pairs func() any) {
	side.spill = func() {
		d.put(i, pairs())
		*side = grouping{sizes: side.sizes, spill: side.spill}
	}
	g.sides[i] = side
	in := d.elems[i]
	d.put(i, in.push(func(spill func(unsafe.Pointer) bool) {
		in.inBatches(rows, func(batch column) bool {
			d.t.Check()
			if d.divided() {
				return eachIn(batch, spill)
			}
			fill(side.take(g.keys.number(batch), chunk), batch)
			if d.full(batch.n, g) {
				g.empty()
			}
			return true
		})
	}))
}

// ungrouped are the pairs of a grouping, as they came.
//
//go:noinline
func ungrouped[K comparable, V any](keys *keySet, g *grouping) iter.Seq[Pair[K, V]] {
	return func(yield func(Pair[K, V]) bool) {
		all := keysIn[K](keys)
		for i, numbers := range g.numbers {
			for j, v := range elementsOf[V](g.values[i]) {
				if !yield(Pair[K, V]{all[numbers[j]], v}) {
					return
				}
			}
		}
	}
}

// groupsOf are the values of each of n keys, in the order in which they came. The grouping is empty then.
//
//go:noinline
func groupsOf[V any](g *grouping, n int) [][]V {
	groups, left := make([][]V, n), g.n
	var block []V
	for i, n := range g.counts {
		if int(n) > cap(block)-len(block) {
			block = make([]V, 0, max(int(n), min(left, groupBlock/max(1, int(unsafe.Sizeof(*new(V)))))))
		}
		left -= int(n)
		from := len(block)
		block = block[:from+int(n)]
		if n > 0 {
			groups[i] = block[from : from : from+int(n)]
		}
	}
	for i, numbers := range g.numbers {
		for j, v := range elementsOf[V](g.values[i]) {
			to := &groups[numbers[j]]
			*to = append(*to, v)
		}
		g.values[i] = column{}
	}
	*g = grouping{}
	return groups
}
