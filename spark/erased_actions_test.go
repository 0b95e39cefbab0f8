package spark_test

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"testing"
	"time"

	"gospark/spark"
)

func actionTwins(f *fixtures) []twin {
	concat := func(a, b string) string { return a + b }
	return []twin{
		{"dataset.TreeReduce", f.eWords, nil, with(lift2(concat), 3), func() any { return f.words.TreeReduce(concat, 3) }},
		{"dataset.TreeAggregate", f.eWords, typeList{tInts}, with([]int{}, lift2(func(acc []int, s string) []int { return append(acc, len(s)) }),
			lift2(func(a, b []int) []int { return append(a, b...) })), func() any {
			return any(f.words.TreeAggregate([]int{}, func(acc []int, s string) []int { return append(acc, len(s)) },
				func(a, b []int) []int { return append(a, b...) }))
		}},
		{"dataset.CountApproxDistinct", f.ePairs, nil, nil, func() any { return f.pairs.CountApproxDistinct() }},
		{"dataset.CountApproxDistinct", f.eWords, nil, with(.3), func() any { return f.words.CountApproxDistinct(.3) }},
		{"PairRDD.CountApproxDistinctByKey", f.ePairs, nil, with(.1, 2), func() any { return f.pairs.CountApproxDistinctByKey(.1, 2) }},
		{"RDD.Histogram", f.eNums, nil, with(3), func() any { return f.nums.Histogram(3) }},
		{"RDD.HistogramOf", f.eNums, nil, with(0.0, 2.0, 3.0), func() any { return f.nums.HistogramOf(0, 2, 3) }},
		{"RDD.PopVariance", f.eNums, nil, nil, func() any { return f.nums.PopVariance() }},
		{"RDD.PopStdev", f.eNums, nil, nil, func() any { return f.nums.PopStdev() }},
		{"CoGroupedRDD.Lookup", f.eCo, nil, with("a"), func() any { return f.co.Lookup("a") }},
		{"CoGroupedRDD.Lookup", f.eCo, nil, with("no"), func() any { return f.co.Lookup("no") }},
		{"CoGroupedRDD.CollectAsMap", f.eCo, nil, nil, func() any { return f.co.CollectAsMap() }},
	}
}

func TestErasedActions(t *testing.T) { testTwins(t, actionTwins) }

// What an action in the background, or an approximate one, yields has the type that
// the person's code gives it.
func TestErasedResultsHaveTheirTypes(t *testing.T) {
	spark.BindInterpreter()
	f := newFixtures(newContext(t, "local[2]"))
	completed := func(future any) any {
		told := make(chan string)
		callErased("FutureAction.OnComplete", nil, future, func(v any, err error) { told <- fmt.Sprint(v, err) })
		return <-told
	}
	get := func(future any) any { return callErased("FutureAction.Get", nil, future) }
	final := func(partial any) any { return callErased("PartialResult.GetFinalValue", nil, partial) }
	seen := make(chan any, 100)
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"collectAsync", get(f.eWords.call("dataset.CollectAsync", nil)), f.words.Collect()},
		{"takeAsync", get(f.eNums.call("dataset.TakeAsync", nil, 2)), f.nums.Take(2)},
		{"onComplete", completed(f.eWords.call("dataset.CollectAsync", nil)), fmt.Sprint(f.words.Collect(), nil)},
		{"collectAsync of pairs", get(f.ePairs.call("dataset.CollectAsync", nil)), []spark.Pair[any, any]{{"b", 1}, {"a", 2}, {"b", 3}, {"c", -4}, {"a", 2}}},
		{"countAsync", get(f.eCo.call("dataset.CountAsync", nil)), f.co.Count()},
		{"foreachAsync", get(f.eNums.call("unary.ForeachAsync", nil, func(e any) { seen <- e })), struct{}{}},
		{"foreachAsync of pairs", get(f.eTuples.call("binary.ForeachAsync", nil, func(a, b any) { seen <- b })), struct{}{}},
		{"foreachAsync of joined", get(f.eJoined.call("ternary.ForeachAsync", nil, func(a, b, c any) { seen <- b })), struct{}{}},
		{"foreachPartitionAsync", get(f.eNums.call("unary.ForeachPartitionAsync", nil, func(rows iter.Seq[any]) { seen <- len(slices.Collect(rows)) })), struct{}{}},
		{"foreachPartitionAsync of groups", get(f.eGrouped.call("binary.ForeachPartitionAsync", nil, func(rows iter.Seq2[any, any]) {
			for _, vs := range rows {
				seen <- len(vs.([]int))
			}
		})), struct{}{}},
		{"foreachPartitionAsync of joined", get(f.eJoined.call("ternary.ForeachPartitionAsync", nil, func(rows iter.Seq[any]) { seen <- len(slices.Collect(rows)) })), struct{}{}},
		{"countApprox", final(f.eJoined.call("dataset.CountApprox", nil, time.Minute)), f.joined.CountApprox(time.Minute).InitialValue()},
		{"sumApprox", final(f.eNums.call("RDD.SumApprox", nil, time.Minute, .9)), f.nums.SumApprox(time.Minute).InitialValue()},
		{"meanApprox", final(f.eNums.call("RDD.MeanApprox", nil, time.Minute)), f.nums.MeanApprox(time.Minute).InitialValue()},
		{"countByKeyApprox", final(f.ePairs.call("byKey.CountByKeyApprox", nil, time.Minute)), f.pairs.CountByKeyApprox(time.Minute).InitialValue()},
		{"countByKeyApprox of groups", final(f.eGrouped.call("byKey.CountByKeyApprox", nil, time.Minute)), f.grouped.CountByKeyApprox(time.Minute).InitialValue()},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %#v, want %#v", c.name, c.got, c.want)
		}
	}
	if n := len(seen); n != 5+6+f.joined.Count()+2+3+f.joined.GetNumPartitions() {
		t.Errorf("the functions were called %d times", n)
	}
	values := final(f.eWords.call("dataset.CountByValueApprox", nil, time.Minute)).([]spark.CountedApprox[any])
	if want := f.words.CountByValueApprox(time.Minute).InitialValue(); len(values) != len(want) || values[0].Value != want[0].Value || values[0].Count != want[0].Count {
		t.Errorf("countByValueApprox: %v, want %v", values, want)
	}
	equal(t, "toLocalIterator", slices.Collect(f.eWords.call("unary.ToLocalIterator", nil).(iter.Seq[any])), anys(f.words.Collect())...)
	if all := slices.Collect(f.eJoined.call("ternary.ToLocalIterator", nil).(iter.Seq[any])); len(all) != f.joined.Count() {
		t.Errorf("toLocalIterator: %v", all)
	}
	for _, vs := range f.eGrouped.call("binary.ToLocalIterator", nil).(iter.Seq2[any, any]) {
		if _, ok := vs.([]int); !ok {
			t.Errorf("the values of a group are a %T", vs)
		}
	}
}
