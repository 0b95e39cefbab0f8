package spark

import (
	"iter"
	"unsafe"
)

// Keyed is any shape that has a key: what can be on the other side of a join. W
// is what the join sees as its value.
type Keyed[K comparable, W any] interface{ keyed() Keyed[K, W] }

// byKey is what every shape with a key has.
type byKey[E any, K comparable, Self any] struct{ self Self }

// Keys are the keys.
func (d *byKey[E, K, Self]) Keys[_ ondemand]() *RDD[K] {
	return newRDD[K](mapRows(coreOf(d.self), "keys", nil, keyIn[K, E]))
}

// keysOf is a view of elements that begin with a key as their keys.
func keysOf[K any](c *core) *core {
	return viewAs[K](c, func(rows any) any {
		return iter.Seq[K](func(yield func(K) bool) {
			c.elem.each(rows, func(p unsafe.Pointer) bool { return yield(*(*K)(p)) })
		})
	})
}

// PartitionBy shuffles the elements to where the partitioner places their keys.
// An RDD that has the partitioner already is returned as it is.
func (d *byKey[E, K, Self]) PartitionBy[_ ondemand](p Partitioner) Self {
	c := coreOf(d.self)
	if c.rdd.Partitioner == comparablePartitioner("partitionBy", p) {
		return d.self
	}
	return c.wrap(shuffleByKey(c, "partitionBy", p, keyOf[K](), asTheyAre)).(Self)
}

// SortByKey sorts by key. Options are spark.Descending and spark.Partitions(n).
// It runs a job where there is more than one partition, to find out where to cut.
func (d *byKey[E, K, Self]) SortByKey[_ ondemand](options ...SortOption) Self {
	c := coreOf(d.self)
	return c.wrap(sortByKey[K, E](c, keyOf[K](), options)).(Self)
}

// CountByKey returns how many elements each key has.
func (d *byKey[E, K, Self]) CountByKey[_ ondemand]() map[K]int {
	return countByKey[K, E](coreOf(d.self))
}
