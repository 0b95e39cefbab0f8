package main

import (
	"flag"
	"os"
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
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			// The person's own files stay out of it, but not the caches of the go command.
			for _, name := range []string{"HOME", "GOTOOLCHAIN", "GOFLAGS", "GOCACHE", "GOPROXY"} {
				env.Setenv(name, os.Getenv(name))
			}
			env.Setenv("TESTPROXY", proxy.URL) // has modules for scripts that set GOPROXY to it
			env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/config")
			env.Setenv("XDG_STATE_HOME", env.WorkDir+"/state")
			return nil
		},
	})
}
