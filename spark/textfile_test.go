package spark_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gospark/spark"
)

// linesOf is what the lines of a text are: the model.
func linesOf(text string) []string {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// checkLines reads a text for each number of partitions; every line must come
// exactly once, in order.
func checkLines(t *testing.T, sc *spark.Context, path, text string) {
	t.Helper()
	want := linesOf(text)
	for _, n := range []int{1, 2, 3, 5, 17} {
		r := sc.TextFile(path, n)
		if got := r.Collect(); !slices.Equal(got, want) {
			t.Fatalf("%d partitions of %q: got %d lines, want %d", n, text[:min(80, len(text))], len(got), len(want))
		}
		if parts := r.GetNumPartitions(); parts < min(n, len(text)) {
			t.Fatalf("%d partitions, want at least %d", parts, n)
		}
	}
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(60) {
		b.WriteString(strings.Repeat("é", r.IntN(4)))
		b.WriteString(strings.Repeat("x", []int{0, 1, 7, 40}[r.IntN(4)]))
		b.WriteString([]string{"\n", "\r\n", "\n\n", "\r", ""}[r.IntN(5)])
	}
	return b.String()
}

func TestTextFileYieldsEachLineOnce(t *testing.T) {
	sc := newContext(t, "local[2]")
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "text")
	long := strings.Repeat("long ", 200_000)
	texts := []string{"", "\n", "a", "a\n", "a\r\n", "\n\n", "a\nb", long, long + "\n" + long + "\nend\n", strings.Repeat("line of text\r\n", 50_000)}
	for range 150 {
		texts = append(texts, randomText(r))
	}
	for _, text := range texts {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		checkLines(t, sc, path, text)
	}
}

func FuzzTextFile(f *testing.F) {
	for _, s := range []string{"", "a\r\nb", "\n\n\r\n", "é\nx"} {
		f.Add(s)
	}
	sc := newContext(f, "local[2]")
	path := filepath.Join(f.TempDir(), "text")
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		checkLines(t, sc, path, text)
	})
}

func TestTextFileOfManyFiles(t *testing.T) {
	sc := newContext(t, "local[2]")
	dir := t.TempDir()
	put := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("b.txt", "b1\nb2\n")
	put("a.txt", "a1\n")
	put("c.log", "c1")
	put("_SUCCESS", "no\n")
	put(".hidden", "no\n")
	put("empty.txt", "")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, strings.Repeat("z\r\n", 1000))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	put("z.gz", packed.String())
	collect := func(path string) []string { return sc.TextFile(path).Collect() }
	equal(t, "glob", collect(dir+"/*.txt"), "a1", "b1", "b2")
	equal(t, "list", collect(dir+"/c.log, "+dir+"/a.txt"), "c1", "a1")
	equal(t, "url", collect("file://"+dir+"/a.txt"), "a1")
	if n := sc.TextFile(dir).Count(); n != 1004 {
		t.Errorf("folder: %d lines", n)
	}
	if n := sc.TextFile(dir+"/z.gz", 4).GetNumPartitions(); n != 1 {
		t.Errorf("a packed file is %d partitions", n)
	}
	equal(t, "gz", sc.TextFile(dir+"/z.gz").Distinct().Collect(), "z")
	if n := sc.TextFile(dir + "/b.txt").GetNumPartitions(); n != 2 {
		t.Errorf("a file is %d partitions, want 2", n)
	}
}

func TestSaveAsTextFile(t *testing.T) {
	sc := newContext(t, "local[2]")
	dir := filepath.Join(t.TempDir(), "out")
	words := sc.Parallelize([]string{"a", "b", "é", "", "c"}, 3)
	words.SaveAsTextFile(dir)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	equal(t, "files", names, "_SUCCESS", "part-00000", "part-00001", "part-00002")
	equal(t, "round trip", sc.TextFile(dir).Collect(), "a", "b", "é", "", "c")
	r := &recorder{}
	sc.AddSparkListener(r)
	_, err = spark.Try(func() int { words.SaveAsTextFile(dir); return 0 })
	mentions(t, err, "saveAsTextFile at textfile_test.go", "already exists", dir)
	if n := count[spark.TaskStart](r); n != 0 {
		t.Errorf("%d tasks ran", n)
	}
	pairs := filepath.Join(t.TempDir(), "pairs")
	words.KeyBy(func(s string) int { return len(s) }).Join(words.KeyBy(func(s string) int { return len(s) })).Sample(false, 1).
		Filter(func(k int, l, r string) bool { return l == "a" && r == "c" }).SaveAsTextFile(pairs)
	equal(t, "joined", sc.TextFile(pairs).Collect(), "(1,(a,c))")
	failing := filepath.Join(t.TempDir(), "failing")
	_, err = spark.Try(func() int {
		words.Map(func(s string) string { panic("no") }).SaveAsTextFile(failing)
		return 0
	})
	if _, statErr := os.Stat(failing); err == nil || !os.IsNotExist(statErr) {
		t.Errorf("a failed save: %v, and its folder: %v", err, statErr)
	}
}

// A save that fails leaves nothing, though other tasks may be at it still.
func TestFailedSavesLeaveNothing(t *testing.T) {
	sc := newContext(t, "local[8]")
	path := filepath.Join(t.TempDir(), "saved")
	for range 300 {
		_, err := spark.Try(func() bool {
			sc.Range(0, 16, 1, 16).Map(func(i int) int { panic("no") }).SaveAsTextFile(path)
			return true
		})
		if err == nil {
			t.Fatal("it is saved")
		}
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("%s is left: %v", path, err)
		}
	}
}

// TestLinesKeepLittle: a line that is kept doesn't keep the others.
func TestLinesKeepLittle(t *testing.T) {
	sc := newContext(t, "local[2]")
	path := filepath.Join(t.TempDir(), "lines")
	const lines, every = 1_000_000, 1000
	var text strings.Builder
	for i := range lines {
		fmt.Fprintf(&text, "line%06d\n", i)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	text.Reset()
	before := keptMemory()
	few := sc.TextFile(path).Filter(func(line string) bool { return strings.HasSuffix(line, "000") }).Collect()
	if len(few) != lines/every {
		t.Fatal(len(few))
	}
	if kept := keptMemory() - before; kept > lines {
		t.Errorf("%d lines keep %d bytes", len(few), kept)
	}
	runtime.KeepAlive(few)
}
