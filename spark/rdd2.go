package spark

// An RDD2 is a lazy, partitioned collection of two values: what Cartesian and Zip yield.
type RDD2[A, B any] struct {
	*core
	binary[Tuple2[A, B], A, B, *RDD2[A, B]]
}

func newRDD2[A, B any](c *core) *RDD2[A, B] {
	c.wrap = wrapRDD2[A, B]
	r := &RDD2[A, B]{core: c}
	r.node, r.self = c, r
	return r
}

func wrapRDD2[A, B any](c *core) any { return newRDD2[A, B](c) }

// RDD is a view of the tuples as elements.
func (r *RDD2[A, B]) RDD[E Tuple2[A, B]]() *RDD[E] { return newRDD[E](recast[E](r.core)) }

// Keys are the first of the two values.
func (r *RDD2[A, B]) Keys[_ ondemand]() *RDD[A] {
	return newRDD[A](mapRows(r.core, "keys", nil, func(t Tuple2[A, B]) A { return t.A }))
}

// Values are the second of the two values.
func (r *RDD2[A, B]) Values[_ ondemand]() *RDD[B] {
	return newRDD[B](mapRows(r.core, "values", nil, func(t Tuple2[A, B]) B { return t.B }))
}

// Swap has the two values in the other order.
func (r *RDD2[A, B]) Swap[_ ondemand]() *RDD2[B, A] {
	return newRDD2[B, A](mapRows(r.core, "map", nil, func(t Tuple2[A, B]) Tuple2[B, A] { return Tuple2[B, A]{t.B, t.A} }))
}
