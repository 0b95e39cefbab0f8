package spark_test

import (
	"cmp"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gospark/spark"
)

// lift1, lift2 and lift3 are a compiled cell's functions in erased form.
func lift1[A, R any](f func(A) R) func(any) any { return func(a any) any { return f(a.(A)) } }
func lift2[A, B, R any](f func(A, B) R) func(a, b any) any {
	return func(a, b any) any { return f(a.(A), b.(B)) }
}
func lift3[A, B, C, R any](f func(A, B, C) R) func(a, b, c any) any {
	return func(a, b, c any) any { return f(a.(A), b.(B), c.(C)) }
}

// anys are values in any.
func anys[T any](values []T) []any {
	var all []any
	for _, v := range values {
		all = append(all, v)
	}
	return all
}

// anySeq are values in any.
func anySeq[T any](values iter.Seq[T]) iter.Seq[any] {
	return func(yield func(any) bool) {
		values(func(v T) bool { return yield(v) })
	}
}

func untyped[T any](values iter.Seq[any]) iter.Seq[T] {
	return func(yield func(T) bool) {
		values(func(v any) bool { return yield(v.(T)) })
	}
}

// fixtures are RDDs of each shape, as a compiled cell makes them and in erased form.
type fixtures struct {
	sc      *spark.Context
	words   *spark.RDD[string]
	nums    *spark.RDD[int]
	pairs   *spark.PairRDD[string, int]
	other   *spark.PairRDD[string, string]
	grouped *spark.GroupedRDD[string, int]
	joined  *spark.JoinedRDD[string, int, string]
	co      *spark.CoGroupedRDD[string, int, string]
	tuples  *spark.RDD2[string, int]

	eWords, eNums, ePairs, eOther, eGrouped, eJoined, eCo, eTuples shape
}

func newFixtures(sc *spark.Context) *fixtures {
	f := &fixtures{sc: sc}
	words, nums := []string{"b", "a", "c", "a", "", "b b"}, []int{3, 1, 2, 3, -1}
	pairs := []spark.Pair[string, int]{{"b", 1}, {"a", 2}, {"b", 3}, {"c", -4}, {"a", 2}}
	other := []spark.Pair[string, string]{{"a", "x"}, {"b", "y"}, {"d", "z"}, {"a", "w"}}
	f.words, f.nums = sc.Parallelize(words, 3), sc.Parallelize(nums, 2)
	f.pairs, f.other = sc.ParallelizePairs(pairs, 3), sc.ParallelizePairs(other, 2)
	f.grouped, f.joined, f.co = f.pairs.GroupByKey(2), f.pairs.Join(f.other), f.pairs.CoGroup(f.other)
	f.tuples = f.words.ZipWithIndex()

	f.eWords = rddOf(callErased("Context.Parallelize", typeList{tString}, sc, words, 3), tString)
	f.eNums = rddOf(callErased("Context.Parallelize", typeList{tInt}, sc, anys(nums), 2), tInt)
	boxed := func(p any) []spark.Pair[any, any] {
		return heldAs(reflect.ValueOf(p), reflect.TypeFor[[]spark.Pair[any, any]]()).Interface().([]spark.Pair[any, any])
	}
	f.ePairs = pairsShape(callErased("Context.ParallelizePairs", typeList{tString, tInt}, sc, boxed(pairs), 3), tString, tInt)
	f.eOther = pairsShape(callErased("Context.ParallelizePairs", typeList{tString, tString}, sc, boxed(other), 2), tString, tString)
	f.eGrouped = groupsOf(f.ePairs.call("PairRDD.GroupByKey", nil, 2), tString, tInt, tInts)
	f.eJoined = joinedOf(f.ePairs.call("PairRDD.Join", typeList{tString}, f.eOther.rdd), tString, tInt, tString)
	f.eCo = shape{f.ePairs.call("PairRDD.CoGroup", typeList{tString}, f.eOther.rdd), static[spark.CoGrouped[any, any, any]](tString, tInt, tString),
		typeList{tString, tInt, tString}, typeList{tString, tInts, tStrings}}
	f.eTuples = shape{f.eWords.call("RDD.ZipWithIndex", nil), tupleOf(tString, tInt), typeList{tString, tInt}, typeList{tString, tInt}}
	return f
}

