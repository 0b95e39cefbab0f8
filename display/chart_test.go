package display_test

import (
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"gospark/cell"
	"gospark/display"
	"gospark/spark"
)

type reading struct {
	at     time.Time
	t, h   float64
	Place  string
	Spoilt *int
}

func readings(n int) []reading {
	out := make([]reading, n)
	for i := range out {
		at := time.Date(2026, time.March, 1, i, 0, 0, 0, time.UTC)
		out[i] = reading{at: at, t: 10 + 5*math.Sin(float64(i)/4), h: 40 + float64(i), Place: []string{"roof", "cellar"}[i%2]}
	}
	return out
}

// normal is numbers around a mean, the same in each run.
func normal(n int, mean float64, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	out := make([]float64, n)
	for i := range out {
		out[i] = mean + r.NormFloat64()
	}
	return out
}

func waves() (xs, slow, quick []float64) {
	for i := range 100 {
		x := float64(i) / 10
		xs, slow, quick = append(xs, x), append(slow, math.Exp(-x/5)*math.Sin(x)), append(quick, math.Exp(-x/5)*math.Sin(2*x))
	}
	return xs, slow, quick
}

// TestCharts is what charts of all kinds, of all that they can be made of, are in characters.
func TestCharts(t *testing.T) {
	xs, slow, quick := waves()
	gap := slices.Clone(slow)
	gap[20], gap[21], gap[50] = math.NaN(), math.Inf(1), math.Inf(-1)
	words := map[string]int{"go": 120, "spark": 33, "scala": 0, "python": 7}
	pair := func(k string, v int) spark.Pair[string, int] { return spark.KV(k, v) }
	one := 1
	charts := []struct {
		name  string
		chart *display.Chart
	}{
		{"two lines", display.Line(xs, slow).Name("slow").Line(xs, quick).Name("quick").Title("Damped waves").XLabel("seconds").YLabel("amplitude")},
		{"numbers alone", display.Line([]int{3, 1, 2})},
		{"gaps", display.Line(xs, gap)},
		{"an area over days", display.Area(readings(48), "at", "t")},
		{"fields as series", display.Line(readings(48), "at", "t", "h")},
		{"durations", display.Line([]time.Duration{time.Second, 2 * time.Second, 90 * time.Second})},
		{"a logarithm", display.Line(xs, xs).LogY().Title("x")},
		{"both logarithms", display.Scatter([]int{1, 10, 1000, 0}, []float64{0.001, 1, 1e6, 5}).LogX().LogY()},
		{"a range", display.Line(xs, slow).XRange(2, 4).YRange(-0.2, 0.2)},
		{"a map", display.Bar(words).Title("Words").XLabel("word").YLabel("times")},
		{"pairs", display.Bar([]spark.Pair[string, int]{pair("go", 3), pair("日本語", -2), pair("x", 1)})},
		{"a join", display.Bar([]spark.Joined[string, int, int]{{Key: "go", Left: 1, Right: 2}, {Key: "x", Left: 3, Right: 0}})},
		{"bars beside bars", display.Bar(words).Name("here").Bar(map[string]int{"go": 60, "c": 10}).Name("there")},
		{"weekdays", display.Bar(map[time.Weekday]int{time.Monday: 3, time.Sunday: 1})},
		{"bars of durations", display.Bar(map[string]time.Duration{"load": 1500 * time.Millisecond, "run": time.Minute})},
		{"many bars", display.Bar(make([]int, 700))},
		{"bars and a line", display.Bar([]string{"a", "b"}, []int{1, 2}).Line([]string{"a", "b", "c"}, []int{2, 1, 1})},
		{"a histogram", display.Histogram(normal(1000, 0, 1)).Bins(20)},
		{"two histograms", display.Histogram(normal(1000, 0, 1)).Name("a").Histogram(normal(1000, 3, 2)).Name("b")},
		{"whole numbers", display.Histogram([]int{1, 2, 2, 3, 3, 3, 6})},
		{"all the same", display.Histogram([]int{7, 7})},
		{"an RDD's histogram", display.Histogram(spark.Histogram{Edges: []float64{0, 10, 20, 40}, Counts: []int{5, 8, 2}})},
		{"dots", display.Scatter(normal(300, 0, 1), normal(300, 0, 2))},
		{"two clouds", display.Scatter(normal(40, 0, 1), normal(40, 0, 2)).Name("left").Scatter(normal(40, 3, 3), normal(40, 1, 4)).Name("right")},
		{"names on both axes", display.Scatter([]string{"a", "b", "a"}, []string{"x", "y", "z"})},
		{"a key's values", display.Line(map[string][]float64{"slow": slow, "quick": quick})},
		{"boxes", display.Box(map[string][]float64{"a": normal(200, 0, 1), "b": normal(200, 2, 2)})},
		{"boxes of fields", display.Box(readings(48), "Place", "t")},
		{"boxes of slices", display.Box([]int{1, 2, 3, 4, 30}, []int{2, 3, 4, 5, 6})},
		{"stats", display.Box(spark.StatsOf(1, 2, 3, 4, 100))},
		{"stats by key", display.Box(map[string]spark.Stats{"a": spark.StatsOf(1, 2, 3), "b": spark.StatsOf(2, 9)})},
		{"a matrix", display.Heatmap([][]int{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}})},
		{"cells", display.Heatmap([]int{10, 9, 10}, []string{"a", "b", "b"}, []float64{1, 2, 3}).XLabel("hour")},
		{"nil and pointers", display.Line([]*int{&one, nil, new(3)})},
		{"what interfaces hold", display.Line([]any{1, 2.5, nil, uint8(4)})},
		{"one point", display.Line([]int{5})},
		{"all of it zero", display.Bar([]string{"a", "b"}, []int{0, 0})},
		{"nothing on it", new(display.Chart).Title("x")},
	}
	var b strings.Builder
	for _, c := range charts {
		text := c.chart.String()
		b.WriteString("## " + c.name + "\n" + text + "\n\n")
		for line := range strings.Lines(text) {
			if display.Width(strings.TrimSuffix(line, "\n")) > 80 {
				t.Errorf("%s: a line is wider than 80 columns: %q", c.name, line)
			}
		}
	}
	golden(t, "charts.txt", b.String())
}

