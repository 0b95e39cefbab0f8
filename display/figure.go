package display

import (
	"fmt"
	"math"
	"time"
)

// A Figure is a chart as what is to be drawn: for a Drawer.
type Figure struct {
	Title         string
	X, Y          Axis
	Series        []Series
	Width, Height int      // of a picture, in pixels
	Levels        Axis     // of the colours of Cells
	Notes         []string // what the figure leaves out
}

// A Scale is how values lie along an axis.
type Scale int

const (
	Linear   Scale = iota
	Log            // at the distance of their logarithms; none is 0 or less
	Time           // seconds since 1970
	Duration       // seconds
	Category       // places in the axis's names
)

// An Axis is one of the two of a figure. Min is less than Max, and both are finite.
type Axis struct {
	Label    string
	Scale    Scale
	Min, Max float64
	Names    []string       // of a Category
	Zone     *time.Location // of a Time
	whole    bool           // so are all values: nothing between is marked
}

// At is where v lies between Min, which is 0, and Max, which is 1.
func (a Axis) At(v float64) float64 {
	if a.Scale == Log {
		low := math.Log(a.Min)
		return (math.Log(v) - low) / (math.Log(a.Max) - low)
	}
	if all := a.Max - a.Min; !math.IsInf(all, 0) {
		return (v - a.Min) / all
	}
	return (v/2 - a.Min/2) / (a.Max/2 - a.Min/2)
}

// A Mark is what a series is drawn as.
type Mark int

const (
	Lines Mark = iota
	Areas
	Dots
	Bars
	Steps // the bars of a histogram, which touch each other
	Boxes
	Cells
)

// A Series is what belongs together in a figure. It has the part that its mark asks for.
type Series struct {
	Name   string // in the legend; "" for none
	Mark   Mark
	Points []Point // Lines, Areas, Dots
	Rects  []Rect  // Bars, Steps, Cells
	Boxes  []Boxed
}

// A Point of a line; a Y that is NaN is a gap in it.
type Point struct{ X, Y float64 }

// A Rect is a bar from Y0, where it stands, to Y1; or a cell with its level.
type Rect struct{ X0, X1, Y0, Y1, Level float64 }

// A Boxed is a box at a place from X0 to X1: it goes From, To; Low and High are the ends of its lines.
type Boxed struct {
	X0, X1                      float64
	Low, From, Middle, To, High float64
	Far                         []float64 // what lies outside of the lines
}

const (
	defaultWidth  = 640
	defaultHeight = 400
	maxBars       = 500
)

// Figure is what there is to draw of the chart.
func (c *Chart) Figure() Figure {
	f := Figure{Title: label(c.title, maxTitle), Width: c.width, Height: c.height}
	if f.Width == 0 {
		f.Width, f.Height = defaultWidth, defaultHeight
	}
	f.X.Label, f.Y.Label = label(c.x.label, maxTitle), label(c.y.label, maxTitle)
	if len(c.layers) == 0 {
		f.X.Max, f.Y.Max = 1, 1
		return f
	}
	c.scales(&f)
	for i, l := range c.layers {
		f.Series = append(f.Series, c.series(&f, i, l))
	}
	f.X.fit(c.x, f.extent(true))
	f.Y.fit(c.y, f.extent(false))
	f.stand()
	f.thin()
	return f
}

// scales says what is along the axes.
func (c *Chart) scales(f *Figure) {
	first := c.layers[0]
	f.X.Scale, f.X.Zone, f.X.Names = scaleOf(first.x, c.x.log), first.x.zone, c.allNames(func(l *layer) *column { return &l.x })
	f.Y.Scale, f.Y.Names = scaleOf(first.y, c.y.log), c.allNames(func(l *layer) *column { return &l.y })
	single := len(c.layers) == 1
	if f.X.Label == "" && single {
		f.X.Label = first.x.name
	}
	if f.Y.Label == "" && single {
		f.Y.Label = first.y.name
	}
}

func scaleOf(c column, log bool) Scale {
	switch {
	case log:
		return Log
	case c.kind == times:
		return Time
	case c.kind == durations:
		return Duration
	case c.kind == names:
		return Category
	}
	return Linear
}

// allNames is the names of all layers, each once.
func (c *Chart) allNames(of func(*layer) *column) (out []string) {
	if len(c.layers) == 1 {
		return of(c.layers[0]).names
	}
	known := map[string]bool{}
	for _, l := range c.layers {
		for _, s := range of(l).names {
			if !known[s] {
				known[s], out = true, append(out, s)
			}
		}
	}
	return out
}

