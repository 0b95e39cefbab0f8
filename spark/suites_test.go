package spark_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"gospark/spark"
)

// What Spark's own suites assert of failures, in local mode.

// FailureSuite: a task that fails once is run once more, and no other is.
func TestOneTaskIsTriedAgain(t *testing.T) {
	sc := newContext(t, "local[1,2]")
	r := &recorder{}
	sc.AddSparkListener(r)
	failed := false
	once := func(k int) int {
		if k == 1 && !failed {
			failed = true
			panic("first attempt")
		}
		return k * k
	}
	equal(t, "map", sc.Range(1, 4, 1, 3).Map(once).Collect(), 1, 4, 9)
	if n := count[spark.TaskEnd](r); n != 4 {
		t.Errorf("%d tasks were run, want 4", n)
	}
	failed = false
	sums := sc.Range(1, 4, 1, 3).KeyBy(spark.Identity[int]).ReduceByKey(spark.Add, 3).MapValues(once).CollectAsMap()
	if sums[1] != 1 || sums[3] != 9 {
		t.Error(sums)
	}
}

// FailureSuite: the last failure of a task is the one that is told.
func TestTheLastFailureIsTold(t *testing.T) {
	sc := newContext(t, "local[2,3]")
	var tries atomic.Int64
	_, err := spark.Try(sc.Range(0, 2, 1, 2).Map(func(i int) int {
		if i == 1 {
			panic(fmt.Errorf("failure %d", tries.Add(1)))
		}
		return i
	}).Count)
	mentions(t, err, "failure 3", "(3 attempts)")
}

// DAGSchedulerSuite: two jobs that share a stage which fails fail both.
func TestSharedStageFailsBoth(t *testing.T) {
	sc := newContext(t, "local[2]")
	release, r := make(chan struct{}), &recorder{}
	sc.AddSparkListener(r)
	shared := sc.Range(0, 4, 1, 2).KeyBy(func(i int) int { <-release; panic("shared") }).ReduceByKey(spark.Add)
	errs := make(chan error, 2)
	for i := range 2 {
		go func() {
			_, err := spark.Try(shared.Map(func(k, v int) int { return v + i }).Collect)
			errs <- err
		}()
	}
	for count[spark.JobStart](r) < 2 {
	}
	close(release)
	for range 2 {
		mentions(t, <-errs, "shared", "in keyBy at suites_test.go")
	}
	if n := sc.Range(0, 3).Count(); n != 3 {
		t.Error(n)
	}
}

// DAGSchedulerSuite (SPARK-8606): what panics outside of tasks fails its action alone.
func TestPanicsOutsideOfTasks(t *testing.T) {
	sc := newContext(t, "local[2]")
	sc.AddSparkListener(spark.ListenerFunc(func(spark.Event) { panic("a listener") }))
	kv := sc.Range(0, 10, 1, 3).KeyBy(spark.Identity[int])
	for name, c := range map[string]struct {
		action func()
		word   string
	}{
		"partitioner": {func() {
			kv.PartitionBy(spark.NewPartitioner(2, func(int) int { panic("no place") })).Count()
		}, "no place"},
		"partitioner out of range": {func() { kv.PartitionBy(spark.NewPartitioner(2, func(int) int { return 2 })).Count() }, "partition 2 of 2"},
		"negative partitioner":     {func() { kv.PartitionBy(spark.NewPartitioner(2, func(int) int { return -1 })).Count() }, "partition -1 of 2"},
		"comparison":               {func() { kv.SortFunc(func(a, b spark.Pair[int, int]) int { panic("no order") }).Count() }, "no order"},
		"combining on the driver":  {func() { sc.Range(0, 2, 1, 2).Reduce(func(a, b int) int { panic("driver") }) }, "driver"},
		"combining in the tree":    {func() { sc.Range(0, 200, 1, 100).TreeReduce(func(a, b int) int { panic("tree") }) }, "tree"},
		"merging on the driver":    {func() { sc.Range(0, 2, 1, 2).Aggregate(0, spark.Add[int], func(a, b int) int { panic("merge") }) }, "merge"},
		"reduceByKeyLocally":       {func() { kv.Union(kv).ReduceByKeyLocally(func(a, b int) int { panic("locally") }) }, "locally"},
		"the order of takeOrdered": {func() { kv.TakeOrdered(3, func(a, b spark.Pair[int, int]) int { panic("ordered") }) }, "ordered"},
		"a partition of an iterator": {func() {
			for range kv.MapValues(func(v int) int { return 1 / (v - 5) }).ToLocalIterator() {
			}
		}, "divide by zero"},
	} {
		_, err := spark.Try(func() int { c.action(); return 0 })
		if err == nil || !strings.Contains(err.Error(), c.word) || !strings.Contains(err.Error(), "suites_test.go:") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := kv.Count(); n != 10 {
		t.Error(n)
	}
}

type oddError struct{ p *int }

func (e oddError) Error() string { return fmt.Sprint(*e.p) } // panics

type oddText struct{}

func (oddText) String() string { panic("String") }

// Whatever a function panics with, its job fails with it, and the next one runs.
func TestOddPanicValues(t *testing.T) {
	sc := newContext(t, "local[2,2]")
	for name, v := range map[string]any{
		"nil": nil, "an error that panics": oddError{}, "a text that panics": oddText{}, "a nil pointer": (*os.PathError)(nil), "cancelled": context.Canceled,
		"a large one": strings.Repeat("x", 1<<20), "a func": func() {}, "the error of a job": &spark.JobError{Err: errors.New("inner")},
		"several": errors.Join(errors.New("one"), errors.New("two")),
	} {
		var tries atomic.Int64
		_, err := spark.Try(sc.Range(0, 4, 1, 2).Map(func(i int) int {
			if i == 3 {
				tries.Add(1)
				panic(v)
			}
			return i
		}).Count)
		var j *spark.JobError
		if !errors.As(err, &j) || j.Stage < 0 || tries.Load() != 2 || !strings.Contains(fmt.Sprintf("%v", err), "task 1 of stage") {
			t.Errorf("%s: %d tries, %.200v", name, tries.Load(), err)
		}
	}
	if n := sc.Range(0, 4).Count(); n != 4 {
		t.Error(n)
	}
}

// RDDSuite: RDDs are neither made nor run in tasks, whatever the action.
func TestNestedRDDs(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 4, 1, 2)
	kv := n.KeyBy(spark.Identity[int])
	f := n.CountAsync()
	for name, nested := range map[string]func(){
		"map": func() { n.Map(spark.Identity[int]) }, "count": func() { n.Count() }, "collectAsync": func() { n.CollectAsync() },
		"toLocalIterator": func() { n.ToLocalIterator() }, "runJob": func() { sc.RunJob(n, lenSeq) }, "lookup": func() { kv.Lookup(1) },
		"parallelize": func() { sc.Parallelize([]int{1}) }, "treeReduce": func() { n.TreeReduce(spark.Add) }, "countApprox": func() { n.CountApprox(1) },
		"reduceByKey": func() { kv.ReduceByKey(spark.Add) }, "get": func() { f.Get() }, "countApproxDistinct": func() { n.CountApproxDistinct() },
	} {
		_, err := spark.Try(func() int { n.Foreach(func(int) { nested() }); return 0 })
		mentions(t, err, name+" at suites_test.go", "inside of a function that runs in a task", "collect what the function needs before", "in foreach at suites_test.go")
	}
}

