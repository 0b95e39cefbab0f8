package spark_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gospark/spark"
)

// put writes files into a new folder.
func put(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// names are the last parts of files' names, in each partition.
func names[V any](r *spark.PairRDD[string, V]) [][]string {
	return r.Keys().Map(filepath.Base).Glom().Collect()
}

// TestWholeFilesAsSparkGroupsThem: sizes of files, and how Spark 4.2 put them together (its
// order is that of the folder; ours is that of the names).
func TestWholeFilesAsSparkGroupsThem(t *testing.T) {
	sc := newContext(t, "local[2]")
	for _, c := range []struct {
		sizes []int
		asked int
		want  string
	}{
		{[]int{10, 10, 10}, 1, `[["a","b","c"]]`},
		{[]int{10, 10, 10}, 2, `[["a","b"],["c"]]`},
		{[]int{10, 10, 10}, 5, `[["a"],["b"],["c"]]`},
		{[]int{0, 5, 0, 7}, 1, `[["b","d"],["a","c"]]`},
		{[]int{0, 5, 0, 7}, 3, `[["b"],["d"],["a","c"]]`},
		{[]int{0, 5, 0, 2}, 1, `[["b","d"],["a","c"]]`},
		{[]int{1, 1, 1, 1, 100}, 3, `[["a","b","c","d","e"]]`},
		{[]int{100, 1, 1, 1, 1}, 3, `[["a"],["b","c","d","e"]]`},
		{[]int{7, 7, 7, 7, 7, 7, 7, 7, 7}, 2, `[["a","b","c","d","e"],["f","g","h","i"]]`},
		{[]int{0, 0}, 5, `[["a","b"]]`},
		{nil, 2, `[]`},
	} {
		files := map[string]string{"_hidden": "x", ".hidden": "y"}
		for i, size := range c.sizes {
			files[string(rune('a'+i))] = strings.Repeat("x", size)
		}
		dir := put(t, files)
		got, err := json.Marshal(names(sc.WholeTextFiles(dir, c.asked)))
		if err != nil || string(got) != c.want {
			t.Errorf("%v in %d: %s, want %s", c.sizes, c.asked, got, c.want)
		}
		if parts := sc.BinaryFiles(dir, 3).GetNumPartitions(); parts != min(len(c.sizes), 1) {
			t.Errorf("%v: %d partitions of small files", c.sizes, parts)
		}
	}
}

func TestBinaryFilesBySize(t *testing.T) {
	sc := newContext(t, "local[2]")
	files := map[string]string{}
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		files[name] = strings.Repeat("x", 3<<20)
	}
	dir := put(t, files)
	for asked, want := range map[int]int{1: 1, 2: 1, 8: 3} { // as Spark 4.2
		if got := sc.BinaryFiles(dir, asked).GetNumPartitions(); got != want {
			t.Errorf("%d asked for: %d partitions, want %d", asked, got, want)
		}
	}
}

func TestWholeAndBinaryFiles(t *testing.T) {
	sc := newContext(t, "local[2]")
	dir := put(t, map[string]string{"a.txt": "one\r\ntwo", "b.bin": "\x00\xff", "sub/c": "not read"})
	sc.Parallelize([]string{"packed"}, 1).SaveAsTextFile(dir+"/packed", spark.Gzip)
	want := map[string]string{"file:" + dir + "/a.txt": "one\r\ntwo", "file:" + dir + "/b.bin": "\x00\xff"}
	if got := sc.WholeTextFiles(dir).CollectAsMap(); len(got) != 2 || got["file:"+dir+"/a.txt"] != want["file:"+dir+"/a.txt"] || got["file:"+dir+"/b.bin"] != "\x00\xff" {
		t.Errorf("got %q", got)
	}
	equal(t, "packed", sc.WholeTextFiles(dir+"/packed").Values().Collect(), "packed\n")
	binary := sc.BinaryFiles(dir)
	lengths := binary.MapValues(func(s spark.PortableDataStream) int { return len(s.ToArray()) }).CollectAsMap()
	if len(lengths) != 2 || lengths["file:"+dir+"/a.txt"] != 8 {
		t.Errorf("lengths %v", lengths)
	}
	first := binary.First()
	if first.Value.GetPath() != first.Key || first.Value.String() != "PortableDataStream("+first.Key+")" {
		t.Errorf("%v", first)
	}
	f, err := first.Value.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if data, err := io.ReadAll(f); err != nil || string(data) != "one\r\ntwo" {
		t.Errorf("%q, %v", data, err)
	}
	// Nothing is opened before it is asked for.
	if err := os.Remove(dir + "/a.txt"); err != nil {
		t.Fatal(err)
	}
	if n := binary.Count(); n != 2 {
		t.Errorf("%d files", n)
	}
	_, err = spark.Try(func() any {
		return binary.Map(func(_ string, s spark.PortableDataStream) int { return len(s.ToArray()) }).Collect()
	})
	mentions(t, err, "a.txt", "no such file")
}

