// Gospark-shell is an interactive Go shell with Spark's RDDs: a prompt where a
// person types Go and sc, a SparkContext, is already there.
//
//	main      what was asked for: the prompt, run, help
//	options   the command line
//	shell     what the front ends need of a session
//	repl      the prompt; it reads with package lineedit, and keeps the history
//	edit      a cell in the person's own editor
//	keys      the prompt's keys, and whose they are
//	pager     answers that are longer than the terminal is high
//	run       the cells of a file
//	export    the cells of a file as a program
//	kernel    the session as a Jupyter kernel, and Jupyter's knowing of it
//	runner    one cell, Ctrl-C and what is shown of its result; both ways end here
//	progress  how far a job is, in the terminal's last row
//
// It knows nothing of how a cell is checked, compiled or run.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"gospark/session"
)

// Exit statuses. A signal that ended the shell adds its number to 128.
const (
	statusFailed = 1 // a cell failed
	statusUsage  = 2 // the command line was wrong
)

func main() {
	session.Begin()
	os.Exit(start(os.Args[1:], openSession))
}

// start does what the command line asks for and returns the exit status.
func start(args []string, open opener) int {
	o, err := parseOptions(args)
	if err != nil {
		return usage(err)
	}
	switch {
	case o.help:
		fmt.Print(helpText)
		return 0
	case o.version:
		fmt.Printf("gospark-shell %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return 0
	}
	if o.command == "" && o.kernel == (kernelOptions{}) && !isTerminal(os.Stdin) {
		o.command, o.file = "run", "-"
	}
	if err := o.check(); err != nil {
		return usage(err)
	}
	switch o.command {
	case "run":
		return runCommand(o, open)
	case "export":
		return exportCommand(o, open)
	case "kernel":
		return kernelCommand(o)
	}
	return replCommand(o, open)
}

// usage tells what is wrong with the command line.
func usage(err error) int {
	fmt.Fprintf(os.Stderr, "gospark-shell: %v\n", err)
	return statusUsage
}

// failed tells why the shell can't start.
func failed(w io.Writer, err error) int {
	fmt.Fprintf(w, "gospark-shell: %v\n", err)
	return statusFailed
}

// version is the module's version, or devel for a build from a working tree.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
