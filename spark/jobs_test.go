package spark_test

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"testing"
	"time"

	"gospark/spark"
)

// TestJobs counts the jobs, stages and tasks of each operator and action: those that spark-shell runs.
func TestJobs(t *testing.T) {
	sc := newContext(t, "local[2]")
	r := &recorder{}
	sc.AddSparkListener(r)
	nums := sc.Range(1, 101, 1, 10)
	kv := sc.Range(0, 20, 1, 4).MapToPair(func(i int) (int, int) { return i % 5, i })
	pk := kv.PartitionBy(spark.NewHashPartitioner(3))
	empty, wide := sc.EmptyRDD[int](), sc.Range(1, 101, 1, 100)
	last := nums.Filter(func(i int) bool { return i == 100 })
	none := nums.Filter(func(i int) bool { return i > 100 })
	cached := kv.ReduceByKey(spark.Add, 3).Cache()
	reduced := kv.ReduceByKey(spark.Add)
	jobs := func(j ...[]int) [][]int { return j }
	cases := []struct {
		name string
		do   func()
		want [][]int
	}{
		{"map", func() { nums.Map(spark.Identity[int]) }, nil},
		{"sortByKey", func() { kv.SortByKey() }, jobs([]int{4})},
		{"sortByKey into 1", func() { kv.SortByKey(spark.Partitions(1)) }, nil},
		{"sortBy", func() { nums.SortBy(spark.Identity[int]) }, jobs([]int{10})},
		{"zipWithIndex", func() { nums.ZipWithIndex() }, jobs([]int{9})},
		{"zipWithIndex of 1 partition", func() { nums.Coalesce(1).ZipWithIndex() }, nil},
		{"take(0)", func() { nums.Take(0) }, nil},
		{"take(1)", func() { nums.Take(1) }, jobs([]int{1})},
		{"take(5)", func() { nums.Take(5) }, jobs([]int{1})},
		{"take(15)", func() { nums.Take(15) }, jobs([]int{1}, []int{1})},
		{"take(95)", func() { nums.Take(95) }, jobs([]int{1}, []int{4}, []int{5})},
		{"take(1) of the last", func() { last.Take(1) }, jobs([]int{1}, []int{4}, []int{5})},
		{"first of nothing", func() { spark.Try(none.First) }, jobs([]int{1}, []int{4}, []int{5})},
		{"isEmpty", func() { none.IsEmpty() }, jobs([]int{1}, []int{4}, []int{5})},
		{"takeOrdered", func() { nums.TakeOrdered(3) }, jobs([]int{10})},
		{"top", func() { nums.Top(3) }, jobs([]int{10})},
		{"max", func() { nums.Max() }, jobs([]int{10})},
		{"count", func() { nums.Count() }, jobs([]int{10})},
		{"countByKey", func() { kv.CountByKey() }, jobs([]int{4, 4})},
		{"countByValue", func() { kv.CountByValue() }, jobs([]int{4, 4})},
		{"reduce of nothing", func() { spark.Try(func() int { return empty.Reduce(spark.Add) }) }, jobs([]int{})},
		{"fold of nothing", func() { empty.Fold(7, spark.Add) }, jobs([]int{})},
		{"reduceByKey", func() { kv.ReduceByKey(spark.Add) }, nil},
		{"stats", func() { nums.Stats() }, jobs([]int{10})},
		{"lookup", func() { kv.Lookup(3) }, jobs([]int{4})},
		{"lookup, partitioned", func() { pk.Lookup(3) }, jobs([]int{4, 1})},
		{"randomSplit", func() { nums.RandomSplit([]float64{1, 1}) }, nil},
		{"cached", func() { cached.Count(); cached.Count() }, jobs([]int{4, 3}, []int{4, 3})},
		{"twice", func() { reduced.Count(); reduced.Count() }, jobs([]int{4, 4}, []int{4, 4})},
		{"takeSample", func() { nums.TakeSample(false, 5, 1) }, jobs([]int{10}, []int{10})},
		{"max of nothing", func() { spark.Try(func() int { return empty.Max() }) }, jobs([]int{})},
		{"fold", func() { nums.Fold(0, spark.Add) }, jobs([]int{10})},
		{"aggregate", func() { nums.Aggregate(0, spark.Add[int], spark.Add) }, jobs([]int{10})},
		{"treeReduce", func() { nums.TreeReduce(spark.Add) }, jobs([]int{10, 2})},
		{"treeReduce of 100", func() { wide.TreeReduce(spark.Add) }, jobs([]int{100, 10})},
		{"treeAggregate of 100 in 3", func() { wide.TreeAggregate(0, spark.Add[int], spark.Add, 3) }, jobs([]int{100, 20, 4})},
		{"treeAggregate of 100 in 1", func() { wide.TreeAggregate(0, spark.Add[int], spark.Add, 1) }, jobs([]int{100})},
		{"treeAggregate of nothing", func() { empty.TreeAggregate(0, spark.Add[int], spark.Add) }, nil},
		{"histogram", func() { nums.Histogram(3) }, jobs([]int{10}, []int{10})},
		{"histogram of edges", func() { nums.HistogramOf(0, 50, 100) }, jobs([]int{10})},
		{"mean", func() { nums.Mean() }, jobs([]int{10})},
		{"sum", func() { nums.Sum() }, jobs([]int{10})},
		{"toLocalIterator, 12 of it", func() { takeSeq(nums.ToLocalIterator(), 12) }, jobs([]int{1}, []int{1})},
		{"toLocalIterator, none of it", func() { nums.ToLocalIterator() }, nil},
		{"countApproxDistinct", func() { nums.CountApproxDistinct() }, jobs([]int{10})},
		{"countApproxDistinctByKey", func() { kv.CountApproxDistinctByKey(.05).Count() }, jobs([]int{4, 4})},
		{"countApprox", func() { nums.CountApprox(time.Minute) }, jobs([]int{10})},
		{"countByKeyApprox", func() { kv.CountByKeyApprox(time.Minute) }, jobs([]int{4})},
		{"reduceByKeyLocally", func() { kv.ReduceByKeyLocally(spark.Add) }, jobs([]int{4})},
		{"collectAsMap", func() { kv.CollectAsMap() }, jobs([]int{4})},
		{"foreach", func() { nums.Foreach(func(int) {}) }, jobs([]int{10})},
		{"foreachPartition", func() { nums.ForeachPartition(func(iter.Seq[int]) {}) }, jobs([]int{10})},
		{"runJob", func() { sc.RunJob(nums, lenSeq, 1, 3) }, jobs([]int{2})},
		{"takeAsync", func() { nums.TakeAsync(15).Get() }, jobs([]int{1}, []int{1})},
		{"countAsync", func() { nums.CountAsync().Get() }, jobs([]int{10})},
		{"join", func() { kv.Join(kv).Count() }, jobs([]int{4, 4, 4})},
		{"join, partitioned", func() { pk.Join(pk).Count() }, jobs([]int{4, 3})},
	}
	for _, c := range cases {
		r.jobs()
		c.do()
		if got := r.jobs(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: jobs %v, want %v", c.name, got, c.want)
		}
	}
}

