package spark_test

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gospark/spark"
)

func kvs[K comparable, V any](pairs ...any) []spark.Pair[K, V] {
	var all []spark.Pair[K, V]
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, spark.KV(pairs[i].(K), pairs[i+1].(V)))
	}
	return all
}

func TestJoins(t *testing.T) {
	sc := newContext(t, "local[2]")
	a := sc.ParallelizePairs(kvs[int, string](1, "a", 1, "b", 2, "c"), 2)
	b := sc.ParallelizePairs(kvs[int, string](1, "x", 1, "y", 3, "z"), 2)
	text := func(k int, l, r any) string { return fmt.Sprint(k, l, r) }
	equal(t, "join", a.Join(b, 1).Map(func(k int, l, r string) string { return text(k, l, r) }).Collect(), "1ax", "1ay", "1bx", "1by")
	left := a.LeftOuterJoin(b, 1).Map(func(k int, l string, r spark.Option[string]) string { return fmt.Sprint(k, " ", l, " ", r) })
	equal(t, "left", left.Collect(), "1 a Some(x)", "1 a Some(y)", "1 b Some(x)", "1 b Some(y)", "2 c None")
	right := a.RightOuterJoin(b, 1).Map(func(k int, l spark.Option[string], r string) string { return fmt.Sprint(k, " ", l, " ", r) })
	equal(t, "right", right.Collect(), "1 Some(a) x", "1 Some(a) y", "1 Some(b) x", "1 Some(b) y", "3 None z")
	full := a.FullOuterJoin(b, 1).SortByKey().Keys().Collect()
	equal(t, "full", full, 1, 1, 1, 1, 2, 3)
	co := a.CoGroup(b, 1).Map(func(k int, l, r []string) string { return fmt.Sprint(k, l, r) })
	equal(t, "cogroup", co.Collect(), "1 [a b] [x y]", "2 [c] []", "3 [] [z]")
	twice := a.Join(b, 2).Join(a.GroupByKey()).MapValues(func(l spark.Tuple2[string, string], g []string) string { return l.A + l.B + strings.Join(g, "") })
	equal(t, "nested", twice.SortByKey(spark.Partitions(1)).Values().Collect(), "axab", "ayab", "bxab", "byab")
	equal(t, "subtractByKey", a.SubtractByKey(b).Keys().Collect(), 2)
}

func TestKeyedOperators(t *testing.T) {
	sc := newContext(t, "local[2]")
	p := sc.ParallelizePairs(kvs[string, int]("a", 1, "b", 2, "a", 3, "c", 4, "a", 5), 3)
	equal(t, "groupByKey keeps the order", p.GroupByKey(1).Map(func(k string, vs []int) string { return fmt.Sprint(k, vs) }).Collect(), "a[1 3 5]", "b[2]", "c[4]")
	equal(t, "aggregateByKey", p.AggregateByKey(map[int]bool{}, func(m map[int]bool, v int) map[int]bool { m[v] = true; return m },
		func(a, b map[int]bool) map[int]bool {
			for k := range b {
				a[k] = true
			}
			return a
		}, 1).MapValues(func(m map[int]bool) int { return len(m) }).SortByKey().Values().Collect(), 3, 1, 1)
	equal(t, "foldByKey", p.FoldByKey(0, spark.Add, 1).SortByKey().Values().Collect(), 9, 2, 4)
	equal(t, "combineByKey", p.CombineByKey(strconv.Itoa, func(c string, v int) string { return c + strconv.Itoa(v) },
		func(a, b string) string { return a + b }, 1).SortByKey().Values().Collect(), "135", "2", "4")
	equal(t, "keys", p.Keys().Distinct(1).Collect(), "a", "b", "c")
	equal(t, "flatMapValues", p.FlatMapValues(func(v int) []int { return []int{v, -v} }).Values().Take(3), 1, -1, 2)
	equal(t, "lookup", p.Lookup("a"), 1, 3, 5)
	equal(t, "lookup, partitioned", p.PartitionBy(spark.NewHashPartitioner(2)).Lookup("a"), 1, 3, 5)
	equal(t, "lookup of nothing", p.Lookup("zz"))
	if m := p.CollectAsMap(); len(m) != 3 || m["a"] != 5 {
		t.Errorf("collectAsMap: %v", m)
	}
	if m := p.CountByKey(); len(m) != 3 || m["a"] != 3 {
		t.Errorf("countByKey: %v", m)
	}
	if m := p.ReduceByKeyLocally(spark.Add); len(m) != 3 || m["a"] != 9 {
		t.Errorf("reduceByKeyLocally: %v", m)
	}
	c := p.Values().Map(func(i int) int { return i % 2 }).CountByValue()
	if c.Of(1) != 3 || c.Of(0) != 2 || c[0].Value != 1 {
		t.Errorf("countByValue: %v", c)
	}
	even := spark.NewPartitioner(2, func(k string) int { return int(k[0]) % 2 })
	equal(t, "partitionBy a function", p.PartitionBy(even).RDD().Glom().Map(func(ps []spark.Pair[string, int]) int { return len(ps) }).Collect(), 1, 4)
	equal(t, "group values", p.GroupByKey(1).Values().Map(func(v []int) int { return len(v) }).Collect(), 3, 1, 1)
	if got := spark.AsPairRDD(p.RDD()).ReduceByKey(spark.Max).Lookup("a"); got[0] != 5 {
		t.Errorf("asPairRDD: %v", got)
	}
	equal(t, "swap", p.MapToPair(spark.Swap).SortByKey(spark.Descending).Values().Collect(), "a", "c", "a", "b", "a")
	equal(t, "topBy", p.TopBy(1, func(k string, v int) int { return v }), spark.KV("a", 5))
}

