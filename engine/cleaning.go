package engine

// CleanShuffles forgets the output of the shuffles that n reads, and of those before them as far as no node between
// is kept (Spark's cleanShuffleDependencies). Who reads them again has them run again.
func (e *Engine) CleanShuffles(n *Node) {
	shuffles, cleaned := unkeptShuffles(n), make(chan struct{})
	e.tell(func(s *scheduler) {
		for id := range shuffles {
			clear(s.outputs[id]) // of a stage that runs, too: what it lacks at its end is made again
			e.store.forgetAll(ownerShuffle(id))
		}
		close(cleaned)
	})
	select {
	case <-cleaned:
	case <-e.stopped:
	}
}

// unkeptShuffles is the numbers of the shuffles before n that can be reached by nodes that aren't kept.
func unkeptShuffles(n *Node) map[int]bool {
	shuffles, seen := map[int]bool{}, map[*Node]bool{}
	var visit func(n *Node)
	visit = func(n *Node) {
		for _, d := range n.Dependencies() {
			if d.Shuffle != nil {
				shuffles[d.Shuffle.ID] = true
			}
			if p := d.Parent; !seen[p] && p.Level().IsNone() {
				seen[p] = true
				visit(p)
			}
		}
	}
	visit(n)
	return shuffles
}
