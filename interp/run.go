package interp

import (
	"context"
	"errors"
	"fmt"
	"go/token"

	"reflect"
	"runtime/debug"
	"strings"
	"time"

	"gospark/cell"
	"gospark/cellrt"
)

// abandonAfter is how long an interrupted cell has to end before it is left behind.
const abandonAfter = 2 * time.Second

// Run takes one cell through its life. The error is cell.Errors, what the cell did
// wrong before it ran, or a *cell.Error, how its run ended. The end of ctx interrupts it.
func (in *Interp) Run(ctx context.Context, src cell.Source) (cell.Result, error) {
	in.running.Lock()
	defer in.running.Unlock()
	in.remember(src)
	t := newTimer()
	job, err := in.prepare(ctx, src, t)
	if err != nil || job == nil {
		return cell.Result{N: src.N}, err
	}
	err = in.execute(ctx, src, job.run)
	t.part("run")
	done := len(job.check.run.Body.List)
	if err != nil {
		done = job.done()
	}
	in.commit(job.check, job.binding, done)
	res := cell.Result{N: src.N, Mode: job.mode, Notes: job.notes, Timings: t.parts}
	if err != nil {
		return res, err
	}
	return in.collect(job.check, job.binding, res)
}

// prepare takes a cell up to where it can run; job is nil where there is nothing to run.
func (in *Interp) prepare(ctx context.Context, src cell.Source, t *timer) (_ *job, err error) {
	defer guard(&err)
	c, err := in.checkCell(src, in.current())
	if err != nil {
		return nil, err
	}
	if errs := c.impureClosures(); len(errs) > 0 {
		return nil, errs
	}
	t.part("check")
	if c.isEmpty() {
		in.commit(c, c.bind(""), 0)
		return nil, nil
	}
	return in.route(ctx, c, t)
}

// guard makes an error of a panic in what happens to a cell before it runs: a fault
// of ours must not end the person's session.
func guard(err *error) {
	if v := recover(); v != nil {
		*err = cell.Errors{{Code: cell.CodeCompile, Msg: fmt.Sprintf("a bug in the shell: %v", v),
			Hint: "please report it with the cell's text; the session goes on", Text: firstFrame(debug.Stack())}}
	}
}

// firstFrame is the place that panicked, out of a stack trace.
func firstFrame(stack []byte) string {
	_, after, _ := strings.Cut(string(stack), "panic(")
	lines := strings.SplitN(after, "\n", 5)
	if len(lines) < 4 {
		return ""
	}
	return strings.TrimSpace(lines[3])
}

// A job is a cell that is ready to run.
type job struct {
	*binding
	check *check
	mode  string
	run   func(*cellrt.Scope)
	done  func() int // statements completed, after a run that failed
}

// route gives a cell to the interpreter where that is known to do it right, and
// to the compiler otherwise.
func (in *Interp) route(ctx context.Context, c *check, t *timer) (*job, error) {
	if in.config.Mode != Compiled {
		b := c.bind("")
		l, obstacle := c.lower(b)
		if obstacle == nil {
			return &job{binding: b, check: c, mode: "interpreted", run: l.run, done: func() int { return l.completed }}, nil
		}
		if in.config.Mode == Interpreted {
			return nil, in.refused(c, obstacle)
		}
	}
	b, run, err := in.compile(ctx, c, t)
	if err != nil {
		return nil, err
	}
	return &job{binding: b, check: c, mode: "compiled", run: func(*cellrt.Scope) { run() }, done: b.completed}, nil
}

// refused is the error of a cell that the interpreter isn't known to do right.
func (in *Interp) refused(c *check, o *obstacle) error {
	e := c.errorAt(o.pos, cell.CodeUnavailable, o.what+" can't be interpreted yet")
	e.Hint = "the session was started with --mode=interpreted; --mode=auto compiles such cells"
	return cell.Errors{e}
}

// completed is how many statements of a compiled cell were done, as far as it noted.
func (b *binding) completed() int {
	if v, ok := cellrt.Lookup(b.step); ok {
		return int(v.Int())
	}
	return 0
}

// firstPos is where the cell's first declaration or statement begins.
func (c *check) firstPos() token.Pos {
	for _, d := range c.decls.Decls {
		if c.fset.Position(d.Pos()).Line > 0 && d.Pos().IsValid() {
			return d.Pos()
		}
	}
	if len(c.run.Body.List) > 0 {
		return c.run.Body.List[0].Pos()
	}
	return c.run.Body.Lbrace
}

// isEmpty tells whether there is nothing to compile or run: comments, imports, or
// declarations that stand already.
func (c *check) isEmpty() bool {
	for _, name := range c.pkg.Scope().Names() {
		if c.declared[name] {
			return false
		}
	}
	return len(c.run.Body.List) == 0 && !c.hasUnnamed() && len(c.written) == 0
}

// execute runs a cell in a goroutine of its own, which an interrupt ends.
func (in *Interp) execute(ctx context.Context, src cell.Source, run func(*cellrt.Scope)) error {
	if ctx.Err() != nil {
		return interrupted(src)
	}
	strays := make(chan error, 16)
	scope := cellrt.NewScope(context.Background(), src.N, func(v any, stack []byte) {
		select {
		case strays <- in.panicError(src, v, string(stack), "a goroutine panicked: "):
		default:
		}
		cellrt.Current().Interrupt()
	})
	defer scope.Close()
	ended := make(chan error, 1)
	go scope.Do(func() {
		returned := false
		defer func() {
			switch v := recover(); {
			case v != nil:
				ended <- in.panicError(src, v, string(debug.Stack()), "")
			case returned:
				ended <- nil
			default:
				ended <- errGoexit
			}
		}()
		debug.SetPanicOnFault(true)
		run(scope)
		returned = true
	})
	err := in.await(ctx, src, scope, ended)
	select {
	case stray := <-strays:
		return stray
	default:
	}
	return in.ending(ctx, src, scope, err)
}

