package spark

import (
	"fmt"
	"sync"
)

// A Broadcast is a value that the functions in tasks read (Spark's Broadcast). It is a copy
// of what was broadcast, so a later change of that isn't seen; the copy must not be changed.
type Broadcast[T any] struct {
	*broadcast
	value *T
}

// broadcast is what a Broadcast is without its type.
type broadcast struct {
	id        int
	mu        sync.RWMutex
	destroyed string // where, or ""
}

// Broadcast makes a value readable in tasks. It panics with a *DefinitionError where
// the value is an RDD: Collect it first.
func (sc *Context) Broadcast[T any](value T) *Broadcast[T] {
	b, copied := newBroadcast(sc, value), cloned(value)
	return &Broadcast[T]{b, &copied}
}

func newBroadcast(sc *Context, value any) *broadcast {
	const op = "broadcast"
	sc.check(op)
	if _, isRDD := value.(shape); isRDD {
		panic(definition(op, "Can not directly broadcast RDDs", "call Collect() and broadcast the result"))
	}
	return &broadcast{id: int(sc.broadcasts.Add(1)) - 1}
}

// ID is unique in its context.
func (b *broadcast) ID() int { return b.id }

// String is the broadcast as Spark writes it: Broadcast(0).
func (b *broadcast) String() string { return fmt.Sprintf("Broadcast(%d)", b.id) }

// check panics when the broadcast was destroyed.
func (b *broadcast) check(op string) {
	if b.destroyed != "" {
		panic(misuse(op, fmt.Sprintf("Attempted to use %v after it was destroyed (destroy at %s)", b, b.destroyed),
			"broadcast the value again, or destroy it later"))
	}
}

// Value is the value. It panics when the broadcast was destroyed.
func (b *Broadcast[T]) Value() T {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.check("value")
	return *b.value
}

// Unpersist lets go of the copies that executors have; the next use sends the value
// again. In a local context there is one copy, which stays.
func (b *broadcast) Unpersist(blocking ...bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.check("unpersist")
}

// Destroy lets go of the value: to use the broadcast afterwards is an error, which names
// the call of Destroy.
func (b *Broadcast[T]) Destroy(blocking ...bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.check("destroy")
	b.destroyed, _ = caller()
	b.value = nil
}
