package spark

import "gospark/cellrt"

// fourth makes four arguments of an element.
func fourth(t types, v any) (a, b, c, d any) {
	g := v.(CoGrouped3[any, any, any, any])
	return g.Key, sliceAs(t[2].Type, g.First), sliceAs(t[3].Type, g.Second), sliceAs(t[4].Type, g.Third)
}

// eraseQuaternary binds what is special to CoGrouped3RDD. The type arguments are E, A, B, C, D, Self, and the method's.
func eraseQuaternary() {
	bind := cellrt.BindErased
	bind("quaternary.Map", func(t types, r any, f func(a, b, c, d any) any) *RDD[any] {
		return newRDD[any](mapRows(boxed(t, r).node, "map", f, func(v any) any { return f(fourth(t, v)) }))
	})
	bind("quaternary.FlatMap", func(t types, r any, f func(a, b, c, d any) []any) *RDD[any] {
		return newRDD[any](flatMapRows(boxed(t, r).node, "flatMap", f, func(v any) []any { return f(fourth(t, v)) }))
	})
	bind("quaternary.FlatMapSeq", func(t types, r any, f func(a, b, c, d any) seq) *RDD[any] {
		return newRDD[any](flatMapSeqRows(boxed(t, r).node, "flatMap", f, func(v any) seq { return f(fourth(t, v)) }))
	})
	bind("quaternary.FilterMap", func(t types, r any, f func(a, b, c, d any) (any, bool)) *RDD[any] {
		return newRDD[any](filterMapRows(boxed(t, r).node, "collect", f, func(v any) (any, bool) { return f(fourth(t, v)) }))
	})
	bind("quaternary.Filter", func(t types, r any, f func(a, b, c, d any) bool) any {
		return unboxed(r, filterRows(boxed(t, r).node, "filter", f, func(v any) bool { return f(fourth(t, v)) }))
	})
	bind("quaternary.MapToPair", func(t types, r any, f func(a, b, c, d any) (any, any)) *PairRDD[any, any] {
		return newPair[any, any](mapToPairRows(boxed(t, r).node, f, func(v any) (any, any) { return f(fourth(t, v)) }))
	})
	bind("quaternary.FlatMapToPair", func(t types, r any, f func(a, b, c, d any) []Pair[any, any]) *PairRDD[any, any] {
		return newPair[any, any](flatMapRows(boxed(t, r).node, "flatMapToPair", f, func(v any) []Pair[any, any] { return f(fourth(t, v)) }))
	})
	bind("quaternary.Foreach", func(t types, r any, f func(a, b, c, d any)) {
		foreach(boxed(t, r).node, f, func(v any) { f(fourth(t, v)) })
	})
	spread := func(t types, key func(a, b, c, d any) any) func(any) any {
		return func(v any) any { return key(fourth(t, v)) }
	}
	bind("quaternary.SortBy", func(t types, r any, key func(a, b, c, d any) any, options ...SortOption) any {
		return sortedBy(t, r, t[6], key, spread(t, key), options)
	})
	bindBy("quaternary", spread, 6)
	bindWhole("quaternary")
}

// fifth makes five arguments of an element.
func fifth(t types, v any) (a, b, c, d, e any) {
	g := v.(CoGrouped4[any, any, any, any, any])
	return g.Key, sliceAs(t[2].Type, g.First), sliceAs(t[3].Type, g.Second), sliceAs(t[4].Type, g.Third), sliceAs(t[5].Type, g.Fourth)
}

// eraseQuinary binds what is special to CoGrouped4RDD. The type arguments are E, A, B, C, D, F, Self, and the method's.
func eraseQuinary() {
	bind := cellrt.BindErased
	bind("quinary.Map", func(t types, r any, f func(a, b, c, d, e any) any) *RDD[any] {
		return newRDD[any](mapRows(boxed(t, r).node, "map", f, func(v any) any { return f(fifth(t, v)) }))
	})
	bind("quinary.FlatMap", func(t types, r any, f func(a, b, c, d, e any) []any) *RDD[any] {
		return newRDD[any](flatMapRows(boxed(t, r).node, "flatMap", f, func(v any) []any { return f(fifth(t, v)) }))
	})
	bind("quinary.FlatMapSeq", func(t types, r any, f func(a, b, c, d, e any) seq) *RDD[any] {
		return newRDD[any](flatMapSeqRows(boxed(t, r).node, "flatMap", f, func(v any) seq { return f(fifth(t, v)) }))
	})
	bind("quinary.FilterMap", func(t types, r any, f func(a, b, c, d, e any) (any, bool)) *RDD[any] {
		return newRDD[any](filterMapRows(boxed(t, r).node, "collect", f, func(v any) (any, bool) { return f(fifth(t, v)) }))
	})
	bind("quinary.Filter", func(t types, r any, f func(a, b, c, d, e any) bool) any {
		return unboxed(r, filterRows(boxed(t, r).node, "filter", f, func(v any) bool { return f(fifth(t, v)) }))
	})
	bind("quinary.MapToPair", func(t types, r any, f func(a, b, c, d, e any) (any, any)) *PairRDD[any, any] {
		return newPair[any, any](mapToPairRows(boxed(t, r).node, f, func(v any) (any, any) { return f(fifth(t, v)) }))
	})
	bind("quinary.FlatMapToPair", func(t types, r any, f func(a, b, c, d, e any) []Pair[any, any]) *PairRDD[any, any] {
		return newPair[any, any](flatMapRows(boxed(t, r).node, "flatMapToPair", f, func(v any) []Pair[any, any] { return f(fifth(t, v)) }))
	})
	bind("quinary.Foreach", func(t types, r any, f func(a, b, c, d, e any)) {
		foreach(boxed(t, r).node, f, func(v any) { f(fifth(t, v)) })
	})
	spread := func(t types, key func(a, b, c, d, e any) any) func(any) any {
		return func(v any) any { return key(fifth(t, v)) }
	}
	bind("quinary.SortBy", func(t types, r any, key func(a, b, c, d, e any) any, options ...SortOption) any {
		return sortedBy(t, r, t[7], key, spread(t, key), options)
	})
	bindBy("quinary", spread, 7)
	bindWhole("quinary")
}

