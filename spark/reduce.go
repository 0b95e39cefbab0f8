package spark

import (
	"iter"

	"gospark/engine"
)

// reduce combines all elements by f.
func reduce[E any](c *core, op string, f func(a, b E) E) E {
	fn := describe(op, f)
	defer onDriver(op + " at " + callSite(op))
	var all []E
	for _, r := range run(c, op, nil, func(_ *engine.Task, rows any) any { return reduceRows(rows.(iter.Seq[E]), f) }, fn) {
		all = append(all, r.([]E)...)
	}
	if len(all) == 0 {
		panic(failed(op, ErrEmpty))
	}
	acc := all[0]
	for _, e := range all[1:] {
		acc = f(acc, e)
	}
	return acc
}

// reduceRows is the rows combined, or nothing where there are none.
func reduceRows[E any](rows iter.Seq[E], f func(a, b E) E) []E {
	var acc []E
	rows(func(e E) bool {
		if acc == nil {
			acc = []E{e}
		} else {
			acc[0] = f(acc[0], e)
		}
		return true
	})
	return acc
}

func aggregate[E, U any](c *core, op string, zero U, seq func(U, E) U, comb func(a, b U) U) U {
	fn := describe(op, seq)
	describe(op, comb)
	defer onDriver(op + " at " + callSite(op))
	total := cloned(zero)
	for _, r := range run(c, op, nil, func(_ *engine.Task, rows any) any {
		acc := cloned(zero)
		rows.(iter.Seq[E])(func(e E) bool { acc = seq(acc, e); return true })
		return []U{acc}
	}, fn) {
		total = comb(total, r.([]U)[0])
	}
	return total
}

// foreach calls f for every element; orig is the person's function, f the same one taking the element as it is.
func foreach[E any](c *core, orig any, f func(E)) {
	run(c, "foreach", nil, func(_ *engine.Task, rows any) any {
		forEach(rows, f)
		return nil
	}, describe("foreach", orig))
}
