package spark

import (
	"reflect"

	"gospark/cellrt"
)

// eraseKeyed binds what every shape with a key has. The type arguments are E, K, Self, and the method's.
func eraseKeyed() {
	bind := cellrt.BindErased
	bind("byKey.Keys", func(_ types, r any) *RDD[any] {
		return newRDD[any](mapRows(keysOf[any](coreOf(r)), "keys", nil, Identity[any]))
	})
	bind("byKey.PartitionBy", func(_ types, r any, p Partitioner) any {
		c := coreOf(r)
		if c.rdd.Partitioner == comparablePartitioner("partitionBy", p) {
			return r
		}
		return c.wrap(shuffleByKey(c, "partitionBy", p, keyOf[any](), asTheyAre))
	})
	bind("byKey.SortByKey", func(t types, r any, options ...SortOption) any {
		c, k := coreOf(r), staticKeys(t[1])
		switch r.(type) {
		case *PairRDD[any, any]:
			return c.wrap(sortByKey[any, Pair[any, any]](c, k, options))
		case *GroupedRDD[any, any]:
			return c.wrap(sortByKey[any, Group[any, any]](c, k, options))
		case *JoinedRDD[any, any, any]:
			return c.wrap(sortByKey[any, Joined[any, any, any]](c, k, options))
		case *CoGrouped3RDD[any, any, any, any]:
			return c.wrap(sortByKey[any, CoGrouped3[any, any, any, any]](c, k, options))
		case *CoGrouped4RDD[any, any, any, any, any]:
			return c.wrap(sortByKey[any, CoGrouped4[any, any, any, any, any]](c, k, options))
		}
		return c.wrap(sortByKey[any, CoGrouped[any, any, any]](c, k, options))
	})
	bind("byKey.RepartitionAndSortWithinPartitions", func(t types, r any, p Partitioner, order ...Order) any {
		c, k := coreOf(r), staticKeys(t[1])
		switch r.(type) {
		case *PairRDD[any, any]:
			return c.wrap(sortWithin[any, Pair[any, any]](c, k, p, order))
		case *GroupedRDD[any, any]:
			return c.wrap(sortWithin[any, Group[any, any]](c, k, p, order))
		case *JoinedRDD[any, any, any]:
			return c.wrap(sortWithin[any, Joined[any, any, any]](c, k, p, order))
		case *CoGrouped3RDD[any, any, any, any]:
			return c.wrap(sortWithin[any, CoGrouped3[any, any, any, any]](c, k, p, order))
		case *CoGrouped4RDD[any, any, any, any, any]:
			return c.wrap(sortWithin[any, CoGrouped4[any, any, any, any, any]](c, k, p, order))
		}
		return c.wrap(sortWithin[any, CoGrouped[any, any, any]](c, k, p, order))
	})
	bind("byKey.FilterByRange", func(t types, r any, lower, upper any) any {
		c, k := coreOf(r), staticKeys(t[1])
		return c.wrap(filterByRange(c, k, lower, upper, orderOfKeys[any]("filterByRange", k)))
	})
	bind("byKey.SampleByKey", func(_ types, r any, withReplacement bool, fractions map[any]float64, seed ...int64) any {
		return wrapped(r, sampleByKey(coreOf(r), withReplacement, fractions, seedOf(seed)))
	})
	bind("byKey.SampleByKeyExact", func(_ types, r any, withReplacement bool, fractions map[any]float64, seed ...int64) any {
		return wrapped(r, sampleByKeyExact(coreOf(r), withReplacement, fractions, seedOf(seed)))
	})
	bind("byKey.CountByKey", func(_ types, r any) map[any]int { return countByKey[any, any](keysOf[any](coreOf(r))) })
	bind("byKey.SubtractByKey", func(_ types, r any, other any, n ...int) any {
		c := coreOf(r)
		return c.wrap(subtractByKey(c, otherCore(c, "subtractByKey", other), elemOf[any](), keyOf[any](), n))
	})
}

