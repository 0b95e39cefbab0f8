package toolchain

import (
	"bytes"
	"context"
	"fmt"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"sync"
)

// imports is the archives of all that may be imported apart from what is built
// here. On a new machine it begins with the common part of the standard library,
// and the rest is compiled in the background, since that takes three times as long.
type imports struct {
	config Config
	whole  *importList
	cancel context.CancelFunc
	tasks  sync.WaitGroup // what runs in the background

	ready chan struct{} // closed when the whole list has been read or has failed
	err   error         // why it failed; to be read when ready is closed

	mu   sync.Mutex
	text []byte // the list so far
}

// openImports reads the list, the common part first where there is none yet.
func (t *Toolchain) openImports(ctx context.Context) (*imports, error) {
	files, err := t.host.sourceFiles(t.config.Sources, t.config.Module)
	if err != nil {
		return nil, fmt.Errorf("the sources that cells import: %w", err)
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	i := &imports{
		config: t.config,
		whole:  t.importList(files, "std"),
		cancel: cancel,
		ready:  make(chan struct{}),
	}
	text, whole := i.whole.cached()
	if !whole {
		done := t.config.announce("compiling the standard library for cells, once for this machine (about 10 s) ...")
		text, err = t.importList(files, t.host.first()...).read(ctx)
		done()
		if err != nil {
			cancel()
			return nil, err
		}
	}
	i.text = text
	if whole {
		close(i.ready)
	}
	if !whole || i.whole.stale() {
		i.tasks.Go(func() { i.fill(background, whole) })
	}
	return i, nil
}

// close ends what runs in the background, and waits for its end.
func (i *imports) close() {
	i.cancel()
	i.tasks.Wait()
}

// fill makes the whole list; again does so though there is one.
func (i *imports) fill(ctx context.Context, again bool) {
	list := *i.whole
	list.list = list.list.gently()
	text, err := list.make(ctx, again)
	if err == nil {
		i.set(text)
	}
	if !again {
		i.err = err
		close(i.ready)
	}
}

func (i *imports) set(text []byte) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.text = text
}

func (i *imports) get() []byte {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.text
}

// wait waits for the whole list.
func (i *imports) wait(ctx context.Context) error {
	defer i.config.announce("waiting for the rest of the standard library to be compiled, once for this machine (about 20 s) ...")()
	select {
	case <-i.ready:
		return i.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// healed makes the whole list anew when an archive in it is gone, and tells
// whether it did: the go command cleans its cache while a long session runs.
func (i *imports) healed(ctx context.Context) bool {
	select {
	case <-i.ready:
	default:
		return false
	}
	if complete(i.get()) {
		return false
	}
	text, err := i.whole.make(ctx, true)
	if err == nil {
		i.set(text)
	}
	return err == nil
}

// importConfig is the list of archives for a package with the source src: it
// waits where src imports what isn't compiled yet.
func (t *Toolchain) importConfig(ctx context.Context, src []byte) ([]byte, error) {
	if !t.covers(src) {
		if err := t.imports.wait(ctx); err != nil {
			return nil, err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Concat(t.imports.get(), t.moduleFiles(), t.built), nil
}

// covers tells whether everything that src imports is in the lists.
func (t *Toolchain) covers(src []byte) bool {
	select {
	case <-t.imports.ready:
		return true
	default:
	}
	t.mu.Lock()
	list := slices.Concat(t.imports.get(), t.moduleFiles(), t.built)
	t.mu.Unlock()
	f, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ImportsOnly)
	if err != nil {
		return true // the compiler says what is wrong
	}
	for _, spec := range f.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		if path != "unsafe" && !bytes.Contains(list, []byte("packagefile "+path+"=")) {
			return false
		}
	}
	return true
}

// packageFile is the line of a list for one package.
func packageFile(path, archive string) string {
	return "packagefile " + path + "=" + archive + "\n"
}
