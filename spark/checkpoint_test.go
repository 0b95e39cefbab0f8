package spark_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"gospark/spark"
)

// TestCheckpoint: what Spark does: two jobs, the lineage cut, the partitions and the partitioner kept.
func TestCheckpoint(t *testing.T) {
	sc := spark.NewContext("local[2]", "test")
	defer sc.Stop()
	told := &recorder{}
	sc.AddSparkListener(told)
	dir := filepath.Join(t.TempDir(), "made", "here")
	_, err := spark.Try(func() bool { sc.Range(0, 1).Checkpoint(); return true })
	if err == nil || !strings.Contains(err.Error(), "Checkpoint directory has not been set in the SparkContext") {
		t.Errorf("without a folder: %v", err)
	}
	if sc.SetCheckpointDir(dir); !strings.HasPrefix(sc.GetCheckpointDir(), dir) {
		t.Error(sc.GetCheckpointDir())
	}
	computed := sc.Accumulator(0)
	sums := sc.Range(0, 100, 1, 10).MapToPair(func(v int) (string, []int) { computed.Add(1); return fmt.Sprint(v % 7), []int{v} }).
		ReduceByKey(func(a, b []int) []int { return append(slices.Clone(a), b...) }, 3)
	sums.Checkpoint()
	if _, ok := sums.GetCheckpointFile(); ok || sums.IsCheckpointed() {
		t.Error("it is checkpointed before any action")
	}
	before, partitioner := sums.Collect(), sums.Partitioner()
	if got := fmt.Sprint(told.jobs()); got != "[[10 3] [10 3]]" {
		t.Errorf("jobs %s: an action and the checkpoint", got)
	}
	if computed.Value() != 100 {
		t.Errorf("%d computed: the shuffle's output is there for the second job", computed.Value())
	}
	folder, ok := sums.GetCheckpointFile()
	if !sums.IsCheckpointed() || !ok || !strings.HasPrefix(folder, sc.GetCheckpointDir()) || sums.IsLocallyCheckpointed() {
		t.Error(folder, ok)
	}
	if got := fmt.Sprint(sums.Collect()); got != fmt.Sprint(before) {
		t.Errorf("%v, want %v", got, before)
	}
	if got := fmt.Sprint(told.jobs()); got != "[[3]]" || sums.Partitioner() != partitioner || sums.GetNumPartitions() != 3 || len(sums.Dependencies()) != 1 {
		t.Errorf("jobs %s, %v", got, sums.Dependencies())
	}
	next := sums.MapValues(func(v []int) int { return len(v) })
	lineage := next.ToDebugString()
	if want := "(3) MapPartitionsRDD[N] at mapValues at checkpoint_test.go []\n |  ShuffledRDD[N] at reduceByKey at checkpoint_test.go []\n" +
		" |  ReliableCheckpointRDD[N] at collect at checkpoint_test.go []"; unplaced(lineage) != want {
		t.Errorf("%s\nwant\n%s", unplaced(lineage), want)
	}
	if got := next.ReduceByKey(func(a, b int) int { return a + b }, 3).Count(); got != 7 || fmt.Sprint(told.jobs()) != "[[3]]" {
		t.Error("a partitioner that is kept needs no shuffle")
	}
}

// TestCheckpointOfCached: what is cached isn't computed again for the checkpoint.
func TestCheckpointOfCached(t *testing.T) {
	sc := spark.NewContext("local[2]", "test")
	defer sc.Stop()
	sc.SetCheckpointDir(t.TempDir())
	computed := sc.Accumulator(0)
	rdd := sc.Range(0, 10, 1, 2).Map(func(v int) int { computed.Add(1); return v * v }).Cache()
	derived := rdd.Map(func(v int) int { return v + 1 })
	rdd.Checkpoint()
	if derived.Count(); computed.Value() != 10 || !rdd.IsCheckpointed() || derived.IsCheckpointed() {
		t.Errorf("%d computed", computed.Value())
	}
	rdd.Unpersist()
	if got := rdd.Sum(); got != 285 || computed.Value() != 10 {
		t.Errorf("%v, %d computed", got, computed.Value())
	}
}

