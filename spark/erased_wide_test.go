package spark_test

import (
	"iter"
	"slices"
	"testing"

	"gospark/spark"
)

// wideGroups are cogroups of three and four sides in both forms: of the fixtures' pairs, others, groups and pairs.
type wideGroups struct {
	three  *spark.CoGrouped3RDD[string, int, string, []int]
	four   *spark.CoGrouped4RDD[string, int, string, []int, int]
	eThree shape
	eFour  shape
}

func newWide(f *fixtures) *wideGroups {
	tGroups := static[[][]int]()
	three, four := typeList{tString, tInt, tString, tInts}, typeList{tString, tInt, tString, tInts, tInt}
	return &wideGroups{
		three: f.pairs.CoGroup3(f.other, f.grouped),
		four:  f.pairs.CoGroup4(f.other, f.grouped, f.pairs, 2),
		eThree: shape{f.ePairs.call("PairRDD.CoGroup3", three[2:], f.eOther.rdd, f.eGrouped.rdd),
			static[spark.CoGrouped3[any, any, any, any]](three...), three, typeList{tString, tInts, tStrings, tGroups}},
		eFour: shape{f.ePairs.call("PairRDD.CoGroup4", four[2:], f.eOther.rdd, f.eGrouped.rdd, f.ePairs.rdd, 2),
			static[spark.CoGrouped4[any, any, any, any, any]](four...), four, typeList{tString, tInts, tStrings, tGroups, tInts}},
	}
}

// size3 and size4 are functions of a key and its values on each side.
func size3(k string, v []int, w []string, x [][]int) int {
	return len(k) + len(v) + 10*len(w) + 100*len(x)
}
func size4(k string, v []int, w []string, x [][]int, y []int) int {
	return size3(k, v, w, x) + 1000*total(y)
}

func lift4(f func(string, []int, []string, [][]int) int) func(k, v, w, x any) any {
	return func(k, v, w, x any) any { return f(k.(string), v.([]int), w.([]string), x.([][]int)) }
}

func lift5(f func(string, []int, []string, [][]int, []int) int) func(k, v, w, x, y any) any {
	return func(k, v, w, x, y any) any {
		return f(k.(string), v.([]int), w.([]string), x.([][]int), y.([]int))
	}
}

