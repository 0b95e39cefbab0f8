package session

import (
	"context"

	"gospark/cell"
)

// asides counts the cells that aren't kept.
type asides struct{ seen, others int }

// TakeAside takes a number for a cell that isn't kept. As long as no cell is, those that a
// person sees are counted as if they were: a notebook that a client runs so says In[n] where it
// does otherwise. All others are counted down from -1, and leave the numbers to cells that are kept.
func (s *Session) TakeAside(seen bool) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seen && s.next == 1 {
		s.asides.seen++
		return s.asides.seen
	}
	s.asides.others++
	return -s.asides.others
}

// RunAside is Run for a cell that got its number from TakeAside, and isn't part of the
// session's record. What it declares stays.
func (s *Session) RunAside(ctx context.Context, n int, text string, sink cell.Sink) error {
	return s.runTaken(ctx, &taken{aside: true}, n, text, sink)
}
