package spark

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"unsafe"

	"gospark/engine"
)

// A Histogram is how many elements lie between one edge and the next: each bucket has
// its lower edge, and the last one its upper edge too.
type Histogram struct {
	Edges  []float64
	Counts []int
}

// Histogram counts the elements, which must be numbers, in a number of buckets of the
// same width from the least to the largest (Spark's histogram). It runs two jobs. It
// fails where there are no elements, and where one is NaN or infinite.
func (r *RDD[T]) Histogram[_ ondemand](buckets int) Histogram { return histogram(r.node, buckets) }

// HistogramOf counts the elements, which must be numbers, between edges that ascend
// (Spark's histogram). What lies outside isn't counted, nor is NaN; the outermost
// edges may be infinite.
func (r *RDD[T]) HistogramOf[_ ondemand](edges ...float64) Histogram {
	return histogramOf(r.node, edges)
}

// errNoRange fails a histogram of elements that have no range.
var errNoRange = errors.New("histogram on either an empty RDD or RDD containing +/-infinity or NaN")

func histogram(c *core, buckets int) Histogram {
	const op = "histogram"
	if buckets < 1 {
		panic(definition(op, fmt.Sprintf("number of buckets (%d) must be positive", buckets), "ask for 1 or more"))
	}
	all := stats(c, op)
	low, high := all.min, all.max
	if math.IsNaN(low+high) || math.IsInf(low, 0) || math.IsInf(high, 0) {
		panic(failed(op, &engine.Fault{Err: errNoRange, Remedy: "Filter the numbers first, or give the edges: HistogramOf"}))
	}
	if low == high {
		return Histogram{[]float64{low, low}, countBuckets(c, op, 1, func(float64) int { return 0 })}
	}
	edges := make([]float64, buckets+1)
	for i := range edges {
		edges[i] = low + (high-low)*float64(i)/float64(buckets)
	}
	edges[buckets] = high
	return Histogram{edges, countBuckets(c, op, buckets, func(x float64) int {
		return min(int((x-low)/(high-low)*float64(buckets)), buckets-1)
	})}
}

func histogramOf(c *core, edges []float64) Histogram {
	const op = "histogram"
	if len(edges) < 2 {
		panic(definition(op, "buckets array must have at least two elements", "give the edges, the least first: HistogramOf(0, 10, 20)"))
	}
	edges = slices.Clone(edges)
	for i, e := range edges[1:] {
		if !(edges[i] < e) {
			panic(definition(op, fmt.Sprintf("the edges must ascend: %v is followed by %v", edges[i], e), ""))
		}
	}
	last := len(edges) - 2
	return Histogram{edges, countBuckets(c, op, last+1, func(x float64) int {
		switch i, found := slices.BinarySearch(edges, x); {
		case math.IsNaN(x) || x < edges[0] || x > edges[last+1]:
			return -1
		case found:
			return min(i, last)
		default:
			return i - 1
		}
	})}
}

// countBuckets counts the elements by bucket; those of bucket -1 aren't counted.
func countBuckets(c *core, op string, n int, bucket func(float64) int) []int {
	read := mustBeNumber(op, c.elem)
	counts := make([]int, n)
	for _, part := range run(c, op, nil, func(_ *engine.Task, rows any) any {
		counts := make([]int, n)
		c.elem.each(rows, func(p unsafe.Pointer) bool {
			if b := bucket(read(p)); b >= 0 {
				counts[b]++
			}
			return true
		})
		return counts
	}) {
		for i, k := range part.([]int) {
			counts[i] += k
		}
	}
	return counts
}