// erasePairs binds the methods of the shapes with a key that neither combine nor
// join. The type arguments are the shape's and the method's.
func erasePairs() {
	bind := cellrt.BindErased
	type pairs = *PairRDD[any, any]
	type groups = *GroupedRDD[any, any]
	type joined = *JoinedRDD[any, any, any]
	type both = *CoGroupedRDD[any, any, any]
	for _, shape := range []string{"PairRDD", "GroupedRDD", "JoinedRDD", "CoGroupedRDD"} {
		bind(shape+".RDD", func(_ types, r any) *RDD[any] { return boxed(nil, r) })
	}
	bind("PairRDD.Values", func(_ types, r pairs) *RDD[any] { return r.Values() })
	bind("GroupedRDD.Values", func(t types, r groups) *RDD[any] {
		return newRDD[any](mapRows(r.core, "values", nil, func(e Group[any, any]) any { return sliceAs(t[2].Type, e.Values) }))
	})
	bind("JoinedRDD.Values", func(_ types, r joined) *RDD2[any, any] { return r.Values() })
	bind("CoGroupedRDD.Values", func(t types, r both) *RDD2[any, any] {
		return newRDD2[any, any](mapRows(r.core, "values", nil, func(e CoGrouped[any, any, any]) Tuple2[any, any] {
			return Tuple2[any, any]{sliceAs(t[3].Type, e.Left), sliceAs(t[4].Type, e.Right)}
		}))
	})
	bind("PairRDD.MapValues", func(_ types, r pairs, f func(any) any) pairs { return r.MapValues(f) })
	bind("GroupedRDD.MapValues", func(_ types, r groups, f func([]any) any) pairs { return r.MapValues(f) })
	bind("JoinedRDD.MapValues", func(_ types, r joined, f func(v, w any) any) pairs { return r.MapValues(f) })
	bind("CoGroupedRDD.MapValues", func(_ types, r both, f func(v, w []any) any) pairs { return r.MapValues(f) })
	bind("PairRDD.FlatMapValues", func(_ types, r pairs, f func(any) []any) pairs { return r.FlatMapValues(f) })
	bind("GroupedRDD.FlatMapValues", func(_ types, r groups, f func([]any) []any) pairs { return r.FlatMapValues(f) })
	bind("JoinedRDD.FlatMapValues", func(_ types, r joined, f func(v, w any) []any) pairs { return r.FlatMapValues(f) })
	bind("CoGroupedRDD.FlatMapValues", func(_ types, r both, f func(v, w []any) []any) pairs { return r.FlatMapValues(f) })
	bind("PairRDD.Lookup", func(_ types, r pairs, key any) []any { return r.Lookup(key) })
	bind("GroupedRDD.Lookup", func(_ types, r groups, key any) [][]any { return r.Lookup(key) })
	bind("JoinedRDD.Lookup", func(_ types, r joined, key any) []Tuple2[any, any] { return r.Lookup(key) })
	bind("CoGroupedRDD.Lookup", func(t types, r both, key any) []Tuple2[any, any] {
		return sliceOfAny[Tuple2[any, any]](lookup[any, any](asPairs(r, bothValues(t)), key))
	})
	bind("CoGroupedRDD.CollectAsMap", func(t types, r both) map[any]Tuple2[any, any] {
		all := map[any]Tuple2[any, any]{}
		for key, values := range collectAsMap[any, any](asPairs(r, bothValues(t))) {
			all[key] = values.(Tuple2[any, any])
		}
		return all
	})
	bind("PairRDD.CollectAsMap", func(_ types, r pairs) map[any]any { return r.CollectAsMap() })
	bind("GroupedRDD.CollectAsMap", func(_ types, r groups) map[any][]any { return r.CollectAsMap() })
	bind("JoinedRDD.CollectAsMap", func(_ types, r joined) map[any]Tuple2[any, any] { return r.CollectAsMap() })
	bind("PairRDD.SaveAsSequenceFile", func(t types, r pairs, path string, codec ...Codec) {
		saveAsSequenceFile(r.core, t, path, codec)
	})
	bind("PairRDD.Glom", func(t types, r pairs) *RDD[any] { return glomAs(boxed(nil, r), t[2].Type) })
	bind("PairRDD.KeyBy", func(_ types, r pairs, f func(k, v any) any) pairs {
		return newPair[any, any](keyedPairs(r, "keyBy", f))
	})
	bind("PairRDD.GroupBy", func(_ types, r pairs, f func(k, v any) any, n ...int) groups {
		p := partitionerFor("groupBy", n, r.core)
		return newGrouped[any, any](groupRows[any, any](keyedPairs(r, "groupBy", f), "groupBy", p))
	})
	bind("PairRDD.Zip", func(_ types, r pairs, other *RDD[any]) *RDD2[any, any] { return boxed(nil, r).Zip(other) })
	bind("PairRDD.ZipWithIndex", func(_ types, r pairs) *RDD2[any, any] {
		return newRDD2[any, any](zipWithIndex[any](boxed(nil, r).node, func(i int) any { return i }))
	})
	bind("PairRDD.ZipWithUniqueID", func(_ types, r pairs) *RDD2[any, any] {
		return newRDD2[any, any](zipWithUniqueID[any](boxed(nil, r).node, func(i int) any { return i }))
	})
	bind("PairRDD.Cartesian", func(_ types, r pairs, other *RDD[any]) *RDD2[any, any] { return boxed(nil, r).Cartesian(other) })
}

