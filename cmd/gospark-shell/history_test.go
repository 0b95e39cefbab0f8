package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestHistoryKeepsCells: cells come back as they were, whatever is in them, from a
// file that only the person can read.
func TestHistoryKeepsCells(t *testing.T) {
	h := historyFile(filepath.Join(t.TempDir(), "new", "history"))
	want := []string{"x := 1", "for {\n\tprint(\"a\\n\\\\\")\n}", "`\r\n\\", "日本"}
	for _, text := range want {
		if err := h.add(text); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.load(); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if info, err := os.Stat(string(h)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

// TestHistoryOfTwoShells: neither loses a cell of the other.
func TestHistoryOfTwoShells(t *testing.T) {
	h := historyFile(filepath.Join(t.TempDir(), "history"))
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range 50 {
				h.add(fmt.Sprintf("%d:\n%d", i, j))
			}
		})
	}
	wg.Wait()
	got := h.load()
	slices.Sort(got)
	if len(slices.Compact(got)) != 200 {
		t.Errorf("%d cells of 200", len(got))
	}
}

// TestHistoryIsCut: a start leaves the newest cells of a file that has become too long, and
// what comes then is appended to them.
func TestHistoryIsCut(t *testing.T) {
	h := historyFile(filepath.Join(t.TempDir(), "history"))
	link := historyFile(filepath.Join(t.TempDir(), "link"))
	if err := os.Symlink(string(h), string(link)); err != nil {
		t.Fatal(err)
	}
	line := strings.Repeat("x", 99) + "\n"
	if err := os.WriteFile(string(h), []byte(strings.Repeat(line, historySize/len(line)+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	before := link.load()
	link.add("new")
	info, err := os.Stat(string(h))
	if err != nil || info.Size() > historyTail+10 || info.Size() < historyTail-100 || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if got := h.load(); len(got) != historyLimit || got[len(got)-1] != "new" || !slices.Equal(got[:len(got)-1], before[1:]) {
		t.Errorf("%d cells, the last %q", len(got), got[len(got)-1])
	}
	if left, _ := os.ReadDir(filepath.Dir(string(h))); len(left) != 1 {
		t.Errorf("it left %v", left)
	}
}

// TestHistoryReadsTheTail: of a very long file the newest cells are read, none in part.
func TestHistoryReadsTheTail(t *testing.T) {
	h := historyFile(filepath.Join(t.TempDir(), "history"))
	f, err := os.Create(string(h))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300_000 {
		fmt.Fprintf(f, "cell %06d\n", i)
	}
	f.Close()
	got := h.load()
	if len(got) != historyLimit || got[len(got)-1] != "cell 299999" || len(got[0]) != len("cell 000000") {
		t.Errorf("%d cells, %q to %q", len(got), got[0], got[len(got)-1])
	}
}
