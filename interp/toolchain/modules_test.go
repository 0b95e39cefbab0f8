package toolchain_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/goproxytest"

	"gospark/interp/toolchain"
)

// openWithProxy opens a toolchain for which modules come from testdata/proxy, and
// beyond them from those that this test itself is built of.
func openWithProxy(t *testing.T) *toolchain.Toolchain {
	t.Helper()
	server := goproxytest.NewTestServer(t, "testdata/proxy", "")
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	mods := t.TempDir()
	t.Setenv("GOPROXY", server.URL+",file://"+filepath.ToSlash(strings.TrimSpace(string(cache)))+"/cache/download")
	t.Setenv("GOSUMDB", "off")
	t.Setenv("GOMODCACHE", mods)
	t.Cleanup(func() { // the go command makes what it fetched read-only
		_ = filepath.WalkDir(mods, func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				err = os.Chmod(name, 0o700)
			}
			return err
		})
	})
	return open(t, config(shared, t.TempDir()))
}

// get requires a module, and fails the test where that fails.
func get(t *testing.T, tc *toolchain.Toolchain, query string) {
	t.Helper()
	if _, err := tc.Get(t.Context(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// refused tells what is wrong with an error that isn't a *ModuleError with the words.
func refused(t *testing.T, err error, words ...string) {
	t.Helper()
	var fault *toolchain.ModuleError
	if !errors.As(err, &fault) {
		t.Errorf("got %v, not a ModuleError", err)
		return
	}
	for _, w := range words {
		if !strings.Contains(fault.Msg+"\n"+fault.Hint, w) {
			t.Errorf("%q is not in: %s\n%s", w, fault.Msg, fault.Hint)
		}
	}
}

func TestPackagesOfModulesAreCompiledWhenImported(t *testing.T) {
	tc := openWithProxy(t)
	get(t, tc, "example.org/greet@v1.0.0")
	if n := len(tc.Compiled()); n != 0 {
		t.Errorf("%d packages are compiled before any import", n)
	}
	packages, err := tc.Packages(t.Context(), "example.org/greet")
	if err != nil {
		t.Fatal(err)
	}
	if p := packages["example.org/greet"]; p.Name != "hello" || p.Module.Version != "v1.0.0" {
		t.Errorf("got %+v", p)
	}
	if packages["example.org/dep"].Archive == "" {
		t.Error("what it imports isn't there")
	}
	run(t, tc, "modules/1", `package cell
import ("gospark/cellrt"; hello "example.org/greet"; "example.org/dep")
func init() { cellrt.Register("modules/1", func() {
	if got := hello.To("you").String() + dep.Largest("a", "b"); got != "hello 0, youb" { panic(got) }
}) }`)

	for query, want := range map[string]string{
		"example.org/greet@v1.1.0": "cells have loaded example.org/",
		"example.org/greet@latest": "start the shell anew",
		"example.org/dep@v1.1.0":   "this needs example.org/dep v1.1.0, and cells have loaded example.org/dep v1.0.0",
		"example.org/greet@none":   "cells have loaded",
	} {
		_, err := tc.Get(t.Context(), query)
		refused(t, err, want)
	}
	if got := tc.Modules(); len(got) != 1 || got[0].Version != "v1.0.0" {
		t.Errorf("after refusals: %v", got)
	}
	get(t, tc, "example.org/dep@v1.0.0")
}

func TestVersionsChangeUntilTheyAreLoaded(t *testing.T) {
	tc := openWithProxy(t)
	get(t, tc, "example.org/greet")
	if got := tc.Modules()[0].Version; got != "v1.1.0" {
		t.Errorf("the latest is %s", got)
	}
	if _, err := tc.Packages(t.Context(), "example.org/greet"); err != nil {
		t.Fatal(err)
	}
	get(t, tc, "example.org/greet@v1.0.0")
	packages, err := tc.Packages(t.Context(), "example.org/greet")
	if err != nil || packages["example.org/greet"].Module.Version != "v1.0.0" {
		t.Errorf("got %v, %v", packages["example.org/greet"], err)
	}
	get(t, tc, "example.org/greet@none")
	if got := tc.Modules(); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
	_, err = tc.Packages(t.Context(), "example.org/greet")
	refused(t, err, "no module of the session has the package example.org/greet", ":get example.org/greet")
}

func TestWhatCantBeImported(t *testing.T) {
	tc := openWithProxy(t)
	get(t, tc, "example.org/greet@v1.0.0")
	for path, want := range map[string]string{
		"example.org/greet/cmd/tool":        "package main",
		"example.org/greet/internal/secret": "internal to its module",
		"example.org/greet/wrong":           "wrong.go:3:13: cannot use",
		"example.org/greet/nosuch":          "example.org/greet/nosuch",
		"example.org/other":                 "no module of the session",
	} {
		_, err := tc.Packages(t.Context(), path)
		refused(t, err, want)
	}
	for query, want := range map[string]string{
		"":                          "one path of a module is wanted",
		"-modfile=x":                "one path of a module is wanted",
		"a b":                       "one path of a module is wanted",
		"./dir":                     ":replace PATH=./dir",
		"fmt":                       "there already",
		"gospark/cellrt":            "there already",
		"example.org/nosuch":        "example.org/nosuch",
		"example.org/greet@v9.0.0":  "example.org/greet@v9.0.0",
		"example.org/greet@nothing": "example.org/greet@nothing",
	} {
		_, err := tc.Get(t.Context(), query)
		refused(t, err, want)
	}
	if got := tc.Modules(); len(got) != 1 {
		t.Errorf("after refusals: %v", got)
	}
}

// TestModulesOfTheShellItself: this test is built of go-internal, as a shell is of other modules.
func TestModulesOfTheShellItself(t *testing.T) {
	tc := openWithProxy(t)
	get(t, tc, "example.org/older")
	if _, err := tc.Packages(t.Context(), "example.org/older"); err != nil {
		t.Errorf("a module that needs less than the shell's: %v", err)
	}
	_, err := tc.Get(t.Context(), "github.com/rogpeppe/go-internal@v1.99.0")
	refused(t, err, "go-internal v1.99.0 clashes with v", "ask for github.com/rogpeppe/go-internal@v")
	get(t, tc, "example.org/newer")
	_, err = tc.Packages(t.Context(), "example.org/newer")
	refused(t, err, "example.org/newer needs github.com/rogpeppe/go-internal v1.99.0, and the shell itself is built of v")
}

func TestFolderStandsForModule(t *testing.T) {
	tc := openWithProxy(t)
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := tc.Replace(t.Context(), "example.org/mine", dir)
	refused(t, err, "no go.mod")
	_, err = tc.Replace(t.Context(), "example.org/mine", filepath.Join(dir, "nosuch"))
	refused(t, err, "is no folder")

	write("go.mod", "module example.org/mine\n\ngo 1.27\n\nrequire example.org/dep v1.0.0\n")
	write("a/a.go", "package a\n\nimport \"example.org/dep\"\n\nvar W = dep.Word() + \"!\"\n")
	if _, err := tc.Replace(t.Context(), "example.org/mine", dir); err != nil {
		t.Fatal(err)
	}
	if _, err := tc.Packages(t.Context(), "example.org/mine/a"); err != nil {
		t.Fatal(err)
	}
	run(t, tc, "modules/2", `package cell
import ("gospark/cellrt"; "example.org/mine/a")
func init() { cellrt.Register("modules/2", func() { if a.W != "hello 0!" { panic(a.W) } }) }`)
	write("a/a.go", "package a\n\nvar W = 1\n")
	if _, err := tc.Replace(t.Context(), "example.org/mine", dir); err != nil {
		t.Fatal(err)
	}
	write("b/b.go", "package b\n\nimport _ \"example.org/mine/a\"\n")
	_, err = tc.Packages(t.Context(), "example.org/mine/b")
	refused(t, err, "the package example.org/mine/a has changed since cells loaded it", "anew")
	_, err = tc.Get(t.Context(), "example.org/mine@v1.0.0")
	refused(t, err, "example.org/mine is the folder")
}
