package spark_test

import (
	"slices"
	"testing"

	"gospark/spark"
)

// shuffledBy is how many records the shuffles of f's jobs wrote.
func shuffledBy(sc *spark.Context, f func()) (records int64) {
	told := &recorder{}
	sc.AddSparkListener(told)
	defer sc.RemoveSparkListener(told)
	f()
	for _, e := range eventsOf[spark.TaskEnd](told) {
		records += e.Metrics.ShuffleRecordsWritten
	}
	return records
}

// Before a shuffle elements of a key are combined as far as it makes them fewer, which shows only after a while
// where there are many keys.
func TestCombiningBeforeShuffle(t *testing.T) {
	sc := newContext(t, "local[2]")
	const n = 400_000
	for _, c := range []struct {
		keys        int
		least, most int64
	}{{100, 100, 100}, {40_000, 40_000, n / 2}, {n, n, n}} {
		sums := sc.Range(0, n, 1, 1).MapToPair(func(i int) (int, int) { return i % c.keys, i }).ReduceByKey(spark.Add, 2)
		written := shuffledBy(sc, func() {
			all := sums.Collect()
			slices.SortFunc(all, func(a, b spark.Pair[int, int]) int { return a.Key - b.Key })
			times := n / c.keys
			for i, p := range all {
				if p.Key != i || p.Value != times*i+c.keys*times*(times-1)/2 {
					t.Fatalf("of %d keys the %d-th is %v", c.keys, i, p)
				}
			}
			if len(all) != c.keys {
				t.Errorf("%d keys, want %d", len(all), c.keys)
			}
		})
		if written < c.least || written > c.most {
			t.Errorf("reduceByKey of %d keys: %d records, want %d to %d", c.keys, written, c.least, c.most)
		}
		once := shuffledBy(sc, func() {
			if got := sc.Range(0, n, 1, 1).Map(func(i int) int { return i % c.keys }).Distinct(2).Count(); got != c.keys {
				t.Errorf("%d distinct, want %d", got, c.keys)
			}
		})
		if once != written {
			t.Errorf("distinct of %d: %d records, and reduceByKey %d", c.keys, once, written)
		}
	}
}

// A join goes through the left side in its order, and for each of its values through the right side in its order.
func TestJoinOrder(t *testing.T) {
	sc := newContext(t, "local")
	type pairs = []spark.Pair[int, string]
	split := func(p spark.Pair[int, string]) (int, string) { return p.Key, p.Value }
	left := sc.Parallelize(pairs{{2, "a"}, {1, "b"}, {2, "c"}, {3, "d"}}, 1).MapToPair(split)
	right := sc.Parallelize(pairs{{1, "v"}, {2, "w"}, {4, "x"}, {2, "y"}, {4, "z"}}, 1).MapToPair(split)
	shown := func(k int, l, r spark.Option[string]) string { return l.GetOrElse("-") + r.GetOrElse("-") }
	for name, c := range map[string]struct{ got, want []string }{
		"join":           {left.Join(right, 1).Map(func(_ int, l, r string) string { return l + r }).Collect(), []string{"aw", "ay", "bv", "cw", "cy"}},
		"leftOuterJoin":  {left.LeftOuterJoin(right, 1).Map(func(k int, l string, r spark.Option[string]) string { return shown(k, spark.Some(l), r) }).Collect(), []string{"aw", "ay", "bv", "cw", "cy", "d-"}},
		"rightOuterJoin": {left.RightOuterJoin(right, 1).Map(func(k int, l spark.Option[string], r string) string { return shown(k, l, spark.Some(r)) }).Collect(), []string{"aw", "ay", "bv", "cw", "cy", "-x", "-z"}},
		"fullOuterJoin":  {left.FullOuterJoin(right, 1).Map(shown).Collect(), []string{"aw", "ay", "bv", "cw", "cy", "d-", "-x", "-z"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
}
