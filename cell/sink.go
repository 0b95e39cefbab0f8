package cell

import "errors"

// A Sink receives what a cell shows apart from what it prints itself: the front
// end that asked for the run. Its methods are called from one goroutine at a time.
type Sink interface {
	// Result shows what a cell came to. A :load calls it once for each cell of its file.
	Result(Result)
	// Text shows what a command answers; it ends in a newline.
	Text(string)
}

// ErrQuit is what the run of a text comes to that asks for the session's end: :quit, exit.
var ErrQuit = errors.New("the session is to end")

// An OutputSink is a Sink that also takes what cells print. Where the sink is none, that
// goes to the process's standard output and error, with nothing that tells whose it is.
type OutputSink interface {
	Sink
	// Stdout takes what cell n printed. It is called from any goroutine of the cell,
	// also from one that goes on when the cell is over.
	Stdout(n int, text []byte)
	// Stderr is Stdout for standard error.
	Stderr(n int, text []byte)
	// Direct tells that what a cell prints until it is over goes straight to the
	// process's own files, as where these are the person's terminal.
	Direct() bool
}

// A TerminalSink is a Sink on a terminal, which says how wide that is; 0 where it isn't known.
type TerminalSink interface {
	Sink
	Columns() int
}

// A Completeness tells whether a text is a whole cell.
type Completeness int

// What a text can be.
const (
	Complete   Completeness = iota // a cell that can be run
	Incomplete                     // more must follow: an open bracket, an operator or a dot at the end
	Invalid                        // no continuation can make it Go
)
