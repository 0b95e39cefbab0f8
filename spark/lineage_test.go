package spark_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gospark/cellrt"
	"gospark/spark"
)

var (
	ranIn  = regexp.MustCompile(`ran in [0-9.]+ \w+`)
	goSite = regexp.MustCompile(`at lineage_test\.go:\d+`)
	sizes  = regexp.MustCompile(`MemorySize: [0-9.]+ [KMG]?i?B`)
)

// plain is a lineage without what differs between runs: the lines of this file
// and the sizes of what is cached.
func plain(lineage string) string {
	lineage = ranIn.ReplaceAllString(lineage, "ran in TIME")
	return sizes.ReplaceAllString(goSite.ReplaceAllString(lineage, "at <console>:1"), "MemorySize: SIZE") + "\n"
}

// debugString is the ToDebugString of an RDD of any shape.
func debugString(rdd any) string {
	spark.BindInterpreter()
	f, _ := cellrt.Erased("dataset.ToDebugString")
	return f.Interface().(func([]cellrt.TypeArg, any) string)(nil, rdd)
}

// TestLineage compares lineages with those that spark-shell 4.2.0 prints for the
// same RDDs, made in a context of their own (so ids begin at 0); where Spark shows
// the caller's storage level on every line, the files have each RDD's own. How
// Lineage draws and explains them is compared with files of our own.
func TestLineage(t *testing.T) {
	log := "data/log.txt"
	lineages, err := filepath.Abs("testdata/lineage")
	if err != nil {
		t.Fatal(err)
	}
	drawn, _ := filepath.Abs("testdata/drawn")
	t.Chdir(t.TempDir())
	if err := os.Mkdir("data", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(log, []byte("a b\nb c\nERROR d\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	kv := func(sc *spark.Context) *spark.PairRDD[int, string] {
		return sc.ParallelizePairs([]spark.Pair[int, string]{{1, "a"}, {2, "b"}, {3, "c"}}, 2)
	}
	add := func(a, b int) int { return a + b }
	one := func(s string) (string, int) { return s, 1 }
	cases := []struct {
		name string
		make func(sc *spark.Context) any
	}{
		{"textFile", func(sc *spark.Context) any { return sc.TextFile(log) }},
		{"filterMap", func(sc *spark.Context) any {
			return sc.TextFile(log).Filter(func(string) bool { return true }).Map(strings.ToUpper)
		}},
		{"wordcount", func(sc *spark.Context) any {
			return sc.TextFile(log).FlatMap(strings.Fields).MapToPair(one).ReduceByKey(add)
		}},
		{"parallelize", func(sc *spark.Context) any { return sc.Parallelize([]int{1, 2, 3}, 3) }},
		{"range", func(sc *spark.Context) any { return sc.Range(0, 10) }},
		{"checkpointBefore", func(sc *spark.Context) any { return checkpointed(t, sc, false) }},
		{"checkpointAfter", func(sc *spark.Context) any { return checkpointed(t, sc, true) }},
		{"localCheckpoint", func(sc *spark.Context) any {
			r := sc.Parallelize([]int{1, 2, 3}, 2).Map(func(v int) int { return v }).LocalCheckpoint()
			r.Count()
			return r
		}},
		{"union", func(sc *spark.Context) any { return kv(sc).Union(kv(sc)) }},
		{"join", func(sc *spark.Context) any { return kv(sc).Join(kv(sc)) }},
		{"groupByKey", func(sc *spark.Context) any { return kv(sc).GroupByKey() }},
		{"cartesian", func(sc *spark.Context) any {
			return sc.Parallelize([]int{1, 2}, 2).Cartesian(sc.Parallelize([]int{1, 2, 3}, 3))
		}},
		{"sortByKey", func(sc *spark.Context) any { return kv(sc).SortByKey() }},
		{"sortBy", func(sc *spark.Context) any {
			return sc.Parallelize([]int{3, 1, 2}, 2).SortBy(spark.Identity[int])
		}},
		{"coalesceShuffle", func(sc *spark.Context) any {
			return sc.Parallelize([]int{3, 1, 2}, 4).Coalesce(2, true)
		}},
		{"repartition", func(sc *spark.Context) any {
			return sc.Parallelize([]int{3, 1, 2}, 4).Repartition(10)
		}},
		{"distinct", func(sc *spark.Context) any { return sc.Parallelize([]int{3, 1, 2}, 2).Distinct() }},
		{"intersection", func(sc *spark.Context) any {
			return sc.Parallelize([]int{3, 1, 2}, 2).Intersection(sc.Parallelize([]int{3, 1, 2}, 2))
		}},
		{"cachedBefore", func(sc *spark.Context) any {
			return sc.TextFile(log).Filter(func(string) bool { return true }).Cache()
		}},
		{"cachedAfter", func(sc *spark.Context) any {
			r := sc.TextFile(log).Filter(func(string) bool { return true }).Cache()
			r.Count()
			return r
		}},
		{"mapOfCached", func(sc *spark.Context) any {
			r := sc.TextFile(log).Filter(func(string) bool { return true }).Cache()
			r.Count()
			return r.Map(strings.ToUpper)
		}},
		{"cachedChild", func(sc *spark.Context) any {
			r := sc.Parallelize([]int{1, 2, 3}, 2).MapToPair(func(i int) (int, int) { return i, i }).Cache()
			s := r.MapValues(func(i int) int { return i }).ReduceByKey(add)
			s.Count()
			return s
		}},
		{"setName", func(sc *spark.Context) any {
			return sc.Parallelize([]int{1, 2, 3}, 2).Map(spark.Identity[int]).SetName("My RDD")
		}},
		{"zip", func(sc *spark.Context) any {
			return sc.Parallelize([]int{1, 2}, 2).Zip(sc.Parallelize([]int{1, 2}, 2))
		}},
		{"zipWithIndex", func(sc *spark.Context) any { return sc.Parallelize([]int{1, 2}, 2).ZipWithIndex() }},
		{"samePartitioner", func(sc *spark.Context) any {
			return kv(sc).PartitionBy(spark.NewHashPartitioner(4)).MapValues(func(s string) int { return len(s) }).ReduceByKey(add)
		}},
		{"big", func(sc *spark.Context) any {
			p := sc.ParallelizePairs([]spark.Pair[int, int]{{1, 1}}, 12).ReduceByKey(add, 100)
			return p.MapToPair(func(k, v int) (int, int) { return v, k }).GroupByKey(5)
		}},
		{"joinOneSidePartitioned", func(sc *spark.Context) any {
			a, b := kv(sc), kv(sc)
			return a.PartitionBy(spark.NewHashPartitioner(3)).Join(b)
		}},
		{"unionCopartitioned", func(sc *spark.Context) any {
			a, b := kv(sc), kv(sc)
			p := spark.NewHashPartitioner(3)
			return a.PartitionBy(p).Union(b.PartitionBy(p))
		}},
		{"deepNested", deepNested},
		{"sample", func(sc *spark.Context) any {
			return sc.Parallelize([]int{1, 2, 3}, 2).Sample(false, 0.5, 1)
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			sc := newContext(t, "local[2]")
			rdd := c.make(sc)
			golden(t, lineages+"/"+c.name+".txt", plain(debugString(rdd)))
			l, ok := spark.LineageOf(rdd)
			if !ok {
				t.Fatal("it has no lineage")
			}
			for i := range l.RDDs {
				l.RDDs[i].CallSite = goSite.ReplaceAllString(l.RDDs[i].CallSite, "at <console>:1")
			}
			for i := range l.Stages {
				l.Stages[i].CallSite = goSite.ReplaceAllString(l.Stages[i].CallSite, "at <console>:1")
			}
			golden(t, drawn+"/"+c.name+".txt", plain(l.String()+"\n\n"+l.Explain()))
		})
	}
}

func deepNested(sc *spark.Context) any {
	add := func(a, b int) int { return a + b }
	w := sc.TextFile("data/log.txt").FlatMap(strings.Fields).
		MapToPair(func(s string) (string, int) { return s, 1 }).ReduceByKey(add)
	a := sc.ParallelizePairs([]spark.Pair[string, int]{{"a", 1}}, 2)
	b := sc.ParallelizePairs([]spark.Pair[string, int]{{"b", 1}}, 2)
	u := a.Union(b).ReduceByKey(add, 12)
	d := w.Join(u).Map(func(k string, v, w int) string { return k }).Distinct(10)
	return d.Cartesian(sc.Parallelize([]int{1, 2, 3}, 3))
}

func checkpointed(t *testing.T, sc *spark.Context, count bool) *spark.RDD[int] {
	sc.SetCheckpointDir(t.TempDir())
	r := sc.Parallelize([]int{1, 2, 3}, 2).Map(func(v int) int { return v })
	if r.Checkpoint(); count {
		r.Count()
	}
	return r
}