// A twin is a call as a compiled cell makes it, and the same in erased form.
type twin struct {
	name  string
	on    shape
	own   typeList
	args  []any
	typed func() any
}

func with(args ...any) []any { return args }

func upper(s string) string                 { return strings.ToUpper(s) }
func letters(s string) []string             { return strings.Split(s, "") }
func isWord(s string) (string, bool)        { return s + "!", s != "" }
func longer(s string) bool                  { return len(s) > 0 }
func length(s string) int                   { return len(s) }
func wordAndLength(s string) (string, int)  { return s, len(s) }
func total2(k string, v int) int            { return len(k) + v }
func many(k string, vs []int) int           { return len(k) + len(vs) }
func concat3(k string, v int, w string) int { return len(k+w) + v }
func sizes3(k string, v []int, w []string) int {
	return 100*len(v) + 10*len(w) + len(k)
}
func add(a, b int) int { return a + b }
func twice(rows iter.Seq[string]) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s := range rows {
			if !yield(s) || !yield(s) {
				return
			}
		}
	}
}

func datasetTwins(f *fixtures) (all []twin) {
	str, num := f.eWords, f.eNums
	backwards := func(a, b string) int { return strings.Compare(b, a) }
	eBackwards := func(a, b any) int { return backwards(a.(string), b.(string)) }
	pairOrder := func(a, b spark.Pair[string, int]) int { return cmp.Compare(a.Value, b.Value) }
	ePairOrder := func(a, b any) int {
		return cmp.Compare(a.(spark.Pair[any, any]).Value.(int), b.(spark.Pair[any, any]).Value.(int))
	}
	firstOf := func(a, b spark.Joined[string, int, string]) spark.Joined[string, int, string] {
		if a.Key+a.Right < b.Key+b.Right {
			return a
		}
		return b
	}
	eFirstOf := func(a, b any) any {
		x, y := a.(spark.Joined[any, any, any]), b.(spark.Joined[any, any, any])
		if x.Key.(string)+x.Right.(string) < y.Key.(string)+y.Right.(string) {
			return x
		}
		return y
	}
	return []twin{
		{"dataset.Context", str, nil, nil, func() any { return f.words.Context() }},
		{"dataset.Name", str, nil, nil, func() any { return f.words.Name() }},
		{"dataset.SetName", str, nil, with("name"), func() any { return f.words.SetName("name") }},
		{"dataset.GetNumPartitions", f.eCo, nil, nil, func() any { return f.co.GetNumPartitions() }},
		{"dataset.Partitioner", f.eGrouped, nil, nil, func() any { return f.grouped.Partitioner() }},
		{"dataset.Cache", f.eTuples, nil, nil, func() any { return f.tuples.Cache() }},
		{"dataset.GetStorageLevel", f.eTuples, nil, nil, func() any { return f.tuples.GetStorageLevel() }},
		{"dataset.Count", f.eTuples, nil, nil, func() any { return f.tuples.Count() }},
		{"dataset.Unpersist", f.eTuples, nil, with(true), func() any { return f.tuples.Unpersist(true) }},
		{"dataset.CleanShuffleDependencies", f.eJoined, nil, with(true), func() any { f.joined.CleanShuffleDependencies(true); return nil }},
		{"dataset.Persist", f.eJoined, nil, with(spark.MemoryAndDisk), func() any { return f.joined.Persist(spark.MemoryAndDisk) }},
		{"dataset.Collect", f.eJoined, nil, nil, func() any { return f.joined.Collect() }},
		{"dataset.Collect", f.eGrouped, nil, nil, func() any { return f.grouped.Collect() }},
		{"dataset.Take", f.eCo, nil, with(2), func() any { return f.co.Take(2) }},
		{"dataset.First", f.ePairs, nil, nil, func() any { return f.pairs.First() }},
		{"dataset.IsEmpty", str, nil, nil, func() any { return f.words.IsEmpty() }},
		{"dataset.Reduce", num, nil, with(lift2(add)), func() any { return f.nums.Reduce(add) }},
		{"dataset.Reduce", f.eJoined, nil, with(eFirstOf), func() any { return f.joined.Reduce(firstOf) }},
		{"dataset.Fold", num, nil, with(0, lift2(add)), func() any { return f.nums.Fold(0, add) }},
		{"dataset.Aggregate", str, typeList{tInts}, with([]int{},
			lift2(func(acc []int, s string) []int { return append(acc, len(s)) }), lift2(func(a, b []int) []int { return append(a, b...) })),
			func() any {
				return any(f.words.Aggregate([]int{}, func(acc []int, s string) []int { return append(acc, len(s)) },
					func(a, b []int) []int { return append(a, b...) }))
			}},
		{"dataset.TakeSample", f.ePairs, nil, with(false, 3, int64(7)), func() any { return f.pairs.TakeSample(false, 3, 7) }},
		{"dataset.CountByValue", f.ePairs, nil, nil, func() any { return f.pairs.CountByValue() }},
		{"dataset.CountByValue", str, nil, nil, func() any { return f.words.CountByValue() }},
		{"dataset.TakeOrdered", str, nil, with(3), func() any { return f.words.TakeOrdered(3) }},
		{"dataset.TakeOrdered", f.ePairs, nil, with(4), func() any { return f.pairs.TakeOrdered(4) }},
		{"dataset.TakeOrdered", str, nil, with(3, eBackwards), func() any { return f.words.TakeOrdered(3, backwards) }},
		{"dataset.Top", f.eTuples, nil, with(3), func() any { return f.tuples.Top(3) }},
		{"dataset.Top", f.ePairs, nil, with(2, ePairOrder), func() any { return f.pairs.Top(2, pairOrder) }},
		{"dataset.Max", num, nil, nil, func() any { return f.nums.Max() }},
		{"dataset.Min", f.ePairs, nil, nil, func() any { return f.pairs.Min() }},
		{"dataset.Max", f.ePairs, nil, with(ePairOrder), func() any { return f.pairs.Max(pairOrder) }},
		{"dataset.Distinct", str, nil, with(4), func() any { return f.words.Distinct(4) }},
		{"dataset.Distinct", f.ePairs, nil, nil, func() any { return f.pairs.Distinct() }},
		{"dataset.Coalesce", f.ePairs, nil, with(2), func() any { return f.pairs.Coalesce(2) }},
		{"dataset.CoalesceWith", f.ePairs, nil, with(2, fromTheLast), func() any { return f.pairs.CoalesceWith(2, fromTheLast) }},
		{"dataset.Coalesce", f.eCo, nil, with(2, true), func() any { return f.co.Coalesce(2, true) }},
		{"dataset.Repartition", f.eGrouped, nil, with(3), func() any { return f.grouped.Repartition(3) }},
		{"dataset.Sample", str, nil, with(true, 2.0, int64(3)), func() any { return f.words.Sample(true, 2, 3) }},
		{"dataset.Union", f.eJoined, nil, with(f.eJoined.rdd), func() any { return f.joined.Union(f.joined) }},
		{"dataset.Union", f.ePairs, nil, with(f.ePairs.rdd, f.ePairs.rdd), func() any { return f.pairs.Union(f.pairs, f.pairs) }},
		{"dataset.Intersection", str, nil, with(str.rdd, 2), func() any { return f.words.Intersection(f.words, 2) }},
		{"dataset.Intersection", f.ePairs, nil, with(f.ePairs.rdd), func() any { return f.pairs.Intersection(f.pairs) }},
		{"dataset.Subtract", f.eTuples, nil, with(f.eTuples.rdd), func() any { return f.tuples.Subtract(f.tuples) }},
		{"dataset.SortFunc", f.ePairs, nil, with(ePairOrder, spark.Descending), func() any { return f.pairs.SortFunc(pairOrder, spark.Descending) }},
		{"dataset.SortFunc", str, nil, with(eBackwards), func() any { return f.words.SortFunc(backwards) }},
	}
}