func quaternaryTwins(f *fixtures) []twin {
	w := newWide(f)
	r, e := w.three, w.eThree
	count := func(rows iter.Seq[any]) iter.Seq[any] { return anySeq(slices.Values([]int{len(slices.Collect(rows))})) }
	type group = spark.CoGrouped3[string, int, string, []int]
	typedCount := func(rows iter.Seq[group]) iter.Seq[int] { return slices.Values([]int{len(slices.Collect(rows))}) }
	return []twin{
		{"CoGrouped3RDD.RDD", e, typeList{e.elem}, nil, func() any { return r.RDD() }},
		{"CoGrouped3RDD.MapValues", e, typeList{tInt}, with(func(v, w, x []any) any { return len(v) + 10*len(w) + 100*len(x) }),
			func() any {
				return r.MapValues(func(v []int, w []string, x [][]int) int { return len(v) + 10*len(w) + 100*len(x) })
			}},
		{"CoGrouped3RDD.FlatMapValues", e, typeList{tInt}, with(func(v, w, x []any) []any { return v }),
			func() any { return r.FlatMapValues(func(v []int, w []string, x [][]int) []int { return v }) }},
		{"quaternary.Map", e, typeList{tInt}, with(lift4(size3)), func() any { return r.Map(size3) }},
		{"quaternary.FlatMap", e, typeList{tInt}, with(func(k, v, w, x any) []any { return anys(v.([]int)) }),
			func() any { return r.FlatMap(func(k string, v []int, w []string, x [][]int) []int { return v }) }},
		{"quaternary.FlatMapSeq", e, typeList{tInt}, with(func(k, v, w, x any) iter.Seq[any] { return anySeq(slices.Values(v.([]int))) }),
			func() any {
				return r.FlatMapSeq(func(k string, v []int, w []string, x [][]int) iter.Seq[int] { return slices.Values(v) })
			}},
		{"quaternary.FilterMap", e, typeList{tString}, with(func(k, v, w, x any) (any, bool) { return k, len(v.([]int)) > 1 }),
			func() any {
				return r.FilterMap(func(k string, v []int, w []string, x [][]int) (string, bool) { return k, len(v) > 1 })
			}},
		{"quaternary.Filter", e, nil, with(func(k, v, w, x any) bool { return len(w.([]string)) > 0 }),
			func() any { return r.Filter(func(k string, v []int, w []string, x [][]int) bool { return len(w) > 0 }) }},
		{"quaternary.MapToPair", e, typeList{tInt, tString}, with(func(k, v, w, x any) (any, any) { return len(v.([]int)), k }),
			func() any {
				return r.MapToPair(func(k string, v []int, w []string, x [][]int) (int, string) { return len(v), k })
			}},
		{"quaternary.FlatMapToPair", e, typeList{tString, tInt}, with(func(k, v, w, x any) []spark.Pair[any, any] { return []spark.Pair[any, any]{{k, len(v.([]int))}} }),
			func() any {
				return r.FlatMapToPair(func(k string, v []int, w []string, x [][]int) []spark.Pair[string, int] {
					return []spark.Pair[string, int]{{k, len(v)}}
				})
			}},
		{"quaternary.MapPartitions", e, typeList{tInt}, with(count), func() any { return r.MapPartitions(typedCount) }},
		{"quaternary.MapPartitionsWithIndex", e, typeList{tInt}, with(func(_ int, rows iter.Seq[any]) iter.Seq[any] { return count(rows) }),
			func() any {
				return r.MapPartitionsWithIndex(func(_ int, rows iter.Seq[group]) iter.Seq[int] { return typedCount(rows) })
			}},
		{"quaternary.SortBy", e, typeList{tInt}, with(lift4(size3), spark.Descending), func() any { return r.SortBy(size3, spark.Descending) }},
		{"quaternary.TopBy", e, typeList{tInt}, with(2, lift4(size3)), func() any { return r.TopBy(2, size3) }},
		{"quaternary.MinBy", e, typeList{tInt}, with(lift4(size3)), func() any { return r.MinBy(size3) }},
		{"byKey.Keys", e, nil, nil, func() any { return r.Keys() }},
		{"byKey.SortByKey", e, nil, nil, func() any { return r.SortByKey() }},
		{"byKey.RepartitionAndSortWithinPartitions", e, nil, with(spark.NewHashPartitioner(2)),
			func() any { return r.RepartitionAndSortWithinPartitions(spark.NewHashPartitioner(2)) }},
		{"dataset.Collect", e, nil, nil, func() any { return r.Collect() }},
		{"PairRDD.GroupWith", f.ePairs, typeList{tString}, with(f.eOther.rdd), func() any { return f.pairs.GroupWith(f.other) }},
		{"PairRDD.GroupWith3", f.ePairs, typeList{tString, tInt}, with(f.eOther.rdd, f.ePairs.rdd), func() any { return f.pairs.GroupWith3(f.other, f.pairs) }},
		{"PairRDD.GroupWith4", f.ePairs, typeList{tString, tInt, tInt}, with(f.eOther.rdd, f.ePairs.rdd, f.ePairs.rdd),
			func() any { return f.pairs.GroupWith4(f.other, f.pairs, f.pairs) }},
	}
}

func quinaryTwins(f *fixtures) []twin {
	w := newWide(f)
	r, e := w.four, w.eFour
	return []twin{
		{"CoGrouped4RDD.RDD", e, typeList{e.elem}, nil, func() any { return r.RDD() }},
		{"CoGrouped4RDD.MapValues", e, typeList{tInt}, with(func(v, w, x, y []any) any { return len(v) + 10*len(w) + 100*len(x) + 1000*len(y) }),
			func() any {
				return r.MapValues(func(v []int, w []string, x [][]int, y []int) int {
					return len(v) + 10*len(w) + 100*len(x) + 1000*len(y)
				})
			}},
		{"CoGrouped4RDD.FlatMapValues", e, typeList{tString}, with(func(v, w, x, y []any) []any { return w }),
			func() any {
				return r.FlatMapValues(func(v []int, w []string, x [][]int, y []int) []string { return w })
			}},
		{"quinary.Map", e, typeList{tInt}, with(lift5(size4)), func() any { return r.Map(size4) }},
		{"quinary.FlatMap", e, typeList{tInt}, with(func(k, v, w, x, y any) []any { return anys(y.([]int)) }),
			func() any {
				return r.FlatMap(func(k string, v []int, w []string, x [][]int, y []int) []int { return y })
			}},
		{"quinary.Filter", e, nil, with(func(k, v, w, x, y any) bool { return len(y.([]int)) > 1 }),
			func() any {
				return r.Filter(func(k string, v []int, w []string, x [][]int, y []int) bool { return len(y) > 1 })
			}},
		{"quinary.MapToPair", e, typeList{tInt, tString}, with(func(k, v, w, x, y any) (any, any) { return len(y.([]int)), k }),
			func() any {
				return r.MapToPair(func(k string, v []int, w []string, x [][]int, y []int) (int, string) { return len(y), k })
			}},
		{"quinary.SortBy", e, typeList{tInt}, with(lift5(size4)), func() any { return r.SortBy(size4) }},
		{"quinary.MaxBy", e, typeList{tInt}, with(lift5(size4)), func() any { return r.MaxBy(size4) }},
		{"byKey.SortByKey", e, nil, with(spark.Descending), func() any { return r.SortByKey(spark.Descending) }},
		{"byKey.RepartitionAndSortWithinPartitions", e, nil, with(spark.NewHashPartitioner(2)),
			func() any { return r.RepartitionAndSortWithinPartitions(spark.NewHashPartitioner(2)) }},
		{"dataset.Collect", e, nil, nil, func() any { return r.Collect() }},
	}
}

