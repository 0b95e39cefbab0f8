package cellrt

import (
	"fmt"
	"log"
	"runtime"
	"runtime/debug"
	"time"
)

// Check stands at the back edge of every loop and at function entries of a cell.
// It costs one load while nothing is interrupted; when the cell that the goroutine
// works for is, it ends the goroutine by runtime.Goexit, which no recover can swallow.
func Check() {
	if raised.Load() != 0 {
		checkScope()
	}
}

// checkScope is apart from Check so that Check is inlined.
func checkScope() {
	if p := here(); p != nil && p.stopped() {
		runtime.Goexit()
	}
}

// maxStack is the depth in bytes at which a cell's recursion becomes a panic: some half
// a million calls. Go itself ends the process at 1 GB, and copies the stack at each doubling.
const maxStack = 64 << 20

// Enter is Check for a function that can reach itself: it also turns endless
// recursion into a panic, where Go would end the process.
func Enter() {
	if stackDepth() > maxStack {
		panic(stackOverflow{})
	}
	Check()
}

type stackOverflow struct{}

func (stackOverflow) Error() string {
	return fmt.Sprintf("stack overflow: a function calls itself without end (stopped at %d MB)", maxStack>>20)
}

// RuntimeError marks it as one of Go's own run-time panics.
func (stackOverflow) RuntimeError() {}

// An ExitError is the end of a cell that called os.Exit or log.Fatal.
type ExitError struct {
	Code  int
	Call  string // the call: os.Exit, log.Fatal
	Stack []byte // of the goroutine that made it
}

func (e *ExitError) Error() string {
	return fmt.Sprintf("%s ended the cell with status %d", e.Call, e.Code)
}

// Exit replaces os.Exit and syscall.Exit in cells: it ends the cell, not the session.
func Exit(code int) { exit(&ExitError{Code: code, Call: "os.Exit"}) }

func exit(e *ExitError) {
	e.Stack = debug.Stack()
	if s := Current(); s != nil {
		s.end(e)
	}
	panic(e)
}

// Fatal replaces log.Fatal.
func Fatal(v ...any) { FatalOf(log.Default(), v...) }

// Fatalf replaces log.Fatalf.
func Fatalf(format string, v ...any) { FatalfOf(log.Default(), format, v...) }

// Fatalln replaces log.Fatalln.
func Fatalln(v ...any) { FatallnOf(log.Default(), v...) }

// A Logger stands for a *log.Logger whose Fatal methods would end the process.
type Logger struct{ *log.Logger }

// Fatal replaces (*log.Logger).Fatal.
func (l Logger) Fatal(v ...any) { FatalOf(l.Logger, v...) }

// Fatalf replaces (*log.Logger).Fatalf.
func (l Logger) Fatalf(format string, v ...any) { FatalfOf(l.Logger, format, v...) }

// Fatalln replaces (*log.Logger).Fatalln.
func (l Logger) Fatalln(v ...any) { FatallnOf(l.Logger, v...) }

// FatalOf replaces (*log.Logger).Fatal.
func FatalOf(l *log.Logger, v ...any) {
	l.Output(3, fmt.Sprint(v...))
	exit(&ExitError{Code: 1, Call: "log.Fatal"})
}

// FatalfOf replaces (*log.Logger).Fatalf.
func FatalfOf(l *log.Logger, format string, v ...any) {
	l.Output(3, fmt.Sprintf(format, v...))
	exit(&ExitError{Code: 1, Call: "log.Fatalf"})
}

// FatallnOf replaces (*log.Logger).Fatalln.
func FatallnOf(l *log.Logger, v ...any) {
	l.Output(3, fmt.Sprintln(v...))
	exit(&ExitError{Code: 1, Call: "log.Fatalln"})
}

// Sleep replaces time.Sleep: an interrupt of the cell ends it at once.
func Sleep(d time.Duration) {
	done := Done()
	if done == nil {
		time.Sleep(d)
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-done:
		End()
	}
}