// keyedPairs are the pairs as values of the keys that f makes of them.
func keyedPairs(p *PairRDD[any, any], op string, f func(k, v any) any) *core {
	return mapRows(p.core, op, f, func(e Pair[any, any]) Pair[any, any] { return Pair[any, any]{f(e.Key, e.Value), e} })
}

// eraseCombining binds the operators that combine the values of a key. The type
// arguments are K, V, and the method's.
func eraseCombining() {
	bind := cellrt.BindErased
	type pairs = *PairRDD[any, any]
	type fold = func(a, b any) any
	bind("PairRDD.ReduceByKey", func(_ types, r pairs, f fold, n ...int) pairs { return r.ReduceByKey(f, n...) })
	bind("PairRDD.ReduceByKeyWith", func(_ types, r pairs, p Partitioner, f fold) pairs { return r.ReduceByKeyWith(p, f) })
	bind("PairRDD.ReduceByKeyLocally", func(_ types, r pairs, f fold) map[any]any { return r.ReduceByKeyLocally(f) })
	bind("PairRDD.FoldByKey", func(_ types, r pairs, zero any, f fold, n ...int) pairs { return r.FoldByKey(zero, f, n...) })
	bind("PairRDD.FoldByKeyWith", func(_ types, r pairs, p Partitioner, zero any, f fold) pairs {
		return r.FoldByKeyWith(p, zero, f)
	})
	bind("PairRDD.AggregateByKey", func(_ types, r pairs, zero any, seq, comb fold, n ...int) pairs {
		return r.AggregateByKey(zero, seq, comb, n...)
	})
	bind("PairRDD.AggregateByKeyWith", func(_ types, r pairs, p Partitioner, zero any, seq, comb fold) pairs {
		return r.AggregateByKeyWith(p, zero, seq, comb)
	})
	bind("PairRDD.CombineByKey", func(_ types, r pairs, create func(any) any, merge, comb fold, n ...int) pairs {
		return r.CombineByKey(create, merge, comb, n...)
	})
	bind("PairRDD.CombineByKeyWith", func(_ types, r pairs, p Partitioner, create func(any) any, merge, comb fold) pairs {
		return r.CombineByKeyWith(p, create, merge, comb)
	})
	bind("PairRDD.GroupByKey", func(_ types, r pairs, n ...int) *GroupedRDD[any, any] { return r.GroupByKey(n...) })
}

