package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/goproxytest"
	"github.com/rogpeppe/go-internal/testscript"

	"gospark/session"
)

var update = flag.Bool("update", false, "rewrite the scripts' expected output")

// These make the test binary the shell, with a fake session behind it or the real one.
const (
	asFake  = "GOSPARK_TEST_FAKE"
	asShell = "GOSPARK_TEST_SHELL"
)

func TestMain(m *testing.M) {
	session.Begin()
	if os.Getenv(asFake) != "" {
		os.Exit(start(os.Args[1:], openFake))
	}
	if os.Getenv(asShell) != "" {
		main()
	}
	testscript.Main(m, map[string]func(){"gospark-shell": main})
}

// TestScripts runs testdata/script: the real command, as a person meets it.
func TestScripts(t *testing.T) {
	proxy := goproxytest.NewTestServer(t, "../../interp/toolchain/testdata/proxy", "")
	runScripts(t, "testdata/script", proxy.URL)
}

// TestScriptsInterpreted runs scripts whose output is the same in a session of interpreted cells.
func TestScriptsInterpreted(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"pipeline", "wordcount", "joins", "laziness", "files", "formats", "captures", "redefinition", "together",
		"accumulators", "job_groups", "checkpoint", "actions"} {
		text, err := os.ReadFile("testdata/script/" + name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		interpreted := strings.ReplaceAll(string(text), "exec gospark-shell ", "exec gospark-shell --mode=interpreted ")
		if err := os.WriteFile(filepath.Join(dir, name+".txtar"), []byte(interpreted), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	runScripts(t, dir, "")
}

func runScripts(t *testing.T, dir, proxy string) {
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		UpdateScripts:       *update && dir == "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			// The person's own files stay out of it, but not the caches of the go command.
			for _, name := range []string{"HOME", "GOTOOLCHAIN", "GOFLAGS", "GOCACHE", "GOPROXY"} {
				env.Setenv(name, os.Getenv(name))
			}
			shell, err := exec.LookPath("gospark-shell")
			if err != nil {
				return err
			}
			env.Setenv("SHELL_DIR", filepath.Dir(shell)) // a PATH that has no go
			env.Setenv("TESTPROXY", proxy)               // has modules for scripts that set GOPROXY to it
			env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/config")
			env.Setenv("XDG_STATE_HOME", env.WorkDir+"/state")
			return nil
		},
	})
}
