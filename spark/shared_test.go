package spark_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"gospark/spark"
)

// TestAccumulatorsCountTasksOnce: tries that failed don't count, and each computation of a
// partition does.
func TestAccumulatorsCountTasksOnce(t *testing.T) {
	sc := spark.NewContext("local[2,3]", "test")
	defer sc.Stop()
	n, sum := sc.LongAccumulator("records"), sc.DoubleAccumulator()
	all, words := sc.CollectionAccumulator[int](), sc.AccumulatorFunc(
		func() map[int]int { return map[int]int{} },
		func(m map[int]int, v int) map[int]int { m[v%3]++; return m },
		func(a, b map[int]int) map[int]int {
			for k, v := range b {
				a[k] += v
			}
			return a
		})
	var tries atomic.Int64
	rdd := sc.Parallelize([]int{1, 2, 3, 4, 5, 6, 7, 8}, 4).Map(func(v int) int {
		n.Add(1)
		sum.Add(0.5)
		all.Add(v)
		words.Add(v)
		if v == 4 && tries.Add(1) < 3 {
			panic("once more")
		}
		return v
	})
	if rdd.Count(); n.Value() != 8 || n.Count() != 8 || n.Avg() != 1 || sum.Value() != 4 || sum.Avg() != 0.5 {
		t.Errorf("after one action: %d %d %v, %v %v", n.Value(), n.Count(), n.Avg(), sum.Value(), sum.Avg())
	}
	if got := slices.Sorted(slices.Values(all.Value())); !slices.Equal(got, []int{1, 2, 3, 4, 5, 6, 7, 8}) {
		t.Errorf("collected %v", got)
	}
	if got := fmt.Sprint(words.Value()); got != "map[0:2 1:3 2:3]" {
		t.Errorf("merged %v", got)
	}
	if rdd.Count(); n.Value() != 16 {
		t.Errorf("after another action: %d", n.Value())
	}
	if n.Name() != "records" || sum.Name() != "" || n.IsZero() {
		t.Error(n.Name(), sum.Name(), n.IsZero())
	}
	if n.Reset(); n.Value() != 0 || n.Count() != 0 || !n.IsZero() {
		t.Errorf("after Reset: %d", n.Value())
	}
	ten := sc.Accumulator(10)
	rdd.Foreach(func(int) { ten.Add(2) })
	if ten.Value() != 26 {
		t.Errorf("from 10 on: %d", ten.Value())
	}
}

// TestAccumulatorsOfShuffles: a stage that is skipped doesn't count again, and a failed job's
// tasks that succeeded do.
func TestAccumulatorsOfShuffles(t *testing.T) {
	sc := spark.NewContext("local[1]", "test")
	defer sc.Stop()
	n := sc.Accumulator(0)
	sums := sc.Parallelize([]int{1, 2, 3, 4}, 2).MapToPair(func(v int) (int, int) { n.Add(1); return v % 2, v }).
		ReduceByKey(func(a, b int) int { return a + b })
	sums.Count()
	if sums.Count(); n.Value() != 4 {
		t.Errorf("%d, want 4", n.Value())
	}
	n.Reset()
	if _, err := spark.Try(func() int {
		return sc.Parallelize([]int{1, 2, 3, 4}, 4).Map(func(v int) int { n.Add(1); return 6 / (4 - v) }).Count()
	}); err == nil || n.Value() != 3 {
		t.Errorf("of a failed job: %d, want 3; %v", n.Value(), err)
	}
}

// TestAccumulatorsAreWriteOnlyInTasks: in Spark's words.
func TestAccumulatorsAreWriteOnlyInTasks(t *testing.T) {
	sc := spark.NewContext("local[2]", "test")
	defer sc.Stop()
	n := sc.Accumulator(0)
	for name, read := range map[string]func(){"value": func() { n.Value() }, "reset": func() { n.Reset() }, "isZero": func() { n.IsZero() }} {
		_, err := spark.Try(func() bool { sc.Parallelize([]int{1}, 1).Foreach(func(int) { read() }); return true })
		if want := "Value `Accumulator." + name + "` cannot be accessed inside tasks."; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
	bad := sc.AccumulatorFunc(func() int { return 0 }, func(a, b int) int { return a + b }, func(a, b int) int { panic("can't merge") })
	_, err := spark.Try(func() bool { sc.Parallelize([]int{1}, 1).Foreach(func(v int) { bad.Add(v) }); return true })
	if e := (*spark.JobError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), "can't merge") || !strings.HasPrefix(e.Site, "accumulatorFunc at ") {
		t.Errorf("%v", err)
	}
	if sc.Parallelize([]int{1}, 1).Count() != 1 || bad.Value() != 0 {
		t.Error("the context doesn't go on")
	}
}

