package spark_test

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"gospark/spark"
)

// A line of the table: what spark-shell 4.2.0 on two cores said of an operator. jobs are
// the tasks of each stage of each job.
type line struct {
	name   string
	do     func() any
	jobs   string
	result string
}

// TestTable is what spark-shell does, line by line: jobs, stages, tasks, partitions, partitioners, results, errors.
func TestTable(t *testing.T) {
	spark.BindInterpreter() // stateOf
	sc := newContext(t, "local[2]")
	r := &recorder{}
	sc.AddSparkListener(r)
	for _, lines := range [][]line{tableOfJobs(sc), tableOfPartitioners(sc), tableOfResults(t, sc)} {
		for _, l := range lines {
			r.jobs()
			result, err := spark.Try(l.do)
			if err != nil {
				result = err
			}
			if got := strings.Trim(strings.ReplaceAll(fmt.Sprint(r.jobs()), " ", ","), "[]"); got != l.jobs {
				t.Errorf("%s: jobs %s, want %s", l.name, got, l.jobs)
			}
			if got := fmt.Sprint(result); got != l.result && (err == nil || !strings.Contains(got, l.result)) {
				t.Errorf("%s: %s, want %s", l.name, got, l.result)
			}
		}
	}
}

func tableOfJobs(sc *spark.Context) []line {
	nums := sc.Range(1, 101, 1, 10)
	kv := sc.Range(1, 21, 1, 4).MapToPair(func(i int) (int, int) { return i % 5, i })
	pk := kv.PartitionBy(spark.NewHashPartitioner(3))
	none := nums.Filter(func(i int) bool { return i > 100 })
	empty := sc.EmptyRDD[int]()
	return []line{
		{"map", func() any { return stateOf(nums.Map(spark.Identity[int])) }, "", "10 <nil>"},
		{"sortByKey def", func() any { return stateOf(kv.SortByKey()) }, "4", "4 RangePartitioner(4)"},
		{"sortByKey into 1 def", func() any { return stateOf(kv.SortByKey(spark.Partitions(1))) }, "", "1 RangePartitioner(1)"},
		{"sortBy def", func() any { return stateOf(nums.SortBy(spark.Identity[int])) }, "10", "10 <nil>"},
		{"zipWithIndex def", func() any { return stateOf(nums.ZipWithIndex()) }, "9", "10 <nil>"},
		{"zipWithIndex of 1 partition def", func() any { return stateOf(nums.Coalesce(1).ZipWithIndex()) }, "", "1 <nil>"},
		{"zipWithUniqueId def", func() any { return stateOf(nums.ZipWithUniqueID()) }, "", "10 <nil>"},
		{"take(0)", func() any { return nums.Take(0) }, "", "[]"},
		{"take(1)", func() any { return nums.Take(1) }, "1", "[1]"},
		{"take(5)", func() any { return nums.Take(5) }, "1", "[1 2 3 4 5]"},
		{"take(15)", func() any { return len(nums.Take(15)) }, "1],[1", "15"},
		{"take(95)", func() any { return len(nums.Take(95)) }, "1],[4],[5", "95"},
		{"take(1) filter last", func() any { return nums.Filter(func(i int) bool { return i == 100 }).Take(1) }, "1],[4],[5", "[100]"},
		{"first empty", func() any { return none.First() }, "1],[4],[5", "empty collection"},
		{"isEmpty", func() any { return none.IsEmpty() }, "1],[4],[5", "true"},
		{"takeSample(false, 5)", func() any { return len(nums.TakeSample(false, 5, 1)) }, "10],[10", "5"},
		{"takeOrdered", func() any { return nums.TakeOrdered(3) }, "10", "[1 2 3]"},
		{"top", func() any { return nums.Top(3) }, "10", "[100 99 98]"},
		{"max", func() any { return nums.Max() }, "10", "100"},
		{"count", func() any { return nums.Count() }, "10", "100"},
		{"countByKey", func() any { return kv.CountByKey() }, "4,4", "map[0:4 1:4 2:4 3:4 4:4]"},
		{"countByValue", func() any { return len(kv.CountByValue()) }, "4,4", "20"},
		{"reduce empty", func() any { return empty.Reduce(spark.Add) }, "", "empty collection"},
		{"max empty", func() any { return empty.Max() }, "", "empty collection"},
		{"fold empty", func() any { return empty.Fold(7, spark.Add) }, "", "7"},
		{"fold nonneutral 10 parts", func() any { return nums.Map(func(int) int { return 0 }).Fold(1, spark.Add) }, "10", "11"},
		{"lookup no partitioner", func() any { return kv.Lookup(3) }, "4", "[3 8 13 18]"},
		{"lookup partitioned", func() any { return pk.Lookup(3) }, "4,1", "[3 8 13 18]"},
		{"stats", func() any { return nums.Stats() }, "10", "(count: 100, mean: 50.500000, stdev: 28.866070, max: 100.000000, min: 1.000000)"},
	}
}

