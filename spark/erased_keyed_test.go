package spark_test

import (
	"reflect"
	"testing"

	"gospark/spark"
)

func keyedTwins(f *fixtures) []twin {
	p, g, j, c := f.ePairs, f.eGrouped, f.eJoined, f.eCo
	byHash := spark.NewHashPartitioner(3)
	typed := spark.NewPartitioner(2, func(k string) int { return len(k) % 2 })
	erased := callErased("spark.NewPartitioner", typeList{tString}, 2, func(k any) int { return len(k.(string)) % 2 })
	double := func(v int) int { return 2 * v }
	upTo := func(v int) (all []int) {
		for i := range v {
			all = append(all, i)
		}
		return all
	}
	return []twin{
		{"byKey.Keys", p, nil, nil, func() any { return f.pairs.Keys() }},
		{"byKey.Keys", g, nil, nil, func() any { return f.grouped.Keys() }},
		{"byKey.Keys", j, nil, nil, func() any { return f.joined.Keys() }},
		{"byKey.Keys", c, nil, nil, func() any { return f.co.Keys() }},
		{"byKey.PartitionBy", p, nil, with(byHash), func() any { return f.pairs.PartitionBy(byHash) }},
		{"byKey.PartitionBy", j, nil, with(byHash), func() any { return f.joined.PartitionBy(byHash) }},
		{"byKey.PartitionBy", p, nil, with(erased), func() any { return f.pairs.PartitionBy(typed) }},
		{"byKey.SortByKey", p, nil, with(spark.Descending), func() any { return f.pairs.SortByKey(spark.Descending) }},
		{"byKey.SortByKey", g, nil, with(spark.Partitions(2)), func() any { return f.grouped.SortByKey(spark.Partitions(2)) }},
		{"byKey.SortByKey", j, nil, nil, func() any { return f.joined.SortByKey() }},
		{"byKey.SortByKey", c, nil, with(spark.Descending), func() any { return f.co.SortByKey(spark.Descending) }},
		{"byKey.CountByKey", p, nil, nil, func() any { return f.pairs.CountByKey() }},
		{"byKey.CountByKey", c, nil, nil, func() any { return f.co.CountByKey() }},
		{"byKey.SubtractByKey", p, typeList{tString}, with(f.eOther.rdd), func() any { return f.pairs.SubtractByKey(f.other) }},
		{"byKey.SubtractByKey", f.eOther, typeList{tInts}, with(g.rdd, 3), func() any { return f.other.SubtractByKey(f.grouped, 3) }},
		{"byKey.FilterByRange", p, nil, with("a", "b"), func() any { return f.pairs.FilterByRange("a", "b") }},
		{"byKey.FilterByRange", c, nil, with("b", "z"), func() any { return f.co.FilterByRange("b", "z") }},
		{"byKey.RepartitionAndSortWithinPartitions", p, nil, with(byHash), func() any { return f.pairs.RepartitionAndSortWithinPartitions(byHash) }},
		{"byKey.RepartitionAndSortWithinPartitions", g, nil, with(byHash, spark.Descending), func() any { return f.grouped.RepartitionAndSortWithinPartitions(byHash, spark.Descending) }},
		{"byKey.RepartitionAndSortWithinPartitions", j, nil, with(byHash), func() any { return f.joined.RepartitionAndSortWithinPartitions(byHash) }},
		{"byKey.RepartitionAndSortWithinPartitions", c, nil, with(byHash), func() any { return f.co.RepartitionAndSortWithinPartitions(byHash) }},
		{"byKey.SampleByKey", p, nil, with(true, map[any]float64{"a": 2, "b": 1, "c": 0}, int64(3)),
			func() any { return f.pairs.SampleByKey(true, map[string]float64{"a": 2, "b": 1, "c": 0}, 3) }},
		{"byKey.SampleByKeyExact", j, nil, with(false, map[any]float64{"a": .5, "b": 1}, int64(3)),
			func() any { return f.joined.SampleByKeyExact(false, map[string]float64{"a": .5, "b": 1}, 3) }},
		{"byKey.SampleByKeyExact", p, nil, with(true, map[any]float64{"a": 2, "b": 1, "c": 1}, int64(3)),
			func() any { return f.pairs.SampleByKeyExact(true, map[string]float64{"a": 2, "b": 1, "c": 1}, 3) }},
		{"PairRDD.Zip", p, typeList{tInt, pairOf(tString, tInt)}, with(f.ePairs.call("byKey.Keys", nil)), func() any { return f.pairs.Zip(f.pairs.Keys()) }},
		{"PairRDD.Glom", p, typeList{{Type: reflect.SliceOf(pairOf(tString, tInt).Type)}}, nil, func() any { return f.pairs.Glom() }},
		{"PairRDD.ZipWithIndex", p, typeList{pairOf(tString, tInt)}, nil, func() any { return f.pairs.ZipWithIndex() }},
		{"PairRDD.ZipWithUniqueID", p, typeList{pairOf(tString, tInt)}, nil, func() any { return f.pairs.ZipWithUniqueID() }},
		{"PairRDD.RDD", p, nil, nil, func() any { return f.pairs.RDD() }},
		{"GroupedRDD.RDD", g, nil, nil, func() any { return f.grouped.RDD() }},
		{"JoinedRDD.RDD", j, nil, nil, func() any { return f.joined.RDD() }},
		{"CoGroupedRDD.RDD", c, nil, nil, func() any { return f.co.RDD() }},
		{"PairRDD.Values", p, nil, nil, func() any { return f.pairs.Values() }},
		{"GroupedRDD.Values", g, typeList{tInts}, nil, func() any { return f.grouped.Values() }},
		{"JoinedRDD.Values", j, nil, nil, func() any { return f.joined.Values() }},
		{"CoGroupedRDD.Values", c, typeList{tInts, tStrings}, nil, func() any { return f.co.Values() }},
		{"PairRDD.MapValues", p, typeList{tInt}, with(lift1(double)), func() any { return f.pairs.MapValues(double) }},
		{"GroupedRDD.MapValues", g, typeList{tInt}, with(func(vs []any) any { return len(vs) }), func() any { return f.grouped.MapValues(func(vs []int) int { return len(vs) }) }},
		{"JoinedRDD.MapValues", j, typeList{tInt}, with(func(v, w any) any { return v.(int) + len(w.(string)) }),
			func() any { return f.joined.MapValues(func(v int, w string) int { return v + len(w) }) }},
		{"CoGroupedRDD.MapValues", c, typeList{tInt}, with(func(v, w []any) any { return len(v) + len(w) }),
			func() any { return f.co.MapValues(func(v []int, w []string) int { return len(v) + len(w) }) }},
		{"PairRDD.FlatMapValues", p, typeList{tInt}, with(func(v any) []any { return anys(upTo(max(0, v.(int)))) }), func() any { return f.pairs.FlatMapValues(func(v int) []int { return upTo(max(0, v)) }) }},
		{"GroupedRDD.FlatMapValues", g, typeList{tInt}, with(func(vs []any) []any { return vs }), func() any { return f.grouped.FlatMapValues(func(vs []int) []int { return vs }) }},
		{"JoinedRDD.FlatMapValues", j, typeList{tString}, with(func(v, w any) []any { return []any{w, w} }),
			func() any { return f.joined.FlatMapValues(func(v int, w string) []string { return []string{w, w} }) }},
		{"CoGroupedRDD.FlatMapValues", c, typeList{tString}, with(func(v, w []any) []any { return w }),
			func() any { return f.co.FlatMapValues(func(v []int, w []string) []string { return w }) }},
		{"PairRDD.Lookup", p, nil, with("b"), func() any { return f.pairs.Lookup("b") }},
		{"PairRDD.Lookup", p, nil, with("none"), func() any { return f.pairs.Lookup("none") }},
		{"GroupedRDD.Lookup", g, nil, with("a"), func() any { return f.grouped.Lookup("a") }},
		{"JoinedRDD.Lookup", j, nil, with("a"), func() any { return f.joined.Lookup("a") }},
		{"PairRDD.CollectAsMap", p, nil, nil, func() any { return f.pairs.CollectAsMap() }},
		{"GroupedRDD.CollectAsMap", g, nil, nil, func() any { return f.grouped.CollectAsMap() }},
		{"JoinedRDD.CollectAsMap", j, nil, nil, func() any { return f.joined.CollectAsMap() }},
		{"PairRDD.KeyBy", p, typeList{tInt, pairOf(tString, tInt)}, with(lift2(total2)), func() any { return f.pairs.KeyBy(total2) }},
		{"PairRDD.GroupBy", p, typeList{tInt, pairOf(tString, tInt)}, with(lift2(total2), 2), func() any { return f.pairs.GroupBy(total2, 2) }},
		{"PairRDD.Cartesian", p, typeList{tInt, pairOf(tString, tInt)}, with(f.eNums.rdd), func() any { return f.pairs.Cartesian(f.nums) }},
	}
}

