package interp

import (
	"errors"
	"strings"
	"testing"

	"gospark"
	"gospark/cell"
)

// program writes cells, separated by lines of ---, as a program. None runs, and no toolchain is there.
func program(t *testing.T, text string) (*Program, error) {
	t.Helper()
	module := gospark.Module()
	in, err := New(Config{Mode: Interpreted, Sources: gospark.Sources, Module: module, Packages: gospark.Packages(),
		Runtime: module + "/cellrt", Operators: module + "/spark", Imports: map[string]string{"spark": module + "/spark"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(in.Close)
	if err := in.Define("sc", module+"/spark", "Context", (*int)(nil)); err != nil {
		t.Fatal(err)
	}
	var cells []cell.Source
	for i, c := range strings.Split(text, "\n---\n") {
		cells = append(cells, cell.Source{N: i + 1, Text: c})
	}
	return in.Program(t.Context(), cells, map[string]Given{"sc": {Init: "$.NewContext(\"local\", \"x\")", Stop: ".Stop()"}})
}

func TestProgramSaysWhatItCantBe(t *testing.T) {
	for text, want := range map[string]string{
		"x := 1\n---\ny":                  "In[2]:1:1: undefined: y",
		"defer println()\n1\n---\nOut(1)": "In[1]:2:1: a cell that defers can't be part of a program where Out(1) is used",
		"x := 0\nsc.Parallelize([]int{1}).Foreach(func(int) { x++ })": "In[1]:2",
	} {
		_, err := program(t, text)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
		var errs cell.Errors
		var one *cell.Error
		if !errors.As(err, &errs) && !errors.As(err, &one) {
			t.Errorf("%T isn't an error of a cell", err)
		}
	}
}

// TestProgramIsReadable: it has the person's comments and names, and nothing that isn't needed.
func TestProgramIsReadable(t *testing.T) {
	for text, want := range map[string]string{
		"// A point.\ntype point struct{ x int } // one\n\n\nfunc f() {}\n\n// at the end": `
// In[1]

// A point.
type point struct{ x int } // one

func f() {}

// at the end

func main() {
}
`,
		"x := 1 // one\n\n// two\ny := any(x); _ = y\n---\ntype T[P any] struct{ p P }\n---\ntype T[P any] struct{ p P } // again\nvar t T[int]": `
// In[1]

var (
	x int
	y any
)

func in1() {
	x = 1 // one

	// two
	y = any(x)
	_ = y
}

// In[2]

type T[P any] struct{ p P }

// In[3]

var t T[int]

func in3() {
	t = T[int]{}
}

func main() {
	in1()
	in3()
}
`,
		"import \"fmt\"\nfunc f(int) {}\n---\nimport f \"strings\"\nfmt.Println(f.ToUpper(\"a\"))": `
import (
	"fmt"
	f "strings"
)

// In[1]

func f_2(int) {}

// In[2]

func in2() {
	fmt.Println(f.ToUpper("a"))
}

func main() {
	in2()
}
`,
	} {
		p, err := program(t, text)
		if err != nil {
			t.Errorf("%s\n%v", text, err)
			continue
		}
		got, ok := strings.CutPrefix(string(p.Main), programDoc+"package main\n")
		if !ok || got != want {
			t.Errorf("%s\n got %s\nwant %s", text, p.Main, want)
		}
		if p.Helpers != nil {
			t.Errorf("it has helpers that nothing calls:\n%s", p.Helpers)
		}
	}
}
