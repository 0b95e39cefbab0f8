package spark_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"gospark/cellrt"
	"gospark/spark"
)

func TestAsyncActions(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 100, 1, 10)
	kv := n.KeyBy(func(i int) int { return i % 3 })
	joined, co := kv.Join(kv.Filter(func(k, v int) bool { return v < 6 })), kv.CoGroup(kv)
	equal(t, "collect", n.CollectAsync().Get(), n.Collect()...)
	equal(t, "take", kv.TakeAsync(2).Get(), spark.KV(0, 0), spark.KV(1, 1))
	equal(t, "take 0", n.TakeAsync(0).Get())
	if c := joined.CountAsync().Get(); c != 200 {
		t.Errorf("count: %d", c)
	}
	var sum atomic.Int64
	wait := func(name string, f *spark.FutureAction[struct{}], want int64) {
		f.Get()
		if got := sum.Swap(0); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	wait("foreach", n.ForeachAsync(func(i int) { sum.Add(int64(i)) }), 4950)
	wait("foreachPartition", n.ForeachPartitionAsync(func(rows iter.Seq[int]) { sum.Add(int64(lenSeq(rows))) }), 100)
	wait("foreach of pairs", kv.ForeachAsync(func(k, v int) { sum.Add(int64(k)) }), 99)
	wait("foreachPartition of pairs", kv.ForeachPartitionAsync(func(rows iter.Seq2[int, int]) {
		for _, v := range rows {
			sum.Add(int64(v))
		}
	}), 4950)
	wait("foreach of joined", joined.ForeachAsync(func(k, v, w int) { sum.Add(1) }), 200)
	wait("foreachPartition of cogrouped", co.ForeachPartitionAsync(func(rows iter.Seq[spark.CoGrouped[int, int, int]]) {
		sum.Add(int64(len(slices.Collect(rows))))
	}), 3)
	fails(t, func() { n.ForeachAsync(nil) }, "foreachAsync at future_test.go", "is nil")
}

// What an action fails with comes out of Get, each time.
// AsyncRDDActionsSuite: what is to be done with the result is told before or after it is there.
func TestAsyncOnComplete(t *testing.T) {
	sc := newContext(t, "local[2]")
	release, told := make(chan struct{}), make(chan string, 9)
	tell := func(n []int, err error) { told <- fmt.Sprint(n, err != nil) }
	f := sc.Range(0, 3).Map(func(i int) int { <-release; return i }).CollectAsync()
	f.OnComplete(tell)
	f.OnComplete(tell)
	close(release)
	f.Get()
	f.OnComplete(tell)
	for range 3 {
		says(t, "a result", <-told, "[0 1 2] false")
	}
	sc.Range(0, 3).Map(func(i int) int { panic("odd") }).CollectAsync().OnComplete(tell)
	says(t, "a failure", <-told, "[] true")
	blocked := make(chan struct{})
	defer close(blocked)
	g := sc.Range(0, 3).Map(func(i int) int { <-blocked; return i }).CollectAsync()
	g.OnComplete(func(n []int, err error) { told <- fmt.Sprint(errors.Is(err, context.Canceled)) })
	g.Cancel()
	says(t, "cancelled", <-told, "true")
	fails(t, func() { g.OnComplete(nil) }, "onComplete", "its function is nil")
}

func TestAsyncFailure(t *testing.T) {
	sc := newContext(t, "local[2]")
	f := sc.Range(0, 4).Map(func(i int) int { panic("boom") }).CollectAsync()
	for range 2 {
		_, err := spark.Try(f.Get)
		var j *spark.JobError
		if !errors.As(err, &j) || !f.IsCompleted() || f.IsCancelled() {
			t.Errorf("%v", err)
		}
		mentions(t, err, "boom", "in map at future_test.go", "run by collectAsync at future_test.go")
	}
	missing := sc.TextFile("no/such/file").TakeAsync(1)
	_, err := spark.Try(missing.Get)
	mentions(t, err, "takeAsync at future_test.go", "no/such/file")
	inTask := sc.Range(0, 2)
	done := sc.Range(0, 2).CountAsync()
	_, err = spark.Try(inTask.Map(func(int) int { return done.Get() }).Collect)
	mentions(t, err, "inside of a function that runs in a task")
}

// blocked is an RDD whose tasks wait for what is returned to be closed.
func blocked(sc *spark.Context, parts int) (*spark.RDD[int], chan struct{}) {
	release := make(chan struct{})
	return sc.Range(0, 8, 1, parts).Map(func(i int) int { <-release; return i }), release
}

