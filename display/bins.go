package display

import (
	"math"
	"slices"
)

// steps is the bars of a histogram.
func (c *Chart) steps(f *Figure, l *layer) []Rect {
	edges, counts := l.x.values, l.counts
	if counts == nil {
		edges = c.edges(f.X.Scale == Log)
		counts = count(l.x.values, edges)
	}
	var out []Rect
	for i, n := range counts {
		low, high := edges[i], edges[i+1]
		if low == high { // of an RDD whose numbers are all the same
			low, high = low-0.5, high+0.5
		}
		if !math.IsNaN(low+high) && !math.IsNaN(n) && !(f.X.Scale == Log && low <= 0) && !(f.Y.Scale == Log && n <= 0) {
			out = append(out, Rect{X0: low, X1: high, Y1: n})
		}
	}
	return out
}

// edges is the edges of all histograms of the chart, which have them in common.
func (c *Chart) edges(log bool) []float64 {
	var all []float64
	for _, l := range c.layers {
		if l.op != "Histogram" || l.counts != nil {
			continue
		}
		for _, v := range l.x.values {
			if !math.IsNaN(v) && !(log && v <= 0) && !(c.x.ranged && (v < c.x.min || v > c.x.max)) {
				all = append(all, v)
			}
		}
	}
	if len(all) == 0 {
		return []float64{0, 1}
	}
	if log {
		for i, v := range all {
			all[i] = math.Log(v)
		}
	}
	out := edgesOf(all, c.bins)
	if log {
		for i, v := range out {
			out[i] = min(math.Exp(v), math.MaxFloat64)
		}
	}
	return out
}

func edgesOf(values []float64, bins int) []float64 {
	slices.Sort(values)
	low, high := values[0], values[len(values)-1]
	if low == high {
		return []float64{low - 0.5, high + 0.5}
	}
	if bins == 0 {
		if edges := wholeEdges(values); edges != nil {
			return edges
		}
		bins = binsFor(values)
	}
	out := make([]float64, bins+1)
	for i := range out {
		t := float64(i) / float64(bins)
		out[i] = low*(1-t) + high*t
	}
	out[0], out[bins] = low, high
	return out
}

// wholeEdges is a bar for each number, where these are whole and few.
func wholeEdges(sorted []float64) []float64 {
	const most = 30
	low, high := sorted[0], sorted[len(sorted)-1]
	if high-low >= most {
		return nil
	}
	for _, v := range sorted {
		if v != math.Trunc(v) {
			return nil
		}
	}
	var out []float64
	for v := low - 0.5; v <= high+0.5; v++ {
		out = append(out, v)
	}
	return out
}

// binsFor is how many bars show the values well: Freedman and Diaconis' rule, within bounds.
func binsFor(sorted []float64) int {
	const least, most = 5, 60
	n := len(sorted)
	if width := 2 * (quantile(sorted, 0.75)/2 - quantile(sorted, 0.25)/2) * 2 / math.Cbrt(float64(n)); width > 0 && !math.IsInf(width, 0) {
		if bins := (sorted[n-1]/2 - sorted[0]/2) / (width / 2); bins < most {
			return max(int(math.Ceil(bins)), least)
		}
		return most
	}
	return max(int(math.Ceil(math.Log2(float64(n))))+1, least)
}

// count counts the values between one edge and the next; the last edge belongs to the last bar.
func count(values, edges []float64) []float64 {
	out := make([]float64, len(edges)-1)
	last := len(edges) - 1
	for _, v := range values {
		if math.IsNaN(v) || v < edges[0] || v > edges[last] {
			continue
		}
		i, found := slices.BinarySearch(edges, v)
		if !found {
			i--
		}
		out[min(i, last-1)]++
	}
	return out
}

func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[i]
	}
	t := at - float64(i)
	return sorted[i]*(1-t) + sorted[i+1]*t
}

// quartiles is where the values lie; NaN where there are none.
func quartiles(values []float64, log bool) Boxed {
	sorted := slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return log && v <= 0 })
	if len(sorted) == 0 {
		return Boxed{Middle: math.NaN()}
	}
	slices.Sort(sorted)
	b := Boxed{From: quantile(sorted, 0.25), Middle: quantile(sorted, 0.5), To: quantile(sorted, 0.75)}
	reach := 1.5 * (b.To - b.From)
	b.Low, b.High = b.From, b.To
	for _, v := range sorted {
		switch {
		case v < b.From-reach || v > b.To+reach:
			b.Far = append(b.Far, v)
		default:
			b.Low, b.High = min(b.Low, v), max(b.High, v)
		}
	}
	return b
}
