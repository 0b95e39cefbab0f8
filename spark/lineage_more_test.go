package spark_test

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gospark/cellrt"
	"gospark/spark"
)

var goSiteMore = regexp.MustCompile(`at lineage_more_test\.go:\d+`)

// TestLineageOfOperators compares the lineage of every transformation that TestLineage
// doesn't have with that of spark-shell 4.2.0.
func TestLineageOfOperators(t *testing.T) {
	kv := func(sc *spark.Context) *spark.PairRDD[int, string] {
		return sc.ParallelizePairs([]spark.Pair[int, string]{{1, "a"}, {2, "b"}, {3, "c"}}, 2)
	}
	ns := func(sc *spark.Context) *spark.RDD[int] { return sc.Parallelize([]int{1, 2, 3}, 2) }
	by3 := spark.NewHashPartitioner(3)
	same := func(rows iter.Seq[int]) iter.Seq[int] { return rows }
	sameIndexed := func(_ int, rows iter.Seq[int]) iter.Seq[int] { return rows }
	samePairs := func(rows iter.Seq2[int, string]) iter.Seq2[int, string] { return rows }
	half := map[int]float64{1: .5, 2: .5, 3: .5}
	concat := func(a, b string) string { return a + b }
	empty := func(sc *spark.Context) *spark.PairRDD[int, int] {
		return spark.AsPairRDD(sc.EmptyRDD[spark.Pair[int, int]]())
	}
	cases := map[string]func(sc *spark.Context) string{
		"cogroup":         func(sc *spark.Context) string { return kv(sc).CoGroup(kv(sc)).ToDebugString() },
		"cogroup3":        func(sc *spark.Context) string { return kv(sc).CoGroup3(kv(sc), kv(sc)).ToDebugString() },
		"cogroup4":        func(sc *spark.Context) string { return kv(sc).CoGroup4(kv(sc), kv(sc), kv(sc)).ToDebugString() },
		"groupWith3":      func(sc *spark.Context) string { return kv(sc).GroupWith3(kv(sc), kv(sc)).ToDebugString() },
		"leftOuterJoin":   func(sc *spark.Context) string { return kv(sc).LeftOuterJoin(kv(sc)).ToDebugString() },
		"rightOuterJoin":  func(sc *spark.Context) string { return kv(sc).RightOuterJoin(kv(sc)).ToDebugString() },
		"fullOuterJoin":   func(sc *spark.Context) string { return kv(sc).FullOuterJoin(kv(sc)).ToDebugString() },
		"subtract":        func(sc *spark.Context) string { return kv(sc).Subtract(kv(sc)).ToDebugString() },
		"subtractPart":    func(sc *spark.Context) string { return kv(sc).PartitionBy(by3).Subtract(kv(sc)).ToDebugString() },
		"subtractByKey":   func(sc *spark.Context) string { return kv(sc).SubtractByKey(kv(sc)).ToDebugString() },
		"zipWithUniqueId": func(sc *spark.Context) string { return ns(sc).ZipWithUniqueID().ToDebugString() },
		"collectPartial": func(sc *spark.Context) string {
			return ns(sc).FilterMap(func(x int) (int, bool) { return x * 2, x > 2 }).ToDebugString()
		},
		"glom":             func(sc *spark.Context) string { return ns(sc).Glom().ToDebugString() },
		"keyBy":            func(sc *spark.Context) string { return ns(sc).KeyBy(spark.Identity[int]).ToDebugString() },
		"groupBy":          func(sc *spark.Context) string { return ns(sc).GroupBy(spark.Identity[int]).ToDebugString() },
		"keys":             func(sc *spark.Context) string { return kv(sc).Keys().ToDebugString() },
		"values":           func(sc *spark.Context) string { return kv(sc).Values().ToDebugString() },
		"mapValues":        func(sc *spark.Context) string { return kv(sc).MapValues(spark.Identity[string]).ToDebugString() },
		"mapPartitions":    func(sc *spark.Context) string { return ns(sc).MapPartitions(same).ToDebugString() },
		"randomSplit":      func(sc *spark.Context) string { return ns(sc).RandomSplit([]float64{1, 1}, 1)[1].ToDebugString() },
		"sampleByKey":      func(sc *spark.Context) string { return kv(sc).SampleByKey(false, half, 1).ToDebugString() },
		"sampleByKeyExact": func(sc *spark.Context) string { return kv(sc).SampleByKeyExact(false, half, 1).ToDebugString() },
		"foldByKey":        func(sc *spark.Context) string { return kv(sc).FoldByKey("", concat).ToDebugString() },
		"aggregateByKey":   func(sc *spark.Context) string { return kv(sc).AggregateByKey("", concat, concat).ToDebugString() },
		"filterByRange":    func(sc *spark.Context) string { return kv(sc).FilterByRange(1, 2).ToDebugString() },
		"distinctPart":     func(sc *spark.Context) string { return kv(sc).PartitionBy(by3).Distinct().ToDebugString() },
		"intersectionN":    func(sc *spark.Context) string { return ns(sc).Intersection(ns(sc), 5).ToDebugString() },
		"pipe":             func(sc *spark.Context) string { return ns(sc).Pipe("cat").ToDebugString() },
		"sortByKeyEmpty":   func(sc *spark.Context) string { return empty(sc).SortByKey().ToDebugString() },
		"unionMixed":       func(sc *spark.Context) string { return kv(sc).PartitionBy(by3).Union(kv(sc)).ToDebugString() },
		"scUnion3":         func(sc *spark.Context) string { return sc.Union(ns(sc), ns(sc), ns(sc)).ToDebugString() },
		"repartitionAndSort": func(sc *spark.Context) string {
			return kv(sc).RepartitionAndSortWithinPartitions(by3).ToDebugString()
		},
		"repartitionAndSortSame": func(sc *spark.Context) string {
			return kv(sc).PartitionBy(by3).RepartitionAndSortWithinPartitions(by3).ToDebugString()
		},
		"subtractByKeyPart": func(sc *spark.Context) string {
			return kv(sc).PartitionBy(by3).SubtractByKey(kv(sc)).ToDebugString()
		},
		"zipPartitions2": func(sc *spark.Context) string {
			return ns(sc).ZipPartitions(ns(sc), func(a, _ iter.Seq[int]) iter.Seq[int] { return a }).ToDebugString()
		},
		"zipPartitions3": func(sc *spark.Context) string {
			return ns(sc).ZipPartitions3(ns(sc), ns(sc), func(a, _, _ iter.Seq[int]) iter.Seq[int] { return a }).ToDebugString()
		},
		"zipPartitions4": func(sc *spark.Context) string {
			return ns(sc).ZipPartitions4(ns(sc), ns(sc), ns(sc), func(a, _, _, _ iter.Seq[int]) iter.Seq[int] { return a }).ToDebugString()
		},
		"flatMapValues": func(sc *spark.Context) string {
			return kv(sc).FlatMapValues(func(s string) []string { return []string{s} }).ToDebugString()
		},
		"mapPartitionsWithIndex": func(sc *spark.Context) string {
			return ns(sc).MapPartitionsWithIndex(sameIndexed).ToDebugString()
		},
		"mapPartitionsPreserving": func(sc *spark.Context) string {
			r := kv(sc).PartitionBy(by3).MapPartitionsToPair(samePairs, true)
			if r.Partitioner() != spark.Partitioner(by3) {
				t.Errorf("mapPartitions that preserves the partitioning has the partitioner %v", r.Partitioner())
			}
			return mapPartitions.ReplaceAllString(r.ToDebugString(), "at mapPartitions at")
		},
		"sampleByKeyExactRepl": func(sc *spark.Context) string {
			return kv(sc).SampleByKeyExact(true, half, 1).ToDebugString()
		},
		"sampleByKeyPart": func(sc *spark.Context) string {
			return kv(sc).PartitionBy(by3).SampleByKey(false, half, 1).ToDebugString()
		},
		"combineByKey": func(sc *spark.Context) string {
			return kv(sc).CombineByKey(spark.Identity[string], concat, concat).ToDebugString()
		},
		"coalesce": func(sc *spark.Context) string {
			return sc.Parallelize([]int{1, 2, 3, 4, 5}, 5).Coalesce(2).ToDebugString()
		},
		"filterByRangeSorted": func(sc *spark.Context) string {
			return kv(sc).SortByKey().FilterByRange(1, 2).ToDebugString()
		},
		"sortByKeyPartitioned": func(sc *spark.Context) string {
			return kv(sc).PartitionBy(by3).SortByKey().ToDebugString()
		},
		"distinctPartOther": func(sc *spark.Context) string {
			return kv(sc).PartitionBy(by3).Distinct(2).ToDebugString()
		},
		"sortByN1": func(sc *spark.Context) string {
			return ns(sc).SortBy(spark.Identity[int], spark.Partitions(1)).ToDebugString()
		},
		"sortByEmpty": func(sc *spark.Context) string {
			return sc.EmptyRDD[int]().SortBy(spark.Identity[int]).ToDebugString()
		},
		"unionEmpty": func(sc *spark.Context) string {
			return kv(sc).PartitionBy(by3).Union(spark.AsPairRDD(sc.EmptyRDD[spark.Pair[int, string]]())).ToDebugString()
		},
	}
	for name, lineage := range cases {
		t.Run(name, func(t *testing.T) {
			got := goSiteMore.ReplaceAllString(lineage(newContext(t, "local[2]")), "at <console>:1") + "\n"
			golden(t, filepath.Join("testdata", "lineage", fmt.Sprint(name, ".txt")), got)
		})
	}
}

