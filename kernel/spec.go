package kernel

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// A Spec is a kernelspec: what clients find the kernel by and start it with.
type Spec struct {
	Name string   // of its folder: gospark
	Argv []string // the program and its arguments; {connection_file} stands for the file
}

// A Place is where kernelspecs are: for a person, for a Python environment, or under a folder.
type Place struct {
	SysPrefix bool   // in the environment of the python that is first in PATH
	Prefix    string // under this folder, or "" for the person's own
}

//go:embed logo
var logos embed.FS

var specName = regexp.MustCompile(`^[a-z0-9._-]+$`)

// Install writes the kernelspec and returns its folder. One of the same name makes way.
func (s Spec) Install(at Place) (dir string, err error) {
	if !specName.MatchString(s.Name) {
		return "", fmt.Errorf("%q can't be a kernel's name: it is made of a-z, 0-9, dots, underscores and dashes", s.Name)
	}
	if dir, err = at.dir(s.Name); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	spec, err := json.MarshalIndent(map[string]any{
		"argv":                    s.Argv,
		"display_name":            s.displayName(),
		"language":                "go",
		"interrupt_mode":          "message",
		"kernel_protocol_version": protocolVersion,
		"metadata":                map[string]any{"debugger": false},
	}, "", "  ")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "kernel.json"), append(spec, '\n'), 0o644); err != nil {
		return "", err
	}
	return dir, fs.WalkDir(logos, "logo", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := logos.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, path.Base(name)), b, 0o644)
	})
}

// defaultName is the kernel's name where nobody gave one.
const defaultName = "gospark"

func (s Spec) displayName() string {
	if s.Name == defaultName {
		return "GoSpark"
	}
	return "GoSpark (" + s.Name + ")"
}

// Uninstall removes the kernelspec and returns the folder where it was.
func (s Spec) Uninstall(at Place) (dir string, err error) {
	if dir, err = at.dir(s.Name); err != nil {
		return "", err
	}
	b, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("there is no kernel %s: nothing at %s", s.Name, dir)
	}
	if err != nil {
		return "", err
	}
	var spec struct {
		Language string `json:"language"`
	}
	if json.Unmarshal(b, &spec) != nil || spec.Language != "go" {
		return "", fmt.Errorf("%s is another language's kernel; it was left alone", dir)
	}
	return dir, os.RemoveAll(dir)
}

// dir is the folder of a kernelspec.
func (p Place) dir(name string) (string, error) {
	base, err := p.data()
	return filepath.Join(base, "kernels", name), err
}

// data is Jupyter's data folder, as Jupyter itself finds it.
func (p Place) data() (string, error) {
	switch {
	case p.Prefix != "":
		return filepath.Join(p.Prefix, "share", "jupyter"), nil
	case p.SysPrefix:
		prefix, err := sysPrefix()
		return filepath.Join(prefix, "share", "jupyter"), err
	}
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Jupyter"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

// sysPrefix is the folder of the Python environment that is first in PATH.
func sysPrefix() (string, error) {
	for _, python := range []string{"python", "python3"} {
		out, err := exec.Command(python, "-c", "import sys; print(sys.prefix)").Output()
		if err == nil {
			return strings.TrimSpace(string(out)), nil
		}
	}
	return "", errors.New("--sys-prefix needs python in PATH; --prefix DIR names the environment's folder")
}
