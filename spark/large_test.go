package spark_test

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"

	"gospark/spark"
)

// A long lineage neither overflows a stack nor takes more than its length: what is
// made, run, described and forgotten of it is done node by node.
func TestLongLineage(t *testing.T) {
	sc := newContext(t, "local[2]")
	n, kv := sc.Range(0, 100, 1, 4), sc.Range(0, 100, 1, 4).KeyBy(func(i int) int { return i % 5 })
	for range 10_000 {
		n = n.Map(func(i int) int { return i + 1 })
	}
	for range 3000 {
		kv = kv.MapValues(func(i int) int { return i + 1 }).Filter(func(k, v int) bool { return true })
	}
	if sum := n.Sum(); sum != 4950+100*10_000 {
		t.Errorf("sum %d", sum)
	}
	if sums := kv.ReduceByKey(spark.Add).CollectAsMap(); sums[0] != 950+20*3000 {
		t.Errorf("sums %v", sums)
	}
	equal(t, "take", n.Take(2), 10_000, 10_001)
	if lines := strings.Count(n.ToDebugString(), "\n"); lines < 10_000 {
		t.Errorf("%d lines of lineage", lines)
	}
	_, err := spark.Try(n.Map(func(i int) int { panic("at the end") }).Count)
	mentions(t, err, "at the end", "in map at large_test.go:")
	for range 100 { // shuffles
		kv = kv.ReduceByKey(spark.Add, 2).MapValues(func(i int) int { return i % 1000 })
	}
	if n := kv.Count(); n != 5 {
		t.Errorf("%d keys", n)
	}
}

func TestManyPartitions(t *testing.T) {
	sc := newContext(t, "local[4]")
	n := sc.Range(0, 5000, 1, 10_000)
	if got := n.GetNumPartitions(); got != 10_000 {
		t.Fatalf("%d partitions", got)
	}
	kv := n.KeyBy(func(i int) int { return i % 7 })
	for name, c := range map[string][2]int{
		"sum": {n.Sum(), 12_497_500}, "count": {n.Count(), 5000}, "filter": {n.Filter(func(i int) bool { return i == 4999 }).First(), 4999},
		"treeReduce": {n.TreeReduce(spark.Max), 4999}, "coalesce": {n.Coalesce(3).Count(), 5000},
		"reduceByKey into 5": {kv.ReduceByKey(spark.Add, 5).CollectAsMap()[0], 1_786_785},
		"groupByKey":         {len(kv.Coalesce(10).GroupByKey(10_000).CollectAsMap()), 7},
		"reduceByKey":        {n.Coalesce(2000).KeyBy(spark.Identity[int]).ReduceByKey(spark.Add, 2000).Values().Sum(), 12_497_500},
		"union":              {n.Union(n).GetNumPartitions(), 20_000}, "countByValue": {len(n.Coalesce(4).CountByValue()), 5000},
		"zipWithIndex": {n.ZipWithIndex().Map(func(a, i int) int { return a - i }).Filter(func(d int) bool { return d != 0 }).Count(), 0},
		"glom":         {n.Glom().Count(), 10_000}, "take": {n.Take(4000)[3999], 3999},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %d, want %d", name, c[0], c[1])
		}
	}
}

// One key has nearly all the elements.
func TestSkewedKeys(t *testing.T) {
	sc := newContext(t, "local[4]")
	kv := sc.Range(0, 200_000, 1, 8).MapToPair(func(i int) (string, int) {
		if i%1000 == 0 {
			return fmt.Sprint("rare ", i), 1
		}
		return "hot", 1
	})
	if sums := kv.ReduceByKey(spark.Add, 16).CollectAsMap(); sums["hot"] != 199_800 || len(sums) != 201 {
		t.Errorf("%d of %d keys", sums["hot"], len(sums))
	}
	if vs := kv.GroupByKey(16).Lookup("hot"); len(vs) != 1 || len(vs[0]) != 199_800 {
		t.Error("groupByKey")
	}
	small := sc.ParallelizePairs([]spark.Pair[string, int]{spark.KV("hot", 1), spark.KV("cold", 2)})
	if n := kv.Join(small).Count(); n != 199_800 {
		t.Errorf("join: %d", n)
	}
	sorted := kv.SortByKey(spark.Partitions(8))
	if n := sorted.GetNumPartitions(); n > 8 || sorted.Count() != 200_000 || sorted.First().Key != "hot" {
		t.Errorf("sortByKey: %d partitions", n)
	}
	if c := kv.CountByKey()["hot"]; c != 199_800 {
		t.Errorf("countByKey: %d", c)
	}
}

