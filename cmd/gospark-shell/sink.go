package main

import (
	"io"
	"strings"

	"gospark/cell"
	"gospark/display"
)

// A sink shows the results of cells on the console.
type sink struct {
	con   *console
	quiet bool // show only what cells print themselves
}

// sink is what shows results on the console.
func (c *console) sink(quiet bool) cell.Sink {
	if c.late != nil {
		return promptSink{sink{c, quiet}}
	}
	return sink{c, quiet}
}

// Result shows a cell's value and notes.
func (s sink) Result(r cell.Result) {
	if text := display.Result(r, s.con.columns()); text != "" && !s.quiet {
		s.con.freshLine()
		io.WriteString(s.con.out, s.labelled(text, r))
	}
}

// labelled is what is shown of a result with its label in colour.
func (s sink) labelled(text string, r cell.Result) string {
	label := "Out" + strings.TrimPrefix(cell.Name(r.N), "In")
	rest, ok := strings.CutPrefix(text, label)
	if !ok || !s.con.color {
		return text
	}
	return "\x1b[36m" + label + "\x1b[0m" + rest
}

// Text shows what a command answers.
func (s sink) Text(text string) {
	if !s.quiet {
		s.con.freshLine()
		s.con.page(text)
	}
}

// Progress shows how far a job is.
func (s sink) Progress(p cell.Progress) {
	if s.con.progress != nil && !s.quiet {
		s.con.progress.show(p)
	}
}

// A promptSink also shows what goroutines print whose cell is over. Cells that run
// print straight to the terminal.
type promptSink struct{ sink }

// Direct implements cell.OutputSink.
func (promptSink) Direct() bool { return true }

// Columns implements cell.TerminalSink.
func (s promptSink) Columns() int { return s.con.columns() }

// Stdout implements cell.OutputSink.
func (s promptSink) Stdout(n int, text []byte) { s.con.late.write(n, string(text)) }

// Stderr implements cell.OutputSink.
func (s promptSink) Stderr(n int, text []byte) { s.con.late.write(n, string(text)) }
