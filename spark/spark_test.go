package spark_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gospark/spark"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// newContext is a context that ends with the test.
func newContext(t testing.TB, master string, conf ...spark.Conf) *spark.Context {
	t.Helper()
	sc := spark.NewContext(master, t.Name(), conf...)
	t.Cleanup(sc.Stop)
	return sc
}

// golden compares got with a file, or rewrites it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}

// equal fails the test where got isn't want, in order.
func equal[T comparable](t *testing.T, what string, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// write makes a file of text in a new folder and returns its path.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// fails runs f, which must panic with a *DefinitionError that mentions all words.
func fails(t *testing.T, f func(), words ...string) {
	t.Helper()
	_, err := spark.Try(func() int { f(); return 0 })
	var d *spark.DefinitionError
	if !errors.As(err, &d) {
		t.Fatalf("got %v, want a *DefinitionError", err)
	}
	mentions(t, err, words...)
}

func mentions(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("error %q doesn't mention %q", err, w)
		}
	}
}

// recorder keeps the events.
type recorder struct {
	mu     sync.Mutex
	events []spark.Event
}

func (r *recorder) OnEvent(e spark.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

// jobs is the number of tasks of each stage of each job since the last call.
func (r *recorder) jobs() [][]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	var jobs [][]int
	for _, e := range r.events {
		if j, ok := e.(spark.JobStart); ok {
			stages := []int{}
			for _, s := range j.Infos {
				stages = append(stages, s.NumTasks)
			}
			jobs = append(jobs, stages)
		}
	}
	r.events = nil
	return jobs
}

// count is how many events are of type E.
func count[E spark.Event](r *recorder) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, e := range r.events {
		if _, ok := e.(E); ok {
			n++
		}
	}
	return n
}
