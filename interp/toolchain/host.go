package toolchain

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
)

// ErrUnsupported is wrapped by the error of Open where no compiled cell can ever
// be loaded into this program, whatever is installed.
var ErrUnsupported = errors.New("this build of the shell can't load compiled cells")

// A host is what must be known of the running program so that plugins fit it:
// plugin.Open refuses any package that was compiled another way.
type host struct {
	version string            // of Go: go1.27.4
	lang    string            // the language version: go1.27
	goroot  string            // where the standard library lay when it was built, or "" for -trimpath
	root    string            // where our module lay: its path (with @version) for -trimpath, or a folder
	set     map[string]string // the build settings, as in debug.BuildInfo
}

// thisHost describes the running program. module is the path of our module.
func thisHost(module string) (*host, error) {
	if !slices.Contains([]string{"linux", "darwin", "freebsd"}, runtime.GOOS) {
		return nil, fmt.Errorf("%w: Go has no plugins on %s", ErrUnsupported, runtime.GOOS)
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil, fmt.Errorf("%w: it doesn't say how it was built (build it with the go command)", ErrUnsupported)
	}
	h := &host{set: map[string]string{}}
	for _, s := range info.Settings {
		h.set[s.Key] = s.Value
	}
	if h.set["CGO_ENABLED"] == "0" {
		return nil, fmt.Errorf("%w: it was built with CGO_ENABLED=0", ErrUnsupported)
	}
	h.version, _, _ = strings.Cut(runtime.Version(), " ")
	h.lang = language(h.version)
	h.locate(module)
	return h, nil
}

// language is the language version of a release: go1.27 of go1.27.4.
func language(version string) string {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return version
	}
	minor := parts[1]
	if i := strings.IndexFunc(minor, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
		minor = minor[:i] // go1.28rc1
	}
	return parts[0] + "." + minor
}

// locate finds the folders that are written into the program's export data: by
// what the program says of its own functions.
func (h *host) locate(module string) {
	pkg := reflect.TypeFor[host]().PkgPath()
	_, file, _, _ := runtime.Caller(0)
	h.root = strings.TrimSuffix(file, strings.TrimPrefix(pkg, module)+"/"+filepath.Base(file))
	pc := reflect.ValueOf(errors.New).Pointer()
	if file, _ := runtime.FuncForPC(pc).FileLine(pc); filepath.IsAbs(file) {
		h.goroot = strings.TrimSuffix(filepath.ToSlash(file), "/src/errors/errors.go")
	}
}

// trimmed tells whether the program was built with -trimpath.
func (h *host) trimmed() bool { return h.goroot == "" }

// moduleVersion is the version of our module that is part of its file names, for
// a program that was installed as module@version, or "".
func (h *host) moduleVersion() string {
	if !h.trimmed() {
		return ""
	}
	_, version, _ := strings.Cut(h.root, "@")
	return version
}

// sanitizer is the flag of the sanitizer that the program was built with, as a list.
func (h *host) sanitizer() []string {
	for _, f := range []string{"-race", "-msan", "-asan"} {
		if h.set[f] == "true" {
			return []string{f}
		}
	}
	return nil
}

// installSuffix names the variant of compiled packages that fits.
func (h *host) installSuffix() string {
	for _, f := range h.sanitizer() {
		return strings.TrimPrefix(f, "-") + "_dynlink"
	}
	return "dynlink"
}

// listFlags are the go command's flags that compile a package as the program's
// own packages were. src is the folder with the sources of our module.
func (h *host) listFlags(module, src string) []string {
	flags := append([]string{"-buildmode=plugin"}, h.sanitizer()...)
	if h.trimmed() {
		flags = append(flags, "-trimpath")
	}
	for _, f := range []string{"-tags", "-pgo", "-asmflags"} {
		if v := h.set[f]; v != "" {
			flags = append(flags, f+"="+v)
		}
	}
	gcflags := h.set["-gcflags"]
	if gcflags != "" {
		flags = append(flags, "-gcflags="+gcflags)
	}
	if !h.trimmed() { // as if our packages were compiled where the program's were
		all, _ := strings.CutPrefix(gcflags, "all=")
		if all == gcflags {
			all = ""
		}
		flags = append(flags, strings.TrimSpace(fmt.Sprintf("-gcflags=%s/...=%s -trimpath=%s=>%s", module, all, src, h.root)))
	}
	return flags
}

// compileFlags are the compiler's flags for a package of the plugin.
func (h *host) compileFlags() []string {
	flags := []string{"-lang=" + h.lang, "-complete", "-installsuffix", h.installSuffix(), "-goversion", h.version,
		"-dynlink", "-nolocalimports", "-pack", "-e", "-c=2", "-dwarf=false"}
	return append(flags, h.sanitizer()...)
}

// platform names the system and the processor as folders of a GOROOT do.
func (h *host) platform() string { return runtime.GOOS + "_" + runtime.GOARCH }
