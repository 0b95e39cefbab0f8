package spark

import (
	"context"

	"gospark/cellrt"
	"gospark/engine"
)

// An action is one call of an action: what the jobs that it runs have in common.
type action struct {
	c          *core
	name       string          // count at In[3]:1
	ctx        context.Context // ends its jobs
	scope      *cellrt.Scope   // of the cell that called it
	properties map[string]string
	started    func(job int)               // told of each job, where set
	result     func(place int, result any) // told of each result, where set
}

// newAction begins an action on c, called op, in the goroutine of its caller.
func newAction(c *core, op string) *action {
	c.sc.check(op)
	return &action{c: c, name: c.sc.beginAction(op), ctx: cellrt.Context(), scope: cellrt.Current(), properties: c.sc.properties()}
}

// beginAction is what the action is called: count at In[3]:1. It panics where its group is cancelled.
func (sc *Context) beginAction(op string) string {
	action := op + " at " + callSite(op)
	if site := sc.GetLocalProperty(propertyCallSite); site != "" {
		action = site
	}
	group := sc.GetLocalProperty(propertyGroup)
	sc.mu.Lock()
	defer sc.mu.Unlock()
	if sc.cancelled[group] {
		panic(engine.NewJobError(action, &engine.Cancelled{Reason: "part of cancelled job group " + group}))
	}
	return action
}

// run runs a job over partitions (nil for all) and returns their results in order.
// funcs are the person's functions that body calls.
func (a *action) run(parts []int, body func(t *engine.Task, rows any) any, funcs ...engine.Function) []any {
	results, err := a.c.sc.engine.Run(a.ctx, engine.Job{
		Node: a.c.rdd, Partitions: parts, Action: a.name, Functions: funcs, Properties: a.properties, Owner: a.scope,
		Wrap: func(t *engine.Task, work func()) { a.scope.DoTask(t, t.OnKill, work) },
		Body: func(t *engine.Task, rows any) any {
			result := body(t, seen(a.c, rows))
			if t.Returned() == 0 && result != nil {
				t.Return(sizeOf(result))
			}
			return result
		},
		Started: a.started, Result: a.result,
	})
	a.c.sc.settle(a.name)
	if err != nil {
		panic(explained(err))
	}
	a.c.sc.engine.SaveCheckpoints(a.c.rdd, a.name)
	return results
}

// runPartition runs a job that gathers the elements of one partition, a []E.
func (a *action) runPartition(p int) any {
	return a.c.elem.join(chunksOf(a.run([]int{p}, a.gather)))
}

// run runs an action of a single job.
func run(c *core, op string, parts []int, body func(t *engine.Task, rows any) any, funcs ...engine.Function) []any {
	return newAction(c, op).run(parts, body, funcs...)
}
