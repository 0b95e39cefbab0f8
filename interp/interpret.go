package interp

import (
	"context"
	"go/token"
	"go/types"
	"reflect"
	"strconv"

	"gospark/cell"
	"gospark/interp/eval"
)

// interpret makes a cell of a session without a compiler ready to run.
func (in *Interp) interpret(_ context.Context, c *check) (*job, error) {
	b := c.bind("")
	p, obstacle := in.eval.Compile(&eval.Cell{
		Info: c.info, Funcs: c.funcs(), Stmts: c.run.Body.List, Value: c.value,
		Results: b.result, Types: c.results(),
		Last: c.onlyVars, Main: c.mainFunc(),
		ID:   func(obj types.Object) int { return c.registered(b, obj) },
		Site: func(pos token.Pos) string { return c.src.Name() + ":" + strconv.Itoa(c.pos(pos).Line) },
	})
	if obstacle != nil {
		return nil, in.refused(c, obstacle)
	}
	for _, obj := range c.info.Uses {
		if sym := c.symbolOf(b, obj); sym != nil {
			sym.used = true
		}
	}
	return &job{binding: b, check: c, mode: "interpreted", start: p.Run, done: func() int { return p.Completed }}, nil
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
	if in.config.Mode != Interpreted {
		return v.Interface()
	}
	return in.eval.Shown(v, t)
}

const interpretedHint = "the session was started with --mode=interpreted; --mode=auto compiles such cells"

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
