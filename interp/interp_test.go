package interp

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"gospark"
	"gospark/cell"
	"gospark/cellrt"
)

func TestMain(m *testing.M) {
	Begin()
	os.Exit(m.Run())
}

// A notebook is a session for tests: it runs cells and tells what they came to.
type notebook struct {
	t   *testing.T
	in  *Interp
	n   int
	out *cellrt.Output // takes what cells print

	notices chan string
}

func (nb *notebook) notice(line string) {
	select {
	case nb.notices <- line:
	default:
	}
}

func newNotebook(t *testing.T, mode Mode) *notebook {
	t.Helper()
	nb := &notebook{t: t, notices: make(chan string, 100)}
	module := gospark.Module()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	in, err := New(Config{
		Mode: mode, Sources: gospark.Sources, Module: module, Packages: gospark.Packages(),
		Runtime: module + "/cellrt", Operators: module + "/spark",
		Cache: cache + "/gospark-test", Work: t.TempDir(), Notice: nb.notice,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(in.Close)
	nb.in = in
	return nb
}

// run runs a cell and returns its values as text, or its errors, and its notes.
func (nb *notebook) run(text string) string {
	nb.t.Helper()
	nb.n++
	res, err := nb.in.Run(context.Background(), cell.Source{N: nb.n, Text: text}, nb.out)
	var out []string
	if errs, ok := err.(cell.Errors); ok {
		for _, e := range errs {
			out = append(out, "error: "+e.Error())
		}
	} else if err != nil {
		out = append(out, "error: "+err.Error())
	}
	for _, v := range res.Values {
		out = append(out, fmt.Sprintf("%s = %+v", v.Type, v.V))
	}
	for _, n := range res.Notes {
		out = append(out, "note: "+n)
	}
	return strings.Join(out, "\n")
}

// session runs cells separated by lines of --- and compares what each comes to
// with the lines that begin with "// " at its end.
func (nb *notebook) session(text string) {
	nb.t.Helper()
	for _, c := range strings.Split(text, "\n---\n") {
		var body, want []string
		for _, line := range strings.Split(strings.Trim(c, "\n"), "\n") {
			if w, ok := strings.CutPrefix(line, "//> "); ok {
				want = append(want, w)
			} else {
				body = append(body, line)
			}
		}
		got := nb.run(strings.Join(body, "\n"))
		if w := strings.Join(want, "\n"); got != w {
			nb.t.Errorf("cell %d:\n%s\n got %s\nwant %s", nb.n, strings.Join(body, "\n"), got, w)
		}
	}
}

func TestCellsShareWhatTheyDeclare(t *testing.T) {
	newNotebook(t, Auto).session(`
x := 1
---
x + 1
//> int = 2
---
func double(n int) int { return 2 * n }
double(x + 20)
//> int = 42
---
type point struct{ x, y int }
func (p point) area() int { return p.x * p.y }
p := point{3, 4}
p
//> point = {x:3 y:4}
---
p.x = 5
q := point{6, 7}
p.area() + q.x + (&q).y
//> int = 33
---
pp := &point{y: 9}
ps := []*point{{1, 2}, pp}
m := map[string]point{"a": {1, 2}}
fmt.Sprintf("%+v %+v %v", *ps[0], *ps[1], m["a"].y)
//> string = {x:1 y:2} {x:0 y:9} 2
---
type shape interface{ area() int }
var s shape = p
s.area()
//> int = 20
---
x = 10
func getX() int { return x }
getX()
//> int = 10
---
x := 11
---
getX()
//> int = 11
---
x := "text"
x
//> string = text
---
getX()
//> int = 11
---
func double(n int) int { return 3 * n }
---
func six() int { return double(2) }
six()
//> int = 6
---
func double(n int) int { return 10 * n }
---
six()
//> int = 20
---
Out(3) + Out(5)
//> int = 75
---
type point struct{ x, y, z int }
---
var r point = p
//> error: In[19]:1:15: cannot use p (variable of struct type point of In[4]) as point of In[18] value in variable declaration
---
strings.ToUpper("a") + strings.Repeat("b", 3)
//> string = Abbb
---
counter := 0
func inc() { counter++ }
inc()
inc()
counter
//> int = 2
---
a, b := strings.Cut("k|v", "|")
//> error: In[22]:1:9: assignment mismatch: 2 variables but strings.Cut returns 3 values
---
strings.Cut("k|v", "|")
//> string = k
//> string = v
//> bool = true
---
strconv.Atoi("17")
//> int = 17
---
strconv.Atoi("x7")
//> error: In[25]:1:1: strconv.Atoi: parsing "x7": invalid syntax
---
undefinedName + 1
//> error: In[26]:1:1: undefined: undefinedName
---
type list[T any] struct { items []T }
func (l *list[T]) add(x T) *list[T] { l.items = append(l.items, x); return l }
func (l *list[T]) Map[U any](f func(T) U) *list[U] {
	out := &list[U]{}
	for _, x := range l.items { out.add(f(x)) }
	return out
}
func mapSlice[T, U any](xs []T, f func(T) U) []U {
	var out []U
	for _, x := range xs { out = append(out, f(x)) }
	return out
}
l := (&list[int]{}).add(1).add(2)
---
l.Map(func(n int) string { return strings.Repeat("z", n) }).items
//> []string = [z zz]
---
mapSlice(l.items, func(n int) float64 { return float64(n) / 2 })
//> []float64 = [0.5 1]
---
l2 := list[string]{items: []string{"a"}}
l2.add("b")
l2
//> list[string] = {items:[a b]}
---
anon := struct{ a int; B string }{1, "x"}
---
anon.a++
anon2 := struct{ a int; B string }{5, "y"}
anon2 = anon
anon2.a
//> int = 2
---
type base struct{ id int; name string }
func (b *base) rename(s string) { b.name = s }
---
type derived struct { base; extra int }
d := derived{base{1, "n"}, 2}
d.rename("new")
d.name + fmt.Sprint(d.id, d.base.id)
//> string = new1 1
---
d.id = 7
dp := &d
dp.base.name = "q"
fmt.Sprintf("%+v", *dp)
//> string = {base:{id:7 name:q} extra:2}
---
const k, kk = 5, "s"
const Big = 1 << 40
---
k*2 + Big
//> int = 1099511627786
---
type key struct{ a int }
counts := map[key]int{}
counts[key{1}]++
counts[key{1}]++
counts
//> map[key]int = map[{a:1}:2]
---
func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }
fib(20)
//> int = 6765
---
func forever(n int) int { return forever(n+1) + 1 }
forever(0)
//> error: In[40]:1: stack overflow: a function calls itself without end (stopped at 64 MB)
---
go func() { panic("in goroutine") }()
select {}
//> error: In[41]:1: a goroutine panicked: panic: in goroutine
---
os.Exit(3)
//> error: In[42]:1: os.Exit ended the cell with status 3
---
ch := make(chan int, 3)
go func(n int) { ch <- n }(5)
<-ch
//> int = 5
---
type T struct { A int; b string }
---
v1 := T{1, "x"}
---
type T struct { A int; b string }
---
v1 = T{A: 2}
v1
//> T = {A:2 b:}
---
import str "strings"
str.ToUpper("x")
//> string = X
---
str.ToLower("Y")
//> string = y
---
func later() string { return earlier }
var earlier = "defined below"
later()
//> string = defined below
---
errors.As(fmt.Errorf("w: %w", &myErr{3}), new(*myErr))
//> error: In[51]:1:32: undefined: myErr
//> error: In[51]:1:48: undefined: myErr
---
type myErr struct{ code int }
func (e *myErr) Error() string { return fmt.Sprint("code ", e.code) }
---
var me *myErr
err := fmt.Errorf("w: %w", &myErr{3})
errors.As(err, &me)
//> bool = true
---
me.code
//> int = 3
---
1 / (me.code - 3)
//> error: In[55]:1: runtime error: integer divide by zero
---
[]int{1,2,3}[me.code]
//> error: In[56]:1: runtime error: index out of range [3] with length 3
`)
}

// TestStatementsAreMain: to package runtime a cell's statements are what main is in a program.
func TestStatementsAreMain(t *testing.T) {
	newNotebook(t, Compiled).session(`
func init() { pc, _, _, _ := runtime.Caller(0); fromInit = runtime.FuncForPC(pc).Name() }
var fromInit string
---
pc, _, _, _ := runtime.Caller(0)
lit := func() string { pc, _, _, _ := runtime.Caller(0); return runtime.FuncForPC(pc).Name() }
[]any{runtime.FuncForPC(pc).Name(), lit(), fromInit, strings.ContainsAny(string(debug.Stack()), "ʹⲬ~")}
//> []any = [main.main main.main.func1 main.init.0 false]
`)
}