func zipTwins(f *fixtures) []twin {
	e, tPairs := f.eWords, static[[]spark.Pair[any, any]]()
	both := func(a, b iter.Seq[string]) iter.Seq[string] { return b }
	context := func(print func(string)) { print("first") }
	printing := func(r shape, f func(any, func(string))) any {
		return callErased("spark.PrintRDDElement", typeList{r.elem}, f)
	}
	return []twin{
		{"RDD.ZipWithUniqueID", e, nil, nil, func() any { return f.words.ZipWithUniqueID() }},
		{"RDD.ZipPartitions", e, typeList{tString, tString}, with(e.rdd, func(a, b iter.Seq[any]) iter.Seq[any] { return b }),
			func() any { return f.words.ZipPartitions(f.words, both) }},
		{"RDD.ZipPartitions3", e, typeList{tString, tString, tString}, with(e.rdd, e.rdd, func(a, b, c iter.Seq[any]) iter.Seq[any] { return c }, true),
			func() any {
				return f.words.ZipPartitions3(f.words, f.words, func(a, b, c iter.Seq[string]) iter.Seq[string] { return c }, true)
			}},
		{"RDD.ZipPartitions4", e, typeList{tString, tString, tString, tString}, with(e.rdd, e.rdd, e.rdd, func(a, b, c, d iter.Seq[any]) iter.Seq[any] { return nil }),
			func() any {
				return f.words.ZipPartitions4(f.words, f.words, f.words, func(a, b, c, d iter.Seq[string]) iter.Seq[string] { return nil })
			}},
		{"dataset.Pipe", e, nil, with("tr a-z A-Z"), func() any { return f.words.Pipe("tr a-z A-Z") }},
		{"dataset.Pipe", f.eCo, nil, with("cat"), func() any { return f.co.Pipe("cat") }},
		{"dataset.Pipe", f.eGrouped, typeList{tPairs}, with("cat", spark.SeparateWorkingDir, spark.Env{"A": "b"}),
			func() any { return f.grouped.Pipe("cat", spark.SeparateWorkingDir, spark.Env{"A": "b"}) }},
		{"dataset.Pipe", e, nil, with("cat", printing(e, func(word any, print func(string)) { print(word.(string) + "!") }), callErased("spark.PrintPipeContext", nil, context)),
			func() any {
				return f.words.Pipe("cat", spark.PrintRDDElement(func(word string, print func(string)) { print(word + "!") }), spark.PrintPipeContext(context))
			}},
		{"dataset.Pipe", f.eGrouped, nil, with("cat", printing(f.eGrouped, func(g any, print func(string)) { print(g.(spark.Group[any, any]).Key.(string)) })),
			func() any {
				return f.grouped.Pipe("cat", spark.PrintRDDElement(func(g spark.Group[string, int], print func(string)) { print(g.Key) }))
			}},
	}
}

func TestErasedQuaternary(t *testing.T) { testTwins(t, quaternaryTwins) }
func TestErasedQuinary(t *testing.T)    { testTwins(t, quinaryTwins) }
func TestErasedZips(t *testing.T)       { testTwins(t, zipTwins) }

// A RangePartitioner in erased form places what the compiled one places.
func TestErasedRangePartitioner(t *testing.T) {
	spark.BindInterpreter()
	f := newFixtures(newContext(t, "local[2]"))
	typed := spark.NewRangePartitioner(3, f.pairs, spark.Descending)
	erased := callErased("spark.NewRangePartitioner", typeList{tString, tInt}, 3, f.ePairs.rdd, spark.Descending).(spark.RangePartitioner)
	for _, k := range []string{"", "a", "b", "bb", "c", "d"} {
		if a, b := typed.Partition(k), erased.Partition(k); a != b {
			t.Errorf("%q: %d, in erased form %d", k, a, b)
		}
	}
	_, err := spark.Try(func() any {
		return callErased("spark.NewRangePartitioner", typeList{{Name: "point", Type: f.ePairs.elem.Type}, tInt}, 3, f.ePairs.rdd)
	})
	mentions(t, err, "rangePartitioner", "point", "no order")
}
