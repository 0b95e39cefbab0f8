package spark_test

import (
	"iter"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"gospark/spark"
)

// intPairs is an RDD of pairs of ints in erased form.
func intPairs(rdd any) shape { return pairsShape(rdd, tInt, tInt) }

// erasedSource is source in erased form; it draws the same numbers.
func erasedSource(sc *spark.Context, r *rand.Rand) shape {
	var want []spark.Pair[any, any]
	for range r.IntN(60) {
		want = append(want, spark.Pair[any, any]{Key: r.IntN(8) - 3, Value: r.IntN(20)})
	}
	return intPairs(callErased("Context.ParallelizePairs", typeList{tInt, tInt}, sc, want, 1+r.IntN(6)))
}

// eAdd and eMax are spark.Add and spark.Max in erased form.
func eAdd(a, b any) any { return callErased("spark.Add", typeList{tInt}, a, b) }
func eMax(a, b any) any { return callErased("spark.Max", typeList{tInt}, a, b) }

// erasedSteps are the steps of the model in erased form; they draw the same numbers.
var erasedSteps = map[string]func(sc *spark.Context, r *rand.Rand, p shape) any{
	"map": func(_ *spark.Context, _ *rand.Rand, p shape) any {
		return p.call("binary.MapToPair", typeList{tInt, tInt}, func(k, v any) (any, any) { return v.(int) % 5, k.(int) + v.(int) })
	},
	"filter": func(_ *spark.Context, _ *rand.Rand, p shape) any {
		return p.call("binary.Filter", nil, func(k, v any) bool { return (k.(int)+v.(int))%3 != 0 })
	},
	"flatMapValues": func(_ *spark.Context, _ *rand.Rand, p shape) any {
		return p.call("PairRDD.FlatMapValues", typeList{tInt}, func(v any) []any {
			n := v.(int)
			return []any{n, n + 1}[:(n%3+3)%3]
		})
	},
	"reduceByKey": func(_ *spark.Context, r *rand.Rand, p shape) any {
		return p.call("PairRDD.ReduceByKey", nil, append([]any{eAdd}, anys(partitionsOrNone(r))...)...)
	},
	"groupByKey": func(_ *spark.Context, r *rand.Rand, p shape) any {
		g := groupsOf(p.call("PairRDD.GroupByKey", nil, anys(partitionsOrNone(r))...), tInt, tInt, tInts)
		return g.call("GroupedRDD.MapValues", typeList{tInt}, func(vs []any) any {
			sum := 0
			for _, v := range vs {
				sum += v.(int)
			}
			return sum
		})
	},
	"aggregateByKey": func(_ *spark.Context, r *rand.Rand, p shape) any {
		lists := p.call("PairRDD.AggregateByKey", typeList{tInts}, append([]any{[]int{},
			lift2(func(a []int, v int) []int { return append(a, v) }),
			lift2(func(a, b []int) []int { return append(a, b...) })}, anys(partitionsOrNone(r))...)...)
		return pairsShape(lists, tInt, tInts).call("PairRDD.MapValues", typeList{tInt}, lift1(total))
	},
	"distinct": func(_ *spark.Context, r *rand.Rand, p shape) any {
		return p.call("dataset.Distinct", nil, anys(partitionsOrNone(r))...)
	},
	"union": func(sc *spark.Context, r *rand.Rand, p shape) any {
		return p.call("dataset.Union", nil, erasedSource(sc, r).rdd)
	},
	"join": func(sc *spark.Context, r *rand.Rand, p shape) any {
		o := erasedSource(sc, r)
		j := joinedOf(p.call("PairRDD.Join", typeList{tInt}, append([]any{o.rdd}, anys(partitionsOrNone(r))...)...), tInt, tInt, tInt)
		return j.call("JoinedRDD.MapValues", typeList{tInt}, eAdd)
	},
	"leftOuterJoin": func(sc *spark.Context, r *rand.Rand, p shape) any {
		o := erasedSource(sc, r).call("PairRDD.ReduceByKey", nil, eMax)
		j := joinedOf(p.call("PairRDD.LeftOuterJoin", typeList{tInt}, o), tInt, tInt, static[spark.Option[any]](tInt))
		return j.call("JoinedRDD.MapValues", typeList{tInt}, func(l, r any) any {
			return l.(int) + r.(spark.Option[any]).GetOrElse(100).(int)
		})
	},
	"subtractByKey": func(sc *spark.Context, r *rand.Rand, p shape) any {
		o := erasedSource(sc, r).call("binary.Filter", nil, func(k, v any) bool { return k.(int) > 1 })
		return p.call("byKey.SubtractByKey", typeList{tInt}, o)
	},
	"intersection": func(_ *spark.Context, r *rand.Rand, p shape) any {
		o := p.call("binary.Filter", nil, func(k, v any) bool { return k.(int) < 3 })
		return p.call("dataset.Intersection", nil, append([]any{o}, anys(partitionsOrNone(r))...)...)
	},
	"sortByKey": func(_ *spark.Context, r *rand.Rand, p shape) any {
		return p.call("byKey.SortByKey", nil, spark.Partitions(1+r.IntN(4)), spark.Descending)
	},
	"filterByRange": func(_ *spark.Context, r *rand.Rand, p shape) any {
		low := r.IntN(6) - 4
		return p.call("byKey.FilterByRange", nil, low, low+r.IntN(5))
	},
	"repartitionAndSort": func(_ *spark.Context, r *rand.Rand, p shape) any {
		n := 1 + r.IntN(5)
		return p.call("byKey.RepartitionAndSortWithinPartitions", nil, spark.NewHashPartitioner(n), spark.Order(r.IntN(2) == 0))
	},
	"rangePartitioner": func(_ *spark.Context, r *rand.Rand, p shape) any {
		return p.call("byKey.PartitionBy", nil, callErased("spark.NewRangePartitioner", typeList{tInt, tInt}, 1+r.IntN(5), p.rdd))
	},
	"sampleByKeyExact": func(_ *spark.Context, r *rand.Rand, p shape) any {
		all := map[any]float64{}
		for _, k := range p.call("byKey.Keys", nil).(*spark.RDD[any]).Collect() {
			all[k] = 1
		}
		return p.call("byKey.SampleByKeyExact", nil, false, all, int64(r.IntN(100)))
	},
	"cogroup3": func(sc *spark.Context, r *rand.Rand, p shape) any {
		a, b := erasedSource(sc, r), erasedSource(sc, r)
		g := b.call("PairRDD.GroupByKey", nil)
		co := p.call("PairRDD.CoGroup3", typeList{tInt, tInts}, append([]any{a.rdd, g}, anys(partitionsOrNone(r))...)...)
		return callErased("CoGrouped3RDD.MapValues", typeList{tInt, tInt, tInt, tInts, tInt}, co, func(v, w, x []any) any {
			sum := 0
			for i, side := range [][]any{v, w} {
				for _, v := range side {
					sum += (i + 1) * v.(int)
				}
			}
			for _, v := range x {
				sum += 3 * total(v.([]int))
			}
			return sum
		})
	},
	"subtract": func(_ *spark.Context, r *rand.Rand, p shape) any {
		o := p.call("binary.Filter", nil, func(k, v any) bool { return v.(int)%4 == 0 })
		return p.call("dataset.Subtract", nil, append([]any{o}, anys(partitionsOrNone(r))...)...)
	},
	"mapPartitions": func(_ *spark.Context, r *rand.Rand, p shape) any {
		double := func(rows iter.Seq2[any, any]) iter.Seq2[any, any] {
			return func(yield func(any, any) bool) { rows(func(k, v any) bool { return yield(k, 2*v.(int)) }) }
		}
		return p.call("binary.MapPartitionsToPair", typeList{tInt, tInt}, double, r.IntN(2) == 0)
	},
	"repartition": func(_ *spark.Context, r *rand.Rand, p shape) any {
		return p.call("dataset.Repartition", nil, 1+r.IntN(5))
	},
	"barrier": func(_ *spark.Context, r *rand.Rand, p shape) any {
		b := callErased("dataset.Barrier", p.types("dataset."), p.call("dataset.Repartition", nil, 2))
		rows := callErased("RDDBarrier.MapPartitions", typeList{p.elem, p.elem}, b, gathered[any])
		return intPairs(callErased("spark.AsPairRDD", typeList{tInt, tInt}, rows)).call("dataset.Repartition", nil, 1+r.IntN(5))
	},
	"coalesce": func(_ *spark.Context, r *rand.Rand, p shape) any {
		return p.call("dataset.Coalesce", nil, 1+r.IntN(5))
	},
	"cache": func(_ *spark.Context, r *rand.Rand, p shape) any {
		p.call("dataset.Cache", nil)
		if r.IntN(2) == 0 {
			p.call("dataset.Count", nil)
		}
		return p.rdd
	},
	"partitionBy": func(_ *spark.Context, r *rand.Rand, p shape) any {
		return p.call("byKey.PartitionBy", nil, spark.NewHashPartitioner(1+r.IntN(5)))
	},
}

