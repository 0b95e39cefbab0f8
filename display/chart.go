package display

import "math"

// A Chart is lines, dots, bars and the like over two axes. A notebook shows it as a
// picture, a terminal in characters. It is made by Line, Area, Scatter, Bar, Histogram,
// Box or Heatmap; its methods change it and return it, and those of the same names lay more
// over it:
//
//	display.Line(xs, ys).Name("measured").Line(xs, zs).Name("computed").Title("Two curves")
//
// The data is read when the func or the method is called: later changes to it aren't seen.
// What can't be drawn is a *ChartError there, with which it panics.
type Chart struct {
	title         string
	x, y          axisOptions
	width, height int
	bins          int
	layers        []*layer
}

type axisOptions struct {
	label    string
	log      bool
	min, max float64 // what Range asked for, if ranged
	ranged   bool
}

// A layer is what one call of Line and its like added.
type layer struct {
	op     string // Line
	name   string
	x, y   column
	level  column      // of a heatmap's cells
	groups [][]float64 // of boxes, one for each x
	boxes  []Boxed     // of summaries, one for each x
	counts []float64   // of a histogram that is counted already, with edges in x
}

// Line draws lines through points, in their order. What data may be holds for all charts of x and y:
//
//	ys                  numbers, at 0, 1, 2 ...
//	xs, ys              two slices of the same length
//	pairs               a slice of spark.Pair, or of other structs of two fields; or of
//	                    structs with a Key, of which each other field is a series
//	counts              a map, in the order of its keys; a map of slices is a series for each key
//	rows, "X", "Y" ...  a slice of structs and its fields: one for x, and one or more for y
//
// y is numbers or durations; x is numbers, times, durations, or anything else, which is
// names at equal distances. NaN, infinite numbers and nil are gaps.
func Line(data ...any) *Chart { return new(Chart).add("Line", data) }

// Area is Line with the area down to zero filled.
func Area(data ...any) *Chart { return new(Chart).add("Area", data) }

// Scatter draws points, of data as for Line. y may be names too.
func Scatter(data ...any) *Chart { return new(Chart).add("Scatter", data) }

// Bar draws a bar from zero for each y, of data as for Line. x is names, whatever it is made of.
func Bar(data ...any) *Chart { return new(Chart).add("Bar", data) }

// Histogram draws how many of the values lie between one edge and the next: of numbers,
// times or durations, of rows and the names of their fields, or of what an RDD's Histogram
// method returns, which is counted already. Bins says how many bars there are.
func Histogram(data ...any) *Chart { return new(Chart).add("Histogram", data) }

// Box draws where numbers lie, by group: the least and the largest, the quartiles and the median, and
// what lies far outside (more than one and a half times the box) as dots. Data is
//
//	xs, ys ...             a box for each slice
//	groups                 a map of slices, or pairs of a key and a slice
//	rows, "Group", "Y"     a slice of structs and two fields
//	stats                  what Stats returns, or a map or pairs of it: least, mean and largest, with a
//	                       box from the mean less the standard deviation to the mean and it
func Box(data ...any) *Chart { return new(Chart).add("Box", data) }

// Heatmap draws a field of cells, each coloured by its number: of a slice of rows of
// numbers; of xs, ys and the numbers zs; or of rows and three of their fields.
func Heatmap(data ...any) *Chart { return new(Chart).add("Heatmap", data) }

// Line lays lines over the chart.
func (c *Chart) Line(data ...any) *Chart { return c.add("Line", data) }

// Area lays an area over the chart.
func (c *Chart) Area(data ...any) *Chart { return c.add("Area", data) }

// Scatter lays points over the chart.
func (c *Chart) Scatter(data ...any) *Chart { return c.add("Scatter", data) }

// Bar puts more bars beside those of the chart.
func (c *Chart) Bar(data ...any) *Chart { return c.add("Bar", data) }

// Histogram lays another histogram over the chart, with the same edges.
func (c *Chart) Histogram(data ...any) *Chart { return c.add("Histogram", data) }

// Box puts more boxes beside those of the chart.
func (c *Chart) Box(data ...any) *Chart { return c.add("Box", data) }

// Name is what the legend calls what was added last.
func (c *Chart) Name(name string) *Chart {
	if len(c.layers) > 0 {
		c.layers[len(c.layers)-1].name = name
	}
	return c
}

// Title stands over the chart.
func (c *Chart) Title(title string) *Chart { c.title = title; return c }

// XLabel says what x is.
func (c *Chart) XLabel(label string) *Chart { c.x.label = label; return c }

