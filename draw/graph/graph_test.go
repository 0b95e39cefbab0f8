package graph_test

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gospark/draw/graph"
	"gospark/spark"
)

func newContext(t *testing.T) *spark.Context {
	t.Helper()
	sc := spark.NewContext("local[2]", "test")
	t.Cleanup(sc.Stop)
	return sc
}

func add(a, b int) int { return a + b }

// drawn is the forms of a lineage or an RDD, after a look at what must hold of any picture.
func drawn(t *testing.T, v any) (svg, page string) {
	t.Helper()
	forms := graph.Draw(v)
	svg, _ = forms["image/svg+xml"].(string)
	page, _ = forms["text/html"].(string)
	if svg == "" || !strings.Contains(page, base64.StdEncoding.EncodeToString([]byte(svg))) {
		t.Fatalf("no picture of %v", v)
	}
	for _, text := range []string{svg, page} {
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in\n%s", err, text)
			}
			e, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			if slices.Contains([]string{"script", "style", "a", "foreignObject"}, e.Name.Local) {
				t.Errorf("an element %s", e.Name.Local)
			}
			for _, a := range e.Attr {
				if a.Name.Local == "id" || strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("an attribute %s=%q", a.Name.Local, a.Value)
				}
			}
		}
	}
	return svg, page
}

// has counts the elements of a class.
func has(t *testing.T, svg, class string, want int) {
	t.Helper()
	if n := len(regexp.MustCompile(`class="`+class+`"`).FindAllString(svg, -1)); n != want {
		t.Errorf("%d of class %q, want %d in\n%s", n, class, want, svg)
	}
}

// TestPicture: a box for each stage, what they hold, and what an action does to the picture.
func TestPicture(t *testing.T) {
	sc := newContext(t)
	jobs := func() int { return len(sc.StatusTracker().GetJobIDsForGroup()) }
	words := sc.Parallelize([]string{"a", "b", "a"}, 2).MapToPair(func(s string) (string, int) { return s, 1 })
	counts := words.ReduceByKey(add).Cache()
	both := counts.Union(words).Join(counts)
	svg, _ := drawn(t, both.Lineage())
	if jobs() > 0 {
		t.Error("the picture ran a job")
	}
	has(t, svg, "stage", 3)
	has(t, svg, "stage skipped", 0)
	has(t, svg, "rdd", 2+3+3) // the words and what they are made of stand in two stages
	has(t, svg, "rdd cached", 2)
	has(t, svg, "shuffle", 3)
	has(t, svg, "narrow", 3)
	for _, want := range []string{"Stage 1 of 3 · 2 tasks", "to cache", "reduceByKey <tspan", "Joined[string, int, int]", "MapPartitionsRDD[1] at map at graph_test.go:",
		"of spark.Pair[string, int]", "2 partitions by HashPartitioner(2)", "shuffles for join at graph_test.go:"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q in\n%s", want, svg)
		}
	}
	both.Count()
	svg, _ = drawn(t, both.Lineage())
	has(t, svg, "stage", 1)
	has(t, svg, "stage skipped", 2)
	for _, want := range []string{"cached 2/2", "ran in ", "shuffled 3 records"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q in\n%s", want, svg)
		}
	}
}

// TestPictureOfRDD: an RDD is drawn with its text, whatever its shape; other things aren't.
func TestPictureOfRDD(t *testing.T) {
	sc := newContext(t)
	rdd := sc.Range(0, 10, 1, 2)
	for _, v := range []any{rdd, rdd.KeyBy(func(i int) int { return i }), rdd.GroupBy(func(i int) int { return i }), rdd.Cartesian(rdd)} {
		_, page := drawn(t, v)
		if !strings.Contains(page, "RDD[") || !strings.Contains(page, "<pre>") {
			t.Errorf("no text in %s", page)
		}
	}
	for _, v := range []any{nil, 1, "x", sc, (*spark.RDD[int])(nil), new(spark.RDD[int]), spark.Lineage{}, sc.TextFile("/nowhere")} {
		if forms := graph.Draw(v); forms != nil {
			t.Errorf("%v is drawn: %v", v, forms)
		}
	}
}