// mapPartitions is what Scala calls MapPartitionsToPair too.
var mapPartitions = regexp.MustCompile(`at mapPartitionsToPair at`)

// TestExplainRounds: of the turns of an algorithm that goes round, what is the same is said once.
func TestExplainRounds(t *testing.T) {
	sc := newContext(t, "local[2]")
	add := func(a, b int) int { return a + b }
	links := sc.Range(0, 10, 1, 2).MapToPair(func(i int) (int, int) { return i, i }).GroupByKey().Cache()
	ranks := links.MapValues(func([]int) int { return 1 })
	for range 10 {
		ranks = links.Join(ranks).MapToPair(func(k int, _ []int, rank int) (int, int) { return k, rank }).ReduceByKey(add)
	}
	for _, want := range []string{
		"Stages 4 to 11 do the same, each with what the one before it wrote.\n",
		"Stages 1 to 11 of 12: skipped, shuffle for groupByKey at",
	} {
		text := ranks.Explain()
		if n := strings.Count(text, "\nStage"); !strings.Contains(text, "\n"+want) || n > 5 {
			t.Errorf("no %q, or %d paragraphs in\n%s", want, n, text)
		}
		ranks.Count()
	}
}

// TestNarrowTerminal: what tells of a lineage takes no longer lines than the terminal has, and types are cut only
// where they must be.
func TestNarrowTerminal(t *testing.T) {
	sc := newContext(t, "local[2]")
	pairs := sc.Parallelize([]string{"a"}, 2).MapToPair(func(s string) (string, []map[string]float64) { return s, nil })
	ones := pairs.Map(func(s string, _ []map[string]float64) string { return s }).MapToPair(func(s string) (string, int) { return s, 1 })
	l := pairs.GroupByKey().Cache().Join(ones).Lineage()
	for i := range l.RDDs {
		l.RDDs[i].CallSite = goSiteMore.ReplaceAllString(l.RDDs[i].CallSite, "at In[1]:1")
	}
	for i := range l.Stages {
		l.Stages[i].CallSite = goSiteMore.ReplaceAllString(l.Stages[i].CallSite, "at In[1]:1")
	}
	for columns, room := range map[int]int{0: 80, 60: 60, 75: 75, 300: 100} {
		scope := cellrt.NewScope(context.Background(), 1, func(any, []byte) {})
		scope.SetOutput(&cellrt.Output{Columns: columns})
		var lineage, words string
		scope.Do(func() { lineage, words = l.String(), l.Explain() })
		scope.Close()
		widest := 0
		for line := range strings.Lines(words) {
			widest = max(widest, len([]rune(line))-1)
		}
		if widest > room || widest < room-10 {
			t.Errorf("%d columns: a line of %d in\n%s", columns, widest, words)
		}
		for line := range strings.Lines(lineage) {
			if len([]rune(line))-1 > max(room, columns) {
				t.Errorf("%d columns: %s", columns, line)
			}
		}
		if whole := strings.Contains(lineage, "spark.Joined[string, [][]map[string]float64, int]"); whole != (columns == 300) {
			t.Errorf("%d columns:\n%s", columns, lineage)
		}
	}
}
