package spark

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"time"
)

// CountApprox is Count that is over at the timeout at the latest, and returns what
// the partitions that were read until then let it expect (Spark's countApprox). The
// confidence is 0.95 where it isn't given.
func (d *dataset[E, Self]) CountApprox[_ ondemand](timeout time.Duration, confidence ...float64) *PartialResult[BoundedDouble] {
	return &PartialResult[BoundedDouble]{countApprox(d.node, timeout, confidence)}
}

func countApprox(c *core, timeout time.Duration, given []float64) *approximation {
	const op = "countApprox"
	confidence := confidenceOf(op, given)
	return approximate(c, op, timeout, countRows(c), func(outputs []any, total int) any {
		sum := 0
		for _, n := range outputs {
			sum += n.(int)
		}
		switch {
		case len(outputs) == total:
			return exactly(float64(sum))
		case sum == 0:
			return BoundedDouble{0, 0, 0, math.Inf(1)}
		}
		return countBound(confidence, sum, float64(len(outputs))/float64(total))
	})
}

// SumApprox is Sum that is over at the timeout at the latest, and returns what the
// partitions that were read until then let it expect (Spark's sumApprox). The
// elements must be numbers; the confidence is 0.95 where it isn't given.
func (r *RDD[T]) SumApprox[_ ondemand](timeout time.Duration, confidence ...float64) *PartialResult[BoundedDouble] {
	return &PartialResult[BoundedDouble]{sumApprox(r.node, timeout, confidence)}
}

func sumApprox(c *core, timeout time.Duration, given []float64) *approximation {
	return statsApprox(c, "sumApprox", timeout, given, Stats.Sum, sumBound)
}

// statsApprox is exact of all elements, or the bound that those of some partitions give.
func statsApprox(c *core, op string, timeout time.Duration, given []float64, exact func(Stats) float64,
	bound func(confidence float64, seen Stats, read float64) BoundedDouble) *approximation {
	confidence := confidenceOf(op, given)
	return approximate(c, op, timeout, statsBody(c, op), func(outputs []any, total int) any {
		seen := mergedStats(outputs)
		if len(outputs) == total {
			return exactly(exact(seen))
		}
		return bound(confidence, seen, float64(len(outputs))/float64(total))
	})
}

// MeanApprox is Mean that is over at the timeout at the latest, and returns what the
// partitions that were read until then let it expect (Spark's meanApprox). The
// elements must be numbers; the confidence is 0.95 where it isn't given.
func (r *RDD[T]) MeanApprox[_ ondemand](timeout time.Duration, confidence ...float64) *PartialResult[BoundedDouble] {
	return &PartialResult[BoundedDouble]{meanApprox(r.node, timeout, confidence)}
}

func meanApprox(c *core, timeout time.Duration, given []float64) *approximation {
	return statsApprox(c, "meanApprox", timeout, given, Stats.Mean,
		func(confidence float64, seen Stats, _ float64) BoundedDouble { return meanBound(confidence, seen) })
}

// A CountedApprox is a value and an estimate of how often it occurs.
type CountedApprox[T any] struct {
	Value T
	Count BoundedDouble
}

// CountByValueApprox is CountByValue that is over at the timeout at the latest, and
// returns what the partitions that were read until then let it expect, the most
// frequent value first (Spark's countByValueApprox). The elements must be comparable
// with ==; the confidence is 0.95 where it isn't given.
func (d *dataset[E, Self]) CountByValueApprox[_ ondemand](timeout time.Duration, confidence ...float64) *PartialResult[[]CountedApprox[E]] {
	const op = "countByValueApprox"
	mustCompare(op, d.node.elem)
	return &PartialResult[[]CountedApprox[E]]{groupedApprox(d.node, op, timeout, confidence, func(e E) any { return e }, func(counts []Pair[any, BoundedDouble]) any {
		all := []CountedApprox[E]{}
		for _, c := range counts {
			value, _ := c.Key.(E) // a nil interface is no E
			all = append(all, CountedApprox[E]{value, c.Value})
		}
		return all
	})}
}

// CountByKeyApprox is CountByKey that is over at the timeout at the latest, and
// returns what the partitions that were read until then let it expect (Spark's
// countByKeyApprox). The confidence is 0.95 where it isn't given.
func (d *byKey[E, K, Self]) CountByKeyApprox[_ ondemand](timeout time.Duration, confidence ...float64) *PartialResult[map[K]BoundedDouble] {
	return &PartialResult[map[K]BoundedDouble]{countByKeyApprox(coreOf(d.self), timeout, confidence, keyIn[K, E])}
}

func countByKeyApprox[K comparable, E any](c *core, timeout time.Duration, confidence []float64, key func(E) K) *approximation {
	return groupedApprox(c, "countByKeyApprox", timeout, confidence, key, func(counts []Pair[K, BoundedDouble]) any {
		all := make(map[K]BoundedDouble, len(counts))
		for _, c := range counts {
			all[c.Key] = c.Value
		}
		return all
	})
}

// groupedApprox estimates how often each key occurs; result makes the action's of the
// estimates, the largest first.
func groupedApprox[K comparable, E any](c *core, op string, timeout time.Duration, given []float64, key func(E) K, result func([]Pair[K, BoundedDouble]) any) *approximation {
	confidence := confidenceOf(op, given)
	count := func(rows any) any {
		return countsOf[K](iter.Seq[Pair[K, int]](func(yield func(Pair[K, int]) bool) {
			rows.(iter.Seq[E])(func(e E) bool { return yield(Pair[K, int]{key(e), 1}) })
		}))
	}
	return approximate(c, op, timeout, count, func(outputs []any, total int) any {
		all := countsOf[K](iter.Seq[Pair[K, int]](func(yield func(Pair[K, int]) bool) {
			for _, o := range outputs {
				for _, p := range o.([]Pair[K, int]) {
					yield(p)
				}
			}
		}))
		slices.SortStableFunc(all, func(a, b Pair[K, int]) int { return cmp.Compare(b.Value, a.Value) })
		var counts []Pair[K, BoundedDouble]
		for _, p := range all {
			bound := exactly(float64(p.Value))
			if len(outputs) < total {
				bound = countBound(confidence, p.Value, float64(len(outputs))/float64(total))
			}
			counts = append(counts, Pair[K, BoundedDouble]{p.Key, bound})
		}
		return result(counts)
	})
}

// countsOf are counts added up by key.
func countsOf[K comparable](counts iter.Seq[Pair[K, int]]) (all []Pair[K, int]) {
	var sums []int
	keys := newKeySet(keyOf[K]())
	elemOf[Pair[K, int]]().inBatches(counts, func(batch column) bool {
		sums = combineBatch(sums, keys.number(batch), elementsOf[Pair[K, int]](batch), Identity[int], Add[int])
		return true
	})
	pairUpAll(keysIn[K](keys), sums, func(p Pair[K, int]) bool {
		all = append(all, p)
		return true
	})
	return all
}
