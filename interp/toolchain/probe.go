package toolchain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"plugin"
	"strings"
	"time"
)

// probeVariable tells a child of the shell to load a plugin and do nothing else.
const probeVariable = "GOSPARK_PROBE_PLUGIN"

// probeDone is what such a child writes when the plugin is loaded.
const probeDone = "gospark: plugin loaded\n"

// ProbeChild must be the first call of main, or of TestMain, in every program that
// calls Open. In a child that Open has started it loads the trial plugin and ends
// the process; otherwise it returns at once.
func ProbeChild() {
	file := os.Getenv(probeVariable)
	if file == "" {
		return
	}
	if _, err := plugin.Open(file); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout.WriteString(probeDone)
	os.Exit(0)
}

// probe makes sure that a plugin built by t can be loaded into this program: by
// another process of it first, since a plugin that doesn't fit may end the
// process that loads it. What was found is kept for this program and toolchain.
func (t *Toolchain) probe(ctx context.Context, candidates []string) error {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	info, err := os.Stat(exe)
	if err != nil {
		return err
	}
	key := digest(t.imports.whole.key, exe, fmt.Sprint(info.Size(), info.ModTime().UnixNano()))
	memo := filepath.Join(t.config.Cache, "probed", key)
	if linker, err := os.ReadFile(memo); err == nil {
		for _, c := range candidates {
			if c == string(linker) {
				t.linker = c
				return nil
			}
		}
	}
	for _, t.linker = range candidates {
		if err = t.tryPlugin(ctx, exe); err == nil {
			return writeFile(memo, []byte(t.linker), 0o644)
		}
		if ctx.Err() != nil {
			return err
		}
	}
	return fmt.Errorf("compiled cells don't work in this shell: %w", err)
}

// tryPlugin builds a plugin that imports what cells import and has a child load it.
func (t *Toolchain) tryPlugin(ctx context.Context, exe string) error {
	var src strings.Builder
	src.WriteString("package probe\n\nimport (\n\t\"fmt\"\n")
	for _, path := range t.config.Packages {
		fmt.Fprintf(&src, "\t_ %q\n", path)
	}
	src.WriteString(")\n\nfunc init() { _ = fmt.Sprint(1) }\n")
	b := &building{t: t, path: "probe", dir: filepath.Join(t.config.Work, "probe")}
	defer os.RemoveAll(b.dir)
	if err := os.MkdirAll(b.file("tmp"), 0o700); err != nil {
		return err
	}
	if err := b.compile(ctx, []byte(src.String())); err != nil {
		return err
	}
	if err := b.link(ctx, b.file("plugin.so")); err != nil {
		return err
	}
	return loadInChild(ctx, exe, b.file("plugin.so"))
}

// loadInChild starts exe, this program, once more to load the plugin.
func loadInChild(ctx context.Context, exe, file string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	child := command{dir: filepath.Dir(file), env: append(os.Environ(), probeVariable+"="+file), argv: []string{exe}}
	out, err := child.run(ctx)
	var f *failure
	switch {
	case errors.As(err, &f):
		return fmt.Errorf("a plugin can't be loaded: %s\n%s", firstLines(f.output), remedy(f.output))
	case err != nil:
		return err
	case !strings.HasSuffix(string(out), probeDone):
		return errors.New("the program doesn't call toolchain.ProbeChild when it starts")
	}
	return nil
}

// remedy says what to do about a plugin that wasn't loaded.
func remedy(output string) string {
	switch {
	case strings.Contains(output, "different version of package"):
		return "the shell was built from other sources or with flags that cells can't repeat (-cover, -overlay); build it with `make build`"
	case strings.Contains(output, "no plugin module data"), strings.Contains(output, "not implemented"):
		return "the shell is linked statically, and such a program can't load plugins; build it with `make build`"
	}
	return "build the shell with `make build`"
}

// firstLines is at most three lines of text, up to the first empty one.
func firstLines(text string) string {
	text, _, _ = strings.Cut(text, "\n\n")
	lines := strings.SplitN(text, "\n", 4)
	return strings.Join(lines[:min(3, len(lines))], "\n")
}
