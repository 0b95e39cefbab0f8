package engine

// A Stage is the part of a job between two shuffles: Node and what it reads by
// narrow dependencies, applied to each of NumTasks partitions.
type Stage struct {
	ID       int
	Node     *Node
	Shuffle  *Shuffle // the shuffle that its tasks write for, nil for the stage that yields the result
	Parents  []*Stage
	NumTasks int
	Barrier  *Node // where set, all tasks run at once, and all again when one fails: a barrier node of the stage
}

// shuffleID is the number of the stage's shuffle, or noShuffle.
func (st *Stage) shuffleID() int {
	if st.Shuffle == nil {
		return noShuffle
	}
	return st.Shuffle.ID
}

// Plan cuts the lineage of n at its shuffles and returns the stages, parents
// before children, the one that yields the result last. A shuffle that is
// reached twice is one stage. It is a pure function of the lineage: it runs nothing.
// The error is that of a source whose partitions can't be counted.
func Plan(n *Node) ([]*Stage, error) {
	p := planner{byShuffle: map[int]*Stage{}}
	if _, err := p.stage(n, nil); err != nil {
		return nil, err
	}
	return p.stages, nil
}

type planner struct {
	byShuffle map[int]*Stage
	stages    []*Stage
}

func (p *planner) stage(n *Node, s *Shuffle) (*Stage, error) {
	count, err := n.NumPartitions()
	if err != nil {
		return nil, err
	}
	st := &Stage{Node: n, Shuffle: s, NumTasks: count}
	shuffles, barrier := begins(n)
	st.Barrier = barrier
	for _, shuffle := range shuffles {
		parent, ok := p.byShuffle[shuffle.ID]
		if !ok {
			if parent, err = p.stage(shuffle.Parent, shuffle); err != nil {
				return nil, err
			}
		}
		st.Parents = append(st.Parents, parent)
	}
	st.ID = len(p.stages)
	p.stages = append(p.stages, st)
	if s != nil {
		p.byShuffle[s.ID] = st
	}
	return st, nil
}

// begins is the shuffles at which the stage that ends in n begins, and a barrier node in it, or nil.
func begins(n *Node) (found []*Shuffle, barrier *Node) {
	seenShuffle := map[int]bool{}
	narrow(n, func(m *Node) bool {
		if m.Barrier {
			barrier = m
		}
		for _, d := range m.Dependencies() {
			if d.Shuffle != nil && !seenShuffle[d.Shuffle.ID] {
				seenShuffle[d.Shuffle.ID] = true
				found = append(found, d.Shuffle)
			}
		}
		return true
	})
	return found, barrier
}

// narrow calls f for n and what it reads by narrow dependencies, each node once.
// It doesn't look behind a node for which f is false.
func narrow(n *Node, f func(*Node) bool) {
	seen := map[*Node]bool{}
	var visit func(*Node)
	visit = func(m *Node) {
		if seen[m] {
			return
		}
		seen[m] = true
		if !f(m) {
			return
		}
		for _, d := range m.Dependencies() {
			if d.Shuffle == nil {
				visit(d.Parent)
			}
		}
	}
	visit(n)
}
