package spark_test

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"gospark/spark"
)

// takeSeq is the first n of a sequence.
func takeSeq[T any](seq iter.Seq[T], n int) (all []T) {
	for e := range seq {
		if all = append(all, e); len(all) == n {
			break
		}
	}
	return all
}

func lenSeq(rows iter.Seq[int]) int { return len(slices.Collect(rows)) }

func TestTrees(t *testing.T) {
	sc := newContext(t, "local[2]")
	sign := func(a, b int) int { return a - b + b*2 }
	for _, parts := range []int{1, 2, 5, 10, 100} {
		n := sc.Range(-1000, 1001, 1, parts)
		for depth := 1; depth < 10; depth++ {
			if got := n.TreeAggregate(0, sign, spark.Add, depth); got != 0 {
				t.Errorf("treeAggregate of %d partitions, depth %d: %d", parts, depth, got)
			}
			if got := n.TreeReduce(spark.Max, depth); got != 1000 {
				t.Errorf("treeReduce of %d partitions, depth %d: %d", parts, depth, got)
			}
		}
	}
	sparse := sc.Range(0, 100, 1, 40).Filter(func(i int) bool { return i == 77 })
	if got := sparse.TreeReduce(spark.Add); got != 77 {
		t.Errorf("treeReduce of one element in 40 partitions: %d", got)
	}
	for _, none := range []*spark.RDD[int]{sc.EmptyRDD[int](), sc.Parallelize([]int{}, 30)} {
		_, err := spark.Try(func() int { return none.TreeReduce(spark.Add) })
		mentions(t, err, "treeReduce at actions_test.go", "empty collection")
		if got := none.TreeAggregate(7, spark.Max[int], spark.Max); got != 7 {
			t.Errorf("treeAggregate of nothing: %d", got)
		}
	}
	fails(t, func() { sparse.TreeReduce(spark.Add, 0) }, "treeReduce at actions_test.go", "depth must be greater than or equal to 1 but got 0")
	fails(t, func() { sparse.TreeReduce(nil) }, "treeReduce", "is nil")
	fails(t, func() { sparse.TreeAggregate(0, spark.Add[int], nil) }, "treeAggregate", "is nil")
}

// A zero value that can be changed belongs to one task alone, and what is cached isn't changed.
func TestMutableZeros(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 100, 1, 20)
	zero := map[int]int{}
	count := func(m map[int]int, i int) map[int]int { m[i%3]++; return m }
	merge := func(a, b map[int]int) map[int]int {
		for k, v := range b {
			a[k] += v
		}
		return a
	}
	want := map[int]int{0: 34, 1: 33, 2: 33}
	for range 2 {
		for name, got := range map[string]map[int]int{
			"aggregate": n.Aggregate(zero, count, merge), "treeAggregate": n.TreeAggregate(zero, count, merge, 3),
		} {
			if !maps.Equal(got, want) {
				t.Errorf("%s: %v", name, got)
			}
		}
	}
	lists := n.Map(func(i int) []int { return []int{i} }).Cache()
	join := func(a, b []int) []int { a[0] += b[0]; return a }
	for range 2 {
		if got := lists.Fold([]int{0}, join); got[0] != 4950 {
			t.Errorf("fold: %v", got)
		}
	}
	if len(zero) > 0 || lists.First()[0] != 0 {
		t.Errorf("changed: %v, %v", zero, lists.First())
	}
}

// Spark's own numbers: the zero is used once in each partition, and once for all.
func TestZeroIsUsedOnceAPartition(t *testing.T) {
	sc := newContext(t, "local[2]")
	zeros := sc.Range(0, 10, 1, 10).Map(func(int) int { return 0 })
	if fold, agg := zeros.Fold(1, spark.Add), zeros.Aggregate(1, spark.Add[int], spark.Add); fold != 11 || agg != 11 {
		t.Errorf("%d, %d", fold, agg)
	}
}

