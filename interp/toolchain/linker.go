package toolchain

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// ErrNoLinker is the error of Open where neither ld nor a C compiler is there.
var ErrNoLinker = errors.New("cells can't be compiled: they need a linker, and neither ld nor gcc, cc or clang is in PATH\n" +
	"install binutils or gcc (Debian, Ubuntu: apt install gcc; Fedora: dnf install gcc; macOS: xcode-select --install)")

// wrapper is what Go's linker calls in place of the C compiler: two thirds of a
// link's time would go to the C compiler's start and to its three trial links
// of a trivial.c, whose outcome only adds what cells don't need. It hands the
// objects to ld. Whatever it doesn't know, and whatever ld refuses, goes to the C compiler.
const wrapper = `#!/bin/sh
ld=%q
cc=%q
for arg do
	case $arg in
	*/trivial.c) exit 1 ;;
	esac
done
direct() (
	for arg do
		shift
		case $arg in
		-m64 | -O* | -g | -rdynamic | -pthread | -lpthread | -ldl | -lresolv | -lm | -Wl,--compress-debug-sections=*) ;;
		-Wl,-z,*) set -- "$@" -z "${arg#-Wl,-z,}" ;;
		-Wl,*,*) exit 1 ;;
		-Wl,*) set -- "$@" "${arg#-Wl,}" ;;
		-s | -w | -o | -shared | [!-]*) set -- "$@" "$arg" ;;
		*) exit 1 ;;
		esac
	done
	exec "$ld" --eh-frame-hdr --hash-style=gnu "$@" -l:libc.so.6
)
if [ -z "$cc" ]; then
	direct "$@"
	exit
fi
[ -n "$ld" ] && direct "$@" 2>/dev/null && exit
exec $cc "$@"
`

// linkers are the external linkers to try, the fastest first: the wrapper, and
// the C compiler alone for where a script can't be run from the cache.
// With a sanitizer it is the C compiler, which knows the libraries that it needs.
func linkers(cache string, sanitizer bool) ([]string, error) {
	ld, _ := exec.LookPath("ld")
	cc := compilerOfC()
	if sanitizer && cc != "" {
		return []string{cc}, nil
	}
	if ld == "" && cc == "" {
		return nil, ErrNoLinker
	}
	script := fmt.Sprintf(wrapper, ld, cc)
	path := filepath.Join(cache, "bin", "extld-"+digest(script))
	if old, err := os.ReadFile(path); err != nil || string(old) != script {
		if err := writeFile(path, []byte(script), 0o755); err != nil {
			return nil, err
		}
	}
	if cc == "" {
		return []string{path}, nil
	}
	return []string{path, cc}, nil
}

// compilerOfC is the C compiler's path, or "".
func compilerOfC() string {
	for _, name := range []string{os.Getenv("CC"), "gcc", "cc", "clang"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
