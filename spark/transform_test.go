package spark_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"gospark/spark"
)

// glommed are the elements of each partition.
func glommed[T any](r *spark.RDD[T]) string {
	var parts []string
	for _, p := range r.Glom().Collect() {
		parts = append(parts, strings.Trim(fmt.Sprint(p), "[]"))
	}
	return strings.Join(parts, " | ")
}

func says(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\ngot  %s\nwant %s", what, got, want)
	}
}

// What spark-shell 4.2.0 has in each partition.
func TestSortsCutAsSparkDoes(t *testing.T) {
	sc := newContext(t, "local[2]")
	var data []spark.Pair[int, int]
	for i := 1; i <= 20; i++ {
		data = append(data, spark.KV(i*7%13, i))
	}
	p := sc.ParallelizePairs(data, 3)
	says(t, "ascending", glommed(p.SortByKey().RDD()),
		"{0 13} {1 2} {1 15} {2 4} {2 17} {3 6} {3 19} | {4 8} {5 10} {6 12} {7 1} {7 14} {8 3} {8 16} | {9 5} {9 18} {10 7} {10 20} {11 9} {12 11}")
	says(t, "descending", glommed(p.SortByKey(spark.Descending).RDD()),
		"{12 11} {11 9} {10 7} {10 20} {9 5} {9 18} | {8 3} {8 16} {7 1} {7 14} {6 12} {5 10} {4 8} | {3 6} {3 19} {2 4} {2 17} {1 2} {1 15} {0 13}")
	says(t, "descending into 4", glommed(p.SortByKey(spark.Descending, spark.Partitions(4)).RDD()),
		"{12 11} {11 9} {10 7} {10 20} | {9 5} {9 18} {8 3} {8 16} {7 1} {7 14} | {6 12} {5 10} {4 8} {3 6} {3 19} | {2 4} {2 17} {1 2} {1 15} {0 13}")
	few := sc.ParallelizePairs(kvs[int, int](1, 1, 2, 2, 1, 3, 3, 4), 3)
	says(t, "more partitions than keys", glommed(few.SortByKey(spark.Partitions(10)).RDD()), "{1 1} {1 3} | {2 2} | {3 4} | ")
	one := sc.ParallelizePairs(kvs[int, int](1, 1, 1, 2, 1, 3, 1, 4), 2)
	says(t, "one key", glommed(one.SortByKey(spark.Partitions(4)).RDD()), "{1 1} {1 2} {1 3} {1 4} | ")
	words := sc.Parallelize(strings.Fields("the quick brown fox jumps over the lazy dog again"), 4).MapToPair(func(s string) (string, int) { return s, len(s) })
	says(t, "strings", glommed(words.SortByKey(spark.Partitions(5)).Keys()), "again brown | dog fox | jumps lazy | over quick | the the")
	says(t, "sortBy", glommed(sc.Parallelize([]int{5, 3, 8, 1, 9, 2, 7}, 3).SortBy(spark.Identity[int], spark.Descending)), "9 8 | 7 5 | 3 2 1")
	down := sc.Range(1, 21, 1, 4).KeyBy(spark.Identity[int]).SortByKey(spark.Descending).FilterByRange(5, 12)
	says(t, "filterByRange of a descending sort", glommed(down.Keys()), "12 11 | 10 9 8 7 6 | 5")
	within := sc.ParallelizePairs(kvs[int, int](0, 5, 3, 8, 2, 6, 0, 8, 3, 8, 1, 3), 2).RepartitionAndSortWithinPartitions(spark.NewHashPartitioner(2))
	says(t, "repartitionAndSortWithinPartitions", glommed(within.RDD()), "{0 5} {0 8} {2 6} | {1 3} {3 8} {3 8}")
}

func TestFilterByRange(t *testing.T) {
	sc := newContext(t, "local[2]")
	unsorted := sc.Range(0, 100, 1, 4).KeyBy(func(i int) int { return i * 37 % 100 })
	sorted := unsorted.SortByKey()
	for _, c := range []struct{ lower, upper, partitions, elements int }{
		{20, 40, 2, 21}, {40, 20, 2, 0}, {-5, 1000, 4, 100}, {1000, 2000, 1, 0}, {7, 7, 1, 1},
	} {
		got := sorted.FilterByRange(c.lower, c.upper)
		if n := got.Count(); n != c.elements || got.GetNumPartitions() != c.partitions {
			t.Errorf("%d to %d: %d elements of %d partitions, want %d of %d", c.lower, c.upper, n, got.GetNumPartitions(), c.elements, c.partitions)
		}
		if n := unsorted.FilterByRange(c.lower, c.upper).Count(); n != c.elements {
			t.Errorf("%d to %d of what isn't sorted: %d elements, want %d", c.lower, c.upper, n, c.elements)
		}
	}
	type point struct{ x int }
	points := sc.ParallelizePairs([]spark.Pair[point, int]{{point{1}, 1}})
	fails(t, func() { points.FilterByRange(point{0}, point{2}) }, "filterByRange at transform_test.go", "point", "no order")
	fails(t, func() { points.RepartitionAndSortWithinPartitions(spark.NewHashPartitioner(2)) }, "repartitionAndSortWithinPartitions", "no order")
	fails(t, func() { unsorted.RepartitionAndSortWithinPartitions(nil) }, "repartitionAndSortWithinPartitions", "nil")
}

