package session

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"gospark/cell"
)

// TestCommandsOfOtherShells: what is said to hands that know IPython, GoNB, gophernotes or spark-shell.
func TestCommandsOfOtherShells(t *testing.T) {
	s := newSession(t)
	for text, want := range map[string]string{
		"%matplotlib inline":     "display.Bar",
		"%timeit 1 + 1":          ":time CELL",
		"%%timeit\n1 + 1":        "testing.Benchmark",
		"%pip install numpy":     ":get PATH adds a module that cells can import; !pip install NAME",
		"%ls /tmp":               "!ls runs",
		"%who":                   ":vars",
		"%hist":                  ":history",
		"%run f.py":              ":load FILE",
		"%load_ext autoreload":   "no extensions",
		"%lsmagic":               ":help",
		"%debug":                 "no debugger",
		"%%capture\nf()":         "ends in a statement shows nothing",
		"%%script bash\necho 1":  "%%bash runs a script; !",
		"%%main\nfmt.Println(1)": "statements run as they stand",
		"%args -v":               "os.Args",
		"%sql select 1":          "no SQL yet",
		"%exit":                  ":quit leaves",
		"%bash":                  "%%bash takes the lines",
		"%%vars\n1":              "%vars is a command",
		":dep x":                 ":get PATH",
		":paste":                 "one cell",
		":imports":               ":vars",
		"!*go get example.org/m": ":get PATH",
	} {
		err := s.Run(t.Context(), text, &recorder{})
		var e *cell.Error
		if !errors.As(err, &e) || e.Code != cell.CodeCommand || !strings.Contains(e.Hint, want) {
			t.Errorf("%s: %v, hint %q doesn't have %q", text, err, e.Hint, want)
		}
	}
	for names := range instead {
		for name := range strings.FieldsSeq(names) {
			if slices.Contains(commandNames(), name) {
				t.Errorf("%s is a command", name)
			}
		}
	}
}

// TestLostInTheShell: what changes the system's shell alone is told where it was to change the session.
func TestLostInTheShell(t *testing.T) {
	s := newSession(t)
	t.Chdir(t.TempDir())
	for text, want := range map[string]string{
		"!cd /":              "note: :cd DIR",
		"!export A=1":        "note: :env NAME=VALUE",
		"!cd / && pwd":       "",
		"!echo cd":           "",
		"!go get no/such/m ": "note: :get PATH",
	} {
		var sink recorder
		if err := s.Run(t.Context(), text, &sink); err != nil {
			t.Fatal(err)
		}
		if got := sink.text.String(); want == "" && strings.Contains(got, "note:") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, not %q", text, got, want)
		}
	}
}

// TestQuestions: a name is asked about with ? on either side; alone it asks for the commands.
func TestQuestions(t *testing.T) {
	s := newSession(t)
	for text, want := range map[string]string{
		"sc?": "var sc *spark.Context", "?sc": "var sc *spark.Context", "?? strings.Cut": "func strings.Cut(", "?": ":help",
	} {
		if s.Completeness(text) != cell.Complete {
			t.Errorf("%s isn't complete", text)
		}
		var sink recorder
		if err := s.Run(t.Context(), text, &sink); err != nil || !strings.Contains(sink.text.String(), want) {
			t.Errorf("%s: %v, %q", text, err, sink.text.String())
		}
	}
}