func combiningTwins(f *fixtures) []twin {
	p, by := f.ePairs, spark.NewHashPartitioner(5)
	collect := func(acc []int, v int) []int { return append(acc, v) }
	both := func(a, b []int) []int { return append(a, b...) }
	first := func(v int) []int { return []int{v} }
	return []twin{
		{"PairRDD.ReduceByKey", p, nil, with(lift2(add)), func() any { return f.pairs.ReduceByKey(add) }},
		{"PairRDD.ReduceByKey", p, nil, with(lift2(add), 7), func() any { return f.pairs.ReduceByKey(add, 7) }},
		{"PairRDD.ReduceByKeyWith", p, nil, with(by, lift2(add)), func() any { return f.pairs.ReduceByKeyWith(by, add) }},
		{"PairRDD.ReduceByKeyLocally", p, nil, with(lift2(add)), func() any { return f.pairs.ReduceByKeyLocally(add) }},
		{"PairRDD.FoldByKey", p, nil, with(0, lift2(add), 2), func() any { return f.pairs.FoldByKey(0, add, 2) }},
		{"PairRDD.FoldByKeyWith", p, nil, with(by, 0, lift2(add)), func() any { return f.pairs.FoldByKeyWith(by, 0, add) }},
		{"PairRDD.AggregateByKey", p, typeList{tInts}, with([]int{}, lift2(collect), lift2(both)), func() any { return f.pairs.AggregateByKey([]int{}, collect, both) }},
		{"PairRDD.AggregateByKeyWith", p, typeList{tInts}, with(by, []int{}, lift2(collect), lift2(both)), func() any { return f.pairs.AggregateByKeyWith(by, []int{}, collect, both) }},
		{"PairRDD.CombineByKey", p, typeList{tInts}, with(lift1(first), lift2(collect), lift2(both), 2), func() any { return f.pairs.CombineByKey(first, collect, both, 2) }},
		{"PairRDD.CombineByKeyWith", p, typeList{tInts}, with(by, lift1(first), lift2(collect), lift2(both)), func() any { return f.pairs.CombineByKeyWith(by, first, collect, both) }},
		{"PairRDD.GroupByKey", p, nil, with(2), func() any { return f.pairs.GroupByKey(2) }},
	}
}