// bindWhole binds the operators of a family whose functions take elements as they are.
func bindWhole(family string) {
	bind := cellrt.BindErased
	bind(family+".MapPartitions", func(t types, r any, f func(seq) seq, keep ...bool) *RDD[any] {
		return boxed(t, r).MapPartitions(f, keep...)
	})
	bind(family+".MapPartitionsToPair", func(t types, r any, f func(seq) seq2, keep ...bool) *PairRDD[any, any] {
		return boxed(t, r).MapPartitionsToPair(f, keep...)
	})
	bind(family+".MapPartitionsWithIndex", func(t types, r any, f func(int, seq) seq, keep ...bool) *RDD[any] {
		return boxed(t, r).MapPartitionsWithIndex(f, keep...)
	})
	bind(family+".ForeachPartition", func(t types, r any, f func(seq)) { boxed(t, r).ForeachPartition(f) })
}

// eraseCoGrouped binds the cogroups of more than two sides and their methods.
func eraseCoGrouped() {
	bind := cellrt.BindErased
	type three = *CoGrouped3RDD[any, any, any, any]
	type four = *CoGrouped4RDD[any, any, any, any, any]
	bind("CoGrouped3RDD.RDD", func(_ types, r any) *RDD[any] { return boxed(nil, r) })
	bind("CoGrouped4RDD.RDD", func(_ types, r any) *RDD[any] { return boxed(nil, r) })
	bind("CoGrouped3RDD.MapValues", func(_ types, r three, f func(v, w, x []any) any) *PairRDD[any, any] { return r.MapValues(f) })
	bind("CoGrouped4RDD.MapValues", func(_ types, r four, f func(v, w, x, y []any) any) *PairRDD[any, any] { return r.MapValues(f) })
	bind("CoGrouped3RDD.FlatMapValues", func(_ types, r three, f func(v, w, x []any) []any) *PairRDD[any, any] {
		return r.FlatMapValues(f)
	})
	bind("CoGrouped4RDD.FlatMapValues", func(_ types, r four, f func(v, w, x, y []any) []any) *PairRDD[any, any] {
		return r.FlatMapValues(f)
	})
	all := func(op string, t types, n []int, rdds ...any) ([]*core, Partitioner) {
		var cores []*core
		for i, r := range rdds {
			otherCore(coreOf(rdds[0]), op, r)
			cores = append(cores, asPairs(r, t[i+1]))
		}
		return cores, partitionerFor(op, n, cores...)
	}
	of2 := func(op string, t types, n []int, a, b any) *CoGroupedRDD[any, any, any] {
		c, p := all(op, t, n, a, b)
		return newCoGrouped[any, any, any](coGroup[any, any, any](op, c[0], c[1], p))
	}
	of3 := func(op string, t types, n []int, a, b, c any) three {
		s, p := all(op, t, n, a, b, c)
		return newCoGrouped3[any, any, any, any](coGroup3[any, any, any, any](op, s[0], s[1], s[2], p))
	}
	of4 := func(op string, t types, n []int, a, b, c, d any) four {
		s, p := all(op, t, n, a, b, c, d)
		return newCoGrouped4[any, any, any, any, any](coGroup4[any, any, any, any, any](op, s[0], s[1], s[2], s[3], p))
	}
	bind("PairRDD.CoGroup", func(t types, a, b any, n ...int) *CoGroupedRDD[any, any, any] { return of2("cogroup", t, n, a, b) })
	bind("PairRDD.CoGroup3", func(t types, a, b, c any, n ...int) three { return of3("cogroup", t, n, a, b, c) })
	bind("PairRDD.CoGroup4", func(t types, a, b, c, d any, n ...int) four { return of4("cogroup", t, n, a, b, c, d) })
	bind("PairRDD.GroupWith", func(t types, a, b any) *CoGroupedRDD[any, any, any] { return of2("groupWith", t, nil, a, b) })
	bind("PairRDD.GroupWith3", func(t types, a, b, c any) three { return of3("groupWith", t, nil, a, b, c) })
	bind("PairRDD.GroupWith4", func(t types, a, b, c, d any) four { return of4("groupWith", t, nil, a, b, c, d) })
}
