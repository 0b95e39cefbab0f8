package toolchain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
)

// A Module is one that the session requires, at the version that was chosen for it.
type Module struct {
	Path    string
	Version string
	Dir     string // the folder that stands for it, or ""
}

func (m Module) String() string {
	if m.Dir != "" {
		return m.Path + " => " + m.Dir
	}
	return m.Path + " " + m.Version
}

// A ModuleError is a fault of what was asked for, with its remedy.
type ModuleError struct {
	Msg  string
	Hint string
}

func (e *ModuleError) Error() string { return e.Msg }

// modules is what the session requires beyond the standard library and our own
// packages. Its go.mod lies in the session's folder and stands for that of our own
// module (-modfile), so that required packages may import ours.
type modules struct {
	mu       sync.Mutex // held while the go command runs; guards what follows
	asked    []string   // the paths of the modules that were asked for, in that order
	selected map[string]Module
	saved    requirements

	state    sync.Mutex // guards what follows; never held for long
	packages map[string]Package
	loaded   map[string]bool // packages that plugins have brought into this process
}

// requirements is the contents of go.mod and go.sum.
type requirements struct{ mod, sum []byte }

// Get adds a module to those required, or changes its version: query is the path of a
// module or of a package in one, with @version or without. @none takes one away.
// What was asked for is returned with the version chosen. Nothing is compiled yet.
//
// The error is a *ModuleError, or the context's. A Get that fails changes nothing.
func (t *Toolchain) Get(ctx context.Context, query string) (Module, error) {
	name, version, _ := strings.Cut(query, "@")
	if err := t.checkQuery(name, version); err != nil {
		return Module{}, err
	}
	m := &t.modules
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, ok := m.selected[m.owner(name)]; ok && r.Dir != "" && version != "none" {
		return Module{}, &ModuleError{r.Path + " is the folder " + r.Dir, ":get " + r.Path + "@none takes it away"}
	}
	defer t.config.announce("fetching " + query + " ...")()
	return t.require(ctx, name, func(ctx context.Context) error {
		if version == "none" {
			if r := m.selected[name]; r.Dir != "" {
				if _, err := t.goMod(ctx, "mod", "edit", "-dropreplace="+name, "-droprequire="+name, t.modFile()); err != nil {
					return err
				}
				m.asked = slices.DeleteFunc(slices.Clone(m.asked), func(p string) bool { return p == name })
				return nil
			}
		}
		_, err := t.goMod(ctx, "get", t.modFlag(), query)
		if err != nil {
			return explainModules(query, err)
		}
		return nil
	}, version == "none")
}

// Replace makes a folder stand for the module of a path.
func (t *Toolchain) Replace(ctx context.Context, name, dir string) (Module, error) {
	if err := t.checkQuery(name, ""); err != nil {
		return Module{}, err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Module{}, &ModuleError{dir + ": " + err.Error(), ""}
	}
	if info, err := os.Stat(abs); err != nil || !info.IsDir() {
		return Module{}, &ModuleError{dir + " is no folder", ":replace wants the folder of a module: :replace example.org/m=../m"}
	}
	if _, err := os.Stat(filepath.Join(abs, "go.mod")); err != nil {
		return Module{}, &ModuleError{dir + " is not the folder of a module: it has no go.mod", "go mod init " + name + " in it makes one"}
	}
	t.modules.mu.Lock()
	defer t.modules.mu.Unlock()
	defer t.config.announce("reading " + dir + " ...")()
	return t.require(ctx, name, func(ctx context.Context) error {
		if _, err := t.goMod(ctx, "mod", "edit", "-require="+name+"@"+unversioned, "-replace="+name+"="+abs, t.modFile()); err != nil {
			return explainModules(name, err)
		}
		return nil
	}, false)
}

// unversioned is the version of a module that a folder stands for.
const unversioned = "v0.0.0-00010101000000-000000000000"

// Modules are the modules that were asked for, in that order.
func (t *Toolchain) Modules() []Module {
	t.modules.mu.Lock()
	defer t.modules.mu.Unlock()
	var out []Module
	for _, p := range t.modules.asked {
		out = append(out, t.modules.selected[p])
	}
	return out
}