// wrongChart is what f panics with, which must be a ChartError.
func wrongChart(t *testing.T, f func() *display.Chart) (e *display.ChartError) {
	t.Helper()
	defer func() {
		var ok bool
		if e, ok = recover().(*display.ChartError); !ok {
			t.Error("no ChartError")
			e = new(display.ChartError)
		}
	}()
	f()
	return nil
}

// TestWrongCharts: what can't be drawn is an error in words, at the caller's line.
func TestWrongCharts(t *testing.T) {
	xs := []int{1, 2}
	type row struct{ A, B, C int }
	cases := []struct {
		want string
		f    func() *display.Chart
	}{
		{"display.Line at chart_test.go:N: there is nothing to draw", func() *display.Chart { return display.Line() }},
		{"there is nothing to draw: nil", func() *display.Chart { return display.Line(nil) }},
		{"the slice is empty", func() *display.Chart { return display.Line([]int{}) }},
		{"the second slice is empty", func() *display.Chart { return display.Line(xs, []int{}) }},
		{"the map is empty", func() *display.Chart { return display.Bar(map[string]int{}) }},
		{"the slice is empty", func() *display.Chart { return display.Bar([]row{}, "A", "B") }},
		{"the lengths differ: the first slice has 2, the second slice 3", func() *display.Chart { return display.Scatter(xs, []int{1, 2, 3}) }},
		{"no value is a finite number", func() *display.Chart { return display.Line([]float64{math.NaN(), math.Inf(1)}) }},
		{"no value is a finite number", func() *display.Chart { return display.Histogram([]float64{math.NaN()}) }},
		{"the values are nil", func() *display.Chart { return display.Line([]any{nil, nil}) }},
		{"of type string, which isn't a number", func() *display.Chart { return display.Line([]string{"a"}) }},
		{"of type string, which isn't a number", func() *display.Chart { return display.Histogram([]string{"a"}) }},
		{"of type time.Time, which isn't a number", func() *display.Chart { return display.Line(readings(3), "t", "at") }},
		{"a int can't be drawn", func() *display.Chart { return display.Line(3) }},
		{"a func() can't be drawn", func() *display.Chart { return display.Line(func() {}) }},
		{"an RDD has no values before an action", func() *display.Chart { return display.Line(new(spark.PairRDD[string, int])) }},
		{"it isn't known what of them to draw\n  name the fields that it is of: (rows, \"A\", \"B\", \"C\")", func() *display.Chart { return display.Line([]row{{}}) }},
		{"has no field D\n  its fields are A, B, C", func() *display.Chart { return display.Line([]row{{}}, "A", "D") }},
		{"3 is no name of a field", func() *display.Chart { return display.Line([]row{{}}, "A", 3) }},
		{"a int has no fields", func() *display.Chart { return display.Line(xs, "A") }},
		{"21 series are too many", func() *display.Chart {
			many := map[int][]int{}
			for i := range 21 {
				many[i] = xs
			}
			return display.Line(many)
		}},
		{"1 has no values", func() *display.Chart { return display.Line(map[int][]int{1: nil}) }},
		{"x is names here, and numbers in the rest", func() *display.Chart { return display.Line(xs).Line([]string{"a", "b"}, xs) }},
		{"y is durations here, and numbers in the rest", func() *display.Chart { return display.Line(xs).Line([]time.Duration{1}) }},
		{"display.LogX at", func() *display.Chart { return display.Bar(xs).LogX() }},
		{"x is times, which have no logarithm", func() *display.Chart { return display.Line(readings(2), "at", "t").LogX() }},
		{"no y is positive", func() *display.Chart { return display.Line([]int{0, -1}).LogY() }},
		{"must begin above 0", func() *display.Chart { return display.Line(xs).LogY().YRange(-1, 3) }},
		{"there is nothing from 3 to 1", func() *display.Chart { return display.Line(xs).XRange(3, 1) }},
		{"x is names, which have no range", func() *display.Chart { return display.Bar(xs).XRange(1, 3) }},
		{"can't have 0 bins", func() *display.Chart { return display.Histogram(xs).Bins(0) }},
		{"is counted already", func() *display.Chart {
			return display.Histogram(spark.Histogram{Edges: []float64{0, 1}, Counts: []int{1}}).Bins(3)
		}},
		{"10 by 400 pixels", func() *display.Chart { return display.Line(xs).Size(10, 400) }},
		{"a heatmap can't share a chart", func() *display.Chart { return display.Heatmap([][]int{{1}}).Line(xs) }},
		{"boxes can't share a chart", func() *display.Chart { return display.Box(xs).Line([]string{"a"}, []int{1}) }},
		{"a heatmap is of rows of numbers", func() *display.Chart { return display.Heatmap(xs, xs) }},
		{"is too large", func() *display.Chart { return display.Heatmap([][]int{make([]int, 50_000)}) }},
		{"the summary is of no numbers", func() *display.Chart { return display.Box(spark.StatsOf[int]()) }},
		{"the second group has no finite number", func() *display.Chart { return display.Box(map[string][]int{"a": xs, "b": nil}) }},
	}
	line := regexp.MustCompile(`chart_test\.go:[0-9]+`)
	for _, c := range cases {
		if got := line.ReplaceAllString(wrongChart(t, c.f).Error(), "chart_test.go:N"); !strings.Contains(got, c.want) || !strings.Contains(got, " at chart_test.go:N: ") {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestChartStaysAfterError: what can't be added leaves the chart as it was.
func TestChartStaysAfterError(t *testing.T) {
	c := display.Line([]int{1, 2, 3})
	want := c.String()
	wrongChart(t, func() *display.Chart { return c.Line([]string{"a"}) })
	wrongChart(t, func() *display.Chart { return c.YRange(2, 1) })
	wrongChart(t, func() *display.Chart { return c.Line([]string{"a"}, []int{1}) })
	c2 := display.Line([]int{-1})
	wrongChart(t, func() *display.Chart { return c2.LogY() })
	if got := c.String(); got != want {
		t.Errorf("the chart has changed:\n%s", got)
	}
	if got := display.Line([]int{-1}).String(); got != c2.String() {
		t.Errorf("the chart has changed:\n%s", c2)
	}
}

type hanging struct{}

func (hanging) String() string { select {} }

// TestHostileLabels: whatever names are, they stay on their line and send the terminal nothing.
func TestHostileLabels(t *testing.T) {
	evil := "<script>alert(1)</script>\x1b[31m\n\r\u202e\x00\xff" + strings.Repeat("w", 500)
	for name, c := range map[string]*display.Chart{
		"bars":  display.Bar(map[string]int{evil: 1, "b": 2}),
		"boxes": display.Box(map[string][]int{evil: {1, 2}}),
		"lines": display.Line([]string{evil, "b"}, []int{1, 2}).Name(evil).Line([]string{"b"}, []int{2}).Name(evil),
		"dots":  display.Scatter([]string{evil}, []string{evil}).Name(evil).Scatter([]string{"x"}, []string{"y"}),
		"cells": display.Heatmap([]string{evil}, []string{evil}, []int{1}),
	} {
		for line := range strings.Lines(c.Title(evil).XLabel(evil).YLabel(evil).String()) {
			line = strings.TrimSuffix(line, "\n")
			if display.Width(line) > 80 || strings.ContainsFunc(line, unicode.IsControl) || strings.ContainsRune(line, '\u202e') {
				t.Errorf("%s: %q", name, line)
			}
		}
	}
	start := time.Now()
	if got := display.Bar([]any{hanging{}, hanging{}, hanging{}}, []int{1, 2, 3}).String(); !strings.Contains(got, "String method") {
		t.Errorf("got %s", got)
	}
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("names that don't end took %v", d)
	}
}

// TestLargeCharts: of a million points those are kept that show.
func TestLargeCharts(t *testing.T) {
	ys := make([]float64, 1_000_000)
	ys[123_456] = 50
	ys[700_000] = math.NaN()
	f := display.Line(ys).Figure()
	if n := len(f.Series[0].Points); n > 5000 {
		t.Errorf("%d points", n)
	}
	if !slices.ContainsFunc(f.Series[0].Points, func(p display.Point) bool { return p.Y == 50 }) {
		t.Error("the peak is gone")
	}
	if !slices.ContainsFunc(f.Series[0].Points, func(p display.Point) bool { return math.IsNaN(p.Y) }) {
		t.Error("the gap is gone")
	}
	f = display.Scatter(normal(1_000_000, 0, 1), normal(1_000_000, 0, 2)).Figure()
	if n := len(f.Series[0].Points); n > 2500 || n < 500 {
		t.Errorf("%d dots", n)
	}
	if len(f.Notes) != 1 || !strings.HasSuffix(f.Notes[0], "of 1000000 points; others lie beside them") {
		t.Errorf("the figure doesn't tell: %q", f.Notes)
	}
}

// TestRandomCharts: whatever numbers are, a chart of them has finite axes and ticks on them.
func TestRandomCharts(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	odd := []float64{0, math.Copysign(0, -1), 1, -1, 0.1, 5e-324, 1e-300, 1e300, -1e300, math.MaxFloat64, -math.MaxFloat64, math.NaN(), math.Inf(1), math.Inf(-1), 1e15, 1e15 + 1}
	number := func() float64 {
		if r.IntN(3) == 0 {
			return odd[r.IntN(len(odd))]
		}
		return r.NormFloat64() * math.Pow(10, float64(r.IntN(20)-10))
	}
	drawn := 0
	for range 3000 {
		n := 1 + r.IntN(6)
		xs, ys := make([]float64, n), make([]float64, n)
		times, ds := make([]time.Time, n), make([]time.Duration, n)
		for i := range n {
			xs[i], ys[i] = number(), number()
			times[i], ds[i] = time.Unix(int64(r.Uint64()>>r.IntN(60)), r.Int64N(1e9)), time.Duration(r.Uint64()>>r.IntN(60))
		}
		c := randomChart(r, xs, ys, times, ds)
		if c == nil {
			continue // it said so
		}
		drawn++
		f := c.Figure()
		for _, a := range []display.Axis{f.X, f.Y} {
			if !(a.Min < a.Max) || math.IsInf(a.Min, 0) || math.IsInf(a.Max, 0) {
				t.Fatalf("an axis from %v to %v, of %v, %v", a.Min, a.Max, xs, ys)
			}
			ticks := a.Ticks(6)
			if len(ticks) > 100 || a.Scale != display.Category && len(ticks) < 2 {
				t.Fatalf("%d ticks from %v to %v", len(ticks), a.Min, a.Max)
			}
			for _, k := range ticks {
				if at := a.At(k.At); !(at > -1e-6 && at < 1+1e-6) {
					t.Fatalf("tick %v is at %v of %v to %v", k.At, at, a.Min, a.Max)
				}
			}
		}
		for line := range strings.Lines(c.String()) {
			if display.Width(strings.TrimSuffix(line, "\n")) > 80 {
				t.Fatalf("a wide line: %q", line)
			}
		}
	}
	if drawn < 1000 {
		t.Errorf("only %d charts were drawn", drawn)
	}
}

// randomChart is nil where the chart says that it can't be.
func randomChart(r *rand.Rand, xs, ys []float64, times []time.Time, ds []time.Duration) (c *display.Chart) {
	defer func() {
		if x := recover(); x != nil {
			if _, ok := x.(*display.ChartError); !ok {
				panic(x)
			}
			c = nil
		}
	}()
	switch r.IntN(9) {
	case 0:
		c = display.Line(xs, ys)
	case 1:
		c = display.Scatter(xs, ys)
	case 2:
		c = display.Area(times, ys)
	case 3:
		c = display.Bar(xs, ys)
	case 4:
		c = display.Histogram(xs)
	case 5:
		c = display.Box(xs, ys)
	case 6:
		c = display.Heatmap(xs, ys, ys)
	case 7:
		c = display.Line(ds, ds)
	case 8:
		c = display.Histogram(xs).Histogram(ys)
	}
	if r.IntN(4) == 0 {
		c.LogX()
	}
	if r.IntN(4) == 0 {
		c.LogY()
	}
	if r.IntN(4) == 0 {
		c.XRange(ys[0], xs[0])
	}
	return c
}

// TestResultOfChart: a cell that ends in a chart shows it, with its text.
func TestResultOfChart(t *testing.T) {
	c := display.Bar(map[string]int{"a": 1})
	got := display.Bundle([]cell.Value{{V: c, Type: "*display.Chart"}})
	if got["text/plain"] != c.String() {
		t.Errorf("got %q", got["text/plain"])
	}
}

// TestChartInNarrowTerminal: a chart is no wider than the terminal.
func TestChartInNarrowTerminal(t *testing.T) {
	got := display.Result(cell.Result{N: 1, Values: []cell.Value{{V: display.Line([]int{1, 2}), Type: "*display.Chart"}}}, 50)
	for line := range strings.Lines(got) {
		if display.Width(strings.TrimSuffix(line, "\n")) > 50 {
			t.Errorf("a wide line: %q", line)
		}
	}
}
