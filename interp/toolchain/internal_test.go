//go:build unix

package toolchain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
)

// openPlain opens a toolchain whose packages import only the standard library.
func openPlain(t *testing.T, work string) *Toolchain {
	t.Helper()
	tc, err := Open(t.Context(), Config{
		Cache:    t.TempDir(),
		Work:     work,
		Module:   "example.org/m",
		Sources:  fstest.MapFS{"a/a.go": {Data: []byte("package a\n\nfunc A() int { return 1 }\n")}},
		Packages: []string{"example.org/m/a"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tc.Close)
	return tc
}

// TestCancelEndsLinker: the end of the context ends what Go's linker has started too.
func TestCancelEndsLinker(t *testing.T) {
	work, started := t.TempDir(), filepath.Join(t.TempDir(), "pid")
	tc := openPlain(t, work)
	tc.linker = filepath.Join(t.TempDir(), "ld")
	script := fmt.Sprintf("#!/bin/sh\necho $$ >%[1]s.new && mv %[1]s.new %[1]s && exec sleep 1000\n", started)
	if err := os.WriteFile(tc.linker, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	pid := make(chan int)
	go func() {
		for {
			if text, err := os.ReadFile(started); err == nil {
				n, _ := strconv.Atoi(strings.TrimSpace(string(text)))
				cancel()
				pid <- n
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	_, err := tc.Build(ctx, "cell/1", []byte("package cell"))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(work); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	for n := <-pid; alive(n); time.Sleep(time.Millisecond) {
	}
}

// alive tells whether a process runs; one that waits for its parent doesn't.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || !bytes.Contains(stat, []byte(") Z "))
}

// TestCleanedCache: the go command has thrown archives away, before a session and during one.
func TestCleanedCache(t *testing.T) {
	tc := openPlain(t, t.TempDir())
	<-tc.imports.ready
	bad := bytes.Replace(tc.imports.get(), []byte("packagefile fmt="), []byte("packagefile fmt=/nosuch"), 1)
	if err := os.WriteFile(tc.imports.whole.path, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	tc.imports.set(bad)
	if _, err := tc.Build(t.Context(), "cell/1", []byte("package cell\nimport _ \"fmt\"")); err != nil {
		t.Error(err)
	}
	if text, ok := tc.imports.whole.cached(); !ok || bytes.Contains(text, []byte("/nosuch")) {
		t.Error("the list in the cache isn't mended")
	}
	if err := os.WriteFile(tc.imports.whole.path, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), tc.config)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := again.Build(t.Context(), "cell/2", []byte("package cell\nimport _ \"fmt\"")); err != nil {
		t.Error(err)
	}
}

// TestOldListIsRefreshed: so that the go command sees that the archives are in use.
func TestOldListIsRefreshed(t *testing.T) {
	tc := openPlain(t, t.TempDir())
	<-tc.imports.ready
	old := time.Now().Add(-2 * refreshAfter)
	if err := os.Chtimes(tc.imports.whole.path, old, old); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), tc.config)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for again.imports.whole.stale() {
		time.Sleep(time.Millisecond)
	}
}

func TestMissingRelease(t *testing.T) {
	for key, value := range map[string]string{"PATH": t.TempDir(), "HOME": t.TempDir(), "GOPROXY": "off", "GOMODCACHE": t.TempDir(), "GOROOT": "", "GOPATH": ""} {
		t.Setenv(key, value)
	}
	s := &search{host: &host{version: "go1.99.1"}, announce: Config{Progress: func(string) {}}.announce}
	_, err := s.goroot(t.Context())
	var missing *MissingError
	if !errors.As(err, &missing) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"need go1.99.1", "https://go.dev/dl"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the message lacks %q:\n%v", want, err)
		}
	}
}

func TestIncompleteReleaseIsRefused(t *testing.T) {
	root := t.TempDir()
	for version, want := range map[string]string{
		"":                                "no Go there",
		"go1.26.8\ntime 2026":             "that is go1.26.8",
		"go1.27.4\ntime 2026":             "its bin/go is missing",
		"go1.27.40":                       "that is go1.27.40",
		"devel go1.28-abc Mon\ntime 2026": "that is devel go1.28-abc Mon",
	} {
		os.Remove(filepath.Join(root, "VERSION"))
		if version != "" {
			if err := os.WriteFile(filepath.Join(root, "VERSION"), []byte(version), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := check(root, "go1.27.4"); got != want {
			t.Errorf("%q: %s, want %s", version, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for version, want := range map[string]string{"go1.27.4": "go1.27", "go1.28rc1": "go1.28", "go1.28": "go1.28", "go2": "go2"} {
		if got := language(version); got != want {
			t.Errorf("%s: %s, want %s", version, got, want)
		}
	}
}

func TestParseDiagnostics(t *testing.T) {
	got := parseDiagnostics("In[3]:2:14: undefined: x\nIn[3]:4: have (int)\n\twant (string)\nlink: x: not found\n\n")
	want := []Diagnostic{
		{"In[3]", 2, 14, "undefined: x"},
		{"In[3]", 4, 0, "have (int)\n\twant (string)"},
		{"", 0, 0, "link: x: not found"},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v", got)
	}
}

// TestThinOfBrokenArchive: an archive that isn't as it should be is an error, not a panic.
func TestThinOfBrokenArchive(t *testing.T) {
	tc := openPlain(t, t.TempDir())
	_, file, _ := strings.Cut(string(tc.imports.get()), "packagefile example.org/m/a=")
	file, _, _ = strings.Cut(file, "\n")
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	none := func(string) bool { return false }
	if _, err := thin(whole, none); err != nil {
		t.Fatalf("the whole archive: %v", err)
	}
	for n := range len(whole) {
		if _, err := thin(whole[:n], none); err == nil && n > len(archiveMagic)+memberHeader && n < len(whole)-1 {
			size, _ := strconv.Atoi(strings.TrimSpace(string(whole[len(archiveMagic)+48 : len(archiveMagic)+58])))
			if n > len(archiveMagic)+memberHeader+size+1 { // cut between two members it is an archive
				t.Fatalf("cut to %d of %d bytes there is no error", n, len(whole))
			}
		}
	}
}
