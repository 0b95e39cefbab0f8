package graph_test

import (
	"testing"

	"gospark/draw/graph"
	"gospark/spark"
)

// BenchmarkPicture draws lineages of so many stages, five RDDs each.
func BenchmarkPicture(b *testing.B) {
	sc := spark.NewContext("local[2]", "bench")
	defer sc.Stop()
	for name, stages := range map[string]int{"1 stage": 1, "3 stages": 3, "10 stages": 10} {
		d := sc.Range(0, 10, 1, 2).MapToPair(func(i int) (int, int) { return i, i })
		for range stages - 1 {
			d = d.ReduceByKey(add).MapValues(func(i int) int { return i }).Join(d).MapToPair(func(k, v, w int) (int, int) { return k, v })
		}
		l := d.Lineage()
		b.Run(name, func(b *testing.B) {
			for range b.N {
				graph.Draw(l)
			}
		})
	}
}
