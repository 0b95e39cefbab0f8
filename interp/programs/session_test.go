package programs

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gospark"
	"gospark/cell"
	"gospark/interp"
	"gospark/interp/stdtypes"
)

// A task is what a child process is given: programs to run as cells.
type task struct {
	Mode     interp.Mode
	Form     form
	Programs []program
	Want     map[string]string
}

// An outcome is what came of one of them.
type outcome struct {
	ID     string
	What   what
	Detail string
}

type what string

const (
	right   what = "right"
	refused what = "refused" // by name, before it printed anything wrong
	wrong   what = "wrong"
)

// inChild names the file with the task of a child process.
const inChild = "GOSPARK_TEST_PROGRAMS"

// perProcess is how many cells a process compiles before the next one takes over:
// hundreds of plugins make a process slow.
const perProcess = 60

// runTask runs programs in child processes, as many as it takes. A program that ends its
// process is wrong, and the others run in the next one.
func (k task) run(t testing.TB) []outcome {
	t.Helper()
	var out []outcome
	for len(k.Programs) > 0 {
		done, err := k.process(t)
		out = append(out, done...)
		k.Programs = k.Programs[len(done):]
		if err != nil && len(k.Programs) > 0 {
			out = append(out, outcome{k.Programs[0].id(), wrong, err.Error()})
			k.Programs = k.Programs[1:]
		}
	}
	return out
}

// process runs programs in one process until it ends.
func (k task) process(t testing.TB) ([]outcome, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "task.json")
	text, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, string(text))
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), inChild+"="+file)
	log, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("the session's process: %w\n%s", err, log)
	}
	results, openErr := os.Open(file + ".out")
	if openErr != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	defer results.Close()
	var out []outcome
	for d := json.NewDecoder(results); ; {
		var o outcome
		if d.Decode(&o) != nil {
			return out, err
		}
		out = append(out, o)
	}
}

// child runs the task of a file, up to where it has compiled enough.
func child(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var k task
	if err := json.Unmarshal(text, &k); err != nil {
		return err
	}
	out, err := os.Create(file + ".out")
	if err != nil {
		return err
	}
	defer out.Close()
	s, err := newSession(k.Mode, filepath.Dir(file))
	if err != nil {
		return err
	}
	defer s.in.Close()
	for _, p := range k.Programs {
		if s.n > perProcess {
			break
		}
		if err := json.NewEncoder(out).Encode(s.run(p, k.Form, k.Want[p.id()])); err != nil {
			return err
		}
	}
	return nil
}

// A session runs programs as cells, one after the other, and forgets each.
type session struct {
	in       *interp.Interp
	mode     interp.Mode
	importer *stdtypes.Importer
	n        int
}

// newSession starts a session that keeps its files in the folder work.
func newSession(mode interp.Mode, work string) (*session, error) {
	module := gospark.Module()
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	importer, err := newImporter()
	if err != nil {
		return nil, err
	}
	in, err := interp.New(interp.Config{
		Mode: mode, Sources: gospark.Sources, Module: module, Packages: gospark.Packages(),
		Runtime: module + "/cellrt", Operators: module + "/spark",
		Cache: filepath.Join(cache, "gospark-test"), Work: work,
	})
	return &session{in: in, mode: mode, importer: importer}, err
}

func newImporter() (*stdtypes.Importer, error) {
	return stdtypes.New(gospark.Sources, gospark.Module())
}

// run runs a program as cells and compares what they print.
func (s *session) run(p program, f form, want string) outcome {
	defer s.in.Reset()
	cells, err := p.cells(f, s.importer)
	if err != nil {
		return outcome{p.id(), wrong, err.Error()}
	}
	var failure *failedCell
	got, err := captured(func() { failure = s.cells(cells) })
	switch {
	case err != nil:
		return outcome{p.id(), wrong, err.Error()}
	case failure == nil && got == want:
		return outcome{ID: p.id(), What: right}
	case failure != nil && s.mode == interp.Interpreted && failure.refused && strings.HasPrefix(want, got):
		return outcome{p.id(), refused, failure.Error()}
	case failure != nil:
		return outcome{p.id(), wrong, failure.Error()}
	}
	return outcome{p.id(), wrong, difference(got, want)}
}

// A failedCell is a cell that didn't run to its end.
type failedCell struct {
	text    string
	err     error
	refused bool
}

func (f *failedCell) Error() string { return fmt.Sprintf("%v\nin the cell\n%s", f.err, f.text) }

// cells runs cells up to the first that fails.
func (s *session) cells(cells []string) *failedCell {
	for _, text := range cells {
		s.n++
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		_, err := s.in.Run(ctx, cell.Source{N: s.n, Text: text}, nil)
		cancel()
		if err == nil || codeOf(err) == cell.CodeValue { // a program doesn't look at the error that it drops
			continue
		}
		if errs, ok := err.(cell.Errors); ok {
			lines := make([]string, len(errs))
			for i, e := range errs {
				lines[i] = e.Error()
			}
			return &failedCell{text, fmt.Errorf("%s", strings.Join(lines, "\n")), codeOf(err) == cell.CodeUnavailable}
		}
		return &failedCell{text, err, codeOf(err) == cell.CodeUnavailable}
	}
	return nil
}

func codeOf(err error) cell.Code {
	switch err := err.(type) {
	case cell.Errors:
		return err[0].Code
	case *cell.Error:
		return err.Code
	}
	return ""
}

// captured is what f prints on standard output.
func captured(f func()) (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	stdout := os.Stdout
	os.Stdout = w
	text := make(chan string, 1)
	go func() {
		all, _ := io.ReadAll(r)
		text <- string(all)
	}()
	f()
	os.Stdout = stdout
	if err := w.Close(); err != nil {
		return "", err
	}
	return <-text, nil
}

// difference is the first line in which two texts differ.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d:\n got %q\nwant %q", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d:\n%s", len(g), len(w), got)
}
