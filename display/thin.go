package display

import (
	"fmt"
	"math"
	"slices"
)

const (
	maxPoints = 4000 // drawn of a line
	maxDots   = 2500
)

// thin leaves out points that can't be seen apart, and says so where that shows.
func (f *Figure) thin() {
	for i := range f.Series {
		s := &f.Series[i]
		switch s.Mark {
		case Lines, Areas:
			s.Points = thinLine(s.Points)
		case Dots:
			s.Points = slices.DeleteFunc(s.Points, func(p Point) bool { return !f.X.shows(p.X) || !f.Y.shows(p.Y) })
			n := len(s.Points)
			if s.Points = f.thinDots(s.Points); len(s.Points) < n {
				f.Notes = append(f.Notes, fmt.Sprintf("%d of %d points; others lie beside them", len(s.Points), n))
			}
		case Boxes:
			for j := range s.Boxes {
				s.Boxes[j].Far = thinFar(s.Boxes[j].Far)
			}
		}
	}
}

// thinLine keeps, of each run of points, the first, the last, the lowest and the highest, and a gap.
func thinLine(all []Point) []Point {
	if len(all) <= maxPoints {
		return all
	}
	size := (len(all)*4 + maxPoints - 1) / maxPoints
	out := make([]Point, 0, maxPoints+4)
	for from := 0; from < len(all); from += size {
		run := all[from:min(from+size, len(all))]
		low, high, gap := 0, 0, -1
		for i, p := range run {
			switch {
			case math.IsNaN(p.Y):
				gap = i
			case math.IsNaN(run[low].Y) || p.Y < run[low].Y:
				low = i
			}
			if !math.IsNaN(p.Y) && (math.IsNaN(run[high].Y) || p.Y > run[high].Y) {
				high = i
			}
		}
		for i, p := range run {
			if i == 0 || i == low || i == high || i == gap || i == len(run)-1 {
				out = append(out, p)
			}
		}
	}
	return out
}

// thinDots keeps one point of those that lie in the same square of a raster.
func (f *Figure) thinDots(all []Point) []Point {
	for raster := 256.0; len(all) > maxDots; raster *= 0.75 {
		seen := map[[2]int]bool{}
		var out []Point
		for _, p := range all {
			at := [2]int{int(f.X.At(p.X) * raster), int(f.Y.At(p.Y) * raster)}
			if !seen[at] {
				seen[at], out = true, append(out, p)
			}
		}
		all = out
	}
	return all
}

// thinFar keeps the outermost of many values, which are sorted, and some of the others.
func thinFar(all []float64) []float64 {
	const most = 200
	if len(all) <= most {
		return all
	}
	out := make([]float64, most)
	for i := range out {
		out[i] = all[i*(len(all)-1)/(most-1)]
	}
	return out
}

// shows tells whether v lies on the axis.
func (a Axis) shows(v float64) bool { return v >= a.Min && v <= a.Max }
