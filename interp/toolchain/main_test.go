package toolchain_test

import (
	"context"
	"fmt"
	"os"
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
	os.Exit(runTests(m))
}

// shared is the cache of the tests that don't need an empty one.
var shared string

func runTests(m *testing.M) int {
	var err error
	if shared, err = os.MkdirTemp("", "toolchain-test"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(shared)
	return m.Run()
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
