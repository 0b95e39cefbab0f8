package spark_test

import (
	"iter"
	"reflect"
	"sync/atomic"
	"testing"

	"gospark/spark"
)

func TestErasedSources(t *testing.T) {
	spark.BindInterpreter()
	f := newFixtures(newContext(t, "local[2]"))
	sameAsTyped(t, f.sc.EmptyRDD[string](), callErased("Context.EmptyRDD", typeList{tString}, f.sc))
	sameAsTyped(t, f.sc.ParallelizeMap(map[string]int{"b": 1, "a": 2, "c": 3}, 2),
		callErased("Context.ParallelizeMap", typeList{tString, tInt}, f.sc, map[any]any{"b": 1, "a": 2, "c": 3}, 2))
	sameAsTyped(t, f.sc.Union(f.pairs, f.pairs), callErased("Context.Union", typeList{tSelf}, f.sc, f.ePairs.rdd, f.ePairs.rdd))
	sameAsTyped(t, f.sc.Range(9, -4, -3, 2), callErased("Context.Range", nil, f.sc, 9, -4, -3, 2))
	path := write(t, "text", "a\nb\nc\n")
	sameAsTyped(t, f.sc.TextFile(path, 2).Filter(longer), rddOf(callErased("Context.TextFile", nil, f.sc, path, 2), tString).
		call("unary.Filter", nil, func(s any) bool { return longer(s.(string)) }))
	sameAsTyped(t, f.pairs.Dependencies(), f.ePairs.call("dataset.Dependencies", nil))
	sameAsTyped(t, spark.AsPairRDD(f.pairs.RDD()).ReduceByKey(add), pairsShape(callErased("spark.AsPairRDD", typeList{tString, tInt}, f.ePairs.call("PairRDD.RDD", nil)), tString, tInt).
		call("PairRDD.ReduceByKey", nil, lift2(add)))
	parts := f.eWords.call("dataset.RandomSplit", nil, []float64{1, 2}, int64(5)).([]any)
	for i, want := range f.words.RandomSplit([]float64{1, 2}, 5) {
		sameAsTyped(t, want, parts[i])
	}
	if sc := callErased("spark.GetOrCreate", nil); sc != any(f.sc) {
		t.Error("GetOrCreate made another context")
	}
	if m := callErased("spark.ParseMaster", nil, "local[3]"); m != any(spark.Master{Threads: 3, MaxFailures: 1}) {
		t.Errorf("%v", m)
	}
}

// What Parallelize reads is the person's slice, which isn't copied.
func TestErasedParallelizeReadsTheSlice(t *testing.T) {
	spark.BindInterpreter()
	data := []int{1, 2, 3}
	r := rddOf(callErased("Context.Parallelize", typeList{tInt}, newContext(t, "local"), data), tInt)
	data[0] = 7
	if got := r.call("dataset.Collect", nil); !reflect.DeepEqual(got, []any{7, 2, 3}) {
		t.Errorf("%v", got)
	}
}

func TestErasedForeach(t *testing.T) {
	spark.BindInterpreter()
	f := newFixtures(newContext(t, "local[2]"))
	var calls, rows atomic.Int64
	f.eWords.call("unary.Foreach", nil, func(s any) { calls.Add(int64(len(s.(string)))) })
	f.eWords.call("unary.ForeachPartition", nil, func(all iter.Seq[any]) {
		for range all {
			rows.Add(1)
		}
	})
	f.eGrouped.call("binary.Foreach", nil, func(k, v any) { calls.Add(int64(len(v.([]int)))) })
	f.eGrouped.call("binary.ForeachPartition", nil, func(all iter.Seq2[any, any]) {
		for range all {
			rows.Add(10)
		}
	})
	f.eCo.call("ternary.Foreach", nil, func(k, v, w any) { calls.Add(int64(len(v.([]int)) + 100*len(w.([]string)))) })
	f.eCo.call("ternary.ForeachPartition", nil, func(all iter.Seq[any]) {
		for range all {
			rows.Add(100)
		}
	})
	if calls.Load() != 7+5+5+400 || rows.Load() != 6+30+400 {
		t.Errorf("%d and %d", calls.Load(), rows.Load())
	}
}