// Strings of 100 MB go through a shuffle, as values and as keys.
func TestLargeStrings(t *testing.T) {
	sc := newContext(t, "local[2]")
	large := strings.Repeat("0123456789", 10_000_000)
	rdd := sc.Parallelize([]string{"small", large, large + "!"}, 3)
	byLength := rdd.KeyBy(func(s string) int { return len(s) }).ReduceByKey(spark.Max[string], 2).MapValues(func(s string) string { return s[len(s)-1:] })
	if m := byLength.CollectAsMap(); m[100_000_000] != "9" || m[100_000_001] != "!" || m[5] != "l" {
		t.Error(m)
	}
	if counts := rdd.MapToPair(func(s string) (string, int) { return s, 1 }).ReduceByKey(spark.Add).Values().Sum(); counts != 3 {
		t.Error(counts)
	}
	if s := rdd.SortBy(spark.Identity[string]).Map(func(s string) int { return len(s) }).Collect(); !slices.Equal(s, []int{100_000_000, 100_000_001, 5}) {
		t.Error(s)
	}
	if n := rdd.CountApproxDistinct(); n != 3 {
		t.Error(n)
	}
}

// NaN is one key, which is last, and 0 and -0 are another: wherever keys or elements are compared.
func TestNaNAndZero(t *testing.T) {
	sc := newContext(t, "local[2]")
	nan, minus := math.NaN(), math.Copysign(0, -1)
	n := sc.Parallelize([]float64{nan, 1, 0, nan, minus, math.Inf(1), -1, nan}, 4)
	kv := n.KeyBy(spark.Identity[float64])
	ones := n.MapToPair(func(x float64) (float64, int) { return x, 1 })
	show := func(v any) string { return fmt.Sprint(v) }
	sums := func(p *spark.PairRDD[float64, int]) string { return show(p.SortByKey().Collect()) }
	for _, c := range []struct{ name, got, want string }{
		{"reduceByKey", sums(ones.ReduceByKey(spark.Add)), "[{-1 1} {0 2} {1 1} {+Inf 1} {NaN 3}]"},
		{"groupByKey", sums(ones.GroupByKey(3).MapValues(total)), "[{-1 1} {0 2} {1 1} {+Inf 1} {NaN 3}]"},
		{"aggregateByKey", sums(ones.AggregateByKey(0, spark.Add[int], spark.Add)), "[{-1 1} {0 2} {1 1} {+Inf 1} {NaN 3}]"},
		{"distinct", show(n.Distinct().Count()), "5"},
		{"countByValue", show(n.CountByValue()[0].Count), "3"},
		{"sortBy", show(n.SortBy(spark.Identity[float64]).Collect()[3:]), "[1 +Inf NaN NaN NaN]"},
		{"sortBy, descending", show(n.SortBy(spark.Identity[float64], spark.Descending).Take(4)), "[NaN NaN NaN +Inf]"},
		{"sortBy, zeros", show(n.SortBy(spark.Identity[float64]).Collect()[:3]), "[-1 -0 0]"},
		{"sortBy of float32s", show(sc.Parallelize([]float32{0, float32(minus), 0, -1}, 1).SortBy(spark.Identity[float32], spark.Descending).Collect()), "[0 0 -0 -1]"},
		{"min of zeros", show(sc.Parallelize([]float64{0, minus}, 1).Min()), "-0"}, {"max of zeros", show(sc.Parallelize([]float64{minus, 0}, 1).Max()), "0"},
		{"top of zeros", show(sc.Parallelize([]float64{minus, 0, minus}, 2).Top(2)), "[0 -0]"},
		{"takeOrdered of pairs", show(sc.Parallelize([]spark.Tuple2[float64, int]{{0, 1}, {minus, 2}}, 1).TakeOrdered(1)), "[{-0 2}]"},
		{"takeOrdered", show(n.TakeOrdered(1)), "[-1]"}, {"top", show(n.Top(1)), "[NaN]"}, {"max", show(n.Max()), "NaN"}, {"min", show(n.Min()), "-1"},
		{"lookup NaN", show(len(kv.Lookup(nan))), "3"}, {"lookup -0", show(len(kv.Lookup(minus))), "2"},
		{"lookup NaN, partitioned", show(len(kv.PartitionBy(spark.NewHashPartitioner(3)).Lookup(nan))), "3"},
		{"join", show(kv.Join(kv).Count()), "16"},
		{"subtract", show(n.Subtract(sc.Parallelize([]float64{nan, minus})).Count()), "3"},
		{"intersection", show(n.Intersection(sc.Parallelize([]float64{nan, minus})).Count()), "2"},
		{"subtractByKey", show(kv.SubtractByKey(sc.ParallelizePairs([]spark.Pair[float64, int]{spark.KV(nan, 0)})).Count()), "5"},
		{"cogroup", show(kv.CoGroup(kv).Count()), "5"},
		{"countByKey", show(len(kv.CountByKey())), "5"},
		{"countApproxDistinct", show(n.CountApproxDistinct()), "5"},
		{"reduceByKeyLocally", show(len(ones.ReduceByKeyLocally(spark.Add))), "5"},
		{"collectAsMap", show(len(ones.CollectAsMap())), "5"},
		{"histogram", show(n.HistogramOf(-1, 0, 1).Counts), "[1 3]"},
		{"countByKeyApprox", show(len(kv.CountByKeyApprox(1 << 40).GetFinalValue())), "5"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
	type place struct{ x, y float64 }
	places := sc.Parallelize([]place{{nan, 1}, {nan, 1}, {0, 1}, {minus, 1}, {nan, 2}}, 3)
	if got := places.KeyBy(spark.Identity[place]).GroupByKey().Count(); got != 3 {
		t.Errorf("structs with NaN: %d groups", got)
	}
}

// A number of partitions must be positive, wherever one is given.
func TestPartitionCounts(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 10, 1, 3)
	kv := n.KeyBy(func(i int) int { return i % 3 })
	zero := kv.Filter(func(k, v int) bool { return false })
	for _, count := range []int{0, -1, math.MinInt} {
		for name, f := range map[string]func(){
			"parallelize": func() { sc.Parallelize([]int{1}, count) }, "range": func() { sc.Range(0, 1, 1, count) }, "textFile": func() { sc.TextFile("x", count) },
			"repartition": func() { n.Repartition(count) }, "coalesce": func() { n.Coalesce(count) }, "distinct": func() { n.Distinct(count) },
			"reduceByKey": func() { kv.ReduceByKey(spark.Add, count) }, "groupByKey": func() { kv.GroupByKey(count) }, "join": func() { kv.Join(kv, count) },
			"cogroup": func() { kv.CoGroup(kv, count) }, "subtract": func() { n.Subtract(n, count) }, "subtractByKey": func() { kv.SubtractByKey(kv, count) },
			"intersection": func() { n.Intersection(n, count) }, "groupBy": func() { n.GroupBy(spark.Identity[int], count) },
			"foldByKey":                func() { kv.FoldByKey(0, spark.Add, count) },
			"sortBy":                   func() { n.SortBy(spark.Identity[int], spark.Partitions(count)) },
			"sortByKey":                func() { zero.SortByKey(spark.Partitions(count)) },
			"hashPartitioner":          func() { spark.NewHashPartitioner(count) },
			"countApproxDistinctByKey": func() { kv.CountApproxDistinctByKey(.1, count) },
			"histogram":                func() { n.Histogram(count) },
		} {
			fails(t, f, name+" at large_test.go:", fmt.Sprintf("(%d) must be positive", count))
		}
	}
}

// Actions on RDDs without elements, with and without partitions, of every shape.
func TestActionsOnNothing(t *testing.T) {
	sc := newContext(t, "local[2]")
	for _, none := range []*spark.RDD[int]{sc.EmptyRDD[int](), sc.Parallelize([]int{}, 3), sc.Range(0, 9, 1, 3).Filter(func(i int) bool { return i > 9 })} {
		kv := none.KeyBy(spark.Identity[int])
		grouped, joined, co, two := kv.GroupByKey(), kv.Join(kv), kv.CoGroup(kv), none.Cartesian(none)
		for name, size := range map[string]int{
			"collect": len(grouped.Collect()) + len(joined.Collect()) + len(co.Collect()) + len(two.Collect()), "count": joined.Count() + co.Count() + two.Count(),
			"take": len(joined.Take(3)), "takeAsync": len(two.TakeAsync(3).Get()), "collectAsync": len(co.CollectAsync().Get()), "top": len(kv.Top(3)),
			"takeSample": len(none.TakeSample(false, 3)), "countByKey": len(kv.CountByKey()), "countByValue": len(none.CountByValue()),
			"lookup": len(co.Lookup(1)) + len(grouped.Lookup(1)) + len(joined.Lookup(1)), "collectAsMap": len(co.CollectAsMap()) + len(joined.CollectAsMap()),
			"fold": none.Fold(0, spark.Add), "treeAggregate": none.TreeAggregate(0, spark.Add[int], spark.Add), "sum": none.Sum(),
			"histogram": none.HistogramOf(0, 1).Counts[0], "countApproxDistinct": none.CountApproxDistinct(),
			"countApproxDistinctByKey": kv.CountApproxDistinctByKey(.1).Count(), "countByKeyApprox": len(kv.CountByKeyApprox(1 << 40).GetFinalValue()),
			"countApprox": int(two.CountApprox(1 << 40).GetFinalValue().High), "toLocalIterator": len(takeSeq(joined.ToLocalIterator(), 1)),
			"runJob": total(sc.RunJob(none, lenSeq)), "reduceByKeyLocally": len(kv.ReduceByKeyLocally(spark.Add)),
		} {
			if size != 0 {
				t.Errorf("%s of nothing: %d", name, size)
			}
		}
		none.Foreach(func(int) { t.Error("an element") })
		joined.ForeachAsync(func(k, v, w int) { t.Error("an element") }).Get()
		if !none.IsEmpty() || !co.IsEmpty() {
			t.Error("not empty")
		}
		for name, f := range map[string]func() int{
			"first": func() int { return none.First() }, "reduce": func() int { return none.Reduce(spark.Add) }, "treeReduce": func() int { return none.TreeReduce(spark.Add) },
			"max": func() int { return none.Max() }, "min": func() int { return none.Min() }, "max by": func() int { return kv.MaxBy(spark.Add).Key },
		} {
			_, err := spark.Try(f)
			mentions(t, err, strings.Fields(name)[0]+" at large_test.go", "empty collection")
		}
	}
}

// What is called for a partition is called for an empty one too.
func TestEmptyPartitionsAreComputed(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 2, 1, 5)
	calls := n.MapPartitions(func(rows iter.Seq[int]) iter.Seq[int] { return slices.Values([]int{lenSeq(rows)}) }).Collect()
	equal(t, "mapPartitions", calls, 0, 0, 1, 0, 1)
	if got := n.Repartition(2001).Collect(); len(got) != 2 {
		t.Error(got)
	}
}

// Products and sums of numbers of partitions that are too many are errors, which the context survives.
func TestTooManyPartitions(t *testing.T) {
	sc := newContext(t, "local[2]")
	wide := sc.Range(0, 1, 1, 1_000_000)
	product := wide.Cartesian(wide)
	_, err := spark.Try(product.Count)
	mentions(t, err, "cartesian at large_test.go", "more than 1000000 partitions", "Coalesce")
	fails(t, func() { product.GetNumPartitions() }, "more than 1000000 partitions")
	_, err = spark.Try(wide.Union(sc.Range(0, 1)).Count)
	mentions(t, err, "union at large_test.go", "more than 1000000 partitions")
	if n := sc.Range(0, 1, 1, 1000).Cartesian(sc.Range(0, 1, 1, 1000)).GetNumPartitions(); n != 1_000_000 {
		t.Error(n)
	}
}