// Requirements are lines of go.mod, and go.sum, for a module of another path that
// requires the same: all but our own module.
func (t *Toolchain) Requirements() (lines []string, sum []byte) {
	t.modules.mu.Lock()
	defer t.modules.mu.Unlock()
	verb := ""
	for line := range strings.Lines(string(t.modules.saved.mod)) {
		f := strings.Fields(line)
		switch {
		case len(f) == 2 && f[1] == "(":
			verb = f[0]
			continue
		case len(f) > 0 && (f[0] == "require" || f[0] == "replace"):
		case verb != "" && len(f) > 1:
			f = append([]string{verb}, f...)
		default:
			verb = ""
			continue
		}
		if slices.Contains(t.modules.asked, f[1]) && f[0] == "require" {
			f = f[:3] // not indirect, as the go command thinks
		}
		if f[1] != t.config.Module {
			lines = append(lines, strings.Join(f, " "))
		}
	}
	return lines, t.modules.saved.sum
}

// require changes go.mod by edit, and takes the change back where it fails or can't be.
func (t *Toolchain) require(ctx context.Context, name string, edit func(context.Context) error, remove bool) (_ Module, err error) {
	m := &t.modules
	asked, selected := m.asked, m.selected
	defer func() {
		if err != nil {
			m.asked, m.selected = asked, selected
		}
	}()
	if err := t.writeRequirements(); err != nil {
		return Module{}, err
	}
	if err := edit(ctx); err != nil {
		return Module{}, err
	}
	if err := t.readSelected(ctx); err != nil {
		return Module{}, err
	}
	if err := t.holdLoaded(m.owner(name)); err != nil {
		return Module{}, err
	}
	mod := m.selected[m.owner(name)]
	switch {
	case remove:
		m.asked = slices.DeleteFunc(slices.Clone(m.asked), func(p string) bool { return p == name })
		mod = Module{Path: name}
	case mod.Path == "":
		return Module{}, &ModuleError{"no module has the package " + name, ""}
	case (Package{Module: mod}).clashes():
		return Module{}, t.clash(mod.Path, mod)
	case !slices.Contains(m.asked, mod.Path):
		m.asked = append(slices.Clone(m.asked), mod.Path)
	}
	if err := t.readRequirements(); err != nil {
		return Module{}, err
	}
	t.forget()
	return mod, nil
}

// holdLoaded refuses other versions of the modules of which packages are loaded; what
// was asked for is named first.
func (t *Toolchain) holdLoaded(asked string) error {
	fixed := map[string]Module{}
	t.modules.state.Lock()
	for p := range t.modules.loaded {
		mod := t.modules.packages[p].Module
		fixed[mod.Path] = mod
	}
	t.modules.state.Unlock()
	for _, name := range append([]string{asked}, slices.Sorted(maps.Keys(fixed))...) {
		was, ok := fixed[name]
		now := t.modules.selected[name]
		switch {
		case !ok || now == was:
		case now.Path == "":
			return &ModuleError{name + " is in use: cells have loaded it", "start the shell anew to do without it"}
		default:
			return &ModuleError{fmt.Sprintf("this needs %s, and cells have loaded %s: a process can't have both", now, was),
				"start the shell anew, with this :get before the cells that import it"}
		}
	}
	return nil
}

// owner is the path of the selected module that has a package of that path, or "".
func (m *modules) owner(pkg string) string {
	for p := pkg; p != "." && p != "/"; p = path.Dir(p) {
		if _, ok := m.selected[p]; ok {
			return p
		}
	}
	return ""
}

// checkQuery finds what isn't the path of a module or package, and no version.
func (t *Toolchain) checkQuery(name, version string) error {
	switch first, _, _ := strings.Cut(name, "/"); {
	case name == "", strings.ContainsAny(name+version, " \t\n\"'`=,") || strings.HasPrefix(name, "-"):
		return &ModuleError{"one path of a module is wanted, not " + fmt.Sprintf("%q", name), "as in golang.org/x/exp@latest"}
	case first == "." || first == ".." || filepath.IsAbs(name):
		return &ModuleError{name + " is a folder, not the path of a module", ":replace PATH=" + name + " makes it stand for one"}
	case name == t.config.Module || strings.HasPrefix(name, t.config.Module+"/"), t.imports.isStd(name):
		return &ModuleError{name + " is there already: the standard library and " + t.config.Module + " come with the shell", ""}
	}
	return nil
}

// isStd tells whether a path is that of a package of the standard library.
func (i *imports) isStd(name string) bool {
	return bytes.Contains(i.get(), []byte("packagefile "+name+"="))
}

// hostModules are the versions of the modules of which the shell itself contains packages.
var hostModules = sync.OnceValue(func() map[string]string {
	versions := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Replace != nil {
				dep = dep.Replace
			}
			versions[dep.Path] = dep.Version
		}
	}
	return versions
})

