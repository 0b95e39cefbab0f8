package engine_test

import (
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
