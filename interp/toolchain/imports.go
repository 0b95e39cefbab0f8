package toolchain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// refreshAfter is the age at which a list of archives is made anew: the go
// command throws away what wasn't used for five days.
const refreshAfter = 24 * time.Hour

// An importList is the file that tells the compiler and the linker where the
// archives of packages are: the standard library and our own packages, as the
// host has them. The archives belong to the go command's build cache.
type importList struct {
	key      string // names everything that the list depends on
	path     string // of the file in our cache
	lockPath string
	settings command // the go command that says where a person keeps and fetches things
	list     command // the go command that makes the archives and writes the list
	prepare  func() error
}

// read returns the list. It is made when there is none, or when an archive in it is gone.
func (l *importList) read(ctx context.Context) ([]byte, error) {
	if text, ok := l.cached(); ok {
		return text, nil
	}
	return l.make(ctx, false)
}

// stale tells whether the list is old enough to be made anew.
func (l *importList) stale() bool {
	info, err := os.Stat(l.path)
	return err == nil && time.Since(info.ModTime()) > refreshAfter
}

// cached reads the list if it is there and holds only archives that are there.
func (l *importList) cached() ([]byte, bool) {
	text, err := os.ReadFile(l.path)
	return text, err == nil && complete(text)
}

// complete tells whether all archives of a list are there.
func complete(list []byte) bool {
	for line := range bytes.Lines(list) {
		_, archive, ok := bytes.Cut(bytes.TrimSpace(line), []byte("="))
		if !ok {
			return false
		}
		if _, err := os.Stat(string(archive)); err != nil {
			return false
		}
	}
	return len(list) > 0
}

// make runs the go command, which compiles what isn't in its cache. Of several
// processes that need the list, one makes it; again makes it in any case.
func (l *importList) make(ctx context.Context, again bool) ([]byte, error) {
	unlock, err := lock(ctx, l.lockPath)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if text, ok := l.cached(); ok && !again {
		return text, nil
	}
	if err := l.prepare(); err != nil {
		return nil, err
	}
	settings, err := l.settings.run(ctx)
	if err != nil {
		return nil, err
	}
	list := l.list
	list.env = slices.Concat(list.env, parseSettings(settings))
	text, err := list.run(ctx)
	if err != nil {
		return nil, explainList(err)
	}
	text = bytes.TrimLeft(text, "\n")
	return text, writeFile(l.path, text, 0o644)
}

// explainList adds what to do to the failures that a person can mend.
func explainList(err error) error {
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	if strings.Contains(f.output, "C compiler") && strings.Contains(f.output, "not found") {
		return fmt.Errorf("the standard library can't be compiled for cells without a C compiler; install gcc (needed once): %w", err)
	}
	if strings.Contains(f.output, "build cache is") {
		return fmt.Errorf("the standard library can't be compiled for cells without a folder for caches; set HOME or GOCACHE: %w", err)
	}
	return fmt.Errorf("the packages that cells import can't be compiled: %w", err)
}

// common is the packages of the standard library that are compiled first on a new
// machine, beside what our own import: with them most cells can be built. The
// linker wants runtime/cgo in every plugin.
var common = []string{
	"bufio", "bytes", "cmp", "context", "container/heap", "encoding/csv", "encoding/json", "errors", "fmt", "io", "iter",
	"log", "maps", "math", "math/rand", "math/rand/v2", "os", "path/filepath", "regexp", "slices", "sort", "strconv",
	"strings", "sync", "sync/atomic", "time", "unicode", "unicode/utf8", "runtime/cgo",
}

// first is what is compiled first for this host.
func (h *host) first() []string {
	if slices.Contains(h.sanitizer(), "-race") {
		return append(slices.Clone(common), "runtime/race")
	}
	return common
}

// importList describes the list of what patterns and our own packages need.
func (t *Toolchain) importList(files map[string][]byte, patterns ...string) *importList {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		parts = append(parts, name, string(files[name]))
	}
	src := filepath.Join(t.config.Cache, "src", digest(parts...))
	goCommand := filepath.Join(t.goroot, "bin", "go")
	argv := []string{goCommand, "list", "-export", "-deps"}
	argv = append(argv, t.host.listFlags(t.config.Module, src)...)
	argv = append(argv, "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}")
	argv = slices.Concat(argv, patterns, t.config.Packages)
	key := digest(slices.Concat(t.host.identity(), argv, []string{src})...)
	return &importList{
		key:      key,
		path:     filepath.Join(t.config.Cache, "imports", key),
		lockPath: filepath.Join(t.config.Cache, "lock"),
		settings: command{dir: t.config.Cache, env: t.host.settingsEnv(t.goroot), argv: append([]string{goCommand, "env"}, kept...)},
		list:     command{dir: src, env: t.env, argv: argv},
		prepare:  func() error { return extract(files, src) },
	}
}
