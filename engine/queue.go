package engine

import (
	"cmp"
	"slices"
	"sort"
)

// PoolProperty is the local property that names the pool of a job's tasks, by Spark's name.
const PoolProperty = "spark.scheduler.pool"

// DefaultPool is the pool of jobs that name none.
const DefaultPool = "default"

// A Pool says how the jobs of a pool are served beside those of others, and how many of their
// tasks run.
type Pool struct {
	Name     string
	Fair     bool // its jobs share what it gets; else those of earlier jobs come first
	Weight   int  // how many times the slots of a pool of weight 1 it gets
	MinShare int  // slots that it gets before the weights count
	Running  int
	Waiting  int
}

// A queue is the tasks that wait for a slot. Those of earlier jobs come first. Where it is
// fair, that holds within a pool, and the next task is of the pool that has the fewest running for
// its share; of several, of the one that had none for longest.
type queue struct {
	fair   bool
	known  []Pool // by their settings
	pools  []*pool
	served int // how many tasks were taken
}

type pool struct {
	Pool
	waiting []*Task     // in the order of their jobs
	jobs    map[int]int // how many tasks of a job run; of a fair one
	last    int         // when its last task was taken
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
	name := DefaultPool
	if own := j.Properties[PoolProperty]; q.fair && own != "" {
		name = own
	}
	for _, p := range q.pools {
		if p.Name == name {
			return p
		}
	}
	p := &pool{Pool: q.settings(name), jobs: map[int]int{}, last: q.served - 1} // as if it had waited since the last task but one
	q.pools = append(q.pools, p)
	return p
}

func (q *queue) settings(name string) Pool {
	for _, p := range q.known {
		if p.Name == name {
			return p
		}
	}
	return Pool{Name: name, Weight: 1}
}

// all is every pool that has settings or tasks.
func (q *queue) all() []Pool {
	all := slices.Clone(q.known)
	for _, p := range q.pools {
		now := p.Pool
		now.Waiting = len(p.waiting)
		if i := slices.IndexFunc(all, func(o Pool) bool { return o.Name == now.Name }); i >= 0 {
			all[i] = now
		} else {
			all = append(all, now)
		}
	}
	return all
}

// pop takes the next task, or all tasks of a barrier stage at once; none where none waits, or
// where free slots are too few for the next ones.
func (q *queue) pop(free int) []*Task {
	var next *pool
	for _, p := range q.pools {
		if len(p.waiting) > 0 && (next == nil || p.before(next) < 0) {
			next = p
		}
	}
	if next == nil {
		return nil
	}
	tasks := next.take(free)
	if len(tasks) > 0 {
		q.served++
		next.last = q.served
	}
	return tasks
}

// before is negative where p is to be served before o, as Spark's FairSchedulingAlgorithm has it.
func (p *pool) before(o *pool) int {
	pNeeds, oNeeds := p.Running < p.MinShare, o.Running < o.MinShare
	switch {
	case pNeeds && !oNeeds:
		return -1
	case oNeeds && !pNeeds:
		return 1
	case pNeeds: // the smaller part of its share
		return cmp.Or(p.Running*o.MinShare-o.Running*p.MinShare, p.last-o.last)
	}
	return cmp.Or(p.Running*o.Weight-o.Running*p.Weight, p.last-o.last)
}

// take removes the next of the tasks that wait: with one of a barrier stage all of its tasks, or
// none where there are fewer slots.
func (p *pool) take(free int) []*Task {
	at := 0
	if p.Fair { // the first task of the job that has the fewest running
		for i := range p.waiting {
			if i > 0 && p.waiting[i].rank != p.waiting[i-1].rank && p.jobs[p.waiting[i].rank] < p.jobs[p.waiting[at].rank] {
				at = i
			}
		}
	}
	n := 1
	if gang := p.waiting[at].gang; gang != nil {
		if n = gang.size; n > free {
			return nil
		}
	}
	tasks := slices.Clone(p.waiting[at : at+n])
	if at > 0 {
		p.waiting = slices.Delete(p.waiting, at, at+n)
		return tasks
	}
	clear(p.waiting[:n]) // the array lives on, what the tasks refer to must not
	p.waiting = p.waiting[n:]
	return tasks
}

// began and ended take note that a task runs, and that it runs no more.
func (q *queue) began(t *Task) {
	t.pool.Running++
	if t.pool.Fair {
		t.pool.jobs[t.rank]++
	}
}

func (q *queue) ended(t *Task) {
	p := t.pool
	if p.Fair {
		if p.jobs[t.rank]--; p.jobs[t.rank] == 0 {
			delete(p.jobs, t.rank)
		}
	}
	if p.Running--; p.Running == 0 && len(p.waiting) == 0 {
		q.pools = slices.DeleteFunc(q.pools, func(o *pool) bool { return o == p })
	}
}
