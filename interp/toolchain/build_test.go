package toolchain_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"gospark/cellrt"
	"gospark/interp/toolchain"
)

func TestLaterPackageSharesEarlierOne(t *testing.T) {
	tc := open(t, config(shared, t.TempDir()))
	run(t, tc, "share/1", `package cell
import ("fmt"; "strings"; "gospark/cellrt")
type Point struct{ X int }
func (p Point) String() string { return strings.Repeat("*", p.X) }
var Count = 1
func init() { cellrt.Register("share/1", func() { Count++; *cellrt.Var[any](1) = fmt.Stringer(Point{3}) }) }
`)
	run(t, tc, "share/2", `package cell
import (cell1 "share/1"; "gospark/cellrt")
func init() { cellrt.Register("share/2", func() {
	cell1.Count++
	p := (*cellrt.Var[any](1)).(cell1.Point)
	*cellrt.Var[int](2) = cell1.Count*10 + p.X
}) }
`)
	if got := *cellrt.Var[int](2); got != 33 {
		t.Errorf("count and field are %d, want 33", got)
	}
	if got := fmt.Sprintf("%v %[1]T", *cellrt.Var[any](1)); got != "*** cell.Point" {
		t.Errorf("the value prints as %s", got)
	}
}

func TestTraceNamesCell(t *testing.T) {
	tc := open(t, config(shared, t.TempDir()))
	if err := buildAndLoad(tc, "trace/3", `package cell
import "gospark/cellrt"
//line In[3]:1
func fail(p *int) { *p = 1 }
//line In[3]:7
func init() { cellrt.Register("trace/3", func() {
	fail(nil)
}) }
`); err != nil {
		t.Fatal(err)
	}
	f, _ := cellrt.Run("trace/3")
	defer func() {
		if recover() == nil {
			t.Fatal("no panic")
		}
		pcs := make([]uintptr, 50)
		frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
		var got []string
		for more := true; more; {
			var fr runtime.Frame
			if fr, more = frames.Next(); strings.HasPrefix(fr.Function, "trace/3.") {
				got = append(got, fmt.Sprintf("%s:%d", fr.File, fr.Line))
			}
		}
		if fmt.Sprint(got) != "[In[3]:1 In[3]:8]" {
			t.Errorf("the frames are %v", got)
		}
	}()
	f()
}

func TestFaultsOfSource(t *testing.T) {
	work := t.TempDir()
	tc := open(t, config(shared, work))
	_, err := tc.Build(t.Context(), "fault/3", []byte(`package cell
import "fmt"
//line In[3]:1:1
func f() { fmt.Println(x) }
func g() {
	var s string = 1
	_ = s
}
`))
	var e *toolchain.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v", err)
	}
	want := "In[3]:1:24: undefined: x\nIn[3]:3:17: cannot use 1 (untyped int constant) as string value in variable declaration"
	if e.Tool != "compile" || e.Error() != want {
		t.Errorf("%s says\n%v\nwant\n%s", e.Tool, e, want)
	}
	if left, _ := os.ReadDir(work); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := tc.Build(t.Context(), "fault/3", []byte("package cell")); err != nil {
		t.Errorf("the path can't be built after it failed: %v", err)
	}
}

func TestPluginFileIsRemoved(t *testing.T) {
	work := t.TempDir()
	tc := open(t, config(shared, work))
	if err := buildAndLoad(tc, "removed/1", "package cell"); err != nil {
		t.Fatal(err)
	}
	var files []string
	err := filepath.WalkDir(work, func(path string, d os.DirEntry, err error) error {
		if !d.IsDir() {
			files = append(files, d.Name())
		}
		return err
	})
	if err != nil || fmt.Sprint(files) != "[package.a thin.a]" {
		t.Errorf("%v: the files left are %v", err, files)
	}
}

func TestBuildsAtOnce(t *testing.T) {
	tc := open(t, config(shared, t.TempDir()))
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			if err := buildAndLoad(tc, fmt.Sprintf("once/%d", i), "package cell\nimport _ \"fmt\""); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func BenchmarkBuild(b *testing.B) {
	tc := open(b, config(shared, b.TempDir()))
	var compile, link float64
	i := 0
	for b.Loop() {
		i++
		src := fmt.Appendf(nil, "package cell\nimport (\"fmt\"; \"strings\")\nfunc F() string { return fmt.Sprint(strings.ToUpper(%q), %d) }", "x", i)
		p, err := tc.Build(b.Context(), fmt.Sprintf("bench/%d/%d", b.N, i), src)
		if err != nil {
			b.Fatal(err)
		}
		compile, link = compile+p.Compile.Seconds(), link+p.Link.Seconds()
	}
	b.ReportMetric(compile*1e3/float64(i), "ms-compile/op")
	b.ReportMetric(link*1e3/float64(i), "ms-link/op")
}