// A stage whose output is there is part of the job, but doesn't run.
// spark.rdd.limit says how many partitions take reads.
func TestTakeSettings(t *testing.T) {
	for conf, want := range map[[2]string]string{
		{"1", "4"}: "1 4 20 75", {"3", "2"}: "3 6 18 54 19", {"3", "1"}: "3 6 18 54 19", {"200", "4"}: "100", {"1", "10"}: "1 10 89",
	} {
		sc := spark.NewContext("local[2]", "take", spark.Conf{"spark.rdd.limit.initialNumPartitions": conf[0], "spark.rdd.limit.scaleUpFactor": conf[1]})
		r := &recorder{}
		sc.AddSparkListener(r)
		if n := sc.Range(0, 100, 1, 100).Filter(func(i int) bool { return i == 99 }).First(); n != 99 {
			t.Errorf("%v: found %d", conf, n)
		}
		sc.Stop()
		var tasks []string
		for _, stages := range r.jobs() {
			tasks = append(tasks, fmt.Sprint(stages[0]))
		}
		says(t, fmt.Sprint(conf), strings.Join(tasks, " "), want)
	}
	fails(t, func() { spark.NewContext("local", "take", spark.Conf{"spark.rdd.limit.initialNumPartitions": "0"}) }, "newContext", "make it a positive number")
}

func TestSkippedStage(t *testing.T) {
	sc := newContext(t, "local[2]")
	r := &recorder{}
	sc.AddSparkListener(r)
	reduced := sc.Range(0, 20, 1, 4).MapToPair(func(i int) (int, int) { return i % 5, i }).ReduceByKey(spark.Add)
	for i, want := range []int{8, 4, 4} {
		reduced.Count()
		if got := count[spark.TaskEnd](r); got != want {
			t.Errorf("count %d ran %d tasks, want %d", i, got, want)
		}
		if starts, ends := count[spark.StageSubmitted](r), count[spark.StageCompleted](r); starts != ends || starts != want/4 {
			t.Errorf("count %d: %d stages submitted, %d completed", i, starts, ends)
		}
		r.jobs()
	}
}