// TestCheckpointIsTrusted: a file that is gone, cut off or changed by a bit is an error that names it.
func TestCheckpointIsTrusted(t *testing.T) {
	sc := spark.NewContext("local[2]", "test")
	defer sc.Stop()
	sc.SetCheckpointDir(t.TempDir())
	rdd := sc.Range(0, 5000, 1, 1).Map(func(v int) string { return fmt.Sprint("element ", v) })
	rdd.Checkpoint()
	want := fmt.Sprint(rdd.Collect())
	if got := rdd.Collect(); fmt.Sprint(got) != want {
		t.Fatal("it doesn't come back as it was")
	}
	folder, _ := rdd.GetCheckpointFile()
	path := filepath.Join(folder, "part-00000")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(data []byte) []byte{
		"cut off": func(d []byte) []byte { return d[:len(d)-1] }, "empty": func([]byte) []byte { return nil },
		"shorter": func(d []byte) []byte { return d[:len(d)/2] }, "magic": func(d []byte) []byte { d[3] ^= 1; return d },
		"a bit": func(d []byte) []byte { d[len(d)/2] ^= 4; return d }, "a size": func(d []byte) []byte { d[24] ^= 0x7f; return d },
		"gone": nil,
	} {
		os.Remove(path)
		if spoil != nil {
			if err := os.WriteFile(path, spoil(slices.Clone(whole)), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		_, err := spark.Try(rdd.Collect)
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.WriteFile(path, whole, 0o666); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(rdd.Collect()) != want {
		t.Error("the context doesn't go on")
	}
	type odd struct{ F func() }
	_, err = spark.Try(func() bool { sc.Parallelize([]odd{{}}).Checkpoint(); return true })
	if e := (*spark.DefinitionError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), "odd.F is a func") {
		t.Errorf("%v", err)
	}
}

// TestLocalCheckpoint: kept in the block store alone, and a loss is a named error.
func TestLocalCheckpoint(t *testing.T) {
	sc := spark.NewContext("local[2]", "test")
	defer sc.Stop()
	told := &recorder{}
	sc.AddSparkListener(told)
	computed := sc.Accumulator(0)
	rdd := sc.Range(0, 10, 1, 2).Map(func(v int) int { computed.Add(1); return v * v })
	rdd.LocalCheckpoint()
	if rdd.GetStorageLevel() != spark.MemoryAndDisk || !rdd.IsLocallyCheckpointed() || rdd.IsCheckpointed() {
		t.Error(rdd.GetStorageLevel())
	}
	if rdd.Take(1); fmt.Sprint(told.jobs()) != "[[1] [1]]" { // the action, and what it left out
		t.Error("jobs")
	}
	if _, ok := rdd.GetCheckpointFile(); ok || !rdd.IsCheckpointed() || computed.Value() != 10 {
		t.Error(computed.Value())
	}
	lines := strings.Split(unplaced(rdd.ToDebugString()), "\n")
	if want := " |  LocalCheckpointRDD[N] at take at checkpoint_test.go []"; len(lines) != 3 || lines[2] != want || !strings.Contains(lines[1], "CachedPartitions: 2;") {
		t.Errorf("%q", lines)
	}
	if rdd.Sum() != 285 || computed.Value() != 10 {
		t.Error("it is computed anew")
	}
	rdd.Unpersist()
	_, err := spark.Try(rdd.Collect)
	if !errors.Is(err, spark.ErrCheckpointLost) || !strings.Contains(err.Error(), "[CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND] Checkpoint block rdd_") {
		t.Errorf("%v", err)
	}
}

// TestCheckpointForgetsWhatWasBefore: the values that the lineage refers to can be collected.
func TestCheckpointForgetsWhatWasBefore(t *testing.T) {
	sc := spark.NewContext("local[2]", "test")
	defer sc.Stop()
	sc.SetCheckpointDir(t.TempDir())
	freed := make(chan bool)
	rdd := func() *spark.RDD[int] {
		large := make([]int, 1<<16)
		runtime.AddCleanup(&large[0], func(int) { close(freed) }, 0)
		r := sc.Parallelize(large, 2).Map(func(v int) int { return v + 1 })
		r.Checkpoint()
		r.Count()
		return r
	}()
	for range 100 {
		runtime.GC()
		select {
		case <-freed:
			if rdd.Sum() != 1<<16 {
				t.Error(rdd.Sum())
			}
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Error("what was before the checkpoint is kept")
}

func TestCheckpointDirBySetting(t *testing.T) {
	dir := t.TempDir()
	sc := spark.NewContext("local[2]", "test", spark.Conf{"spark.checkpoint.dir": dir})
	rdd := sc.Range(0, 3)
	rdd.Checkpoint()
	rdd.Count()
	if folder, ok := rdd.GetCheckpointFile(); !ok || !strings.HasPrefix(folder, dir) {
		t.Error(folder, ok)
	}
	sc.Stop()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := spark.Try(func() *spark.Context {
		return spark.NewContext("local", "test", spark.Conf{"spark.checkpoint.dir": file})
	})
	if err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("%v", err)
	}
	sc = spark.NewContext("local", "test") // the failed one is no active one
	defer sc.Stop()
	_, err = spark.Try(func() bool { sc.SetCheckpointDir(file); return true })
	if err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("%v", err)
	}
}

// TestCheckpointOfIteration: a lineage that grows is cut again and again.
func TestCheckpointOfIteration(t *testing.T) {
	sc := spark.NewContext("local[2]", "test")
	defer sc.Stop()
	sc.SetCheckpointDir(t.TempDir())
	rdd := sc.Range(0, 8, 1, 2)
	for i := range 30 {
		rdd = rdd.Map(func(v int) int { return v + 1 })
		if i%10 == 9 {
			rdd.Checkpoint()
			rdd.Count()
		}
	}
	if lines := strings.Count(rdd.ToDebugString(), "\n") + 1; lines != 2 || rdd.Sum() != 28+8*30 {
		t.Errorf("%d lines, sum %v", lines, rdd.Sum())
	}
}

// unplaced is a lineage without numbers and lines.
func unplaced(lineage string) string {
	return anyLine.ReplaceAllString(rddID.ReplaceAllString(lineage, "RDD[N]"), "_test.go []")
}

var anyLine = regexp.MustCompile(`_test\.go:\d+ \[.*\]`)