func TestRangePartitioner(t *testing.T) {
	sc := newContext(t, "local[2]")
	same := sc.Parallelize([]int{1, 1, 1, 1}, 2).KeyBy(spark.Identity[int])
	two, four := spark.NewRangePartitioner(2, same), spark.NewRangePartitioner(4, same)
	down := spark.NewRangePartitioner(2, same, spark.Descending)
	if two != four || two != spark.NewRangePartitioner(2, same) || two == down || down != spark.NewRangePartitioner(4, same, spark.Descending) {
		t.Error("range partitioners are equal where their bounds and their order are")
	}
	nums := sc.Range(0, 1000, 1, 4).KeyBy(spark.Identity[int])
	p := spark.NewRangePartitioner(5, nums)
	if p.NumPartitions() != 5 || p.String() != "RangePartitioner(5)" || p.Partition(-1) != 0 || p.Partition(5000) != 4 {
		t.Errorf("%v of %d partitions: -1 in %d, 5000 in %d", p, p.NumPartitions(), p.Partition(-1), p.Partition(5000))
	}
	for i := range 999 {
		if p.Partition(i) > p.Partition(i+1) {
			t.Fatalf("%d is in partition %d, and %d in %d", i, p.Partition(i), i+1, p.Partition(i+1))
		}
	}
	placed := nums.PartitionBy(p)
	for i, part := range placed.Keys().Glom().Collect() {
		if len(part) < 100 || len(part) > 300 || p.Partition(part[0]) != i {
			t.Errorf("partition %d has %d of 1000 elements", i, len(part))
		}
	}
	if j := placed.Join(nums.PartitionBy(p)); strings.Contains(j.ToDebugString(), "+-(5)") {
		t.Error("a join of two RDDs that are partitioned alike shuffles:\n" + j.ToDebugString())
	}
	fails(t, func() { spark.NewRangePartitioner(0, nums) }, "rangePartitioner at transform_test.go", "(0) must be positive")
	fails(t, func() { spark.NewRangePartitioner[int, int](2, nil) }, "rangePartitioner", "nil")
	words := sc.Parallelize([]string{"a"}).KeyBy(spark.Identity[string])
	fails(t, func() { words.PartitionBy(p) }, "partitionBy", "int", "string")
	if empty := spark.NewRangePartitioner(3, nums.Filter(func(k, v int) bool { return false })); empty.NumPartitions() != 1 {
		t.Errorf("of nothing: %d partitions", empty.NumPartitions())
	}
}

