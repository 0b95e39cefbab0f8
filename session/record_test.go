package session

import (
	"strings"
	"testing"

	"gospark/cell"
)

func ran(n int, text string, stays bool) recorded {
	return recorded{cell.Source{N: n, Text: text}, true, stays}
}

// TestScriptIsReadAsItWas: what is written is cut into the same cells again, also
// where one has a line that would begin another.
func TestScriptIsReadAsItWas(t *testing.T) {
	text, cells, err := script([]recorded{
		ran(1, "\nx := 1\n\n", true), ran(2, "fails", false),
		ran(3, "// %% a\n/*\n// %% b\n*/\ny := 2\n// %% c", true), ran(5, "s := `\n//  %%`", true),
	})
	if err != nil || len(cells) != 3 {
		t.Fatal(cells, err)
	}
	var got []string
	for _, c := range cell.Script(text) {
		got = append(got, strings.TrimSuffix(c.Text, "\n"))
	}
	want := []string{"x := 1", " // %% a\n/*\n // %% b\n*/\ny := 2\n // %% c", "s := `\n//  %%`"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if !strings.HasPrefix(text, "// %% In[1]\n") || !strings.Contains(text, "\n// %% In[5]\n") {
		t.Errorf("the cells have other titles: %q", text)
	}
}

// TestScriptRefuses a string that would be cut, and to write nothing.
func TestScriptRefuses(t *testing.T) {
	for want, cells := range map[string][]recorded{
		"In[4] can't be saved": {ran(1, "x", true), ran(4, "s := `\n// %% in a string`", true)},
		"nothing to save":      {ran(1, "x", false)},
	} {
		if _, _, err := script(cells); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, not %q", err, want)
		}
	}
}

// TestRenumbered: a note for each Out(n) that means another cell in the file.
func TestRenumbered(t *testing.T) {
	saved := []cell.Source{{N: 1, Text: "1"}, {N: 3, Text: "Out(1) + 1"}, {N: 4, Text: "timeOut(3) + Out(3) + Out(2)"}}
	got := renumbered(saved)
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, "In[4] has Out(3)") || !strings.Contains(got, "In[4] has Out(2)") {
		t.Errorf("got %q", got)
	}
}
