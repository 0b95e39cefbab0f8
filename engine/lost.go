package engine

// A lostBlock is what a task panics with when blocks that it reads aren't there any more,
// or not as they were written. They are made again, and the task runs again.
type lostBlock struct {
	owner owner // noShuffle and noNode for one of the task's own
	parts []int
	err   error // nil where they just aren't there
}

// A loss names what was lost at once.
type loss struct {
	owner owner
	part  int // the first
}

func (l *lostBlock) loss() loss { return loss{l.owner, append(l.parts, 0)[0]} }

// count counts the loss, but not where the blocks just aren't there: then it is counted by who found them lost.
func (l *lostBlock) count(losses map[loss]int) {
	if l.err != nil {
		losses[l.loss()]++
	}
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
