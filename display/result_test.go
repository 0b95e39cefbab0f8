package display_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"gospark/cell"
	"gospark/display"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with testdata/name.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; -update rewrites it. Got:\n%s", path, got)
	}
}

type pair struct {
	Key   string
	Value int
}

type point struct {
	name string
	at   [2]int
	in   *point
}

type rdd struct{ id int }

func (r *rdd) String() string { return "MapPartitionsRDD[5] at mapToPair at In[2]:3" }

type handler func(int)

type celsius float64

func (c celsius) String() string { return "warm" }

func pairs(n int) []pair {
	out := make([]pair, n)
	for i := range out {
		out[i] = pair{strings.Repeat("k", i%7+1), i}
	}
	return out
}

func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i * i
	}
	return out
}

// TestResults is what a person sees under cells of many types.
func TestResults(t *testing.T) {
	loop := &point{name: "loop"}
	loop.in = loop
	ring := []any{1, nil}
	ring[1] = ring
	var none *point
	var nilMap map[string]int
	var nobody error
	full := make(chan int, 3)
	full <- 1
	results := []struct {
		typ string
		v   any
	}{
		{"int", 4},
		{"string", "hello"},
		{"string", "two\nlines\n"},
		{"string", ""},
		{"rune", 'x'},
		{"float64", 1e6},
		{"float32", float32(0.1)},
		{"complex128", complex(1, -2)},
		{"bool", true},
		{"error", errors.New("open x: no such file")},
		{"error", errors.Join(errors.New("one"), errors.New("two"))},
		{"error", nobody},
		{"time.Duration", 1500 * time.Millisecond},
		{"*spark.PairRDD[string, int]", &rdd{5}},
		{"[]spark.Pair[string, int]", pairs(2)},
		{"[]spark.Pair[string, int]", pairs(5)},
		{"[]spark.Pair[string, int]", pairs(103)},
		{"[]int", []int{}},
		{"[]int", []int(nil)},
		{"[]int", numbers(1000)},
		{"[][]int", [][]int{{1, 2}, nil, {}, numbers(40)}},
		{"[3]bool", [3]bool{true}},
		{"map[string]int", map[string]int{"b": 2, "a": 1, "c": 3}},
		{"map[float64][]string", map[float64][]string{2.5: {"x"}, -1: nil}},
		{"map[any]int", map[any]int{"b": 1, 2: 2, 1: 3, "a": 4, nil: 5, [2]int{1, 2}: 6, true: 7}},
		{"map[string]int", nilMap},
		{"point", point{"p", [2]int{1, 2}, &point{name: "q"}}},
		{"*point", &point{name: "r"}},
		{"*point", none},
		{"*point", loop},
		{"[]any", ring},
		{"*int", new(7)},
		{"struct{}", struct{}{}},
		{"func(string) (string, int)", func(string) (string, int) { return "", 0 }},
		{"[]func()", []func(){func() {}, nil}},
		{"chan int", full},
		{"[]byte", []byte("text\n")},
		{"[]byte", []byte{0, 1, 0xfe}},
		{"[]byte", make([]byte, 100)},
		{"[]celsius", []celsius{1, 2}},
		{"struct{ T celsius; u celsius }", struct{ T, u celsius }{1, 2}},
		{"[]error", []error{errors.New("a\nb"), nil}},
		{"[]string", []string{"a\tb", strings.Repeat("ä", 250)}},
		{"[]string", []string{"日本語", strings.Repeat("wide 語", 10), "x"}},
		{"", nil},
		{"handler", handler(func(int) {})},
		{"any", func(int) {}},
		{"any", handler(func(int) {})},
		{"func()", (func())(nil)},
	}
	var b strings.Builder
	for i, r := range results {
		b.WriteString(display.Result(cell.Result{N: i + 1, Values: []cell.Value{{V: r.v, Type: r.typ}}}, 0))
	}
	golden(t, "results.txt", b.String())
}

// TestSeveralValues are the results of a call; strings are quoted among them.
func TestSeveralValues(t *testing.T) {
	values := []cell.Value{{V: "a", Type: "string"}, {V: "b", Type: "string"}, {V: true, Type: "bool"}}
	want := "Out[4]: (string, string, bool) = \"a\", \"b\", true\nnote: earlier cells keep the old f\n"
	got := display.Result(cell.Result{N: 4, Values: values, Notes: []string{"earlier cells keep the old f"}}, 0)
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	long := cell.Value{V: strings.Repeat("x", 70), Type: "string"}
	if got := display.Result(cell.Result{N: 4, Values: []cell.Value{long, long}}, 0); strings.Count(got, "\n") != 3 {
		t.Errorf("long values share a line:\n%s", got)
	}
}

// TestStatementShowsNothing: no value, no notes, no text.
func TestStatementShowsNothing(t *testing.T) {
	if got := display.Result(cell.Result{N: 1, Mode: "compiled"}, 0); got != "" {
		t.Errorf("got %q", got)
	}
}