// TestAccumulatorIsSafe: goroutines of a task and of the driver may add at once.
func TestAccumulatorIsSafe(t *testing.T) {
	sc := spark.NewContext("local[2]", "test")
	defer sc.Stop()
	n := sc.Accumulator(0)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			sc.Range(0, 1000, 1, 4).ForeachPartition(func(iter.Seq[int]) {
				var in sync.WaitGroup
				for range 2 {
					in.Go(func() {
						for range 100 {
							n.Add(1)
						}
					})
				}
				in.Wait()
			})
			n.Add(1)
		})
	}
	wg.Wait()
	if n.Value() != 4*(4*200+1) {
		t.Error(n.Value())
	}
}

func TestBroadcast(t *testing.T) {
	sc := spark.NewContext("local[2]", "test")
	defer sc.Stop()
	names := map[int]string{1: "one", 2: "two"}
	b := sc.Broadcast(names)
	names[1] = "changed"
	named := sc.Parallelize([]int{1, 2, 1}, 2).Map(func(v int) string { return b.Value()[v] })
	if got := named.Collect(); !slices.Equal(got, []string{"one", "two", "one"}) {
		t.Errorf("a change after the broadcast is seen: %v", got)
	}
	if b.Unpersist(); named.Count() != 3 || b.String() != "Broadcast(0)" || sc.Broadcast(1).ID() != 1 {
		t.Error("after Unpersist")
	}
	b.Destroy()
	for _, use := range []func(){func() { b.Value() }, func() { b.Unpersist() }, func() { b.Destroy() }, func() { named.Collect() }} {
		_, err := spark.Try(func() bool { use(); return true })
		if err == nil || !strings.Contains(err.Error(), "Attempted to use Broadcast(0) after it was destroyed (destroy at shared_test.go:") {
			t.Errorf("%v", err)
		}
	}
	_, err := spark.Try(func() bool { sc.Broadcast(named); return true })
	if e := (*spark.DefinitionError)(nil); !errors.As(err, &e) || !strings.Contains(e.Reason, "Can not directly broadcast RDDs") {
		t.Errorf("of an RDD: %v", err)
	}
}

