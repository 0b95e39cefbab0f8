package interp

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gospark"
	"gospark/cell"
)

// helped is a session in which there is something to complete. Its cells need no compiler.
func helped(t testing.TB) *Interp {
	t.Helper()
	module := gospark.Module()
	in, err := New(Config{
		Mode: Interpreted, Sources: gospark.Sources, Module: module, Packages: gospark.Packages(),
		Runtime: module + "/cellrt", Operators: module + "/spark", Imports: map[string]string{"spark": module + "/spark"},
		Cache: t.TempDir(), Work: t.TempDir(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(in.Close)
	if err := in.Define("sc", module+"/spark", "Context", (*int)(nil)); err != nil {
		t.Fatal(err)
	}
	in.declare(t, 1, `
// A point is a place.
type point struct {
	x, y int // how far
	note string
}

// area is what lies
// below and left.
func (p point) area() int { return p.x * p.y }

// move moves it.
func (p *point) move(by int) { p.x += by }
type shape interface{ area() int }
const answer = 42`)
	in.declare(t, 2, `
rdd := sc.TextFile("f")
pairs := rdd.Map(func(s string) int { return len(s) }).KeyBy(func(n int) string { return "" })
// spot is where we are.
spot := point{}
spots := map[string]point{}
places := []*point{}
var figure shape
var err error
func splitLine(line string) (string, int) { return line, 0 }
func first[T any, S ~[]T](s S, more ...T) (found T, ok bool) { return }
`)
	return in
}

// declare makes what a cell declares the session's, as if it had run.
func (in *Interp) declare(t testing.TB, n int, text string) {
	t.Helper()
	src := cell.Source{N: n, Text: text}
	in.remember(src)
	c, err := in.checkCell(src, in.current())
	if err != nil {
		t.Fatal(err)
	}
	in.commit(c, c.bind(fmt.Sprintf("cell/test%d", n)), 1000)
}

// atCursor cuts the | out of a text and tells where it was.
func atCursor(text string) (string, int) {
	i := strings.LastIndex(text, "|")
	return text[:i] + text[i+1:], i
}

// TestComplete: what comes for a text in which | is the cursor. The wanted are some of
// the matches, "text kind type"; one that begins with ! must not be among them; a
// list that ends in "." is all there are.
func TestComplete(t *testing.T) {
	in := helped(t)
	dir := t.TempDir()
	for _, name := range []string{"data.txt", "data two.txt", ".hidden"} {
		if err := os.WriteFile(dir+"/"+name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(dir+"/daily/sub", 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("HOME", dir)
	for _, c := range []struct {
		text string
		want []string
	}{
		// names
		{"rd|", []string{"rdd variable *spark.RDD[string]", "."}},
		{"spl|", []string{"splitLine func func(line string) (string, int)", "."}},
		{"fi|", []string{"figure variable shape", "first func func[T any, S ~[]T](s S, more ...T) (found T, ok bool)"}},
		{"poi|", []string{"point type struct{x int; y int; note string}", "."}},
		{"sha|", []string{"shape type interface{area() int}"}},
		{"answ|", []string{"answer const untyped int = 42", "."}},
		{"mine := 1\nmin|", []string{"mine variable int", "min builtin func(x T, y ...T) T", "."}},
		{"func mine(a int) string { return \"\" }\nx := min|", []string{"mine func func(a int) string"}},
		{"x := 1\nfunc f(param int) int {\n\tlocal := param\n\treturn loc|", []string{"local variable int"}},
		{"x := 1\nfunc f(param int) int { return para|", []string{"param variable int", "."}},
		{"for index, value := range []int{1} { ind|", []string{"index variable int", "."}},
		{"if val := 1; va|", []string{"val variable int", "!var", "."}},
		{"hidden := 1\nif true { inner := 1 }\ninn|", []string{"."}},
		{"laterUsed|\nlaterUsed := 1", []string{"."}},
		{"RD|", []string{"rdd variable *spark.RDD[string]", "."}},
		{"x := |", []string{"rdd", "spark package gospark/spark", "func keyword ", "len builtin func(v Type) int", "!strings", "!for", "!import"}},
		{"|", []string{"for keyword ", "rdd"}},
		{"retu|", []string{"return keyword ", "."}},
		{"tru|", []string{"true const untyped bool = true", "."}},
		{"strin|", []string{"string type ", "strings package strings", "!strconv"}},
		{"spar|", []string{"spark package gospark/spark", "."}},
		{"import str \"strings\"\nst|", []string{"str package strings"}},
		{"go spl|", []string{"splitLine"}},
		{"defer spl|", []string{"splitLine"}},
		{"switch answ|", []string{"answer"}},
		{"switch 1 {\ncase answ|", []string{"answer"}},
		{"for i := 0; i < answ|", []string{"answer"}},
		{"select {\ncase x := <-r|", []string{"rdd"}},
		{"x := []int{1, 2}[answ|", []string{"answer"}},
		// types alone
		{"func f(p po|", []string{"point", "!pow", "."}},
		{"var v sha|", []string{"shape", "!answer"}},
		{"func f() { var v []poi|", []string{"point", "."}},
		{"x := map[string]poi|", []string{"point", "."}},
		{"func f(s strings.Bui|", []string{"Builder type struct", "."}},
		{"y := figure.(poi|", []string{"point", "."}},
		// members
		{"spot.|", []string{"x field int", "y field int", "note field string", "area method func() int", "move method func(by int)", "."}},
		{"spots[\"a\"].|", []string{"x", "y", "note", "area", "."}},
		{"places[0].mo|", []string{"move", "."}},
		{"(&spot).|", []string{"move"}},
		{"point.|", []string{"area", "."}},
		{"figure.|", []string{"area", "."}},
		{"err.|", []string{"Error method func() string", "."}},
		{"strings.NewReader(\"\").|", []string{"Len", "!s", "!prevRune"}},
		{"spot.note.|", []string{"."}},
		{"splitLine(\"\").|", []string{"."}},
		{"nothing.|", []string{"."}},
		{"type pair struct{ left, right int }\nfunc (p pair) sum() int { return p.|", []string{"left", "right", "sum", "."}},
		{"type outer struct{ point; extra int }\nvar o outer\no.|", []string{"point", "extra", "x", "area", "move"}},
		{"func (q point) far() { q.|", []string{"x", "area"}},
		{"func (q poi|", []string{"point"}},
		{"type a = b\ntype b = a\nfunc (q a) far() { q.|", []string{"."}},
		{"time.Now().Ad|", []string{"Add method func(d time.Duration) time.Time", "AddDate method func(years int, months int, days int) time.Time", "."}},
		{"f := func() (p point) { return }\nf().|", []string{"area", "!move"}},
		{"func g[T shape](v T) { v.|", []string{"area", "."}},
		{"x := 1 +\n\tspot.|", []string{"x"}},
		{"for spot.|", []string{"x"}},
		{"if spot.|", []string{"x"}},
		{"go spot.mo|", []string{"move"}},
		{"x := point{}\nbad bad bad\nx.|", []string{"note"}},
		{"))\nspot.|", []string{"note"}},
		{"undefined(1)\nspot.|\n}}}}", []string{"note"}},
		{"func f() { for { if x {\nspot.|", []string{"note"}},
		{"switch v := figure.(type) {\ncase point:\n\tv.|", []string{"note"}},
		{"Out(1).|", []string{"."}},
		// packages
		{"strings.Cont|", []string{"Contains func func(s string, substr string) bool", "ContainsAny", "ContainsRune", "ContainsFunc", "."}},
		{"strings.cont|", []string{"Contains", "ContainsAny", "ContainsRune", "ContainsFunc", "."}},
		{"rand.Reade|", []string{"Reader variable io.Reader", "."}},
		{"rand.IntN|", []string{"IntN func func(n int) int", "."}},
		{"spark.KV|", []string{"KV func func[K comparable, V any](key K, value V) spark.Pair[K, V]", "."}},
		{"math.Pi|", []string{"Pi"}},
		{"import m \"math\"\nm.Pi|", []string{"Pi"}},
		{"import \"net/u|", []string{"net/url", "."}},
		{"import (\n\t\"fmt\"\n\t\"net/u|", []string{"net/url", "."}},
		// RDDs
		{"rdd.Filter(func(s string) bool { return s != \"\" }).Ma|", []string{"Map method func[U any](f func(string) U) *spark.RDD[U]", "!map"}},
		{"rdd.\n\tFilter(func(s string) bool {\n\t\treturn s != \"\"\n\t}).\n\tMap(func(s string) int { return len(s) }).\n\tColl|",
			[]string{"Collect method func() []int", "CollectAsync"}},
		{"rdd.Map(func(s string) int { return strings.Cont|", []string{"Contains"}},
		{"rdd.Map(func(s string) int { return strings.Cont|})", []string{"Contains"}},
		{"rdd.Map(func(line string) int {\n\tif li|", []string{"line variable string", "list package container/list", "."}},
		{"rdd.Glo|", []string{"Glom method func() *spark.RDD[[]string]", "."}},
		{"pairs.ReduceByKey(func(a, b int) int { return a + b }).MapV|", []string{"MapValues method func[U any](f func(int) U) *spark.PairRDD[string, U]", "."}},
		{"pairs.Join(pairs).Take(1)[0].|", []string{"Key field string", "Left field int", "Right field int"}},
		{"sc.Parallelize([]point{{1, 2, \"\"}}).Map(func(p point) int { return p.|", []string{"x", "area", "move"}},
		{"sc.Par|", []string{"Parallelize method func[T any](data []T, numSlices ...int) *spark.RDD[T]"}},
		{"a := rdd.Distinct()\na.|", []string{"Map", "Count method func() int", "!node"}},
		// literals
		{"p := point{|", []string{"x:  field int", "note:  field string", "rdd"}},
		{"p := point{x: 1, n|", []string{"note:  field string", "!x: "}},
		{"p := point{x: an|", []string{"answer", "!x: "}},
		{"p := []point{{1, 2, \"\"}, {no|", []string{"note: "}},
		{"p := []*point{{no|", []string{"note: "}},
		{"f(point{no|", []string{"note: "}},
		{"c := http.Client{Time|", []string{"Timeout:  field time.Duration"}},
		{"c := strings.Builder{|", []string{"rdd", "!buf: ", "!addr: "}},
		// strings
		{"sc.TextFile(\"da|", []string{"data.txt file ", "data two.txt file ", "daily/ folder ", "."}},
		{"sc.TextFile(\"daily/|", []string{"sub/", "."}},
		{"sc.TextFile(\"~/dat|", []string{"data.txt", "data two.txt", "."}},
		{"sc.TextFile(`.|", []string{".hidden", "."}},
		{"sc.TextFile(\"da|\")", []string{"data.txt", "data two.txt", "daily/", "."}},
		{"x := \"done\"\nspo|", []string{"spot variable point", "spots", "."}},
		// nothing
		{"// spo|", []string{"."}},
		{"/* spo|", []string{"."}},
		{"'s|", []string{"."}},
		{"12|", []string{"."}},
		{"func spo|", []string{"."}},
		{"type spo|", []string{"."}},
		{"var spo|", []string{"."}},
	} {
		text, cursor := atCursor(c.text)
		checkMatches(t, c.text, in.Complete(text, cursor), c.want)
	}
}

func checkMatches(t *testing.T, text string, got cell.Completion, want []string) {
	t.Helper()
	var lines, names []string
	for _, m := range got.Matches {
		lines = append(lines, m.Text+" "+string(m.Kind)+" "+m.Type)
		names = append(names, m.Text)
	}
	wanted := 0
	for _, w := range want {
		unwanted, no := strings.CutPrefix(w, "!")
		switch {
		case w == ".":
			if len(names) != wanted {
				t.Errorf("%q: %d matches, want %d: %q", text, len(names), wanted, lines)
			}
		case no && slices.Contains(names, unwanted):
			t.Errorf("%q: %s is offered", text, unwanted)
		case !no && !slices.Contains(lines, w) && !slices.Contains(names, w):
			t.Errorf("%q: no %q in %q", text, w, lines[:min(len(lines), 30)])
		}
		if !no {
			wanted++
		}
	}
}

// TestCompleteRange: what the matches replace, and their order.
func TestCompleteRange(t *testing.T) {
	in := helped(t)
	for _, c := range []struct {
		text, replaced, first string
	}{
		{"x := spo|t", "spo", "spot"},
		{"spot.|", "", "area"},
		{"point{n|", "n", "note: "},
		{"日本 := 1\n日|", "日", "日本"},
		{"point{|", "", "note: "},
	} {
		text, cursor := atCursor(c.text)
		got := in.Complete(text, cursor)
		if text[got.Start:got.End] != c.replaced || len(got.Matches) == 0 || got.Matches[0].Text != c.first {
			t.Errorf("%q: replaces %q by %+v", c.text, text[got.Start:got.End], got.Matches)
		}
	}
}

// TestCompleteChangesNothing: the scope is the same afterwards, and cells run as before.
func TestCompleteChangesNothing(t *testing.T) {
	in := helped(t)
	before := in.current()
	for _, text := range []string{"type point int\npoint(1).|", "func splitLine() { spo|", "rdd := 1\nrd|"} {
		text, cursor := atCursor(text)
		in.Complete(text, cursor)
		in.Inspect(text, cursor)
	}
	if in.current() != before {
		t.Error("there is another scope")
	}
	got, err := in.TypeOf(cell.Source{N: 9, Text: "splitLine"})
	if err != nil || got != "func(line string) (string, int)" {
		t.Errorf("splitLine is %s, %v", got, err)
	}
}

// FuzzHelp: whatever the text, there is an answer, and its range lies within the text.
func FuzzHelp(f *testing.F) {
	for _, text := range []string{
		"rdd.Filter(func(s string) bool { return true }).Ma", "point{x: 1, ", "for i := 0; i < ", "switch x := y.(type) { case ",
		"func (p point) f(", "import (\n\"a", "type T struct { point; ", "x := `", "/*", "go func() {", "))}}]", "var a, b = ", "a[b[c(d{",
		"if x := f(); x.", "const (\na = iota\n", "func f[T any](", "Out(1).", "label:\ngoto la", "case x:", "package main\nimport \"x\"\n",
	} {
		f.Add(text, len(text))
	}
	in := helped(f)
	f.Fuzz(func(t *testing.T, text string, cursor int) {
		if cursor < 0 || cursor > len(text) {
			cursor = len(text)
		}
		out, err := in.complete(text[:cursor])
		if err != nil {
			t.Fatalf("%q: %+v", text[:cursor], err.(cell.Errors)[0])
		}
		if out.Start < 0 || out.Start > out.End || out.End > cursor {
			t.Errorf("%q: %d to %d", text[:cursor], out.Start, out.End)
		}
		if i, ok, err := in.inspect(text, cursor); err != nil || ok && (i.Start < 0 || i.Start > i.End || i.End > len(text)) {
			t.Errorf("%q at %d: %v, %+v", text, cursor, err, i)
		}
	})
}

// A cell as it is typed, with a chain over several lines.
const typedCell = `key := func(line string) string { k, _, _ := strings.Cut(line, "|"); return k }
counts := rdd.
	Filter(func(s string) bool { return !strings.Contains(s, "ERROR") }).
	Map(func(s string) []string { return strings.Fields(s) }).
	KeyBy(func(words []string) int { return len(words) }).
	MapValues(func(words []string) string { return strings.Join(words, " ") }).
	`

func BenchmarkComplete(b *testing.B) {
	in := helped(b)
	for b.Loop() {
		if got := in.Complete(typedCell, len(typedCell)); len(got.Matches) < 20 {
			b.Fatalf("%d matches", len(got.Matches))
		}
	}
}

func BenchmarkCompleteNames(b *testing.B) {
	in := helped(b)
	for b.Loop() {
		in.Complete("x := s", 6)
	}
}

func BenchmarkInspect(b *testing.B) {
	in := helped(b)
	text := typedCell + "ReduceByKey"
	for b.Loop() {
		if _, ok := in.Inspect(text, len(text)); !ok {
			b.Fatal("nothing is known")
		}
	}
}

// TestHelpBesideCells: help is there while cells run, which change the session.
func TestHelpBesideCells(t *testing.T) {
	in := helped(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := range 50 {
			src := cell.Source{N: 10 + n, Text: "n := 1 + 2\nn + answer"}
			if _, err := in.Run(t.Context(), src, nil); err != nil {
				t.Errorf("%v", err)
				return
			}
		}
	}()
	for range 50 {
		if got := in.Complete(typedCell, len(typedCell)); len(got.Matches) == 0 {
			t.Error("no matches")
		}
		if _, ok := in.Inspect("rdd.Map", 7); !ok {
			t.Error("nothing is known of rdd.Map")
		}
		in.Complete("x := n + Out(10).", 17)
	}
	<-done
}

// TestHelpBesideChecks: packages are imported for the one while the other reads them.
func TestHelpBesideChecks(t *testing.T) {
	in := helped(t)
	names := []string{"http", "template", "ast", "types", "slog", "sql", "x509", "big", "xml", "json"}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i, name := range names {
			in.TypeOf(cell.Source{N: 10 + i, Text: name + ".New"}) // what it says doesn't matter
		}
	}()
	for _, name := range names {
		if got := in.Complete(name+".", len(name)+1); len(got.Matches) == 0 {
			t.Errorf("nothing in %s", name)
		}
	}
	<-done
}
