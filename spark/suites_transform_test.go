package spark_test

import (
	"fmt"
	"slices"
	"testing"

	"gospark/spark"
)

// What Spark's own suites assert of transformations (RDDSuite, PairRDDFunctionsSuite,
// SortingSuite, PartitioningSuite), as far as no other test here does.

func TestTransformationsOfNothing(t *testing.T) {
	sc := newContext(t, "local[2]")
	one := sc.ParallelizePairs(kvs[int, int](1, 2), 1)
	for _, empty := range []*spark.PairRDD[int, int]{spark.AsPairRDD(sc.EmptyRDD[spark.Pair[int, int]]()), one.Filter(func(k, v int) bool { return false })} {
		for name, n := range map[string]int{
			"leftOuterJoin": one.LeftOuterJoin(empty).Count() - 1, "cogroup3": empty.CoGroup3(one, empty).Count() - 1,
			"cogroup4": empty.CoGroup4(one, empty, one).Count() - 1, "subtract": one.Subtract(empty).Count() - 1,
			"subtractByKey": empty.SubtractByKey(one).Count(), "intersection": empty.Intersection(one).Count(),
			"filterByRange": empty.SortByKey().FilterByRange(0, 9).Count(), "zipWithIndex": empty.ZipWithIndex().Count(),
			"zipWithUniqueId": empty.ZipWithUniqueID().Count(), "zip": empty.Zip(empty.Keys()).Count(),
			"sampleByKey": empty.SampleByKey(false, nil).Count(), "sampleByKeyExact": empty.SampleByKeyExact(false, nil).Count(),
			"sampleByKeyExact with replacement":  empty.SampleByKeyExact(true, nil).Count(),
			"repartitionAndSortWithinPartitions": empty.RepartitionAndSortWithinPartitions(spark.NewHashPartitioner(2)).Count(),
			"pipe":                               empty.Pipe("cat").Count(), "randomSplit": empty.RandomSplit([]float64{1, 2})[1].Count(),
			"union": one.Union(empty).Count() - 1, "flatMapValues": empty.FlatMapValues(func(int) []int { return []int{1} }).Count(),
		} {
			if n != 0 {
				t.Errorf("%s of nothing: %+d", name, n)
			}
		}
	}
}

func TestTakeOfAnyNumber(t *testing.T) {
	sc := newContext(t, "local[2]")
	for _, parts := range []int{1, 2, 100, 1000} {
		nums := sc.Range(1, 1001, 1, parts)
		for _, n := range []int{0, 1, 3, 500, 501, 999, 1000} {
			if got := nums.Take(n); len(got) != n || n > 0 && got[n-1] != n {
				t.Errorf("take(%d) of %d partitions has %d elements", n, parts, len(got))
			}
		}
	}
	equal(t, "take of more than there are", sc.Parallelize([]int{1, 2}, 2).Take(2147483638), 1, 2)
}

func TestRepartitionBalances(t *testing.T) {
	sc := newContext(t, "local[2]")
	sizes := func(r *spark.RDD[int]) []int { return r.Glom().Map(func(p []int) int { return len(p) }).Collect() }
	if two := sizes(sc.Range(0, 1000, 1, 10).Repartition(2)); two[0] < 490 || two[0] > 510 || two[0]+two[1] != 1000 {
		t.Errorf("10 partitions into 2: %v", two)
	}
	split := sizes(sc.Range(0, 1000, 1, 1).Repartition(20))
	if slices.Min(split) < 40 || slices.Max(split) > 60 {
		t.Errorf("1 partition into 20: %v", split)
	}
	if n := sc.Range(0, 0, 1, 1000).Repartition(2001).Count(); n != 0 {
		t.Errorf("empty partitions have %d elements", n)
	}
	says(t, "coalesce 7 into 4", glommed(sc.Range(1, 15, 1, 7).Coalesce(4)), "1 2 | 3 4 5 6 | 7 8 9 10 | 11 12 13 14")
	says(t, "coalesce 10 into 3", glommed(sc.Range(1, 11, 1, 10).Coalesce(3)), "1 2 3 | 4 5 6 | 7 8 9 10")
	if n := len(sc.Range(0, 1000, 1, 10).Coalesce(20).Dependencies()); n != 1 {
		t.Errorf("a coalesce has %d dependencies", n)
	}
	equal(t, "zipWithIndex of one partition, repartitioned", sc.Range(0, 4, 1, 1).ZipWithIndex().Repartition(3).SortBy(func(a, b int) int { return b }).
		Map(func(a, b int) int { return a - b }).Collect(), 0, 0, 0, 0)
}

// fromTheLast groups partitions from the last one on.
func fromTheLast(most, partitions int) [][]int {
	groups := make([][]int, min(most, partitions))
	for p := range partitions {
		g := p % len(groups)
		groups[g] = append(groups[g], partitions-1-p)
	}
	return groups
}

