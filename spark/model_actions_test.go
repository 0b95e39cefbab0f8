package spark_test

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"gospark/spark"
)

// modelActions are the actions of the random pipelines: what each makes of the RDD, of
// the RDD in erased form, and of the slice, whose elements may be in another order. An
// action for which want is "" fails with ErrEmpty.
var modelActions = []struct {
	name   string
	typed  func(sc *spark.Context, rdd *spark.PairRDD[int, int]) any
	erased func(sc *spark.Context, p shape) any
	want   func(pairs []pair) any
}{
	{"reduce", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any { return rdd.Reduce(addPairs) },
		func(_ *spark.Context, p shape) any { return p.call("dataset.Reduce", nil, eAddPairs) }, sumOrEmpty},
	{"treeReduce", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any { return rdd.TreeReduce(addPairs, 3) },
		func(_ *spark.Context, p shape) any { return p.call("dataset.TreeReduce", nil, eAddPairs, 3) }, sumOrEmpty},
	{"fold", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any { return rdd.Fold(pair{}, addPairs) },
		func(_ *spark.Context, p shape) any {
			return p.call("dataset.Fold", nil, spark.Pair[any, any]{Key: 0, Value: 0}, eAddPairs)
		}, sumOfPairs},
	{"aggregate", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any { return rdd.Aggregate(0, weigh, spark.Add) },
		func(_ *spark.Context, p shape) any {
			return p.call("dataset.Aggregate", typeList{tInt}, 0, eWeigh, eAdd)
		}, weight},
	{"treeAggregate", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any {
		return rdd.TreeAggregate(0, weigh, spark.Add)
	},
		func(_ *spark.Context, p shape) any {
			return p.call("dataset.TreeAggregate", typeList{tInt}, 0, eWeigh, eAdd)
		}, weight},
	{"max", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any { return rdd.Max() },
		func(_ *spark.Context, p shape) any { return p.call("dataset.Max", nil) }, func(pairs []pair) any {
			if len(pairs) == 0 {
				return ""
			}
			return slices.MaxFunc(pairs, compare)
		}},
	{"top", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any { return rdd.Top(4) },
		func(_ *spark.Context, p shape) any { return p.call("dataset.Top", nil, 4) },
		func(pairs []pair) any { return sortedPairs(pairs, func(a, b pair) int { return compare(b, a) }, 4) }},
	{"takeOrdered", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any { return rdd.TakeOrdered(5) },
		func(_ *spark.Context, p shape) any { return p.call("dataset.TakeOrdered", nil, 5) },
		func(pairs []pair) any { return sortedPairs(pairs, compare, 5) }},
	{"countByKey", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any { return rdd.CountByKey() },
		func(_ *spark.Context, p shape) any { return p.call("byKey.CountByKey", nil) }, func(pairs []pair) any { return countsByKey(pairs) }},
	{"countByKeyApprox", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any {
		return certain(rdd.CountByKeyApprox(time.Minute).GetFinalValue())
	}, func(_ *spark.Context, p shape) any {
		r := p.call("byKey.CountByKeyApprox", nil, time.Minute)
		return certain(callErased("PartialResult.GetFinalValue", nil, r).(map[int]spark.BoundedDouble))
	}, func(pairs []pair) any { return countsByKey(pairs) }},
	{"reduceByKeyLocally", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any { return rdd.ReduceByKeyLocally(spark.Add) },
		func(_ *spark.Context, p shape) any { return p.call("PairRDD.ReduceByKeyLocally", nil, eAdd) },
		func(pairs []pair) any {
			sums := map[int]int{}
			for k, vs := range byKey(pairs) {
				sums[k] = total(vs)
			}
			return sums
		}},
	{"countApproxDistinct", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any { return rdd.CountApproxDistinct(.01) },
		func(_ *spark.Context, p shape) any { return p.call("dataset.CountApproxDistinct", nil, .01) },
		func(pairs []pair) any { return len(slices.Compact(sortedPairs(pairs, compare, len(pairs)))) }},
	{"countApproxDistinctByKey", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any {
		return rdd.CountApproxDistinctByKey(.01).CollectAsMap()
	}, func(_ *spark.Context, p shape) any {
		return intPairs(p.call("PairRDD.CountApproxDistinctByKey", nil, .01)).call("PairRDD.CollectAsMap", nil)
	}, func(pairs []pair) any {
		return countsByKey(slices.Compact(sortedPairs(pairs, compare, len(pairs))))
	}},
	{"histogram of values", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any {
		return rdd.Values().HistogramOf(-10, 0, 7, 1e9)
	},
		func(_ *spark.Context, p shape) any {
			return rddOf(p.call("PairRDD.Values", nil), tInt).call("RDD.HistogramOf", nil, -10.0, 0.0, 7.0, 1e9)
		}, func(pairs []pair) any {
			h := spark.Histogram{Edges: []float64{-10, 0, 7, 1e9}, Counts: make([]int, 3)}
			for _, p := range pairs {
				for i := range h.Counts {
					if v := float64(p.Value); v >= h.Edges[i] && v < h.Edges[i+1] {
						h.Counts[i]++
					}
				}
			}
			return h
		}},
	{"collectAsync", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any {
		return sortedPairs(rdd.CollectAsync().Get(), compare, -1)
	}, func(_ *spark.Context, p shape) any {
		all := callErased("FutureAction.Get", nil, p.call("dataset.CollectAsync", nil)).([]spark.Pair[any, any])
		return sortedPairs(typedPairs(slices.Values(anys(all))), compare, -1)
	}, func(pairs []pair) any { return sortedPairs(pairs, compare, -1) }},
	{"countAsync", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any { return rdd.CountAsync().Get() },
		func(_ *spark.Context, p shape) any {
			return callErased("FutureAction.Get", nil, p.call("dataset.CountAsync", nil))
		},
		func(pairs []pair) any { return len(pairs) }},
	{"toLocalIterator", func(_ *spark.Context, rdd *spark.PairRDD[int, int]) any {
		var all []pair
		for k, v := range rdd.ToLocalIterator() {
			all = append(all, pair{Key: k, Value: v})
		}
		return sortedPairs(all, compare, -1)
	}, func(_ *spark.Context, p shape) any {
		var all []pair
		for k, v := range p.call("binary.ToLocalIterator", nil, true).(iter.Seq2[any, any]) {
			all = append(all, pair{Key: k.(int), Value: v.(int)})
		}
		return sortedPairs(all, compare, -1)
	}, func(pairs []pair) any { return sortedPairs(pairs, compare, -1) }},
	{"runJob", func(sc *spark.Context, rdd *spark.PairRDD[int, int]) any {
		return total(sc.RunJob(rdd.Values(), lenSeq))
	}, func(sc *spark.Context, p shape) any {
		n := 0
		for _, k := range callErased("Context.RunJob", typeList{tInt, tInt}, sc, p.call("PairRDD.Values", nil), func(rows iter.Seq[any]) any {
			return len(slices.Collect(rows))
		}).([]any) {
			n += k.(int)
		}
		return n
	}, func(pairs []pair) any { return len(pairs) }},
}

