package spark_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"gospark/cellrt"
	"gospark/spark"
)

// A panic in a task names the task, the operator and the action, and keeps the stack.
func TestJobError(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 10, 1, 4)
	zero := 0
	bad := n.Map(func(i int) int { return i }).Filter(func(i int) bool { return i != 3 || i/zero > 0 }).Map(spark.Identity[int])
	_, err := spark.Try(bad.Count)
	var j *spark.JobError
	var re runtime.Error
	if !errors.As(err, &j) || !errors.As(err, &re) {
		t.Fatalf("got %v", err)
	}
	mentions(t, err, "job 0 failed: task 1 of stage 0", "integer divide by zero", "in filter at failure_test.go:", "run by count at failure_test.go:")
	if !strings.Contains(j.Stack, "failure_test.go") || strings.Count(err.Error(), "\n") > 4 {
		t.Errorf("%+v", j)
	}
	if c := n.Count(); c != 10 {
		t.Errorf("the context counts %d after a failure", c)
	}
}

func TestOddPanics(t *testing.T) {
	sc := newContext(t, "local[2]")
	cause := errors.New("the cause")
	for name, v := range map[string]any{"string": "boom", "int": 42, "error": cause, "struct": struct{ A int }{7}} {
		_, err := spark.Try(sc.Range(0, 4).Map(func(i int) int { panic(v) }).Count)
		var j *spark.JobError
		if !errors.As(err, &j) {
			t.Errorf("%s: %v", name, err)
		}
		if name == "error" && !errors.Is(err, cause) {
			t.Errorf("the cause is lost: %v", err)
		}
	}
	_, err := spark.Try(sc.Parallelize([]string{"1", "x"}, 1).Map(spark.Must(atoi)).Collect)
	mentions(t, err, "x: not a digit", "map at")
}

func atoi(s string) (int, error) {
	if s == "x" {
		return 0, errors.New("not a digit")
	}
	return int(s[0] - '0'), nil
}

// A task is tried as often as the master says: once where it says nothing.
func TestRetries(t *testing.T) {
	for master, want := range map[string]int64{"local": 1, "local[2]": 1, "local[2,3]": 3} {
		t.Run(master, func(t *testing.T) {
			sc := newContext(t, master)
			r := &recorder{}
			sc.AddSparkListener(r)
			var tries atomic.Int64
			always := sc.Range(0, 4, 1, 2).Map(func(i int) int {
				if i == 3 {
					tries.Add(1)
					panic("always")
				}
				return i
			})
			if _, err := spark.Try(always.Count); err == nil || tries.Load() != want {
				t.Errorf("%d tries, %v", tries.Load(), err)
			}
			once := func() func(i int) int {
				var failed atomic.Bool
				return func(i int) int {
					if i == 3 && !failed.Swap(true) {
						panic("once")
					}
					return i
				}
			}
			pairs := sc.Range(0, 4, 1, 2).Map(once()).KeyBy(spark.Identity[int]).ReduceByKey(spark.Add).MapValues(once())
			n, err := spark.Try(pairs.Count)
			if (want > 1) != (err == nil) || err == nil && n != 4 {
				t.Errorf("%d, %v", n, err)
			}
		})
	}
}

// A function that ends its goroutine, as an interrupted cell's does, ends the job.
func TestGoexit(t *testing.T) {
	sc := newContext(t, "local[2,4]")
	_, err := spark.Try(sc.Range(0, 10, 1, 4).Map(func(i int) int {
		if i == 5 {
			runtime.Goexit()
		}
		return i
	}).Count)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	mentions(t, err, "job 0 cancelled: a func ended its goroutine (runtime.Goexit)", "in map at failure_test.go:", "run by count")
	if n := sc.Range(0, 10).Count(); n != 10 {
		t.Error(n)
	}
}

// An interrupt of the cell ends its jobs, those of others run on, and what the
// tasks run belongs to the cell.
func TestInterrupt(t *testing.T) {
	sc := newContext(t, "local[4]")
	scope := cellrt.NewScope(context.Background(), 1, nil)
	started, result := make(chan struct{}, 10), make(chan error, 1)
	go scope.Do(func() {
		_, err := spark.Try(sc.Range(0, 4, 1, 2).Map(func(i int) int {
			started <- struct{}{}
			for {
				cellrt.Check()
			}
		}).Count)
		result <- err
	})
	<-started
	release, other := make(chan struct{}), make(chan int)
	go func() { other <- sc.Range(0, 4, 1, 2).Map(func(i int) int { <-release; return i }).Count() }()
	scope.Interrupt()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(release)
	if n := <-other; n != 4 {
		t.Errorf("the other job: %d", n)
	}
	scope.Do(func() {
		_, err := spark.Try(sc.Range(0, 4).Count)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("an action of an interrupted cell: %v", err)
		}
	})
}