func TestZipsOfPartitions(t *testing.T) {
	sc := newContext(t, "local[2]")
	a := sc.Parallelize([]int{1, 2, 3, 4, 5, 6}, 2)
	b := sc.Parallelize([]string{"1", "2", "3", "4", "5", "6", "7"}, 2)
	c := sc.Parallelize([]float64{1, 2, 3}, 2)
	sizes := func(x iter.Seq[int], y iter.Seq[string], z iter.Seq[float64]) iter.Seq[string] {
		return slices.Values([]string{fmt.Sprint(len(slices.Collect(x)), len(slices.Collect(y)), len(slices.Collect(z)))})
	}
	equal(t, "zipPartitions", a.ZipPartitions3(b, c, sizes).Collect(), "3 3 1", "3 4 2")
	ids := sc.Parallelize(strings.Split("abcde", ""), 3).ZipWithUniqueID()
	equal(t, "zipWithUniqueId", ids.Map(func(s string, i int) string { return fmt.Sprint(s, i) }).Collect(), "a0", "b1", "c4", "d2", "e5")
	pairs := a.KeyBy(spark.Identity[int])
	equal(t, "zipWithIndex of pairs", pairs.ZipWithIndex().Map(func(p spark.Pair[int, int], i int) int { return p.Key*10 + i }).Collect(), 10, 21, 32, 43, 54, 65)
	equal(t, "zip of zip", a.Zip(a).RDD().Zip(a).Map(func(t spark.Tuple2[int, int], c int) int { return t.A + t.B + c }).Collect(), 3, 6, 9, 12, 15, 18)
	kept := pairs.PartitionBy(spark.NewHashPartitioner(2)).RDD().ZipPartitions(a, func(p iter.Seq[spark.Pair[int, int]], _ iter.Seq[int]) iter.Seq[spark.Pair[int, int]] { return p }, true)
	if spark.AsPairRDD(kept).Partitioner() != spark.Partitioner(spark.NewHashPartitioner(2)) {
		t.Errorf("the partitioner is %v", kept.Partitioner())
	}
	three := sc.Range(0, 4, 1, 3)
	fails(t, func() { a.Zip(three) }, "zip at transform_test.go", "unequal numbers of partitions (2, 3)")
	fails(t, func() {
		a.ZipPartitions3(b, three, func(iter.Seq[int], iter.Seq[string], iter.Seq[int]) iter.Seq[int] { return nil })
	}, "zipPartitions", "(2, 2, 3)")
	fails(t, func() { a.ZipPartitions(b, (func(iter.Seq[int], iter.Seq[string]) iter.Seq[int])(nil)) }, "zipPartitions", "nil")
	equal(t, "a function that returns nothing", a.ZipPartitions(b, func(iter.Seq[int], iter.Seq[string]) iter.Seq[int] { return nil }).Collect())
}

func TestCoGroupsOfMore(t *testing.T) {
	sc := newContext(t, "local[2]")
	x := sc.ParallelizePairs(kvs[int, string](1, "a", 4, "d", 1, "b"), 2)
	y := sc.ParallelizePairs(kvs[int, int](1, 5, 2, 6), 2)
	z := sc.ParallelizePairs(kvs[int, bool](1, true, 3, false), 3)
	text := func(k int, v []string, w []int, x []bool) string { return fmt.Sprint(k, v, w, x) }
	three := x.CoGroup3(y, z)
	equal(t, "cogroup3", three.SortByKey(spark.Partitions(1)).Map(text).Collect(), "1 [a b] [5] [true]", "2 [] [6] []", "3 [] [] [false]", "4 [d] [] []")
	if three.GetNumPartitions() != 3 || fmt.Sprint(three.Partitioner()) != "HashPartitioner(3)" {
		t.Errorf("%d partitions, %v", three.GetNumPartitions(), three.Partitioner())
	}
	four := x.CoGroup4(y, z, y.GroupByKey(), 1)
	equal(t, "cogroup4", four.SortByKey().Map(func(k int, v []string, w []int, x []bool, y [][]int) string { return text(k, v, w, x) + fmt.Sprint(y) }).Collect(),
		"1 [a b] [5] [true][[5]]", "2 [] [6] [][[6]]", "3 [] [] [false][]", "4 [d] [] [][]")
	equal(t, "text", four.FilterByRange(1, 1).Pipe("cat").Collect(), "(1,([a b],[5],[true],[[5]]))")
	equal(t, "filter", three.Filter(func(k int, v []string, w []int, x []bool) bool { return len(v) > 1 }).Keys().Collect(), 1)
	equal(t, "subtractByKey", three.SubtractByKey(y).SortByKey(spark.Partitions(1)).Keys().Collect(), 3, 4)
	var none *spark.PairRDD[int, int]
	fails(t, func() { x.CoGroup3(y, none) }, "cogroup at transform_test.go", "nil")
}

