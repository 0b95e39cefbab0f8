package spark

import (
	"cmp"
	"iter"
	"slices"

	"gospark/engine"
)

// CountByValue returns how often each element occurs, the most frequent first.
// The elements must be comparable with ==. It counts by a shuffle, as Spark does.
func (d *dataset[E, Self]) CountByValue[_ ondemand]() Counts[E] {
	const op = "countByValue"
	mustCompare(op, d.node.elem)
	keyed := narrow(d.node, nil, unchanged(op))
	ones := narrow(keyed, nil, step{op: op, compute: func(_ *engine.Task, _ int, rows any) any {
		in := rows.(iter.Seq[E])
		return iter.Seq[Pair[any, int]](func(yield func(Pair[any, int]) bool) {
			in(func(e E) bool { return yield(Pair[any, int]{e, 1}) })
		})
	}})
	sums := combine(ones, op, partitionerFor(op, nil, ones), combiner[any, int, int]{Identity[int], Add[int], Add[int]}, Add[int])
	counts := Counts[E]{}
	for _, p := range collect(sums, op).([]Pair[any, int]) {
		value, _ := p.Key.(E) // a nil interface is no E
		counts = append(counts, Counted[E]{value, p.Value})
	}
	slices.SortStableFunc(counts, func(a, b Counted[E]) int { return cmp.Compare(b.Count, a.Count) })
	return counts
}
