package graph_test

import (
	"fmt"
	"testing"

	"gospark/draw/graph"
	"gospark/spark"
)

// BenchmarkPicture draws lineages of so many stages, five RDDs each, and of ten turns of PageRank.
func BenchmarkPicture(b *testing.B) {
	sc := spark.NewContext("local[2]", "bench")
	defer sc.Stop()
	picture := func(name string, l spark.Lineage) {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				graph.Draw(l)
			}
		})
	}
	for _, stages := range []int{1, 3, 10} {
		d := sc.Range(0, 10, 1, 2).MapToPair(func(i int) (int, int) { return i, i })
		for i := range stages - 1 {
			d = d.ReduceByKey(add).MapValues(func(i int) int { return i }).Join(d).MapToPair(func(k, v, w int) (int, int) { return k, v })
			d.SetName(fmt.Sprint("no turn is like another: ", i))
		}
		picture(fmt.Sprint(stages, " stages"), d.Lineage())
	}
	for _, cached := range []bool{true, false} {
		links := sc.Range(0, 10, 1, 2).MapToPair(func(i int) (int, int) { return i, i }).GroupByKey()
		ranks := links.MapValues(func([]int) float64 { return 1 })
		if cached {
			links.Cache()
		}
		for range 10 {
			ranks = links.Join(ranks).FlatMapToPair(func(k int, to []int, rank float64) []spark.Pair[int, float64] { return nil }).
				ReduceByKey(func(a, b float64) float64 { return a + b }).
				MapValues(func(sum float64) float64 { return 0.15 + 0.85*sum })
		}
		picture(fmt.Sprint("PageRank, cached ", cached), ranks.Lineage())
	}
}