func TestHistogram(t *testing.T) {
	sc := newContext(t, "local[2]")
	inf, nan := math.Inf(1), math.NaN()
	of := func(values ...float64) *spark.RDD[float64] { return sc.Parallelize(values, 2) }
	for _, c := range []struct {
		name string
		got  spark.Histogram
		want string
	}{
		{"nothing", of().HistogramOf(0, 10), "{[0 10] [0]}"},
		{"out of range", of(10.01, -0.01).HistogramOf(0, 10), "{[0 10] [0]}"},
		{"in range", of(1, 2, 3, 4).HistogramOf(0, 10), "{[0 10] [4]}"},
		{"edges", of(0, 5, 10).HistogramOf(0, 5, 10), "{[0 5 10] [1 2]}"},
		{"out of two buckets", of(10.01, -0.01).HistogramOf(0, 5, 10), "{[0 5 10] [0 0]}"},
		{"two buckets", of(1, 2, 3, 5, 6).HistogramOf(0, 5, 10), "{[0 5 10] [3 2]}"},
		{"unequal", of(-0.01, 0, 1, 2, 3, 5, 6, 11, 11.01, 12, 199, 200, 200.1).HistogramOf(0, 5, 11, 12, 200), "{[0 5 11 12 200] [4 2 2 3]}"},
		{"infinite edges", of(10.01, -0.01, nan, inf).HistogramOf(-inf, 0, inf), "{[-Inf 0 +Inf] [1 2]}"},
		{"NaN", of(10.01, -0.01, nan).HistogramOf(0, 10), "{[0 10] [0]}"},
		{"one bucket", of(1, 2, 3, 4).Histogram(1), "{[1 4] [4]}"},
		{"one value", of(1, 1).Histogram(1), "{[1 1] [2]}"},
		{"one value, three buckets", of(1, 1).Histogram(3), "{[1 1] [2]}"},
		{"two of Spark's", of(1, 3, 2).Histogram(2), "{[1 2 3] [1 2]}"},
		{"ints", spark.Histogram(sc.Range(1, 101, 1, 10).Histogram(3)), "{[1 34 67 100] [33 33 34]}"},
		{"large range", of(0.01, 0.2).Histogram(1), "{[0.01 0.2] [2]}"},
	} {
		if got := fmt.Sprint(c.got); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	for _, values := range []*spark.RDD[float64]{of(), of(1, inf), of(1, nan), of(-inf, 2)} {
		_, err := spark.Try(func() spark.Histogram { return values.Histogram(2) })
		mentions(t, err, "histogram at actions_test.go", "empty RDD or RDD containing +/-infinity or NaN", "HistogramOf")
	}
	fails(t, func() { of(1).Histogram(0) }, "histogram", "(0) must be positive")
	fails(t, func() { of(1).HistogramOf() }, "at least two elements")
	fails(t, func() { of(1).HistogramOf(1) }, "at least two elements")
	fails(t, func() { of(1).HistogramOf(2, 1) }, "2 is followed by 1")
	fails(t, func() { of(1).HistogramOf(1, 1) }, "ascend")
	fails(t, func() { of(1).HistogramOf(1, nan) }, "ascend")
	fails(t, func() { sc.Parallelize([]string{"a"}).Histogram(1) }, "aren't numbers")
}

func TestNumericActions(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Parallelize([]int8{1, 2, 3, 4}, 3)
	for name, c := range map[string][2]float64{
		"mean": {n.Mean(), 2.5}, "variance": {n.Variance(), 1.25}, "popVariance": {n.PopVariance(), 1.25},
		"stdev": {n.Stdev(), math.Sqrt(1.25)}, "popStdev": {n.PopStdev(), math.Sqrt(1.25)},
		"sampleVariance": {n.SampleVariance(), 5.0 / 3}, "sampleStdev": {n.SampleStdev(), math.Sqrt(5.0 / 3)}, "sum": {float64(n.Sum()), 10},
	} {
		if math.Abs(c[0]-c[1]) > 1e-12 {
			t.Errorf("%s: %v, want %v", name, c[0], c[1])
		}
	}
	if s := sc.Range(1, 101, 1, 10).Stats().String(); s != "(count: 100, mean: 50.500000, stdev: 28.866070, max: 100.000000, min: 1.000000)" {
		t.Error(s)
	}
	none := sc.EmptyRDD[float64]()
	if s := none.Stats(); s.Count() != 0 || s.Mean() != 0 || !math.IsNaN(none.Variance()) || none.Sum() != 0 || !math.IsNaN(none.SampleStdev()) {
		t.Errorf("of nothing: %v", s)
	}
	odd := sc.Parallelize([]float64{1, math.NaN(), math.Inf(1), -1}, 4)
	if !math.IsNaN(odd.Max()) || odd.Min() != -1 || !math.IsNaN(odd.Sum()) || !math.IsNaN(odd.Stats().Max()) {
		t.Errorf("NaN: max %v, min %v, sum %v, %v", odd.Max(), odd.Min(), odd.Sum(), odd.Stats())
	}
	equal(t, "takeOrdered", odd.TakeOrdered(3), -1, 1, math.Inf(1))
}

// Each partition is computed when the loop comes to it, and not before.
func TestToLocalIterator(t *testing.T) {
	sc := newContext(t, "local[2]")
	var computed atomic.Int64
	n := sc.Range(0, 100, 1, 10).Map(func(i int) int {
		if i%10 == 0 {
			computed.Add(1)
		}
		if i == 55 {
			panic("55")
		}
		return i
	})
	equal(t, "12", takeSeq(n.ToLocalIterator(), 12), slices.Collect(sc.Range(0, 12).ToLocalIterator())...)
	if c := computed.Load(); c != 2 {
		t.Errorf("%d partitions computed", c)
	}
	for _, prefetch := range []bool{false, true} {
		var seen []int
		_, err := spark.Try(func() int {
			for e := range n.ToLocalIterator(prefetch) {
				seen = append(seen, e)
			}
			return 0
		})
		mentions(t, err, "55", "in map at actions_test.go", "run by toLocalIterator at actions_test.go")
		if len(seen) != 50 || seen[49] != 49 {
			t.Errorf("prefetch %v: %v before the failure", prefetch, seen)
		}
	}
	if len(slices.Collect(sc.EmptyRDD[int]().ToLocalIterator())) != 0 {
		t.Error("something of nothing")
	}
	kv := sc.ParallelizePairs([]spark.Pair[string, int]{spark.KV("a", 1), spark.KV("b", 2)}, 2)
	if m := maps.Collect(kv.ToLocalIterator(true)); !maps.Equal(m, map[string]int{"a": 1, "b": 2}) {
		t.Error(m)
	}
	joined := slices.Collect(kv.Join(kv).SortByKey().ToLocalIterator())
	equal(t, "joined", joined, spark.Joined[string, int, int]{"a", 1, 1}, spark.Joined[string, int, int]{"b", 2, 2})
}

func TestRunJob(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 10, 1, 3)
	equal(t, "all", sc.RunJob(n, lenSeq), 3, 3, 4)
	equal(t, "some, in their order", sc.RunJob(n, lenSeq, 2, 0, 2), 4, 3, 4)
	equal(t, "pairs", sc.RunJob(n.KeyBy(spark.Identity[int]).RDD(), func(rows iter.Seq[spark.Pair[int, int]]) string {
		return fmt.Sprint(takeSeq(rows, 1))
	}), "[{0 0}]", "[{3 3}]", "[{6 6}]")
	fails(t, func() { sc.RunJob(n, lenSeq, 3) }, "runJob at actions_test.go", "non-existent partition: 3. Total number of partitions: 3")
	fails(t, func() { sc.RunJob(n, lenSeq, -1) }, "non-existent partition: -1")
	fails(t, func() { sc.RunJob[int, int](n, nil) }, "is nil")
	fails(t, func() { sc.RunJob(nil, lenSeq) }, "is nil")
}

