package spark

import (
	"unsafe"

	"gospark/engine"
)

// dataset is what every shape has. E is the element, Self the shape itself.
type dataset[E, Self any] struct {
	elements [0][]E // no content: reflection finds the type in it
	node     *core
	self     Self
}

// selfOf is an RDD of the same shape as d for another core.
func selfOf[E, Self any](d *dataset[E, Self], c *core) Self { return d.node.wrap(c).(Self) }

// Context is the context that the RDD belongs to.
func (d *dataset[E, Self]) Context[_ ondemand]() *Context { return d.node.sc }

// ID is the RDD's number, unique in its context.
func (d *dataset[E, Self]) ID[_ ondemand]() int { return d.node.rdd.ID }

// Name is the name given by SetName, the path of a file, or "".
func (d *dataset[E, Self]) Name[_ ondemand]() string { return d.node.rdd.Name() }

// SetName gives the RDD a name, which its lineage shows.
func (d *dataset[E, Self]) SetName[_ ondemand](name string) Self {
	d.node.rdd.SetName(name)
	return d.self
}

// GetNumPartitions is the number of partitions.
func (d *dataset[E, Self]) GetNumPartitions[_ ondemand]() int {
	return partitions(d.node, "getNumPartitions")
}

// Partitioner says where elements are placed by their keys; nil where that isn't known.
func (d *dataset[E, Self]) Partitioner[_ ondemand]() Partitioner { return d.node.rdd.Partitioner }

// Dependencies are the RDDs that it is computed from directly, and whether by a
// shuffle.
func (d *dataset[E, Self]) Dependencies[_ ondemand]() []Dependency { return dependencies(d.node) }

func dependencies(c *core) []Dependency {
	var deps []Dependency
	for _, dep := range c.rdd.Dependencies() {
		deps = append(deps, Dependency{RDD: dep.Parent.ID, Shuffle: dep.Shuffle != nil})
	}
	return deps
}

// ToDebugString is the RDD's lineage: a line for each RDD that it is computed
// from, indented at each shuffle, with the number of partitions in front.
func (d *dataset[E, Self]) ToDebugString[_ ondemand]() string { return debugString(d.node) }

func debugString(c *core) string {
	s, err := c.sc.engine.DebugString(c.rdd)
	if err != nil {
		panic(failed("toDebugString", err))
	}
	return s
}

// Cache keeps the partitions in memory once they are computed. It returns the RDD itself.
func (d *dataset[E, Self]) Cache[_ ondemand]() Self {
	persist(d.node, "cache", nil)
	return d.self
}

// Persist keeps the partitions once they are computed, in memory where no level is
// given. It returns the RDD itself. It fails where the RDD has another level
// already: Unpersist it first.
func (d *dataset[E, Self]) Persist[_ ondemand](level ...StorageLevel) Self {
	persist(d.node, "persist", level)
	return d.self
}

func persist(c *core, op string, levels []StorageLevel) {
	level := MemoryOnly
	if len(levels) > 0 {
		level = levels[0]
	}
	if old := c.rdd.Level(); !old.IsNone() && old != level {
		panic(definition(op, "Cannot change storage level of an RDD after it was already assigned a level: "+old.String(), "unpersist it first"))
	}
	if !level.IsNone() && (!level.UseMemory || !level.Deserialized) {
		mustSerialise(op, c.elem)
	}
	c.sc.engine.Persist(c.rdd, level)
}

// Unpersist forgets the partitions that are kept and keeps no more. It is done
// when it returns, so blocking makes no difference.
func (d *dataset[E, Self]) Unpersist[_ ondemand](blocking ...bool) Self {
	d.node.sc.engine.Unpersist(d.node.rdd)
	return d.self
}

