package interp

import (
	"strings"
	"testing"

	"gospark/cell"
)

func TestCompleteness(t *testing.T) {
	for text, want := range map[string]cell.Completeness{
		"x := 1":                              cell.Complete,
		"":                                    cell.Complete,
		"// only this":                        cell.Complete,
		"x +":                                 cell.Incomplete,
		"x.":                                  cell.Incomplete,
		"rdd.\n\tMap(f).":                     cell.Incomplete,
		"rdd.\n\tMap(f)":                      cell.Complete,
		"f(1,":                                cell.Incomplete,
		"func f() {":                          cell.Incomplete,
		"func f() {\n\treturn\n}":             cell.Complete,
		"for i := range 3 {":                  cell.Incomplete,
		"x := `raw":                           cell.Incomplete,
		"x := `raw\n`":                        cell.Complete,
		"/* comment":                          cell.Incomplete,
		"x := []int{\n1,\n":                   cell.Incomplete,
		"x :=":                                cell.Incomplete,
		"if x {\n} else {":                    cell.Incomplete,
		"type T struct {":                     cell.Incomplete,
		"var (":                               cell.Incomplete,
		"switch x {\ncase 1:":                 cell.Incomplete,
		")":                                   cell.Invalid,
		"f(]":                                 cell.Invalid,
		"x := := 2":                           cell.Invalid,
		"x := 1\n.Map(f)":                     cell.Invalid,
		"\"unterminated":                      cell.Invalid,
		"func f() int { return 1 }\nf() + 1;": cell.Complete,
	} {
		if got := Completeness(text); got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
}

// TestSplitKeepsPositions: declarations and statements, in any order and several on a
// line, keep their places in the cell.
func TestSplitKeepsPositions(t *testing.T) {
	text := "a := 1; func f() int {\n\treturn a\n}; type T int\nb := f() // end\nfunc(x int) {}(2)\nfunc (t T) m() {}\nfunc (t T) n[U any](u U) {}"
	s, err := splitCell(cell.Source{N: 3, Text: text})
	if err != nil {
		t.Fatal(err)
	}
	var decls, stmts []string
	for _, d := range s.decls.Decls {
		decls = append(decls, s.text(d)+" @ "+s.pos(d.Pos()).String())
	}
	for _, st := range s.run.Body.List {
		stmts = append(stmts, s.text(st)+" @ "+s.pos(st.Pos()).String())
	}
	if got, want := strings.Join(decls, "\n"), "func f() int {\n\treturn a\n} @ In[3]:1:9\ntype T int @ In[3]:3:4\nfunc (t T) m() {} @ In[3]:6:1\nfunc (t T) n[U any](u U) {} @ In[3]:7:1"; got != want {
		t.Errorf("declarations:\n%s\nwant\n%s", got, want)
	}
	if got, want := strings.Join(stmts, "\n"), "a := 1 @ In[3]:1:1\nb := f() @ In[3]:4:1\nfunc(x int) {}(2) @ In[3]:5:1"; got != want {
		t.Errorf("statements:\n%s\nwant\n%s", got, want)
	}
}

// FuzzSplit: no text makes the splitter panic, and what it accepts is whole.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"x := 1", "func f() {}\nf()", "a; b", "/*", "`", "type T[P any] struct{}", "x.\ny", "\x00", "case 1:", "import \"fmt\"", "Out(3)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		src := cell.Source{N: 1, Text: text}
		s, err := splitCell(src)
		if err == nil && Completeness(text) == cell.Invalid {
			t.Errorf("%q splits, and is said to be invalid", text)
		}
		if err != nil {
			if errs, ok := err.(cell.Errors); !ok || len(errs) == 0 {
				t.Errorf("%q: the error %v is no list", text, err)
			}
			return
		}
		for _, st := range s.run.Body.List {
			_ = s.text(st)
		}
	})
}
