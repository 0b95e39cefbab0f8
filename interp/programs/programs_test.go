package programs

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"gospark/interp"
)

var (
	every = flag.Bool("every", false, "run programs in every way, and write the table where that is all programs")
	part  = flag.Int("part", 1, "with -every: leave out what every test run does, and do the rest for one program of so many")
	only  = flag.String("only", "", "run only the programs whose theme/name contains this")
	many  = flag.Int("random", randomPrograms, "how many random programs")
	goDir = flag.String("gotest", "", "run the programs of this folder, Go's own tests, instead")
)

func TestMain(m *testing.M) {
	interp.Begin()
	if file := os.Getenv(inChild); file != "" {
		if err := child(file); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A way is a form and a mode to run all programs in.
type way struct {
	name  string
	form  form
	mode  interp.Mode
	quick bool // part of every test run
}

var ways = []way{
	{"compiled, in lumps", lumps, interp.Compiled, true},
	{"interpreted, one by one", single, interp.Interpreted, true},
	{"compiled, one by one", single, interp.Compiled, false},
	{"auto, one by one", single, interp.Auto, false},
	{"compiled, pasted", pasted, interp.Compiled, false},
}

// TestPrograms: cells print what the programs print that they are made of. It runs the
// quick ways; with -every all of them.
func TestPrograms(t *testing.T) {
	programs := themes(t)
	if *goDir != "" {
		programs = folder(t, *goDir)
	}
	programs = slices.DeleteFunc(programs, func(p program) bool { return !strings.Contains(p.id(), *only) })
	programs = some(programs, *part)
	importer, err := newImporter()
	if err != nil {
		t.Fatal(err)
	}
	want := expected(t, programs, importer, *goDir != "")
	programs = slices.DeleteFunc(programs, func(p program) bool { _, ok := want[p.id()]; return !ok })
	table := newTable(programs)
	for _, w := range ways {
		if !w.quick && !*every || w.quick && *part > 1 {
			continue
		}
		t.Run(w.name, func(t *testing.T) {
			for _, o := range runAll(t, w, programs, want) {
				table.add(w, o)
				judge(t, w, o)
			}
		})
	}
	t.Log("\n" + table.String())
	if table.isWhole() {
		write(t, "README.md", heading+table.String())
	}
}

// some is one program of n, or all of them where n is 1.
func some(programs []program, n int) []program {
	var out []program
	for i := 0; i < len(programs); i += n {
		out = append(out, programs[i])
	}
	return out
}

const heading = `# What cells print, and what programs print

Each program of ` + "`testdata`" + `, and each random one, is built by go and run, and is run as cells: in lumps (its declarations in a
cell, its statements in another), one by one (a declaration or a statement to a cell) and pasted (the whole program, then main()).
Right is what prints the same; refused is what the interpreter declines by name, before it has printed anything wrong.
` + "`make corpus`" + ` writes this file.

`

// runAll runs all programs one way, with as many processes at once as there are cores.
func runAll(t *testing.T, w way, programs []program, want map[string]string) []outcome {
	const chunk = 8
	var (
		mu  sync.Mutex
		out []outcome
		wg  sync.WaitGroup
	)
	work := make(chan []program)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for some := range work {
				done := task{w.mode, w.form, some, want}.run(t)
				mu.Lock()
				out = append(out, done...)
				mu.Unlock()
			}
		})
	}
	for some := range slices.Chunk(programs, chunk) {
		work <- some
	}
	close(work)
	wg.Wait()
	slices.SortFunc(out, func(a, b outcome) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// judge fails the test for a program that is wrong, unless that is known, and for one
// that is known to be wrong and isn't.
func judge(t *testing.T, w way, o outcome) {
	failures := knownFailures
	if w.mode == interp.Interpreted {
		failures = knownInterpreted
	}
	reason, known := failures[o.ID]
	switch {
	case o.What == wrong && !known:
		t.Errorf("%s: %s", o.ID, o.Detail)
	case o.What != wrong && known:
		t.Errorf("%s is known to fail (%s), and doesn't: take it off the list", o.ID, reason)
	case o.What == refused:
		line, _, _ := strings.Cut(o.Detail, "\n")
		t.Logf("%s is refused: %s", o.ID, line)
	}
}

// A table counts outcomes by theme and way.
type table struct {
	themes []string
	total  map[string]int
	count  map[string]map[what]int // by way and theme
}

func newTable(programs []program) *table {
	tb := &table{total: map[string]int{}, count: map[string]map[what]int{}}
	for _, p := range programs {
		if tb.total[p.Theme]++; tb.total[p.Theme] == 1 {
			tb.themes = append(tb.themes, p.Theme)
		}
	}
	return tb
}

// add counts an outcome.
func (tb *table) add(w way, o outcome) {
	theme, _, _ := strings.Cut(o.ID, "/")
	for _, key := range []string{w.name + "|" + theme, w.name + "|"} {
		if tb.count[key] == nil {
			tb.count[key] = map[what]int{}
		}
		tb.count[key][o.What]++
	}
}

// isWhole tells whether it is of all programs in all ways.
func (tb *table) isWhole() bool {
	for _, w := range ways {
		if tb.count[w.name+"|"] == nil {
			return false
		}
	}
	return *part == 1 && *only == "" && *goDir == ""
}

// String is the table as Markdown.
func (tb *table) String() string {
	var b strings.Builder
	b.WriteString("| theme | programs |")
	var ran []way
	for _, w := range ways {
		if tb.count[w.name+"|"] != nil {
			ran = append(ran, w)
			b.WriteString(" " + w.name + " |")
		}
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(ran)) + "\n")
	row := func(title, theme string, total int) {
		fmt.Fprintf(&b, "| %s | %d |", title, total)
		for _, w := range ran {
			n := tb.count[w.name+"|"+theme]
			fmt.Fprintf(&b, " %d right", n[right])
			if n[refused] > 0 {
				fmt.Fprintf(&b, ", %d refused", n[refused])
			}
			fmt.Fprintf(&b, ", %d wrong |", n[wrong])
		}
		b.WriteString("\n")
	}
	sum := 0
	for _, theme := range tb.themes {
		row(theme, theme, tb.total[theme])
		sum += tb.total[theme]
	}
	row("all", "", sum)
	return b.String()
}

// knownFailures are programs that differ wherever cells are compiled, for a reason that
// the README's limits tell. One that no longer differs fails the test until it is taken off.
var knownFailures = map[string]string{}

// knownInterpreted are those where cells are interpreted.
var knownInterpreted = map[string]string{}
