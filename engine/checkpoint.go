package engine

// A Checkpoint is the wish that a node's partitions be saved at the end of the next job
// that needs it, and the node be cut off from what it was computed from.
type Checkpoint struct {
	File  string // where it is saved, for who asks
	Local bool   // kept as the node's storage level says, and lost when that is
	// Save saves the partitions of n for an action, and returns the node that reads them.
	Save func(n *Node, action string) *Node

	state checkpointState // guarded by the node's mu
}

type checkpointState int

const (
	wanted checkpointState = iota
	saving
	saved
)

// SetCheckpoint marks the node; false says that it has a mark already, which stays.
func (e *Engine) SetCheckpoint(n *Node, c *Checkpoint) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.mark != nil && (n.mark.state != wanted || n.mark.Local == c.Local) {
		return false
	}
	if n.mark == nil {
		e.marked.Add(1)
	}
	n.mark = c
	return true
}

// Checkpointed is the node's mark, or nil, and whether its partitions are saved.
func (n *Node) Checkpointed() (c *Checkpoint, done bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.mark, n.mark != nil && n.mark.state == saved
}

// SaveCheckpoints saves those nodes of n's lineage that are marked and not saved yet, but
// not what lies behind one that is marked. It panics as the jobs that it runs do.
func (e *Engine) SaveCheckpoints(n *Node, action string) {
	if e.marked.Load() == 0 {
		return
	}
	for _, m := range marked(n) {
		e.save(m, action)
	}
}

// marked are the first nodes on each way through the lineage that have a mark.
func marked(n *Node) []*Node {
	var found []*Node
	seen, next := map[*Node]bool{n: true}, []*Node{n}
	for len(next) > 0 {
		m := next[len(next)-1]
		next = next[:len(next)-1]
		if c, _ := m.Checkpointed(); c != nil {
			found = append(found, m)
			continue
		}
		for _, d := range m.Dependencies() {
			if !seen[d.Parent] {
				seen[d.Parent] = true
				next = append(next, d.Parent)
			}
		}
	}
	return found
}

// save is done by one caller at a time; another one goes on without.
func (e *Engine) save(n *Node, action string) {
	n.mu.Lock()
	c := n.mark
	if c.state != wanted {
		n.mu.Unlock()
		return
	}
	c.state = saving
	n.mu.Unlock()
	var source *Node
	defer func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		if c.state = wanted; source != nil {
			c.state, n.source, n.Functions = saved, source, nil
			n.Deps, n.Compute, n.Count = nil, nil, nil // what it was computed from may go; the count is known
			e.marked.Add(-1)
		}
	}()
	source = c.Save(n, action)
}

// Dependencies are what the node is computed from: that is its checkpoint once it has one.
func (n *Node) Dependencies() []Dependency {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.source != nil {
		return []Dependency{{Parent: n.source}}
	}
	return n.Deps
}

// MissingOf are the partitions of n that aren't kept.
func (e *Engine) MissingOf(n *Node) []int {
	count, err := n.NumPartitions()
	if err != nil {
		return nil
	}
	return e.store.lacks(ownerNode(n.ID), count)
}

func (n *Node) functions() []Function {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.Functions
}

// compute starts the computation of a partition.
func (n *Node) compute(t *Task, partition int) any {
	n.mu.Lock()
	source, compute := n.source, n.Compute
	n.mu.Unlock()
	if source != nil {
		return t.Rows(source, partition)
	}
	return compute(t, partition)
}