func TestElementOperators(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(1, 11, 1, 3)
	equal(t, "slices", n.Glom().Map(func(p []int) string { return fmt.Sprint(p) }).Collect(), "[1 2 3]", "[4 5 6]", "[7 8 9 10]")
	equal(t, "range", sc.Range(0, 10, 3, 2).Collect(), 0, 3, 6, 9)
	equal(t, "range down", sc.Range(3, 0, -1).Collect(), 3, 2, 1)
	equal(t, "flatMap", n.FlatMap(func(i int) []int { return make([]int, i%3) }).Collect(), make([]int, 10)...)
	equal(t, "flatMapSeq", sc.Parallelize([]string{"a b", "c"}).FlatMapSeq(strings.FieldsSeq).Collect(), "a", "b", "c")
	equal(t, "filterMap", n.FilterMap(func(i int) (string, bool) { return strconv.Itoa(i), i > 8 }).Collect(), "9", "10")
	equal(t, "mapPartitions", n.MapPartitions(func(s iter.Seq[int]) iter.Seq[int] {
		return func(yield func(int) bool) {
			sum := 0
			for i := range s {
				sum += i
			}
			yield(sum)
		}
	}).Collect(), 6, 15, 34)
	equal(t, "mapPartitionsWithIndex", n.MapPartitionsWithIndex(func(p int, s iter.Seq[int]) iter.Seq[int] {
		return slices.Values([]int{p})
	}).Collect(), 0, 1, 2)
	equal(t, "union", n.Union(n, sc.Range(0, 1)).Collect()[18:], 9, 10, 0)
	equal(t, "context union", sc.Union(n, n).Take(12)[10:], 1, 2)
	equal(t, "sortBy", n.SortBy(func(i int) int { return -i }, spark.Partitions(2)).Collect(), 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
	equal(t, "sortBy descending", n.SortBy(spark.Identity[int], spark.Descending).Take(2), 10, 9)
	equal(t, "sortFunc", n.SortFunc(spark.Reverse(cmp.Compare[int])).Take(1), 10)
	equal(t, "intersection", n.Intersection(sc.Parallelize([]int{3, 3, 20, 1}), 1).SortBy(spark.Identity[int]).Collect(), 1, 3)
	equal(t, "subtract keeps duplicates", sc.Parallelize([]int{1, 1, 2}).Subtract(sc.Parallelize([]int{2})).Collect(), 1, 1)
	equal(t, "takeOrdered", n.TakeOrdered(2), 1, 2)
	equal(t, "top", n.Top(2), 10, 9)
	equal(t, "take more than there are", n.Take(math.MaxInt), n.Collect()...)
	equal(t, "zip", n.Zip(n.Map(strconv.Itoa)).Map(func(a int, b string) string { return fmt.Sprint(a, b) }).Take(2), "11", "22")
	equal(t, "zipWithIndex", n.ZipWithIndex().Map(func(a, i int) int { return a - i }).Distinct().Collect(), 1)
	equal(t, "cartesian", sc.Parallelize([]int{1, 2}, 2).Cartesian(sc.Parallelize([]string{"a", "b"}, 2)).Map(func(i int, s string) string { return fmt.Sprint(i, s) }).Collect(), "1a", "1b", "2a", "2b")
	equal(t, "coalesce", n.Coalesce(2).Glom().Map(func(p []int) int { return len(p) }).Collect(), 3, 7)
	if a, f := n.Aggregate(0, func(a, i int) int { return a + i }, spark.Add), n.Fold(0, spark.Add); a != 55 || f != 55 || n.Sum() != 55 || n.Reduce(spark.Add) != 55 {
		t.Errorf("sums: %d %d %d", a, f, n.Sum())
	}
	if got := sc.Parallelize(make([]int, 10), 10).Fold(1, spark.Add); got != 11 {
		t.Errorf("fold uses zero %d times, want 11", got)
	}
	if s := n.Stats().String(); s != "(count: 10, mean: 5.500000, stdev: 2.872281, max: 10.000000, min: 1.000000)" {
		t.Error(s)
	}
	for _, p := range n.Repartition(3).Glom().Collect() {
		if len(p) < 2 || len(p) > 5 {
			t.Errorf("repartition isn't balanced: %v", p)
		}
	}
	sum := make(chan int, 10)
	n.Foreach(func(i int) { sum <- i })
	if len(sum) != 10 {
		t.Errorf("foreach saw %d", len(sum))
	}
	if _, err := spark.Try(n.Zip(sc.Range(0, 11, 1, 3)).Count); err == nil {
		t.Error("zip of partitions of different sizes works")
	}
}

func TestSortedTimes(t *testing.T) {
	sc := newContext(t, "local[2]")
	day := func(n int) time.Time { return time.Date(2015, 6, n, 0, 0, 0, 0, time.UTC) }
	sorted := sc.ParallelizePairs([]spark.Pair[time.Time, int]{spark.KV(day(3), 3), spark.KV(day(1), 1), spark.KV(day(2), 2)}, 2).SortByKey()
	equal(t, "times", sorted.Values().Collect(), 1, 2, 3)
}

// NaN keys are one key, and last in order; 0 and -0 are the same.
func TestNaN(t *testing.T) {
	sc := newContext(t, "local[2]")
	nan := math.NaN()
	p := sc.ParallelizePairs([]spark.Pair[float64, int]{{Key: nan, Value: 1}, {Key: 1, Value: 1}, {Key: nan, Value: 2}, {Key: 0, Value: 1}, {Key: math.Copysign(0, -1), Value: 1}}, 3)
	if g := p.GroupByKey().Collect(); len(g) != 3 {
		t.Errorf("groups: %v", g)
	}
	if g := p.ReduceByKey(spark.Add).Collect(); len(g) != 3 {
		t.Errorf("reduced: %v", g)
	}
	equal(t, "lookup", p.Lookup(nan), 1, 2)
	keys := p.SortByKey().Keys().Collect()
	if !math.IsNaN(keys[3]) || !math.IsNaN(keys[4]) || keys[2] != 1 {
		t.Errorf("sorted: %v", keys)
	}
	if n := p.Keys().Distinct().Count(); n != 3 {
		t.Errorf("distinct: %d", n)
	}
	type point struct{ x, y float64 }
	points := sc.Parallelize([]point{{nan, 1}, {nan, 1}, {nan, 2}}).MapToPair(func(p point) (point, int) { return p, 1 })
	if n := points.ReduceByKey(spark.Add).Count(); n != 2 {
		t.Errorf("structs: %d", n)
	}
}

// Keys are placed where Spark places them.
func TestHashPlacement(t *testing.T) {
	sc := newContext(t, "local[2]")
	p := spark.NewHashPartitioner(3)
	parts := sc.Range(0, 10).KeyBy(spark.Identity[int]).PartitionBy(p).Keys().Glom()
	equal(t, "ints", parts.Map(func(k []int) string { return fmt.Sprint(k) }).Collect(), "[0 3 6 9]", "[1 4 7]", "[2 5 8]")
	for key, hash := range map[any]int{"spark": 109638365, "": 0, "é日": 33308, -1: -1, int64(1) << 40: 256, true: 1231, 1.5: 1073217536, 'a': 97} {
		if got, want := spark.NewHashPartitioner(math.MaxInt32).Partition(key), ((hash%math.MaxInt32)+math.MaxInt32)%math.MaxInt32; got != want {
			t.Errorf("%v: %d, want %d", key, got, want)
		}
	}
}

func TestSampling(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 10000, 1, 4)
	a, b := n.Sample(false, 0.1, 7).Collect(), n.Sample(false, 0.1, 7).Collect()
	equal(t, "same seed", a, b...)
	if len(a) < 800 || len(a) > 1200 {
		t.Errorf("sample of 10000 at 0.1: %d", len(a))
	}
	if c := n.Sample(true, 2, 7).Count(); c < 19000 || c > 21000 {
		t.Errorf("sample with replacement: %d", c)
	}
	split := n.RandomSplit([]float64{1, 3}, 5)
	if x, y := split[0].Count(), split[1].Count(); x+y != 10000 || x < 2300 || x > 2700 || split[0].Intersection(split[1]).Count() != 0 {
		t.Errorf("split: %d and %d", x, y)
	}
	for _, k := range []int{0, 1, 10, 9999, 10000, 20000} {
		if got := n.TakeSample(false, k, 3); len(got) != min(k, 10000) || len(slices.Compact(slices.Sorted(slices.Values(got)))) != len(got) {
			t.Errorf("takeSample(%d): %d", k, len(got))
		}
		if got := n.TakeSample(true, k, 3); len(got) != k {
			t.Errorf("takeSample(%d) with replacement: %d", k, len(got))
		}
	}
}