func TestSampleByKey(t *testing.T) {
	sc := newContext(t, "local[2]")
	p := sc.Range(0, 9000, 1, 7).KeyBy(func(i int) string { return "abc"[i%3 : i%3+1] })
	fractions := map[string]float64{"a": .1, "b": .7, "c": 0}
	got := p.SampleByKey(false, fractions, 3)
	if n := got.CountByKey(); n["a"] < 200 || n["a"] > 400 || n["b"] < 1950 || n["b"] > 2250 || n["c"] != 0 {
		t.Errorf("%v of 3000 each", n)
	}
	equal(t, "the same seed", got.Collect(), p.SampleByKey(false, fractions, 3).Collect()...)
	if n := p.SampleByKey(true, map[string]float64{"a": 2, "b": 0, "c": 0}).Count(); n < 5600 || n > 6400 {
		t.Errorf("with replacement: %d of 6000", n)
	}
	for seed := range int64(10) {
		fractions := map[string]float64{"a": .1, "b": .7123, "c": 0}
		without := p.SampleByKeyExact(false, fractions, seed)
		if n := without.CountByKey(); n["a"] != 300 || n["b"] != 2137 || n["c"] != 0 {
			t.Errorf("exact, seed %d: %v", seed, n)
		}
		if n := without.Distinct().Count(); n != 2437 {
			t.Errorf("exact, seed %d: %d are different", seed, n)
		}
		fractions["a"] = 1.5
		if n := p.SampleByKeyExact(true, fractions, seed).CountByKey(); n["a"] != 4500 || n["b"] != 2137 || n["c"] != 0 {
			t.Errorf("exact with replacement, seed %d: %v", seed, n)
		}
	}
	if n := p.SampleByKeyExact(false, map[string]float64{"a": 1.5, "b": 1, "c": 1}).Count(); n != 9000 {
		t.Errorf("more than all without replacement: %d", n)
	}
	fails(t, func() { p.SampleByKey(false, map[string]float64{"a": -.5}) }, "sampleByKey at transform_test.go", "key a (-0.5)", "negative")
	fails(t, func() { p.SampleByKeyExact(true, map[string]float64{"a": -.5}) }, "sampleByKeyExact", "key a (-0.5)")
	_, err := spark.Try(p.SampleByKey(false, map[string]float64{"a": .5}).Count)
	mentions(t, err, "count at", "sampleByKey at", "none for key b")
}

// pidIn waits for a command that writes its process id to a file.
func pidIn(t *testing.T, file string) (pid int) {
	t.Helper()
	waitFor(t, func() bool {
		text, err := os.ReadFile(file)
		pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		return err == nil && pid > 0
	})
	return pid
}

// TestPipeIsCancelled: a command that has closed its output ends with its job.
func TestPipeIsCancelled(t *testing.T) {
	sc := newContext(t, "local[2]")
	path := filepath.Join(t.TempDir(), "pid")
	f := sc.Range(0, 3, 1, 1).Pipe("sh -c 'exec >&-; echo $$ > " + path + ".new; mv " + path + ".new " + path + "; exec sleep 1000'").CountAsync()
	pid := pidIn(t, path)
	f.Cancel()
	if _, err := spark.Try(f.Get); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	waitFor(t, func() bool { return syscall.Kill(pid, 0) != nil })
}

