package spark

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

const (
	// garbageShare is the part of the budget that the heap may have more than it, and garbageFixed
	// what the process takes besides: beyond, garbage is collected more often.
	garbageShare = 4
	garbageFixed = 64 << 20
	// heapRoom is how many bytes the heap may grow at least, a quarter of the budget at most, before garbage is collected: where
	// little is kept and much is thrown away, as in most jobs, Go's own rule, twice of what is kept, collects too often.
	heapRoom = 96 << 20
)

// limitHeap has Go collect garbage often enough that the process stays near its budget, and not much more often
// than that takes, unless the person has said how often. undo ends that.
func limitHeap(memory int64) (undo func()) {
	roomy := roomyHeap(min(heapRoom, memory/garbageShare))
	if os.Getenv("GOMEMLIMIT") != "" || memory > math.MaxInt64/2 {
		return roomy
	}
	before := debug.SetMemoryLimit(memory + memory/garbageShare + garbageFixed)
	return func() {
		debug.SetMemoryLimit(before)
		roomy()
	}
}

// A heapTuner sets after each collection when the next one is due: when the heap has grown by room, or to
// twice of what is kept where that is more.
type heapTuner struct {
	mu      sync.Mutex
	users   int // contexts
	room    uint64
	percent int // that is set
}

var tuner heapTuner

const (
	goPercent = 100 // Go's own rule
	// leastKept is what a process keeps besides what Go tells of, about: before the first collection that is nothing.
	leastKept = 8 << 20
)

// roomyHeap begins the tuning, where nobody has set GOGC or called debug.SetGCPercent. The first context says how much room there is.
func roomyHeap(room int64) (undo func()) {
	tuner.mu.Lock()
	defer tuner.mu.Unlock()
	if tuner.users == 0 {
		if before := debug.SetGCPercent(goPercent); before != goPercent {
			debug.SetGCPercent(before)
			return func() {}
		}
		tuner.room, tuner.percent = uint64(room), goPercent
		tuner.tune()
		runtime.SetFinalizer(&collection{&tuner}, (*collection).over)
	}
	tuner.users++
	return func() {
		tuner.mu.Lock()
		defer tuner.mu.Unlock()
		if tuner.users--; tuner.users == 0 {
			debug.SetGCPercent(goPercent)
		}
	}
}

// A collection is what nobody refers to, so that Go tells when it has collected garbage.
type collection struct{ *heapTuner }

func (c *collection) over() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.users > 0 {
		c.tune()
		runtime.SetFinalizer(&collection{c.heapTuner}, (*collection).over)
	}
}

// tune sets when the next collection is due, if that is another time than Go would take for what was kept by the last one.
func (h *heapTuner) tune() {
	kept := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/globals:bytes"}, {Name: "/gc/scan/stack:bytes"}}
	metrics.Read(kept)
	sum := uint64(leastKept)
	for _, k := range kept {
		sum += k.Value.Uint64()
	}
	percent := max(goPercent, int(h.room*100/sum))
	if percent != h.percent {
		debug.SetGCPercent(percent)
		h.percent = percent
	}
}