var errGoexit = errors.New("the goroutine ended")

// await waits for the end of a cell, and interrupts it when ctx ends.
func (in *Interp) await(ctx context.Context, src cell.Source, scope *cellrt.Scope, ended <-chan error) error {
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	scope.Interrupt()
	select {
	case err := <-ended:
		return err
	case <-time.After(abandonAfter):
		return &cell.Error{Code: cell.CodeInterrupted, Msg: src.Name() + " interrupted; it waits for something that can't be stopped, and was left behind"}
	}
}

// ending says why a cell ended that didn't return.
func (in *Interp) ending(ctx context.Context, src cell.Source, scope *cellrt.Scope, err error) error {
	var exit *cellrt.ExitError
	switch {
	case errors.As(scope.Ending(), &exit):
		return &cell.Error{Code: cell.CodeExit, Msg: exit.Error(), Hint: "the session goes on; Ctrl-D leaves it"}
	case scope.Interrupted() && ctx.Err() != nil: // also when what it waited for was ended by the interrupt
		var e *cell.Error
		if errors.As(err, &e) && e.Code == cell.CodeInterrupted {
			return e
		}
		return interrupted(src)
	case err == errGoexit:
		return &cell.Error{Code: cell.CodePanic, Msg: "the cell's goroutine ended without a result (runtime.Goexit)"}
	}
	return err
}

// panicError is the error of a cell that panicked, with the person's own lines on top.
func (in *Interp) panicError(src cell.Source, v any, stack, prefix string) error {
	e := &cell.Error{Code: cell.CodePanic, Msg: prefix + panicText(v)}
	if in.config.Explain != nil {
		if explained, inner, ok := in.config.Explain(v); ok {
			e = explained
			stack = inner + "\n" + stack
		}
	}
	e.Trace = append(e.Trace, in.frames(stack)...)
	if len(e.Trace) > 0 && !e.Pos.IsValid() {
		e.Pos = e.Trace[0].Pos
	}
	e.Text = in.line(e.Pos)
	return e
}

func panicText(v any) string {
	switch v := v.(type) {
	case interface{ RuntimeError() }:
		return fmt.Sprint(v)
	case error:
		return "panic: " + safeText(v.Error)
	case fmt.Stringer:
		return "panic: " + safeText(v.String)
	case string:
		return "panic: " + v
	}
	return fmt.Sprintf("panic: %#v", v)
}

// safeText is the text of a value whose own method may panic in turn.
func safeText(f func() string) (s string) {
	defer func() {
		if v := recover(); v != nil {
			s = fmt.Sprintf("(its text can't be made: %v)", v)
		}
	}()
	return f()
}

// frames are the calls of a stack trace that lie in cells, innermost first.
func (in *Interp) frames(stack string) []cell.Frame {
	var out []cell.Frame
	name := ""
	for line := range strings.Lines(stack) {
		line = strings.TrimRight(line, "\n")
		file, isFile := strings.CutPrefix(line, "\t")
		if !isFile {
			name = line
			continue
		}
		if i := strings.Index(file, "In["); i > 0 { // a folder in front
			file = file[i:]
		}
		file, _, _ = strings.Cut(file, " ")
		pos, ok := cell.ParsePos(file)
		if !ok || strings.HasPrefix(name, "created by ") {
			continue
		}
		f := cell.Frame{Func: funcName(name), Pos: pos, Text: strings.TrimSpace(in.line(pos))}
		if n := len(out); n == 0 || out[n-1] != f {
			out = append(out, f)
		}
	}
	return out
}

// funcName is a func of a stack trace as the person wrote it: splitLine,
// (*P).Area, "func literal"; "" for the statements of a cell.
func funcName(symbol string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(symbol, cellPath+"/"), "(0x")
	name = strings.TrimSuffix(name, "(...)")
	if _, after, ok := strings.Cut(name, "."); ok {
		name = after
	}
	name = strings.NewReplacer("[...]", "", exportMark, "").Replace(name)
	if i := strings.LastIndex(name, "({"); i > 0 {
		name = name[:i]
	}
	if strings.HasPrefix(name, "run"+mark) || strings.Contains(name, ".func") {
		if strings.Contains(name, ".func") {
			return "func literal"
		}
		return ""
	}
	return strings.TrimSuffix(name, "()")
}

// collect reads the values that the cell ended in. An error at the end of several
// results fails the cell when it isn't nil, and isn't shown when it is.
func (in *Interp) collect(c *check, b *binding, res cell.Result) (cell.Result, error) {
	results := c.results()
	var values []cell.Value
	for i, t := range results {
		v, ok := cellrt.Lookup(b.result[i])
		if !ok {
			return res, nil
		}
		values = append(values, cell.Value{V: valueOf(v), Type: in.typeString(t)})
	}
	n := len(results)
	if n == 0 {
		return res, nil
	}
	if last := results[n-1]; isError(last) && c.endsInCall() {
		if err, ok := values[n-1].V.(error); ok && err != nil {
			return res, &cell.Error{Code: cell.CodeValue, Pos: c.pos(c.value.Pos()), Msg: safeText(err.Error), Text: c.src.Line(c.pos(c.value.Pos()).Line)}
		}
		values = values[:n-1]
	}
	if c.printLike() {
		values = nil
	}
	if len(values) == 1 {
		in.bindResult(c.src.N, b.result[0], results[0])
		res.Out = true
	} else {
		cellrt.Delete(b.result...)
	}
	res.Values = values
	return res, nil
}

func valueOf(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}
