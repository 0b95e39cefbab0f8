package interp

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gospark/cell"
	"gospark/cellrt"
	"gospark/interp/eval"
)

// interpret makes a cell of a session without a compiler ready to run.
func (in *Interp) interpret(c *check) (*job, error) {
	b := c.bind("")
	job, obstacle := c.interpreted(b, in.eval)
	if obstacle != nil {
		return nil, in.refused(c, obstacle)
	}
	for _, obj := range c.info.Uses {
		if sym := c.symbolOf(b, obj); sym != nil {
			sym.used = true
		}
	}
	return job, nil
}

// interpretBeside makes a simple cell of a session with a compiler ready to run; nil where
// it is one for the compiler.
func (in *Interp) interpretBeside(c *check) *job {
	b := c.bind("")
	if !c.isSimple(b) {
		return nil
	}
	job, obstacle := c.interpreted(b, in.beside)
	if obstacle != nil {
		b.forget(c.scope)
		return nil
	}
	return job
}

// forget removes what the registry has for the variables and results of a cell that is
// bound anew.
func (b *binding) forget(s *scope) {
	cellrt.Delete(b.result...)
	for _, sym := range b.defined {
		if old := s.names[sym.name]; old == nil || old.id != sym.id {
			cellrt.Delete(sym.id)
		}
	}
}

// interpreted is the cell as closures.
func (c *check) interpreted(b *binding, ev *eval.Evaluator) (*job, *eval.Obstacle) {
	p, obstacle := ev.Compile(&eval.Cell{
		Info: c.info, Funcs: c.funcs(), Stmts: c.run.Body.List, Value: c.value,
		Results: b.result, Types: c.results(),
		Last: c.onlyVars, Main: c.mainFunc(),
		ID:   func(obj types.Object) int { return c.registered(b, obj) },
		Site: func(pos token.Pos) string { return c.src.Name() + ":" + strconv.Itoa(c.pos(pos).Line) },
	})
	if obstacle != nil {
		return nil, obstacle
	}
	return &job{binding: b, check: c, mode: "interpreted", start: p.Run, done: func() int { return int(p.Completed.Load()) }}, nil
}

// fallBack makes the session an interpreted one, for good, where a cell couldn't be
// compiled because there is no toolchain. Variables that the interpreter would hold in
// another way are forgotten.
func (in *Interp) fallBack(ctx context.Context, err error) (note string, ok bool) {
	if err == nil || in.config.Mode != Auto || ctx.Err() != nil || !errors.Is(err, errNoCompiler) {
		return "", false
	}
	in.interpreted.Store(true)
	var gone []string
	in.change(func(next *scope) {
		for name, sym := range next.names {
			if v, ok := cellrt.Lookup(sym.id); ok && sym.isVar() && !in.eval.Holds(sym.obj.Type(), v.Type()) {
				delete(next.names, name)
				gone = append(gone, name)
			}
		}
	})
	note = fmt.Sprintf("cells are interpreted from here on: %v", err)
	if len(gone) > 0 {
		slices.Sort(gone)
		note += "; run the cells again that defined " + strings.Join(gone, ", ")
	}
	return note, true
}

// registered is the registry number of a session variable or func, or -1.
func (c *check) registered(b *binding, obj types.Object) int {
	sym := c.symbolOf(b, obj)
	if sym == nil {
		return -1
	}
	switch obj.(type) {
	case *types.Var, *types.Func:
		return sym.id
	}
	return -1
}

// symbolOf is the session's symbol of a name, or nil.
func (c *check) symbolOf(b *binding, obj types.Object) *symbol {
	if sym := b.byObj[obj]; sym != nil {
		return sym
	}
	if sym := c.seen[obj]; sym != nil {
		return sym
	}
	return c.in.table.symbols[obj]
}

// shown is a value of a cell for who shows it.
func (in *Interp) shown(v reflect.Value, t types.Type) any {
	if !in.interpreted.Load() {
		return v.Interface()
	}
	return in.eval.Shown(v, t)
}

const interpretedHint = "the session is interpreted; with --mode=auto and a Go toolchain such cells are compiled"

// refused is the error of a cell that can't be interpreted as Go runs it.
func (in *Interp) refused(c *check, o *eval.Obstacle) error {
	pos := o.Pos
	if !pos.IsValid() {
		pos = c.firstPos()
	}
	e := c.errorAt(pos, cell.CodeUnavailable, o.What+" can't be interpreted")
	e.Hint = interpretedHint
	return cell.Errors{e}
}
