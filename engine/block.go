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

// A BlockStore keeps blocks. Its methods may be called at once.
type BlockStore interface {
	Put(id BlockID, b Block)
	// Get is nil where there is no such block.
	Get(id BlockID) Block
	// Drop forgets the blocks for which match is true.
	Drop(match func(BlockID) bool)
	// Each calls f for every block.
	Each(f func(BlockID, Block))
}

// memoryStore keeps blocks in memory.
type memoryStore struct {
	mu     sync.RWMutex
	blocks map[BlockID]Block
}

// NewMemoryStore is a store that keeps its blocks in memory.
func NewMemoryStore() BlockStore { return &memoryStore{blocks: map[BlockID]Block{}} }

func (s *memoryStore) Put(id BlockID, b Block) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks[id] = b
}

func (s *memoryStore) Get(id BlockID) Block {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.blocks[id]
}

func (s *memoryStore) Drop(match func(BlockID) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.blocks {
		if match(id) {
			delete(s.blocks, id)
		}
	}
}

func (s *memoryStore) Each(f func(BlockID, Block)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for id, b := range s.blocks {
		f(id, b)
	}
}
