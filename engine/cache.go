package engine

import (
	"runtime"
	"sync"
)

// keep are the rows of a partition of n whose storage level says that it is
// kept: those at hand, or those it computes. Tasks that want the same
// partition at once compute it once.
func (e *Engine) keep(t *Task, n *Node, partition int) any {
	id := blockID{n.ID, partition}
	for {
		if rows := e.kept(t, n, partition); rows != nil {
			return rows
		}
		wait, mine := e.making.begin(id)
		if !mine {
			select {
			case <-wait:
				continue
			case <-t.Done():
				runtime.Goexit()
			}
		}
		return e.makeKept(t, n, id)
	}
}

// kept are the rows that are at hand, or nil.
func (e *Engine) kept(t *Task, n *Node, partition int) any {
	b, ok := e.store.get(ownerNode(n.ID), partition, 0)
	if !ok {
		return nil
	}
	return e.rowsOfKept(t, n, partition, b)
}

func (e *Engine) rowsOfKept(t *Task, n *Node, partition int, b Block) any {
	of := ownerNode(n.ID)
	return n.Elements.Rows(t, t.chunks(b, n.Elements, func(err error) error {
		e.store.forget(of, partition, b.file)
		return &lostBlock{of, []int{partition}, err}
	}))
}

// makeKept computes a partition and keeps it. One that doesn't fit where its level says is
// read by the task alone.
func (e *Engine) makeKept(t *Task, n *Node, id blockID) any {
	defer e.making.end(id)
	if rows := e.kept(t, n, id.partition); rows != nil { // made between the look and the beginning
		return rows
	}
	level := n.Level()
	if level.IsNone() {
		return t.compute(n, id.partition)
	}
	o := t.output(n.Elements, 1, level, n.ID)
	n.Elements.Gather(t.compute(n, id.partition), func(chunk any) int { return o.Add(0, chunk) })
	if o.stopped {
		o.Discard()
		return t.compute(n, id.partition)
	}
	if t.Killed() || o.spilled && !level.UseDisk {
		return o.Rows(0)
	}
	b := o.blocks[0]
	e.store.put(ownerNode(n.ID), id.partition, o)
	e.Post(BlockUpdated{RDD: n.ID, Partition: id.partition, Level: level, MemorySize: b.size, DiskSize: b.DiskSize()})
	return e.rowsOfKept(t, n, id.partition, b)
}

// chunks are those of a block; lost says what becomes of the task when one can't be read.
func (t *Task) chunks(b Block, elements Elements, lost func(error) error) Chunks {
	return chunksOf(1, func(int) *chunkReader { return t.reader(b, elements, lost) })
}

func (t *Task) reader(b Block, elements Elements, lost func(error) error) *chunkReader {
	return &chunkReader{block: b, elements: elements, lost: func(err error) { t.Fail(lost(err)) }}
}

// Cached is how many partitions of n are kept, and their estimated sizes in bytes.
func (e *Engine) Cached(n *Node) (partitions int, memory, disk int64) {
	return e.store.size(ownerNode(n.ID))
}

// Persist has the partitions of n be kept once they are computed.
func (e *Engine) Persist(n *Node, l StorageLevel) {
	n.SetLevel(l)
	if !l.IsNone() {
		e.persistent.add(n)
	}
}

// Unpersist forgets the kept partitions of n and keeps no more of them.
func (e *Engine) Unpersist(n *Node) {
	n.SetLevel(StorageLevel{})
	e.store.forgetAll(ownerNode(n.ID))
	if e.persistent.forget(n.ID) {
		e.Post(UnpersistRDD{n.ID})
	}
}

// blockID names a partition of a node that is kept.
type blockID struct{ node, partition int }

// inProgress says which blocks are being made.
type inProgress struct {
	mu   sync.Mutex
	done map[blockID]chan struct{}
}

// begin says that the caller makes the block; otherwise wait is closed when it is made, or given up.
func (p *inProgress) begin(id blockID) (wait <-chan struct{}, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, ok := p.done[id]; ok {
		return c, false
	}
	p.done[id] = make(chan struct{})
	return nil, true
}

func (p *inProgress) end(id blockID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.done[id])
	delete(p.done, id)
}
