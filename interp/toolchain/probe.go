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
	exe, err := thisBuild()
	if err != nil {
		return err
	}
	if t.thin, err = openThin(t.config.Cache, exe, t.host); err != nil {
		return err
	}
	memo := filepath.Join(t.config.Cache, "probed", digest(t.imports.whole.key, exe.file, exe.id, thinFormat))
	found, _ := os.ReadFile(memo)
	ways := t.ways(candidates)
	for _, w := range ways {
		if w.String() == string(found) {
			t.linker, t.thin = w.linker, w.thin
			return nil
		}
	}
	for _, w := range ways {
		t.linker, t.thin = w.linker, w.thin
		if err = t.tryPlugin(ctx, exe.file); err == nil {
			return writeFile(memo, []byte(w.String()), 0o644)
		}
		if ctx.Err() != nil {
			return err
		}
	}
	return fmt.Errorf("compiled cells don't work in this shell: %w", err)
}

// A way is a way to link plugins.
type way struct {
	linker string
	thin   *thinArchives
}

func (w way) String() string { return fmt.Sprintf("%s thin=%t", w.linker, w.thin != nil) }

// ways are the ways to try, the fastest first.
func (t *Toolchain) ways(linkers []string) []way {
	var ways []way
	for _, l := range linkers {
		if t.thin != nil {
			ways = append(ways, way{l, t.thin})
		}
		ways = append(ways, way{linker: l})
	}
	return ways
}

// trial is what the trial plugin does: what would end the child if plugins and program
// didn't fit together.
const trial = `
type number int

func (n number) String() string { return strconv.Itoa(int(n)) }

func deep(n int) int {
	var space [100]int
	if n > 0 {
		space[n%100] = deep(n-1)
	}
	return space[n%100] + 1
}

func init() {
	said := make(chan string)
	go func() {
		defer func() { said <- fmt.Sprintf("%v %v", recover(), deep(1000) > 0) }()
		var none map[string]fmt.Stringer
		none["x"] = number(1)
	}()
	runtime.GC()
	words := map[fmt.Stringer]any{number(2): errors.New("x"), time.Second: <-said}
	runtime.GC()
	if text := fmt.Sprintf("%v %v", words[number(2)], words[time.Second]); text != "x assignment to entry in nil map true" {
		panic(text)
	}
}
`

// tryPlugin builds a plugin that imports what cells import and has a child load it.
func (t *Toolchain) tryPlugin(ctx context.Context, exe string) error {
	var src strings.Builder
	src.WriteString("package probe\n\nimport (\n\t\"errors\"\n\t\"fmt\"\n\t\"runtime\"\n\t\"strconv\"\n\t\"time\"\n")
	for _, path := range t.config.Packages {
		fmt.Fprintf(&src, "\t_ %q\n", path)
	}
	src.WriteString(")\n" + trial)
	b := &building{t: t, path: "probe", dir: filepath.Join(t.config.Work, "probe")}
	defer os.RemoveAll(b.dir)
	if err := os.MkdirAll(b.file("tmp"), 0o700); err != nil {
		return err
	}
	if err := b.compile(ctx, []byte(src.String())); err != nil {
		return err
	}
	link := b.linkWhole
	if t.thin != nil {
		link = b.linkThin
	}
	if err := link(ctx, b.file("plugin.so")); err != nil {
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
