package engine

// A lostBlock is what a task panics with when blocks that it reads aren't there any more,
// or not as they were written. They are made again, and the task runs again.
type lostBlock struct {
	shuffle int // whose map tasks made them; noShuffle for a cached block, or one of the task's own
	maps    []int
	err     error // nil where they just aren't there
}

// Error says what is lost.
func (l *lostBlock) Error() string {
	if l.err == nil {
		return "blocks of a shuffle are missing"
	}
	return l.err.Error()
}

// Unwrap is why it can't be read.
func (l *lostBlock) Unwrap() error { return l.err }