func addPairs(a, b pair) pair   { return pair{Key: a.Key + b.Key, Value: a.Value + b.Value} }
func weigh(acc int, p pair) int { return acc + 31*p.Key + p.Value }

func typedPair(p any) pair {
	e := p.(spark.Pair[any, any])
	return pair{Key: e.Key.(int), Value: e.Value.(int)}
}

func eAddPairs(a, b any) any {
	sum := addPairs(typedPair(a), typedPair(b))
	return spark.Pair[any, any]{Key: sum.Key, Value: sum.Value}
}

func eWeigh(acc, p any) any { return weigh(acc.(int), typedPair(p)) }

func typedPairs(all iter.Seq[any]) (pairs []pair) {
	for p := range all {
		pairs = append(pairs, typedPair(p))
	}
	return pairs
}

func sumOfPairs(pairs []pair) any {
	sum := pair{}
	for _, p := range pairs {
		sum = addPairs(sum, p)
	}
	return sum
}

func sumOrEmpty(pairs []pair) any {
	if len(pairs) == 0 {
		return ""
	}
	return sumOfPairs(pairs)
}

func weight(pairs []pair) any {
	sum := 0
	for _, p := range pairs {
		sum = weigh(sum, p)
	}
	return sum
}

func countsByKey(pairs []pair) map[int]int {
	counts := map[int]int{}
	for _, p := range pairs {
		counts[p.Key]++
	}
	return counts
}

// certain are bounds that must be exact, as counts.
func certain(bounds map[int]spark.BoundedDouble) map[int]int {
	counts := map[int]int{}
	for k, b := range maps.All(bounds) {
		if b.Low == b.High && b.Confidence == 1 {
			counts[k] = int(b.Mean)
		}
	}
	return counts
}

// sortedPairs are the first n pairs in an order, or all.
func sortedPairs(pairs []pair, order func(a, b pair) int, n int) []pair {
	sorted := slices.SortedStableFunc(slices.Values(pairs), order)
	if n < 0 {
		n = len(sorted)
	}
	return sorted[:min(n, len(sorted))]
}

// checkActions runs some actions on what a pipeline yields, in both forms.
func checkActions(t *testing.T, sc *spark.Context, r *rand.Rand, m model, p shape) {
	t.Helper()
	for range 3 {
		a := modelActions[r.IntN(len(modelActions))]
		want := fmt.Sprint(a.want(slices.Clone(m.want)))
		for form, do := range map[string]func() any{
			"typed":  func() any { return a.typed(sc, m.rdd) },
			"erased": func() any { return a.erased(sc, p) },
		} {
			got, err := spark.Try(do)
			if text := fmt.Sprint(cmp.Or[any](got, "")); text != want && (err == nil || want != "") {
				t.Fatalf("%s: %s, %s:\ngot  %s (%v)\nwant %s", m.path, a.name, form, text, err, want)
			}
		}
	}
}