func TestBinaryRecords(t *testing.T) {
	sc := newContext(t, "local[2]")
	dir := put(t, map[string]string{"a": "aabbcc", "b": "", "c": "dd"})
	records := sc.BinaryRecords(dir, 2)
	equal(t, "records", records.Map(func(b []byte) string { return string(b) }).Collect(), "aa", "bb", "cc", "dd")
	if n := records.GetNumPartitions(); n != 2 {
		t.Errorf("%d partitions", n)
	}
	large := strings.Repeat("0123456", 10<<20)
	split := sc.BinaryRecords(put(t, map[string]string{"large": large}), 7)
	if n := split.GetNumPartitions(); n != 3 {
		t.Errorf("70 MB are %d partitions", n)
	}
	if n := split.Filter(func(b []byte) bool { return string(b) == "0123456" }).Count(); n != 10<<20 {
		t.Errorf("%d records", n)
	}
	_, err := spark.Try(sc.BinaryRecords(dir, 4).Count)
	mentions(t, err, "6 bytes", "no multiple", "4", "binaryRecords at files_test.go")
	fails(t, func() { sc.BinaryRecords(dir, 0) }, "binaryRecords at", "0", "positive")
	packed := put(t, map[string]string{"x.gz": "1234"})
	_, err = spark.Try(sc.BinaryRecords(packed, 4).Count)
	mentions(t, err, "x.gz", "gzip", "unpack")
}

// TestOddInputs: what is wrong is said with the file's name; what is only odd is read.
func TestOddInputs(t *testing.T) {
	sc := newContext(t, "local[2]")
	dir := t.TempDir()
	sc.Parallelize([]string{strings.Repeat("text ", 1000)}, 1).SaveAsTextFile(dir+"/gz", spark.Gzip)
	whole, err := os.ReadFile(dir + "/gz/part-00000.gz")
	if err != nil {
		t.Fatal(err)
	}
	files := put(t, map[string]string{"cut.gz": string(whole[:len(whole)-6]), "wrong.gz": "no gzip at all", "empty.gz": "",
		"twice.gz": string(whole) + string(whole), "x.lz4": "?", "cut.bz2": "BZh9", "wrong.zst": "no zstd", "wrong.snappy": "no snappy",
		"invalid": "\xff\xfe\n\xc3", "folder/sub/file": "x"})
	for name, words := range map[string][]string{
		"cut.gz": {"ends too early"}, "wrong.gz": {"gzip", "header"}, "x.lz4": {"lz4", "unpack"}, "cut.bz2": {"ends too early"},
		"wrong.zst": {"zstd"}, "wrong.snappy": {"ends too early"}, "folder": {"a folder inside of a folder"}, "none": {"doesn't exist", "check the path"},
	} {
		_, err := spark.Try(sc.TextFile(files + "/" + name).Count)
		mentions(t, err, append(words, name, "textFile at files_test.go")...)
	}
	equal(t, "empty", sc.TextFile(files+"/empty.gz").Collect())
	equal(t, "twice", sc.TextFile(files+"/twice.gz").Map(func(s string) int { return len(s) }).Collect(), 5000, 5000)
	equal(t, "invalid UTF-8", sc.TextFile(files+"/invalid").Collect(), "\xff\xfe", "\xc3")
	long := strings.Repeat("x", 100<<20)
	if err := os.WriteFile(files+"/long", []byte(long+"\nend"), 0o644); err != nil {
		t.Fatal(err)
	}
	equal(t, "a line of 100 MB", sc.TextFile(files+"/long", 3).Map(func(s string) int { return len(s) }).Collect(), 100<<20, 3)
	if err := os.Remove(files + "/long"); err != nil {
		t.Fatal(err)
	}
	_, err = spark.Try(sc.WholeTextFiles(files + "/cut.gz").Count)
	mentions(t, err, "cut.gz", "ends too early", "wholeTextFiles at")
}

// TestTextsPacked writes by each codec and reads it again.
func TestTextsPacked(t *testing.T) {
	sc := newContext(t, "local[2]")
	for codec, suffix := range map[spark.Codec]string{spark.Gzip: ".gz", spark.Zlib: ".deflate", spark.Snappy: ".snappy", spark.Zstd: ".zst"} {
		dir := filepath.Join(t.TempDir(), "out")
		words := []string{"a", "b", "é", "", "c"}
		sc.Parallelize(words, 3).SaveAsTextFile(dir, codec)
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		equal(t, codec.String(), names, "_SUCCESS", "part-00000"+suffix, "part-00001"+suffix, "part-00002"+suffix)
		back := sc.TextFile(dir, 8)
		equal(t, codec.String(), back.Collect(), words...)
		if n := back.GetNumPartitions(); n != 3 {
			t.Errorf("%v: %d partitions of packed files", codec, n)
		}
	}
	out := filepath.Join(t.TempDir(), "out")
	word := sc.Parallelize([]string{"a"})
	fails(t, func() { word.SaveAsTextFile(out, spark.BZip2) }, "bzip2", "not written")
	fails(t, func() { word.SaveAsTextFile(out, spark.Codec(99)) }, "Codec(99)")
	fails(t, func() { word.SaveAsTextFile(out, spark.Gzip.PerRecord()) }, "per record", "SaveAsSequenceFile")
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused save leaves a folder")
	}
}

// A file that can't be read is named. Who is root can read all.
func TestUnreadableFile(t *testing.T) {
	sc := newContext(t, "local[2]")
	dir := put(t, map[string]string{"secret": "x\n"})
	path := dir + "/secret"
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	_, readErr := os.ReadFile(path)
	lines, err := spark.Try(sc.TextFile(path).Collect)
	if readErr == nil {
		equal(t, "as root", lines, "x")
		return
	}
	mentions(t, err, "secret", "permission denied", "textFile at")
}
