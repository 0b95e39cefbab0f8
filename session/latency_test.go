package session

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
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
		b.ReportMetric(median(w.parts[part]), "ms-"+part)
	}
}

// median is in milliseconds.
func median(times []time.Duration) float64 {
	times = slices.Sorted(slices.Values(times))
	return float64(times[len(times)/2]) / 1e6
}

// BenchmarkThousandCells runs a thousand different cells in one session and tells what
// the first and the last hundred took, and what each cost: memory of its own, pages of
// files, which the system can take back, and time of each garbage collection.
func BenchmarkThousandCells(b *testing.B) {
	const cells, some = 1000, 100
	for b.Loop() {
		s, err := New(Options{Mode: "compiled"})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.in.Ready(b.Context()); err != nil {
			b.Fatal(err)
		}
		var before, after usage
		w := &stopwatch{parts: map[string][]time.Duration{}}
		for i := range cells {
			if i == some {
				before = measure(b)
			}
			start := time.Now()
			text := fmt.Sprintf("x%d := %[1]d\nfor i := range 3 {\n\tx%[1]d += i\n}\nfmt.Fprintln(io.Discard, x%[1]d)", i)
			if err := s.Run(b.Context(), text, w); err != nil {
				b.Fatal(err)
			}
			w.parts["cell"] = append(w.parts["cell"], time.Since(start))
		}
		after = measure(b)
		for _, part := range []string{"cell", "load"} {
			b.ReportMetric(median(w.parts[part][:some]), "ms-first-"+part)
			b.ReportMetric(median(w.parts[part][cells-some:]), "ms-last-"+part)
		}
		b.ReportMetric((after.anon-before.anon)/(cells-some), "KB-own/cell")
		b.ReportMetric((after.file-before.file)/(cells-some), "KB-file/cell")
		b.ReportMetric(before.gc, "ms-gc-first")
		b.ReportMetric(after.gc, "ms-gc-last")
		b.ReportMetric(before.stack, "µs-stack-first")
		b.ReportMetric(after.stack, "µs-stack-last")
		s.Close()
	}
}

// A usage is what the process uses: memory in KB, and how long a collection and
// a stack trace take.
type usage struct{ anon, file, gc, stack float64 }

func measure(b *testing.B) (u usage) {
	start := time.Now()
	runtime.GC()
	u.gc = float64(time.Since(start)) / 1e6
	start = time.Now()
	debug.Stack()
	u.stack = float64(time.Since(start)) / 1e3
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("memory can be told on Linux only")
	}
	for line := range strings.Lines(string(status)) {
		fmt.Sscanf(line, "RssAnon: %f", &u.anon)
		fmt.Sscanf(line, "RssFile: %f", &u.file)
	}
	return u
}
