package main

import (
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"gospark/cell"
)

// runFake runs a file's text with the fake session.
func runFake(o options, text string) (f *fake, status int, out, err string) {
	var stdout, stderr strings.Builder
	f = &fake{}
	r := &runner{f, &console{out: &stdout, err: &stderr}, listen()}
	status = runCells(r, o, cell.Script(text))
	return f, status, stdout.String(), stderr.String()
}

const threeCells = "one\n// %%\nfail two\n// %%\n:three\nfour\n"

func TestRunStopsAtTheFirstFailure(t *testing.T) {
	f, status, out, err := runFake(options{file: "f.go"}, threeCells)
	if status != 1 || !slices.Equal(f.ran, []string{"one", "fail two"}) || out != "Out[1]: cell = [\"one\"]\n" {
		t.Errorf("status %d, ran %q, printed %q", status, f.ran, out)
	}
	if want := "In[2]:1: it failed\n    fail two\nf.go:3: the cell that begins here failed; 2 more were not run\n"; err != want {
		t.Errorf("got %q", err)
	}
}

func TestRunKeepsGoing(t *testing.T) {
	f, status, out, _ := runFake(options{file: "-", keepGoing: true}, threeCells)
	if status != 1 || len(f.ran) != 4 || !strings.HasSuffix(out, "command :three\nOut[3]: cell = [\"four\\n\"]\n") {
		t.Errorf("status %d, ran %q, printed %q", status, f.ran, out)
	}
}

func TestRunQuietly(t *testing.T) {
	_, status, out, err := runFake(options{quiet: true}, "one\n// %%\n:two")
	if status != 0 || out != "" || err != "" {
		t.Errorf("status %d, printed %q and %q", status, out, err)
	}
}

func TestRunQuits(t *testing.T) {
	f, status, _, _ := runFake(options{keepGoing: true}, "fail\n// %%\n:quit\n// %%\nafter")
	if status != 1 || len(f.ran) != 1 {
		t.Errorf("status %d, ran %q", status, f.ran)
	}
}

// TestRunEndsAtCtrlC: the cell is stopped and no other is run.
func TestRunEndsAtCtrlC(t *testing.T) {
	var stdout, stderr strings.Builder
	f := &fake{}
	r := &runner{f, &console{out: &stdout, err: &stderr}, listen()}
	r.signals.interrupt <- os.Interrupt // from before: it isn't for this cell
	f.started = func() { r.signals.interrupt <- os.Interrupt }
	if status := runCells(r, options{keepGoing: true}, cell.Script("wait\n// %%\nafter")); status != 128+int(syscall.SIGINT) {
		t.Errorf("status %d", status)
	}
	if len(f.ran) != 1 || stderr.String() != "interrupted\n" {
		t.Errorf("ran %q, printed %q", f.ran, stderr.String())
	}
}