func unaryTwins(f *fixtures) []twin {
	str := f.eWords
	fields := func(s string) iter.Seq[string] { return strings.FieldsSeq(s) }
	sized := func(s string) []spark.Pair[string, int] { return []spark.Pair[string, int]{{s, 1}, {s, len(s)}} }
	indexed := func(i int, rows iter.Seq[string]) iter.Seq[int] {
		return slices.Values([]int{i, len(slices.Collect(rows))})
	}
	return []twin{
		{"unary.Map", str, typeList{tString}, with(lift1(upper)), func() any { return f.words.Map(upper) }},
		{"unary.FlatMap", str, typeList{tString}, with(func(s any) []any { return anys(letters(s.(string))) }), func() any { return f.words.FlatMap(letters) }},
		{"unary.FlatMapSeq", str, typeList{tString}, with(func(s any) iter.Seq[any] { return anySeq(fields(s.(string))) }), func() any { return f.words.FlatMapSeq(fields) }},
		{"unary.FilterMap", str, typeList{tString}, with(func(s any) (any, bool) { return isWord(s.(string)) }), func() any { return f.words.FilterMap(isWord) }},
		{"unary.Filter", str, nil, with(func(s any) bool { return longer(s.(string)) }), func() any { return f.words.Filter(longer) }},
		{"unary.MapToPair", str, typeList{tString, tInt}, with(func(s any) (any, any) { return wordAndLength(s.(string)) }), func() any { return f.words.MapToPair(wordAndLength) }},
		{"unary.FlatMapToPair", str, typeList{tString, tInt}, with(func(s any) []spark.Pair[any, any] {
			return []spark.Pair[any, any]{{s, 1}, {s, len(s.(string))}}
		}), func() any { return f.words.FlatMapToPair(sized) }},
		{"unary.MapPartitions", str, typeList{tString}, with(func(rows iter.Seq[any]) iter.Seq[any] { return anySeq(twice(untyped[string](rows))) }),
			func() any { return f.words.MapPartitions(twice) }},
		{"unary.MapPartitions", str, typeList{tString}, with(func(rows iter.Seq[any]) iter.Seq[any] { return nil }),
			func() any { return f.words.MapPartitions(func(iter.Seq[string]) iter.Seq[string] { return nil }) }},
		{"unary.MapPartitionsToPair", str, typeList{tString, tInt}, with(func(rows iter.Seq[any]) iter.Seq2[any, any] {
			return maps.All(map[any]any{"n": len(slices.Collect(rows))})
		}),
			func() any {
				return f.words.MapPartitionsToPair(func(rows iter.Seq[string]) iter.Seq2[string, int] {
					return maps.All(map[string]int{"n": len(slices.Collect(rows))})
				})
			}},
		{"unary.MapPartitionsWithIndex", str, typeList{tInt}, with(func(i int, rows iter.Seq[any]) iter.Seq[any] { return anySeq(indexed(i, untyped[string](rows))) }),
			func() any { return f.words.MapPartitionsWithIndex(indexed) }},
		{"unary.SortBy", str, typeList{tInt}, with(lift1(length), spark.Descending, spark.Partitions(2)), func() any { return f.words.SortBy(length, spark.Descending, spark.Partitions(2)) }},
		{"unary.TopBy", str, typeList{tInt}, with(2, lift1(length)), func() any { return f.words.TopBy(2, length) }},
		{"unary.TakeOrderedBy", str, typeList{tInt}, with(2, lift1(length)), func() any { return f.words.TakeOrderedBy(2, length) }},
		{"unary.MaxBy", str, typeList{tInt}, with(lift1(length)), func() any { return f.words.MaxBy(length) }},
		{"unary.MinBy", str, typeList{tInt}, with(lift1(length)), func() any { return f.words.MinBy(length) }},
		{"RDD.KeyBy", str, typeList{tInt}, with(lift1(length)), func() any { return f.words.KeyBy(length) }},
		{"RDD.GroupBy", str, typeList{tInt}, with(lift1(length), 2), func() any { return f.words.GroupBy(length, 2) }},
		{"RDD.Glom", str, typeList{tStrings}, nil, func() any { return f.words.Glom() }},
		{"RDD.Zip", str, typeList{tString}, with(str.rdd), func() any { return f.words.Zip(f.words) }},
		{"RDD.ZipWithIndex", str, nil, nil, func() any { return f.words.ZipWithIndex() }},
		{"RDD.Cartesian", str, typeList{tInt}, with(f.eNums.rdd), func() any { return f.words.Cartesian(f.nums) }},
		{"RDD.Sum", f.eNums, nil, nil, func() any { return f.nums.Sum() }},
		{"RDD.Stats", f.eNums, nil, nil, func() any { return f.nums.Stats() }},
		{"RDD.Mean", f.eNums, nil, nil, func() any { return f.nums.Mean() }},
		{"RDD.Variance", f.eNums, nil, nil, func() any { return f.nums.Variance() }},
		{"RDD.Stdev", f.eNums, nil, nil, func() any { return f.nums.Stdev() }},
		{"RDD.SampleVariance", f.eNums, nil, nil, func() any { return f.nums.SampleVariance() }},
		{"RDD.SampleStdev", f.eNums, nil, nil, func() any { return f.nums.SampleStdev() }},
		{"RDD2.RDD", f.eTuples, nil, nil, func() any { return f.tuples.RDD() }},
		{"RDD2.Keys", f.eTuples, nil, nil, func() any { return f.tuples.Keys() }},
		{"RDD2.Values", f.eTuples, nil, nil, func() any { return f.tuples.Values() }},
		{"RDD2.Swap", f.eTuples, nil, nil, func() any { return f.tuples.Swap() }},
	}
}

