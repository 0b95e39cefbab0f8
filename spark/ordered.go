package spark

import (
	"iter"
	"slices"
	"unsafe"

	"gospark/engine"
)

// takeOrdered is the n smallest elements, in order.
func takeOrdered[E any](c *core, op string, n int, compare func(a, b E) int) []E {
	if n <= 0 {
		return []E{}
	}
	defer onDriver(op + " at " + callSite(op))
	parts := narrow(c, c.elem, unchanged(op))
	all := []E{}
	for _, r := range run(parts, op, nil, func(_ *engine.Task, rows any) any { return smallest(rows.(iter.Seq[E]), n, compare) }, describe(op, compare)) {
		all = append(all, r.([]E)...)
	}
	return smallest(slices.Values(all), n, compare)
}

// smallest is the n smallest of rows, in order; of equal ones those that come first.
func smallest[E any](rows iter.Seq[E], n int, compare func(a, b E) int) []E {
	kept := []E{}
	rows(func(e E) bool {
		if len(kept)/2 >= n {
			stableSort(kept, compare)
			kept = kept[:n]
		}
		kept = append(kept, e)
		return true
	})
	stableSort(kept, compare)
	return kept[:min(n, len(kept))]
}

// extreme is the smallest element.
func extreme[E any](c *core, op string, compare func(a, b E) int) E {
	return reduce(c, op, func(a, b E) E {
		if compare(b, a) < 0 {
			return b
		}
		return a
	})
}

// orderOf is the order given, or else the natural one of E.
func orderOf[E any](op string, given []func(a, b E) int) func(a, b E) int {
	if len(given) > 0 {
		describe(op, given[0])
		return given[0]
	}
	return naturalOrder[E](op, keyOf[E]())
}

// naturalOrder is the order of elements that are keys.
func naturalOrder[E any](op string, k *keyOps) func(a, b E) int {
	if k.compare == nil {
		panic(definition(op, "elements of type "+keyName(k)+" have no order", "pass a comparison, or use "+goName(op)+"By with a key"))
	}
	return func(a, b E) int { return k.compare(unsafe.Pointer(&a), unsafe.Pointer(&b)) }
}

// TakeOrdered returns the n smallest elements, the smallest first: by compare, or
// in their natural order, which they must have, where none is given. Where there
// are fewer it returns all.
func (d *dataset[E, Self]) TakeOrdered[_ ondemand](n int, compare ...func(a, b E) int) []E {
	return takeOrdered(d.node, "takeOrdered", n, orderOf("takeOrdered", compare))
}

// Top returns the n largest elements, the largest first: by compare, or in their
// natural order, which they must have, where none is given. Where there are fewer
// it returns all.
func (d *dataset[E, Self]) Top[_ ondemand](n int, compare ...func(a, b E) int) []E {
	return takeOrdered(d.node, "top", n, Reverse(orderOf("top", compare)))
}

// Max returns the largest element: by compare, or in the natural order, which
// elements must have, where none is given. It fails with ErrEmpty where there are
// no elements.
func (d *dataset[E, Self]) Max[_ ondemand](compare ...func(a, b E) int) E {
	return extreme(d.node, "max", Reverse(orderOf("max", compare)))
}

// Min returns the smallest element: by compare, or in the natural order, which
// elements must have, where none is given. It fails with ErrEmpty where there are
// no elements.
func (d *dataset[E, Self]) Min[_ ondemand](compare ...func(a, b E) int) E {
	return extreme(d.node, "min", orderOf("min", compare))
}

// SortFunc sorts by a comparison. Options are spark.Descending and spark.Partitions(n).
func (d *dataset[E, Self]) SortFunc[_ ondemand](compare func(a, b E) int, options ...SortOption) Self {
	return selfOf(d, sortFunc(d.node, compare, options))
}
