package spark_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"

	"gospark/spark"
)

type celsius float32

// Keys of each ordered kind are sorted as comparing them sorts, and equal ones stay in order.
func TestSortOfKinds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	sortsAsCompared(t, func() int { return int(r.Uint64()) >> r.IntN(64) })
	sortsAsCompared(t, func() int8 { return int8(r.Uint64()) })
	sortsAsCompared(t, func() int16 { return int16(r.Uint64()) })
	sortsAsCompared(t, func() int32 { return int32(r.Uint64()) })
	sortsAsCompared(t, func() int64 { return int64(r.Uint64()) })
	sortsAsCompared(t, func() uint { return uint(r.Uint64()) })
	sortsAsCompared(t, func() uint8 { return uint8(r.Uint64()) })
	sortsAsCompared(t, func() uint16 { return uint16(r.Uint64()) })
	sortsAsCompared(t, func() uint32 { return uint32(r.Uint64()) })
	sortsAsCompared(t, func() uint64 { return r.Uint64() >> r.IntN(64) })
	sortsAsCompared(t, func() float64 { return math.Float64frombits(r.Uint64()) })
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), 1, -1, math.SmallestNonzeroFloat64}
	sortsAsCompared(t, func() float64 { return odd[r.IntN(len(odd))] })
	sortsAsCompared(t, func() celsius { return celsius(odd[r.IntN(len(odd))]) })
	sortsAsCompared(t, func() string { return fmt.Sprint(r.IntN(300)) })
	sortsAsCompared(t, func() string { return fmt.Sprintf("a long beginning %d", r.IntN(300)) })
	sortsAsCompared(t, func() string { return "\x00\x00\x00"[:r.IntN(4)] })
}

// nanLast is the order of sorting, Java's: Go's, but that NaN is last and equal to itself, and -0 before 0.
func nanLast[O cmp.Ordered](a, b O) int {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	switch {
	case a != a || b != b:
		return cmp.Compare(b, a)
	case x.CanFloat() && x.Float() == 0 && y.Float() == 0:
		return cmp.Compare(math.Copysign(1, x.Float()), math.Copysign(1, y.Float()))
	}
	return cmp.Compare(a, b)
}

func sortsAsCompared[O cmp.Ordered](t *testing.T, next func() O) {
	t.Helper()
	sc := newContext(t, "local[2]")
	defer sc.Stop()
	for _, n := range []int{0, 1, 10, 3000} {
		data := make([]spark.Pair[O, int], n)
		for i := range data {
			data[i] = spark.Pair[O, int]{Key: next(), Value: i}
		}
		want := slices.Clone(data)
		for _, order := range []spark.Order{spark.Ascending, spark.Descending} {
			compare := func(a, b spark.Pair[O, int]) int { return nanLast(a.Key, b.Key) }
			if order == spark.Descending {
				compare = spark.Reverse(compare)
			}
			slices.SortFunc(want, func(a, b spark.Pair[O, int]) int { return cmp.Or(compare(a, b), cmp.Compare(a.Value, b.Value)) })
			rdd := sc.ParallelizePairs(data, 3)
			for name, got := range map[string][]spark.Pair[O, int]{
				"SortByKey": rdd.SortByKey(order, spark.Partitions(2)).Collect(),
				"SortBy":    rdd.SortBy(func(k O, _ int) O { return k }, order, spark.Partitions(3)).Collect(),
				"sorted":    sc.ParallelizePairs(want, 2).SortByKey(order, spark.Partitions(2)).Collect(),
			} {
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s of %d %T, %s: not in order", name, n, *new(O), order)
				}
			}
		}
	}
}

// What sorting samples isn't computed again to be sorted, and isn't kept.
func TestSortComputesOnce(t *testing.T) {
	sc := newContext(t, "local[2]")
	var calls atomic.Int64
	numbers := sc.Range(0, 10_000, 1, 4).MapToPair(func(i int) (int, int) { calls.Add(1); return -i, i })
	sorted := numbers.SortByKey()
	if first := sorted.First(); first.Key != -9999 || calls.Load() != 10_000 {
		t.Errorf("the first is %d after %d calls", first.Key, calls.Load())
	}
	if n := numbers.Count(); n != 10_000 || calls.Load() != 20_000 {
		t.Errorf("%d elements after %d calls", n, calls.Load())
	}
}

// What has no room to be held between is computed twice.
func TestSortWithoutRoom(t *testing.T) {
	sc := newContext(t, "local[2]", spark.Conf{"spark.memory": "64k", "spark.local.dir": t.TempDir()})
	var calls atomic.Int64
	sorted := sc.Range(0, 50_000, 1, 4).Map(func(i int) int { calls.Add(1); return i * 7919 % 50_021 }).SortBy(spark.Identity[int]).Collect()
	if len(sorted) != 50_000 || !slices.IsSorted(sorted) {
		t.Errorf("%d elements, in order: %v", len(sorted), slices.IsSorted(sorted))
	}
	if n := calls.Load(); n < 90_000 {
		t.Errorf("%d calls", n)
	}
}

// Runs that are in order already and runs that aren't take turns.
func TestSortOfRunsInOrder(t *testing.T) {
	sc := newContext(t, "local[1]", spark.Conf{"spark.memory": "16k", "spark.local.dir": t.TempDir()})
	data := make([]int, 20_000)
	for i := range data {
		if data[i] = i; i/1000%2 == 1 {
			data[i] = -i
		}
	}
	want := slices.Sorted(slices.Values(data))
	if got := sc.Parallelize(data, 3).SortBy(spark.Identity[int], spark.Partitions(2)).Collect(); !slices.Equal(got, want) {
		t.Error("not in order")
	}
}
