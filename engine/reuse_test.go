package engine_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"gospark/engine"
)

// The map tasks that were done when a job failed aren't run again by the next one.
func TestDoneMapTasksAreKeptWhenTheJobFails(t *testing.T) {
	e := newEngine(t, 1, 1)
	fail, runs := true, 0 // one thread: tasks run one after the other
	s := shuffled(e, mapped(e, source(e, 3), func(v int) int {
		if v == 20 && fail {
			panic("not yet")
		}
		runs++
		return v
	}), 2)
	if _, err := run(e, s); err == nil || runs != 4 {
		t.Fatalf("%d elements, %v", runs, err)
	}
	fail = false
	if _, err := run(e, s); err != nil || runs != 6 {
		t.Errorf("%d elements were computed, %v; want 6", runs, err)
	}
}

// A block that a task of a cancelled job finds lost is made again before the tasks of the next job begin.
func TestLossFoundByACancelledTask(t *testing.T) {
	folder := t.TempDir()
	e := engine.New(engine.Local{Threads: 1}, engine.Config{Memory: 1, SpillFolder: folder})
	defer e.Stop()
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{}) // the first job
	s := shuffled(e, source(e, 2), 1)
	reads := node(e, "MapPartitionsRDD", "map", 1, func(t *engine.Task, p int) any {
		if ctx.Err() == nil {
			if files, _ := filepath.Glob(filepath.Join(folder, "*", "0*")); len(files) == 2 {
				os.Remove(files[0])
			}
			cancel()
			<-over
		}
		return t.Rows(s, p)
	}, s)
	if _, err := e.Run(ctx, engine.Job{Node: reads, Body: sum}); err == nil {
		t.Fatal("the job wasn't cancelled")
	}
	events := &log{}
	e.AddListener(events)
	failed := func() int {
		return events.count(func(e engine.Event) bool { end, ok := e.(engine.TaskEnd); return ok && end.Err != nil })
	}
	close(over)
	for failed() == 0 {
		time.Sleep(time.Millisecond)
	}
	if got, err := run(e, reads); err != nil || got[0] != 22 {
		t.Errorf("%v, %v", got, err)
	}
	if n := failed(); n != 1 {
		t.Errorf("%d tasks failed, want the cancelled one alone", n)
	}
}

// What is kept of a node is let go with the last reference to it.
func TestKeptPartitionsGoWithTheNode(t *testing.T) {
	e := newEngine(t, 1, 1)
	id := func() int {
		n := mapped(e, source(e, 2), func(v int) int { return v })
		n.SetLevel(engine.StorageLevel{UseMemory: true, Deserialized: true})
		if _, err := run(e, n); err != nil {
			t.Fatal(err)
		}
		return n.ID
	}()
	same := &engine.Node{ID: id}
	if count, _, _ := e.Cached(same); count != 2 {
		t.Fatalf("%d partitions are kept, want 2", count)
	}
	for range 200 {
		runtime.GC()
		if count, _, _ := e.Cached(same); count == 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Error("the partitions are still there")
}
