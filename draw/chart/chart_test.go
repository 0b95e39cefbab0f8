package chart_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gospark/display"
	"gospark/draw/chart"
	"gospark/spark"
)

// A picture is what an SVG has: its elements, counted, and its texts.
type picture struct {
	elements map[string]int
	texts    []string
	all      string
}

// read fails the test where svg is no XML, where it has what could run or load something, or
// a coordinate that is no number.
func read(t *testing.T, svg string) picture {
	t.Helper()
	p := picture{elements: map[string]int{}, all: svg}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return p
		}
		if err != nil {
			t.Fatalf("no XML: %v\n%s", err, svg)
		}
		switch x := token.(type) {
		case xml.StartElement:
			p.elements[x.Name.Local]++
			for _, a := range x.Attr {
				if name := strings.ToLower(a.Name.Local); strings.HasPrefix(name, "on") || name == "href" {
					t.Errorf("attribute %s=%q", name, a.Value)
				}
				if a.Name.Local != "aria-label" && (strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") || strings.Contains(a.Value, "url(")) {
					t.Errorf("attribute %s=%q", a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(x)); s != "" {
				p.texts = append(p.texts, s)
			}
		}
	}
}

func draw(t *testing.T, c *display.Chart) picture {
	t.Helper()
	svg, _ := chart.Draw(c)["image/svg+xml"].(string)
	if !strings.HasPrefix(svg, "<svg ") {
		t.Fatalf("no SVG: %.100q", svg)
	}
	p := read(t, svg)
	for name := range p.elements {
		if !strings.Contains(" svg g path text ", " "+name+" ") {
			t.Errorf("element %s", name)
		}
	}
	return p
}

func (p picture) has(t *testing.T, texts ...string) {
	t.Helper()
	for _, want := range texts {
		found := false
		for _, s := range p.texts {
			found = found || s == want
		}
		if !found {
			t.Errorf("no text %q among %q", want, p.texts)
		}
	}
}

var update = flag.Bool("update", false, "rewrite the pictures of docs/plots.md")

// TestPictures: the page about plots shows what its cells draw.
func TestPictures(t *testing.T) {
	var xs, slow, quick []float64
	for i := range 100 {
		x := float64(i) / 10
		xs, slow, quick = append(xs, x), append(slow, math.Exp(-x/5)*math.Sin(x)), append(quick, math.Exp(-x/5)*math.Sin(2*x))
	}
	var squares []float64
	for i := range 1000 {
		squares = append(squares, float64(i*i%997))
	}
	type reading struct {
		at      time.Time
		in, out float64
	}
	var day []reading
	for h := range 24 {
		sun := math.Cos(float64(h-14) / 24 * 2 * math.Pi)
		day = append(day, reading{time.Date(2026, 3, 1, h, 0, 0, 0, time.UTC), 20 + 2*sun, 8 + 6*sun})
	}
	for name, c := range map[string]*display.Chart{
		"bar":       display.Bar([]string{"go", "spark", "rdd"}, []int{4, 2, 1}).Title("Words").YLabel("times"),
		"lines":     display.Line(xs, slow).Name("slow").Line(xs, quick).Name("quick").Title("Damped waves").XLabel("seconds"),
		"histogram": display.Histogram(squares).Bins(8).Title("Squares").XLabel("i * i % 997"),
		"box":       display.Box(map[string][]int{"small": {1, 2, 3, 4}, "large": {5, 7, 8, 9, 30}}),
		"fields":    display.Line(day, "at", "in", "out").Title("A day").YLabel("°C"),
		"heatmap":   display.Heatmap([][]int{{1, 2, 3, 4}, {2, 4, 6, 8}, {3, 6, 9, 12}}).Title("Products"),
	} {
		path := filepath.Join("..", "..", "docs", "plots", name+".svg")
		got := draw(t, c).all
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs; -update rewrites it", path)
		}
	}
}

// TestTexts: a picture has the chart's title, labels, names and ticks.
func TestTexts(t *testing.T) {
	draw(t, display.Line([]int{0, 10}, []int{0, 4}).Name("up").Line([]int{0, 10}, []int{4, 0}).Name("down").Title("Two lines").XLabel("hours").YLabel("km")).
		has(t, "Two lines", "hours", "km", "up", "down", "0", "2", "10")
	draw(t, display.Bar(map[string]int{"go": 3, "spark": 5})).has(t, "go", "spark", "5")
	draw(t, display.Heatmap([]string{"a", "b"}, []string{"x", "y"}, []int{1, 9})).has(t, "a", "b", "x", "y", "2", "8")
	day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	draw(t, display.Line([]time.Time{day, day.AddDate(0, 0, 4)}, []int{1, 2})).has(t, "2026-05-02")
	draw(t, display.Line([]float64{1, 1000}).LogY()).has(t, "1", "10", "100", "1000")
}