func binaryTwins(f *fixtures) []twin {
	repeat := func(k string, v int) []string { return slices.Repeat([]string{k}, max(v, 0)) }
	big := func(k string, v int) bool { return v > 1 }
	crowded := func(k string, vs []int) bool { return len(vs) > 1 }
	swap := func(k string, vs []int) (int, string) { return len(vs), k }
	eachOf := func(k string, vs []int) []spark.Pair[string, int] {
		var all []spark.Pair[string, int]
		for _, v := range vs {
			all = append(all, spark.KV(k, v))
		}
		return all
	}
	sum := func(rows iter.Seq2[string, int]) iter.Seq[int] {
		n := 0
		for _, v := range rows {
			n += v
		}
		return slices.Values([]int{n})
	}
	eSum := func(rows iter.Seq2[any, any]) iter.Seq[any] {
		n := 0
		for _, v := range rows {
			n += v.(int)
		}
		return anySeq(slices.Values([]int{n}))
	}
	return []twin{
		{"binary.Map", f.ePairs, typeList{tInt}, with(lift2(total2)), func() any { return f.pairs.Map(total2) }},
		{"binary.Map", f.eGrouped, typeList{tInt}, with(lift2(many)), func() any { return f.grouped.Map(many) }},
		{"binary.Map", f.eTuples, typeList{tInt}, with(lift2(total2)), func() any { return f.tuples.Map(total2) }},
		{"binary.FlatMap", f.ePairs, typeList{tString}, with(func(k, v any) []any { return anys(repeat(k.(string), v.(int))) }), func() any { return f.pairs.FlatMap(repeat) }},
		{"binary.FlatMapSeq", f.eTuples, typeList{tString}, with(func(k, v any) iter.Seq[any] { return anySeq(slices.Values(repeat(k.(string), v.(int)))) }),
			func() any {
				return f.tuples.FlatMapSeq(func(k string, v int) iter.Seq[string] { return slices.Values(repeat(k, v)) })
			}},
		{"binary.FilterMap", f.ePairs, typeList{tString}, with(func(k, v any) (any, bool) { return k, v.(int) > 1 }), func() any { return f.pairs.FilterMap(func(k string, v int) (string, bool) { return k, v > 1 }) }},
		{"binary.Filter", f.ePairs, nil, with(func(k, v any) bool { return big(k.(string), v.(int)) }), func() any { return f.pairs.Filter(big) }},
		{"binary.Filter", f.eGrouped, nil, with(func(k, v any) bool { return crowded(k.(string), v.([]int)) }), func() any { return f.grouped.Filter(crowded) }},
		{"binary.Filter", f.eTuples, nil, with(func(k, v any) bool { return big(k.(string), v.(int)) }), func() any { return f.tuples.Filter(big) }},
		{"binary.MapToPair", f.eGrouped, typeList{tInt, tString}, with(func(k, v any) (any, any) { return swap(k.(string), v.([]int)) }), func() any { return f.grouped.MapToPair(swap) }},
		{"binary.FlatMapToPair", f.eGrouped, typeList{tString, tInt}, with(func(k, v any) (all []spark.Pair[any, any]) {
			for _, v := range v.([]int) {
				all = append(all, spark.Pair[any, any]{k, v})
			}
			return all
		}), func() any { return f.grouped.FlatMapToPair(eachOf) }},
		{"binary.MapPartitions", f.ePairs, typeList{tInt}, with(eSum), func() any { return f.pairs.MapPartitions(sum) }},
		{"binary.MapPartitionsToPair", f.ePairs, typeList{tString, tInt}, with(func(rows iter.Seq2[any, any]) iter.Seq2[any, any] { return rows }),
			func() any {
				return f.pairs.MapPartitionsToPair(func(rows iter.Seq2[string, int]) iter.Seq2[string, int] { return rows })
			}},
		{"binary.MapPartitionsToPair", f.ePairs, typeList{tString, tInt}, with(func(rows iter.Seq2[any, any]) iter.Seq2[any, any] { return nil }),
			func() any {
				return f.pairs.MapPartitionsToPair(func(rows iter.Seq2[string, int]) iter.Seq2[string, int] { return nil })
			}},
		{"binary.MapPartitionsWithIndex", f.eTuples, typeList{tInt}, with(func(_ int, rows iter.Seq2[any, any]) iter.Seq[any] { return eSum(rows) }),
			func() any {
				return f.tuples.MapPartitionsWithIndex(func(_ int, rows iter.Seq2[string, int]) iter.Seq[int] { return sum(rows) })
			}},
		{"binary.SortBy", f.ePairs, typeList{tInt}, with(lift2(total2)), func() any { return f.pairs.SortBy(total2) }},
		{"binary.SortBy", f.eGrouped, typeList{tInt}, with(lift2(many), spark.Descending), func() any { return f.grouped.SortBy(many, spark.Descending) }},
		{"binary.SortBy", f.eTuples, typeList{tInt}, with(lift2(total2)), func() any { return f.tuples.SortBy(total2) }},
		{"binary.TopBy", f.ePairs, typeList{tInt}, with(2, lift2(total2)), func() any { return f.pairs.TopBy(2, total2) }},
		{"binary.TakeOrderedBy", f.eGrouped, typeList{tInt}, with(2, lift2(many)), func() any { return f.grouped.TakeOrderedBy(2, many) }},
		{"binary.MaxBy", f.eTuples, typeList{tInt}, with(lift2(total2)), func() any { return f.tuples.MaxBy(total2) }},
		{"binary.MinBy", f.ePairs, typeList{tInt}, with(lift2(total2)), func() any { return f.pairs.MinBy(total2) }},
	}
}

