package engine

import (
	"container/list"
	"slices"
	"sync"

	"gospark/engine/disk"
)

// An owner is the shuffle, the cached node or the node whose rows are held that blocks are of; one of them is set.
type owner struct{ shuffle, node, held int }

// noShuffle is the number of no shuffle.
const noShuffle = -1

var nobody = owner{noShuffle, noNode, noNode}

func ownerShuffle(id int) owner { return owner{id, noNode, noNode} }
func ownerNode(id int) owner    { return owner{noShuffle, id, noNode} }
func ownerHeld(id int) owner    { return owner{noShuffle, noNode, id} }

// An entry is the blocks that one task made: a map task's, one for each partition of the child, or a
// cached partition. It is what goes to disk, or is forgotten, as a whole.
type entry struct {
	owner owner
	part  int
	*Output
	place   *list.Element // in the order of use
	leaving bool          // it is being written
	stuck   bool          // it can't be written
	dropped bool
}

// store keeps blocks within the budget. Those that weren't used for longest leave memory
// first: a shuffle's for the disk, cached ones as their level says.
type store struct {
	memory *memory
	mu     sync.Mutex
	owners map[owner]map[int]*entry
	moved  func(BlockUpdated) // told of evictions of cached partitions; may be nil
	used   *list.List         // of *entry, the one that was used last behind
}

func newStore(m *memory) *store {
	return &store{memory: m, owners: map[owner]map[int]*entry{}, used: list.New()}
}

// put takes over an output, in place of what was there.
func (s *store) put(of owner, part int, o *Output) {
	o.t.must(o.flush())
	o.t.forget(o)
	o.t = nil
	o.compact()
	e := &entry{owner: of, part: part, Output: o}
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.owners[of]
	if all == nil {
		all = map[int]*entry{}
		s.owners[of] = all
	}
	if old := all[part]; old != nil {
		s.drop(old)
	}
	all[part] = e
	e.place = s.used.PushBack(e)
}

// get is a block; ok is false where there is none.
func (s *store) get(of owner, part, i int) (b Block, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.owners[of][part]
	if e == nil {
		return Block{}, false
	}
	s.used.MoveToBack(e.place)
	return e.block(i), true
}

// filled is which of an owner's first n parts have something in block i, or no blocks at all, and how many elements they have.
func (s *store) filled(of owner, n, i int) (parts []int, count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.owners[of]
	for part := range n {
		e := all[part]
		if e == nil {
			parts = append(parts, part)
		} else if n := e.block(i).count; n > 0 {
			parts, count = append(parts, part), count+n
		}
	}
	return parts, count
}

// has tells how many of an owner's parts there are.
func (s *store) has(of owner) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.owners[of])
}

// lacks is which of an owner's first n parts aren't there.
func (s *store) lacks(of owner, n int) (missing []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.owners[of]
	if len(all) == n {
		return nil
	}
	for i := range n {
		if all[i] == nil {
			missing = append(missing, i)
		}
	}
	return missing
}

// size is how many parts of an owner are kept, and their bytes.
func (s *store) size(of owner) (parts int, memory, disk int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.owners[of] {
		parts++
		for _, b := range e.blocks {
			memory += b.size
			disk += b.DiskSize()
		}
	}
	return parts, memory, disk
}

// forget forgets one part of an owner that was read from a file, unless it has been made again since.
func (s *store) forget(of owner, part int, file *disk.File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.owners[of][part]
	if e != nil && slices.ContainsFunc(e.blocks, func(b Block) bool { return b.file == file }) { // e.file may be being written
		delete(s.owners[of], part)
		s.drop(e)
	}
}

// remove forgets one part of an owner.
func (s *store) remove(of owner, part int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.owners[of][part]; e != nil {
		delete(s.owners[of], part)
		s.drop(e)
	}
}

// forgetAll forgets all parts of an owner.
func (s *store) forgetAll(of owner) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.owners[of] {
		s.drop(e)
	}
	delete(s.owners, of)
}

// clear forgets everything.
func (s *store) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for of, parts := range s.owners {
		for _, e := range parts {
			s.drop(e)
		}
		delete(s.owners, of)
	}
}

// drop gives back what an entry takes, s.mu being held. One that is being written is given back then.
func (s *store) drop(e *entry) {
	e.dropped = true
	s.used.Remove(e.place)
	if !e.leaving {
		e.discard()
	}
}
