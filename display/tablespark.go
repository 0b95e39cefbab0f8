package display

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// sparkTable is what the RDDs' Stats and Histogram return as a table of the first rows; nil for anything else. Its numbers
// are rounded to be read: the value has them all.
func sparkTable(v value, rows int) *table {
	switch {
	case v.isSpark("Stats"):
		if s, ok := v.Interface().(summary); ok {
			return statsTable(s)
		}
	case v.isSpark("Histogram"):
		edges, _ := v.FieldByName("Edges").Interface().([]float64)
		counts, _ := v.FieldByName("Counts").Interface().([]int)
		if len(counts) > 0 && len(edges) == len(counts)+1 {
			return histogramTable(edges, counts, rows)
		}
	}
	return nil
}

// statsTable is a summary in one row.
func statsTable(s summary) *table {
	t := &table{columns: []tableColumn{{name: "count", typ: "int"}}, rows: [][]tableCell{{numberCell(strconv.Itoa(s.Count()))}}}
	for _, c := range []struct {
		name  string
		value float64
	}{{"mean", s.Mean()}, {"stdev", s.Stdev()}, {"min", s.Min()}, {"max", s.Max()}} {
		t.columns = append(t.columns, tableColumn{name: c.name, typ: "float64"})
		t.rows[0] = append(t.rows[0], numberCell(shortest(c.value)))
	}
	return t
}

const bucketBar = 20 // columns that the bar of the fullest bucket takes

// histogramTable has a row for each bucket, with a bar.
func histogramTable(edges []float64, counts []int, rows int) *table {
	t := &table{columns: []tableColumn{{name: "from", typ: "float64"}, {name: "to", typ: "float64"}, {name: "count", typ: "int"}, {}}}
	most := slices.Max(counts)
	texts := edgeTexts(edges)
	for i, n := range counts[:min(len(counts), rows)] {
		bar := 0
		if n > 0 {
			bar = max(int(math.Round(float64(n)/float64(most)*8*bucketBar)), 1) // something that is there is seen
		}
		t.rows = append(t.rows, []tableCell{numberCell(texts[i]), numberCell(texts[i+1]), numberCell(strconv.Itoa(n)), {node: node{text: barAcross(bar)}}})
	}
	t.moreRows = len(counts) - len(t.rows)
	return t
}

// edgeTexts is edges as numbers that are short, if that tells them apart.
func edgeTexts(edges []float64) []string {
	texts := make([]string, len(edges))
	for i, e := range edges {
		if texts[i] = shortest(e); i > 0 && texts[i] == texts[i-1] {
			for j, e := range edges {
				texts[j] = fmt.Sprint(e)
			}
			break
		}
	}
	return texts
}

func numberCell(text string) tableCell { return tableCell{node: node{text: text}, number: true} }
