package session

import (
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"gospark/cell"
)

// A stopwatch is a sink that keeps how long the parts of the cells took.
type stopwatch struct {
	parts map[string][]time.Duration
}

func (w *stopwatch) Text(string) {}

func (w *stopwatch) Result(r cell.Result) {
	for _, t := range r.Timings {
		w.parts[t.Part] = append(w.parts[t.Part], t.Time)
	}
}

// BenchmarkCells runs the cells of testdata/latency.txt, all compiled, in a session of
// their own, and tells the median of what a cell takes, and of each of its parts.
func BenchmarkCells(b *testing.B) {
	text, err := os.ReadFile("testdata/latency.txt")
	if err != nil {
		b.Fatal(err)
	}
	w := &stopwatch{parts: map[string][]time.Duration{}}
	for b.Loop() {
		s, err := New(Options{Mode: "compiled"})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.in.Ready(b.Context()); err != nil {
			b.Fatal(err)
		}
		for _, c := range cell.Script(string(text)) {
			start := time.Now()
			if err := s.Run(b.Context(), c.Text, w); err != nil {
				b.Fatalf("line %d: %v", c.Line, err)
			}
			w.parts["cell"] = append(w.parts["cell"], time.Since(start))
		}
		s.Close()
	}
	for _, part := range slices.Sorted(maps.Keys(w.parts)) {
		times := w.parts[part]
		slices.Sort(times)
		b.ReportMetric(float64(times[len(times)/2])/1e6, "ms-"+part)
	}
}