// placed is the values of a column on an axis, which may have more names.
func placed(c column, a Axis) []float64 {
	if c.kind != names || len(c.names) == len(a.Names) && equalNames(c.names, a.Names) {
		return c.values
	}
	at := map[string]int{}
	for i, s := range a.Names {
		at[s] = i
	}
	out := make([]float64, len(c.values))
	for i, v := range c.values {
		out[i] = float64(at[c.names[int(v)]])
	}
	return out
}

func equalNames(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (c *Chart) series(f *Figure, i int, l *layer) Series {
	s := Series{Name: label(l.name, maxLabel)}
	switch l.op {
	case "Bar":
		s.Mark, s.Rects = Bars, c.bars(f, i, l)
	case "Histogram":
		s.Mark, s.Rects = Steps, c.steps(f, l)
	case "Box":
		s.Mark, s.Boxes = Boxes, c.boxed(f, i, l)
	case "Heatmap":
		s.Mark, s.Rects = Cells, cells(f, l)
	default:
		s.Mark = map[string]Mark{"Line": Lines, "Area": Areas, "Scatter": Dots}[l.op]
		s.Points = points(f, l)
	}
	return s
}

// points is the points of a layer that can be drawn, and the gaps between them.
func points(f *Figure, l *layer) []Point {
	xs, ys := placed(l.x, f.X), placed(l.y, f.Y)
	out := make([]Point, 0, len(xs))
	for i, x := range xs {
		y := ys[i]
		if math.IsNaN(x) || f.X.Scale == Log && x <= 0 || f.Y.Scale == Log && y <= 0 {
			x, y = 0, math.NaN()
		}
		if math.IsNaN(y) && (l.op == "Scatter" || len(out) == 0 || math.IsNaN(out[len(out)-1].Y)) {
			continue
		}
		out = append(out, Point{x, y})
	}
	return out
}

// side is which of the layers that stand side by side layer i is, and of how many.
func (c *Chart) side(i int) (k, n int) {
	for j, l := range c.layers {
		if l.op == c.layers[i].op {
			if j < i {
				k++
			}
			n++
		}
	}
	return k, n
}

const barWidth = 0.8 // of the distance between two

// beside is where the i-th layer's bar at x begins and ends.
func (c *Chart) beside(i int, x float64) (from, to float64) {
	k, n := c.side(i)
	from = x - barWidth/2 + barWidth*float64(k)/float64(n)
	return from, from + barWidth/float64(n)
}

func (c *Chart) bars(f *Figure, i int, l *layer) (out []Rect) {
	ys := placed(l.y, f.Y)
	for j, x := range placed(l.x, f.X) {
		if y := ys[j]; !math.IsNaN(y) && x < maxBars && !(f.Y.Scale == Log && y <= 0) {
			from, to := c.beside(i, x)
			out = append(out, Rect{X0: from, X1: to, Y1: y})
		}
	}
	if n := len(f.X.Names); n > maxBars {
		f.Notes = append(f.Notes, fmt.Sprintf("the first %d of %d bars", maxBars, n))
		f.X.Names = f.X.Names[:maxBars]
	}
	return out
}

func (c *Chart) boxed(f *Figure, i int, l *layer) (out []Boxed) {
	k := 0
	for j, x := range placed(l.x, f.X) {
		var b Boxed
		if l.boxes != nil {
			b = l.boxes[j]
		} else {
			b = quartiles(l.groups[j], f.Y.Scale == Log)
		}
		if math.IsNaN(b.Middle) || f.Y.Scale == Log && b.Low <= 0 || k == maxBars {
			continue
		}
		k++
		b.X0, b.X1 = c.beside(i, x)
		out = append(out, b)
	}
	return out
}

func cells(f *Figure, l *layer) (out []Rect) {
	f.Levels = Axis{Min: math.Inf(1), Max: math.Inf(-1)}
	rows := float64(len(l.y.names))
	names := make([]string, len(l.y.names))
	for i, s := range l.y.names { // the first stands on top
		names[len(names)-1-i] = s
	}
	f.Y.Names = names
	for i, v := range l.level.values {
		if math.IsNaN(v) {
			continue
		}
		x, y := l.x.values[i], rows-1-l.y.values[i]
		out = append(out, Rect{x - 0.5, x + 0.5, y - 0.5, y + 0.5, v})
		f.Levels.Min, f.Levels.Max = min(f.Levels.Min, v), max(f.Levels.Max, v)
	}
	if !(f.Levels.Min < f.Levels.Max) {
		f.Levels.widen()
	}
	return out
}

// extent is what a figure's series take of an axis.
type extent struct {
	min, max float64
	zero     bool // bars stand on it
	room     bool // what is drawn needs room around it
	whole    bool // so are all values
}

func (f *Figure) extent(ofX bool) extent {
	e := extent{min: math.Inf(1), max: math.Inf(-1), whole: true}
	take := func(vs ...float64) {
		for _, v := range vs {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				e.min, e.max, e.whole = min(e.min, v), max(e.max, v), e.whole && v == math.Trunc(v)
			}
		}
	}
	for _, s := range f.Series {
		if !ofX {
			e.zero = e.zero || s.Mark == Bars || s.Mark == Steps || s.Mark == Areas
		}
		e.room = e.room || !ofX && s.Mark != Bars && s.Mark != Steps && s.Mark != Cells || s.Mark == Dots
		for _, p := range s.Points {
			if !math.IsNaN(p.Y) {
				if ofX {
					take(p.X)
				} else {
					take(p.Y)
				}
			}
		}
		for _, r := range s.Rects {
			if ofX {
				take(r.X0, r.X1)
			} else {
				take(r.Y1)
			}
		}
		for _, b := range s.Boxes {
			if !ofX {
				take(b.Low, b.High)
				take(b.Far...)
			}
		}
	}
	return e
}

