package spark_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gospark/spark"
)

const benchLines = 500_000

// benchFile has lines as key123|45.
func benchFile(b *testing.B) (path string, size int64) {
	var text strings.Builder
	for i := range benchLines {
		fmt.Fprintf(&text, "key%d|%d\n", i*7919%10000, i%100)
	}
	path = filepath.Join(b.TempDir(), "lines")
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	return path, int64(text.Len())
}

func splitLine(line string) (string, int) {
	key, value, _ := strings.Cut(line, "|")
	n, _ := strconv.Atoi(value)
	return key, n
}

func BenchmarkTextFile(b *testing.B) {
	sc := newContext(b, "local[*]")
	path, size := benchFile(b)
	b.SetBytes(size)
	for b.Loop() {
		if n := sc.TextFile(path).Count(); n != benchLines {
			b.Fatal(n)
		}
	}
}

func BenchmarkFusedChain(b *testing.B) {
	sc := newContext(b, "local[*]")
	for b.Loop() {
		sc.Range(0, 1_000_000).Map(func(i int) int { return i + 1 }).Filter(func(i int) bool { return i%2 == 0 }).
			Map(func(i int) int { return i * 3 }).Count()
	}
}

func BenchmarkReduceByKey(b *testing.B) {
	sc := newContext(b, "local[*]")
	path, size := benchFile(b)
	lines := sc.TextFile(path).Cache()
	lines.Count()
	b.SetBytes(size)
	for b.Loop() {
		lines.MapToPair(splitLine).ReduceByKey(spark.Add).Count()
	}
}

func BenchmarkJoin(b *testing.B) {
	sc := newContext(b, "local[*]")
	left := sc.Range(0, 200_000).KeyBy(func(i int) int { return i % 20_000 })
	right := sc.Range(0, 20_000).KeyBy(spark.Identity[int])
	for b.Loop() {
		if n := left.Join(right).Count(); n != 200_000 {
			b.Fatal(n)
		}
	}
}

func BenchmarkSortBy(b *testing.B) {
	sc := newContext(b, "local[*]")
	n := sc.Range(0, 200_000).Map(func(i int) int { return i * 7919 % 200_003 })
	for b.Loop() {
		n.SortBy(spark.Identity[int]).Count()
	}
}
