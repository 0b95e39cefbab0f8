package spark

import (
	"iter"

	"gospark/engine"
)

// CollectAsync is Collect that doesn't wait (Spark's collectAsync).
func (d *dataset[E, Self]) CollectAsync[_ ondemand]() *FutureAction[[]E] {
	return &FutureAction[[]E]{collectAsync(d.node)}
}

// CountAsync is Count that doesn't wait (Spark's countAsync).
func (d *dataset[E, Self]) CountAsync[_ ondemand]() *FutureAction[int] {
	return &FutureAction[int]{countAsync(d.node)}
}

// TakeAsync is Take that doesn't wait (Spark's takeAsync).
func (d *dataset[E, Self]) TakeAsync[_ ondemand](n int) *FutureAction[[]E] {
	return &FutureAction[[]E]{takeAsync(d.node, n)}
}

func collectAsync(c *core) *future {
	a := newAction(c, "collectAsync")
	return a.background(func() any { return collectBy(a) })
}

func countAsync(c *core) *future {
	a := newAction(c, "countAsync")
	return a.background(func() any { return countBy(a) })
}

func takeAsync(c *core, n int) *future {
	a := newAction(c, "takeAsync")
	return a.background(func() any {
		if n <= 0 {
			return c.elem.join(nil)
		}
		return takeBy(a, n)
	})
}

// foreachAsync runs body for every partition; f is the person's function that it calls.
func foreachAsync(c *core, op string, f any, body func(rows any)) *FutureAction[struct{}] {
	a, fn := newAction(c, op), describe(op, f)
	return &FutureAction[struct{}]{a.background(func() any {
		a.run(nil, func(_ *engine.Task, rows any) any {
			body(rows)
			return nil
		}, fn)
		return struct{}{}
	})}
}

// ForeachAsync is Foreach that doesn't wait (Spark's foreachAsync).
func (d *unary[E, Self]) ForeachAsync[_ ondemand](f func(E)) *FutureAction[struct{}] {
	return foreachAsync(d.node, "foreachAsync", f, func(rows any) { forEach(rows, f) })
}

// ForeachPartitionAsync is ForeachPartition that doesn't wait (Spark's foreachPartitionAsync).
func (d *unary[E, Self]) ForeachPartitionAsync[_ ondemand](f func(iter.Seq[E])) *FutureAction[struct{}] {
	return foreachAsync(d.node, "foreachPartitionAsync", f, func(rows any) { f(rows.(iter.Seq[E])) })
}

// ForeachAsync is Foreach that doesn't wait (Spark's foreachAsync).
func (d *binary[E, A, B, Self]) ForeachAsync[_ ondemand](f func(A, B)) *FutureAction[struct{}] {
	return foreachAsync(d.node, "foreachAsync", f, func(rows any) { forEach(rows, func(e E) { f(split2[E, A, B](e)) }) })
}

// ForeachPartitionAsync is ForeachPartition that doesn't wait (Spark's foreachPartitionAsync).
func (d *binary[E, A, B, Self]) ForeachPartitionAsync[_ ondemand](f func(iter.Seq2[A, B])) *FutureAction[struct{}] {
	return foreachAsync(d.node, "foreachPartitionAsync", f, func(rows any) { f(pairwise[E, A, B](rows.(iter.Seq[E]))) })
}

// ForeachAsync is Foreach that doesn't wait (Spark's foreachAsync).
func (d *ternary[E, A, B, C, Self]) ForeachAsync[_ ondemand](f func(A, B, C)) *FutureAction[struct{}] {
	return foreachAsync(d.node, "foreachAsync", f, func(rows any) { forEach(rows, func(e E) { f(split3[E, A, B, C](e)) }) })
}

// ForeachPartitionAsync is ForeachPartition that doesn't wait (Spark's foreachPartitionAsync).
func (d *ternary[E, A, B, C, Self]) ForeachPartitionAsync[_ ondemand](f func(iter.Seq[E])) *FutureAction[struct{}] {
	return foreachAsync(d.node, "foreachPartitionAsync", f, func(rows any) { f(rows.(iter.Seq[E])) })
}

// ForeachAsync is Foreach that doesn't wait (Spark's foreachAsync).
func (d *quaternary[E, A, B, C, D, Self]) ForeachAsync[_ ondemand](f func(A, B, C, D)) *FutureAction[struct{}] {
	return foreachAsync(d.node, "foreachAsync", f, func(rows any) { forEach(rows, func(e E) { f(split4[E, A, B, C, D](e)) }) })
}

// ForeachPartitionAsync is ForeachPartition that doesn't wait (Spark's foreachPartitionAsync).
func (d *quaternary[E, A, B, C, D, Self]) ForeachPartitionAsync[_ ondemand](f func(iter.Seq[E])) *FutureAction[struct{}] {
	return foreachAsync(d.node, "foreachPartitionAsync", f, func(rows any) { f(rows.(iter.Seq[E])) })
}

// ForeachAsync is Foreach that doesn't wait (Spark's foreachAsync).
func (d *quinary[E, A, B, C, D, F, Self]) ForeachAsync[_ ondemand](f func(A, B, C, D, F)) *FutureAction[struct{}] {
	return foreachAsync(d.node, "foreachAsync", f, func(rows any) { forEach(rows, func(e E) { f(split5[E, A, B, C, D, F](e)) }) })
}

// ForeachPartitionAsync is ForeachPartition that doesn't wait (Spark's foreachPartitionAsync).
func (d *quinary[E, A, B, C, D, F, Self]) ForeachPartitionAsync[_ ondemand](f func(iter.Seq[E])) *FutureAction[struct{}] {
	return foreachAsync(d.node, "foreachPartitionAsync", f, func(rows any) { f(rows.(iter.Seq[E])) })
}

// forEach calls f for every row.
func forEach[E any](rows any, f func(E)) {
	rows.(iter.Seq[E])(func(e E) bool {
		f(e)
		return true
	})
}
