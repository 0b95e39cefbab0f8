package session

import (
	"fmt"
	"strings"
	"testing"

	"gospark/cell"
)

// A terminal is a sink that says how wide it is.
type terminal struct {
	screen
	columns int
}

func (t *terminal) Columns() int { return t.columns }

// TestColumns: a cell knows how wide the terminal is that it runs in.
func TestColumns(t *testing.T) {
	s := newSession(t)
	run := func(to cell.Sink) {
		if err := s.RunNumbered(t.Context(), s.Take(), "fmt.Print(sc.Range(0, 9, 1, 2).Map(func(i int) int { return i }).Explain())", to); err != nil {
			t.Fatal(err)
		}
	}
	widest := func(text string) (n int) {
		for line := range strings.Lines(text) {
			n = max(n, len([]rune(strings.TrimSuffix(line, "\n"))))
		}
		return n
	}
	var anywhere printout
	run(&anywhere)
	for columns, want := range map[int]string{0: "80", 50: "50", 200: "100"} {
		to := &terminal{columns: columns}
		run(to)
		_, text, _ := strings.Cut(to.text.String(), ":") // behind the cell's number
		if n := widest(text); n > 100 || fmt.Sprint((n+9)/10*10) != want {
			t.Errorf("%d columns, %d of them taken by\n%s", columns, n, text)
		}
	}
	for columns, whole := range map[int]bool{50: false, 200: true} { // as a value, whose text a method makes
		to := &terminal{columns: columns}
		if err := s.RunNumbered(t.Context(), s.Take(), "sc.Range(0, 9).Map(func(i int) map[string]map[string]int { return nil }).Lineage()", to); err != nil {
			t.Fatal(err)
		}
		if text := to.text.String(); strings.Contains(text, " map[string]map[string]int") != whole {
			t.Errorf("%d columns:\n%s", columns, text)
		}
	}
	if n := widest(anywhere.text.String()); n > 82 || n < 70 {
		t.Errorf("no terminal, and lines of %d columns", n)
	}
}
