package spark_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"gospark/spark"
)

// What a file holds and what was asked for are both in the error, at once if the file is there.
func TestSequenceFilesOfOtherTypes(t *testing.T) {
	sc := newContext(t, "local[2]")
	file := hadoopFiles + "sequence/as_IntWritable"
	fails(t, func() { sc.SequenceFile[string, int](file) }, "sequenceFile at sequencefile_test.go", "as_IntWritable",
		"LongWritable and IntWritable", "string and int", "ask for sc.SequenceFile[int, int32]")
	fails(t, func() { sc.SequenceFile[int, int](file) }, "int and int")
	fails(t, func() { sc.SequenceFile[int32, int32](file) }, "int32 and int32")
	fails(t, func() { sc.SequenceFile[int, string](hadoopFiles + "sequence/keys_BytesWritable") }, "SequenceFile[string, string]")
	fails(t, func() { sc.SequenceFile[int, time.Time]("none") }, "a value of type time.Time can't lie in a SequenceFile", "string (Text)")
	fails(t, func() { sc.SequenceFile[int8, int]("none") }, "a key of type int8")
	fails(t, func() { sc.SequenceFile[int, int](" ") }, "empty")
	// A file that comes later is looked at later.
	later := filepath.Join(t.TempDir(), "later")
	pairs := sc.SequenceFile[string, int](later)
	_, err := spark.Try(pairs.Count)
	mentions(t, err, "later", "doesn't exist", "sequenceFile at", "SequenceFile takes")
	sc.ParallelizePairs([]spark.Pair[int, string]{{1, "a"}}).SaveAsSequenceFile(later)
	_, err = spark.Try(pairs.Count)
	mentions(t, err, "LongWritable and Text", "string and int")
	out := filepath.Join(t.TempDir(), "out")
	r := &recorder{}
	sc.AddSparkListener(r)
	fails(t, func() { sc.ParallelizePairs([]spark.Pair[int, []int]{{}}).SaveAsSequenceFile(out) }, "saveAsSequenceFile at", "a value of type []int")
	fails(t, func() { sc.ParallelizePairs([]spark.Pair[any, int]{{}}).SaveAsSequenceFile(out) }, "a key of type any")
	fails(t, func() { sc.ParallelizePairs([]spark.Pair[int, int]{{}}).SaveAsSequenceFile(out, spark.BZip2) }, "bzip2")
	_, err = spark.Try(func() int { sc.ParallelizePairs([]spark.Pair[int, int]{{}}).SaveAsSequenceFile(later); return 0 })
	mentions(t, err, "output directory", "already exists", later)
	if n := count[spark.TaskStart](r); n != 0 {
		t.Errorf("%d tasks ran", n)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused save leaves a folder")
	}
}

func TestBrokenSequenceFile(t *testing.T) {
	sc := newContext(t, "local[2]")
	out := filepath.Join(t.TempDir(), "out")
	sc.ParallelizePairs([]spark.Pair[int, string]{{1, "a"}, {2, strings.Repeat("b", 100)}}, 1).SaveAsSequenceFile(out, spark.Zstd)
	equal(t, "zstd", sc.SequenceFile[int, string](out).Keys().Collect(), 1, 2)
	data, err := os.ReadFile(out + "/part-00000")
	if err != nil {
		t.Fatal(err)
	}
	dir := put(t, map[string]string{"cut": string(data[:len(data)-3]), "text": "hello world", "empty": "", "header": string(data[:30]),
		"map/data": string(data), "map/index": "?", "codec": strings.Replace(string(data), "ZStandardCodec", "ZZZZZZardCodec", 1)})
	for name, words := range map[string][]string{
		"cut": {"at byte "}, "text": {"no SequenceFile", "byte 0"}, "header": {"header"}, "codec": {"ZZZZZZardCodec", "isn't there"},
	} {
		_, err := spark.Try(sc.SequenceFile[int, string](dir + "/" + name).Count)
		mentions(t, err, append(words, name, "sequenceFile at sequencefile_test.go")...)
	}
	if n := sc.SequenceFile[int, string](dir + "/empty").GetNumPartitions(); n != 0 {
		t.Errorf("an empty file is %d partitions", n)
	}
	equal(t, "MapFiles in a folder", sc.SequenceFile[int, string](put(t, map[string]string{"m/data": string(data), "m/index": "?"})).Keys().Collect(), 1, 2)
}

type door struct {
	Name   string
	height float64
	tags   map[string][]int
	next   *door
}

func doors(n int) []door {
	all := make([]door, n)
	for i := range all {
		all[i] = door{strings.Repeat("d", i%50), float64(i) / 3, map[string][]int{"n": {i}}, &door{Name: "inner"}}
	}
	all[n-1] = door{}
	return all
}

