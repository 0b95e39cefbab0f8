package spark_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"gospark/spark"
	"gospark/spark/testdata/cell"
)

// A type that a cell declares is named as the person wrote it, and a remedy names methods of ours.
func TestTypesOfCellsAreNamedPlainly(t *testing.T) {
	sc := newContext(t, "local[2]")
	doors := sc.Parallelize([]cell.Door{{}, {}})
	plain := func(f func(), words ...string) {
		t.Helper()
		fails(t, f, words...)
		if _, err := spark.Try(func() int { f(); return 0 }); strings.Contains(err.Error(), "cell") {
			t.Errorf("a cell's package leaks: %v", err)
		}
	}
	plain(func() { doors.Distinct() }, "elements of type Door can't")
	plain(func() { doors.Sum() }, "elements of type Door aren't")
	plain(func() { doors.Max() }, "elements of type Door have", "use MaxBy with a key")
	plain(func() { doors.TakeOrdered(1) }, "use TakeOrderedBy with")
	plain(func() { sc.Parallelize([]map[string][]*cell.Door{}).Max() }, "type map[string][]*Door have")
	plain(func() { sc.Parallelize([]spark.Pair[string, cell.Box[[]cell.Door]]{}).Max() }, "type spark.Pair[string, Box[[]Door]] have")
	plain(func() { sc.Parallelize([]spark.Option[spark.Tuple2[*cell.Door, any]]{}).Max() }, "type spark.Option[spark.Tuple2[*Door, any]] have")
	plain(func() { sc.ParallelizePairs([]spark.Pair[cell.Box[int], int]{}).SortByKey() }, "keys of type Box[int] have")
}

// What is no key is told of with the operator that needs one, and a remedy.
func TestUnhashableKeys(t *testing.T) {
	sc := newContext(t, "local[2]")
	kv := sc.Parallelize([]string{"a b", "b"}, 2).MapToPair(func(s string) (any, int) { return strings.Fields(s), 1 })
	doors := sc.Parallelize([]any{cell.Door{}, 1})
	for op, f := range map[string]func() int{
		"reduceByKey": func() int { return kv.ReduceByKey(spark.Add).Count() },
		"groupByKey":  func() int { return kv.GroupByKey().Count() },
		"join":        func() int { return kv.Join(kv).Count() },
		"partitionBy": func() int { return kv.PartitionBy(spark.NewHashPartitioner(2)).Count() },
	} {
		_, err := spark.Try(f)
		mentions(t, err, "a key of type []string can't be compared", "\n  in "+op+" at words_test.go:", "run by count at", "\n  make a key of it first")
	}
	for op, f := range map[string]func() int{
		"distinct": func() int { return doors.Distinct().Count() }, "subtract": func() int { return doors.Subtract(doors).Count() },
	} {
		_, err := spark.Try(f)
		mentions(t, err, "a key of type Door can't be compared", "in "+op+" at words_test.go:")
	}
	_, err := spark.Try(kv.ReduceByKey(spark.Add).Count)
	var own runtime.Error
	if !errors.As(err, &own) {
		t.Errorf("Go's own error is lost: %v", err)
	}
}

// The function that panicked may be the action's or the shuffle's.
func TestBlame(t *testing.T) {
	sc := newContext(t, "local[2]")
	n := sc.Range(0, 8, 1, 2)
	kv := n.KeyBy(func(i int) int { return i % 2 })
	bad := func(a, b int) int { panic("bad") }
	seq, comb := func(a, e int) int { return e }, bad
	for op, f := range map[string]func() int{
		"reduce":      func() int { return n.Reduce(bad) },
		"fold":        func() int { return n.Fold(0, bad) },
		"aggregate":   func() int { return n.Aggregate(0, bad, seq) },
		"foreach":     func() int { n.Foreach(func(int) { panic("bad") }); return 0 },
		"max":         func() int { return n.MaxBy(func(int) int { panic("bad") }) },
		"top":         func() int { return len(n.Top(1, bad)) },
		"reduceByKey": func() int { return kv.ReduceByKey(bad).Count() },
		"partitionBy": func() int { return kv.PartitionBy(spark.NewPartitioner(2, func(int) int { panic("bad") })).Count() },
		"sortFunc":    func() int { return n.SortFunc(bad, spark.Partitions(1)).Count() },
	} {
		_, err := spark.Try(f)
		var job *spark.JobError
		if !errors.As(err, &job) || !strings.HasPrefix(job.Site, op+" at words_test.go:") || strings.Contains(err.Error(), "run by "+op) {
			t.Errorf("%s: %v", op, err)
		}
	}
	// A function that runs outside of tasks fails its action all the same.
	_, err := spark.Try(func() int { return n.Aggregate(0, seq, comb) })
	var job *spark.JobError
	if !errors.As(err, &job) || job.Job != -1 || !strings.HasPrefix(job.Site, "aggregate at words_test.go:") || job.Stack == "" {
		t.Errorf("on the driver: %v", err)
	}
}

// A path is named once, with where it was given and what to do; the cause stays.
func TestPathErrors(t *testing.T) {
	sc := newContext(t, "local[2]")
	once := func(err error, cause error, path string, words ...string) {
		t.Helper()
		mentions(t, err, append(words, path)...)
		if !errors.Is(err, cause) || strings.Contains(err.Error(), cause.Error()) {
			t.Errorf("%v: the cause is lost, or said twice", err)
		}
	}
	late := sc.TextFile("later.txt").Map(strings.ToUpper).Filter(func(string) bool { return true })
	_, err := spark.Try(late.Count)
	once(err, fs.ErrNotExist, "later.txt", "in textFile at words_test.go:", "\n  check the path")
	_, err = spark.Try(func() any { return late.KeyBy(spark.Identity[string]).GroupByKey() })
	once(err, fs.ErrNotExist, "later.txt", "groupByKey at words_test.go:", "textFile at words_test.go:", "\n  check the path")
	_, err = spark.Try(sc.TextFile("nothing*").Count)
	once(err, fs.ErrNotExist, "nothing*", "matches no file")
	out := t.TempDir()
	_, err = spark.Try(func() int { late.SaveAsTextFile(out); return 0 })
	once(err, fs.ErrExist, out, "saveAsTextFile at", "remove it (os.RemoveAll(", "save to another folder")
	file := filepath.Join(out, "gone")
	if err := os.WriteFile(file, []byte("x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	gone := sc.TextFile(file)
	gone.Count()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	_, err = spark.Try(gone.Count)
	mentions(t, err, "in textFile at words_test.go:")
	fails(t, func() { sc.TextFile(" ") }, "textFile at", "empty")
	fails(t, func() { late.SaveAsTextFile("") }, "saveAsTextFile at", "empty")
}

// Values that a person may end a cell with are described in a line.
func TestDescriptions(t *testing.T) {
	sc := newContext(t, "local[2]")
	kv := sc.Range(0, 10, 1, 2).KeyBy(spark.Identity[int])
	for want, v := range map[string]any{
		"SparkContext(master=local[2], appName=TestDescriptions)": sc,
		"RangePartitioner(2)": kv.SortByKey().Partitioner(),
		"HashPartitioner(2)":  kv.GroupByKey().Partitioner(),
		"Partitioner(3)":      spark.NewPartitioner(3, spark.Identity[int]),
		"Descending":          spark.Descending, "Ascending": spark.Ascending,
		"Memory Deserialized 1x Replicated": spark.MemoryOnly,
	} {
		if got := fmt.Sprint(v); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
