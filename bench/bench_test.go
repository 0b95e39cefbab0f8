package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecondsRun(t *testing.T) {
	got, err := secondsRun(`In[2] compiled, 120ms: check 125µs, wait 4.21µs, link 91.7ms, run 500ms
checksum 20
In[4] interpreted, 336µs: check 174µs, run 1.25s
`)
	if err != nil || got != 1.75 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := secondsRun("checksum 20\n"); err == nil {
		t.Error("cells that show no time are no error")
	}
}

func TestReports(t *testing.T) {
	got := reports("Welcome\nRESULT\tsort\t7.800\t5 1 2\nwordcount\t1.5\t47400 w0 2\na\tb\tc\n")
	if len(got) != 2 || got["sort"] != (sample{seconds: 7.8, check: "5 1 2"}) || got["wordcount"].seconds != 1.5 {
		t.Errorf("%v", got)
	}
}

// TestEveryWorkloadHasCells: and each cell of it is timed.
func TestEveryWorkloadHasCells(t *testing.T) {
	for _, w := range allWorkloads {
		path := filepath.Join("cells", w+".cells")
		file, err := timed(path)
		if err != nil {
			t.Fatal(err)
		}
		defer os.Remove(file)
		before, _ := os.ReadFile(path)
		after, _ := os.ReadFile(file)
		if cells := strings.Count(string(before), "// %%"); cells == 0 || strings.Count(string(after), "// %%\n%%time\n") != cells {
			t.Errorf("%s: cells that aren't timed:\n%s", w, after)
		}
	}
}

func measuredOnce(samples map[string]sample) *measured {
	m := newMeasured()
	for who, s := range samples {
		m.note(who, "sort")(s, nil)
	}
	return m
}

func TestTable(t *testing.T) {
	m := measuredOnce(map[string]sample{ours: {1.5, 3, "a", 200 << 20}, byHand: {1, 1, "a", 100 << 20}, pySpark: {seconds: 12, check: "a"}})
	m.note(ours, "sort")(sample{2.5, 3, "a", 200 << 20}, nil)
	m.note(ours, "sort")(sample{2, 3, "a", 200 << 20}, nil)
	want := `           ours  by hand  spark-shell  PySpark  ours/by hand  spark-shell/ours  PySpark/ours
  sort  2.000 s  1.000 s            -  12.00 s          2.00                 -           6.0

with starting and compiling, and the largest size in memory:
           ours  by hand  ours/by hand    ours  by hand  ours/by hand
  sort  3.000 s  1.000 s          3.00  200 MB   100 MB          2.00
`
	if got := strings.ReplaceAll(m.table(), " \n", "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := m.disagreement(); err != nil {
		t.Error(err)
	}
}

func TestDisagreement(t *testing.T) {
	m := measuredOnce(map[string]sample{ours: {check: "a"}, sparkShell: {check: "b"}})
	if err := m.disagreement(); err == nil || !strings.Contains(err.Error(), "spark-shell") {
		t.Error(err)
	}
	if err := m.note(ours, "sort")(sample{}, nil); err == nil {
		t.Error("no checksum is no error")
	}
}
