package interp

import (
	"context"
	"fmt"
	"go/token"
	"runtime/debug"
	"strconv"
	"strings"

	"gospark/cell"
	"gospark/cellrt"
)

// Run takes one cell through its life. The error is cell.Errors, what the cell did
// wrong before it ran, or a *cell.Error, how its run ended. The end of ctx interrupts it.
// What it prints goes to out; nil is the process's own standard output and error.
//
// Cells may be run at once: each sees what those that ended before it began have defined.
func (in *Interp) Run(ctx context.Context, src cell.Source, out *cellrt.Output) (cell.Result, error) {
	in.remember(src)
	t := newTimer()
	job, err := in.prepare(ctx, src, t)
	if err != nil || job == nil {
		return cell.Result{N: src.N}, err
	}
	err = in.execute(ctx, src, out, func(scope *cellrt.Scope) {
		job.start(scope)
		job.failure = in.failure(job)
	})
	t.part("run")
	return in.finish(src, job, t, err)
}

// finish gives a cell that has run, and ended with err, its place in the scope.
func (in *Interp) finish(src cell.Source, job *job, t *timer, err error) (cell.Result, error) {
	in.changing.Lock()
	defer in.changing.Unlock()
	done := len(job.check.run.Body.List)
	if err != nil {
		done = job.done()
	}
	in.commit(job.check, job.binding, done)
	res := cell.Result{N: src.N, Mode: job.mode, Notes: job.notes, Timings: t.parts}
	switch {
	case err != nil:
		return res, err
	case job.failure != nil:
		return res, job.failure
	case !job.hasValue():
		return res, nil
	}
	return in.collect(job.check, job.binding, res), nil
}

// prepare takes a cell up to where it can run; job is nil where there is nothing to run.
func (in *Interp) prepare(ctx context.Context, src cell.Source, t *timer) (ready *job, err error) {
	in.changing.Lock()
	defer in.changing.Unlock()
	defer guard(&err)
	if err := in.fetch(ctx, src); err != nil {
		return nil, err
	}
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
	advice := c.advice()
	job, err := in.route(ctx, c, t)
	if err != nil {
		return nil, err
	}
	job.notes = append(job.notes, advice...)
	return job, nil
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
	*check
	mode  string
	start func(*cellrt.Scope)
	done  func() int // statements completed, after a run that failed

	failure *cell.Error // of the error that the cell ended in, if it isn't nil
}

// hasValue tells whether there is a value: a deferred func may have recovered from a panic before it.
func (j *job) hasValue() bool {
	return j.value == nil || len(j.result) == 0 || j.done() >= len(j.check.run.Body.List)
}

// failure is the error of a cell that ended in an error that isn't nil, alone or behind other
// results. It calls the error's own method, so it is part of the cell's run.
func (in *Interp) failure(j *job) *cell.Error {
	results := j.results()
	n := len(results)
	if n == 0 || !isError(results[n-1]) || !j.endsInCall() || !j.hasValue() {
		return nil
	}
	v, ok := cellrt.Lookup(j.result[n-1])
	if !ok {
		return nil
	}
	err, ok := in.shown(v, results[n-1]).(error)
	if !ok || err == nil {
		return nil
	}
	return j.errorAt(j.value.Pos(), cell.CodeValue, safeText(err.Error))
}

// route gives a cell to the interpreter where that is known to do it right, and
// to the compiler otherwise.
func (in *Interp) route(ctx context.Context, c *check, t *timer) (*job, error) {
	switch {
	case in.interpreted.Load():
		return in.interpret(c)
	case in.config.Mode == Auto:
		if job := in.interpretBeside(c); job != nil {
			return job, nil
		}
	}
	b, run, err := in.compile(ctx, c, t)
	if note, ok := in.fallBack(ctx, err); ok {
		if c, err = in.checkCell(c.src, in.current()); err != nil {
			return nil, err
		}
		job, err := in.interpret(c)
		if err != nil {
			return nil, err
		}
		job.notes = append(job.notes, note)
		return job, nil
	}
	if err != nil {
		return nil, err
	}
	return &job{binding: b, check: c, mode: "compiled", start: func(*cellrt.Scope) { run() }, done: b.completed}, nil
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

// collect reads the values that the cell ended in. An error at the end isn't shown: it is nil.
func (in *Interp) collect(c *check, b *binding, res cell.Result) cell.Result {
	results := c.results()
	var values []cell.Value
	for i, t := range results {
		v, ok := cellrt.Lookup(b.result[i])
		if !ok {
			return res
		}
		values = append(values, cell.Value{V: in.shown(v, t), Type: in.typeString(t)})
	}
	n := len(results)
	if n == 0 {
		return res
	}
	if isError(results[n-1]) && c.endsInCall() {
		values = values[:n-1]
	}
	if c.printLike() {
		values = nil
	}
	if len(values) == 1 && c.src.N > 0 {
		in.bindVariable(outName(strconv.Itoa(c.src.N)), results[0], c.src.N, b.result[0])
		res.Out = true
	} else {
		cellrt.Delete(b.result...)
	}
	res.Values = values
	return res
}