// CacheSuite and JobCancellationSuite (SPARK-6414): what a cancelled job computed of a
// partition isn't kept as the partition, and the context goes on.
func TestCancelledJobKeepsNoPartOfAPartition(t *testing.T) {
	sc := newContext(t, "local[2]")
	var halfway sync.Once
	half, release, blocking := make(chan struct{}), make(chan struct{}), atomic.Bool{}
	blocking.Store(true)
	cached := sc.Range(0, 20, 1, 2).Map(func(i int) int {
		if i%10 == 5 && blocking.Load() {
			halfway.Do(func() { close(half) })
			<-release
		}
		return i
	}).Cache()
	f := cached.CountAsync()
	<-half
	f.Cancel()
	if _, err := spark.Try(f.Get); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	blocking.Store(false)
	close(release)
	for range 2 {
		if n, sum := cached.Count(), cached.Sum(); n != 20 || sum != 190 {
			t.Errorf("%d elements, sum %d", n, sum)
		}
	}
}

// JobCancellationSuite: a take that is cancelled in its second job.
func TestCancelledTake(t *testing.T) {
	sc := newContext(t, "local[2]")
	second, release := make(chan struct{}, 10), make(chan struct{})
	defer close(release)
	f := sc.Range(0, 100, 1, 10).Map(func(i int) int {
		if i >= 10 {
			second <- struct{}{}
			<-release
		}
		return i
	}).TakeAsync(30)
	<-second
	if jobs := f.JobIDs(); len(jobs) != 2 {
		t.Errorf("jobs %v", jobs)
	}
	sc.CancelJob(f.JobIDs()[1])
	if _, err := spark.Try(f.Get); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// RDDSuite: there is no cache that nobody asked for: a file that is gone fails the second action.
func TestFileDeletedBetweenActions(t *testing.T) {
	sc := newContext(t, "local[2]")
	path := write(t, "in.txt", "a\nb\n")
	lines := sc.TextFile(path, 2)
	if n := lines.Count(); n != 2 {
		t.Error(n)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	_, err := spark.Try(lines.Count)
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// RDDSuite: take and takeOrdered of any number from any number of partitions.
func TestTakeOfManyPartitions(t *testing.T) {
	sc := newContext(t, "local[4]")
	for _, parts := range []int{1, 2, 100, 1000} {
		n := sc.Range(0, 1000, 1, parts)
		for _, k := range []int{-1, 0, 1, 3, 500, 501, 999, 1000, 2147483638} {
			got, want := n.Take(k), max(0, min(k, 1000))
			if len(got) != want || want > 0 && (got[0] != 0 || got[want-1] != want-1) {
				t.Errorf("take(%d) of %d partitions: %d elements", k, parts, len(got))
			}
		}
		if top := n.Top(2000); len(top) != 1000 || top[0] != 999 {
			t.Errorf("top of %d partitions: %d elements", parts, len(top))
		}
	}
}

// RDDSuite: as many elements as are asked for, each once without replacement.
func TestTakeSampleSizes(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(1, 101, 1, 2)
	for seed := range int64(5) {
		for _, k := range []int{0, 1, 20, 100, 200} {
			once := n.TakeSample(false, k, seed)
			distinct := map[int]bool{}
			for _, e := range once {
				distinct[e] = 1 <= e && e <= 100
			}
			if len(once) != min(k, 100) || len(distinct) != len(once) {
				t.Errorf("%d of %d, %d of them distinct", len(once), k, len(distinct))
			}
			if again := n.TakeSample(true, k, seed); len(again) != k {
				t.Errorf("with replacement: %d of %d", len(again), k)
			}
		}
	}
	if a, b := fmt.Sprint(n.TakeSample(false, 20, 7)), fmt.Sprint(n.TakeSample(false, 20, 7)); a != b {
		t.Errorf("the same seed: %s, %s", a, b)
	}
	fails(t, func() { n.TakeSample(true, -1) }, "takeSample", "negative number of elements")
}
