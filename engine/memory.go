package engine

import (
	"sync/atomic"

	"gospark/engine/disk"
)

// memory is the one budget of an engine: blocks at rest, blocks that are being made, and what
// tasks work with count against it by their estimated sizes.
type memory struct {
	limit int64
	slots int64
	used  atomic.Int64
	store *store
	disk  *disk.Folder
}

// Half of the budget is for what tasks work with, in equal parts. A part doesn't depend on what
// else runs: what a task puts on disk, and so the order of its rows, is the same each time.
func (m *memory) share() int64 { return m.limit / 2 / m.slots }

// add counts n more bytes and makes room for them: blocks at rest that aren't of the node
// spared go to disk or are forgotten. It tells whether there was enough of them.
func (m *memory) add(n int64, spared int) bool {
	over := m.used.Add(n) - m.limit
	if over <= 0 || n <= 0 {
		return true
	}
	m.store.shrink(over, spared)
	return m.used.Load() <= m.limit
}

// A Lease is the memory that one table or buffer of a task takes.
type Lease struct {
	t    *Task
	held int64
}

// Lease is a lease of nothing yet. What it takes is given back when the task ends.
func (t *Task) Lease() *Lease { return &Lease{t: t} }

// atLeast is the part of a task's share that each of its leases may take, whatever the others took.
const atLeast = 8

// Resize makes the lease one of n bytes. It is false, and the lease what it was, when that is
// more than the task's share, together with its other leases: something must go to disk first.
func (l *Lease) Resize(n int64) bool {
	share := l.t.engine.memory.share()
	if n > l.held && n > share/atLeast && l.t.leased+n-l.held > share {
		return false
	}
	l.set(n)
	return true
}

// Exceed is Resize up to the whole budget, for what can't be divided.
func (l *Lease) Exceed(n int64) bool {
	if n > l.t.engine.memory.limit {
		return false
	}
	l.set(n)
	return true
}

func (l *Lease) set(n int64) {
	more := n - l.held
	l.held = n
	l.t.leased += more
	l.t.engine.memory.add(more, noNode)
}

// Release gives the memory back.
func (l *Lease) Release() { l.set(0) }

// Share is how many bytes a task may work with before it puts something on disk.
func (t *Task) Share() int64 { return t.engine.memory.share() }

// Budget is how many bytes all blocks and tasks of the engine may take.
func (t *Task) Budget() int64 { return t.engine.memory.limit }
