package spark_test

import (
	"cmp"
	"errors"
	"testing"

	"gospark/spark"
)

// A stage whose output is there is part of the job, but doesn't run.
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