func TestAsyncCancel(t *testing.T) {
	sc := newContext(t, "local[2]")
	rdd, release := blocked(sc, 4)
	f, other := rdd.CountAsync(), rdd.CountAsync()
	for len(f.JobIDs())+len(other.JobIDs()) < 2 {
		sc.Range(0, 1).GetNumPartitions()
	}
	if text := f.String(); !strings.HasPrefix(text, "countAsync at future_test.go:") || !strings.HasSuffix(text, " (running)") {
		t.Error(text)
	}
	if f.IsCompleted() || f.JobIDs()[0] == other.JobIDs()[0] {
		t.Error("completed, or the same job")
	}
	f.Cancel()
	_, err := spark.Try(f.Get)
	if !errors.Is(err, context.Canceled) || !f.IsCompleted() || !f.IsCancelled() || !strings.HasSuffix(f.String(), "(cancelled)") {
		t.Errorf("got %v", err)
	}
	close(release)
	if n := other.Get(); n != 8 || other.IsCancelled() {
		t.Errorf("the other one: %d", n)
	}
	<-other.Done()
	other.Cancel()
	if n := other.Get(); n != 8 || other.IsCancelled() {
		t.Errorf("cancelled when it was done: %d", n)
	}
	third, release := blocked(sc, 2)
	defer close(release)
	g := third.CollectAsync()
	for len(g.JobIDs()) == 0 {
	}
	sc.CancelAllJobs()
	if _, err := spark.Try(g.Get); !errors.Is(err, context.Canceled) {
		t.Errorf("after CancelAllJobs: %v", err)
	}
}

// An action outlives the cell that began it; an interrupt of a cell ends the cell's
// own actions, and its waiting for those of others.
func TestAsyncAndCells(t *testing.T) {
	sc := newContext(t, "local[2]")
	rdd, release := blocked(sc, 2)
	first := cellrt.NewScope(context.Background(), 1, nil)
	var f *spark.FutureAction[int]
	first.Do(func() { f = rdd.CountAsync() })
	first.Close()

	second := cellrt.NewScope(context.Background(), 2, nil)
	ended, waiting := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		second.Do(func() {
			close(waiting)
			f.Get()
			t.Error("there is no result yet")
		})
	}()
	<-waiting
	second.Interrupt()
	<-ended
	close(release)
	if n := f.Get(); n != 8 {
		t.Error(n)
	}

	rdd, release = blocked(sc, 2)
	defer close(release)
	third := cellrt.NewScope(context.Background(), 3, nil)
	third.Do(func() { f = rdd.CountAsync() })
	third.Interrupt()
	if _, err := spark.Try(f.Get); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// An action in the background has the properties, the group and the accumulators of the
// goroutine that began it.
func TestAsyncHasThePropertiesOfItsCaller(t *testing.T) {
	sc := newContext(t, "local[2]", spark.Conf{"spark.scheduler.mode": "FAIR"})
	rdd, release := blocked(sc, 2)
	defer close(release)
	sc.SetJobGroup("mine", "in the background")
	f := rdd.CountAsync()
	sc.ClearJobGroup()
	other := sc.Range(0, 4).ForeachAsync(func(int) {})
	for len(f.JobIDs()) == 0 {
	}
	if ids := sc.StatusTracker().GetJobIDsForGroup("mine"); !slices.Equal(ids, f.JobIDs()) {
		t.Errorf("jobs of the group: %v, want %v", ids, f.JobIDs())
	}
	sc.CancelJobGroup("mine")
	if _, err := spark.Try(f.Get); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	other.Get()

	sum := sc.LongAccumulator("sum")
	sc.Range(0, 10, 1, 3).ForeachAsync(func(i int) { sum.Add(int64(i)) }).Get()
	if v := sum.Value(); v != 45 {
		t.Errorf("the accumulator: %d", v)
	}
}

// A goroutine that a task starts belongs to the task: an action there would wait for a
// slot that the task has.
func TestActionInAGoroutineOfATask(t *testing.T) {
	sc := newContext(t, "local[1]")
	n := sc.Range(0, 4)
	_, err := spark.Try(func() int {
		sc.Range(0, 2, 1, 1).Foreach(func(int) {
			failed := make(chan error)
			go func() {
				_, err := spark.Try(n.Count)
				failed <- err
			}()
			if err := <-failed; err != nil {
				panic(err)
			}
		})
		return 0
	})
	mentions(t, err, "count at future_test.go", "inside of a function that runs in a task")
}