// TestShapes: each value has its shape.
func TestShapes(t *testing.T) {
	const plain = "fill:#4269D0" // of the first series
	for _, c := range []struct {
		chart *display.Chart
		style string
		want  int
	}{
		{display.Bar([]int{1, 2, 0, 4}), plain, 3}, // a bar of nothing has none
		{display.Histogram([]int{1, 2, 2, 5}), plain, 3},
		{display.Histogram(spark.Histogram{Edges: []float64{0, 1, 2}, Counts: []int{4, 2}}), plain, 2},
		{display.Scatter([]float64{1, 2, math.NaN(), 4}), "fill-opacity:0.81569", 3},
		{display.Line([]float64{1, 2, math.NaN(), 4, 5}), "fill:none;stroke:#4269D0", 2},
		{display.Line([]float64{1, math.NaN(), 4, 5}), plain, 1}, // a point between gaps
		{display.Box([]int{1, 2, 3, 2, 3, 50}, []int{2, 3, 4}), "fill-opacity:0.25098", 2},
		{display.Heatmap([][]float64{{1, 2}, {math.NaN(), 3}}), "fill:#F4F8E8", 1}, // the least
	} {
		if got := strings.Count(draw(t, c.chart).all, c.style); got != c.want {
			t.Errorf("%d of %s, want %d, in\n%s", got, c.style, c.want, c.chart)
		}
	}
}

// TestHostileTexts: what a text says is never more than text.
func TestHostileTexts(t *testing.T) {
	evil := `<script>alert(1)</script>"' onload="x" ]]>&lt;` + "\x00\x1b\ufffe\xff\n" + strings.Repeat("w", 300)
	for _, c := range []*display.Chart{
		display.Line([]int{1, 2}).Name(evil).Title(evil).XLabel(evil).YLabel(evil),
		display.Bar(map[string]int{evil: 1, "b": 2}),
		display.Box(map[string][]int{evil: {1, 2}}),
		display.Heatmap([]string{evil}, []string{evil}, []int{1}),
	} {
		p := draw(t, c)
		if !strings.Contains(strings.Join(p.texts, ""), "<script>alert(1)") {
			t.Errorf("the text is gone: %q", p.texts)
		}
	}
}

// TestLongNames: bars whose names have no room side by side go from left to right, the first on top.
func TestLongNames(t *testing.T) {
	var names []string
	var values []int
	for i := range 8 {
		names, values = append(names, strings.Repeat("name ", 4)+string(rune('a'+i))), append(values, i+1)
	}
	p := draw(t, display.Bar(names, values))
	p.has(t, names...)
	boxes := map[string][]int{}
	for _, n := range names {
		boxes[n] = values
	}
	draw(t, display.Box(boxes)).has(t, names...)
}

// TestExtremes: numbers at the ends of what a float64 holds have finite places.
func TestExtremes(t *testing.T) {
	xs := []float64{-math.MaxFloat64, 0, 5e-324, math.MaxFloat64, math.NaN(), math.Inf(-1)}
	for _, c := range []*display.Chart{
		display.Line(xs), display.Scatter(xs, xs), display.Bar(xs), display.Histogram(xs), display.Box(xs), display.Area(xs, xs),
		display.Line(xs).LogY(), display.Bar(xs).LogY(), display.Histogram(xs).LogX(), display.Heatmap([][]float64{xs}),
		display.Line(xs).YRange(-1e-300, 1e-300), display.Line([]float64{1e15, 1e15 + 0.125}),
		new(display.Chart).Title("nothing on it"),
	} {
		draw(t, c)
	}
}

// TestLargeCharts: the picture of many points is small.
func TestLargeCharts(t *testing.T) {
	xs := make([]float64, 200_000)
	for i := range xs {
		xs[i] = math.Sin(float64(i))*float64(i%1009) + float64(i*i%7919)
	}
	for _, c := range []*display.Chart{display.Line(xs), display.Scatter(xs, xs), display.Bar(xs), display.Histogram(xs), display.Box(xs)} {
		if n := len(draw(t, c).all); n > 600_000 {
			t.Errorf("%d bytes", n)
		}
	}
}

// TestOthers: what isn't a chart isn't drawn.
func TestOthers(t *testing.T) {
	var none *display.Chart
	for _, v := range []any{nil, 1, "x", none, display.Chart{}} {
		if forms := chart.Draw(v); forms != nil {
			t.Errorf("%v is drawn: %v", v, forms)
		}
	}
}
