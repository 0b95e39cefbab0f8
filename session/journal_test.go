package session

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gospark/cell"
)

// inCrash names the folder of the journals in the child of TestCrashAndReplay.
const inCrash = "GOSPARK_TEST_CRASH"

func TestMain(m *testing.M) {
	Begin()
	os.Exit(m.Run())
}

// A recorder keeps what a session shows.
type recorder struct{ text strings.Builder }

func (r *recorder) Result(res cell.Result) {
	for _, v := range res.Values {
		if n, ok := v.V.(int); ok {
			r.text.WriteString(cell.Name(res.N) + "=" + string(rune('0'+n)) + "\n")
		}
	}
}
func (r *recorder) Text(s string)          { r.text.WriteString(s) }
func (r *recorder) Progress(cell.Progress) {}
func (r *recorder) take() (shown string)   { shown = r.text.String(); r.text.Reset(); return shown }
func journals(t *testing.T, d string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(d, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestCrashAndReplay: Go ends a process that unlocks what isn't locked; the next
// session has all that was there before, under the same numbers.
func TestCrashAndReplay(t *testing.T) {
	dir := os.Getenv(inCrash)
	if dir != "" {
		crashingSession(t, dir)
		return
	}
	dir = filepath.Join(t.TempDir(), "sessions")
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashAndReplay$")
	cmd.Env = append(os.Environ(), inCrash+"="+dir)
	out, err := cmd.CombinedOutput()
	if err == nil || !bytes.Contains(out, []byte("fatal error: sync: unlock of unlocked mutex")) {
		t.Fatalf("the child ended with %v\n%s", err, out)
	}

	var notices []string
	s, err := New(Options{Journal: dir, Notice: func(line string) { notices = append(notices, line) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if len(notices) == 0 || !strings.Contains(notices[0], ", 4 cells, ended unexpectedly in In[6]; :replay or") {
		t.Errorf("told: %q", notices)
	}
	var shown recorder
	if err := s.Run(t.Context(), ":replay", &shown); err != nil {
		t.Fatal(err)
	}
	if got := shown.take(); !strings.Contains(got, "In[4]=5\n") || !strings.Contains(got, "In[5]=6\n") ||
		!strings.Contains(got, "4 cells ran again\nIn[6] was running") || !strings.Contains(got, "    var mu sync.Mutex\n") {
		t.Errorf("shown: %s", got)
	}
	if err := s.Run(t.Context(), "Out(4) + x", &shown); err != nil || shown.take() != "In[6]=6\n" {
		t.Errorf("afterwards: %v", err)
	}
	if found := journals(t, dir); len(found) != 1 {
		t.Errorf("journals: %v", found)
	}
	s.Close()
	if found := journals(t, dir); len(found) != 0 {
		t.Errorf("journals after the end: %v", found)
	}
}

// crashingSession runs cells, the last of which Go ends the process for.
func crashingSession(t *testing.T, dir string) {
	s, err := New(Options{Journal: dir, Master: "local[2]"})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"x := 1", "func f(n int) int { return n + 4 }", "nonsense", "f(x)", "Out(4) + 1",
		"var mu sync.Mutex\nmu.Unlock()",
	} {
		err := s.Run(context.Background(), text, new(recorder))
		var errs cell.Errors
		if err != nil && !(text == "nonsense" && errors.As(err, &errs)) {
			t.Fatal(text, err)
		}
	}
}

// TestJournal: what a session that was killed at any moment leaves, and who may read it.
func TestJournal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sessions")
	lives := &journal{dir: dir}
	for _, e := range []entry{{Begin: 1, Text: "a := `\n`"}, {End: 1}, {Begin: 2, Text: "b"}, {End: 2, Failed: true}, {Reset: true},
		{Begin: 3, Text: "c"}, {End: 3}, {Begin: 4, Text: "d"}, {Modules: []string{":get m@v1"}}, {End: 4}, {Begin: 5, Text: "e"}} {
		if err := lives.add(e); err != nil {
			t.Fatal(err)
		}
	}
	if found := lives.crashes(); found != nil {
		t.Errorf("a session that lives is offered: %v", found)
	}
	for _, name := range append(journals(t, dir), dir) {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("others can read %s: %v", name, info.Mode())
		}
	}
	lives.file.WriteString(`{"end":5,"fai`) // torn
	lives.file.Close()                      // as when the process ends
	found := (&journal{dir: dir}).crashes()
	if len(found) != 1 {
		t.Fatalf("found %v", found)
	}
	c := found[0]
	if len(c.modules) != 1 || len(c.cells) != 2 || c.cells[0] != (cell.Source{N: 3, Text: "c"}) || c.running != (cell.Source{N: 5, Text: "e"}) {
		t.Errorf("read %+v", c)
	}
	if !strings.HasSuffix(c.String(), ", 2 cells, ended unexpectedly in In[5]") {
		t.Error(c)
	}
}

// TestReplayOfSeveral: each by its number, and each can be forgotten.
func TestReplayOfSeveral(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{"x := 1", "x := 2", "broken("} {
		j := &journal{dir: dir}
		j.add(entry{Begin: 1, Text: text})
		j.add(entry{End: 1})
		j.file.Close()
	}
	lives := &journal{dir: dir}
	lives.add(entry{Begin: 1, Text: "still running"})
	defer lives.close()
	var notices []string
	s, err := New(Options{Mode: "interpreted", Journal: dir, Notice: func(line string) { notices = append(notices, line) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var shown recorder
	hint := func(text string) string {
		var e *cell.Error
		if err := s.Run(t.Context(), text, &shown); errors.As(err, &e) {
			return e.Error() + "\n" + e.Hint
		} else if err != nil {
			return err.Error()
		}
		return shown.take()
	}
	if !strings.HasPrefix(strings.Join(notices, "\n"), "3 sessions ended unexpectedly; the last: ") {
		t.Errorf("told: %q", notices)
	}
	if got := hint(":replay 9"); !strings.Contains(got, "not 9") || !strings.Contains(got, "\n  3  ") {
		t.Error(got)
	}
	if got := hint(":replay 2"); !strings.Contains(got, "1 cell ran again\n") {
		t.Error(got)
	}
	if got := hint("x"); got != "In[2]=2\n" {
		t.Error(got)
	}
	if got := hint(":replay"); !strings.Contains(got, "In[3]:1") || !strings.Contains(shown.take(), "failed now; 0 more cells of it weren't run") {
		t.Error(got)
	}
	if got := hint(":replay!"); !strings.Contains(got, "is forgotten\nthese can be replayed:\n  1  ") {
		t.Error(got)
	}
	if got := hint(":replay"); !strings.Contains(got, "1 cell ran again\n") {
		t.Error(got)
	}
	if got := hint(":replay"); !strings.Contains(got, "nothing to replay") {
		t.Error(got)
	}
}