func TestPipe(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(1, 5, 1, 2)
	equal(t, "cat", n.Pipe("cat").Collect(), "1", "2", "3", "4")
	equal(t, "of an empty partition", sc.Parallelize([]int{1}, 3).Pipe("wc -l").Map(strings.TrimSpace).Collect(), "0", "0", "1")
	equal(t, "quotes", n.Pipe(`sh -c 'echo "a  b" c\ d'`).Collect(), "a  b c d", "a  b c d")
	equal(t, "environment", n.Pipe("sh -c 'echo $MY'", spark.Env{"MY": "v"}).Collect(), "v", "v")
	equal(t, "pairs", n.KeyBy(func(i int) string { return "ü" }).Pipe("cat").Take(1), "(ü,1)")
	equal(t, "a command that doesn't read", sc.Range(0, 200_000, 1, 2).Pipe("true").Collect())
	equal(t, "a command that reads less", sc.Range(0, 200_000, 1, 2).Pipe("head -n 1").Collect(), "0", "100000")
	for range 50 { // whose goroutines meet in different orders
		equal(t, "what is taken only in part", sc.Range(0, 200_000, 1, 2).Pipe("cat").Take(2), "0", "1")
	}
	if got := sc.Range(0, 300_000, 1, 2).Pipe("cat").Count(); got != 300_000 {
		t.Errorf("%d lines came back", got)
	}
	keyed := n.KeyBy(func(i int) int { return i % 2 }).GroupByKey(2)
	equal(t, "a context, and elements of several lines", keyed.Pipe("cat", spark.PrintPipeContext(func(print func(string)) { print("a\nb"); print("") }),
		spark.PrintRDDElement(func(g spark.Group[int, int], print func(string)) {
			for _, v := range g.Values {
				print(fmt.Sprint(g.Key, ":", v))
			}
		})).Collect(), "a", "b", "", "0:2", "0:4", "a", "b", "", "1:1", "1:3")
	equal(t, "elements without a line", n.Pipe("wc -l", spark.PrintRDDElement(func(int, func(string)) {})).Map(strings.TrimSpace).Collect(), "0", "0")
	endless := spark.PrintRDDElement(func(i int, print func(string)) {
		for range 100_000 {
			print("many lines of an element")
		}
	})
	equal(t, "lines that nobody reads", n.Pipe("true", endless).Collect())
	equal(t, "lines of which few are taken", n.Pipe("cat", endless).Take(1), "many lines of an element")
	fails(t, func() { n.Pipe("cat", spark.PrintRDDElement(func(string, func(string)) {})) }, "pipe at transform_test.go", "a func of string, and the elements are int")
	fails(t, func() { n.Pipe("cat", spark.PrintPipeContext(nil)) }, "pipe at transform_test.go", "its function is nil")
	_, failed := spark.Try(n.Pipe("cat", spark.PrintPipeContext(func(func(string)) { panic("no context") })).Count)
	mentions(t, failed, "no context", "in pipe at transform_test.go")
	t.Chdir(t.TempDir())
	if err := os.WriteFile("here", []byte("text\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	equal(t, "a folder of its own", n.Pipe("sh -c 'cat here; pwd > made'", spark.SeparateWorkingDir).Collect(), "text", "text")
	if entries, _ := os.ReadDir("."); len(entries) != 1 {
		t.Errorf("the command wrote into the process's folder: %v", entries)
	}
	for command, words := range map[string][]string{
		"false":                          {"count at transform_test.go", "pipe at transform_test.go", "exited with status 1. Command ran: false"},
		"sh -c 'exit 3'":                 {"exited with status 3. Command ran: sh -c exit 3"},
		"sh -c 'kill -9 $$'":             {"signal: killed"},
		"no-such-command here and there": {"can't run program \"no-such-command\"", "not found"},
	} {
		_, err := spark.Try(n.Pipe(command).Count)
		mentions(t, err, words...)
	}
	fails(t, func() { n.Pipe("  ") }, "pipe at transform_test.go", "empty")
	fails(t, func() { n.Pipe("echo 'a") }, "quote", "echo 'a")
	_, err := spark.Try(n.Map(func(i int) int { return 12 / (i - 3) }).Pipe("cat").Count)
	mentions(t, err, "divide by zero", "map at transform_test.go")
}

// A command that never ends is ended with its job.
func TestPipeEndsWithItsJob(t *testing.T) {
	sc := newContext(t, "local[2]")
	file := filepath.Join(t.TempDir(), "pid")
	failed := make(chan error)
	go func() {
		_, err := spark.Try(sc.Range(0, 3, 1, 1).Pipe("sh -c 'echo $$ > made; mv made $0; exec sleep 1000' "+file, spark.SeparateWorkingDir).Count)
		failed <- err
	}()
	pid := pidIn(t, file)
	sc.CancelAllJobs()
	if err := <-failed; err == nil {
		t.Error("the job didn't fail")
	}
	waitFor(t, func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
}

func TestPartitionersThatAreWrong(t *testing.T) {
	sc := newContext(t, "local[2]")
	p := sc.Range(0, 4, 1, 2).KeyBy(spark.Identity[int])
	for _, at := range []int{7, -1} {
		bad := spark.NewPartitioner(2, func(int) int { return at })
		_, err := spark.Try(p.PartitionBy(bad).Count)
		mentions(t, err, "partitionBy at transform_test.go", fmt.Sprintf("partition %d of 2", at))
		_, err = spark.Try(func() []int { return p.PartitionBy(bad).Lookup(1) })
		mentions(t, err, "lookup", fmt.Sprintf("partition %d of 2", at))
	}
	fails(t, func() { p.PartitionBy(nil) }, "partitionBy", "nil")
	fails(t, func() { spark.NewHashPartitioner(-1) }, "hashPartitioner", "(-1) must be positive")
	fails(t, func() { spark.NewHashPartitioner(0) }, "hashPartitioner", "(0) must be positive")
}

// With a partitioner of its own, subtract leaves elements with their keys, but doesn't say so.
func TestSubtractWithNarrowDependency(t *testing.T) {
	sc := newContext(t, "local[2]")
	byKey := spark.NewPartitioner(5, spark.Identity[int])
	a := sc.ParallelizePairs(kvs[int, string](1, "a", 2, "b", 3, "c", 1, "a")).PartitionBy(byKey)
	b := sc.ParallelizePairs(kvs[int, string](2, "b", 3, "cc", 4, "d"), 4)
	c := a.Subtract(b)
	says(t, "subtract", glommed(c.RDD()), " | {1 a} {1 a} |  | {3 c} | ")
	if c.Partitioner() != nil || a.SubtractByKey(b).Partitioner() != byKey {
		t.Errorf("partitioners %v and %v", c.Partitioner(), a.SubtractByKey(b).Partitioner())
	}
	says(t, "into 2", glommed(a.Subtract(b, 2).RDD().SortBy(func(p spark.Pair[int, string]) int { return p.Key }, spark.Partitions(1))), "{1 a} {1 a} {3 c}")
}
