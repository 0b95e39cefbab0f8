package toolchain

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// builtWith is the GOROOT that built the program, set by the Makefile with
// -ldflags -X: a hint, because -trimpath leaves no other trace of it.
var builtWith string

// A MissingError is the error of Open where the Go release that built the
// program is neither on this machine nor to be had.
type MissingError struct {
	Version string   // the release: go1.27.4
	Looked  []string // the places that were looked at, each with what was wrong with it
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("cells can't be compiled: they need %s, with which this shell was built, and it wasn't found\n"+
		"looked at:\n\t%s\n"+
		"install any Go from 1.21 on (https://go.dev/dl) and put it in PATH: it fetches %s when there is a network",
		e.Version, strings.Join(e.Looked, "\n\t"), e.Version)
}

// A search looks for the folder of one release.
type search struct {
	host     *host
	looked   []string
	announce func(line string) (done func())
}

// goroot finds the folder of the release that built the program: where the
// program says, in the module cache, and at last by asking any go command for it,
// which fetches it.
func (s *search) goroot(ctx context.Context) (string, error) {
	if s.host.goroot != "" { // its folder is written into the export data
		if s.accept(s.host.goroot, "where it was built without -trimpath") {
			return s.host.goroot, nil
		}
		return "", &MissingError{s.host.version, s.looked}
	}
	for _, root := range s.folders() {
		if s.accept(root, "") {
			return root, nil
		}
	}
	for _, command := range goCommands(s.host.version) {
		root, err := s.ask(ctx, command)
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		if err != nil {
			s.note(command, err.Error())
		} else if s.accept(root, "the answer of "+command) {
			return root, nil
		}
	}
	if len(s.looked) == 0 {
		s.looked = []string{"no go command in PATH, /usr/local/go, /usr/lib/go or ~/sdk"}
	}
	return "", &MissingError{s.host.version, s.looked}
}

// folders are the places where the release may lie, without running anything.
func (s *search) folders() []string {
	release := "toolchain@v0.0.1-" + s.host.version + "." + runtime.GOOS + "-" + runtime.GOARCH
	roots := []string{builtWith, os.Getenv("GOROOT")}
	for _, cache := range moduleCaches() {
		roots = append(roots, filepath.Join(cache, "golang.org", release))
	}
	if home, err := os.UserHomeDir(); err == nil {
		roots = append(roots, filepath.Join(home, "sdk", s.host.version))
	}
	roots = append(roots, "/usr/local/go", "/usr/lib/go")
	return slices.DeleteFunc(roots, func(root string) bool { return !filepath.IsAbs(root) })
}

// moduleCaches are the places where the go command may keep what it fetched.
func moduleCaches() []string {
	caches := []string{os.Getenv("GOMODCACHE")}
	for _, path := range filepath.SplitList(os.Getenv("GOPATH")) {
		caches = append(caches, filepath.Join(path, "pkg", "mod"))
	}
	if home, err := os.UserHomeDir(); err == nil {
		caches = append(caches, filepath.Join(home, "go", "pkg", "mod"))
	}
	return slices.DeleteFunc(caches, func(c string) bool { return c == "" })
}

// goCommands are the go commands on this machine that may fetch the release.
func goCommands(version string) []string {
	var commands []string
	if path, err := exec.LookPath("go"); err == nil {
		commands = append(commands, path)
	}
	fixed := []string{"/usr/local/go/bin/go", "/usr/lib/go/bin/go", "/opt/homebrew/bin/go", "/snap/bin/go", "/usr/bin/go"}
	if home, err := os.UserHomeDir(); err == nil {
		sdks, _ := filepath.Glob(filepath.Join(home, "sdk", "go*", "bin", "go"))
		fixed = append(append(fixed, filepath.Join(home, "go", "bin", version)), sdks...)
	}
	for _, path := range fixed {
		if _, err := os.Stat(path); err == nil && !slices.Contains(commands, path) {
			commands = append(commands, path)
		}
	}
	return commands
}

// ask has a go command fetch the release, where it hasn't got it, and say where it is.
func (s *search) ask(ctx context.Context, path string) (root string, err error) {
	defer s.announce("fetching " + s.host.version + " with " + path + " (about 70 MB) ...")()
	env := append(plainEnv(), "GOTOOLCHAIN="+s.host.version, "GOFLAGS=-buildvcs=false", "GOWORK=off")
	out, err := command{dir: os.TempDir(), env: env, argv: []string{path, "env", "GOROOT"}}.run(ctx)
	return strings.TrimSpace(string(out)), err
}

// accept tells whether root holds the whole release, and notes what is wrong otherwise.
func (s *search) accept(root, why string) bool {
	fault := check(root, s.host.version)
	if fault != "" {
		if why != "" {
			fault = why + ": " + fault
		}
		s.note(root, fault)
	}
	return fault == ""
}

func (s *search) note(place, fault string) { s.looked = append(s.looked, place+": "+fault) }

// check says what keeps root from being the folder of the release, or "".
func check(root, version string) string {
	text, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil {
		return "no Go there"
	}
	if found, _, _ := strings.Cut(string(text), "\n"); strings.TrimSpace(found) != version {
		return "that is " + strings.TrimSpace(found)
	}
	tools := filepath.Join("pkg", "tool", runtime.GOOS+"_"+runtime.GOARCH)
	for _, file := range []string{filepath.Join("bin", "go"), filepath.Join(tools, "compile"), filepath.Join(tools, "link")} {
		if _, err := os.Stat(filepath.Join(root, file)); err != nil {
			return "its " + file + " is missing"
		}
	}
	return ""
}
