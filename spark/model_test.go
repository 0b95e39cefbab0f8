package spark_test

import (
	"cmp"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"gospark/spark"
)

// A model is an RDD of pairs and what must be in it, as a plain slice. ordered
// tells whether the order of the elements is known.
type model struct {
	rdd     *spark.PairRDD[int, int]
	want    []pair
	ordered bool
	path    string
}

type pair = spark.Pair[int, int]

func compare(a, b pair) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Value, b.Value)) }

// source makes an RDD of random pairs.
func source(sc *spark.Context, r *rand.Rand) model {
	var want []pair
	for range r.IntN(60) {
		want = append(want, pair{Key: r.IntN(8) - 3, Value: r.IntN(20)})
	}
	n := 1 + r.IntN(6)
	return model{sc.ParallelizePairs(slices.Clone(want), n), want, true, fmt.Sprintf("parallelize(%d, %d)", len(want), n)}
}

// byKey is the pairs grouped by key, in order of the keys.
func byKey(pairs []pair) iter.Seq2[int, []int] {
	groups := map[int][]int{}
	for _, p := range pairs {
		groups[p.Key] = append(groups[p.Key], p.Value)
	}
	return func(yield func(int, []int) bool) {
		for _, k := range slices.Sorted(keysOf(groups)) {
			if !yield(k, groups[k]) {
				return
			}
		}
	}
}