func TestCancelAllJobs(t *testing.T) {
	sc := newContext(t, "local[2]")
	started, release := make(chan struct{}, 100), make(chan struct{})
	result := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := spark.Try(sc.Range(0, 4, 1, 4).Map(func(i int) int { started <- struct{}{}; <-release; return i }).Count)
			result <- err
		}()
	}
	<-started
	<-started
	for got := 0; got < 2; {
		sc.CancelAllJobs()
		select {
		case err := <-result:
			got++
			if !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		default:
			runtime.Gosched()
		}
	}
	close(release)
	if n := sc.Range(0, 10).Count(); n != 10 {
		t.Error(n)
	}
}

// Sources look now and then whether they are still wanted: a job over endless
// elements that nobody wants ends.
func TestCancelledSourcesStop(t *testing.T) {
	sc := newContext(t, "local[1]")
	scope := cellrt.NewScope(context.Background(), 1, nil)
	started := make(chan struct{}, 1)
	done := make(chan error)
	go scope.Do(func() {
		_, err := spark.Try(sc.Range(0, 1<<60, 1, 1).Filter(func(i int) bool {
			select {
			case started <- struct{}{}:
			default:
			}
			return false
		}).Count)
		done <- err
	})
	<-started
	scope.Interrupt()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if n := sc.Range(0, 10).Count(); n != 10 { // needs the only slot
		t.Error(n)
	}
}

// Jobs run at once and share the stages they have in common.
func TestConcurrentJobs(t *testing.T) {
	sc := newContext(t, "local[4]")
	var computed atomic.Int64
	shared := sc.Range(0, 1000, 1, 8).MapToPair(func(i int) (int, int) { computed.Add(1); return i % 10, i }).ReduceByKey(spark.Add)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			if sum := shared.Values().Map(func(v int) int { return v + i }).Sum(); sum != 499500+10*i {
				t.Errorf("job %d: %d", i, sum)
			}
		})
	}
	all.Wait()
	if n := computed.Load(); n != 1000 {
		t.Errorf("the shared stage computed %d elements, want 1000", n)
	}
}

// When a stage that two jobs share is cancelled for one of them, the other gets its result.
func TestSharedStageSurvivesInterrupt(t *testing.T) {
	sc := newContext(t, "local[2]")
	r := &recorder{}
	sc.AddSparkListener(r)
	first := make(chan struct{}, 100)
	var release atomic.Bool
	shared := sc.Range(0, 4, 1, 2).MapToPair(func(i int) (int, int) {
		first <- struct{}{}
		for !release.Load() {
			cellrt.Check()
		}
		return i, i
	}).ReduceByKey(spark.Add)
	scope := cellrt.NewScope(context.Background(), 1, nil)
	failed, counted := make(chan error), make(chan int)
	go scope.Do(func() {
		_, err := spark.Try(shared.Count)
		failed <- err
	})
	<-first
	go func() { counted <- shared.Map(func(k, v int) int { return v }).Sum() }()
	for count[spark.JobStart](r) < 2 {
		runtime.Gosched()
	}
	scope.Interrupt()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	release.Store(true)
	if sum := <-counted; sum != 6 {
		t.Errorf("the other job: %d", sum)
	}
}

func TestStopEndsJobs(t *testing.T) {
	sc := newContext(t, "local[2]")
	started, release := make(chan struct{}, 10), make(chan struct{})
	defer close(release)
	result := make(chan error)
	go func() {
		_, err := spark.Try(sc.Range(0, 2).Map(func(i int) int { started <- struct{}{}; <-release; return i }).Count)
		result <- err
	}()
	<-started
	sc.Stop()
	sc.Stop()
	if err := <-result; err == nil {
		t.Error("the job goes on")
	}
	again := spark.NewContext("local", "again")
	defer again.Stop()
	if n := again.Range(0, 3).Count(); n != 3 {
		t.Error(n)
	}
}

// A missing file is no error until its partitions are needed.
func TestMissingFile(t *testing.T) {
	sc := newContext(t, "local[2]")
	r := sc.TextFile("no/such/file").Map(strings.ToUpper)
	_, err := spark.Try(r.Count)
	var j *spark.JobError
	if !errors.As(err, &j) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	mentions(t, err, "count at failure_test.go", "no/such/file", "doesn't exist", "relative paths begin at")
	_, err = spark.Try(sc.TextFile(t.TempDir() + "/*.txt").Collect)
	mentions(t, err, "matches no file")
	fails(t, func() { r.KeyBy(spark.Identity[string]).GroupByKey() }, "groupByKey", "no/such/file")
}

// What a failed job left behind doesn't spoil the next one.
func TestFailedMapStageIsRunAgain(t *testing.T) {
	sc := newContext(t, "local[2]")
	var fail atomic.Bool
	fail.Store(true)
	p := sc.Range(0, 8, 1, 4).MapToPair(func(i int) (int, int) {
		if i == 5 && fail.Load() {
			panic("not yet")
		}
		return i % 2, i
	}).ReduceByKey(spark.Add, 2)
	for range 2 {
		if _, err := spark.Try(p.Count); err == nil {
			t.Fatal("no error")
		}
	}
	fail.Store(false)
	if got := p.Values().Sum(); got != 28 {
		t.Error(got)
	}
}