func TestTaskContext(t *testing.T) {
	sc := spark.NewContext("local[2,2]", "test")
	defer sc.Stop()
	if spark.GetTaskContext() != nil {
		t.Error("there is a task outside of tasks")
	}
	sc.SetLocalProperty("who", "me")
	defer sc.SetLocalProperty("who", "")
	ended := sc.Accumulator(0)
	var ends atomic.Int64
	failures := make(chan error, 9)
	got := sc.Range(0, 4, 1, 4).Map(func(v int) string {
		c := spark.GetTaskContext()
		c.AddTaskCompletionListener(func(*spark.TaskContext) { ends.Add(1); ended.Add(1) })
		c.AddTaskFailureListener(func(c *spark.TaskContext, err error) { failures <- fmt.Errorf("%d: %w", c.PartitionID(), err) })
		if v == 2 && c.AttemptNumber() == 0 {
			panic("once more")
		}
		return fmt.Sprint(c.StageID(), c.PartitionID(), c.AttemptNumber(), c.GetLocalProperty("who"), c.NumPartitions(), c.IsInterrupted())
	}).Collect()
	if want := []string{"0 0 0me4 false", "0 1 0me4 false", "0 2 1me4 false", "0 3 0me4 false"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if len(failures) != 1 || (<-failures).Error() != "2: once more" {
		t.Errorf("%d failures", len(failures))
	}
	if ends.Load() != 5 || ended.Value() != 4 {
		t.Errorf("%d ends, %d of them count", ends.Load(), ended.Value())
	}
}

// TestLocalProperties: as Spark's threads have them.
func TestLocalProperties(t *testing.T) {
	sc := spark.NewContext("local[2]", "test")
	defer sc.Stop()
	told := &recorder{}
	sc.AddSparkListener(told)
	done := make(chan bool)
	go func() { // goroutines of a test have no properties of others
		defer close(done)
		sc.SetJobGroup("g", "what for")
		sc.AddJobTag("a")
		sc.AddJobTag("b")
		sc.AddJobTag("a")
		sc.RemoveJobTag("a")
		var wg sync.WaitGroup
		wg.Go(func() {
			sc.Range(0, 2, 1, 1).Count()
			sc.SetJobGroup("other", "")
		})
		wg.Wait()
		sc.SetCallSite("my library")
		sc.Range(0, 2, 1, 1).Count()
		sc.ClearCallSite()
		sc.ClearJobGroup()
		sc.ClearJobTags()
		sc.Range(0, 2, 1, 1).Count()
		if _, err := spark.Try(func() bool { sc.AddJobTag("a,b"); return true }); err == nil {
			t.Error("a tag with a comma")
		}
	}()
	<-done
	sc.Range(0, 2, 1, 1).Count()
	starts := eventsOf[spark.JobStart](told)
	for i, want := range []string{"g|what for|b", "g|what for|b", "||", "||"} {
		p := starts[i].Properties
		if got := p["spark.jobGroup.id"] + "|" + p["spark.job.description"] + "|" + p["spark.job.tags"]; got != want {
			t.Errorf("job %d has %q, want %q", i, got, want)
		}
	}
	if starts[1].Action != "my library" || starts[0].Action == starts[1].Action {
		t.Errorf("%q", starts[1].Action)
	}
	tracker := sc.StatusTracker()
	if got := fmt.Sprint(tracker.GetJobIDsForGroup("g"), tracker.GetJobIDsForGroup(), tracker.GetActiveJobIDs(), tracker.GetJobIDsForTag("b")); got != "[0 1] [2 3] [] [0 1]" {
		t.Error(got)
	}
}

// TestCancelOfGroupsAndTags: others run on.
func TestCancelOfGroupsAndTags(t *testing.T) {
	sc := spark.NewContext("local[4]", "test")
	defer sc.Stop()
	group, tag := func() { sc.SetJobGroup("doomed", "") }, func() { sc.AddJobTag("doomed") }
	active := sc.StatusTracker().GetActiveStageIDs
	for name, c := range map[string]struct {
		set, cancel func()
		reason      string
	}{
		"group":              {group, func() { sc.CancelJobGroup("doomed") }, "part of cancelled job group doomed"},
		"tag":                {tag, func() { sc.CancelJobsWithTag("doomed") }, "part of cancelled job tag doomed"},
		"stage":              {func() {}, func() { sc.CancelStage(active()[0]) }, " was cancelled"},
		"group for a reason": {group, func() { sc.CancelJobGroup("doomed", "too dear") }, "too dear"},
		"tag for a reason":   {tag, func() { sc.CancelJobsWithTag("doomed", "too dear") }, "too dear"},
		"stage for a reason": {func() {}, func() { sc.CancelStage(active()[0], "too dear") }, "too dear"},
		"stage's job for a reason": {func() {}, func() {
			sc.CancelJob(sc.StatusTracker().GetActiveJobIDs()[0], "too dear")
		}, "too dear"},
	} {
		started, release, failed := make(chan bool, 1), make(chan bool), make(chan error, 1)
		go func() {
			c.set()
			_, err := spark.Try(func() int {
				return sc.Range(0, 1, 1, 1).Map(func(v int) int {
					started <- true
					for !spark.GetTaskContext().IsInterrupted() {
					}
					return v
				}).Count()
			})
			failed <- err
		}()
		<-started
		if !strings.HasPrefix(name, "stage") {
			other := make(chan int)
			go func() { other <- sc.Range(0, 1, 1, 1).Map(func(v int) int { <-release; return v }).Count() }()
			c.cancel()
			close(release)
			if <-other != 1 {
				t.Error("another job was cancelled too")
			}
		} else {
			c.cancel()
		}
		if err := <-failed; !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "cancelled: ") || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v", name, err)
		}
	}
	sc.CancelJobGroupAndFutureJobs("never")
	later := make(chan error)
	go func() {
		sc.SetJobGroup("never", "")
		_, err := spark.Try(func() int { return sc.Range(0, 1, 1, 1).Count() })
		later <- err
	}()
	if err := <-later; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestSchedulerModes: of two jobs at once, FIFO runs the tasks of the first one first, also where
// it has more than one stage, and FAIR those of their pools in turn.
func TestSchedulerModes(t *testing.T) {
	for mode, want := range map[string]string{"FIFO": "aaaaaabbb", "FAIR": "ababab"} {
		sc := spark.NewContext("local[1]", "test", spark.Conf{"spark.scheduler.mode": mode})
		var mu sync.Mutex
		order := ""
		begin, first := make(chan bool), make(chan bool, 1)
		job := func(name string, wait bool) {
			sc.SetLocalProperty("spark.scheduler.pool", name)
			note := func(v int) {
				if wait && v == 0 {
					first <- true
					<-begin
				}
				mu.Lock()
				defer mu.Unlock()
				order += name
			}
			pairs := sc.Range(0, 3, 1, 3).MapToPair(func(v int) (int, int) { note(v); return v, v })
			if !wait {
				pairs.Count()
				return
			}
			pairs.ReduceByKey(func(a, b int) int { return a + b }, 3).ForeachPartition(func(iter.Seq2[int, int]) { note(1) })
		}
		var wg sync.WaitGroup
		wg.Go(func() { job("a", true) })
		<-first
		wg.Go(func() { job("b", false) })
		for len(sc.StatusTracker().GetActiveStageIDs()) < 2 {
		}
		close(begin)
		wg.Wait()
		if !strings.HasPrefix(order, want) || len(order) != 9 {
			t.Errorf("%s: %s", mode, order)
		}
		sc.Stop()
	}
	_, err := spark.Try(func() *spark.Context {
		return spark.NewContext("local", "test", spark.Conf{"spark.scheduler.mode": "fast"})
	})
	if err == nil || !strings.Contains(err.Error(), "FIFO or FAIR") {
		t.Errorf("%v", err)
	}
}
