package spark_test

import (
	"fmt"
	"testing"

	"gospark/spark"
)

// What an element costs in allocations where it should cost none, and what a task and a job cost at most.
func TestAllocations(t *testing.T) {
	sc := newContext(t, "local[2]")
	scrambled := func(n int) *spark.RDD[int] {
		r := sc.Range(0, n, 1, 2).Map(func(i int) int { return i * 7919 % 100_003 }).Cache()
		r.Count()
		return r
	}
	for _, c := range []struct {
		name string
		most float64 // for each element
		run  func(r *spark.RDD[int])
	}{
		{"scan", 0.001, func(r *spark.RDD[int]) { r.Map(func(i int) int { return i + 1 }).Reduce(spark.Add) }},
		{"sort", 0.01, func(r *spark.RDD[int]) { r.SortBy(spark.Identity[int]).Count() }},
		{"sort by key", 0.01, func(r *spark.RDD[int]) { r.KeyBy(spark.Identity[int]).SortByKey(spark.Descending).Count() }},
		{"distinct", 0.01, func(r *spark.RDD[int]) { r.Distinct().Count() }},
		{"repartition", 0.01, func(r *spark.RDD[int]) { r.Repartition(3).Count() }},
	} {
		const few, many = 5_000, 50_000
		allocations := func(n int) float64 {
			r := scrambled(n)
			return testing.AllocsPerRun(2, func() { c.run(r) })
		}
		if each := (allocations(many) - allocations(few)) / (many - few); each > c.most {
			t.Errorf("%s: %.3f allocations an element, want %v at most", c.name, each, c.most)
		}
	}
	tasks := func(n int) float64 { return testing.AllocsPerRun(5, func() { sc.Range(0, 10, 1, n).Count() }) }
	if each := (tasks(200) - tasks(100)) / 100; each > 50 {
		t.Errorf("%.1f allocations a task", each)
	}
	if each := tasks(1); each > 250 {
		t.Errorf("%.1f allocations a job of one task", each)
	}
}

// Elements of every size are told apart by what they are made of.
func TestDistinctOfSizes(t *testing.T) {
	sc := newContext(t, "local[2]")
	distinctOf(t, sc, func(i int) int8 { return int8(i) }, 256)
	distinctOf(t, sc, func(i int) [3]uint8 { return [3]uint8{uint8(i), 1, uint8(i >> 8)} }, 5000)
	distinctOf(t, sc, func(i int) int { return i << 40 }, 5000)
	distinctOf(t, sc, func(i int) uint32 { return uint32(-i) }, 5000)
	distinctOf(t, sc, func(i int) [2]int { return [2]int{i % 50, i / 50 << 32} }, 5000)
	distinctOf(t, sc, func(i int) [3]int64 { return [3]int64{1, 2, int64(i)} }, 5000)
	distinctOf(t, sc, func(i int) string { return fmt.Sprint(i) }, 5000)
	distinctOf(t, sc, func(i int) float64 { return float64(i) / 3 }, 5000)
}

// Elements that come again only after thousands that didn't are told apart too.
func TestDistinctOfLateRepeats(t *testing.T) {
	sc := newContext(t, "local[2]")
	if n := sc.Range(0, 30_000, 1, 2).Map(func(i int) int { return i % 7000 }).Distinct().Count(); n != 7000 {
		t.Errorf("%d elements, want 7000", n)
	}
}

func distinctOf[E comparable](t *testing.T, sc *spark.Context, of func(i int) E, want int) {
	t.Helper()
	all := sc.Range(0, 15_000, 1, 3).Map(func(i int) E { return of(i % 5000) })
	seen := map[E]bool{}
	for _, e := range all.Distinct().Collect() {
		seen[e] = true
	}
	if n := all.Distinct().Count(); n != want || len(seen) != want {
		t.Errorf("%d of %T, %d of them different, want %d", n, *new(E), len(seen), want)
	}
}

func BenchmarkCacheScan(b *testing.B) {
	sc := newContext(b, "local[*]")
	n := sc.Range(0, 1_000_000).Map(func(i int) [4]int { return [4]int{i, i, i, i} }).Cache()
	n.Count()
	b.SetBytes(32_000_000)
	for b.Loop() {
		n.Map(func(v [4]int) int { return v[0] + v[3] }).Reduce(spark.Add)
	}
}

func BenchmarkSortByKey(b *testing.B) {
	sc := newContext(b, "local[*]")
	pairs := sc.Range(0, 200_000).Map(func(i int) int { return i * 7919 % 200_003 }).KeyBy(spark.Identity[int]).Cache()
	words := pairs.Map(func(i, _ int) string { return fmt.Sprint("word", i) }).KeyBy(spark.Identity[string]).Cache()
	pairs.Count()
	words.Count()
	b.Run("int", func(b *testing.B) {
		for b.Loop() {
			pairs.SortByKey().Count()
		}
	})
	b.Run("string", func(b *testing.B) {
		for b.Loop() {
			words.SortByKey().Count()
		}
	})
}

func BenchmarkDistinct(b *testing.B) {
	sc := newContext(b, "local[*]")
	pairs := sc.Range(0, 400_000).Map(func(i int) [2]int { return [2]int{i * 7919 % 200_003, 1} }).Cache()
	pairs.Count()
	for b.Loop() {
		pairs.Distinct().Count()
	}
}

func BenchmarkGroupByKey(b *testing.B) {
	sc := newContext(b, "local[*]")
	pairs := sc.Range(0, 400_000).Map(func(i int) int { return i * 7919 % 400_009 }).KeyBy(func(i int) int { return i % 40_000 }).Cache()
	pairs.Count()
	for b.Loop() {
		pairs.GroupByKey().Count()
	}
}

func BenchmarkShuffle(b *testing.B) {
	sc := newContext(b, "local[*]")
	pairs := sc.Range(0, 400_000).KeyBy(spark.Identity[int]).Cache()
	pairs.Count()
	for b.Loop() {
		pairs.PartitionBy(spark.NewHashPartitioner(8)).Count()
	}
}

// What a job costs, and what a task adds to it.
func BenchmarkTasks(b *testing.B) {
	sc := newContext(b, "local[*]")
	for _, n := range []int{1, 100, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				sc.Range(0, 100, 1, n).Count()
			}
		})
	}
}
