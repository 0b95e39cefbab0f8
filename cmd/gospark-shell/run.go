package main

import (
	"fmt"
	"os"
	"syscall"

	"gospark/cell"
)

// runCommand runs the cells of a file and returns the exit status.
func runCommand(o options, open opener) int {
	cells, err := readCells(o.file)
	if err != nil {
		return usage(err)
	}
	con := newConsole()
	sh, err := open(o, func(line string) {
		// What goes on behind is for a person who waits, not for what reads the output.
		if !o.quiet && isTerminal(os.Stderr) {
			fmt.Fprintln(con.err, line)
		}
	})
	if err != nil {
		return failed(con.err, err)
	}
	defer sh.Close()
	return runCells(&runner{sh, con, listen()}, o, cells)
}

// runCells runs cells until one fails, or all of them with --keep-going.
func runCells(r *runner, o options, cells []cell.Chunk) (status int) {
	for i, c := range cells {
		interrupted, err := r.run(c.Text, o.quiet)
		if status, over := r.signals.over(); over {
			return status
		}
		if interrupted {
			return signalStatus(syscall.SIGINT)
		}
		switch err {
		case nil:
			continue
		case cell.ErrQuit:
			return status
		}
		status = statusFailed
		if o.file != "-" {
			fmt.Fprintf(r.con.err, "%s:%d: the cell that begins here failed%s\n", o.file, c.Line, unrun(len(cells)-i-1, o.keepGoing))
		}
		if !o.keepGoing {
			return status
		}
	}
	return status
}

// unrun tells how many cells were left out after a failed one.
func unrun(n int, keepGoing bool) string {
	switch {
	case keepGoing || n == 0:
		return ""
	case n == 1:
		return "; 1 more was not run"
	}
	return fmt.Sprintf("; %d more were not run", n)
}
