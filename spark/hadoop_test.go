package spark_test

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"gospark/spark"
	_ "gospark/zstd"
)

const hadoopFiles = "testdata/hadoop/"

// TestLinesAsSparkCutsThem compares texts of all ends of lines, in each partition, with
// what Spark read: spark_side.py wrote it.
func TestLinesAsSparkCutsThem(t *testing.T) {
	sc := newContext(t, "local[2]")
	data, err := os.ReadFile(hadoopFiles + "lines.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases [][3]json.RawMessage
	if err := json.Unmarshal(data, &cases); err != nil || len(cases) < 100 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	path := filepath.Join(t.TempDir(), "text")
	for _, c := range cases {
		var text string
		var n int
		want := [][]string{}
		for i, p := range []any{&text, &n, &want} {
			if err := json.Unmarshal(c[i], p); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := sc.TextFile(path, n).Glom().Collect(); !reflect.DeepEqual(got, want) {
			t.Errorf("%q in %d: %q, want %q", text, n, got, want)
		}
	}
}

// TestTextsThatSparkPacked reads what Spark wrote by each codec.
func TestTextsThatSparkPacked(t *testing.T) {
	sc := newContext(t, "local[2]")
	want := []string{"one", "", "é"}
	for i := range 300 {
		want = append(want, fmt.Sprint("line ", i))
	}
	for _, codec := range []string{"GzipCodec", "DefaultCodec", "BZip2Codec", "SnappyCodec"} {
		equal(t, codec, sc.TextFile(hadoopFiles+"text/"+codec).Collect(), want...)
	}
}

// values reads one of the files that hold a number and a value of a class.
func values[V any](sc *spark.Context, class string) []V {
	return sc.SequenceFile[int, V](hadoopFiles + "sequence/as_" + class).Values().Collect()
}

func TestSequenceFilesThatSparkWrote(t *testing.T) {
	sc := newContext(t, "local[2]")
	equal(t, "Text", values[string](sc, "Text"), "é", "", strings.Repeat("x", 200))
	equal(t, "IntWritable", values[int32](sc, "IntWritable"), 0, -1, math.MaxInt32)
	equal(t, "LongWritable", values[int](sc, "LongWritable"), 0, -1, 1<<53+1)
	equal(t, "LongWritable", values[int64](sc, "LongWritable"), 0, -1, 1<<53+1)
	equal(t, "BooleanWritable", values[bool](sc, "BooleanWritable"), true, false, true)
	equal(t, "NullWritable", values[struct{}](sc, "NullWritable"), struct{}{}, struct{}{}, struct{}{})
	bytes := values[[]byte](sc, "BytesWritable")
	equal(t, "BytesWritable", []string{string(bytes[0]), string(bytes[1]), string(bytes[2])}, "", "\x00\xff", strings.Repeat("z", 300))
	floats := values[float32](sc, "FloatWritable")
	if floats[0] != 0.5 || !math.Signbit(float64(floats[1])) || !math.IsInf(float64(floats[2]), 1) {
		t.Errorf("FloatWritable: %v", floats)
	}
	doubles := values[float64](sc, "DoubleWritable")
	if doubles[0] != 0.1 || !math.Signbit(doubles[1]) || !math.IsNaN(doubles[2]) {
		t.Errorf("DoubleWritable: %v", doubles)
	}
	equal(t, "bytes as text", sc.SequenceFile[string, string](hadoopFiles+"sequence/keys_BytesWritable").Keys().Collect(),
		"", "\x00\xff", strings.Repeat("z", 300))
	type flag bool
	equal(t, "a named type", sc.SequenceFile[flag, string](hadoopFiles+"sequence/keys_BooleanWritable").Keys().Collect(), true, false, true)
	for _, codec := range []string{"DefaultCodec", "DeflateCodec", "GzipCodec", "BZip2Codec", "SnappyCodec"} {
		for kind, n := range map[string]int{"block_": 500, "record_": 5} {
			got := sc.SequenceFile[string, int32](hadoopFiles + "sequence/" + kind + codec).Collect()
			if len(got) != n {
				t.Fatalf("%s%s: %d records", kind, codec, len(got))
			}
			for i, p := range got {
				if p.Key != fmt.Sprint("key ", i) || p.Value != int32(i) {
					t.Fatalf("%s%s: record %d is %v", kind, codec, i, p)
				}
			}
		}
	}
}

// python is one that has pyspark: with it, Spark reads what TestFilesForSpark wrote
// (make spark-files PYTHON=...).
var python = flag.String("python", "", "have this python, which has pyspark, read the files that the tests wrote")

// forSpark is a file or folder for Spark to read.
type forSpark struct {
	Path       string `json:"path"`
	Kind       string `json:"kind"`
	Want       any    `json:"want"`
	Partitions int    `json:"partitions,omitempty"`
	Cut        []int  `json:"cut,omitempty"`
}

// TestFilesForSpark writes files of all kinds, reads them, and has Spark read them where there is one.
func TestFilesForSpark(t *testing.T) {
	sc := newContext(t, "local[2]")
	w := &writtenForSpark{t: t, sc: sc, dir: t.TempDir()}
	for _, c := range []spark.Codec{spark.Uncompressed, spark.Gzip, spark.Zlib, spark.Snappy} {
		w.text(c)
		w.sequences(c)
		if c != spark.Uncompressed {
			w.sequences(c.PerRecord())
		}
	}
	w.large()
	manifest, err := json.Marshal(w.all)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.dir, "manifest.json"), manifest, 0o644); err != nil {
		t.Fatal(err)
	}
	if *python == "" {
		return // what was read above is what can be told without Spark
	}
	out, err := exec.Command(*python, "-B", hadoopFiles+"spark_side.py", "verify", w.dir).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

type writtenForSpark struct {
	t   *testing.T
	sc  *spark.Context
	dir string
	all []forSpark
}

func (w *writtenForSpark) add(f forSpark) string {
	w.all = append(w.all, f)
	return filepath.Join(w.dir, f.Path)
}

func (w *writtenForSpark) text(c spark.Codec) {
	lines := []string{"one", "", "é", strings.Repeat("long ", 100_000)}
	for i := range 5000 {
		lines = append(lines, fmt.Sprint("line ", i))
	}
	path := w.add(forSpark{Path: "text " + c.String(), Kind: "text", Want: lines})
	w.sc.Parallelize(lines, 3).SaveAsTextFile(path, c)
	equal(w.t, path, w.sc.TextFile(path).Collect(), lines...)
}

// sequences writes each class, as a key and as a value.
func (w *writtenForSpark) sequences(c spark.Codec) {
	keysAndValues(w, c, "text int", map[string]int32{"a": 1, "é": -1, "": 0, strings.Repeat("k", 300): math.MaxInt32})
	keysAndValues(w, c, "int long", map[int32]int64{1: 1 << 40, -1: math.MinInt64})
	keysAndValues(w, c, "long float", map[int]float32{1: 0.5, 2: float32(math.Inf(1))})
	keysAndValues(w, c, "double bool", map[float64]bool{0.1: true, 1e300: false})
	keysAndValues(w, c, "bool double", map[bool]float64{true: 0.1, false: -2.5})
	keysAndValues(w, c, "float text", map[float32]string{0.5: "half", 2: "two\n"})
	keysAndValues(w, c, "text bytes", map[string][]byte{"a": {}, "b": {0, 255}, "c": make([]byte, 100_000)})
	keysAndValues(w, c, "null text", map[struct{}]string{{}: "x"})
	keysAndValues(w, c, "text null", map[string]struct{}{"x": {}})
}

func keysAndValues[K comparable, V any](w *writtenForSpark, c spark.Codec, name string, m map[K]V) {
	var want [][2]any
	for k, v := range m {
		want = append(want, [2]any{shown(k), shown(v)})
	}
	path := w.add(forSpark{Path: "sequence " + name + " " + c.String(), Kind: "sequence", Want: want})
	w.sc.ParallelizeMap(m, 2).SaveAsSequenceFile(path, c)
	got := w.sc.SequenceFile[K, V](path).CollectAsMap()
	if !reflect.DeepEqual(got, m) {
		w.t.Errorf("%s: %v, want %v", path, got, m)
	}
}

// shown is a value as spark_side.py shows it.
func shown(v any) any {
	switch v := v.(type) {
	case []byte:
		return "hex " + hex.EncodeToString(v)
	case float32:
		return pythonFloat(float64(v))
	case float64:
		return pythonFloat(v)
	case struct{}:
		return nil
	}
	return v
}

func pythonFloat(f float64) string {
	if math.IsInf(f, 1) {
		return "inf"
	}
	s := fmt.Sprint(f)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

// large is a file of many markers: Spark must cut it where we do.
func (w *writtenForSpark) large() {
	pairs := make([]spark.Pair[int, string], 20_000)
	want := make([][2]any, len(pairs))
	for i := range pairs {
		pairs[i] = spark.KV(i, strings.Repeat("x", i%200))
		want[i] = [2]any{i, pairs[i].Value}
	}
	for _, c := range []spark.Codec{spark.Uncompressed, spark.Snappy} {
		for _, n := range []int{1, 7, 40} {
			f := forSpark{Path: fmt.Sprint("large ", c, n), Kind: "sequence", Want: want, Partitions: n}
			path := filepath.Join(w.dir, f.Path)
			w.sc.ParallelizePairs(pairs, 1).SaveAsSequenceFile(path, c)
			read := w.sc.SequenceFile[int, string](path, n)
			for _, part := range read.RDD().Glom().Collect() {
				f.Cut = append(f.Cut, len(part))
			}
			equal(w.t, f.Path, read.Collect(), pairs...)
			if n == 7 && c == spark.Uncompressed && len(f.Cut) < 7 {
				w.t.Errorf("%s is cut as %v", f.Path, f.Cut)
			}
			w.add(f)
		}
	}
}