// eraseJoins binds the joins. The type arguments are the shape's, and W, the type of
// what the other side's value is, with what the person doesn't write behind it.
func eraseJoins() {
	type joined = *JoinedRDD[any, any, any]
	for shape, w := range map[string]int{"PairRDD": 2, "GroupedRDD": 2, "JoinedRDD": 3} {
		bind := func(name, op string, leftMayMiss, rightMayMiss bool) {
			cellrt.BindErased(shape+"."+name, func(t types, r any, other any, n ...int) joined {
				a, b, p := sides(op, r, valueType(r, t), other, t[w], n)
				return newJoined[any, any, any](joinRows[any](op, a, b, p, joiningOf(leftMayMiss, rightMayMiss, valueType(r, t), t[w])))
			})
		}
		bind("Join", "join", false, false)
		bind("LeftOuterJoin", "leftOuterJoin", false, true)
		bind("RightOuterJoin", "rightOuterJoin", true, false)
		bind("FullOuterJoin", "fullOuterJoin", true, true)
	}
}

// valueType is the type of what a join sees as the value of a shape of the types t.
func valueType(rdd any, t types) cellrt.TypeArg {
	switch rdd.(type) {
	case *GroupedRDD[any, any]:
		return cellrt.TypeArg{Type: reflect.SliceOf(t[1].Type)}
	case *JoinedRDD[any, any, any]:
		return cellrt.TypeArg{Type: reflect.TypeFor[Tuple2[any, any]](), Args: t[1:3]}
	}
	return t[1]
}

// bothValues is the type of what a join sees as the value of a CoGroupedRDD of the types t.
func bothValues(t types) cellrt.TypeArg {
	return cellrt.TypeArg{Type: reflect.TypeFor[Tuple2[any, any]](), Args: []cellrt.TypeArg{
		{Type: reflect.SliceOf(t[1].Type)}, {Type: reflect.SliceOf(t[2].Type)},
	}}
}

// sides are the two sides of a join as pairs, whose values are of the types v and w,
// and the partitioner of its result.
func sides(op string, left any, v cellrt.TypeArg, right any, w cellrt.TypeArg, n []int) (l, r *core, p Partitioner) {
	otherCore(coreOf(left), op, right)
	l, r = asPairs(left, v), asPairs(right, w)
	return l, r, partitionerFor(op, n, l, r)
}

// asPairs is a shape with a key as pairs; value is the type of what a join sees as the value.
func asPairs(rdd any, value cellrt.TypeArg) *core {
	c := view(coreOf(rdd))
	switch rdd.(type) {
	case *GroupedRDD[any, any]:
		c.pairs = turned(func(e Group[any, any]) Pair[any, any] { return Pair[any, any]{e.Key, sliceAs(value.Type, e.Values)} })
	case *JoinedRDD[any, any, any]:
		c.pairs = turned(func(e Joined[any, any, any]) Pair[any, any] {
			return Pair[any, any]{e.Key, Tuple2[any, any]{e.Left, e.Right}}
		})
	case *CoGroupedRDD[any, any, any]:
		left, right := value.Args[0].Type, value.Args[1].Type
		c.pairs = turned(func(e CoGrouped[any, any, any]) Pair[any, any] {
			return Pair[any, any]{e.Key, Tuple2[any, any]{sliceAs(left, e.Left), sliceAs(right, e.Right)}}
		})
	}
	return c
}

// joiningOf makes Options of the values of a side that may miss, of types v and w.
func joiningOf(leftMayMiss, rightMayMiss bool, v, w cellrt.TypeArg) joining[any, any, any, any] {
	j := joining[any, any, any, any]{left: Identity[any], right: Identity[[]any]}
	if leftMayMiss {
		j.left, j.noLeft = anyOption, []any{Option[any]{value: zeroOf(v)}}
	}
	if rightMayMiss {
		j.right, j.noRight = anyOptions, []any{Option[any]{value: zeroOf(w)}}
	}
	return j
}

func anyOption(v any) any { return Some(v) }

func anyOptions(values []any) []any {
	options := make([]any, len(values))
	for i, v := range values {
		options[i] = Some(v)
	}
	return options
}