// RDDSuite: coalesce with a coalescer of one's own.
func TestPartitionCoalescer(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 10, 1, 5)
	r := n.CoalesceWith(2, fromTheLast)
	says(t, "fromTheLast", glommed(r), "8 9 4 5 0 1 | 6 7 2 3")
	says(t, "lineage", r.ToDebugString()[:21], "(2) CoalescedRDD[2] a")
	if r.GetNumPartitions() != 2 || r.Partitioner() != nil {
		t.Errorf("%d partitions by %v", r.GetNumPartitions(), r.Partitioner())
	}
	says(t, "none of it", glommed(n.CoalesceWith(9, func(most, n int) [][]int { return [][]int{{4, 3, 2, 1, 0}, {}} })), "8 9 6 7 4 5 2 3 0 1 | ")
	for word, bad := range map[string]spark.PartitionCoalescer{
		"there is no partition 5 of 5":  func(most, n int) [][]int { return [][]int{{0, 1, 2, 3, 4}, {5}} },
		"there is no partition -1 of 5": func(most, n int) [][]int { return [][]int{{-1}} },
		"partition 2 is in two groups":  func(most, n int) [][]int { return [][]int{{0, 1, 2}, {2, 3, 4}} },
		"partition 3 is in no group":    func(most, n int) [][]int { return [][]int{{0, 1, 2}, {4}} },
		"out of ideas":                  func(most, n int) [][]int { panic("out of ideas") },
	} {
		_, err := spark.Try(func() int { return n.CoalesceWith(2, bad).Count() })
		mentions(t, err, word, "the coalescer failed", "coalesce at suites_transform_test.go")
	}
	fails(t, func() { n.CoalesceWith(0, fromTheLast) }, "coalesce", "must be positive")
	fails(t, func() { n.CoalesceWith(2, nil) }, "coalesce", "its function is nil")
}

func TestSortsOfManyPartitions(t *testing.T) {
	sc := newContext(t, "local[2]")
	want := make([]int, 101)
	for i := range want {
		want[i] = i
	}
	mixed := sc.Range(0, 101, 1, 3).Map(func(i int) int { return i * 37 % 101 }).KeyBy(spark.Identity[int])
	for n := 1; n <= 20; n++ {
		equal(t, fmt.Sprint("into ", n), mixed.SortByKey(spark.Partitions(n)).Keys().Collect(), want...)
	}
	down := slices.Clone(want)
	slices.Reverse(down)
	equal(t, "more partitions than elements", mixed.SortByKey(spark.Partitions(200), spark.Descending).Keys().Collect(), down...)
	for i, part := range mixed.SortByKey(spark.Partitions(5)).Keys().Glom().Collect() {
		if len(part) == 0 {
			t.Errorf("partition %d of 101 keys in 5 is empty", i)
		}
	}
	last := -1
	for i, part := range sc.Range(0, 1000, 1, 2).SortBy(func(i int) int { return i * 7919 % 1009 }, spark.Partitions(4)).
		Map(func(i int) int { return i * 7919 % 1009 }).Glom().Collect() {
		if len(part) < 100 || len(part) > 400 || part[0] <= last {
			t.Errorf("partition %d has %d of 1000, from %d on, behind %d", i, len(part), part[0], last)
		}
		last = part[len(part)-1]
	}
}

func TestGroupsOfManyPartitions(t *testing.T) {
	sc := newContext(t, "local[2]")
	p := sc.ParallelizePairs(kvs[int, int](1, 1, 1, 1, -2, 3, 1, 2, -2147483648, 5), 3)
	for _, n := range []int{1, 10, 2000} {
		groups := p.GroupByKey(n)
		equal(t, fmt.Sprint("into ", n), groups.SortByKey(spark.Partitions(1)).Map(func(k int, v []int) string { return fmt.Sprint(k, v) }).Collect(),
			"-2147483648 [5]", "-2 [3]", "1 [1 1 2]")
		if groups.GetNumPartitions() != n {
			t.Errorf("%d partitions, want %d", groups.GetNumPartitions(), n)
		}
	}
	by := spark.NewHashPartitioner(4)
	if d := p.PartitionBy(by).ReduceByKey(spark.Add).Dependencies(); len(d) != 1 || d[0].Shuffle {
		t.Errorf("reduceByKey shuffles what is in place: %v", d)
	}
	ids := sc.Range(0, 1000, 1, 7).ZipWithUniqueID().Map(func(_, id int) int { return id })
	if n := ids.Distinct().Count(); n != 1000 {
		t.Errorf("%d unique ids of 1000", n)
	}
	var parts []int
	for _, r := range sc.Range(0, 600, 1, 3).RandomSplit([]float64{1, 2, 3}, 4) {
		parts = append(parts, r.Collect()...)
	}
	slices.Sort(parts)
	equal(t, "randomSplit is whole", parts, sc.Range(0, 600, 1, 3).Collect()...)
}