func ternaryTwins(f *fixtures) []twin {
	few := func(k string, v int, w string) bool { return w > "w" }
	shared := func(k string, v []int, w []string) bool { return len(v) > 0 && len(w) > 0 }
	eShared := func(k, v, w any) bool { return shared(k.(string), v.([]int), w.([]string)) }
	rename := func(k string, v int, w string) (string, int) { return k + w, v }
	return []twin{
		{"ternary.Map", f.eJoined, typeList{tInt}, with(lift3(concat3)), func() any { return f.joined.Map(concat3) }},
		{"ternary.Map", f.eCo, typeList{tInt}, with(lift3(sizes3)), func() any { return f.co.Map(sizes3) }},
		{"ternary.FlatMap", f.eCo, typeList{tInt}, with(func(k, v, w any) []any { return anys(v.([]int)) }), func() any { return f.co.FlatMap(func(k string, v []int, w []string) []int { return v }) }},
		{"ternary.FlatMapSeq", f.eCo, typeList{tString}, with(func(k, v, w any) iter.Seq[any] { return anySeq(slices.Values(w.([]string))) }),
			func() any {
				return f.co.FlatMapSeq(func(k string, v []int, w []string) iter.Seq[string] { return slices.Values(w) })
			}},
		{"ternary.FilterMap", f.eJoined, typeList{tString}, with(func(k, v, w any) (any, bool) { return w, few(k.(string), v.(int), w.(string)) }),
			func() any {
				return f.joined.FilterMap(func(k string, v int, w string) (string, bool) { return w, few(k, v, w) })
			}},
		{"ternary.Filter", f.eJoined, nil, with(func(k, v, w any) bool { return few(k.(string), v.(int), w.(string)) }), func() any { return f.joined.Filter(few) }},
		{"ternary.Filter", f.eCo, nil, with(eShared), func() any { return f.co.Filter(shared) }},
		{"ternary.MapToPair", f.eJoined, typeList{tString, tInt}, with(func(k, v, w any) (any, any) { return rename(k.(string), v.(int), w.(string)) }), func() any { return f.joined.MapToPair(rename) }},
		{"ternary.FlatMapToPair", f.eJoined, typeList{tString, tInt}, with(func(k, v, w any) []spark.Pair[any, any] { return []spark.Pair[any, any]{{k, v}, {w, v}} }),
			func() any {
				return f.joined.FlatMapToPair(func(k string, v int, w string) []spark.Pair[string, int] {
					return []spark.Pair[string, int]{{k, v}, {w, v}}
				})
			}},
		{"ternary.MapPartitions", f.eJoined, typeList{tInt}, with(func(rows iter.Seq[any]) iter.Seq[any] {
			return anySeq(slices.Values([]int{len(slices.Collect(rows))}))
		}), func() any {
			return f.joined.MapPartitions(func(rows iter.Seq[spark.Joined[string, int, string]]) iter.Seq[int] {
				return slices.Values([]int{len(slices.Collect(rows))})
			})
		}},
		{"ternary.MapPartitionsToPair", f.eJoined, typeList{tString, tInt}, with(func(rows iter.Seq[any]) iter.Seq2[any, any] {
			return func(yield func(any, any) bool) {
				rows(func(e any) bool {
					return yield(e.(spark.Joined[any, any, any]).Key, e.(spark.Joined[any, any, any]).Left)
				})
			}
		}), func() any {
			return f.joined.MapPartitionsToPair(func(rows iter.Seq[spark.Joined[string, int, string]]) iter.Seq2[string, int] {
				return func(yield func(string, int) bool) {
					rows(func(e spark.Joined[string, int, string]) bool { return yield(e.Key, e.Left) })
				}
			})
		}},
		{"ternary.MapPartitionsWithIndex", f.eCo, typeList{tInt}, with(func(i int, rows iter.Seq[any]) iter.Seq[any] { return anySeq(slices.Values([]int{i})) }),
			func() any {
				return f.co.MapPartitionsWithIndex(func(i int, _ iter.Seq[spark.CoGrouped[string, int, string]]) iter.Seq[int] {
					return slices.Values([]int{i})
				})
			}},
		{"ternary.SortBy", f.eJoined, typeList{tInt}, with(lift3(concat3)), func() any { return f.joined.SortBy(concat3) }},
		{"ternary.SortBy", f.eCo, typeList{tInt}, with(lift3(sizes3), spark.Descending), func() any { return f.co.SortBy(sizes3, spark.Descending) }},
		{"ternary.TopBy", f.eCo, typeList{tInt}, with(2, lift3(sizes3)), func() any { return f.co.TopBy(2, sizes3) }},
		{"ternary.TakeOrderedBy", f.eJoined, typeList{tInt}, with(2, lift3(concat3)), func() any { return f.joined.TakeOrderedBy(2, concat3) }},
		{"ternary.MaxBy", f.eJoined, typeList{tInt}, with(lift3(concat3)), func() any { return f.joined.MaxBy(concat3) }},
		{"ternary.MinBy", f.eCo, typeList{tInt}, with(lift3(sizes3)), func() any { return f.co.MinBy(sizes3) }},
	}
}

// testTwins runs calls in both forms.
func testTwins(t *testing.T, twins func(*fixtures) []twin) {
	spark.BindInterpreter()
	f := newFixtures(newContext(t, "local[2]"))
	for _, c := range twins(f) {
		t.Run(c.name, func(t *testing.T) {
			sameAsTyped(t, c.typed(), c.on.call(c.name, c.own, c.args...))
		})
	}
}

func TestErasedDataset(t *testing.T) { testTwins(t, datasetTwins) }
func TestErasedUnary(t *testing.T)   { testTwins(t, unaryTwins) }
func TestErasedBinary(t *testing.T)  { testTwins(t, binaryTwins) }
func TestErasedTernary(t *testing.T) { testTwins(t, ternaryTwins) }
