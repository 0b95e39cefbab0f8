package session

import (
	"os"
	"slices"
	"strings"
	"testing"

	"gospark/cell"
)

func newSession(t *testing.T) *Session {
	t.Helper()
	s, err := New(Options{Mode: "interpreted", Master: "local[2]"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestCompleteCommands: their names, the files of :load and the Go of the others; | is the cursor.
func TestCompleteCommands(t *testing.T) {
	s := newSession(t)
	t.Chdir(t.TempDir())
	if err := os.WriteFile("cells.go", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("mine", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text, replaced string
		want           []string
	}{
		{":t|", "t", []string{"type", "time"}},
		{":|", "", []string{"help", "type", "doc", "vars", "time", "load", "save", "export", "history", "get", "replace", "sh", "cd", "env", "ui", "mode", "replay", "reset", "quit", "edit", "keys"}},
		{"  :qu|", "qu", []string{"quit"}},
		{":load ce|", "ce", []string{"cells.go"}},
		{":load  |", "", []string{"cells.go", "mine/"}},
		{":load none/|", "", nil},
		{":type sc.TextF|", "TextF", []string{"TextFile"}},
		{":doc strings.Cut|", "Cut", []string{"Cut", "CutLast", "CutPrefix", "CutSuffix"}},
		{":time x := s|c", "s", nil},
		{":vars s|", "", nil},
		{":save! ce|", "ce", []string{"cells.go"}},
		{":replace example.com/m=|", "", []string{"mine/"}},
		{":replace exam|", "", nil},
		{":keys |", "", []string{"vi", "emacs"}},
		{":keys e|", "e", []string{"emacs"}},
		{":edit |", "", nil},
		{":nonsense s|", "", nil},
		{"sc.TextF|", "TextF", []string{"TextFile"}},
	} {
		text, after, _ := strings.Cut(c.text, "|")
		got := s.Complete(text+after, len(text))
		var names []string
		for _, m := range got.Matches {
			names = append(names, m.Text)
		}
		if c.text == ":time x := s|c" {
			if !slices.Contains(names, "sc") {
				t.Errorf("%q: no sc in %q", c.text, names)
			}
		} else if !slices.Equal(names, c.want) {
			t.Errorf("%q: %q, want %q", c.text, names, c.want)
		}
		if replaced := (text + after)[got.Start:got.End]; replaced != c.replaced {
			t.Errorf("%q replaces %q, want %q", c.text, replaced, c.replaced)
		}
	}
}

// TestInspectCommands: what a command asks about stands at its place in the text.
func TestInspectCommands(t *testing.T) {
	s := newSession(t)
	text := ":type sc.TextFile"
	i, ok := s.Inspect(text, len(text))
	if !ok || text[i.Start:i.End] != "TextFile" || !strings.HasPrefix(i.Decl, "func (*spark.Context) TextFile(") {
		t.Errorf("%v, %+v", ok, i)
	}
	if _, ok := s.Inspect(text, 3); ok {
		t.Error("something is known of :type")
	}
}

// TestQuestion: what asks about a name, and what only has a question mark in it.
func TestQuestion(t *testing.T) {
	for text, want := range map[string]string{
		"x?":                 "x",
		"x ?\n":              "x",
		"rdd.\n\tMap? ":      "rdd.\n\tMap",
		"rdd.Map(f).Filter?": "rdd.Map(f).Filter",
		"x? // why":          "x",
	} {
		if got, ok := question(text); !ok || got != want {
			t.Errorf("%q asks about %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{"x", "x // why?", `"x?"`, "'?'", "x ? 1 : 2", "`?", "/* ?", "", "x?; y"} {
		if got, ok := question(text); ok {
			t.Errorf("%q asks about %q", text, got)
		}
	}
	s := &Session{}
	if got := s.Completeness("rdd.Map(x?"); got != cell.Complete {
		t.Errorf("a question is %v", got)
	}
}

// TestCompletenessOfMagics: a cell for another than Go ends with an empty line.
func TestCompletenessOfMagics(t *testing.T) {
	s := newSession(t)
	for text, want := range map[string]cell.Completeness{
		"%%bash": cell.Incomplete, "%%bash\n": cell.Incomplete, "%%bash\nls": cell.Incomplete, "%%bash\nls\n": cell.Complete,
		"%%bash\nls\n    ": cell.Complete, "%vars": cell.Complete,
	} {
		if got := s.Completeness(text); got != want {
			t.Errorf("%q is %v, not %v", text, got, want)
		}
	}
}