const margin = 0.04 // of an axis, at its ends

// fit has the axis reach over what is on it.
func (a *Axis) fit(o axisOptions, e extent) {
	a.whole = e.whole
	switch {
	case a.Scale == Category:
		a.Min, a.Max = -0.5, float64(len(a.Names))-0.5
		return
	case o.ranged:
		a.Min, a.Max = o.min, o.max
		return
	case e.min > e.max && a.Scale == Log:
		a.Min, a.Max = 1, 10
		return
	case e.min > e.max:
		a.Min, a.Max = 0, 1
		return
	}
	a.Min, a.Max = e.min, e.max
	if a.Scale == Log {
		a.fitLog(e)
		return
	}
	if e.zero {
		a.Min, a.Max = min(a.Min, 0), max(a.Max, 0)
	}
	if e.zero && a.Min == a.Max {
		a.Max = 1
	}
	low, high := a.Min, a.Max
	a.widen()
	space := (a.Max/2 - a.Min/2) * 2 * margin
	if !(e.room || e.zero) || math.IsInf(space, 0) {
		return
	}
	if !e.zero || low < 0 {
		a.Min = finite(a.Min-space, low)
	}
	if !e.zero || high > 0 {
		a.Max = finite(a.Max+space, high)
	}
}

func finite(v, otherwise float64) float64 {
	if math.IsInf(v, 0) {
		return otherwise
	}
	return v
}

func (a *Axis) fitLog(e extent) {
	const least = 1e-300 // where numbers still have all their digits
	a.Min, a.Max = max(a.Min, least), max(a.Max, least)
	if e.zero { // bars must be seen
		a.Min = math.Pow(10, math.Floor(math.Log10(a.Min*0.9)))
	}
	if a.Max < a.Min*1.01 {
		a.Min, a.Max = a.Min/2, finite(a.Max*2, a.Max)
	}
	if e.room || e.zero {
		by := math.Exp((math.Log(a.Max) - math.Log(a.Min)) * margin)
		a.Max = finite(a.Max*by, a.Max)
		if !e.zero {
			a.Min = max(a.Min/by, least/1000)
		}
	}
}

// widen makes room where all values are the same, or next to it.
func (a *Axis) widen() {
	size := max(math.Abs(a.Min), math.Abs(a.Max))
	if a.Max/2-a.Min/2 > size*1e-13 {
		return
	}
	by := max(size*0.1, 0.5)
	if size > 0 && size < 0.5 {
		by = max(size*0.5, 1e-300)
	}
	a.Min, a.Max = finite(a.Min-by, a.Min), finite(a.Max+by, a.Max)
}

// stand has bars stand on zero, or on the axis where that isn't there, and ends them there.
func (f *Figure) stand() {
	for _, s := range f.Series {
		if s.Mark != Bars && s.Mark != Steps {
			continue
		}
		for i := range s.Rects {
			r := &s.Rects[i]
			if f.Y.Scale == Log {
				r.Y0 = f.Y.Min
			}
			r.Y0, r.Y1 = clamp(r.Y0, f.Y.Min, f.Y.Max), clamp(r.Y1, f.Y.Min, f.Y.Max)
			if f.X.Scale != Category {
				r.X0, r.X1 = clamp(r.X0, f.X.Min, f.X.Max), clamp(r.X1, f.X.Min, f.X.Max)
			}
		}
	}
}

func clamp(v, low, high float64) float64 { return min(max(v, low), high) }
