package main

import (
	"context"

	"gospark/cell"
)

// A shell is what the front ends need of a session.
type shell interface {
	// Run runs one cell, or one :command, and shows its result in sink. The error is
	// cell.Errors, *cell.Error or cell.ErrQuit. Cancelling ctx interrupts the cell.
	Run(ctx context.Context, text string, sink cell.Sink) error
	// Export writes cells as a Go program into a folder, without running them. Its
	// errors are those of Run.
	Export(ctx context.Context, cells []cell.Chunk, dir string, sink cell.Sink) error
	// Completeness tells whether text is a whole cell.
	Completeness(text string) cell.Completeness
	// Complete lists what can stand at the cursor, a byte offset in text.
	Complete(text string, cursor int) cell.Completion
	// Inspect tells what is known of the name at the cursor, or of the call that it is in.
	Inspect(text string, cursor int) (cell.Inspection, bool)
	// Next is the number of the next cell.
	Next() int
	// Cells are the cells that have run, oldest first.
	Cells() []cell.Source
	// Close ends the session and removes what it left on disk.
	Close() error
}

// An opener makes the session that the command line asks for. notice takes one line
// about what goes on behind the prompt, at any time, from any goroutine.
type opener func(o options, notice func(line string)) (shell, error)
