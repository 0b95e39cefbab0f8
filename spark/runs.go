package spark

import (
	"container/heap"
	"unsafe"

	"gospark/engine"
)

// mostMerged is how many sorted runs are merged at once: each has a frame in memory.
const mostMerged = 64

// sorter watches how much memory the elements take that a task sorts. When it is too much,
// they go to disk as a sorted run; in the end the runs are merged.
type sorter struct {
	t     *engine.Task
	elem  *elem
	keys  *keyOps
	order Order
	lease *engine.Lease
	runs  *engine.Output
	count int
}

// look counts the memory of elements and of what sorts them, and says after how many more to look
// again; 0 tells that they must become a run.
func (s *sorter) look(rows any) (next int) {
	count, size := measure(rows)
	size += int64(count)*int64(2*unsafe.Sizeof(ranked{})+typeOf(s.elem).Size()) + size/growing
	if !s.lease.Resize(size) {
		if s.elem.Spills() == nil {
			return 0
		}
		if !s.lease.Exceed(size) {
			s.t.Fail(unsortable(s))
		}
	}
	return lookAfter(count, size, s.t.Share())
}

// room is how many elements there may be room for from the beginning: those that the task reads, or
// as many as may be in its share.
func (s *sorter) room() int {
	return int(min(int64(s.t.Incoming()), s.t.Share()/4/max(1, int64(typeOf(s.elem).Size()))))
}

// inOrder is the places of elements in the order of their keys.
func (s *sorter) inOrder(rows any) []ranked {
	first, n := base(rows)
	return s.keys.inOrder(first, typeOf(s.elem).Size(), n, s.order)
}

func unsortable(s *sorter) error {
	return &engine.Fault{Err: s.elem.Spills(), Remedy: "what is sorted doesn't fit in spark.memory, and can't be written to disk: raise spark.memory"}
}

// run writes sorted elements to disk.
func (s *sorter) run(rows any) {
	if s.runs == nil {
		s.runs = s.t.OutputOnDisk(s.elem, 0)
	}
	s.runs.Add(s.runs.Grow(), rows)
	s.count++
}

// merged are the rows of all runs and of rows, the last one.
func (s *sorter) merged(rows any) any {
	if s.runs == nil {
		return s.elem.replay(s.t, these(rows))
	}
	s.run(rows)
	s.lease.Release()
	runs, n := s.runs, s.count
	for n > mostMerged {
		out, m := s.t.OutputOnDisk(s.elem, 0), 0
		for ; m*mostMerged < n; m++ {
			to := out.Grow()
			s.elem.Gather(s.merge(runs, m*mostMerged, min(n, (m+1)*mostMerged)), func(chunk any) int { return out.Add(to, chunk) })
		}
		runs.Discard()
		runs, n = out, m
	}
	return s.merge(runs, 0, n)
}

// merge are the rows of the runs from one on to another; of equal elements those of the first run come first.
func (s *sorter) merge(runs *engine.Output, from, to int) any {
	return s.elem.push(func(yield func(unsafe.Pointer) bool) {
		m := merge{compare: s.keys.compare}
		if s.order == Descending {
			m.compare = Reverse(m.compare)
		}
		defer m.close()
		for i := from; i < to; i++ {
			next, stop := runs.Next(i)
			r := &sortedRun{number: i, size: typeOf(s.elem).Size(), next: next, stop: stop}
			if r.fill() {
				m.runs = append(m.runs, r)
			}
		}
		heap.Init(&m)
		for n := 0; len(m.runs) > 0; n++ {
			if n%checkEvery == 0 {
				s.t.Check()
			}
			r := m.runs[0]
			if !yield(r.at) {
				return
			}
			if r.advance() {
				heap.Fix(&m, 0)
			} else {
				heap.Pop(&m)
			}
		}
	})
}

// sortedRun is a run that is being read.
type sortedRun struct {
	number int
	size   uintptr
	next   func() any
	stop   func()
	chunk  any
	at     unsafe.Pointer
	left   int // elements of chunk, with the one at at
}

// fill reads the next chunk.
func (r *sortedRun) fill() bool {
	for r.left == 0 {
		if r.chunk = r.next(); r.chunk == nil {
			return false
		}
		r.at, r.left = base(r.chunk)
	}
	return true
}

func (r *sortedRun) advance() bool {
	if r.left--; r.left > 0 {
		r.at = unsafe.Add(r.at, r.size)
		return true
	}
	return r.fill()
}

// merge is the runs, as a heap by their elements.
type merge struct {
	runs    []*sortedRun
	compare func(a, b unsafe.Pointer) int
}

func (m *merge) Len() int { return len(m.runs) }
func (m *merge) Less(i, j int) bool {
	c := m.compare(m.runs[i].at, m.runs[j].at)
	return c < 0 || c == 0 && m.runs[i].number < m.runs[j].number
}
func (m *merge) Swap(i, j int) { m.runs[i], m.runs[j] = m.runs[j], m.runs[i] }
func (m *merge) Push(r any)    { m.runs = append(m.runs, r.(*sortedRun)) }
func (m *merge) Pop() any {
	last := m.runs[len(m.runs)-1]
	m.runs = m.runs[:len(m.runs)-1]
	last.stop()
	return last
}

func (m *merge) close() {
	for _, r := range m.runs {
		r.stop()
	}
}
