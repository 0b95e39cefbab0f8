package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"gospark/cell"
	"gospark/cmd/gospark-shell/lineedit"
)

// A repl is the prompt: it reads cells and runs them until the person leaves.
type repl struct {
	runner
	editor  *lineedit.Editor
	history historyFile
}

// replCommand starts the prompt and returns the exit status.
func replCommand(o options, open opener) int {
	initial, err := initialChunks(o.initial)
	if err != nil {
		return usage(err)
	}
	con := newConsole()
	fmt.Fprintf(con.tty, "GoSpark shell %s (%s), master %s, mode %s\nsc is the SparkContext. :help lists the commands, Ctrl-D leaves.\n",
		version(), runtime.Version(), o.master, o.mode)
	history := historyPath()
	editor, err := lineedit.New(lineedit.Config{
		In: os.Stdin, Out: con.tty, Size: con.size, Color: con.color, Vi: o.vi || viByConfiguration(), History: history.load(),
	})
	if err != nil {
		return failed(con.err, err)
	}
	con.late = &lateOutput{show: editor.Print}
	sh, err := open(o, editor.Notice)
	if err != nil {
		return failed(con.err, err)
	}
	defer sh.Close()
	editor.SetLanguage(sh)
	con.interactive = isTerminal(os.Stdin)
	r := &repl{runner{sh, con, listen()}, editor, history}
	stop := context.AfterFunc(r.signals.ctx, editor.Close)
	defer stop()
	if !r.start(initial) {
		return 0
	}
	return r.loop()
}

// initialChunks reads what runs before the prompt: the person's startup file, where
// there is one, and the files of -i.
func initialChunks(files []string) ([][]cell.Chunk, error) {
	var all [][]cell.Chunk
	if dir, err := os.UserConfigDir(); err == nil {
		cells, err := readCells(filepath.Join(dir, "gospark", "startup.go"))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		all = append(all, cells)
	}
	for _, file := range files {
		cells, err := readCells(file)
		if err != nil {
			return nil, err
		}
		all = append(all, cells)
	}
	return all, nil
}

// start runs the files before the prompt. They show what their cells print, and
// their errors; one with an error isn't run on. It is false where one of them leaves the shell.
func (r *repl) start(files [][]cell.Chunk) bool {
	for _, cells := range files {
		for _, c := range cells {
			if args, ok := keysArgs(c.Text); ok {
				r.keys(args)
				continue
			}
			interrupted, err := r.run(c.Text, true)
			if err == cell.ErrQuit {
				return false
			}
			if err != nil || interrupted {
				break
			}
		}
	}
	return true
}

// loop reads and runs cells.
func (r *repl) loop() int {
	for {
		r.con.freshLine()
		text, err := r.editor.Read(cell.Name(r.sh.Next()) + ": ")
		if status, over := r.signals.over(); over {
			return status
		}
		switch {
		case errors.Is(err, lineedit.ErrInterrupt):
			continue
		case errors.Is(err, io.EOF):
			return 0
		case err != nil:
			return failed(r.con.err, err)
		}
		text = strings.TrimRight(text, " \t\n")
		if strings.TrimSpace(text) == "" {
			continue
		}
		r.remember(text)
		if args, ok := keysArgs(text); ok {
			r.keys(args)
			continue
		}
		if n, ok := editArgs(text); ok {
			if text = r.edited(n); text == "" {
				continue
			}
			r.remember(text)
		}
		_, err = r.run(text, false)
		if status, over := r.signals.over(); over {
			return status
		}
		if err == cell.ErrQuit {
			return 0
		}
	}
}

// remember keeps a cell for Up and for later sessions.
func (r *repl) remember(text string) {
	if !r.editor.Remember(text) {
		return
	}
	if err := r.history.add(text); err != nil {
		fmt.Fprintf(r.con.err, "note: the history isn't kept: %v\n", err)
		r.history = "" // say it once
	}
}
