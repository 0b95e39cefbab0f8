package interp

import (
	"context"
	"testing"

	"gospark/cell"
)

// TestRoute: who runs a cell where there is a compiler. What the interpreter runs must take
// a millisecond, and never be another thing than the compiler makes of it.
func TestRoute(t *testing.T) {
	nb := newNotebook(t, Auto)
	nb.run(`type point struct{ x, Y int }
func (p point) Sum() int { return p.x + p.Y }
type Shape interface{ Sum() int }
type box[T any] struct{ V T }
p, ps, m, i := point{1, 2}, []point{{3, 4}}, map[string]int{"k": 1}, 5
var s Shape = p
b := box[int]{3}
f := func(n int) int { return n }
func apply(f func(int) int) int { return f(1) }
func set(n int) int { i = n; return n }
var buf bytes.Buffer
one := struct{ a int }{1}`)
	nb.run(`two := struct{ a int }{2}`)
	for text, want := range map[string]string{
		`x := 1 + 2`:                        "interpreted",
		`i++`:                               "interpreted",
		`i += 2`:                            "interpreted",
		`p`:                                 "interpreted",
		`ps[0].Sum()`:                       "interpreted",
		`ps[0].x + m["k"]`:                  "interpreted",
		`one.a + two.a`:                     "interpreted",
		`s.Sum()`:                           "interpreted",
		`s = p`:                             "interpreted",
		`b.V`:                               "interpreted",
		`f(i)`:                              "interpreted",
		`g := f`:                            "interpreted",
		`fmt.Fprintln(io.Discard, p, s)`:    "interpreted",
		`strings.Repeat("a", i)`:            "interpreted",
		`n, err := strconv.Atoi("1")`:       "interpreted",
		`buf.WriteString("a")`:              "interpreted",
		`time.Second`:                       "interpreted",
		`for range 3 {}`:                    "compiled",
		`func() int { return 1 }()`:         "compiled",
		`point{1, 2}`:                       "compiled",
		`[]int{1}`:                          "compiled",
		`apply(f)`:                          "compiled",
		`i + set(2)`:                        "compiled", // Go leaves open which comes first
		`p.x + p.Sum()`:                     "compiled",
		`slices.Max([]int{1})`:              "compiled",
		`box[string]{"a"}.V`:                "compiled",
		`any(p).(point).x`:                  "compiled",
		`var k int`:                         "compiled",
		`p.x = 3`:                           "compiled",
		`new(sync.WaitGroup).Wait()`:        "compiled",
		`strings.Map(unicode.ToUpper, "a")`: "compiled",
	} {
		nb.n++
		res, err := nb.in.Run(context.Background(), cell.Source{N: nb.n, Text: text}, nil)
		if err != nil || res.Mode != want {
			t.Errorf("%s: %s, %v, want %s", text, res.Mode, err, want)
		}
	}
}