// placed is what all shapes have.
type placed interface{ String() string }

// stateOf is the number of partitions of an RDD of any shape and its partitioner.
func stateOf(r placed) string {
	return fmt.Sprint(callErased("dataset.GetNumPartitions", nil, r), " ", callErased("dataset.Partitioner", nil, r))
}

func tableOfPartitioners(sc *spark.Context) []line {
	nums := sc.Range(1, 101, 1, 10)
	kv := sc.Range(1, 21, 1, 4).MapToPair(func(i int) (int, int) { return i % 5, i })
	wide := nums.MapToPair(func(i int) (int, int) { return i % 5, i })
	pk := kv.PartitionBy(spark.NewHashPartitioner(3))
	four := sc.Range(0, 4, 1, 4)
	all := func(k, v int) bool { return true }
	of := func(name, want string, r func() placed) line {
		return line{name, func() any { return stateOf(r()) }, "", want}
	}
	return []line{
		of("reduceByKey def", "4 HashPartitioner(4)", func() placed { return kv.ReduceByKey(spark.Add) }),
		of("reduceByKey on partitioned", "3 HashPartitioner(3)", func() placed { return pk.ReduceByKey(spark.Add) }),
		of("mapValues pk", "3 HashPartitioner(3)", func() placed { return pk.MapValues(spark.Identity[int]) }),
		of("flatMapValues pk", "3 HashPartitioner(3)", func() placed { return pk.FlatMapValues(func(v int) []int { return []int{v} }) }),
		of("filter pk", "3 HashPartitioner(3)", func() placed { return pk.Filter(all) }),
		of("map pk", "3 <nil>", func() placed { return pk.MapToPair(spark.Both[int, int]) }),
		of("mapPartitions pk", "3 <nil>", func() placed { return pk.MapPartitionsToPair(spark.Identity) }),
		of("mapPartitions pk preserves", "3 HashPartitioner(3)", func() placed { return pk.MapPartitionsToPair(spark.Identity, true) }),
		of("distinct pk", "3 HashPartitioner(3)", func() placed { return pk.Distinct() }),
		of("distinct pk into 2", "2 <nil>", func() placed { return pk.Distinct(2) }),
		of("sample pk", "3 HashPartitioner(3)", func() placed { return pk.Sample(false, .5) }),
		of("sampleByKey pk", "3 HashPartitioner(3)", func() placed { return pk.SampleByKey(false, nil) }),
		of("randomSplit pk", "3 HashPartitioner(3)", func() placed { return pk.RandomSplit([]float64{1, 1})[0] }),
		of("keys pk", "3 <nil>", func() placed { return pk.Keys() }),
		of("values pk", "3 <nil>", func() placed { return pk.Values() }),
		of("union pk pk", "3 HashPartitioner(3)", func() placed { return pk.Union(pk) }),
		of("union pk kv", "7 <nil>", func() placed { return pk.Union(kv) }),
		of("join pk kv", "3 HashPartitioner(3)", func() placed { return pk.Join(kv) }),
		of("join kv pk", "3 HashPartitioner(3)", func() placed { return kv.Join(pk) }),
		of("join kv kv", "4 HashPartitioner(4)", func() placed { return kv.Join(kv) }),
		of("join kv(4) nums-kv(10)", "10 HashPartitioner(10)", func() placed { return kv.Join(wide) }),
		of("cogroup pk kv", "3 HashPartitioner(3)", func() placed { return pk.CoGroup(kv) }),
		of("cogroup pk kv kv", "3 HashPartitioner(3)", func() placed { return pk.CoGroup3(kv, kv) }),
		of("subtractByKey pk kv", "3 HashPartitioner(3)", func() placed { return pk.SubtractByKey(kv) }),
		of("subtractByKey kv pk", "4 HashPartitioner(4)", func() placed { return kv.SubtractByKey(pk) }),
		of("groupBy", "10 HashPartitioner(10)", func() placed { return nums.GroupBy(spark.Identity[int]) }),
		of("keyBy", "10 <nil>", func() placed { return nums.KeyBy(spark.Identity[int]) }),
		of("coalesce of pk", "2 <nil>", func() placed { return pk.Coalesce(2) }),
		of("coalesce grow no shuffle", "10 <nil>", func() placed { return nums.Coalesce(50) }),
		of("coalesce grow with shuffle", "50 <nil>", func() placed { return nums.Coalesce(50, true) }),
		of("cartesian", "40 <nil>", func() placed { return nums.Cartesian(four) }),
		of("intersection", "10 <nil>", func() placed { return nums.Intersection(four) }),
		of("subtract", "10 <nil>", func() placed { return nums.Subtract(four) }),
		of("subtract pk kv", "3 <nil>", func() placed { return pk.Subtract(kv) }),
		of("randomSplit def", "10 <nil>", func() placed { return nums.RandomSplit([]float64{1, 1})[1] }),
		{"filterByRange def", func() any { return stateOf(sorted10(sc).FilterByRange(3, 5)) }, "4", "2 <nil>"},
		of("empty", "0 <nil>", func() placed { return sc.EmptyRDD[int]() }),
		{"partitionBy with the partitioner at hand", func() any { return pk.PartitionBy(spark.NewHashPartitioner(3)) == pk }, "", "true"},
	}
}

