package spark_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"gospark/cellrt"
	"gospark/spark"
)

// spoil makes each file that doesn't fit in memory unreadable by how.
func spoil(t testing.TB, folder string, how string) (spoiled int) {
	t.Helper()
	for _, file := range files(t, folder) {
		data, err := os.ReadFile(file)
		switch {
		case errors.Is(err, os.ErrNotExist) || len(data) == 0: // it has gone meanwhile
			continue
		case err != nil:
			t.Fatal(err)
		case how == "deleted":
			err = os.Remove(file)
		case how == "cut":
			err = os.Truncate(file, int64(len(data)/2))
		default:
			data[len(data)/2] ^= 1
			err = os.WriteFile(file, data, 0o600)
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		spoiled++
	}
	return spoiled
}

var waysToSpoil = []string{"deleted", "cut", "flipped"}

// A map output that is lost after its stage is made again, and no other one is.
func TestLostShuffleFiles(t *testing.T) {
	for _, how := range waysToSpoil {
		t.Run(how, func(t *testing.T) {
			sc, folder := small(t, "local[2]")
			events := &recorder{}
			sc.AddSparkListener(events)
			var computed atomic.Int64
			moved := sc.Range(0, plentyOf, 1, 4).MapToPair(func(i int) (int, int) { computed.Add(1); return i, i }).
				PartitionBy(spark.NewHashPartitioner(3))
			for range 2 {
				if n := moved.Values().Sum(); n != plentyOf*(plentyOf-1)/2 {
					t.Fatalf("the sum is %d", n)
				}
			}
			if n := computed.Load(); n != plentyOf {
				t.Fatalf("%d elements were computed before anything was lost", n)
			}
			lost := spoil(t, folder, how)
			if lost == 0 || lost > 4 {
				t.Fatalf("%d files of 4 map tasks were spoiled", lost)
			}
			before := count[spark.StageSubmitted](events)
			if n := moved.Values().Sum(); n != plentyOf*(plentyOf-1)/2 {
				t.Errorf("the sum is %d", n)
			}
			if n := computed.Load(); n != int64(plentyOf+lost*plentyOf/4) {
				t.Errorf("%d elements were computed for %d lost outputs", n-plentyOf, lost)
			}
			if n := count[spark.StageSubmitted](events) - before; n < 2 {
				t.Errorf("%d stages ran", n)
			}
		})
	}
}

// What a task of a long lineage lost may need what was lost before it.
func TestLostFilesOfSeveralStages(t *testing.T) {
	sc, folder := small(t, "local[2]")
	pairs := numbers(sc)
	sums := pairs.ReduceByKey(spark.Add).Map(func(k, v int) int { return k }).KeyBy(func(k int) int { return k / 2 }).GroupByKey()
	sorted := sums.SortByKey()
	for i := range 3 {
		if n := sorted.Count(); n != plentyOf/2 {
			t.Errorf("%d groups", n)
		}
		if spoil(t, folder, waysToSpoil[i]) == 0 {
			t.Error("nothing was on disk")
		}
	}
}

// A file that a task itself wrote and lost is made by running it again, though it may fail just once.
func TestLostRuns(t *testing.T) {
	for _, how := range waysToSpoil {
		sc, folder := small(t, "local[1]")
		var spoiled atomic.Bool
		sorted := numbers(sc).SortByKey(spark.Partitions(1)).MapValues(func(v int) int {
			if v == 100 && !spoiled.Swap(true) { // the runs are being merged
				spoil(t, folder, how)
			}
			return v
		})
		if n := sorted.Values().Sum(); n != plentyOf*(plentyOf-1)/2 {
			t.Errorf("%s: the sum is %d", how, n)
		}
		sc.Stop()
	}
}

// What is lost each time ends the job after some attempts.
func TestLostForever(t *testing.T) {
	sc, folder := small(t, "local[1]")
	var attempts atomic.Int64
	always := numbers(sc).PartitionBy(spark.NewHashPartitioner(1)).MapValues(func(v int) int {
		if v == 0 {
			attempts.Add(1)
			spoil(t, folder, "deleted")
		}
		return v
	})
	_, err := spark.Try(always.SortByKey(spark.Partitions(1)).Count)
	mentions(t, err, "the spill file", "is lost", "no such file")
	if n := attempts.Load(); n < 4 || n > 8 {
		t.Errorf("%d attempts", n)
	}
	if n := sc.Range(0, 10).Count(); n != 10 {
		t.Error(n)
	}
}

// A task that waits for a block that others found lost doesn't fail for that, however often they do.
func TestLostByOthers(t *testing.T) {
	sc, folder := small(t, "local[1]")
	const readers = 8
	var spoiled [readers]atomic.Bool
	spoiling := numbers(sc).PartitionBy(spark.NewHashPartitioner(readers)).MapToPair(func(k, v int) (int, int) {
		if !spoiled[k%readers].Swap(true) { // the first of each reader
			spoil(t, folder, "deleted")
		}
		return k, v
	})
	if n := spoiling.Values().Sum(); n != plentyOf*(plentyOf-1)/2 {
		t.Errorf("the sum is %d", n)
	}
}

// CleanShuffleDependencies removes the shuffles before an RDD up to what is persisted, whose stages run again when they are needed.
func TestCleanShuffleDependencies(t *testing.T) {
	sc, folder := small(t, "local[2]")
	events := &recorder{}
	sc.AddSparkListener(events)
	first := numbers(sc).PartitionBy(spark.NewHashPartitioner(3))
	kept := first.Filter(func(k, v int) bool { return true }).Persist(spark.MemoryAndDisk)
	last := kept.MapToPair(func(k, v int) (int, int) { return k / 2, v }).PartitionBy(spark.NewHashPartitioner(2)).Values()
	stages := func() int {
		before := count[spark.StageSubmitted](events)
		if n := last.Sum(); n != plentyOf*(plentyOf-1)/2 {
			t.Errorf("the sum is %d", n)
		}
		return count[spark.StageSubmitted](events) - before
	}
	if a, b := stages(), stages(); a != 3 || b != 1 {
		t.Errorf("%d stages ran, and %d then", a, b)
	}
	all := len(files(t, folder))
	last.CleanShuffleDependencies()
	if left := len(files(t, folder)); left == 0 || left >= all {
		t.Errorf("%d files of %d are left", left, all)
	}
	if n := stages(); n != 2 {
		t.Errorf("%d stages ran, want those behind what is persisted", n)
	}
	kept.Unpersist()
	last.CleanShuffleDependencies(true)
	if left := files(t, folder); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	if n := stages(); n != 3 {
		t.Errorf("%d stages ran after everything was removed", n)
	}
}

// levels are the storage levels, and whether partitions for which there is no memory are on disk.
var levels = []struct {
	level  spark.StorageLevel
	onDisk bool
}{
	{spark.MemoryOnly, false}, {spark.MemoryOnlySer, false}, {spark.MemoryAndDisk, true}, {spark.MemoryAndDiskSer, true},
	{spark.DiskOnly, true}, {spark.OffHeap, true}, {spark.MemoryAndDisk2, true},
}

// Each level keeps what it says, and what was lost or never kept is computed again.
func TestStorageLevels(t *testing.T) {
	for _, l := range levels {
		for _, size := range []int{1000, plentyOf} {
			name := fmt.Sprint(l.level, size)
			sc, folder := small(t, "local[2]")
			var computed atomic.Int64
			kept := sc.Range(0, size, 1, 4).Map(func(i int) string { computed.Add(1); return fmt.Sprint(i) }).Persist(l.level)
			for range 3 {
				if n := kept.Filter(func(s string) bool { return strings.HasSuffix(s, "7") }).Count(); n != size/10 {
					t.Errorf("%s: %d", name, n)
				}
			}
			switch n := int(computed.Load()); {
			case (l.onDisk || size == 1000) && n != size:
				t.Errorf("%s: computed %d", name, n)
			case !l.onDisk && size > 1000 && n <= size:
				t.Errorf("%s: computed %d though there is no room", name, n)
			}
			if onDisk := spoil(t, folder, "flipped") > 0; onDisk != (l.onDisk && (size > 1000 || !l.level.UseMemory)) {
				t.Errorf("%s: on disk %v", name, onDisk)
			}
			if n := kept.Count(); n != size {
				t.Errorf("%s: %d with lost blocks", name, n)
			}
			kept.Unpersist()
			if left := files(t, folder); len(left) > 0 {
				t.Errorf("%s: left %v", name, left)
			}
			sc.Stop()
		}
	}
}

// Cached RDDs make room for others, those that weren't used for longest first, and for tasks; not one for its own.
func TestEviction(t *testing.T) {
	sc := newContext(t, "local[1]", spark.Conf{"spark.memory": "1m"})
	kept := func(n int) *spark.RDD[int] { return sc.Range(0, n, 1, 8).Map(spark.Identity[int]).Cache() }
	partitions := func(r *spark.RDD[int]) int { return strings.Count(r.ToDebugString(), "CachedPartitions: 8") }
	a, b := kept(50_000), kept(50_000) // 400 kB each
	a.Count()
	b.Count()
	if partitions(a) != 1 || partitions(b) != 1 {
		t.Fatalf("there is room for both:\n%s\n%s", a.ToDebugString(), b.ToDebugString())
	}
	a.Count()
	c := kept(50_000)
	c.Count()
	if partitions(a) != 1 || partitions(b) != 0 || partitions(c) != 1 {
		t.Errorf("b was used before a:\n%s\n%s\n%s", a.ToDebugString(), b.ToDebugString(), c.ToDebugString())
	}
	large := kept(400_000)
	large.Count()
	if s := large.ToDebugString(); !strings.Contains(s, "CachedPartitions: ") || partitions(large) != 0 {
		t.Errorf("a part of it has room:\n%s", s)
	}
	if n := large.KeyBy(func(i int) int { return i }).GroupByKey().Count(); n != 400_000 {
		t.Errorf("%d groups", n)
	}
}

// What can't be written is refused where it would have to be, by the field; it is no hindrance in memory.
func TestElementsThatStayInMemory(t *testing.T) {
	type door struct {
		n     int
		knock chan int
	}
	sc, _ := small(t, "local[2]")
	doors := sc.Range(0, 100, 1, 2).Map(func(i int) door { return door{n: i} })
	for _, level := range []spark.StorageLevel{spark.DiskOnly, spark.MemoryOnlySer, spark.MemoryAndDiskSer, spark.OffHeap} {
		fails(t, func() { doors.Persist(level) }, "persist at", "door.knock is a chan", "MemoryOnly")
	}
	if n := doors.Persist(spark.MemoryAndDisk).KeyBy(func(d door) int { return d.n % 7 }).GroupByKey().Count(); n != 7 {
		t.Error(n)
	}
	more := sc.Range(0, plentyOf, 1, 2).Map(func(i int) door { return door{n: i} })
	_, err := spark.Try(more.KeyBy(func(d door) int { return d.n }).GroupByKey().Count)
	mentions(t, err, "Value.knock is a chan", "raise spark.memory")
	for range 2 {
		if n := more.Cache().Count(); n != plentyOf {
			t.Error(n)
		}
	}
}

// A function that blocks for ever holds its job up, and, when that is cancelled, nothing else.
func TestBlockedTasksGiveTheirSlots(t *testing.T) {
	sc := newContext(t, "local[1]")
	release := make(chan struct{})
	defer close(release)
	scope := cellrt.NewScope(context.Background(), 1, nil)
	started, done := make(chan struct{}, 1), make(chan error)
	go scope.Do(func() {
		_, err := spark.Try(sc.Range(0, 1).Filter(func(int) bool { started <- struct{}{}; <-release; return true }).Count)
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

// Tasks are tried as often as is configured; the master's number counts more.
func TestMaxFailures(t *testing.T) {
	for master, want := range map[string]int64{"local[1]": 3, "local[1,2]": 2} {
		sc := newContext(t, master, spark.Conf{"spark.task.maxFailures": "3"})
		var attempts atomic.Int64
		if _, err := spark.Try(sc.Range(0, 1).Map(func(int) int { attempts.Add(1); panic("no") }).Count); err == nil || attempts.Load() != want {
			t.Errorf("%s: %d attempts, %v", master, attempts.Load(), err)
		}
		sc.Stop()
	}
}

// A cancelled job leaves no file of its tasks, and no part of a partition.
func TestCancelledJobsLeaveNothing(t *testing.T) {
	sc, folder := small(t, "local[2]")
	scope := cellrt.NewScope(context.Background(), 1, nil)
	var seen atomic.Int64
	cancelled := make(chan bool)
	sorted := numbers(sc).SortByKey(spark.Partitions(1))
	kept := sorted.Map(func(k, v int) int {
		if seen.Add(1) == plentyOf/2 {
			scope.Interrupt()
			<-cancelled // or the task might come to its end before it is told
		}
		return v
	}).Persist(spark.DiskOnly)
	done := make(chan error)
	go scope.Do(func() {
		_, err := spark.Try(kept.Count)
		done <- err
	})
	err := <-done
	close(cancelled)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	waitFor(t, func() bool { return len(files(t, folder)) <= 2 }) // of the shuffle's two map tasks
	if strings.Contains(kept.ToDebugString(), "CachedPartitions") {
		t.Errorf("a part is kept:\n%s", kept.ToDebugString())
	}
	if n := kept.Count(); n != plentyOf {
		t.Errorf("%d elements afterwards", n)
	}
}

// A function that recovers from all panics gets no part of its rows for the whole.
func TestRecoveringFunctions(t *testing.T) {
	sc, folder := small(t, "local[2]")
	counts := numbers(sc).PartitionBy(spark.NewHashPartitioner(2)).Values().MapPartitions(func(in iter.Seq[int]) iter.Seq[int] {
		return func(yield func(int) bool) {
			n := 0
			func() {
				defer func() { _ = recover() }()
				for range in {
					n++
				}
			}()
			yield(n)
		}
	})
	for range 2 {
		if n := counts.Sum(); n != plentyOf {
			t.Errorf("%d elements", n)
		}
		spoil(t, folder, "flipped")
	}
}

// TestKillTaskAttempt: another attempt does the work of one that is killed, whether that ends or not,
// and it isn't a failure.
func TestKillTaskAttempt(t *testing.T) {
	for name, body := range map[string]func(i int){
		"that asks": func(int) {
			for !spark.GetTaskContext().IsInterrupted() {
			}
		},
		"that blocks": func(int) { select {} },
		"that panics": func(int) {
			for !spark.GetTaskContext().IsInterrupted() {
			}
			panic("interrupted")
		},
	} {
		t.Run(name, func(t *testing.T) {
			sc := spark.NewContext("local[2]", "test")
			defer sc.Stop()
			a := sc.LongAccumulator("tried")
			killed, ids := make(chan error, 1), make(chan int, 1)
			sc.AddSparkListener(spark.ListenerFunc(func(e spark.Event) {
				if e, ok := e.(spark.TaskEnd); ok && e.Err != nil && e.Attempt == 0 {
					select {
					case killed <- e.Err:
					default:
					}
				}
			}))
			go func() {
				id := <-ids
				if !sc.KillTaskAttempt(id, "it takes too long") || sc.KillTaskAttempt(1000) {
					t.Error("there is one attempt to kill")
				}
			}()
			sum, err := spark.Try(func() int {
				return sc.Range(0, 6, 1, 3).Map(func(i int) int {
					a.Add(1)
					if task := spark.GetTaskContext(); i == 2 && task.AttemptNumber() == 0 {
						ids <- task.TaskAttemptID()
						body(i)
						if name == "that asks" {
							return 100
						}
					}
					return i
				}).KeyBy(func(i int) int { return i }).ReduceByKey(spark.Add[int]).Values().Reduce(spark.Add[int])
			})
			if err != nil || sum != 15 || a.Value() != 6 {
				t.Errorf("%d, %v, counted %d", sum, err, a.Value())
			}
			if name != "that blocks" {
				if err := <-killed; !errors.Is(err, context.Canceled) || err.Error() != "it takes too long" {
					t.Error(err)
				}
			}
		})
	}
}
