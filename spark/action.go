package spark

import (
	"context"

	"gospark/cellrt"
	"gospark/engine"
)

// An action is one call of an action: what the jobs that it runs have in common.
type action struct {
	c       *core
	name    string          // count at In[3]:1
	ctx     context.Context // ends its jobs
	scope   *cellrt.Scope   // of the cell that called it
	limit   resultLimit
	started func(job int)               // told of each job, where set
	result  func(place int, result any) // told of each result, where set
}

// newAction begins an action on c, called op, in the goroutine of its caller.
func newAction(c *core, op string) *action {
	c.sc.check(op)
	return &action{
		c: c, name: op + " at " + callSite(op), ctx: cellrt.Context(), scope: cellrt.Current(),
		limit: resultLimit{most: c.sc.maxResultSize},
	}
}

// run runs a job over partitions (nil for all) and returns their results in order.
// funcs are the person's functions that body calls.
func (a *action) run(parts []int, body func(t *engine.Task, rows any) any, funcs ...engine.Function) []any {
	results, err := a.c.sc.engine.Run(a.ctx, engine.Job{
		Node: a.c.rdd, Partitions: parts, Action: a.name, Functions: funcs, Wrap: a.scope.Do,
		Body: func(t *engine.Task, rows any) any {
			result := body(t, seen(a.c, rows))
			a.limit.add(result)
			return result
		},
		Started: a.started, Result: a.result,
	})
	if err != nil {
		panic(explained(err))
	}
	return results
}

// runPartition runs a job that gathers the elements of one partition.
func (a *action) runPartition(p int) []any {
	return a.run([]int{p}, func(_ *engine.Task, rows any) any { return a.limit.slice(a.c.elem, rows) })
}

// run runs an action of a single job.
func run(c *core, op string, parts []int, body func(t *engine.Task, rows any) any, funcs ...engine.Function) []any {
	return newAction(c, op).run(parts, body, funcs...)
}