// TestPictureEscapes: names are the person's, and only text.
func TestPictureEscapes(t *testing.T) {
	sc := newContext(t)
	for _, name := range []string{`<script>alert(1)</script>`, `"/><svg onload=x`, "]]> & &amp;", "nul \x00 \x1b[31m \xff \ufffe", "turned \u202e around", "</title>", "家族👨‍👩‍👧", strings.Repeat("long ", 1000)} {
		rdd := sc.Range(0, 1).SetName(name)
		svg, page := drawn(t, rdd)
		drawn(t, rdd.Lineage())
		if strings.Contains(svg+page, "<script") || strings.Contains(svg+page, "\u202e") {
			t.Errorf("%q is part of\n%s", name, svg+page)
		}
	}
}

// TestLargePicture: of many stages the last ones are drawn, of many RDDs the ends.
func TestLargePicture(t *testing.T) {
	sc := newContext(t)
	rdd := sc.Range(0, 10, 1, 2)
	for range 100 {
		rdd = rdd.Map(func(i int) int { return i })
	}
	svg, _ := drawn(t, rdd)
	has(t, svg, "rdd", 16)
	if !strings.Contains(svg, "and 86 more") {
		t.Error("it doesn't say how many RDDs aren't drawn")
	}
	pairs := rdd.MapToPair(func(i int) (int, int) { return i, i })
	for i := range 60 {
		pairs = pairs.ReduceByKey(add).MapToPair(func(k, v int) (int, int) { return v, k })
		pairs.SetName(fmt.Sprint("turn ", i))
	}
	svg, _ = drawn(t, pairs)
	has(t, svg, "stage", 40)
	if !strings.Contains(svg, "Stages 1 to 21 aren&#39;t drawn") && !strings.Contains(svg, "Stages 1 to 21 aren't drawn") {
		t.Error("it doesn't say how many stages aren't drawn")
	}
}

// TestTurns: of an algorithm that goes round the first turns are drawn, and a box for the others, with what
// they did together.
func TestTurns(t *testing.T) {
	sc := newContext(t)
	links := sc.Range(0, 10, 1, 2).MapToPair(func(i int) (int, int) { return i, i }).GroupByKey().Cache()
	ranks := links.MapValues(func([]int) int { return 1 })
	for range 10 {
		ranks = links.Join(ranks).MapToPair(func(k int, _ []int, rank int) (int, int) { return k, rank }).ReduceByKey(add)
	}
	contains := func(svg string, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if !strings.Contains(svg, text) {
				t.Errorf("no %q in\n%s", text, svg)
			}
		}
	}
	svg, _ := drawn(t, ranks.Lineage())
	has(t, svg, "stage", 4) // links, the first turn, the second, the result
	has(t, svg, "turns", 1)
	has(t, svg, "shuffle", 6) // the links to each turn and the box, each turn to the next, the box to the result
	contains(svg, ">Stages 4 to 11 of 12<", ">8 more like stage 3<", "\n4: shuffles for reduceByKey at graph_test.go:")
	ranks.Count()
	svg, _ = drawn(t, ranks.Lineage())
	has(t, svg, "turns skipped", 1)
	contains(svg, ">Stages 4 to 11 of 12 · skipped<", "read of shuffles 80 records", "shuffled 80 records", "\n4: shuffles for reduceByKey at graph_test.go:", "shuffled 10 records")
}

// TestTurnsOfSeveralStages: a turn may have several stages, and fewer turns than four are all drawn.
func TestTurnsOfSeveralStages(t *testing.T) {
	sc := newContext(t)
	pairs := sc.Range(0, 10, 1, 2).MapToPair(func(i int) (int, int) { return i, i })
	turn := func() {
		pairs = pairs.ReduceByKey(add).MapToPair(func(k, v int) (int, int) { return v, k })
		pairs = pairs.GroupByKey().MapToPair(func(k int, v []int) (int, int) { return k, len(v) })
	}
	for range 3 {
		turn()
	}
	svg, _ := drawn(t, pairs)
	has(t, svg, "stage", 7)
	has(t, svg, "turns", 0)
	for range 3 {
		turn()
	}
	svg, _ = drawn(t, pairs)
	has(t, svg, "stage", 1+2+2)
	has(t, svg, "turns", 1)
	has(t, svg, "shuffle", 5)
	if want := ">4 more turns like stages 2 to 3<"; !strings.Contains(svg, want) {
		t.Errorf("no %q in\n%s", want, svg)
	}
}
