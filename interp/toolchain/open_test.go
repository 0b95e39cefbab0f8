package toolchain_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"gospark"
	"gospark/interp/toolchain"
)

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
	if err := buildAndLoad(tc, "rest/1", `package cell; import (_ "net/http"; _ "os/user"; _ "image/png")`); err != nil {
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
	home := t.TempDir() // of settings made by go env -w
	if err := os.MkdirAll(filepath.Join(home, "go", "telemetry"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "go", "telemetry", "mode"), []byte("off"), 0o600); err != nil {
		t.Fatal(err)
	}
	settings := []byte("GOFLAGS=-tags=nosuch -bad\nGOAMD64=v9\nGOEXPERIMENT=nosuch\n")
	if err := os.WriteFile(filepath.Join(home, "go", "env"), settings, 0o600); err != nil {
		t.Fatal(err)
	}
	for key, value := range map[string]string{
		"GOTOOLCHAIN": "local", "GOFLAGS": "-bad", "XDG_CONFIG_HOME": home, "GOWORK": "/nosuch/go.work",
		"GO111MODULE": "off", "GOEXPERIMENT": "nosuch", "CGO_ENABLED": "0", "GOOS": "plan9", "GOROOT": "/nosuch",
	} {
		t.Setenv(key, value)
	}
	tc := open(t, config(t.TempDir(), t.TempDir()))
	if err := buildAndLoad(tc, "env/1", `package cell; import _ "fmt"`); err != nil {
		t.Error(err)
	}
}

// TestNeitherGoNorGccInPath: once the standard library is compiled, ld is enough.
func TestNeitherGoNorGccInPath(t *testing.T) {
	ld, err := exec.LookPath("ld")
	if err != nil || sanitized() {
		t.Skip("needs ld, and a build without a sanitizer")
	}
	tc := open(t, config(shared, t.TempDir()))
	if err := buildAndLoad(tc, "path/1", `package cell; import _ "net/http"`); err != nil { // waits for the whole list
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(ld, filepath.Join(bin, "ld")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	t.Setenv("CC", "")
	tc = open(t, config(shared, t.TempDir()))
	if err := buildAndLoad(tc, "path/2", `package cell; import _ "net/http"`); err != nil {
		t.Error(err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := toolchain.Open(t.Context(), config(shared, t.TempDir())); !errors.Is(err, toolchain.ErrNoLinker) {
		t.Errorf("without a linker: %v", err)
	}
}

// sanitized tells whether the program has a sanitizer, which only the C compiler can link.
func sanitized() bool {
	info, _ := debug.ReadBuildInfo()
	for _, s := range info.Settings {
		if s.Key == "-race" || s.Key == "-asan" || s.Key == "-msan" {
			return s.Value == "true"
		}
	}
	return false
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

// changed is sources in which a file has a line more than in the program.
type changed struct{ fs.ReadFileFS }

func (c changed) ReadFile(name string) ([]byte, error) {
	data, err := c.ReadFileFS.ReadFile(name)
	if strings.HasSuffix(name, "registry.go") {
		data = bytes.Replace(data, []byte("\n"), []byte("\n\n"), 1)
	}
	return data, err
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
	c := config(shared, b.TempDir())
	tc := open(b, c)
	if err := buildAndLoad(tc, "bench/open", `package cell; import _ "net/http"`); err != nil { // waits for the whole list
		b.Fatal(err)
	}
	for b.Loop() {
		open(b, c)
	}
}
