package spark_test

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"gospark/spark"
)

// sameCounts counts keys by ReduceByKey and by a map.
func sameCounts[K comparable](t *testing.T, sc *spark.Context, keys []K) {
	t.Helper()
	want := map[K]int{}
	for _, k := range keys {
		want[k]++
	}
	got := sc.Parallelize(keys, 3).MapToPair(func(k K) (K, int) { return k, 1 }).ReduceByKey(spark.Add).CollectAsMap()
	if !maps.Equal(got, want) {
		t.Errorf("%T: %d keys, want %d", keys, len(got), len(want))
	}
}

// TestKeysOfAllTypes has tables find keys as maps do.
func TestKeysOfAllTypes(t *testing.T) {
	type named string
	type mixed struct {
		Name  string
		Small int8
		F     float64
		Any   any
	}
	type blank struct {
		A int
		_ int
		B string
	}
	sc := newContext(t, "local[2]")
	var texts []string
	var words []named
	var ints []int
	var small []int16
	var pairs [][2]int
	var floats []float64
	var singles []float32
	var mixes []mixed
	var blanks []blank
	var anys []any
	var stringers []fmt.Stringer
	var pointers []*int
	numbers := make([]int, 50)
	negative := math.Copysign(0, -1)
	for i := range 5000 {
		n := i * 7919 % 997
		texts = append(texts, strings.Repeat("x", n%3*3000)+fmt.Sprint(n))
		words = append(words, named(fmt.Sprint(n)))
		ints = append(ints, n<<32, n)
		small = append(small, int16(n))
		pairs = append(pairs, [2]int{n % 7, n % 11})
		floats = append(floats, float64(n%5), 0, negative)
		singles = append(singles, float32(n%5), 0, float32(negative))
		mixes = append(mixes, mixed{fmt.Sprint(n % 5), int8(n % 3), negative, n % 2}, mixed{fmt.Sprint(n % 5), int8(n % 3), 0, "text"})
		blanks = append(blanks, blank{A: n % 3, B: fmt.Sprint(n % 4)})
		anys = append(anys, n, fmt.Sprint(n), named(fmt.Sprint(n)), float64(n%9), nil, negative, 0.0, int8(n%3), [1]string{fmt.Sprint(n)})
		pointers = append(pointers, &numbers[n%50])
	}
	sameCounts(t, sc, texts)
	sameCounts(t, sc, words)
	sameCounts(t, sc, ints)
	sameCounts(t, sc, small)
	sameCounts(t, sc, pairs)
	sameCounts(t, sc, floats)
	sameCounts(t, sc, singles)
	sameCounts(t, sc, mixes)
	sameCounts(t, sc, blanks)
	sameCounts(t, sc, anys)
	sameCounts(t, sc, append(stringers, spark.StorageNone, nil, spark.MemoryOnly, nil))
	sameCounts(t, sc, pointers)
	sameCounts(t, sc, make([]struct{}, 100))
}

// TestKeysDoNotKeepLines: a key that is a part of a line doesn't keep the line in memory.
func TestKeysDoNotKeepLines(t *testing.T) {
	sc := newContext(t, "local[2]")
	path := filepath.Join(t.TempDir(), "lines")
	const lines, length = 400, 100 << 10
	var text strings.Builder
	for i := range lines {
		fmt.Fprintf(&text, "key%d|%s\n", i, strings.Repeat("x", length))
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	text.Reset()
	before := keptMemory()
	counts := sc.TextFile(path).MapToPair(splitLine).ReduceByKey(spark.Add).Cache()
	if n := counts.Count(); n != lines {
		t.Fatal(n)
	}
	if kept := keptMemory() - before; kept > lines*length/4 {
		t.Errorf("%d bytes are kept of keys in %d", kept, lines*length)
	}
	runtime.KeepAlive(counts)
}

func keptMemory() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestAllocationsOfText holds how often lines and the pairs that are made of them are allocated on their way.
func TestAllocationsOfText(t *testing.T) {
	sc := newContext(t, "local[2]")
	path := filepath.Join(t.TempDir(), "lines")
	const n = 100_000
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "key%d|%d\n", i%1000, i%100)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	lines := sc.TextFile(path).Cache()
	lines.Count()
	for _, c := range []struct {
		name string
		most float64 // for an element
		run  func()
	}{
		{"text", 0.1, func() { sc.TextFile(path).Count() }},
		{"cache", 0.02, func() { lines.Count() }},
		{"reduceByKey", 0.1, func() { lines.MapToPair(splitLine).ReduceByKey(spark.Add).Count() }},
		{"shuffle", 0.1, func() { lines.MapToPair(splitLine).PartitionBy(spark.NewHashPartitioner(4)).Count() }},
	} {
		c.run()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c.run()
		runtime.ReadMemStats(&after)
		if each := float64(after.Mallocs-before.Mallocs) / n; each > c.most {
			t.Errorf("%s: %.3f allocations for an element, more than %g", c.name, each, c.most)
		}
	}
}
