package engine

// An operator that looks at elements before it moves them has their rows computed twice. Between the two they are
// held in memory, as far as there is some that nothing else wants, and given up when they are read again.

// Hold has the rows of n that f's jobs compute be held for the shuffle of them that follows.
func (e *Engine) Hold(n *Node, f func()) {
	n.held.Store(true)
	n.holding.Store(true)
	defer n.holding.Store(false)
	f()
}

// holdable is the part of the budget up to which there is room to hold rows.
const holdable = 2

func (m *memory) hasRoom(n int64) bool { return m.used.Load()+n <= m.limit/holdable }

// hold are the rows of a partition that is held, or is from now on; nil where it isn't.
func (t *Task) hold(n *Node, partition int) any {
	of, e := ownerHeld(n.ID), t.engine
	if b, ok := e.store.get(of, partition, 0); ok {
		return n.Elements.Rows(t, t.chunks(b, n.Elements, nil))
	}
	if !n.holding.Load() || !e.memory.hasRoom(1) {
		return nil
	}
	o := t.output(n.Elements, 1, memoryOnly, noNode)
	n.Elements.Gather(t.compute(n, partition), func(chunk any) int {
		if _, size := n.Elements.Measure(chunk); !e.memory.hasRoom(size) {
			o.stopped = true
			return 0
		}
		return o.Add(0, chunk)
	})
	t.Check()
	if o.stopped || o.spilled {
		o.Discard()
		return nil
	}
	b := o.blocks[0]
	e.store.put(of, partition, o)
	return n.Elements.Rows(t, t.chunks(b, n.Elements, nil))
}

// letGo gives up a partition of n that is held.
func (e *Engine) letGo(n *Node, partition int) {
	if n.held.Load() {
		e.store.remove(ownerHeld(n.ID), partition)
	}
}
