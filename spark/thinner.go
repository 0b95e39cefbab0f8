package spark

import "gospark/engine"

// A thinner sees to it that looking for equal keys before a shuffle pays.
type thinner struct {
	watch
	limit int // keys of a table whose use is judged
	read  int // elements that went into the table
	skip  int // elements that don't
}

const (
	// A table of sampleKeys keys of whose elements hardly any had a key that was there, one in hardlyRepeated, is given up, and
	// skipped times as many elements don't go into one then. The next one may have twice as many keys: where all elements are
	// many times as many as their keys, a table is large enough at last.
	sampleKeys, hardlyRepeated, skipped = 1 << 15, 8, 3
)

func newThinner(t *engine.Task) *thinner { return &thinner{watch: newWatch(t), limit: sampleKeys} }

// useless tells whether n elements are not to go into a table.
func (s *thinner) useless(n int) bool {
	s.skip -= n
	return s.skip > 0
}

// enough tells, n elements later, that a table is to be emptied: it is as large as it may be, or has been of no use.
func (s *thinner) enough(n int, table sized) bool {
	s.read += n
	few := table.len() >= s.limit && s.read-table.len() < s.read/hardlyRepeated
	if few {
		s.limit, s.skip = 2*s.limit, skipped*s.read
	}
	if !few && !s.full(n, table) {
		return false
	}
	s.read = 0
	return true
}