// clash is the error of a module at another version than the shell's. cause is the package or module that wants it.
func (t *Toolchain) clash(cause string, mod Module) error {
	version := hostModules()[mod.Path]
	e := &ModuleError{Msg: fmt.Sprintf("%s clashes with %s, of which the shell itself is built: a process can't have both", mod, version)}
	if cause == mod.Path {
		e.Hint = "ask for " + mod.Path + "@" + version
	} else {
		e.Msg = fmt.Sprintf("%s needs %s, and the shell itself is built of %s: a process can't have both", cause, mod, version)
		e.Hint = "try a version of it that goes with " + mod.Path + "@" + version
	}
	return e
}

func (t *Toolchain) modFile() string {
	return filepath.Join(t.config.Work, "modules", "go.mod")
}

func (t *Toolchain) modFlag() string { return "-modfile=" + t.modFile() }

// writeRequirements puts go.mod and go.sum back as they were after the last success.
func (t *Toolchain) writeRequirements() error {
	if err := t.imports.whole.prepare(); err != nil {
		return err
	}
	saved := &t.modules.saved
	if saved.mod == nil {
		mod, err := os.ReadFile(filepath.Join(t.imports.whole.list.dir, "go.mod"))
		if err != nil {
			return err
		}
		saved.mod = bytes.ReplaceAll(mod, []byte("=> ./"), []byte("=> "+t.imports.whole.list.dir+"/"))
	}
	return errors.Join(writeFile(t.modFile(), saved.mod, 0o600), writeFile(t.sumFile(), saved.sum, 0o600))
}

func (t *Toolchain) readRequirements() (err error) {
	saved := &t.modules.saved
	if saved.mod, err = os.ReadFile(t.modFile()); err != nil {
		return err
	}
	if saved.sum, err = os.ReadFile(t.sumFile()); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

func (t *Toolchain) sumFile() string { return strings.TrimSuffix(t.modFile(), "mod") + "sum" }

// readSelected asks which module has which version. By -e it does without what can't be had of modules that are
// nowhere used, as the dates of their versions.
func (t *Toolchain) readSelected(ctx context.Context) error {
	out, err := t.goMod(ctx, "list", t.modFlag(), "-m", "-e", "-f",
		"{{if not .Main}}{{.Path}}\t{{.Version}}\t{{with .Replace}}{{.Dir}}{{end}}{{end}}", "all")
	if err != nil {
		return explainModules("the modules", err)
	}
	selected := map[string]Module{}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) == 3 && f[0] != t.config.Module {
			selected[f[0]] = Module{f[0], f[1], f[2]}
		}
	}
	t.modules.selected = selected
	return nil
}

// goMod runs the go command in the folder of our module, with the person's settings of
// where modules come from.
func (t *Toolchain) goMod(ctx context.Context, args ...string) ([]byte, error) {
	settings, err := t.imports.whole.settings.run(ctx)
	if err != nil {
		return nil, err
	}
	list := t.imports.whole.list
	list.env = slices.Concat(list.env, parseSettings(settings), []string{"GOFLAGS=-mod=mod"})
	list.argv = append([]string{list.argv[0]}, args...)
	return list.run(ctx)
}

// explainModules says what the go command said, without what only its own users know.
func explainModules(subject string, err error) error {
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	var lines []string
	for line := range strings.Lines(f.output) {
		line = strings.TrimPrefix(strings.TrimRight(line, "\n"), "go: ")
		switch {
		case strings.HasPrefix(line, "downloading "), strings.HasPrefix(line, "added "), strings.HasPrefix(line, "upgraded "),
			strings.HasPrefix(line, "finding "), strings.HasPrefix(line, "trying "), strings.HasPrefix(line, "to add it:"),
			strings.HasPrefix(line, "\tgo get"), strings.HasPrefix(line, "# "):
			continue
		}
		lines = append(lines, line)
	}
	e := &ModuleError{Msg: subject + ": " + strings.TrimPrefix(strings.Join(lines, "\n"), subject+": ")}
	for fault, hint := range moduleHints {
		if strings.Contains(f.output, fault) {
			e.Hint = hint
		}
	}
	return e
}

var moduleHints = map[string]string{
	"GOPROXY=off":              "GOPROXY is off: only what is in the module cache can be had",
	"dial tcp":                 "is there a network? GOPROXY says where modules come from",
	"400 Bad Request":          "are path and version right?",
	"403 Forbidden":            "are path and version right?",
	"404 Not Found":            "are path and version right?",
	"410 Gone":                 "are path and version right?",
	"does not contain package": "is the path right? the documentation of the module lists its packages",
	"unknown revision":         "is there such a version? @latest is the newest",
	"running go 1":             "it needs a newer Go than that of the shell: ask for an older version",
}
