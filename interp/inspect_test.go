package interp

import (
	"context"
	"strings"
	"testing"
	"time"

	"gospark/cell"
)

// TestInspect: what is told of the name at |. Of the parameter that is being typed, the
// declaration has it in angle brackets.
func TestInspect(t *testing.T) {
	in := helped(t)
	for _, c := range []struct {
		text, decl, doc string
		pos             cell.Pos
	}{
		// cells' own
		{"spot|", "var spot point", "spot is where we are.", cell.Pos{Cell: 2, Line: 5, Col: 1}},
		{"sp|ot.x + 1", "var spot point", "spot is where we are.", cell.Pos{Cell: 2, Line: 5, Col: 1}},
		{"spot.area|", "func (point) area() int", "area is what lies\nbelow and left.", cell.Pos{Cell: 1, Line: 10, Col: 16}},
		{"spot.move|(3)", "func (point) move(by int)", "move moves it.", cell.Pos{Cell: 1, Line: 13, Col: 17}},
		{"spot.x|", "field (point) x int", "", cell.Pos{Cell: 1, Line: 4, Col: 2}},
		{"point|{}", "type point struct{x int; y int; note string}", "A point is a place.", cell.Pos{Cell: 1, Line: 3, Col: 6}},
		{"point{note|: \"\"}", "field note string", "", cell.Pos{Cell: 1, Line: 5, Col: 2}},
		{"answer|", "const answer untyped int = 42", "", cell.Pos{Cell: 1, Line: 15, Col: 7}},
		{"splitLine|", "func splitLine(line string) (string, int)", "", cell.Pos{Cell: 2, Line: 10, Col: 6}},
		{"sc|", "var sc *spark.Context", "", cell.Pos{}},
		{"// mine.\nfunc mine() {}\nmine|()", "func mine()", "mine.", cell.Pos{Line: 2, Col: 6}},
		{"// mine.\nmi|ne := 1", "var mine int", "mine.", cell.Pos{Line: 2, Col: 1}},
		{"rdd.Map(func(line string) int { return len(line|) })", "var line string", "", cell.Pos{Line: 1, Col: 14}},
		// other packages
		{"rdd.Count|()", "func (*spark.RDD[string]) Count() int", "Count", cell.Pos{}},
		{"rdd.\n\tMap|(", "func (*spark.RDD[string]) Map[U any](f func(string) U) *spark.RDD[U]", "Map applies f to every element.", cell.Pos{}},
		{"spark.RDD|", "type spark.RDD[T any] struct", "An RDD is a lazy, partitioned collection of elements T.", cell.Pos{}},
		{"spark.KV|", "func spark.KV[K comparable, V any](key K, value V) spark.Pair[K, V]", "KV makes a Pair.", cell.Pos{}},
		{"strings.Contains|", "func strings.Contains(s string, substr string) bool", "", cell.Pos{}},
		{"strings|.Contains", "package strings (strings)", "", cell.Pos{}},
		{"len|(spot)", "func len(v Type) int", "", cell.Pos{}},
		// calls
		{"strings.Contains(|", "func strings.Contains(<s string>, substr string) bool", "", cell.Pos{}},
		{"strings.Contains(\"a\", |", "func strings.Contains(s string, <substr string>) bool", "", cell.Pos{}},
		{"strings.Contains(\"a, b\", \"c|", "func strings.Contains(s string, <substr string>) bool", "", cell.Pos{}},
		{"strings.Contains(\"a\", |)", "func strings.Contains(s string, <substr string>) bool", "", cell.Pos{}},
		{"strings.Contains(\"a\", nothing|", "func strings.Contains(s string, <substr string>) bool", "", cell.Pos{}},
		{"fmt.Printf(\"\", 1, 2, |", "func fmt.Printf(format string, <a ...any>) (n int, err error)", "", cell.Pos{}},
		{"rdd.Map(|", "func (*spark.RDD[string]) Map[U any](<f func(string) U>) *spark.RDD[U]", "Map applies f to every element.", cell.Pos{}},
		{"spot.move(|", "func (point) move(<by int>)", "move moves it.", cell.Pos{Cell: 1, Line: 13, Col: 17}},
		{"first[int](|", "func first[T any, S ~[]T](<s S>, more ...T) (found T, ok bool)", "", cell.Pos{Cell: 2, Line: 11, Col: 6}},
		{"strings.Contains(strings.ToUpper(\"a\"), |", "func strings.Contains(s string, <substr string>) bool", "", cell.Pos{}},
		// nothing
		{"nothing|", "", "", cell.Pos{}},
		{"rdd.Map(func(s string) int { |", "", "", cell.Pos{}},
		{"1 + |", "", "", cell.Pos{}},
		{"// spot|", "", "", cell.Pos{}},
		{"\"spot|\"", "", "", cell.Pos{}},
		{"|", "", "", cell.Pos{}},
	} {
		text, cursor := atCursor(c.text)
		got, ok := in.Inspect(text, cursor)
		decl := got.Decl
		if from, to := got.Param[0], got.Param[1]; from < to {
			decl = decl[:from] + "<" + decl[from:to] + ">" + decl[to:]
		}
		if ok != (c.decl != "") || decl != c.decl || got.Pos != c.pos || c.doc == "" && got.Doc != "" || !strings.HasPrefix(got.Doc, c.doc) {
			t.Errorf("%q: %v, %s, at %+v: %q", c.text, ok, decl, got.Pos, got.Doc)
		}
	}
}

// TestInspectStandardLibrary: with a toolchain at hand its sources tell what they document.
func TestInspectStandardLibrary(t *testing.T) {
	nb := newNotebook(t, Auto)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := nb.in.Ready(ctx); err != nil {
		t.Fatal(err)
	}
	for text, doc := range map[string]string{
		"strings.Contains":            "Contains reports whether substr is within s.",
		"strings":                     "Package strings implements",
		"strings.NewReader(\"\").Len": "Len returns the number of bytes",
		"time.Second":                 "Common durations.",
		"http.Client":                 "A Client is an HTTP client.",
		"http.Client{}.Timeout":       "Timeout specifies a time limit",
		"len":                         "The len built-in function",
		"math.MaxInt8":                "",
	} {
		if got, ok := nb.in.Inspect(text, len(text)); !ok || !strings.HasPrefix(got.Doc, doc) {
			t.Errorf("%s: %v, %q", text, ok, got.Doc)
		}
	}
}