func sorted10(sc *spark.Context) *spark.PairRDD[int, int] {
	return sc.Range(0, 10, 1, 4).KeyBy(spark.Identity[int]).SortByKey()
}

func tableOfResults(t *testing.T, sc *spark.Context) []line {
	nums := sc.Range(1, 101, 1, 10)
	kv := sc.Range(1, 21, 1, 4).MapToPair(func(i int) (int, int) { return i % 5, i })
	letters := sc.Parallelize([]string{"a", "b"}, 2)
	cached, reduced := kv.ReduceByKey(spark.Add, 3).Cache(), kv.ReduceByKey(spark.Add)
	twice := func(count func() int) func() any { return func() any { count(); return count() } }
	nans := sc.ParallelizePairs(kvs[float64, int](math.NaN(), 1, 1.0, 2, math.NaN(), 3, math.Inf(1), 4, -1.0, 5), 2)
	nils := sc.ParallelizePairs([]spark.Pair[any, int]{{nil, 1}, {"a", 1}, {nil, 2}}, 2)
	left := sc.ParallelizePairs(kvs[int, string](1, "a", 1, "b"), 2)
	right := sc.ParallelizePairs(kvs[int, string](1, "x", 1, "y"), 2)
	out := filepath.Join(t.TempDir(), "out")
	add := func(a, b int) int { return a + b }
	return []line{
		{"repartition 0", func() any { return nums.Repartition(0) }, "", "number of partitions (0) must be positive"},
		{"count cached twice", twice(cached.Count), "4,3],[4,3", "5"},
		{"second action on shuffle skips stage", twice(reduced.Count), "4,4],[4,4", "5"},
		{"saveAsTextFile exists", func() any { nums.SaveAsTextFile(out); nums.SaveAsTextFile(out); return nil }, "10", "already exists"},
		{"textFile missing def", func() any {
			return strings.HasPrefix(sc.TextFile("/nonexistent/x").String(), "/nonexistent/x MapPartitionsRDD")
		}, "", "true"},
		{"textFile missing count", func() any { return sc.TextFile("/nonexistent/x").Count() }, "", "/nonexistent/x"},
		{"nested rdd", func() any { return nums.Map(func(i int) int { return kv.Count() + i }).Count() }, "10", "inside of a function that runs in a task"},
		{"task throws", func() any { return nums.Map(func(i int) int { return 1 / (i - 50) }).Count() }, "10", "task 4 of stage"},
		{"zip diff parts", func() any { return nums.Zip(sc.Range(0, 4, 1, 4)) }, "", "unequal numbers of partitions (10, 4)"},
		{"zip diff counts", func() any { return nums.Zip(sc.Range(0, 99, 1, 10)).Count() }, "10", "same number of elements in each partition"},
		{"sortByKey NaN", func() any { return nans.SortByKey().Keys().Collect() }, "2],[2,2", "[-1 1 +Inf NaN NaN]"},
		{"groupByKey NaN", func() any {
			return nans.GroupByKey().SortByKey(spark.Partitions(1)).Map(func(k float64, v []int) string { return fmt.Sprint(k, len(v)) }).Collect()
		}, "2,2,1", "[-1 1 1 1 +Inf 1 NaN 2]"},
		{"null key reduceByKey", func() any {
			return nils.ReduceByKey(spark.Add).Filter(func(k any, v int) bool { return k == nil }).Collect()
		}, "2,2", "[{<nil> 3}]"},
		{"persist change level", func() any { return nums.Map(spark.Identity[int]).Cache().Persist(spark.MemoryAndDisk) }, "", "after it was already assigned a level"},
		{"range step", func() any { return sc.Range(0, 10, 3).Collect() }, "2", "[0 3 6 9]"},
		{"parallelize slices", func() any { return sc.Range(1, 11, 1, 3).Glom().Collect() }, "3", "[[1 2 3] [4 5 6] [7 8 9 10]]"},
		{"defaultParallelism", func() any { return fmt.Sprint(sc.DefaultParallelism(), " ", sc.DefaultMinPartitions()) }, "", "2 2"},
		{"negative sample", func() any { return nums.Sample(false, -0.1) }, "", "the fraction (-0.1) must not be negative"},
		{"sample fraction>1 no repl", func() any { return nums.Sample(false, 1.5) }, "", "the fraction (1.5) must be from 0 to 1"},
		{"takeSample negative", func() any { return nums.TakeSample(false, -1) }, "", "a negative number of elements (-1)"},
		{"aggregate zero per partition", func() any { return nums.Map(func(int) int { return 0 }).Aggregate(1, add, add) }, "10", "11"},
		{"aggregateByKey zero", func() any { return kv.AggregateByKey(100, add, add).CollectAsMap() }, "4,4", "map[0:450 1:434 2:438 3:442 4:446]"},
		{"foldByKey", func() any { return kv.FoldByKey(100, add).CollectAsMap() }, "4,4", "map[0:450 1:434 2:438 3:442 4:446]"},
		{"pipe", func() any { return letters.Pipe("cat").Collect() }, "2", "[a b]"},
		{"pipe fail", func() any { return letters.Pipe("false").Collect() }, "2", "subprocess exited with status 1. Command ran: false"},
		{"join result order", func() any {
			return left.Join(right).Map(func(k int, l, r string) string { return fmt.Sprint(k, l, r) }).Collect()
		}, "2,2,2", "[1ax 1ay 1bx 1by]"},
		{"cogroup 3", func() any { return kv.CoGroup3(kv, kv).Count() }, "4,4,4,4", "5"},
		{"join, partitioned alike", func() any { p := kv.PartitionBy(spark.NewHashPartitioner(3)); return p.Join(p).Count() }, "4,3", "80"},
		{"sampleByKeyExact def", func() any { kv.SampleByKeyExact(false, map[int]float64{0: 1, 1: 1, 2: 1, 3: 1, 4: 1}); return nil }, "4", "<nil>"},
		{"sampleByKeyExact with replacement def", func() any {
			kv.SampleByKeyExact(true, map[int]float64{0: 1, 1: 1, 2: 1, 3: 1, 4: 1})
			return nil
		}, "4,4],[4", "<nil>"},
	}
}
