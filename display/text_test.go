package display_test

import (
	"maps"
	legacy "math/rand"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/quick"
	"unsafe"

	"gospark/cell"
	"gospark/display"
)

type faulty struct {
	N    int
	fail func()
}

func (f faulty) String() string { f.fail(); return "never" }

// TestFaultyMethodsDontHurt: a String method that panics, never returns or ends
// its goroutine is told of, and the value is shown by its fields.
func TestFaultyMethodsDontHurt(t *testing.T) {
	release := make(chan bool)
	defer close(release)
	for why, fail := range map[string]func(){
		"panicked: boom":             func() { panic("boom") },
		"panicked: runtime error":    func() { _ = []int{}[len(why0)] },
		"panicked: display_test.bad": func() { panic(bad{}) },
		"ended its goroutine":        runtime.Goexit,
		"took more than":             func() { <-release },
	} {
		got := display.Text(cell.Value{V: []faulty{{N: 7, fail: fail}}, Type: "[]faulty"})
		if !strings.Contains(got, why) || !strings.Contains(got, "N: 7") {
			t.Errorf("%s: %s", why, got)
		}
	}
}

const why0 = ""

type bad struct{}

func (bad) Error() string { panic("again") }

// TestEndlessMethodsCostOnce: a thousand values whose methods don't return cost one time limit.
func TestEndlessMethodsCostOnce(t *testing.T) {
	release := make(chan bool)
	defer close(release)
	var calls atomic.Int32
	many := make([]faulty, 50)
	for i := range many {
		many[i].fail = func() { calls.Add(1); <-release }
	}
	display.Text(cell.Value{V: many, Type: "[]faulty"})
	if n := calls.Load(); n != 1 {
		t.Errorf("%d methods were waited for", n)
	}
}

type odd struct {
	any
	i   any
	fn  func(odd) chan<- int
	c   <-chan odd
	m   map[any]*odd
	err error
	p   unsafe.Pointer
	u   uintptr
	_   [0]int
	arr [2][]byte
}

// TestOddValues: nothing makes Text panic, and what it shows stays within bounds.
func TestOddValues(t *testing.T) {
	type deep struct{ Next *deep }
	var chain *deep
	for range 100_000 {
		chain = &deep{chain}
	}
	type ptr *ptr
	var self ptr
	self = &self
	o := &odd{m: map[any]*odd{}}
	o.any, o.i, o.m[o] = o, []any{o, &o}, o
	grid := make([][][]int, 100)
	for i := range grid {
		grid[i] = make([][]int, 100)
		for j := range grid[i] {
			grid[i][j] = make([]int, 100)
		}
	}
	values := []any{
		chain, self, o, *o, grid, reflect.ValueOf(o), reflect.TypeOf(o), reflect.Value{},
		"\xff\xfe", []string{"\xff"}, map[any]any{any(nil): nil}, new(any), make(map[[0]int]struct{}),
		[]*deep{nil}, (func())(nil), (*odd)(nil), unsafe.Pointer(o), struct{ error }{}, &struct{ *odd }{},
	}
	for _, v := range values {
		for _, typ := range []string{"", "T"} {
			if got := display.Text(cell.Value{V: v, Type: typ}); len(got) > 1<<20 {
				t.Errorf("%T takes %d bytes", v, len(got))
			}
		}
	}
}

// TestAnyTypes shows random values of random types.
func TestAnyTypes(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 300 {
		typ := randomType(r, 4)
		v, ok := quick.Value(typ, legacy.New(legacy.NewSource(int64(seed))))
		if !ok {
			t.Fatalf("no value of %v", typ)
		}
		display.Result(cell.Result{N: 1, Values: []cell.Value{{V: v.Interface(), Type: typ.String()}}}, 0)
	}
}

func randomType(r *rand.Rand, depth int) reflect.Type {
	leaves := []reflect.Type{
		reflect.TypeFor[string](), reflect.TypeFor[int8](), reflect.TypeFor[float64](),
		reflect.TypeFor[bool](), reflect.TypeFor[complex64](), reflect.TypeFor[uint16](), reflect.TypeFor[byte](),
	}
	leaf := leaves[r.IntN(len(leaves))]
	if depth == 0 {
		return leaf
	}
	switch r.IntN(6) {
	case 0:
		return reflect.SliceOf(randomType(r, depth-1))
	case 1:
		return reflect.MapOf(leaf, randomType(r, depth-1))
	case 2:
		return reflect.PointerTo(randomType(r, depth-1))
	case 3:
		return reflect.ArrayOf(r.IntN(4), randomType(r, depth-1))
	case 4:
		return reflect.StructOf([]reflect.StructField{
			{Name: "A", Type: randomType(r, depth-1)}, {Name: "B", Type: randomType(r, depth-1)},
		})
	}
	return leaf
}

// FuzzError: no text and no place make an error's rendering panic, and the caret
// stands within the line that is shown.
func FuzzError(f *testing.F) {
	f.Add("\ty := x", 7)
	f.Add("日本\xff語", 4)
	f.Add(strings.Repeat("long ", 100), 300)
	f.Fuzz(func(t *testing.T, text string, col int) {
		if strings.ContainsAny(text, "\n\r") {
			t.Skip()
		}
		got := display.Error(&cell.Error{Pos: cell.Pos{Cell: 1, Line: 1, Col: col}, Msg: "m", Text: text}, false)
		lines := strings.Split(got, "\n")
		if len(lines) < 4 {
			return // no source line, or no caret
		}
		if caret := display.Width(lines[2]) - 1; caret > display.Width(lines[1]) {
			t.Errorf("caret at %d under %q", caret, lines[1])
		}
	})
}

// TestBlankFieldsAreLeftOut: fields named _ hold nothing that a person could want to see.
func TestBlankFieldsAreLeftOut(t *testing.T) {
	type padded struct {
		_ int
		N int
		_ struct{}
	}
	if got := display.Text(cell.Value{V: padded{N: 7}, Type: "padded"}); got != "{N: 7}" {
		t.Errorf("a struct with blank fields is shown as %s", got)
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

type speck struct{}

func (speck) String() string { return "speck" }

// TestShortItemsShareLines: whatever is left out, and although one of them is a little longer.
func TestShortItemsShareLines(t *testing.T) {
	for _, v := range []any{make([]speck, 1_000_000_000_000_000), append(make([]string, 40), "2013-01-01T10:00:00Z")} {
		if text := display.Text(cell.Value{V: v}); strings.Count(text, "\n") > 12 {
			t.Errorf("%T takes a line for each:\n%s", v, text)
		}
	}
}
