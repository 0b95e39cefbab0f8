package main

import (
	"gospark/spark"
)

func newContext() *spark.Context {
	return spark.NewContext("local[*]", "scale", spark.Conf{"spark.default.parallelism": "8"})
}

// cachedPairs are pairs in memory.
func cachedPairs(sc *spark.Context, pairs []pair) *spark.PairRDD[int, int] {
	rdd := sc.Parallelize(pairs, partitions).MapToPair(func(p pair) (int, int) { return p.key, p.value }).Cache()
	rdd.Count()
	return rdd
}

func cachedInts(sc *spark.Context, ints []int) *spark.RDD[int] {
	rdd := sc.Parallelize(ints, partitions).Cache()
	rdd.Count()
	return rdd
}

func rddScan(n int) func() int {
	rdd := cachedInts(newContext(), someInts(n, n))
	return func() int {
		return rdd.Map(func(i int) int { return i ^ 0x55 }).Reduce(func(a, b int) int { return a + b })
	}
}

func rddSort(n int) func() int {
	rdd := cachedInts(newContext(), someInts(n, 1<<60))
	return func() int { return rdd.SortBy(func(i int) int { return i }).Count() }
}

func rddDistinct(n int) func() int {
	rdd := cachedInts(newContext(), someInts(n, n/2))
	return func() int { return rdd.Distinct().Count() }
}

func rddReduce(n int) func() int {
	rdd := cachedPairs(newContext(), somePairs(n, n/10))
	return func() int {
		return rdd.ReduceByKey(func(a, b int) int { return a + b }).Values().Reduce(func(a, b int) int { return a ^ b })
	}
}

func rddGroup(n int) func() int {
	rdd := cachedPairs(newContext(), somePairs(n, n/10))
	return func() int {
		return rdd.GroupByKey().Values().Map(func(v []int) int { return len(v) * len(v) }).Reduce(func(a, b int) int { return a + b })
	}
}

func rddJoin(n int) func() int {
	sc := newContext()
	left, right := cachedPairs(sc, somePairs(n, n/10)), cachedPairs(sc, keysOnce(n/10))
	return func() int {
		return left.Join(right).Map(func(_, l, r int) int { return l ^ r }).Reduce(func(a, b int) int { return a + b })
	}
}
