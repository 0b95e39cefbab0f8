package toolchain_test

import (
	"bytes"
	"io/fs"
	"runtime/debug"
	"strings"
)

// changed is sources whose Go files have a line more than those of the program.
type changed struct{ fs.ReadFileFS }

func (c changed) ReadFile(name string) ([]byte, error) {
	data, err := c.ReadFileFS.ReadFile(name)
	if strings.HasSuffix(name, "registry.go") {
		data = bytes.Replace(data, []byte("\n"), []byte("\n\n"), 1)
	}
	return data, err
}

// sanitized tells whether the program has a sanitizer, which only the C compiler can link.
func sanitized() bool {
	info, _ := debug.ReadBuildInfo()
	for _, s := range info.Settings {
		if s.Key == "-race" || s.Key == "-asan" || s.Key == "-msan" {
			return s.Value == "true"
		}
	}
	return false
}
