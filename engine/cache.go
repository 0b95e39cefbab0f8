package engine

import (
	"runtime"
	"sync"
)

// keep is the block of a partition of n whose storage level says that it is
// kept: the one at hand, or the one it computes. Tasks that want the same
// partition at once compute it once.
func (e *Engine) keep(t *Task, n *Node, partition int) Block {
	id := CachedBlock(n.ID, partition)
	for {
		if b := e.store.Get(id); b != nil {
			return b
		}
		wait, mine := e.making.begin(id)
		if !mine {
			select {
			case <-wait:
				continue
			case <-t.kill.done:
				runtime.Goexit()
			}
		}
		return e.makeBlock(t, n, id)
	}
}

func (e *Engine) makeBlock(t *Task, n *Node, id BlockID) Block {
	defer e.making.end(id)
	if b := e.store.Get(id); b != nil { // made between the look and the beginning
		return b
	}
	b := n.Elements.Block(n.compute(t, id.Map))
	if level := n.Level(); !level.IsNone() && !t.Killed() {
		e.store.Put(id, b)
		e.Post(BlockUpdated{RDD: n.ID, Partition: id.Map, Level: level, MemorySize: b.Size()})
	}
	return b
}

// Cached is how many partitions of n are kept, and their estimated size in bytes.
func (e *Engine) Cached(n *Node) (partitions int, size int64) {
	e.store.Each(CachedBlock(n.ID, 0).Owner(), func(_ BlockID, b Block) {
		partitions++
		size += b.Size()
	})
	return partitions, size
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
	e.store.Drop(CachedBlock(n.ID, 0).Owner())
	if e.persistent.forget(n.ID) {
		e.Post(UnpersistRDD{n.ID})
	}
}

// inProgress says which blocks are being made.
type inProgress struct {
	mu   sync.Mutex
	done map[BlockID]chan struct{}
}

// begin says that the caller makes the block; otherwise wait is closed when it is made, or given up.
func (p *inProgress) begin(id BlockID) (wait <-chan struct{}, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, ok := p.done[id]; ok {
		return c, false
	}
	p.done[id] = make(chan struct{})
	return nil, true
}

func (p *inProgress) end(id BlockID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.done[id])
	delete(p.done, id)
}
