package interp

// This file runs a cell that is ready, and says how it ended.

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"gospark/cell"
	"gospark/cellrt"
)

// abandonAfter is how long an interrupted cell has to end before it is left behind.
const abandonAfter = 300 * time.Millisecond

// execute runs a cell in a goroutine of its own, which an interrupt ends.
func (in *Interp) execute(ctx context.Context, src cell.Source, out *cellrt.Output, run func(*cellrt.Scope)) error {
	if ctx.Err() != nil {
		return interrupted(src)
	}
	strays := make(chan error, 16)
	var over atomic.Bool
	var scope *cellrt.Scope
	scope = cellrt.NewScope(context.Background(), src.N, func(v any, stack []byte) {
		err := in.panicError(src, v, string(stack), "a goroutine panicked: ")
		if over.Load() {
			in.config.Notice(fmt.Sprintf("a goroutine that %s left behind: %v", src.Name(), err))
			return
		}
		select {
		case strays <- err:
		default: // one is enough to fail the cell
		}
		scope.Interrupt()
	})
	defer scope.Close()
	defer over.Store(true)
	defer scope.Flush()
	scope.SetOutput(out)
	in.config.Reading(true)
	defer in.config.Reading(false)
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
	in.config.Reading(false) // after it: what has read checks
	err, ok := cellrt.Within(abandonAfter, ended)
	if !ok {
		return leftBehind(src, "it waits")
	}
	if n := scope.Settle(abandonAfter); n > 0 {
		return leftBehind(src, waiting(n))
	}
	return err
}

// leftBehind is the error of an interrupted cell of which something can't be stopped.
func leftBehind(src cell.Source, who string) error {
	return &cell.Error{Code: cell.CodeInterrupted, Msg: src.Name() + " interrupted; " + who + " for something that can't be stopped, and was left behind",
		Hint: "it ends when that comes: a lock, the answer to a request, the end of another program"}
}

func waiting(n int) string {
	if n == 1 {
		return "a goroutine of it waits"
	}
	return fmt.Sprintf("%d goroutines of it wait", n)
}

// ending says why a cell ended that didn't return.
func (in *Interp) ending(ctx context.Context, src cell.Source, scope *cellrt.Scope, err error) error {
	var exit *cellrt.ExitError
	switch {
	case errors.As(scope.Ending(), &exit):
		e := &cell.Error{Code: cell.CodeExit, Msg: exit.Error(), Hint: "the session goes on; :quit leaves it"}
		in.locate(e, string(exit.Stack), nil, scope.Site())
		return e
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
