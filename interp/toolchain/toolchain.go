// Package toolchain drives Go's compiler and linker: it turns a package of one
// source file into a plugin and loads it into the running program. It knows
// nothing of cells, types and sessions.
//
//	host      what of the running program a plugin must match: release, flags, paths
//	locate    the folder of the release that built the program, fetched when it isn't there
//	env       the environment in which its commands run
//	files     the module's sources, extracted for the compiler
//	archives  the compiled standard library and our own packages: what a build may import
//	imports   one list of such archives, made by the go command and kept
//	modules   what the session requires beyond: go.mod and go.sum of its own
//	packages  the packages of these modules, compiled when they are imported
//	linker    the linker behind Go's linker
//	probe     the proof that a plugin can be loaded, by a child
//	build     one package: compile, link, load
//	stub      the package main of a plugin
//	thinlist  the archives that plugins are linked with: thin ones, kept for each build of the program
//	thin      an archive made thin: object reads and writes it, hollow and prune change it
//	relink    the jumps of a thin plugin lead to the program
package toolchain

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// A Config says where a Toolchain works and what its packages may import.
type Config struct {
	Cache    string            // folder for what is kept between runs and shared by all shells of a person
	Work     string            // folder of this session alone, which the caller removes at its end
	Sources  fs.FS             // the sources of our module, as the program was built from them
	Module   string            // its path
	Packages []string          // the import paths of its packages that may be imported
	Progress func(line string) // told what is being waited for when it takes long; may be nil
}

// complete makes the folders' names absolute, since commands run elsewhere, and makes the cache.
func (c *Config) complete() (err error) {
	if c.Progress == nil {
		c.Progress = func(string) {}
	}
	if c.Cache, err = filepath.Abs(c.Cache); err != nil {
		return err
	}
	if c.Work, err = filepath.Abs(c.Work); err != nil {
		return err
	}
	return os.MkdirAll(c.Cache, 0o755)
}

// announce tells what is being waited for, unless done is called soon.
func (c Config) announce(line string) (done func()) {
	timer := time.AfterFunc(1500*time.Millisecond, func() { c.Progress(line) })
	return func() { timer.Stop() }
}

// A Toolchain compiles packages for the running program. Its methods may be
// called from several goroutines.
type Toolchain struct {
	config       Config
	host         *host
	goroot       string
	env          []string
	compileFlags []string
	linker       string
	imports      *imports
	modules      modules
	thin         *thinArchives // nil where plugins are linked with whole archives

	mu    sync.Mutex
	built []byte        // the import list of what was built here
	stubs map[int]*stub // by the length of the path
}

// Open finds the release of Go that built the program, fetching it if need be,
// compiles the packages that may be imported where that hasn't been done on this
// machine before, and proves that a plugin can be loaded. It writes nothing to the
// standard streams. The first call on a machine takes some ten seconds, later ones some milliseconds.
//
// Errors are: one that wraps ErrUnsupported, a *MissingError, ErrNoLinker, the
// context's, or one that says what failed. ProbeChild must have been called before.
func Open(ctx context.Context, c Config) (*Toolchain, error) {
	if os.Getenv(probeVariable) != "" {
		return nil, errors.New("toolchain.Open was called in a child that only loads a trial plugin")
	}
	if err := c.complete(); err != nil {
		return nil, err
	}
	h, err := thisHost(c.Module)
	if err != nil {
		return nil, err
	}
	t := &Toolchain{config: c, host: h, stubs: map[int]*stub{}}
	if t.goroot, err = (&search{host: h, announce: c.announce}).goroot(ctx); err != nil {
		return nil, err
	}
	candidates, err := linkers(c.Cache, len(h.sanitizer()) > 0)
	if err != nil {
		return nil, err
	}
	t.env = h.env(t.goroot)
	t.compileFlags = h.compileFlags()
	if t.imports, err = t.openImports(ctx); err != nil {
		return nil, err
	}
	if err := t.probe(ctx, candidates); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// Close ends what a Toolchain does in the background, and returns when it has ended.
// Plugins stay as they are.
func (t *Toolchain) Close() { t.imports.close() }

// GOROOT is the folder of the release in use.
func (t *Toolchain) GOROOT() string { return t.goroot }

// Version is the release in use: go1.27.4.
func (t *Toolchain) Version() string { return t.host.version }

func (t *Toolchain) tool(name string) string {
	return filepath.Join(t.goroot, "pkg", "tool", t.host.platform(), name)
}

// digest names the given texts by their content.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d %s\n", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))[:24]
}