func keysOf(m map[int][]int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func total(values []int) int {
	sum := 0
	for _, v := range values {
		sum += v
	}
	return sum
}

// gathered are the rows of a task once the other of its barrier stage is there.
func gathered[E any](rows iter.Seq[E]) iter.Seq[E] {
	if all := spark.GetBarrierTaskContext().AllGather(""); len(all) != 2 {
		panic("not both")
	}
	return rows
}

// steps are the operators: what each makes of the RDD and of the slice.
var steps = []struct {
	name string
	do   func(sc *spark.Context, r *rand.Rand, m *model)
}{
	{"map", func(_ *spark.Context, _ *rand.Rand, m *model) {
		f := func(k, v int) (int, int) { return v % 5, k + v }
		m.rdd = m.rdd.MapToPair(f)
		for i, p := range m.want {
			k, v := f(p.Key, p.Value)
			m.want[i] = pair{Key: k, Value: v}
		}
	}},
	{"filter", func(_ *spark.Context, _ *rand.Rand, m *model) {
		m.rdd = m.rdd.Filter(func(k, v int) bool { return (k+v)%3 != 0 })
		m.want = slices.DeleteFunc(m.want, func(p pair) bool { return (p.Key+p.Value)%3 == 0 })
	}},
	{"flatMapValues", func(_ *spark.Context, _ *rand.Rand, m *model) {
		f := func(v int) []int { return []int{v, v + 1}[:(v%3+3)%3] }
		m.rdd = m.rdd.FlatMapValues(f)
		var want []pair
		for _, p := range m.want {
			for _, v := range f(p.Value) {
				want = append(want, pair{Key: p.Key, Value: v})
			}
		}
		m.want = want
	}},
	{"reduceByKey", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd = m.rdd.ReduceByKey(spark.Add, partitionsOrNone(r)...)
		m.sums()
	}},
	{"groupByKey", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd = m.rdd.GroupByKey(partitionsOrNone(r)...).MapValues(total)
		m.sums()
	}},
	{"aggregateByKey", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd = m.rdd.AggregateByKey([]int{}, func(a []int, v int) []int { return append(a, v) },
			func(a, b []int) []int { return append(a, b...) }, partitionsOrNone(r)...).MapValues(total)
		m.sums()
	}},
	{"distinct", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd = m.rdd.Distinct(partitionsOrNone(r)...)
		slices.SortFunc(m.want, compare)
		m.want, m.ordered = slices.Compact(m.want), false
	}},
	{"union", func(sc *spark.Context, r *rand.Rand, m *model) {
		o := source(sc, r)
		m.ordered = m.ordered && m.rdd.Partitioner() == nil
		m.rdd, m.want = m.rdd.Union(o.rdd), append(m.want, o.want...)
	}},
	{"join", func(sc *spark.Context, r *rand.Rand, m *model) {
		o := source(sc, r)
		m.rdd = m.rdd.Join(o.rdd, partitionsOrNone(r)...).MapValues(spark.Add[int])
		var want []pair
		for _, a := range m.want {
			for _, b := range o.want {
				if a.Key == b.Key {
					want = append(want, pair{Key: a.Key, Value: a.Value + b.Value})
				}
			}
		}
		m.want, m.ordered = want, false
	}},
	{"leftOuterJoin", func(sc *spark.Context, r *rand.Rand, m *model) {
		o := source(sc, r).rdd.ReduceByKey(spark.Max)
		there := o.CollectAsMap()
		m.rdd = m.rdd.LeftOuterJoin(o).MapValues(func(l int, r spark.Option[int]) int { return l + r.GetOrElse(100) })
		for i, p := range m.want {
			v, ok := there[p.Key]
			if !ok {
				v = 100
			}
			m.want[i].Value += v
		}
		m.ordered = false
	}},
	{"subtractByKey", func(sc *spark.Context, r *rand.Rand, m *model) {
		o := source(sc, r)
		o.rdd = o.rdd.Filter(func(k, v int) bool { return k > 1 })
		m.rdd = m.rdd.SubtractByKey(o.rdd)
		m.want = slices.DeleteFunc(m.want, func(p pair) bool {
			return p.Key > 1 && slices.ContainsFunc(o.want, func(q pair) bool { return q.Key == p.Key })
		})
		m.ordered = false
	}},
	{"intersection", func(sc *spark.Context, r *rand.Rand, m *model) {
		o := m.rdd.Filter(func(k, v int) bool { return k < 3 })
		m.rdd = m.rdd.Intersection(o, partitionsOrNone(r)...)
		slices.SortFunc(m.want, compare)
		m.want = slices.DeleteFunc(slices.Compact(m.want), func(p pair) bool { return p.Key >= 3 })
		m.ordered = false
	}},
	{"sortByKey", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd = m.rdd.SortByKey(spark.Partitions(1+r.IntN(4)), spark.Descending)
		slices.SortStableFunc(m.want, func(a, b pair) int { return cmp.Compare(b.Key, a.Key) })
	}},
	{"filterByRange", func(_ *spark.Context, r *rand.Rand, m *model) {
		low := r.IntN(6) - 4
		high := low + r.IntN(5)
		m.rdd = m.rdd.FilterByRange(low, high)
		m.want = slices.DeleteFunc(m.want, func(p pair) bool { return p.Key < low || p.Key > high })
	}},
	{"repartitionAndSort", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd, m.ordered = m.rdd.RepartitionAndSortWithinPartitions(spark.NewHashPartitioner(1+r.IntN(5)), spark.Order(r.IntN(2) == 0)), false
	}},
	{"rangePartitioner", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd, m.ordered = m.rdd.PartitionBy(spark.NewRangePartitioner(1+r.IntN(5), m.rdd)), false
	}},
	{"sampleByKeyExact", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd = m.rdd.SampleByKeyExact(false, everyKey(m.want), int64(r.IntN(100)))
	}},
	{"cogroup3", func(sc *spark.Context, r *rand.Rand, m *model) {
		a, b := source(sc, r), source(sc, r)
		m.rdd = m.rdd.CoGroup3(a.rdd, b.rdd.GroupByKey(), partitionsOrNone(r)...).MapValues(func(v, w []int, x [][]int) int {
			return total(v) + 2*total(w) + 3*total(slices.Concat(x...))
		})
		sums := map[int]int{}
		for i, side := range [][]pair{m.want, a.want, b.want} {
			for _, p := range side {
				sums[p.Key] += (i + 1) * p.Value
			}
		}
		m.want, m.ordered = nil, false
		for k, v := range sums {
			m.want = append(m.want, pair{Key: k, Value: v})
		}
	}},
	{"subtract", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd = m.rdd.Subtract(m.rdd.Filter(func(k, v int) bool { return v%4 == 0 }), partitionsOrNone(r)...)
		m.want, m.ordered = slices.DeleteFunc(m.want, func(p pair) bool { return p.Value%4 == 0 }), false
	}},
	{"mapPartitions", func(_ *spark.Context, r *rand.Rand, m *model) {
		double := func(rows iter.Seq2[int, int]) iter.Seq2[int, int] {
			return func(yield func(int, int) bool) { rows(func(k, v int) bool { return yield(k, 2*v) }) }
		}
		m.rdd = m.rdd.MapPartitionsToPair(double, r.IntN(2) == 0)
		for i := range m.want {
			m.want[i].Value *= 2
		}
	}},
	{"repartition", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd, m.ordered = m.rdd.Repartition(1+r.IntN(5)), false
	}},
	{"barrier", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd = spark.AsPairRDD(m.rdd.Repartition(2).Barrier().MapPartitions(gathered[pair])).Repartition(1 + r.IntN(5))
		m.ordered = false
	}},
	{"coalesce", func(_ *spark.Context, r *rand.Rand, m *model) { m.rdd = m.rdd.Coalesce(1 + r.IntN(5)) }},
	{"cache", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd.Cache()
		if r.IntN(2) == 0 {
			m.rdd.Count()
		}
	}},
	{"partitionBy", func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd, m.ordered = m.rdd.PartitionBy(spark.NewHashPartitioner(1+r.IntN(5))), false
	}},
}