func TestCache(t *testing.T) {
	sc := newContext(t, "local[2]")
	runs := make(chan int, 1000)
	r := sc.Range(0, 10, 1, 4).Map(func(i int) int { runs <- i; return i }).Cache()
	for range 3 {
		r.Count()
	}
	if len(runs) != 10 {
		t.Errorf("cached elements were computed %d times", len(runs))
	}
	if r.GetStorageLevel() != spark.MemoryOnly || !strings.Contains(r.ToDebugString(), "CachedPartitions: 4") {
		t.Error(r.ToDebugString())
	}
	r.Unpersist()
	r.Count()
	if len(runs) != 20 || r.GetStorageLevel() != spark.StorageNone {
		t.Errorf("after unpersist: %d", len(runs))
	}
}

func TestString(t *testing.T) {
	sc := newContext(t, "local[2]")
	r := sc.Range(0, 3).Map(spark.Identity[int])
	if s := fmt.Sprint(r); !strings.HasPrefix(s, "MapPartitionsRDD[2] at map at ops_test.go:") {
		t.Error(s)
	}
	if s := fmt.Sprint(r.SetName("three")); !strings.HasPrefix(s, "three MapPartitionsRDD[2] at") {
		t.Error(s)
	}
}

func TestNestedRDDIsRefused(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 3)
	_, err := spark.Try(n.Map(func(i int) int { return n.Count() + i }).Count)
	var d *spark.DefinitionError
	if !errors.As(err, &d) {
		t.Fatalf("got %v", err)
	}
	mentions(t, err, "count at ops_test.go", "inside of a function that runs in a task")
}

