package interp

import (
	"context"
	"go/token"
	"go/types"
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
		ID:   func(obj types.Object) int { return c.registered(b, obj) },
		Site: func(pos token.Pos) string { return c.src.Name() + ":" + strconv.Itoa(c.pos(pos).Line) },
	})
	if obstacle != nil {
		return nil, in.refused(c, obstacle)
	}
	return &job{binding: b, check: c, mode: "interpreted", start: p.Run, done: func() int { return p.Completed }}, nil
}

// registered is the registry number of a session variable or func, or -1.
func (c *check) registered(b *binding, obj types.Object) int {
	sym := b.byObj[obj]
	if sym == nil {
		sym = c.seen[obj]
	}
	if sym == nil {
		sym = c.in.table.symbols[obj]
	}
	if sym == nil {
		return -1
	}
	switch obj.(type) {
	case *types.Var, *types.Func:
		return sym.id
	}
	return -1
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
