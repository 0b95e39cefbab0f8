package engine

import (
	"errors"
	"slices"

	"gospark/engine/disk"
)

// shrink makes blocks leave memory until so many bytes are free, or none is left that may leave:
// those of the node spared stay. What the disk doesn't take stays too: who needs more memory will find out.
func (s *store) shrink(bytes int64, spared int) {
	for bytes > 0 {
		e := s.leastUsed(spared)
		if e == nil {
			return
		}
		freed, err := s.evict(e)
		if full := (*disk.WriteError)(nil); errors.As(err, &full) {
			return
		}
		bytes -= freed
	}
}

// leastUsed is the entry that wasn't used for longest of those that may leave memory; it is marked as leaving.
func (s *store) leastUsed(spared int) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	for p := s.used.Front(); p != nil; p = p.Next() {
		e := p.Value.(*entry)
		if e.held == 0 || e.leaving || e.stuck || spared != noNode && e.owner.node == spared {
			continue
		}
		if e.level.UseDisk && e.elements.Spills() != nil {
			e.stuck = true
			continue
		}
		e.leaving = true
		return e
	}
	return nil
}

// evict writes an entry to disk, or forgets it where its level doesn't say disk, and
// returns how many bytes are free now.
func (s *store) evict(e *entry) (freed int64, err error) {
	blocks := slices.Clone(e.blocks) // what others read stays as it is
	if e.level.UseDisk {
		err = e.writeAll(blocks)
	}
	defer s.tell(e)
	s.mu.Lock()
	defer s.mu.Unlock()
	e.leaving = false
	freed = e.held
	switch {
	case e.dropped:
		e.discard()
	case err != nil:
		e.stuck = !errors.As(err, new(*disk.WriteError))
		e.unwrite()
		return 0, err
	case e.level.UseDisk:
		e.blocks, e.held = blocks, 0
		s.memory.add(-freed, noNode)
	default:
		delete(s.owners[e.owner], e.part)
		s.drop(e)
	}
	return freed, nil
}

// tell says where a cached partition is after an eviction.
func (s *store) tell(e *entry) {
	if e.owner.node == noNode || s.moved == nil {
		return
	}
	s.mu.Lock()
	update := BlockUpdated{RDD: e.owner.node, Partition: e.part, Level: e.level}
	for _, b := range e.blocks {
		update.MemorySize, update.DiskSize = update.MemorySize+b.size, update.DiskSize+b.DiskSize()
	}
	s.mu.Unlock()
	s.moved(update)
}

// writeAll writes the chunks of blocks that are in memory.
func (e *entry) writeAll(blocks []Block) error {
	for i := range blocks {
		b := &blocks[i]
		if len(b.chunks) == 0 {
			continue
		}
		b.frames = slices.Clip(b.frames)
		if err := e.write(b, b.chunks...); err != nil {
			return err
		}
		b.chunks, b.size = nil, 0
	}
	return e.flush()
}

// unwrite removes the file of an entry none of whose blocks is there.
func (e *entry) unwrite() {
	for _, b := range e.blocks {
		if b.file != nil {
			return
		}
	}
	if e.file != nil {
		e.file.Remove()
		e.file = nil
	}
}