func TestObjectFiles(t *testing.T) {
	sc := newContext(t, "local[2]")
	out := filepath.Join(t.TempDir(), "out")
	want := doors(20_000)
	sc.Parallelize(want, 3).SaveAsObjectFile(out)
	if got := sc.ObjectFile[door](out).Collect(); !reflect.DeepEqual(got, want) {
		t.Errorf("%d elements, the first %+v", len(got), got[0])
	}
	if n := sc.ObjectFile[door](out, 9).GetNumPartitions(); n < 4 {
		t.Errorf("cut in %d partitions", n)
	}
	if got := sc.ObjectFile[door](out, 9).Collect(); !reflect.DeepEqual(got, want) {
		t.Errorf("cut: %d elements", len(got))
	}
	type gate struct { // another name for the same
		Name   string
		height float64
		tags   map[string][]int
		next   *gate
	}
	if n := sc.ObjectFile[gate](out).Count(); n != len(want) {
		t.Errorf("%d gates", n)
	}
	type window struct {
		Name  string
		width float64
	}
	fails(t, func() { sc.ObjectFile[window](out) }, "objectFile at", "holds elements", "door", "which aren't", "window", "height float64", "width float64")
	fails(t, func() { sc.ObjectFile[string](hadoopFiles + "sequence/as_Text") }, "no object file", "SequenceFile[int, string]")
	type holder struct{ things []struct{ f func() } }
	other := filepath.Join(t.TempDir(), "other")
	fails(t, func() { sc.Parallelize([]holder{{}}).SaveAsObjectFile(other) }, "saveAsObjectFile at", ".things.f is a func")
	fails(t, func() { sc.ObjectFile[holder](other) }, "objectFile at", ".things.f is a func")
	fails(t, func() { sc.Parallelize([]any{1}).SaveAsObjectFile(other) }, "any")
	_, err := spark.Try(func() int { sc.Parallelize(want).SaveAsObjectFile(out); return 0 })
	mentions(t, err, "output directory", "already exists")
}

func TestObjectFilesOfAllShapes(t *testing.T) {
	sc := newContext(t, "local[2]")
	dir := t.TempDir()
	pairs := sc.ParallelizePairs([]spark.Pair[string, int]{{"a", 1}, {"b", 2}, {"a", 3}}, 2)
	pairs.SaveAsObjectFile(dir + "/pairs")
	equal(t, "pairs", sc.ObjectFile[spark.Pair[string, int]](dir+"/pairs").Collect(), pairs.Collect()...)
	grouped := pairs.GroupByKey()
	grouped.SaveAsObjectFile(dir + "/groups")
	if got := sc.ObjectFile[spark.Group[string, int]](dir + "/groups").Collect(); !reflect.DeepEqual(got, grouped.Collect()) {
		t.Errorf("groups: %v", got)
	}
	joined := pairs.LeftOuterJoin(pairs.Filter(func(k string, _ int) bool { return k == "b" }))
	joined.SaveAsObjectFile(dir + "/joined")
	equal(t, "joined", sc.ObjectFile[spark.Joined[string, int, spark.Option[int]]](dir+"/joined").Collect(), joined.Collect()...)
	sc.Parallelize(make([]struct{}, 100_000), 1).SaveAsObjectFile(dir + "/nothing")
	if n := sc.ObjectFile[struct{}](dir + "/nothing").Count(); n != 100_000 {
		t.Errorf("%d empty structs", n)
	}
	sc.EmptyRDD[int]().SaveAsObjectFile(dir + "/empty")
	equal(t, "empty", sc.ObjectFile[int](dir+"/empty").Collect())
}

// Whatever byte of an object file is changed: an error, or the same elements (a byte of the marker or a name).
func TestDamagedObjectFile(t *testing.T) {
	sc := newContext(t, "local[2]")
	out := filepath.Join(t.TempDir(), "out")
	sc.Parallelize([]string{"one", "two"}, 1).SaveAsObjectFile(out)
	path := out + "/part-00000"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for i := range data {
		damaged := bytes.Clone(data)
		damaged[i] ^= 4
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := spark.Try(func() []string { return sc.ObjectFile[string](out).Collect() })
		if err != nil {
			refused++
		} else if !reflect.DeepEqual(got, []string{"one", "two"}) {
			t.Fatalf("byte %d of %d: %q", i, len(data), got)
		}
	}
	if refused < len(data)/2 {
		t.Errorf("%d of %d changes are noticed", refused, len(data))
	}
}