// checkErased makes the pipeline of a seed in erased form, with the steps that m took:
// it must have the same lineage, and the same elements in the same partitions. Some
// actions are run in both forms.
func checkErased(t *testing.T, sc *spark.Context, seed uint64, m model) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	p := erasedSource(sc, r)
	r.IntN(6) // how many steps
	_, taken, _ := strings.Cut(m.path, ")")
	for _, name := range strings.Fields(strings.ReplaceAll(taken, " flaky", "")) {
		if drawn := steps[r.IntN(len(steps))].name; drawn != name {
			t.Fatalf("seed %d: %s: %s was drawn for %s", seed, m.path, drawn, name)
		}
		p = intPairs(erasedSteps[name](sc, r, p))
		if r.IntN(4) == 0 {
			p = intPairs(erasedFlaky(p))
		}
	}
	typed := m.rdd.RDD().Glom().Collect()
	got := rddOf(rddOf(p.call("PairRDD.RDD", nil), p.elem).call("RDD.Glom", typeList{{Type: reflect.SliceOf(p.elem.Type)}}), tSelf).
		call("dataset.Collect", nil).([]any)
	if want := heldAs(reflect.ValueOf(typed), reflect.TypeFor[[]any]()).Interface(); !reflect.DeepEqual(got, want) {
		t.Fatalf("seed %d: %s in erased form:\ngot  %v\nwant %v", seed, m.path, got, want)
	}
	if a, b := lineageOf(m.rdd), lineageOf(p.rdd); a != b {
		t.Fatalf("seed %d: %s in erased form:\ngot  %s\nwant %s", seed, m.path, b, a)
	}
	checkActions(t, sc, rand.New(rand.NewPCG(seed, 1)), m, p)
}

// erasedFlaky is flaky in erased form.
func erasedFlaky(p shape) any {
	seen := make(chan any, 1)
	return p.call("PairRDD.MapValues", typeList{tInt}, func(v any) any {
		select {
		case seen <- v:
			panic("flaky")
		default:
			return v
		}
	})
}
