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
	every = flag.Bool("every", false, "run every form of every program, and write the table")
	only  = flag.String("only", "", "run only the programs whose theme/name contains this")
	goDir = flag.String("gotest", "", "run the programs of this folder, Go's own tests, instead")
)

func TestMain(m *testing.M) {
	interp.Begin()
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
	{"compiled, pasted", pasted, interp.Compiled, false},
	{"compiled, one by one", single, interp.Compiled, false},
	{"auto, one by one", single, interp.Auto, false},
	{"interpreted, one by one", single, interp.Interpreted, true},
}

// TestPrograms: cells print what the programs print that they are made of. It runs the
// quick ways; with -every all of them.
func TestPrograms(t *testing.T) {
	programs := themes(t)
	if *goDir != "" {
		programs = folder(t, *goDir)
	}
	programs = slices.DeleteFunc(programs, func(p program) bool { return !strings.Contains(p.id(), *only) })
	want := expected(t, programs, newImporter(t), *goDir != "")
	programs = slices.DeleteFunc(programs, func(p program) bool { _, ok := want[p.id()]; return !ok })
	table := newTable(programs)
	for _, w := range ways {
		if !w.quick && !*every {
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
}

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
	reason, known := knownFailures[w.name+": "+o.ID]
	switch {
	case o.What == wrong && !known:
		t.Errorf("%s: %s", o.ID, o.Detail)
	case o.What != wrong && known:
		t.Errorf("%s is known to fail (%s), and doesn't: take it off the list", o.ID, reason)
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

func (tb *table) add(w way, o outcome) {
	theme, _, _ := strings.Cut(o.ID, "/")
	for _, key := range []string{w.name + "|" + theme, w.name + "|"} {
		if tb.count[key] == nil {
			tb.count[key] = map[what]int{}
		}
		tb.count[key][o.What]++
	}
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

// knownFailures are programs that fail in a way for a reason that is known, as
// "way: theme/name". One that no longer fails fails the test until it is taken off.
var knownFailures = map[string]string{}