// YLabel says what y is.
func (c *Chart) YLabel(label string) *Chart { c.y.label = label; return c }

// Size is how large the picture is, in pixels of a screen (640 by 400 otherwise).
func (c *Chart) Size(width, height int) *Chart {
	const least, most = 100, 4000
	if min(width, height) < least || max(width, height) > most {
		wrong("", "a chart of %d by %d pixels can't be drawn: each must be from %d to %d", width, height, least, most).at("Size")
	}
	c.width, c.height = width, height
	return c
}

// Bins is how many bars histograms have; otherwise as many as their values seem to need.
func (c *Chart) Bins(n int) *Chart {
	const most = 1000
	if n < 1 || n > most {
		wrong("", "a histogram can't have %d bins: it has from 1 to %d", n, most).at("Bins")
	}
	for _, l := range c.layers {
		if l.counts != nil {
			wrong("ask for other buckets there", "the histogram is counted already").at("Bins")
		}
	}
	c.bins = n
	return c
}

// LogX has x at the distance of its logarithm. What isn't positive is a gap.
func (c *Chart) LogX() *Chart { return c.logarithmic("LogX", &c.x, true) }

// LogY has y at the distance of its logarithm. What isn't positive is a gap.
func (c *Chart) LogY() *Chart { return c.logarithmic("LogY", &c.y, false) }

// XRange shows x from min to max alone.
func (c *Chart) XRange(min, max float64) *Chart { return c.ranged("XRange", &c.x, min, max) }

// YRange shows y from min to max alone.
func (c *Chart) YRange(min, max float64) *Chart { return c.ranged("YRange", &c.y, min, max) }

func (c *Chart) ranged(op string, a *axisOptions, low, high float64) *Chart {
	if !(low < high) || math.IsInf(low, 0) || math.IsInf(high, 0) {
		wrong("give the least first", "there is nothing from %v to %v", low, high).at(op)
	}
	a.min, a.max, a.ranged = low, high, true
	if e := c.check(); e != nil {
		a.ranged = false
		e.at(op)
	}
	return c
}

func (c *Chart) logarithmic(op string, a *axisOptions, ofX bool) *Chart {
	a.log = true
	if e := c.check(); e != nil {
		a.log = false
		e.at(op)
	}
	return c
}

func (c *Chart) add(op string, data []any) *Chart {
	layers, e := read(op, data)
	if e == nil {
		whole := *c
		whole.layers = append(whole.layers[:len(whole.layers):len(whole.layers)], layers...)
		if e = whole.check(); e == nil {
			*c = whole
			return c
		}
	}
	e.at(op)
	return nil
}

// check tells why the chart's parts don't go together, or nil.
func (c *Chart) check() *ChartError {
	if len(c.layers) == 0 {
		return nil
	}
	first := c.layers[0]
	for _, l := range c.layers {
		if (l.op == "Heatmap") != (first.op == "Heatmap") || l != first && l.op == "Heatmap" {
			return wrong("", "a heatmap can't share a chart")
		}
		if (l.op == "Box") != (first.op == "Box") {
			return wrong("", "boxes can't share a chart with what isn't boxes")
		}
		if l.x.kind != first.x.kind {
			return wrong("", "x is %s here, and %s in the rest of the chart", l.x.kind, first.x.kind)
		}
		if l.y.kind != first.y.kind {
			return wrong("", "y is %s here, and %s in the rest of the chart", l.y.kind, first.y.kind)
		}
	}
	for _, a := range []struct {
		axisOptions
		name string
		of   func(*layer) *column
	}{{c.x, "x", func(l *layer) *column { return &l.x }}, {c.y, "y", func(l *layer) *column { return &l.y }}} {
		kind := a.of(first).kind
		switch {
		case a.log && (kind == names || kind == times):
			return wrong("", "%s is %s, which have no logarithm", a.name, kind)
		case a.log && a.ranged && a.min <= 0:
			return wrong("", "a logarithmic %s must begin above 0, and not at %v", a.name, a.min)
		case a.log && !a.ranged && !c.positive(a.of):
			return wrong("", "no %s is positive: nothing has a logarithm", a.name)
		case a.ranged && kind == names:
			return wrong("choose what to draw before", "%s is names, which have no range", a.name)
		}
	}
	return nil
}

// positive tells whether a layer has a number above 0. Boxes and histograms keep theirs elsewhere.
func (c *Chart) positive(of func(*layer) *column) bool {
	for _, l := range c.layers {
		if l.op == "Box" || l.op == "Histogram" {
			return true
		}
		for _, v := range of(l).values {
			if v > 0 {
				return true
			}
		}
	}
	return false
}
