package main

import (
	"context"
	"io"

	"gospark/display"
)

// exportCommand writes the cells of a file as a program and returns the exit status.
func exportCommand(o options, open opener) int {
	cells, err := readCells(o.file)
	if err != nil {
		return usage(err)
	}
	con := newConsole()
	sh, err := open(o, func(string) {})
	if err != nil {
		return failed(con.err, err)
	}
	defer sh.Close()
	signals := listen()
	signals.during(func(ctx context.Context) {
		err = sh.Export(ctx, cells, o.dir, sink{con, false})
	}, func() {})
	if status, over := signals.over(); over {
		return status
	}
	if err != nil {
		io.WriteString(con.err, display.Error(err, con.color))
		return statusFailed
	}
	return 0
}
