package spark_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"gospark/spark"
)

// What Spark's BarrierTaskContextSuite and BarrierStageOnSubmittedSuite assert.

func TestBarrier(t *testing.T) {
	sc := newContext(t, "local[4]")
	var arrived atomic.Int64
	meet := func(rows iter.Seq[int]) iter.Seq[string] {
		b := spark.GetBarrierTaskContext()
		arrived.Add(1)
		b.Barrier()
		if n := arrived.Load(); n != 4 {
			panic(fmt.Sprintf("%d tasks had arrived when the barrier let go", n))
		}
		sum := 0
		for i := range rows {
			sum += i
		}
		all := b.AllGather(fmt.Sprint(b.PartitionID(), ":", sum))
		again := b.AllGather("")
		return slices.Values([]string{fmt.Sprint(all, len(again), len(b.GetTaskInfos()), b.GetTaskInfos()[3].Address != "", b.NumPartitions())})
	}
	r := sc.Range(1, 9, 1, 4).Barrier().MapPartitions(meet)
	for _, got := range r.Collect() {
		if want := "[0:3 1:7 2:11 3:15] 4 4 true 4"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	says(t, "lineage", r.ToDebugString()[:45], "(4) MapPartitionsRDD[2] at mapPartitions at b")
	indexed := sc.ParallelizePairs(kvs[string, int]("a", 1, "b", 2), 2).Barrier().MapPartitionsWithIndex(func(p int, rows iter.Seq[spark.Pair[string, int]]) iter.Seq[string] {
		spark.GetBarrierTaskContext().Barrier()
		return slices.Values([]string{fmt.Sprint(p, slices.Collect(rows))})
	})
	equal(t, "with index", indexed.Collect(), "0 [{a 1}]", "1 [{b 2}]")
}

// A barrier stage whose output is shuffled; the RDDs behind it in the stage.
func TestBarrierMapStage(t *testing.T) {
	sc := newContext(t, "local[2]")
	var tries atomic.Int64
	words := sc.Range(0, 10, 1, 2).Barrier().MapPartitions(func(rows iter.Seq[int]) iter.Seq[int] {
		b := spark.GetBarrierTaskContext()
		b.Barrier()
		if tries.Add(1) == 2 {
			panic("the second")
		}
		return rows
	})
	n := sc.LongAccumulator()
	sums := words.MapToPair(func(i int) (int, int) { n.Add(1); return i % 3, i }).ReduceByKey(spark.Add).SortByKey()
	equal(t, "sums", sums.Map(func(k, v int) string { return fmt.Sprint(k, ":", v) }).Collect(), "0:18", "1:12", "2:15")
	if n.Value() != 10 {
		t.Errorf("counted %d of 10", n.Value())
	}
}

// When one task fails, what the others have done is void, and all run again.
func TestBarrierStageIsTriedAsAWhole(t *testing.T) {
	sc := newContext(t, "local[3]")
	r := &recorder{}
	sc.AddSparkListener(r)
	n := sc.LongAccumulator()
	failing := func(times int) *spark.RDD[int] {
		return sc.Range(0, 3, 1, 3).Barrier().MapPartitions(func(rows iter.Seq[int]) iter.Seq[int] {
			b := spark.GetBarrierTaskContext()
			n.Add(1)
			if b.PartitionID() == 1 && b.StageAttemptNumber() < times {
				panic("not yet")
			}
			b.Barrier()
			return slices.Values([]int{b.StageAttemptNumber(), b.AttemptNumber()})
		})
	}
	equal(t, "the third attempt", failing(2).Collect(), 2, 0, 2, 0, 2, 0)
	if n.Value() != 3 {
		t.Errorf("tasks were counted %d times, want 3", n.Value())
	}
	if stages := count[spark.StageSubmitted](r); stages != 3 {
		t.Errorf("the stage was submitted %d times", stages)
	}
	_, err := spark.Try(failing(9).Count)
	mentions(t, err, "task 1 of stage", "(4 attempts)", "not yet", "in mapPartitions at barrier_test.go")
	for sc.StatusTracker().GetExecutorInfos()[0].NumRunningTasks > 0 { // the others end in their own time
	}
	equal(t, "then", sc.Range(0, 3).Collect(), 0, 1, 2)
}

func TestBarrierStagesThatCannotRun(t *testing.T) {
	sc := newContext(t, "local[2]")
	together := func(r *spark.RDD[int]) *spark.RDD[int] {
		return r.Barrier().MapPartitions(func(rows iter.Seq[int]) iter.Seq[int] { return rows })
	}
	two := sc.Range(0, 10, 1, 2)
	for name, c := range map[string]struct {
		action func() int
		words  []string
	}{
		"too many":          {func() int { return together(sc.Range(0, 10, 1, 3)).Count() }, []string{"requires more slots (3) than the total number of slots (2)", "local[3]", "mapPartitions at barrier_test.go"}},
		"take":              {func() int { return len(together(two).Take(1)) }, []string{"the job doesn't take all partitions"}},
		"first":             {func() int { return together(two).First() }, []string{"the job doesn't take all partitions"}},
		"coalesce behind":   {func() int { return together(two).Coalesce(1).Count() }, []string{"another number of partitions (2) than the stage has tasks (1)"}},
		"coalesce in front": {func() int { return together(two.Coalesce(1)).Count() }, []string{"range at barrier_test.go", "another number of partitions"}},
		"union":             {func() int { return together(two).Union(two).Count() }, []string{"another number of partitions"}},
		"two barriers":      {func() int { return together(two).Zip(together(two)).Count() }, []string{"depends on multiple barrier RDDs"}},
		"before a shuffle":  {func() int { return together(sc.Range(0, 10, 1, 3)).Repartition(2).Count() }, []string{"requires more slots", "in mapPartitions at"}},
	} {
		_, err := spark.Try(c.action)
		if mentions(t, err, c.words...); err == nil {
			t.Error(name)
		}
	}
	if n := together(two.Coalesce(1).Repartition(2)).Repartition(5).Count(); n != 10 {
		t.Errorf("behind shuffles: %d", n)
	}
	if n := together(together(two)).Zip(two).Count(); n != 10 {
		t.Errorf("barrier after barrier: %d", n)
	}
	if n := together(sc.EmptyRDD[int]()).Count(); n != 0 {
		t.Errorf("of nothing: %d", n)
	}
}

// Calls that can never all come don't wait for ever.
func TestBarrierCallsThatDiffer(t *testing.T) {
	sc := newContext(t, "local[2]")
	run := func(f func(b *spark.BarrierTaskContext)) error {
		_, err := spark.Try(sc.Range(0, 2, 1, 2).Barrier().MapPartitions(func(rows iter.Seq[int]) iter.Seq[int] {
			f(spark.GetBarrierTaskContext())
			return rows
		}).Count)
		return err
	}
	mentions(t, run(func(b *spark.BarrierTaskContext) {
		if b.PartitionID() == 0 {
			b.Barrier()
		} else {
			b.AllGather("x")
		}
	}), "while others wait in", "all tasks of the stage must make the same calls")
	mentions(t, run(func(b *spark.BarrierTaskContext) {
		if b.PartitionID() == 0 {
			b.Barrier()
		}
	}), "task 1 has ended and can't come to the Barrier that others wait in")
	_, err := spark.Try(sc.Range(0, 2, 1, 2).Map(func(i int) int { spark.GetBarrierTaskContext().Barrier(); return i }).Count)
	mentions(t, err, "this isn't a task of a barrier stage")
	fails(t, func() { spark.GetBarrierTaskContext() }, "getBarrierTaskContext", "this isn't a task of a barrier stage")
}

// Tasks don't wait longer for one that doesn't come than is configured; all are tried again, it may come then.
func TestBarrierTimeout(t *testing.T) {
	sc := newContext(t, "local[2]", spark.Conf{"spark.barrier.sync.timeout": "100ms"})
	comingAt := func(attempt int) *spark.RDD[int] {
		return sc.Range(0, 2, 1, 2).Barrier().MapPartitions(func(rows iter.Seq[int]) iter.Seq[int] {
			b := spark.GetBarrierTaskContext()
			for b.PartitionID() == 1 && b.StageAttemptNumber() < attempt && !b.IsInterrupted() {
				runtime.Gosched()
			}
			b.AllGather("here")
			return rows
		})
	}
	_, err := spark.Try(comingAt(9).Count)
	mentions(t, err, "(4 attempts)", "raise spark.barrier.sync.timeout",
		"The coordinator didn't get all barrier sync requests for barrier epoch 0 from Stage 0 (Attempt 3) within 0.1 second(s).")
	if n := comingAt(1).Count(); n != 2 {
		t.Error(n)
	}
}

// A cancelled barrier stage ends, and so does one beside other jobs: it waits for its slots, and gets them.
func TestBarrierBesideOtherJobs(t *testing.T) {
	sc := newContext(t, "local[2]")
	waiting := make(chan struct{}, 2)
	f := sc.Range(0, 2, 1, 2).Barrier().MapPartitions(func(rows iter.Seq[int]) iter.Seq[int] {
		b := spark.GetBarrierTaskContext()
		if waiting <- struct{}{}; b.PartitionID() == 1 {
			for !b.IsInterrupted() {
				runtime.Gosched()
			}
			runtime.Goexit()
		}
		b.Barrier()
		return rows
	}).CountAsync()
	<-waiting
	<-waiting
	f.Cancel()
	if _, err := spark.Try(f.Get); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	var jobs []*spark.FutureAction[int]
	for i := range 6 {
		r := sc.Range(0, 40, 1, 20)
		if i%2 == 1 {
			r = sc.Range(0, 40, 1, 2).Barrier().MapPartitions(func(rows iter.Seq[int]) iter.Seq[int] {
				spark.GetBarrierTaskContext().Barrier()
				return rows
			})
		}
		jobs = append(jobs, r.CountAsync())
	}
	for _, f := range jobs {
		if n := f.Get(); n != 40 {
			t.Error(n)
		}
	}
}

// A barrier stage that finds what it reads lost has that made again, and runs again as a whole; so does
// one whose own output is lost.
func TestBarrierStageAndLostBlocks(t *testing.T) {
	sc, folder := small(t, "local[2]")
	var rounds atomic.Int64
	before := sc.Range(0, 20_000, 1, 4).KeyBy(func(i int) int { return i % 5000 }).ReduceByKey(spark.Add, 2)
	together := before.Barrier().MapPartitions(func(rows iter.Seq[spark.Pair[int, int]]) iter.Seq[spark.Pair[int, int]] {
		spark.GetBarrierTaskContext().Barrier()
		rounds.Add(1)
		return rows
	})
	sums := spark.AsPairRDD(together).MapToPair(func(k, v int) (int, int) { return v, k }).PartitionBy(spark.NewHashPartitioner(3))
	want := sums.Count()
	for _, how := range waysToSpoil {
		if spoil(t, folder, how) == 0 {
			t.Fatal("nothing was on disk")
		}
		if n := sums.Count(); n != want || n != 5000 {
			t.Errorf("%d elements, want %d", n, want)
		}
	}
	if n := rounds.Load(); n < 8 || n%2 != 0 {
		t.Errorf("the tasks met %d times", n)
	}
}
