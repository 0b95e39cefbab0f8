package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// exported runs cells in a shell, exports them, and compares what the program prints with
// what the shell did. It returns why the export was refused, or "". Cells that fail in
// the shell aren't in the program, and must print nothing.
func exported(t *testing.T, cells []string) (refusal string) {
	t.Helper()
	dir := t.TempDir()
	script := filepath.Join(dir, "session.cells")
	if err := os.WriteFile(script, []byte(strings.Join(append(slices.Clone(cells), ":export program"), "\n// %%\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	shell := exec.Command(os.Args[0], "--master=local[2]", "run", "--keep-going", script)
	shell.Dir = dir
	shell.Env = append(os.Environ(), asShell+"=1")
	want, stderr := output(t, shell)
	want, _, ok := strings.Cut(want, "a program of ")
	if !ok {
		return stderr
	}
	program := filepath.Join(dir, "program")
	build := exec.Command("go", "build", "-o", "program")
	build.Dir = program
	if out, err := build.CombinedOutput(); err != nil {
		text, _ := os.ReadFile(filepath.Join(program, "main.go"))
		t.Fatalf("go build: %v\n%s\n%s", err, out, text)
	}
	run := exec.Command("./program/program")
	run.Dir = dir
	got, errs := output(t, run)
	if got, want := comparable_(got), comparable_(want); got != want {
		text, _ := os.ReadFile(filepath.Join(program, "main.go"))
		t.Errorf("the program prints\n%s%s\nthe shell\n%s\n%s", got, errs, want, text)
	}
	return ""
}

// output runs a command to its end, however it ends.
func output(t *testing.T, cmd *exec.Cmd) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String()
}

// What a program can't print as the shell does: places in cells, the package of
// types that cells declare, and what the shell notes.
var (
	place    = regexp.MustCompile(`\b(In\[\d+\]|main\.go):\d+(:\d+)?`)
	ownType  = regexp.MustCompile(`\b(cell|cell/\d+|main)\.(\w+)`)
	noteLine = regexp.MustCompile(`(?m)^note: .*\n`)
)

func comparable_(text string) string {
	text = noteLine.ReplaceAllString(text, "")
	return ownType.ReplaceAllString(place.ReplaceAllString(text, "PLACE"), "OWN.$2")
}

// withFailures are cells of the corpus that use what a cell before them did before it failed,
// by a word in them, with what is said of that.
var withFailures = map[string]struct{ word, refusal string }{
	"redefine.txt":   {"declaredBeforePanic() +", "undefined: declaredBeforePanic"},
	"statements.txt": {"w\n//> ", "undefined: w"},
	"goroutines.txt": {"said\n//> string = recovered", ""},
	"mended.txt":     {"type TT struct{ a int }; func", ""}, // recurses without end, which only the shell survives
}

// TestExport exports the sessions of the corpus of cells.
func TestExport(t *testing.T) {
	files, err := filepath.Glob("../../interp/testdata/cells/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range append(files, "testdata/export.txt") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			cells := strings.Split(string(text), "\n---\n")
			if bad, ok := withFailures[filepath.Base(file)]; ok {
				if bad.refusal == "" {
					// it goes on, and what the cell before did isn't in the program
				} else if got := exported(t, cells); !strings.Contains(got, bad.refusal) {
					t.Errorf("%q isn't in the refusal: %s", bad.refusal, got)
				}
				cells = slices.DeleteFunc(cells, func(c string) bool { return strings.HasPrefix(c, bad.word) })
			}
			if refusal := exported(t, cells); refusal != "" {
				t.Error(refusal)
			}
		})
	}
}
