package toolchain

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"plugin"
	"slices"
	"time"
)

// A Plugin is a compiled package, ready to be loaded.
type Plugin struct {
	Path    string        // the package's import path
	Compile time.Duration // what its parts took
	Link    time.Duration
	Archive int64 // the size of its object code in bytes, without what it imports
	Size    int64 // the size of the plugin's file

	file string
}

// Build compiles the package at the import path from one source file, and links
// it as a plugin. The package may import the standard library, the packages of
// the Config, those that Packages has compiled, and what this Toolchain has built before.
// Its path must never have been built before with success. A package main must export no
// funcs and variables; its types' names say main everywhere if its path is a ~ with three
// digits or letters.
//
// Faults of the source are an *Error. The end of ctx ends the compiler or the linker
// at once; the error is then the context's. A failed Build leaves nothing behind.
func (t *Toolchain) Build(ctx context.Context, path string, src []byte) (*Plugin, error) {
	p, err := t.build(ctx, path, src)
	if err != nil && ctx.Err() == nil && (t.imports.healed(ctx) || t.healModules(ctx)) {
		p, err = t.build(ctx, path, src)
	}
	return p, err
}

func (t *Toolchain) build(ctx context.Context, path string, src []byte) (_ *Plugin, err error) {
	b := &building{t: t, path: path, dir: filepath.Join(t.config.Work, url.PathEscape(path))}
	defer func() {
		if err != nil {
			os.RemoveAll(b.dir)
		}
	}()
	if err := os.MkdirAll(filepath.Join(b.dir, "tmp"), 0o700); err != nil {
		return nil, err
	}
	p := &Plugin{Path: path, file: b.file("plugin.so")}
	start := time.Now()
	if err := b.compile(ctx, src); err != nil {
		return nil, err
	}
	p.Compile = time.Since(start)
	if err := b.link(ctx, p.file); err != nil {
		return nil, err
	}
	p.Link = time.Since(start) - p.Compile
	p.Archive, p.Size = size(b.archive()), size(p.file)
	t.useOf(src)
	return p, b.finish()
}

// A building is a Build under way.
type building struct {
	t    *Toolchain
	path string
	dir  string // its own folder
}

func (b *building) file(name string) string { return filepath.Join(b.dir, name) }
func (b *building) archive() string         { return b.file("package.a") }

// stubPath is the plugin's own path; it is that of its package main.
func (b *building) stubPath() string { return b.path + "/plugin" }

// compile makes the package's archive, and the stub's that imports it.
func (b *building) compile(ctx context.Context, src []byte) error {
	config, err := b.t.importConfig(ctx, src)
	if err != nil {
		return err
	}
	if err := b.compileOne(ctx, b.path, "package", src, config); err != nil {
		return err
	}
	if err := nameMain(b.archive()); err != nil {
		return err
	}
	config = append(config, packageFile(b.path, b.archive())...)
	if err := os.WriteFile(b.file("importcfg"), config, 0o600); err != nil {
		return err
	}
	return b.compileStub(ctx, config)
}

// compileOne makes name.a of a source, in the presence of the import config.
func (b *building) compileOne(ctx context.Context, path, name string, src, config []byte) error {
	if err := os.WriteFile(b.file("importcfg"), config, 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(b.file(name+".go"), src, 0o600); err != nil {
		return err
	}
	argv := []string{b.t.tool("compile"), "-o", b.file(name + ".a"), "-p", path, "-importcfg", b.file("importcfg"), "-trimpath", b.dir}
	argv = append(append(argv, b.t.compileFlags...), b.file(name+".go"))
	_, err := command{dir: b.dir, env: b.env(), argv: argv}.run(ctx)
	return toolError("compile", b.dir, err)
}

// link makes the plugin of the two archives: with thin ones of what it imports, or
// with whole ones where that fails.
func (b *building) link(ctx context.Context, out string) error {
	err := errRelink
	if b.t.thin != nil {
		if err = b.linkThin(ctx, out); err != nil && ctx.Err() != nil {
			return err
		}
	}
	if err != nil {
		err = b.linkWhole(ctx, out)
	}
	if err != nil {
		return err
	}
	return nameFuncs(out)
}

func (b *building) linkWhole(ctx context.Context, out string) error {
	return b.linkWith(ctx, out, b.file("importcfg"))
}

func (b *building) linkThin(ctx context.Context, out string) error {
	whole, err := os.ReadFile(b.file("importcfg"))
	if err != nil {
		return err
	}
	own := packageFile(b.path, b.archive())
	list, err := b.t.thin.list(whole, b.archive())
	if err != nil {
		return err
	}
	if err := os.WriteFile(b.file("linkcfg"), append(list, own...), 0o600); err != nil {
		return err
	}
	if err := b.linkWith(ctx, out, b.file("linkcfg")); err != nil {
		return err
	}
	return relink(out)
}

// linkWith makes the plugin with the archives that a list names.
func (b *building) linkWith(ctx context.Context, out, list string) error {
	argv := []string{b.t.tool("link"), "-o", out, "-importcfg", list, "-pluginpath", b.stubPath(),
		"-buildmode=plugin", "-s", "-w", "-installsuffix", b.t.host.installSuffix(), "-extld=" + b.t.linker}
	argv = append(append(argv, b.t.host.sanitizer()...), b.file("stub.a"))
	_, err := command{dir: b.dir, env: b.env(), argv: argv}.run(ctx)
	return toolError("link", b.dir, err)
}

// env keeps what the linker leaves when it is killed in the folder that is removed then,
// and has the tools collect garbage late, since they end soon.
func (b *building) env() []string {
	return slices.Concat(b.t.env, []string{"TMPDIR=" + b.file("tmp"), "GOGC=400"})
}

// finish makes the package known to later ones and removes what only the build needed.
func (b *building) finish() error {
	b.t.mu.Lock()
	b.t.built = append(b.t.built, packageFile(b.path, b.archive())...)
	b.t.mu.Unlock()
	errs := []error{b.thinForLater()}
	for _, name := range []string{"package.go", "stub.go", "stub.a", "importcfg", "linkcfg", "tmp"} {
		errs = append(errs, os.RemoveAll(b.file(name)))
	}
	return errors.Join(errs...)
}

// thinForLater makes the package's archive thin for the plugins that import it: what it
// has is in the process from when its own plugin is loaded.
func (b *building) thinForLater() error {
	if b.t.thin == nil {
		return nil
	}
	names, err := exported(b.file("plugin.so"))
	if err != nil {
		return err
	}
	return b.t.thin.add(b.archive(), b.file("thin.a"), names)
}

func size(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

// Load loads the plugin into this process: the init functions of its package run, in
// the calling goroutine, and those of packages it brings along; a panic in them
// reaches the caller. It is called once, and can't be undone. The plugin's file is removed.
func (p *Plugin) Load() error {
	defer os.Remove(p.file)
	_, err := plugin.Open(p.file)
	if err != nil {
		return fmt.Errorf("load %s: %w", p.Path, err)
	}
	return nil
}
