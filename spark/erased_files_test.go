package spark_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"gospark/cellrt"
	"gospark/spark"
)

// bodies are the files of a folder without what is random in them: the marker, 16 bytes at the end of the header.
func bodies(t *testing.T, dir string) (all [][]byte) {
	t.Helper()
	paths, err := filepath.Glob(dir + "/part-*")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data)
	}
	return all
}

// sameButMarker tells whether two SequenceFiles differ in 16 bytes in a row at most.
func sameButMarker(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			end := min(i+16, len(a))
			return bytes.Equal(a[end:], b[end:])
		}
	}
	return true
}

// TestErasedFilesAreTheCompiledOnes: what an interpreted cell writes a compiled one reads, and the other way round.
func TestErasedFilesAreTheCompiledOnes(t *testing.T) {
	spark.BindInterpreter()
	sc := newContext(t, "local[2]")
	dir := t.TempDir()
	compiled := sc.ParallelizePairs([]spark.Pair[string, int]{{"a", 1}, {"b", 2}, {"a", 3}}, 2)
	erased := sc.ParallelizePairs([]spark.Pair[any, any]{{"a", 1}, {"b", 2}, {"a", 3}}, 2)
	pair := pairOf(tString, tInt)
	same := func(name string) {
		t.Helper()
		a, b := bodies(t, dir+"/compiled "+name), bodies(t, dir+"/erased "+name)
		if len(a) == 0 || len(a) != len(b) {
			t.Fatalf("%s: %d and %d files", name, len(a), len(b))
		}
		for i := range a {
			if !sameButMarker(a[i], b[i]) {
				t.Errorf("%s: file %d differs:\n%q\n%q", name, i, a[i], b[i])
			}
		}
	}
	compiled.SaveAsSequenceFile(dir + "/compiled sequence")
	callErased("PairRDD.SaveAsSequenceFile", typeList{tString, tInt}, erased, dir+"/erased sequence")
	same("sequence")
	back := callErased("Context.SequenceFile", typeList{tString, tInt}, sc, dir+"/compiled sequence").(*spark.PairRDD[any, any])
	equal(t, "sequence", back.Collect(), erased.Collect()...)

	compiled.SaveAsObjectFile(dir + "/compiled pairs")
	callErased("dataset.SaveAsObjectFile", typeList{pair, tSelf}, erased, dir+"/erased pairs")
	same("pairs")
	objects := callErased("Context.ObjectFile", typeList{pair}, sc, dir+"/compiled pairs").(*spark.RDD[any])
	equal(t, "pairs", objects.Collect(), any(spark.Pair[any, any]{"a", 1}), any(spark.Pair[any, any]{"b", 2}), any(spark.Pair[any, any]{"a", 3}))

	compiled.GroupByKey(1).SaveAsObjectFile(dir + "/compiled groups")
	groups := erased.GroupByKey(1)
	group := static[spark.Group[any, any]](tString, tInt)
	callErased("dataset.SaveAsObjectFile", typeList{group, tSelf}, groups, dir+"/erased groups")
	same("groups")
	read := callErased("Context.ObjectFile", typeList{group}, sc, dir+"/compiled groups").(*spark.RDD[any])
	if got := read.Collect(); len(got) != 2 || !reflect.DeepEqual(got[0], any(groups.Collect()[0])) {
		t.Errorf("groups: %v", got)
	}

	option := static[spark.Option[any]](tInt)
	joined := static[spark.Joined[any, any, any]](tString, tInt, option)
	compiled.LeftOuterJoin(compiled, 1).SaveAsObjectFile(dir + "/compiled joined")
	outer := callErased("PairRDD.LeftOuterJoin", typeList{tString, tInt, tInt, option}, erased, erased, 1)
	callErased("dataset.SaveAsObjectFile", typeList{joined, tSelf}, outer, dir+"/erased joined")
	same("joined")

	sc.Parallelize([][]int{{1}, nil, {2, 3}}, 1).SaveAsObjectFile(dir + "/compiled slices")
	slices := callErased("Context.Parallelize", typeList{tInts}, sc, [][]int{{1}, nil, {2, 3}}, 1)
	callErased("dataset.SaveAsObjectFile", typeList{tInts, tSelf}, slices, dir+"/erased slices")
	same("slices")
}

func TestErasedFilesAreRead(t *testing.T) {
	spark.BindInterpreter()
	sc := newContext(t, "local[2]")
	dir := put(t, map[string]string{"a": "xyxy", "b": "zz"})
	whole := callErased("Context.WholeTextFiles", nil, sc, dir, 1).(*spark.PairRDD[any, any])
	equal(t, "whole", whole.Values().Collect(), any("xyxy"), any("zz"))
	binary := callErased("Context.BinaryFiles", nil, sc, dir).(*spark.PairRDD[any, any])
	if s, ok := binary.First().Value.(spark.PortableDataStream); !ok || string(s.ToArray()) != "xyxy" {
		t.Errorf("binary: %v", binary.First())
	}
	records := callErased("Context.BinaryRecords", nil, sc, dir, 2).(*spark.RDD[any])
	if got := records.Collect(); len(got) != 3 || string(got[2].([]byte)) != "zz" {
		t.Errorf("records: %v", got)
	}
	out := dir + "/out"
	callErased("dataset.SaveAsTextFile", typeList{tString, tSelf}, sc.Parallelize([]any{"a"}), out, spark.Gzip)
	equal(t, "text", sc.TextFile(out+"/*.gz").Collect(), "a")
	// What doesn't fit is refused by the names that the person knows.
	named := cellrt.TypeArg{Name: "point", Type: reflect.TypeFor[struct{ x func() }]()}
	fails(t, func() {
		callErased("dataset.SaveAsObjectFile", typeList{named, tSelf}, sc.Parallelize([]any{1}), dir+"/no")
	}, "point.x is a func")
	fails(t, func() {
		callErased("PairRDD.SaveAsSequenceFile", typeList{tString, named}, sc.ParallelizePairs([]spark.Pair[any, any]{{}}), dir+"/no")
	}, "a value of type point")
	fails(t, func() { callErased("Context.ObjectFile", typeList{static[any]()}, sc, dir+"/no") }, "interface")
}
