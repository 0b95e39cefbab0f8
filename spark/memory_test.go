package spark_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"gospark/spark"
)

// tiny is a budget that a few thousand elements are more than.
const tiny = "64k"

// small is a context with a tiny budget, and the folder of what doesn't fit.
func small(t testing.TB, master string, conf ...spark.Conf) (sc *spark.Context, folder string) {
	t.Helper()
	folder = t.TempDir()
	all := append([]spark.Conf{{"spark.memory": tiny, "spark.local.dir": folder, "spark.driver.maxResultSize": "0"}}, conf...)
	return newContext(t, master, all...), folder
}

// files are what is in the spill folders.
func files(t testing.TB, folder string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "*", "0*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

const plentyOf = 40_000

// Each operator does with a budget that is a tenth of its data what it does with plenty.
func TestBiggerThanMemory(t *testing.T) {
	sc, folder := small(t, "local[2]")
	pairs := sc.Range(0, plentyOf, 1, 4).MapToPair(func(i int) (int, int) { return i * 7919 % plentyOf, i })
	words := sc.Range(0, plentyOf, 1, 4).Map(func(i int) string { return fmt.Sprint("word", i*7919%plentyOf) })
	spilled := func(op string) {
		t.Helper()
		if len(files(t, folder)) == 0 {
			t.Errorf("%s put nothing on disk", op)
		}
	}
	sorted := pairs.SortByKey()
	for i, p := range sorted.Collect() {
		if p.Key != i {
			t.Fatalf("sortByKey: key %d is at %d", p.Key, i)
		}
	}
	spilled("sortByKey")
	runtime.KeepAlive(sorted) // its files go with it
	if n := pairs.ReduceByKey(spark.Add).Values().Sum(); n != plentyOf*(plentyOf-1)/2 {
		t.Errorf("reduceByKey: %d", n)
	}
	groups := words.GroupBy(func(w string) int { return len(w) + int(w[4])<<4 + int(w[len(w)-1])<<12 })
	if n := groups.MapValues(func(ws []string) int { return len(ws) }).Values().Sum(); n != plentyOf {
		t.Errorf("groupBy: %d", n)
	}
	other := sc.Range(0, plentyOf, 2, 3).KeyBy(spark.Identity[int])
	joined := pairs.Join(other)
	if n := joined.Filter(func(k, v, w int) bool { return v*7919%plentyOf == k && w == k }).Count(); n != plentyOf/2 {
		t.Errorf("join: %d", n)
	}
	if n := pairs.LeftOuterJoin(other).Filter(func(_, _ int, w spark.Option[int]) bool { return w.IsEmpty() }).Count(); n != plentyOf/2 {
		t.Errorf("leftOuterJoin: %d", n)
	}
	three := pairs.CoGroup3(other, pairs).Filter(func(k int, a, b, c []int) bool {
		return len(a) == 1 && len(c) == 1 && a[0] == c[0] && len(b) == 1-k%2
	})
	if n := three.Count(); n != plentyOf {
		t.Errorf("cogroup of three: %d", n)
	}
	if n := words.Union(words).Distinct().Count(); n != plentyOf {
		t.Errorf("distinct: %d", n)
	}
	evens := sc.Range(0, plentyOf, 2, 3)
	if n := pairs.Keys().Intersection(evens).Count(); n != plentyOf/2 {
		t.Errorf("intersection: %d", n)
	}
	if n := pairs.Keys().Subtract(evens).Filter(func(k int) bool { return k%2 == 1 }).Count(); n != plentyOf/2 {
		t.Errorf("subtract: %d", n)
	}
	if n := pairs.SubtractByKey(other).Filter(func(k, _ int) bool { return k%2 == 1 }).Count(); n != plentyOf/2 {
		t.Errorf("subtractByKey: %d", n)
	}
	if n := len(words.CountByValue()); n != plentyOf {
		t.Errorf("countByValue: %d", n)
	}
	equal(t, "equal elements in order", sc.Range(0, plentyOf, 1, 3).SortBy(func(i int) int { return i / 1000 }).Collect(), slices.Collect(upTo(plentyOf))...)
	inPlace := pairs.PartitionBy(spark.NewHashPartitioner(4)).AggregateByKeyWith(spark.NewHashPartitioner(4), []int{},
		func(a []int, v int) []int { return append(a, v) }, func(a, b []int) []int { return append(a, b...) })
	if n := inPlace.Values().Filter(func(vs []int) bool { return len(vs) == 1 }).Count(); n != plentyOf {
		t.Errorf("aggregateByKey in place: %d", n)
	}
}

func upTo(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n && yield(i); i++ {
		}
	}
}

// Results are in the same order each time also when they don't fit in memory: what is computed
// again after a fault must be what it was.
func TestOrderWithoutMemory(t *testing.T) {
	sc, _ := small(t, "local[4]")
	collect := func() []string {
		words := sc.Range(0, plentyOf, 1, 5).MapToPair(func(i int) (string, int) { return fmt.Sprint(i * 7919 % (plentyOf / 4)), i })
		return words.ReduceByKey(spark.Add).Join(words.GroupByKey()).
			Map(func(k string, sum int, all []int) string { return fmt.Sprint(k, sum, all) }).Collect()
	}
	equal(t, "order", collect(), collect()...)
}