// CleanShuffleDependencies removes what the shuffles before the RDD have in memory and on disk, as far as no RDD between
// is persisted; an action that needs it computes it again. It is done when it returns, so blocking makes no difference.
func (d *dataset[E, Self]) CleanShuffleDependencies[_ ondemand](blocking ...bool) {
	d.node.sc.engine.CleanShuffles(d.node.rdd)
}

// GetStorageLevel is the level given by Cache or Persist, or StorageNone.
func (d *dataset[E, Self]) GetStorageLevel[_ ondemand]() StorageLevel { return d.node.rdd.Level() }

// Collect returns all elements, in the order of the partitions.
func (d *dataset[E, Self]) Collect[_ ondemand]() []E { return collect(d.node, "collect").([]E) }

// collect is all elements as a []E.
func collect(c *core, op string) any {
	return collectBy(newAction(c, op))
}

func collectBy(a *action) any {
	return a.c.elem.join(chunksOf(a.run(nil, a.gather)))
}

// gather is the elements of a partition, as chunks.
func (a *action) gather(t *engine.Task, rows any) any { return returned(t, a.c.elem, rows) }

// chunksOf are the chunks that tasks returned.
func chunksOf(results []any) (chunks []any) {
	for _, r := range results {
		chunks = append(chunks, r.([]any)...)
	}
	return chunks
}

// returned are rows as chunks that a task returns, if they aren't too many.
func returned(t *engine.Task, e *elem, rows any) any {
	var chunks []any
	e.Gather(rows, func(chunk any) int {
		count, size := e.Measure(chunk)
		t.Return(size)
		if count > 0 {
			chunks = append(chunks, chunk)
		}
		return max(16, min(2*count, 4096))
	})
	return chunks
}

// Count returns the number of elements.
func (d *dataset[E, Self]) Count[_ ondemand]() int { return count(d.node) }

func count(c *core) int { return countBy(newAction(c, "count")) }

func countBy(a *action) int {
	total := 0
	for _, n := range a.countEach(nil) {
		total += n
	}
	return total
}

// countEach is the number of elements of each partition.
func (a *action) countEach(parts []int) []int {
	var counts []int
	body := countRows(a.c)
	for _, n := range a.run(parts, func(_ *engine.Task, rows any) any { return body(rows) }) {
		counts = append(counts, n.(int))
	}
	return counts
}

// countRows counts the rows of a partition.
func countRows(c *core) func(rows any) any {
	return func(rows any) any {
		n := 0
		c.elem.each(rows, func(unsafe.Pointer) bool { n++; return true })
		return n
	}
}

// Take returns the first n elements, or all where there are fewer. It reads one
// partition, then four times as many as before, and so on until it has enough: a
// job each.
func (d *dataset[E, Self]) Take[_ ondemand](n int) []E { return take(d.node, "take", n).([]E) }

// First returns the first element; it fails with ErrEmpty where there is none.
func (d *dataset[E, Self]) First[_ ondemand]() E { return first(d.node).([]E)[0] }

// IsEmpty tells whether there are no elements.
func (d *dataset[E, Self]) IsEmpty[_ ondemand]() bool { return isEmpty(d.node) }

// Reduce combines all elements by f, which must be associative and commutative.
// It fails with ErrEmpty where there are none.
func (d *dataset[E, Self]) Reduce[_ ondemand](f func(a, b E) E) E {
	return reduce(d.node, "reduce", f)
}

// Fold combines all elements by f, beginning with zero in each partition, and
// once more for the results of the partitions: zero must be neutral.
func (d *dataset[E, Self]) Fold[_ ondemand](zero E, f func(a, b E) E) E {
	return aggregate(d.node, "fold", zero, f, f)
}

// Aggregate combines the elements of each partition by seq, beginning with zero,
// and the results of the partitions by comb, beginning with zero again. Each
// partition gets its own copy of zero.
func (d *dataset[E, Self]) Aggregate[U any](zero U, seq func(acc U, element E) U, comb func(a, b U) U) U {
	return aggregate(d.node, "aggregate", zero, seq, comb)
}
