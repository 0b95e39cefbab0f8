package programs

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"gospark/cell"
	"gospark/interp"
)

// inBenchmark is how many programs BenchmarkCells runs, at most.
const inBenchmark = 60

// BenchmarkCells runs programs of testdata as compiled cells in lumps, and tells the median
// of what a cell takes, and of each of its parts.
func BenchmarkCells(b *testing.B) {
	programs := slices.DeleteFunc(themes(b), func(p program) bool { return p.Theme == "random" })
	programs = some(programs, (len(programs)+inBenchmark-1)/inBenchmark)
	parts := map[string][]time.Duration{}
	for b.Loop() {
		s, err := newSession(interp.Compiled, b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.in.Ready(b.Context()); err != nil {
			b.Fatal(err)
		}
		for _, p := range programs {
			s.measure(b, p, parts)
		}
		s.in.Close()
	}
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		times := slices.Sorted(slices.Values(parts[part]))
		b.ReportMetric(float64(times[len(times)/2])/1e6, "ms-"+part)
	}
	b.ReportMetric(float64(len(parts["cell"]))/float64(b.N), "cells/op")
}

// measure runs a program's cells, and notes what each took and its parts.
func (s *session) measure(b *testing.B, p program, parts map[string][]time.Duration) {
	defer s.in.Reset()
	cells, err := p.cells(lumps, s.importer)
	if err != nil {
		b.Fatalf("%s: %v", p.id(), err)
	}
	_, err = captured(func() {
		for _, text := range cells {
			s.n++
			start := time.Now()
			res, err := s.in.Run(context.Background(), cell.Source{N: s.n, Text: text}, nil)
			if err != nil && codeOf(err) != cell.CodeValue {
				b.Errorf("%s: %v", p.id(), err)
				return
			}
			parts["cell"] = append(parts["cell"], time.Since(start))
			for _, t := range res.Timings {
				parts[t.Part] = append(parts[t.Part], t.Time)
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
}
