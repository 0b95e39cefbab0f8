package toolchain

import (
	"os"
	"runtime"
	"slices"
	"strings"
)

// kept are the variables of the go command that a person may set as they like:
// they say where things are kept and fetched, not what is built.
var kept = []string{
	"GOCACHE", "GOPATH", "GOMODCACHE", "GOTMPDIR", "GOPROXY", "GOSUMDB",
	"GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE", "GOAUTH", "CC", "CXX",
}

// plainEnv is the environment without what steers the go command, apart from what is kept.
func plainEnv() []string {
	var env []string
	for _, kv := range os.Environ() {
		key, _, _ := strings.Cut(kv, "=")
		steers := strings.HasPrefix(key, "GO") || strings.HasPrefix(key, "CGO_") || key == probeVariable
		if !steers || slices.Contains(kept, key) {
			env = append(env, kv)
		}
	}
	return env
}

// settingsEnv is the environment in which the go command tells what is kept, be it
// set by variables or in the person's env file, whatever else that file holds.
func (h *host) settingsEnv(goroot string) []string {
	env := append(plainEnv(), "GOTOOLCHAIN=local", "GOROOT="+goroot, "GOFLAGS=-buildvcs=false", "GOWORK=off", "GOEXPERIMENT=none")
	if file := os.Getenv("GOENV"); file != "" {
		env = append(env, "GOENV="+file)
	}
	return append(env, h.identity()...)
}

// parseSettings makes variables of the go command's answer, a value a line.
func parseSettings(answer []byte) []string {
	var env []string
	for i, value := range strings.Split(strings.TrimSuffix(string(answer), "\n"), "\n") {
		if i < len(kept) && value != "" {
			env = append(env, kept[i]+"="+value)
		}
	}
	return env
}

// env is the environment for the commands of the toolchain in goroot: what they
// make depends on the host alone. The person's env file is left out, and GOFLAGS
// isn't empty because an empty one would be looked up there.
func (h *host) env(goroot string) []string {
	env := append(plainEnv(),
		"GOENV=off", "GOTOOLCHAIN=local", "GOROOT="+goroot, "GOFLAGS=-buildvcs=false", "GOWORK=off", "GO111MODULE=on")
	return append(env, h.identity()...)
}

// identity is the variables that decide what is compiled.
func (h *host) identity() []string {
	env := []string{"CGO_ENABLED=1", "GOOS=" + runtime.GOOS, "GOARCH=" + runtime.GOARCH}
	for key, value := range h.set {
		if key == "GOEXPERIMENT" || strings.HasPrefix(key, "GO"+strings.ToUpper(runtime.GOARCH)) {
			env = append(env, key+"="+value)
		}
	}
	slices.Sort(env)
	return append(env, "GOVERSION="+h.version)
}
