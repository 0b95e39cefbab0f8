package spark_test

import (
	"iter"
	"math"
	"testing"

	"gospark/spark"
)

// Odd arguments are refused where they are written, whatever the shape.
func TestOddArguments(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 10, 1, 3)
	kv := n.KeyBy(func(i int) int { return i % 3 })
	g, j, cg, two := kv.GroupByKey(), kv.Join(kv), kv.CoGroup(kv), n.Zip(n)
	for _, f := range []func(){
		func() { kv.Map((func(int, int) int)(nil)) }, func() { j.Filter(nil) }, func() { cg.FlatMap((func(int, []int, []int) []int)(nil)) },
		func() { n.MapPartitions((func(iter.Seq[int]) iter.Seq[int])(nil)) }, func() { kv.ReduceByKey(nil) },
		func() { kv.AggregateByKey(0, nil, spark.Add) }, func() { kv.AggregateByKey(0, spark.Add[int], nil) },
		func() { kv.Reduce(nil) }, func() { n.Aggregate(0, spark.Add[int], nil) }, func() { j.Foreach(nil) }, func() { two.ForeachPartition(nil) },
		func() { n.SortBy((func(int) int)(nil)) }, func() { kv.MaxBy((func(int, int) int)(nil)) }, func() { kv.Top(2, nil) },
		func() { g.MapValues((func([]int) int)(nil)) }, func() { kv.GroupBy((func(int, int) int)(nil)) },
		func() { spark.NewPartitioner(2, (func(int) int)(nil)) }, func() { kv.ReduceByKeyLocally(nil) }, func() { kv.PartitionBy(nil) },
		func() { n.Union(nil) }, func() { sc.Union(n, nil) }, func() { kv.Join((*spark.PairRDD[int, int])(nil)) },
		func() { kv.Join((spark.Keyed[int, int])(nil)) }, func() { n.Zip((*spark.RDD[int])(nil)) },
		func() { n.Cartesian((*spark.RDD[int])(nil)) }, func() { n.Intersection(nil) },
	} {
		fails(t, f, "at odd_test.go:", "is nil")
	}
	for _, f := range []func(){
		func() { sc.Parallelize([]int{1}, math.MaxInt) }, func() { n.Repartition(math.MaxInt) }, func() { kv.ReduceByKey(spark.Add, math.MaxInt) },
	} {
		fails(t, f, "at odd_test.go:", "is too large", "ask for")
	}
	fails(t, func() { n.Sample(true, math.Inf(1)) }, "infinite")
	fails(t, func() { n.RandomSplit([]float64{1, math.Inf(1)}) }, "weight")
	if got := n.Coalesce(math.MaxInt).GetNumPartitions(); got != 3 {
		t.Errorf("coalesce to more: %d partitions", got)
	}
}

// RDDs of two contexts have numbers of their own, and so can't be combined.
func TestOtherContext(t *testing.T) {
	first := spark.NewContext("local", "first")
	n := first.Range(0, 3)
	first.Stop()
	sc := newContext(t, "local[2]")
	fails(t, func() { sc.Range(0, 3).Union(n) }, "another context")
}

// A function that returns no iterator yields nothing, as one that returns no slice does.
func TestNilIterators(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 10, 1, 3)
	for name, count := range map[string]int{
		"flatMap":             n.FlatMap(func(int) []int { return nil }).Count(),
		"flatMapSeq":          n.FlatMapSeq(func(int) iter.Seq[int] { return nil }).Count(),
		"mapPartitions":       n.MapPartitions(func(iter.Seq[int]) iter.Seq[int] { return nil }).Count(),
		"mapPartitionsToPair": n.MapPartitionsToPair(func(iter.Seq[int]) iter.Seq2[int, int] { return nil }).Count(),
	} {
		if count != 0 {
			t.Errorf("%s: %d", name, count)
		}
	}
	equal(t, "take of flatMapSeq", n.FlatMapSeq(func(i int) iter.Seq[int] {
		return func(yield func(int) bool) { _ = yield(i) && yield(-i) }
	}).Take(4), 0, 0, 1, -1)
}

func TestRangesDoNotOverflow(t *testing.T) {
	sc := newContext(t, "local[2]")
	equal(t, "all ints", sc.Range(math.MinInt, math.MaxInt, 1, 5).Take(2), math.MinInt, math.MinInt+1)
	equal(t, "long steps", sc.Range(0, math.MaxInt, 1<<61, 5).Collect(), 0, 1<<61, 1<<62, 3<<61)
	equal(t, "up to the end", sc.Range(math.MaxInt-3, math.MaxInt, 2, 3).Collect(), math.MaxInt-3, math.MaxInt-1)
	equal(t, "down", sc.Range(0, -10, math.MinInt, 3).Collect(), 0)
	equal(t, "down in steps", sc.Range(5, -5, -3, 2).Collect(), 5, 2, -1, -4)
	equal(t, "the other way", sc.Range(5, -5, 3).Collect())
	equal(t, "the far end", sc.Range(0, math.MaxInt, 1, 4).MapPartitionsWithIndex(func(p int, s iter.Seq[int]) iter.Seq[int] {
		return func(yield func(int) bool) {
			for i := range s {
				yield(i / (math.MaxInt / 4))
				return
			}
		}
	}).Collect(), 0, 1, 2, 3)
}

func TestEmptyKeyed(t *testing.T) {
	sc := newContext(t, "local[2]")
	none := sc.EmptyRDD[int]().KeyBy(spark.Identity[int])
	equal(t, "lookup", none.ReduceByKey(spark.Add).Lookup(4))
	if m := none.ReduceByKeyLocally(spark.Add); len(m) != 0 {
		t.Error(m)
	}
}
