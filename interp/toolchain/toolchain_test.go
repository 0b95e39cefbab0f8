package toolchain_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"gospark"
	"gospark/cellrt"
	"gospark/interp/toolchain"
)

// openVariable makes a child of the test open a toolchain in the given cache.
const openVariable = "TEST_OPEN_IN_CACHE"

func TestMain(m *testing.M) {
	toolchain.ProbeChild()
	if cache := os.Getenv(openVariable); cache != "" {
		os.Exit(openInChild(cache))
	}
	os.Exit(m.Run())
}

func openInChild(cache string) int {
	work, err := os.MkdirTemp("", "toolchain-test")
	if err == nil {
		defer os.RemoveAll(work)
		var tc *toolchain.Toolchain
		if tc, err = toolchain.Open(context.Background(), config(cache, work)); err == nil {
			defer tc.Close()
			err = buildAndLoad(tc, "cell/1", "package cell")
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// config is the configuration of a session that imports cellrt.
func config(cache, work string) toolchain.Config {
	return toolchain.Config{
		Cache:    cache,
		Work:     work,
		Sources:  gospark.Sources,
		Module:   gospark.Module(),
		Packages: []string{gospark.Module() + "/cellrt"},
	}
}

// shared is one cache for the tests that don't need an empty one.
var shared = sync.OnceValue(func() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		panic(err)
	}
	return filepath.Join(dir, "gospark-test")
})

func open(t testing.TB, c toolchain.Config) *toolchain.Toolchain {
	t.Helper()
	tc, err := toolchain.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tc.Close)
	return tc
}

func buildAndLoad(tc *toolchain.Toolchain, path, src string) error {
	p, err := tc.Build(context.Background(), path, []byte(src))
	if err != nil {
		return err
	}
	return p.Load()
}

// run builds and loads a cell that registers statements, and runs them.
func run(t *testing.T, tc *toolchain.Toolchain, path, src string) {
	t.Helper()
	if err := buildAndLoad(tc, path, src); err != nil {
		t.Fatal(err)
	}
	f, ok := cellrt.Run(path)
	if !ok {
		t.Fatalf("the init of %s didn't register anything", path)
	}
	f()
}

func TestLaterPackageSharesEarlierOne(t *testing.T) {
	tc := open(t, config(shared(), t.TempDir()))
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
	tc := open(t, config(shared(), t.TempDir()))
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
	tc := open(t, config(shared(), work))
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
	tc := open(t, config(shared(), work))
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
	if err != nil || fmt.Sprint(files) != "[package.a]" {
		t.Errorf("%v: the files left are %v", err, files)
	}
}

func TestBuildsAtOnce(t *testing.T) {
	tc := open(t, config(shared(), t.TempDir()))
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

// TestTwoFirstStarts: two shells start for the first time on a machine, at the same moment.
func TestTwoFirstStarts(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(t.TempDir(), "not", "there", "yet")
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			cmd := exec.Command(exe)
			cmd.Env = append(os.Environ(), openVariable+"="+cache)
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v, output %q", err, out)
			}
		})
	}
	wg.Wait()
}

// TestRestOfStandardLibrary: on a new machine, what isn't compiled yet is waited for.
func TestRestOfStandardLibrary(t *testing.T) {
	tc := open(t, config(t.TempDir(), t.TempDir()))
	if err := buildAndLoad(tc, "rest/1", "package cell\nimport (_ \"net/http\"; _ \"os/user\"; _ \"image/png\")"); err != nil {
		t.Error(err)
	}
}

// TestAllSources: every package in the embedded sources can be imported.
func TestAllSources(t *testing.T) {
	c := config(t.TempDir(), t.TempDir())
	c.Packages = gospark.Packages()
	tc := open(t, c)
	src := "package cell\n"
	for _, path := range c.Packages {
		src += fmt.Sprintf("import _ %q\n", path)
	}
	if err := buildAndLoad(tc, "all/1", src); err != nil {
		t.Error(err)
	}
}

// TestEnvironmentDoesNotMatter: what a person has set for the go command changes nothing.
func TestEnvironmentDoesNotMatter(t *testing.T) {
	settings := filepath.Join(t.TempDir(), "env")
	if err := os.WriteFile(settings, []byte("GOFLAGS=-tags=nosuch -bad\nGOAMD64=v9\nGOEXPERIMENT=nosuch\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for key, value := range map[string]string{
		"GOTOOLCHAIN": "local", "GOFLAGS": "-bad", "GOENV": settings, "GOWORK": "/nosuch/go.work",
		"GO111MODULE": "off", "GOEXPERIMENT": "nosuch", "CGO_ENABLED": "0", "GOOS": "plan9", "GOROOT": "/nosuch",
	} {
		t.Setenv(key, value)
	}
	tc := open(t, config(t.TempDir(), t.TempDir()))
	if err := buildAndLoad(tc, "env/1", "package cell\nimport _ \"fmt\""); err != nil {
		t.Error(err)
	}
}

// TestNeitherGoNorGccInPath: once the standard library is compiled, ld is enough.
func TestNeitherGoNorGccInPath(t *testing.T) {
	ld, err := exec.LookPath("ld")
	if err != nil || sanitized() {
		t.Skip("needs ld, and a build without a sanitizer")
	}
	open(t, config(shared(), t.TempDir())).Close()
	bin := t.TempDir()
	if err := os.Symlink(ld, filepath.Join(bin, "ld")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	t.Setenv("CC", "")
	tc := open(t, config(shared(), t.TempDir()))
	if err := buildAndLoad(tc, "path/1", "package cell\nimport _ \"fmt\""); err != nil {
		t.Error(err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := toolchain.Open(t.Context(), config(shared(), t.TempDir())); !errors.Is(err, toolchain.ErrNoLinker) {
		t.Errorf("without a linker: %v", err)
	}
}

// TestOtherSources: a program whose packages aren't those of its sources is refused, and lives on.
func TestOtherSources(t *testing.T) {
	c := config(t.TempDir(), t.TempDir())
	open(t, c)
	c.Sources = changed{gospark.Sources}
	_, err := toolchain.Open(t.Context(), c)
	if err == nil || !strings.Contains(err.Error(), "different version of package") || !strings.Contains(err.Error(), "make build") {
		t.Errorf("got %v", err)
	}
}

// TestOpenStops: the end of the context ends Open.
func TestOpenStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := toolchain.Open(ctx, config(t.TempDir(), t.TempDir())); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkOpen(b *testing.B) {
	c := config(shared(), b.TempDir())
	open(b, c)
	for b.Loop() {
		open(b, c)
	}
}

func BenchmarkBuild(b *testing.B) {
	tc := open(b, config(shared(), b.TempDir()))
	var compile, link float64
	i := 0
	for b.Loop() {
		i++
		src := fmt.Appendf(nil, "package cell\nimport (\"fmt\"; \"strings\")\nfunc F() string { return fmt.Sprint(strings.ToUpper(%q)) }", bytes.Repeat([]byte("x"), i))
		p, err := tc.Build(b.Context(), fmt.Sprintf("bench/%d/%d", b.N, i), src)
		if err != nil {
			b.Fatal(err)
		}
		compile, link = compile+p.Compile.Seconds(), link+p.Link.Seconds()
	}
	b.ReportMetric(compile*1e3/float64(i), "ms-compile/op")
	b.ReportMetric(link*1e3/float64(i), "ms-link/op")
}