// TestDefinitionErrors: what can't work is refused where it is written.
func TestDefinitionErrors(t *testing.T) {
	sc := newContext(t, "local[2]")
	nums := sc.Range(0, 10)
	type odd struct{ f []int }
	odds := sc.Parallelize([]odd{{}, {}})
	structs := sc.ParallelizePairs([]spark.Pair[struct{ x int }, int]{{}})
	fails(t, func() { nums.Repartition(0) }, "repartition at jobs_test.go", "(0) must be positive")
	fails(t, func() { nums.Coalesce(-1) }, "coalesce")
	fails(t, func() { sc.Parallelize([]int{1}, 0) }, "parallelize")
	fails(t, func() { nums.Sample(false, -0.1) }, "sample", "negative")
	fails(t, func() { nums.Sample(false, 1.5) }, "sample", "from 0 to 1")
	fails(t, func() { nums.TakeSample(false, -1) }, "takeSample")
	fails(t, func() { nums.RandomSplit([]float64{0}) }, "randomSplit")
	fails(t, func() { odds.Distinct() }, "distinct", "odd", "compared")
	fails(t, func() { odds.Sum() }, "sum", "numbers")
	fails(t, func() { odds.Max() }, "max", "order")
	fails(t, func() { structs.SortByKey() }, "sortByKey", "no order")
	fails(t, func() { nums.Zip(sc.Range(0, 4, 1, 4)) }, "zip", "unequal")
	fails(t, func() { nums.Persist(); nums.Persist(spark.MemoryAndDisk) }, "persist", "already")
	fails(t, func() { nums.Map((func(int) int)(nil)) }, "map", "nil")
	fails(t, func() { sc.Range(0, 1, 0) }, "range", "step")
	fails(t, func() { spark.NewContext("local", "second") }, "one context at a time", "TestDefinitionErrors")
	fails(t, func() { sc.Stop(); nums.Count() }, "count", "stopped")
	fails(t, func() { spark.NewContext("mesos://x", "") }, "mesos://x", "local[N]")
}

func TestParseMaster(t *testing.T) {
	for in, want := range map[string]spark.Master{
		"local": {Threads: 1, MaxFailures: 1}, "local[3]": {Threads: 3, MaxFailures: 1}, "local[2,4]": {Threads: 2, MaxFailures: 4},
	} {
		if got, err := spark.ParseMaster(in); err != nil || got != want {
			t.Errorf("%s: %v, %v", in, got, err)
		}
	}
	if m, err := spark.ParseMaster("local[*]"); err != nil || m.Threads < 1 {
		t.Errorf("local[*]: %v, %v", m, err)
	}
	for _, in := range []string{"", "local[]", "local[0]", "local[-1]", "local[a]", "spark://host:7077", "local[1,0]", "local[1,]", "local[*", "local*]", "xlocal"} {
		if m, err := spark.ParseMaster(in); err == nil {
			t.Errorf("%q is %v, want an error", in, m)
		}
	}
}

func TestEmpty(t *testing.T) {
	sc := newContext(t, "local[2]")
	for _, empty := range []*spark.RDD[int]{sc.EmptyRDD[int](), sc.Parallelize([]int{}, 3)} {
		pairs := empty.KeyBy(spark.Identity[int])
		one := sc.ParallelizePairs([]spark.Pair[int, int]{spark.KV(1, 2)}, 1)
		for name, n := range map[string]int{
			"count": empty.Count(), "collect": len(empty.Collect()), "take": len(empty.Take(3)),
			"distinct": empty.Distinct().Count(), "sortBy": empty.SortBy(spark.Identity[int]).Count(),
			"sortByKey": pairs.SortByKey().Count(), "reduceByKey": pairs.ReduceByKey(spark.Add).Count(),
			"join": pairs.Join(one).Count(), "rightOuter": pairs.RightOuterJoin(one).Count() - 1,
			"fullOuter": pairs.FullOuterJoin(one).Count() - 1, "cogroup": pairs.CoGroup(one).Count() - 1,
			"union": pairs.Union(one).Count() - 1, "takeOrdered": len(empty.TakeOrdered(2)), "sum": empty.Sum(),
			"cartesian": empty.Cartesian(sc.Range(0, 3)).Count(), "takeSample": len(empty.TakeSample(true, 3)),
			"groupByKey": pairs.GroupByKey().Count(), "repartition": empty.Repartition(3).Count(), "coalesce": empty.Coalesce(2).Count(),
		} {
			if n != 0 {
				t.Errorf("%s of nothing: %d", name, n)
			}
		}
		_, err := spark.Try(func() int { return empty.Max(cmp.Compare) })
		if !errors.Is(err, spark.ErrEmpty) {
			t.Errorf("max of nothing: %v", err)
		}
		_, err = spark.Try(empty.First)
		mentions(t, err, "first at jobs_test.go", "empty collection")
	}
}
