package cellrt

import (
	"iter"
	"runtime"
)

// What a cell does with channels is compiled into the cell for each type of elements,
// so it is small: what can go on at once does, and only what must wait looks for the
// cell that it works for. Outside of cells all of it is plain Go.

// Done is closed when the cell that the calling goroutine works for is interrupted, or its
// task's result is no longer wanted; it is nil outside of cells and tasks. Selects of cells have a case for it.
func Done() <-chan struct{} {
	p := here()
	switch {
	case p == nil:
		return nil
	case p.kill != nil:
		return p.kill.done(Context())
	case p.scope == nil:
		return nil
	}
	return p.scope.ctx.Done()
}

// End ends the calling goroutine, whose cell was interrupted.
func End() { runtime.Goexit() }

// Recv replaces <-c.
func Recv[T any](c <-chan T) T {
	v, _ := Recv2(c)
	return v
}

// Recv2 replaces <-c where it yields two values.
func Recv2[T any](c <-chan T) (v T, ok bool) {
	select {
	case v, ok = <-c:
		return v, ok
	default:
	}
	select {
	case v, ok = <-c:
	case <-Done():
		End()
	}
	return v, ok
}

// RecvAs is Recv2 for who wants a boolean of a type of its own.
func RecvAs[B ~bool, T any](c <-chan T) (T, B) {
	v, ok := Recv2(c)
	return v, B(ok)
}

// A Sender is a channel that a cell sends to.
type Sender[T any] chan<- T

// To is the beginning of what replaces c <- v: To(c).Send(v). So v is converted as a
// send converts it, and T doesn't depend on it.
func To[T any](c chan<- T) Sender[T] { return c }

// Send replaces the send statement.
func (c Sender[T]) Send(v T) {
	select {
	case c <- v:
		return
	default:
	}
	select {
	case c <- v:
	case <-Done():
		End()
	}
}

// All replaces c in a range over a channel.
func All[T any](c <-chan T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for {
			if v, ok := Recv2(c); !ok || !yield(v) {
				return
			}
		}
	}
}
