package engine

import "sync"

// A Block is elements at rest.
type Block interface {
	Count() int  // elements
	Size() int64 // bytes, estimated
}

// A BlockID names a block of a shuffle or of a cached node; exactly one of the two is set.
type BlockID struct {
	Shuffle, Node int // -1 where the block isn't of one
	Map           int // the partition that made it
	Reduce        int // the partition of the child that reads it; 0 for a cached one
}

// ShuffleBlock names what map partition m made for partition r.
func ShuffleBlock(shuffle, m, r int) BlockID {
	return BlockID{Shuffle: shuffle, Node: -1, Map: m, Reduce: r}
}

// CachedBlock names the cached partition p of a node.
func CachedBlock(node, p int) BlockID { return BlockID{Shuffle: -1, Node: node, Map: p} }

// An Owner is the shuffle or the cached node that a block is of.
type Owner struct{ Shuffle, Node int }

// Owner is what the block is of.
func (id BlockID) Owner() Owner { return Owner{id.Shuffle, id.Node} }

// A BlockStore keeps blocks. Its methods may be called at once.
type BlockStore interface {
	Put(id BlockID, b Block)
	// Get is nil where there is no such block.
	Get(id BlockID) Block
	// Drop forgets the blocks of an owner.
	Drop(o Owner)
	// Each calls f for every block of an owner.
	Each(o Owner, f func(BlockID, Block))
	// Clear forgets all blocks.
	Clear()
}

// memoryStore keeps blocks in memory.
type memoryStore struct {
	mu     sync.RWMutex
	blocks map[Owner]map[BlockID]Block
}

// NewMemoryStore is a store that keeps its blocks in memory.
func NewMemoryStore() BlockStore { return &memoryStore{blocks: map[Owner]map[BlockID]Block{}} }

func (s *memoryStore) Put(id BlockID, b Block) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.blocks[id.Owner()]
	if of == nil {
		of = map[BlockID]Block{}
		s.blocks[id.Owner()] = of
	}
	of[id] = b
}

func (s *memoryStore) Get(id BlockID) Block {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.blocks[id.Owner()][id]
}

func (s *memoryStore) Drop(o Owner) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.blocks, o)
}

func (s *memoryStore) Each(o Owner, f func(BlockID, Block)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for id, b := range s.blocks[o] {
		f(id, b)
	}
}

func (s *memoryStore) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.blocks)
}
