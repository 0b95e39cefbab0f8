package spark_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"gospark/cellrt"
	"gospark/spark"
)

var chaos = flag.Duration("chaos", 2*time.Second, "how long TestChaos goes on")

// budgets are too small for the pipelines of TestChaos, or nearly.
var budgets = []string{"16k", "24k", "48k", "128k", "1m"}

// TestChaos runs random pipelines in budgets that they don't fit in, while files are spoiled,
// tasks fail and jobs are cancelled, and compares their results with plain slices.
func TestChaos(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seeds from %d", seed)
	runs := 0
	for end := time.Now().Add(*chaos); time.Now().Before(end) && !t.Failed(); runs++ {
		inChaos(t, seed+uint64(runs))
	}
	t.Logf("%d pipelines", runs)
}

// inChaos runs one pipeline a few times with faults, and then once without.
func inChaos(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 0))
	folder := t.TempDir()
	sc := spark.NewContext("local[3,20]", "chaos", spark.Conf{
		"spark.memory": budgets[r.IntN(len(budgets))], "spark.local.dir": folder, "spark.driver.maxResultSize": "0"})
	defer sc.Stop()
	m := manyPairs(sc, r)
	for range 1 + r.IntN(4) {
		if len(m.want) > 20_000 || len(m.want) == 0 {
			break
		}
		s := chaotic[r.IntN(len(chaotic))]
		s.do(sc, r, &m)
		m.path += " " + s.name
		if r.IntN(4) == 0 {
			flaky(&m)
			m.path += " flaky"
		}
	}
	if !m.ordered {
		slices.SortFunc(m.want, compare)
	}
	for range 3 {
		got, err := spoilt(t, sc, folder, r, &m)
		switch {
		case errors.Is(err, context.Canceled):
		case err != nil:
			t.Fatalf("seed %d: %s: %v", seed, m.path, err)
		case !m.same(got):
			t.Fatalf("seed %d: %s: with faults: %s", seed, m.path, m.difference(got))
		}
	}
	got, err := spark.Try(func() []pair { return m.rdd.Collect() })
	if err != nil || !m.same(got) {
		t.Fatalf("seed %d: %s: %v %s", seed, m.path, err, m.difference(got))
	}
	sc.Stop()
	if left := files(t, folder); len(left) > 0 {
		t.Fatalf("seed %d: %s: left %v", seed, m.path, left)
	}
}

// spoilt collects the pipeline while files are spoiled, and perhaps cancels the job.
func spoilt(t *testing.T, sc *spark.Context, folder string, r *rand.Rand, m *model) (got []pair, err error) {
	how, after := waysToSpoil[r.IntN(len(waysToSpoil))], time.Duration(r.IntN(3000))*time.Microsecond
	cancels, cleans := r.IntN(4) == 0, r.IntN(4) == 0
	scope := cellrt.NewScope(context.Background(), 1, nil)
	var all sync.WaitGroup
	all.Go(func() {
		scope.Do(func() { got, err = spark.Try(func() []pair { return m.rdd.Collect() }) })
	})
	time.Sleep(after)
	spoil(t, folder, how)
	if cleans {
		m.rdd.CleanShuffleDependencies()
	}
	if cancels {
		scope.Interrupt()
	}
	all.Wait()
	return got, err
}

// same tells whether elements are those of the model.
func (m *model) same(got []pair) bool {
	if !m.ordered {
		got = slices.Clone(got)
		slices.SortFunc(got, compare)
	}
	return slices.Equal(got, m.want)
}

func (m *model) difference(got []pair) string {
	return fmt.Sprintf("%d elements, want %d\n%s", len(got), len(m.want), m.rdd.ToDebugString())
}

// manyPairs makes an RDD of some thousand random pairs.
func manyPairs(sc *spark.Context, r *rand.Rand) model {
	var want []pair
	keys := []int{10, 500, 100_000}[r.IntN(3)]
	for range 500 + r.IntN(5000) {
		want = append(want, pair{Key: r.IntN(keys), Value: r.IntN(1000)})
	}
	n := 1 + r.IntN(6)
	return model{sc.ParallelizePairs(slices.Clone(want), n), want, true, fmt.Sprintf("parallelize(%d, %d)", len(want), n)}
}

// chaotic are the steps of the pipelines whose results have a size that can be told, and more ways to keep them.
var chaotic = chaoticSteps()

func chaoticSteps() (some []struct {
	name string
	do   func(sc *spark.Context, r *rand.Rand, m *model)
}) {
	for _, s := range steps {
		if !slices.Contains([]string{"map", "cache", "join", "flatMapValues", "groupByKey", "aggregateByKey"}, s.name) {
			some = append(some, s)
		}
	}
	persist := steps[0]
	persist.name = "persist"
	persist.do = func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd = m.rdd.Filter(func(int, int) bool { return true })
		m.rdd.Persist(levels[r.IntN(len(levels))].level)
	}
	group := steps[0]
	group.name = "keyed groups" // of so few values each that one has room in any budget
	group.do = func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd = m.rdd.MapToPair(func(k, v int) (int, int) { return k<<10 | v, v }).GroupByKey(partitionsOrNone(r)...).MapValues(total)
		for i, p := range m.want {
			m.want[i] = pair{Key: p.Key<<10 | p.Value, Value: p.Value}
		}
		m.sums()
	}
	match := steps[0]
	match.name = "match" // a join of distinct keys
	match.do = func(_ *spark.Context, r *rand.Rand, m *model) {
		m.rdd = m.rdd.ReduceByKey(spark.Add, partitionsOrNone(r)...)
		m.sums()
		m.rdd = m.rdd.Join(m.rdd.MapValues(func(v int) int { return v + 1 }), partitionsOrNone(r)...).
			MapValues(func(v, w int) int { return v + w })
		for i := range m.want {
			m.want[i].Value = 2*m.want[i].Value + 1
		}
	}
	return append(some, persist, persist, group, match)
}
