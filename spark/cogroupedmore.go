package spark

// A CoGrouped3RDD is a key and all its values on each of three sides.
type CoGrouped3RDD[K comparable, V, W, X any] struct {
	*core
	quaternary[CoGrouped3[K, V, W, X], K, []V, []W, []X, *CoGrouped3RDD[K, V, W, X]]
	byKey[CoGrouped3[K, V, W, X], K, *CoGrouped3RDD[K, V, W, X]]
}

func newCoGrouped3[K comparable, V, W, X any](c *core) *CoGrouped3RDD[K, V, W, X] {
	c.wrap = wrapCoGrouped3[K, V, W, X]
	g := &CoGrouped3RDD[K, V, W, X]{core: c}
	g.quaternary.node, g.quaternary.self, g.byKey.self = c, g, g
	return g
}

func wrapCoGrouped3[K comparable, V, W, X any](c *core) any { return newCoGrouped3[K, V, W, X](c) }

// RDD is a view of the elements.
func (c *CoGrouped3RDD[K, V, W, X]) RDD[E CoGrouped3[K, V, W, X]]() *RDD[E] {
	return newRDD[E](recast[E](c.core))
}

// MapValues applies f to the values of every key on all sides. Keys stay where they are.
func (c *CoGrouped3RDD[K, V, W, X]) MapValues[U any](f func([]V, []W, []X) U) *PairRDD[K, U] {
	return newPair[K, U](mapValueRows[CoGrouped3[K, V, W, X], K](c.core, f, func(e CoGrouped3[K, V, W, X]) U {
		return f(e.First, e.Second, e.Third)
	}))
}

// FlatMapValues applies f to the values of every key on all sides and makes a pair
// of the key and each of what it returns. Keys stay where they are.
func (c *CoGrouped3RDD[K, V, W, X]) FlatMapValues[U any](f func([]V, []W, []X) []U) *PairRDD[K, U] {
	return newPair[K, U](flatMapValueRows[CoGrouped3[K, V, W, X], K](c.core, f, func(e CoGrouped3[K, V, W, X]) []U {
		return f(e.First, e.Second, e.Third)
	}))
}

// A CoGrouped4RDD is a key and all its values on each of four sides.
type CoGrouped4RDD[K comparable, V, W, X, Y any] struct {
	*core
	quinary[CoGrouped4[K, V, W, X, Y], K, []V, []W, []X, []Y, *CoGrouped4RDD[K, V, W, X, Y]]
	byKey[CoGrouped4[K, V, W, X, Y], K, *CoGrouped4RDD[K, V, W, X, Y]]
}

func newCoGrouped4[K comparable, V, W, X, Y any](c *core) *CoGrouped4RDD[K, V, W, X, Y] {
	c.wrap = wrapCoGrouped4[K, V, W, X, Y]
	g := &CoGrouped4RDD[K, V, W, X, Y]{core: c}
	g.quinary.node, g.quinary.self, g.byKey.self = c, g, g
	return g
}

func wrapCoGrouped4[K comparable, V, W, X, Y any](c *core) any {
	return newCoGrouped4[K, V, W, X, Y](c)
}

// RDD is a view of the elements.
func (c *CoGrouped4RDD[K, V, W, X, Y]) RDD[E CoGrouped4[K, V, W, X, Y]]() *RDD[E] {
	return newRDD[E](recast[E](c.core))
}

// MapValues applies f to the values of every key on all sides. Keys stay where they are.
func (c *CoGrouped4RDD[K, V, W, X, Y]) MapValues[U any](f func([]V, []W, []X, []Y) U) *PairRDD[K, U] {
	return newPair[K, U](mapValueRows[CoGrouped4[K, V, W, X, Y], K](c.core, f, func(e CoGrouped4[K, V, W, X, Y]) U {
		return f(e.First, e.Second, e.Third, e.Fourth)
	}))
}

// FlatMapValues applies f to the values of every key on all sides and makes a pair
// of the key and each of what it returns. Keys stay where they are.
func (c *CoGrouped4RDD[K, V, W, X, Y]) FlatMapValues[U any](f func([]V, []W, []X, []Y) []U) *PairRDD[K, U] {
	return newPair[K, U](flatMapValueRows[CoGrouped4[K, V, W, X, Y], K](c.core, f, func(e CoGrouped4[K, V, W, X, Y]) []U {
		return f(e.First, e.Second, e.Third, e.Fourth)
	}))
}