// A result that would be too large fails before it is there.
func TestMaxResultSize(t *testing.T) {
	sc := newContext(t, "local[2,4]", spark.Conf{"spark.driver.maxResultSize": "1m"})
	words := sc.Range(0, 1<<40, 1, 4).Map(func(i int) string { return strings.Repeat("x", 100) }) // endless, so to say
	var attempts atomic.Int64
	r := &recorder{}
	sc.AddSparkListener(r)
	for name, action := range map[string]func(){
		"collect": func() { words.Collect() }, "collectAsync": func() { words.CollectAsync().Get() },
		"collectAsMap":    func() { words.KeyBy(spark.Identity[string]).CollectAsMap() },
		"toLocalIterator": func() { takeSeq(words.ToLocalIterator(), 1) },
		"take":            func() { words.Take(50_000) },
		"aggregate": func() {
			attempts.Add(1)
			sc.Range(0, 4, 1, 4).Aggregate("", func(a string, i int) string { return strings.Repeat("y", 400_000) }, spark.Add)
		},
	} {
		_, err := spark.Try(func() int { action(); return 0 })
		mentions(t, err, name+" at actions_test.go", "Total size of serialized results of", "is bigger than spark.driver.maxResultSize (1024.0 KiB)", "raise spark.driver.maxResultSize")
		var j *spark.JobError
		if !errors.As(err, &j) || j.Attempt != 0 {
			t.Errorf("%s: %+v", name, j)
		}
	}
	if n := sc.Range(0, 1_000_000, 1, 4).Count(); n != 1_000_000 {
		t.Error(n)
	}
	if n := len(sc.Range(0, 100_000, 1, 4).Collect()); n != 100_000 { // 800 KB
		t.Error(n)
	}
}

