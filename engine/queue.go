package engine

import (
	"slices"
	"sort"
)

// PoolProperty is the local property that names the pool of a job's tasks, by Spark's name.
const PoolProperty = "spark.scheduler.pool"

// A queue is the tasks that wait for a slot. Those of earlier jobs come first. Where it is
// fair, that holds within a pool, and the next task is of the pool that has the fewest running;
// of several, of the one that had none for longest.
type queue struct {
	fair   bool
	pools  []*pool
	served int // how many tasks were taken
}

type pool struct {
	name    string
	waiting []*Task
	running int
	last    int // when its last task was taken
}

// push adds a task of a job.
func (q *queue) push(t *Task, j *job) {
	t.rank, t.pool = j.id, q.pool(j)
	w := t.pool.waiting
	at := sort.Search(len(w), func(i int) bool { return w[i].rank > t.rank })
	t.pool.waiting = slices.Insert(w, at, t)
}

// pool is that of a job.
func (q *queue) pool(j *job) *pool {
	name := "default"
	if own := j.Properties[PoolProperty]; q.fair && own != "" {
		name = own
	}
	for _, p := range q.pools {
		if p.name == name {
			return p
		}
	}
	p := &pool{name: name, last: q.served - 1} // as if it had waited since the last task but one
	q.pools = append(q.pools, p)
	return p
}

// pop takes the next task; nil where none waits.
func (q *queue) pop() *Task {
	var next *pool
	for _, p := range q.pools {
		if len(p.waiting) > 0 && (next == nil || p.running < next.running || p.running == next.running && p.last < next.last) {
			next = p
		}
	}
	if next == nil {
		return nil
	}
	t := next.waiting[0]
	next.waiting[0] = nil // the array lives on, what the task refers to must not
	next.waiting = next.waiting[1:]
	q.served++
	next.last = q.served
	return t
}

// ended takes note that a task runs no more.
func (q *queue) ended(t *Task) {
	if t.pool.running--; t.pool.running == 0 && len(t.pool.waiting) == 0 {
		q.pools = slices.DeleteFunc(q.pools, func(p *pool) bool { return p == t.pool })
	}
}