// Elements are told apart as == tells them apart, whatever their type.
func TestDistinctOfAllKinds(t *testing.T) {
	sc := newContext(t, "local[2]")
	type padded struct {
		a int8
		b int64
	}
	type named struct {
		s string
		f float64
	}
	type empty struct{}
	for name, n := range map[string]int{
		"ints":    sc.Parallelize([]int{1, 1, 2, -1}).Distinct().Count() - 3,
		"pairs":   sc.Parallelize([][2]int32{{1, 2}, {1, 2}, {2, 1}}).Distinct().Count() - 2,
		"padded":  sc.Parallelize([]padded{{1, 2}, {1, 2}, {1, 3}}).Distinct().Count() - 2,
		"structs": sc.Parallelize([]named{{"a", 0}, {"a", math.Copysign(0, -1)}, {"b", 0}}).Distinct().Count() - 2,
		"empty":   sc.Parallelize([]empty{{}, {}}).Distinct().Count() - 1,
		"any":     sc.Parallelize([]any{1, "1", 1, nil, nil, 1.0}).Distinct().Count() - 4,
		"bools":   sc.Parallelize([]bool{true, false, true}).Distinct().Count() - 2,
	} {
		if n != 0 {
			t.Errorf("%s: %+d", name, n)
		}
	}
}
