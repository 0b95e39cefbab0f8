package spark

import (
	"unsafe"

	"gospark/engine"
)

// shuffleOf is the shuffle of c's elements into n partitions. turn, where it isn't nil, makes the
// rows of e that are shuffled of c's rows.
func shuffleOf(c *core, e *elem, n int, turn func(t *engine.Task, rows any) any,
	place func(partition int) func(unsafe.Pointer) int) *engine.Shuffle {
	return c.sc.engine.AddShuffle(&engine.Shuffle{Parent: c.rdd, Partitions: n, Elements: e,
		Write: func(t *engine.Task, in any, out *engine.Output) {
			in = seen(c, in)
			if turn != nil {
				in = turn(t, in)
			}
			e.scatter(in, n, place(t.Partition), out.Add)
		}})
}

// everywhere is a placement that is the same in each partition.
func everywhere(place func(unsafe.Pointer) int) func(int) func(unsafe.Pointer) int {
	return func(int) func(unsafe.Pointer) int { return place }
}

// shuffled is the node at the far end of a shuffle of elements in; read makes its
// rows, of elements e, of those that were shuffled.
func shuffled(c *core, op string, in, e *elem, s *engine.Shuffle, read func(*engine.Task, any) any, funcs ...any) *core {
	n := newNode(c.sc, "ShuffledRDD", op, e, funcs...)
	n.Deps = []engine.Dependency{shuffleFor(n, s)}
	n.Count = fixed(s.Partitions)
	n.Compute = func(t *engine.Task, p int) any { return read(t, t.ShuffleRows(s, in, p)) }
	return &core{sc: c.sc, rdd: c.sc.engine.Add(n), elem: e}
}

// shuffleFor is what n depends on: a shuffle that is made for it.
func shuffleFor(n *engine.Node, s *engine.Shuffle) engine.Dependency {
	s.Operator, s.Site, s.Functions = n.Operator, n.Site, n.Functions
	return engine.Dependency{Parent: s.Parent, Shuffle: s}
}

// shuffleByKey moves c's elements to where p places their keys, and reads them there by read.
func shuffleByKey(c *core, op string, p Partitioner, k *keyOps, read func(*engine.Task, any) any, funcs ...any) *core {
	s := shuffleOf(c, c.elem, p.NumPartitions(), nil, everywhere(placer(p, k)))
	out := shuffled(c, op, c.elem, c.elem, s, read, append(placing(p), funcs...)...)
	out.rdd.Partitioner = p
	return out
}

func asTheyAre(_ *engine.Task, rows any) any { return rows }
