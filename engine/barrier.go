package engine

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// checkBarriers is why barrier stages of a plan can't run, if they can't: their tasks must all run at
// once, on partitions that correspond. parts are the partitions of the last stage that are wanted, nil for all.
func checkBarriers(stages []*Stage, parts []int, slots int) error {
	for i, st := range stages {
		if st.Barrier == nil {
			continue
		}
		odd := oddInBarrier(st)
		if last := i == len(stages)-1; odd == nil && last && parts != nil && !allOf(parts, st.NumTasks) {
			odd = errors.New("the job doesn't take all partitions (First, Take and IsEmpty don't; Collect does)")
		}
		if odd != nil {
			return &Fault{Err: fmt.Errorf("Barrier execution mode does not allow this chain of RDDs within a barrier stage: %w", odd), // as in Spark
				Site: st.Barrier.CallSite(), Remedy: "part the stage by a shuffle: Repartition"}
		}
		if st.NumTasks > slots {
			return &Fault{Err: fmt.Errorf("Barrier execution mode does not allow run a barrier stage that requires more slots (%d) than the total number of slots (%d)", st.NumTasks, slots),
				Site:   st.Barrier.CallSite(),
				Remedy: fmt.Sprintf("repartition its input to at most %d partitions, or run %d tasks at once: --master=local[%d]", slots, st.NumTasks, st.NumTasks)}
		}
	}
	return nil
}

// allOf tells whether parts are n partitions, each once.
func allOf(parts []int, n int) bool {
	seen := map[int]bool{}
	for _, p := range parts {
		seen[p] = true
	}
	return len(parts) == n && len(seen) == n
}

// oddInBarrier is what keeps the partitions of a barrier stage from corresponding, or nil.
func oddInBarrier(st *Stage) (odd error) {
	barrier := map[*Node]bool{} // whether a node is, or depends on, a barrier RDD
	var visit func(n *Node) bool
	visit = func(n *Node) bool {
		if b, seen := barrier[n]; seen {
			return b
		}
		branches := 0
		for _, d := range n.Dependencies() {
			if d.Shuffle == nil && visit(d.Parent) {
				branches++
			}
		}
		switch count, err := n.NumPartitions(); {
		case err != nil:
			odd = err
		case count != st.NumTasks:
			odd = fmt.Errorf("%s has another number of partitions (%d) than the stage has tasks (%d)", n, count, st.NumTasks)
		case branches > 1:
			odd = fmt.Errorf("%s depends on multiple barrier RDDs", n)
		}
		barrier[n] = n.Barrier || branches > 0
		return barrier[n]
	}
	visit(st.Node)
	return odd
}

// A Gang is the tasks of one attempt at a barrier stage. They run at once, and can wait for each other.
type Gang struct {
	size     int
	of       string        // Stage 3 (Attempt 0)
	patience time.Duration // how long a task waits for the others

	mu    sync.Mutex
	round *round
	epoch int   // rounds before
	left  *Task // one that has ended, so that it can't come to a round any more
}

// A round is one meeting of all tasks of a gang.
type round struct {
	call     string
	messages map[int]string // by partition
	over     chan struct{}  // closed when all, and err, are final
	all      []string
	err      error
}

func newGang(run *stageRun, patience time.Duration) *Gang {
	return &Gang{size: run.stage.NumTasks, of: fmt.Sprintf("Stage %d (Attempt %d)", run.stage.ID, run.info.Attempt), patience: patience, round: newRound()}
}

func newRound() *round { return &round{messages: map[int]string{}, over: make(chan struct{})} }

// Gang is the tasks that the task can wait for; nil where its stage isn't a barrier stage.
func (t *Task) Gang() *Gang { return t.gang }

// Meet waits until all tasks of the gang have called it, and returns their messages in the order of
// their partitions. call is what the person called, which must be the same in all. The error, a *Fault, says
// why they can't all come, or that they take too long. A task whose result is no longer wanted doesn't return.
func (g *Gang) Meet(t *Task, call, message string) ([]string, error) {
	r := g.enter(t, call, message)
	late := time.NewTimer(g.patience)
	defer late.Stop()
	select {
	case <-r.over:
	case <-late.C:
		g.giveUp(r)
	case <-t.Done():
		t.Check()
	}
	return r.all, r.err
}

// giveUp ends a round to which not all have come in time.
func (g *Gang) giveUp(r *round) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.round == r {
		g.end(&Fault{Err: fmt.Errorf("The coordinator didn't get all barrier sync requests for barrier epoch %d from %s within %v second(s).", // as in Spark
			g.epoch, g.of, g.patience.Seconds()), Remedy: sameCalls + ", or raise spark.barrier.sync.timeout"})
	}
}

const sameCalls = "all tasks of the stage must make the same calls of Barrier and AllGather"

// amiss is the error of tasks whose calls differ.
func amiss(format string, args ...any) error {
	return &Fault{Err: fmt.Errorf(format, args...), Remedy: sameCalls, Final: true}
}

// enter adds a task to the round, which ends by that when it is the last one, or a wrong one.
func (g *Gang) enter(t *Task, call, message string) *round {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.round
	_, again := r.messages[t.Partition]
	switch {
	case again:
		g.end(amiss("task %d calls %s while it waits in %s already", t.Partition, call, r.call))
		return r
	case r.call != "" && r.call != call:
		g.end(amiss("task %d calls %s while others wait in %s", t.Partition, call, r.call))
		return r
	}
	r.call = call
	r.messages[t.Partition] = message
	switch {
	case len(r.messages) == g.size:
		for p := range g.size {
			r.all = append(r.all, r.messages[p])
		}
		g.end(nil)
	case g.left != nil:
		g.end(g.missed())
	}
	return r
}

// end lets the tasks of the round go.
func (g *Gang) end(err error) {
	g.round.err = err
	close(g.round.over)
	g.round = newRound()
	g.epoch++
}

func (g *Gang) missed() error {
	return amiss("task %d has ended and can't come to the %s that others wait in", g.left.Partition, g.round.call)
}

// leave is called when a task has ended: if it has its result, those that wait for it wait in vain. One
// that failed is run again, with all others.
func (g *Gang) leave(t *Task) {
	if t.Err() != nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.left = t; len(g.round.messages) > 0 {
		g.end(g.missed())
	}
}

// mostAttempts is how often a barrier stage runs until its job fails (Spark's spark.stage.maxConsecutiveAttempts), unless
// a task may fail more often.
const mostAttempts = 4

// regroup runs all tasks of a barrier stage again, because t failed: what the others have done is void.
func (s *scheduler) regroup(run *stageRun, t *Task) {
	s.killAll(run)
	run.info.Completed = time.Now()
	s.engine.Post(StageCompleted{Stage: run.info, Err: t.outcome.err})
	run.anew()
	s.need(run)
}
