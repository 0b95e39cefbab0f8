package spark_test

import (
	"testing"
)

// What is merged into isn't what the shuffle keeps: a second action, or another
// reader, finds it as it was.
func TestMergingLeavesTheShuffleAlone(t *testing.T) {
	sc := newContext(t, "local[2]")
	type counts struct {
		of    map[int]int
		other any
	}
	kv := sc.Range(0, 100, 1, 4).KeyBy(func(i int) int { return i % 3 })
	sums := kv.AggregateByKey(counts{of: map[int]int{}}, func(c counts, v int) counts { c.of[v%5]++; return c }, func(a, b counts) counts {
		for k, n := range b.of {
			a.of[k] += n
		}
		return a
	})
	total := func(c counts) int {
		n := 0
		for _, v := range c.of {
			n += v
		}
		return n
	}
	for range 3 {
		if n := sums.MapValues(total).Values().Sum(); n != 100 {
			t.Fatalf("%d values were counted, want 100", n)
		}
	}
	joined := sums.Join(sums.MapValues(total)).MapValues(func(c counts, n int) int { return total(c) - n })
	equal(t, "read twice", joined.Values().Distinct().Collect(), 0)
	slices := kv.MapValues(func(v int) []int { return []int{v} }).ReduceByKey(func(a, b []int) []int { return append(a, b...) })
	for range 3 {
		if n := slices.MapValues(func(s []int) int { return len(s) }).Values().Sum(); n != 100 {
			t.Fatalf("%d values were appended, want 100", n)
		}
	}
}
