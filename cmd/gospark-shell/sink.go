package main

import (
	"io"

	"gospark/cell"
	"gospark/display"
)

// A sink shows the results of cells on the console.
type sink struct {
	con   *console
	quiet bool // show only what cells print themselves
}

// Result shows a cell's value and notes.
func (s sink) Result(r cell.Result) {
	if text := display.Result(r); text != "" && !s.quiet {
		s.con.freshLine()
		io.WriteString(s.con.out, text)
	}
}

// Text shows what a command answers.
func (s sink) Text(text string) {
	if !s.quiet {
		s.con.freshLine()
		io.WriteString(s.con.out, text)
	}
}

// Progress shows how far a job is.
func (s sink) Progress(p cell.Progress) {
	if s.con.progress != nil && !s.quiet {
		s.con.progress.show(p)
	}
}
