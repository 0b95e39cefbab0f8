package spark_test

import (
	"testing"

	"gospark/spark"
)

// What an element costs that crosses to a trivial function, compiled and in erased
// form. The erased one's function does no more than the compiled one's: what an
// interpreter adds comes on top.
const crossed = 1_000_000

// benchCrossing runs a job over crossed elements and reports its time an element.
func benchCrossing(b *testing.B, job func(sc *spark.Context) int) {
	spark.BindInterpreter()
	sc := newContext(b, "local[1]")
	for b.Loop() {
		if n := job(sc); n == 0 {
			b.Fatal("nothing was counted")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/crossed, "ns/element")
}

// numbersTo are the ints of the benchmark in erased form.
func numbersTo(sc *spark.Context) shape {
	return rddOf(callErased("Context.Range", nil, sc, 0, crossed, 1, 2), tInt)
}

func BenchmarkCrossMap(b *testing.B) {
	b.Run("compiled", func(b *testing.B) {
		benchCrossing(b, func(sc *spark.Context) int {
			return sc.Range(0, crossed, 1, 2).Map(func(i int) int { return i + 1 }).Count()
		})
	})
	b.Run("erased", func(b *testing.B) {
		benchCrossing(b, func(sc *spark.Context) int {
			return rddOf(numbersTo(sc).call("unary.Map", typeList{tInt}, func(i any) any { return i.(int) + 1 }), tInt).call("dataset.Count", nil).(int)
		})
	})
}

func BenchmarkCrossFilter(b *testing.B) {
	b.Run("compiled", func(b *testing.B) {
		benchCrossing(b, func(sc *spark.Context) int {
			return sc.Range(0, crossed, 1, 2).Filter(func(i int) bool { return i%2 == 0 }).Count()
		})
	})
	b.Run("erased", func(b *testing.B) {
		benchCrossing(b, func(sc *spark.Context) int {
			return rddOf(numbersTo(sc).call("unary.Filter", nil, func(i any) bool { return i.(int)%2 == 0 }), tInt).call("dataset.Count", nil).(int)
		})
	})
}

func BenchmarkCrossReduceByKey(b *testing.B) {
	b.Run("compiled", func(b *testing.B) {
		benchCrossing(b, func(sc *spark.Context) int {
			return sc.Range(0, crossed, 1, 2).MapToPair(func(i int) (int, int) { return i % 1000, i }).ReduceByKey(add).Count()
		})
	})
	b.Run("erased", func(b *testing.B) {
		benchCrossing(b, func(sc *spark.Context) int {
			pairs := numbersTo(sc).call("unary.MapToPair", typeList{tInt, tInt}, func(i any) (any, any) { return i.(int) % 1000, i })
			return intPairs(intPairs(pairs).call("PairRDD.ReduceByKey", nil, lift2(add))).call("dataset.Count", nil).(int)
		})
	})
}