// everyKey is a fraction for all that a random pipeline can have as a key: all of its elements.
func everyKey(pairs []pair) map[int]float64 {
	all := map[int]float64{}
	for _, p := range pairs {
		all[p.Key] = 1
	}
	return all
}

// sums makes the model that of the sums by key.
func (m *model) sums() {
	var want []pair
	for k, vs := range byKey(m.want) {
		want = append(want, pair{Key: k, Value: total(vs)})
	}
	m.want, m.ordered = want, false
}

func partitionsOrNone(r *rand.Rand) []int {
	if r.IntN(2) == 0 {
		return nil
	}
	return []int{1 + r.IntN(6)}
}

// flaky makes the first attempt at some elements fail.
func flaky(m *model) {
	seen := make(chan int, 1)
	m.rdd = m.rdd.MapValues(func(v int) int {
		select {
		case seen <- v:
			panic("flaky")
		default:
			return v
		}
	})
}

// checkPipeline runs one random pipeline on the engine and on slices.
func checkPipeline(t *testing.T, sc *spark.Context, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 0))
	m := source(sc, r)
	for range 1 + r.IntN(6) {
		if len(m.want) > 2000 {
			break
		}
		s := steps[r.IntN(len(steps))]
		s.do(sc, r, &m)
		m.path += " " + s.name
		if r.IntN(4) == 0 {
			flaky(&m)
			m.path += " flaky"
		}
	}
	checkErased(t, sc, seed, m)
	for range 2 {
		if n := m.rdd.Count(); n != len(m.want) {
			t.Fatalf("seed %d: %s: count %d, want %d", seed, m.path, n, len(m.want))
		}
		got := m.rdd.Collect()
		if first := m.rdd.Take(3); !slices.Equal(first, got[:min(3, len(got))]) {
			t.Fatalf("seed %d: %s: take(3) is %v of %v", seed, m.path, first, got)
		}
		if !m.ordered {
			slices.SortFunc(got, compare)
			slices.SortFunc(m.want, compare)
		}
		if !slices.Equal(got, m.want) {
			t.Fatalf("seed %d: %s:\ngot  %v\nwant %v\n%s", seed, m.path, got, m.want, m.rdd.ToDebugString())
		}
	}
}

func TestAgainstSlices(t *testing.T) {
	spark.BindInterpreter()
	sc := newContext(t, "local[3,20]")
	first := rand.Uint64()
	t.Logf("seeds from %d", first)
	for i := range uint64(400) {
		checkPipeline(t, sc, first+i)
	}
}

func FuzzAgainstSlices(f *testing.F) {
	spark.BindInterpreter()
	sc := newContext(f, "local[2,20]")
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { checkPipeline(t, sc, seed) })
}

// The same pipeline yields the same elements in the same order each time it is made.
func TestResultsAreInTheSameOrderEachTime(t *testing.T) {
	sc := newContext(t, "local[4]")
	collect := func() []string {
		words := sc.Range(0, 5000, 1, 7).MapToPair(func(i int) (string, int) { return fmt.Sprint(i * 7919 % 1000), i })
		return words.ReduceByKey(spark.Add).Join(words.GroupByKey()).
			Map(func(k string, sum int, all []int) string { return fmt.Sprint(k, sum, all) }).Collect()
	}
	equal(t, "order", collect(), collect()...)
}
