package main

import (
	"context"
	"io"
	"slices"

	"gospark/cell"
	"gospark/display"
)

// exportCommand writes the cells of a file as a program and returns the exit status.
func exportCommand(o options, open opener) int {
	cells, err := readCells(o.file)
	if err != nil {
		return usage(err)
	}
	if i := slices.IndexFunc(cells, func(c cell.Chunk) bool { return isQuit(c.Text) }); i >= 0 {
		cells = cells[:i]
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
