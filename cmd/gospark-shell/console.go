package main

import (
	"io"
	"os"
	"strings"

	"github.com/chzyer/readline"
)

// A console is where cells and the shell print.
type console struct {
	out, err    io.Writer
	tty         *os.File     // where the prompt is shown
	terminal    bool         // out is a terminal that understands escape sequences
	color       bool         // errors and prompts are coloured
	interactive bool         // a person waits for what is shown: long texts go through a pager
	progress    *progressRow // nil where there is no place for it
	late        *lateOutput  // nil where nobody types
}

func newConsole() *console {
	shown, smart := isTerminal(os.Stdout), os.Getenv("TERM") != "dumb"
	c := &console{
		out: os.Stdout, err: os.Stderr, tty: os.Stdout,
		terminal: shown && smart,
		color:    shown && smart && isTerminal(os.Stderr) && os.Getenv("NO_COLOR") == "",
		progress: newProgressRow(),
	}
	if !shown {
		c.tty = os.Stderr // standard output is for what reads it
	}
	return c
}

func isTerminal(f *os.File) bool { return readline.IsTerminal(int(f.Fd())) }

// freshLine goes to the start of a line, whatever a cell printed last. The cursor's
// column isn't known: a line's width of blanks stays on the line when it began at its
// start, and ends on the next one otherwise.
func (c *console) freshLine() {
	if width, _ := c.size(); c.terminal && width > 0 {
		io.WriteString(c.out, strings.Repeat(" ", width)+"\r\x1b[K")
	}
}

// size is the size of the terminal that the prompt is shown on, or 0 where it isn't known.
func (c *console) size() (width, height int) {
	if c.tty == nil {
		return 0, 0
	}
	return terminalSize(c.tty)
}

// columns is how wide what is shown may be, or 0 where no terminal says it.
func (c *console) columns() int {
	if !c.terminal {
		return 0
	}
	width, _ := c.size()
	return width
}

// terminalSize is the size of a terminal, or 0 where it isn't known.
func terminalSize(f *os.File) (width, height int) {
	width, height, err := readline.GetSize(int(f.Fd()))
	if err != nil {
		return 0, 0
	}
	return width, height
}
