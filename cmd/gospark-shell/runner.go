package main

import (
	"context"
	"fmt"
	"io"

	"gospark/cell"
	"gospark/display"
)

// A runner runs cells, one after the other, and shows what they come to.
type runner struct {
	sh      shell
	con     *console
	signals *signals
}

// run runs one cell and shows its result, or its error on standard error.
func (r *runner) run(text string, quiet bool) (interrupted bool, err error) {
	interrupted = r.signals.during(func(ctx context.Context) {
		err = r.sh.Run(ctx, text, r.con.sink(quiet))
	}, r.stillStopping)
	if err != nil && err != cell.ErrQuit {
		r.con.freshLine()
		io.WriteString(r.con.err, display.Error(err, r.con.color))
	}
	return interrupted, err
}

func (r *runner) stillStopping() {
	r.con.freshLine()
	fmt.Fprintln(r.con.err, "stopping; what can't be stopped is left behind")
}