func joinTwins(f *fixtures) []twin {
	p, g, j, o := f.ePairs, f.eGrouped, f.eJoined, f.eOther
	tTuple, tBoth := tupleOf(tInt, tString), tupleOf(tInts, tStrings)
	return []twin{
		{"PairRDD.Join", p, typeList{tString}, with(o.rdd), func() any { return f.pairs.Join(f.other) }},
		{"PairRDD.Join", p, typeList{tInts}, with(g.rdd, 2), func() any { return f.pairs.Join(f.grouped, 2) }},
		{"PairRDD.Join", p, typeList{tTuple}, with(j.rdd), func() any { return f.pairs.Join(f.joined) }},
		{"PairRDD.Join", p, typeList{tBoth}, with(f.eCo.rdd), func() any { return f.pairs.Join(f.co) }},
		{"PairRDD.LeftOuterJoin", p, typeList{tString}, with(o.rdd), func() any { return f.pairs.LeftOuterJoin(f.other) }},
		{"PairRDD.LeftOuterJoin", o, typeList{tTuple}, with(j.rdd), func() any { return f.other.LeftOuterJoin(f.joined) }},
		{"PairRDD.RightOuterJoin", p, typeList{tString}, with(o.rdd), func() any { return f.pairs.RightOuterJoin(f.other) }},
		{"PairRDD.FullOuterJoin", p, typeList{tString}, with(o.rdd, 4), func() any { return f.pairs.FullOuterJoin(f.other, 4) }},
		{"PairRDD.CoGroup", p, typeList{tString}, with(o.rdd), func() any { return f.pairs.CoGroup(f.other) }},
		{"PairRDD.CoGroup", p, typeList{tInts}, with(g.rdd), func() any { return f.pairs.CoGroup(f.grouped) }},
		{"GroupedRDD.Join", g, typeList{tString, tInts}, with(o.rdd), func() any { return f.grouped.Join(f.other) }},
		{"GroupedRDD.LeftOuterJoin", g, typeList{tString, tInts}, with(o.rdd), func() any { return f.grouped.LeftOuterJoin(f.other) }},
		{"GroupedRDD.RightOuterJoin", g, typeList{tString}, with(o.rdd), func() any { return f.grouped.RightOuterJoin(f.other) }},
		{"GroupedRDD.FullOuterJoin", g, typeList{tString}, with(o.rdd), func() any { return f.grouped.FullOuterJoin(f.other) }},
		{"JoinedRDD.Join", j, typeList{tString}, with(o.rdd), func() any { return f.joined.Join(f.other) }},
		{"JoinedRDD.LeftOuterJoin", j, typeList{tInts}, with(g.rdd), func() any { return f.joined.LeftOuterJoin(f.grouped) }},
		{"JoinedRDD.RightOuterJoin", j, typeList{tString}, with(o.rdd), func() any { return f.joined.RightOuterJoin(f.other) }},
		{"JoinedRDD.FullOuterJoin", j, typeList{tTuple}, with(j.rdd), func() any { return f.joined.FullOuterJoin(f.joined) }},
	}
}

func TestErasedKeyed(t *testing.T)     { testTwins(t, keyedTwins) }
func TestErasedCombining(t *testing.T) { testTwins(t, combiningTwins) }
func TestErasedJoins(t *testing.T)     { testTwins(t, joinTwins) }