func TestMaxResultSizeSettings(t *testing.T) {
	for _, bad := range []string{"", "x", "1q", "-1", "1.5g", "99999999p"} {
		fails(t, func() { spark.NewContext("local", "", spark.Conf{"spark.driver.maxResultSize": bad}) }, "spark.driver.maxResultSize", "is no size")
	}
	sc := newContext(t, "local", spark.Conf{"spark.driver.maxResultSize": "0"})
	if n := len(sc.Range(0, 1000).Collect()); n != 1000 {
		t.Error(n)
	}
}

// Means and deviations of three partitions, to the last digit what spark-shell 4.2.0 says.
func TestStatsToTheLastDigit(t *testing.T) {
	sc := newContext(t, "local[1]")
	inf := math.Inf(1)
	for _, c := range []struct {
		values      []float64
		mean, stdev float64
	}{
		{[]float64{-865.0307697451012, 0.1, -103.99471176874448, 0.1}, -242.20637037846143, 362.0902681908314},
		{[]float64{41.93003590319482, 820.6718511722249, 435.9770534207683, -105.93727628363463, 1282.4480813558632}, 495.01794911368324, 509.12048563829944},
		{[]float64{343.742423027492, 38.517792101806634, 1160.0591211092876, -1343.717285860442, 303.84448746147126}, 100.48930756792315, 813.9762589129409},
		{[]float64{414.24831521035316, 0.1, -389.441920683092, 0.1, 0.1, 1265.0364102816752, -1689.44481498473, 919.3824922165919, -532.4695719562542, 1310.0083530396769,
			inf, 57.73552715338309, -89.56687069131507, -273.930614758689, 1702.6633704811238, 1603.8336393609338, 1816.0686974233472}, inf, math.NaN()},
	} {
		s := sc.Parallelize(c.values, 3).Stats()
		if s.Mean() != c.mean || s.Stdev() != c.stdev && !math.IsNaN(c.stdev) {
			t.Errorf("%v: %v, %v, want %v, %v", c.values, s.Mean(), s.Stdev(), c.mean, c.stdev)
		}
	}
}