// Files live as long as what needs them: a task's own until it ends, a shuffle's as its RDD.
func TestSpillFilesGo(t *testing.T) {
	sc, folder := small(t, "local[2]")
	func() {
		if n := sc.Range(0, plentyOf, 1, 4).KeyBy(spark.Identity[int]).GroupByKey().Count(); n != plentyOf {
			t.Errorf("%d groups", n)
		}
	}()
	if len(files(t, folder)) == 0 {
		t.Error("nothing was on disk")
	}
	waitFor(t, func() bool { runtime.GC(); return len(files(t, folder)) == 0 })
	sc.Stop()
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("a stopped context leaves %v", left)
	}
}

// numbers are more pairs than there is memory for.
func numbers(sc *spark.Context) *spark.PairRDD[int, int] {
	return sc.Range(0, plentyOf, 1, 2).KeyBy(spark.Identity[int])
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for range 1000 {
		if done() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Error("it doesn't come to pass")
}

// A group that is larger than all memory is an error that names its key, and the next job runs.
func TestGroupBiggerThanMemory(t *testing.T) {
	sc, _ := small(t, "local[2]")
	skewed := sc.Range(0, plentyOf, 1, 4).MapToPair(func(i int) (string, int) { return fmt.Sprint("key", max(0, i-plentyOf+100)), i })
	_, err := spark.Try(skewed.GroupByKey().Count)
	mentions(t, err, `the values of key "key0" alone don't fit in spark.memory (64.0 KiB)`, "in groupByKey at memory_test.go:", "raise spark.memory")
	_, err = spark.Try(skewed.CoGroup(skewed).Count)
	mentions(t, err, `key "key0"`, "cogroup at")
	if n := skewed.ReduceByKey(spark.Add).Count(); n != 100 {
		t.Errorf("%d keys", n)
	}
	roomy := newRoomy(t, sc)
	if n := roomy.Range(0, plentyOf, 1, 4).GroupBy(func(i int) int { return 0 }).Count(); n != 1 {
		t.Errorf("%d groups", n)
	}
}

// newRoomy is a context in place of sc in whose memory one group of many ints has room, though it is more than a
// task's part of it.
func newRoomy(t *testing.T, sc *spark.Context) *spark.Context {
	sc.Stop()
	return newContext(t, "local[4]", spark.Conf{"spark.memory": "1m"})
}

func TestCollectOfTooMuch(t *testing.T) {
	sc := newContext(t, "local[2]", spark.Conf{"spark.driver.maxResultSize": "100k"})
	_, err := spark.Try(sc.Range(0, plentyOf).Collect)
	mentions(t, err, "is bigger than spark.driver.maxResultSize (100.0 KiB)", "take a part of them")
	if n := len(sc.Range(0, 1000).Collect()); n != 1000 {
		t.Error(n)
	}
}

// What the disk has no room for, or can't be written at all, fails the job, and only that.
func TestNoRoomOnDisk(t *testing.T) {
	for name, c := range map[string]struct {
		conf  spark.Conf
		words []string
	}{
		"full":       {spark.Conf{"spark.local.limit": "20k"}, []string{"no space left on device"}},
		"unwritable": {spark.Conf{"spark.local.dir": "/dev/null"}, []string{"/dev/null", "not a directory"}},
	} {
		t.Run(name, func(t *testing.T) {
			sc, _ := small(t, "local[2]", c.conf)
			for op, f := range map[string]func() int{
				"sortByKey":  func() int { return numbers(sc).SortByKey().Count() },
				"groupByKey": func() int { return numbers(sc).GroupByKey().Count() },
				"cache":      func() int { return numbers(sc).Persist(spark.MemoryAndDisk).Count() },
			} {
				_, err := spark.Try(f)
				var j *spark.JobError
				if !errors.As(err, &j) {
					t.Errorf("%s: %v", op, err)
				}
				mentions(t, err, append(c.words, "can't be written", "spark.local.dir")...)
			}
			if n := sc.Range(0, 100).KeyBy(spark.Identity[int]).GroupByKey().Count(); n != 100 {
				t.Errorf("the next job: %d", n)
			}
		})
	}
}

func TestWrongBudgets(t *testing.T) {
	for conf, words := range map[string][]string{
		"spark.memory=lots": {`spark.memory is "lots"`, "512m"}, "spark.memory=1k": {"too little"}, "spark.memory=-1m": {"is no size"},
		"spark.barrier.sync.timeout=soon": {`"soon"`, "30s"}, "spark.barrier.sync.timeout=0": {"no time to wait"},
		"spark.barrier.sync.timeout=3w": {"no time to wait"}, "spark.barrier.sync.timeout=-1s": {"no time to wait"}, "spark.barrier.sync.timeout=999999999d": {"no time to wait"},
		"spark.memory=99999999999g": {"is no size"}, "spark.task.maxFailures=0": {"positive"}, "spark.driver.maxResultSize=x": {"is no size"},
	} {
		key, value, _ := strings.Cut(conf, "=")
		fails(t, func() { spark.NewContext("local", "", spark.Conf{key: value}) }, words...)
	}
	if n := newContext(t, "local", spark.Conf{"spark.memory": "64 MB"}).Range(0, 10).Count(); n != 10 {
		t.Error(n)
	}
}
