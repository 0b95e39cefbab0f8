package interp

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"gospark/cell"
	"gospark/cellrt"
	"gospark/interp/toolchain"
)

// errNoCompiler is the error of a cell that can't be compiled whatever it is.
var errNoCompiler = errors.New("there is no compiler")

var errInterpreted = errors.New("the session runs in interpreted mode")

// A compiler is the toolchain, or what came of looking for one.
type compiler struct {
	ready  chan struct{}
	cancel context.CancelFunc
	tc     *toolchain.Toolchain
	err    error
}

// startCompiler opens the toolchain behind the prompt.
func startCompiler(c toolchain.Config) *compiler {
	ctx, cancel := context.WithCancel(context.Background())
	comp := &compiler{ready: make(chan struct{}), cancel: cancel}
	go func() {
		defer close(comp.ready)
		if comp.tc, comp.err = toolchain.Open(ctx, c); comp.err != nil && ctx.Err() == nil {
			c.Progress("cells can't be compiled: " + firstLine(comp.err.Error()) + " (:mode tells more)")
		}
	}()
	return comp
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// close ends the toolchain, also where it hasn't come up yet.
func (comp *compiler) close() {
	comp.cancel()
	<-comp.ready
	if comp.tc != nil {
		comp.tc.Close()
	}
}

// wait is the toolchain once it is there, which it may be when ctx ends.
func (comp *compiler) wait(ctx context.Context) (*toolchain.Toolchain, error) {
	select {
	case <-comp.ready:
	case <-ctx.Done():
		if !comp.isReady() {
			return nil, ctx.Err()
		}
	}
	return comp.tc, comp.err
}

// isReady tells whether it is known if there is a toolchain.
func (comp *compiler) isReady() bool {
	select {
	case <-comp.ready:
		return true
	default:
		return false
	}
}

// built counts the packages of this process, for their paths. It isn't the cell's
// number: a package once loaded is loaded for good.
var built atomic.Int64

// nextPath is the import path of the next compiled cell.
func nextPath() string {
	n := built.Add(1)
	if n >= 36*36*36 {
		return fmt.Sprintf("%s/%d", cellPath, n)
	}
	return fmt.Sprintf("~%03s", strconv.FormatInt(n, 36)) // of a form that toolchain can name main
}

// compile turns a checked cell into loaded code; run is its statements.
func (in *Interp) compile(ctx context.Context, c *check, t *timer) (b *binding, run func(), err error) {
	tc, err := in.compiler.wait(ctx)
	if err != nil {
		if ctx.Err() == nil && in.config.Mode == Auto {
			return nil, nil, fmt.Errorf("%w: %w", errNoCompiler, err)
		}
		return nil, nil, in.unavailable(ctx, c, err)
	}
	t.part("wait")
	home := nextPath()
	b = c.bind(home)
	g, err := c.generate(b)
	if err != nil {
		return nil, nil, cell.Errors{c.errorAt(c.firstPos(), cell.CodeCompile, err.Error())}
	}
	t.part("generate")
	plugin, err := tc.Build(ctx, home, []byte(g.source))
	if err != nil {
		return nil, nil, c.compileErrors(ctx, err)
	}
	t.add("compile", plugin.Compile)
	t.add("link", plugin.Link)
	if err := plugin.Load(); err != nil {
		return nil, nil, cell.Errors{{Code: cell.CodeCompile, Msg: "the compiled cell can't be loaded: " + err.Error(),
			Hint: "start the shell anew; if it happens again, please report it with the cell's text"}}
	}
	t.part("load")
	run, ok := cellrt.Run(home)
	if !ok {
		return nil, nil, cell.Errors{{Code: cell.CodeCompile, Msg: "the compiled cell registered nothing to run"}}
	}
	in.adopt(g)
	return b, run, nil
}

// adopt remembers where the compiled cell's types keep what is unexported, and
// which of the session's symbols compiled code now refers to.
func (in *Interp) adopt(g *generator) {
	for f, h := range g.owned {
		in.table.fields[f] = h
	}
	in.table.structs = append(in.table.structs, g.structs...)
	for _, obj := range g.info.Uses {
		if sym := g.symbolOf(obj); sym != nil {
			sym.used = true
		}
	}
}

// unavailable is the error of a cell that needs the compiler where there is none.
func (in *Interp) unavailable(ctx context.Context, c *check, err error) error {
	if ctx.Err() != nil {
		return interrupted(c.src)
	}
	e := c.errorAt(c.firstPos(), cell.CodeUnavailable, "this cell must be compiled, and cells can't be compiled here")
	e.Hint = err.Error()
	return cell.Errors{e}
}

// compileErrors are the compiler's faults, at the person's lines where they lie in them.
func (c *check) compileErrors(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return interrupted(c.src)
	}
	var failed *toolchain.Error
	if !errors.As(err, &failed) {
		return cell.Errors{{Code: cell.CodeCompile, Msg: err.Error()}}
	}
	var out cell.Errors
	for _, d := range failed.Diagnostics {
		e := &cell.Error{Code: cell.CodeCompile, Msg: readable.Replace(d.Msg)}
		if pos, ok := cell.ParsePos(fmt.Sprintf("%s:%d", d.File, d.Line)); ok {
			e.Pos, e.Text = pos, c.src.Line(pos.Line)
		}
		out = append(out, e)
	}
	return out
}

// interrupted is the error of a cell that was stopped.
func interrupted(src cell.Source) error {
	return &cell.Error{Code: cell.CodeInterrupted, Msg: src.Name() + " interrupted"}
}

// A timer measures the parts of a cell's life.
type timer struct {
	last  time.Time
	parts []cell.Timing
}

func newTimer() *timer { return &timer{last: time.Now()} }

// part ends the part that began when the one before it ended.
func (t *timer) part(name string) {
	now := time.Now()
	t.add(name, now.Sub(t.last))
	t.last = now
}

// add notes a part that was measured elsewhere; the next part doesn't count it.
func (t *timer) add(name string, d time.Duration) {
	t.parts = append(t.parts, cell.Timing{Part: name, Time: d})
	t.last = t.last.Add(d)
}