// TestErrors is what a person sees of faults: places, carets, frames and remedies.
func TestErrors(t *testing.T) {
	at := func(line, col int) cell.Pos { return cell.Pos{Cell: 3, Line: line, Col: col} }
	errs := cell.Errors{
		{Pos: at(2, 7), Msg: "undefined: x", Text: "\ty := x + 1", Hint: "declare it: x := 0"},
		{Pos: at(1, 14), Msg: "tabs are copied", Text: "a :=\t1;\tb := z"},
		{Pos: at(1, 19), Msg: "wide characters take two columns", Text: `s := "日本語" + 1`},
		{Pos: at(4, 30), Msg: "a column past the end of the line", Text: "x :="},
		{Pos: at(5, 0), Msg: "only the line is known", Text: "x := 1"},
		{Pos: at(6, 151), Msg: "a long line is cut", Text: strings.Repeat("0123456789", 30)},
		{Msg: "interrupted", Code: cell.CodeInterrupted},
		{
			Code: cell.CodePanic, Pos: at(3, 0), Msg: "panic: index out of range [5] with length 3",
			Trace: []cell.Frame{
				{Func: "splitLine", Pos: cell.Pos{Cell: 1, Line: 3}, Text: "\tn, _ := strconv.Atoi(value)"},
				{Func: "func literal", Pos: cell.Pos{Cell: 3, Line: 1}},
			},
		},
		{
			Code: cell.CodeJob, Pos: at(5, 0), Msg: "job 0 failed: bad number\n  in map at In[3]:5", Text: "\tpanic(err)",
			Trace: []cell.Frame{
				{Func: "splitLine", Pos: at(5, 0), Text: "\tpanic(err)"},
				{Pos: cell.Pos{Cell: 5, Line: 1}, Text: "sums.Collect()"},
			},
		},
		{Pos: at(1, 3), Msg: "a wording of\n  two lines", Text: "x := 1"},
	}
	golden(t, "errors.txt", display.Error(errs, false))
	golden(t, "errors_color.txt", display.Error(errs[0], true))
	if got := display.Error(errors.New("disk full"), false); got != "disk full\n" {
		t.Errorf("an error of no cell: %q", got)
	}
	if got := display.Error(errors.New(strings.Repeat("x", 1<<20)), false); len(got) > 30_000 || !strings.Contains(got, "more bytes") {
		t.Errorf("a long error takes %d bytes", len(got))
	}
	hostile := &cell.Error{Pos: at(1, 14), Msg: "panic: \x1b[2J\r\u202egnp", Text: "x := \"\u202ey\" + z", Hint: "\x1b]0;title\a"}
	if got := display.Error(hostile, false); strings.ContainsFunc(got, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) || !strings.Contains(got, `panic: \x1b[2J\r\u202egnp`) {
		t.Errorf("an error acts on the terminal: %q", got)
	}
	if got := display.Error(nil, true); got != "" {
		t.Errorf("no error: %q", got)
	}
}

// TestShort: a value in a list takes one line, whatever it is.
func TestShort(t *testing.T) {
	for want, v := range map[string]any{
		`"two\nlines"`:     "two\nlines",
		"[0, 1, 4, 9, ...": numbers(1000),
		`{name: "日本...`:    point{name: "日本語"},
		"one two":          errors.New("one two"),
		"nil":              nil,
	} {
		if got := display.Short(cell.Value{V: v}, 16); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestLongResults: what is too long is cut, and a note says how to see all of it.
func TestLongResults(t *testing.T) {
	const note = "\nnote: fmt.Println(Out(7)) prints all of it\n"
	for _, c := range []struct {
		name     string
		value    any
		ends     string
		maxLines int
	}{
		{"many lines", strings.Repeat("ab\n", 1000), "\nab\n... 800 more lines" + note, 210},
		{"lines that fit", strings.Repeat("ab\n", 200), "\nab\n", 210},
		{"long lines", strings.Repeat(strings.Repeat("b", 3000)+"\n", 10), "b\n... 4 more lines" + note, 10},
		{"one long line", strings.Repeat("é", 20_000), "é... 20000 more bytes" + note, 3},
		{"a long line at the end", "a\n" + strings.Repeat("b", 30_000), "\na\n... 30000 more bytes" + note, 5},
		{"many items", numbers(1000), ", ... 900 more\n]" + note, 30},
		{"many items within", struct{ A []int }{numbers(1000)}, ", ... 900 more\n    ],\n}" + note, 30},
		{"many structs within", []any{make([]point, 50)}, ",\n        ... 30 more\n    ],\n]" + note, 30},
		{"few items", numbers(3), "[0, 1, 4]\n", 1},
	} {
		got := display.Result(cell.Result{N: 7, Out: true, Values: []cell.Value{{V: c.value, Type: "T"}}}, 0)
		if !strings.HasSuffix(got, c.ends) || strings.Count(got, "\n") > c.maxLines {
			t.Errorf("%s: %d lines, ends in %q", c.name, strings.Count(got, "\n"), got[max(len(got)-100, 0):])
		}
	}
}
