package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"gospark/internal/spelling"
)

// Options is what the command line asks for.
type options struct {
	mode   string // auto, compiled, interpreted
	master string
	conf   map[string]string

	command string   // "" for the prompt, run, export or kernel
	file    string   // the file of run and export, - for standard input
	dir     string   // the folder of export
	initial []string // files run before the prompt
	kernel  kernelOptions

	vi               bool // the prompt has vi's keys
	keepGoing, quiet bool
	help, version    bool
}

var (
	modes      = []string{"auto", "compiled", "interpreted"}
	masterForm = regexp.MustCompile(`^local(\[(\*|[1-9][0-9]*)(,[1-9][0-9]*)?\])?$`)
)

// parseOptions reads the command line. Options may stand before and after the
// command: what the standard package's flag sets leave over is parsed again.
func parseOptions(args []string) (options, error) {
	o := options{mode: "auto", master: "local[*]", conf: map[string]string{}}
	flags := o.flags()
	var words []string
	for len(args) > 0 {
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			o.help = true
			return o, nil
		case err != nil:
			return o, rephrase(err)
		}
		rest := flags.Args()
		if read := len(args) - len(rest); read > 0 && args[read-1] == "--" {
			words, rest = append(words, rest...), nil
		}
		if len(rest) > 0 {
			words, rest = append(words, rest[0]), rest[1:]
		}
		args = rest
	}
	return o, o.setCommand(words)
}

func (o *options) flags() *flag.FlagSet {
	f := flag.NewFlagSet("gospark-shell", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.Func("mode", "", func(s string) error {
		o.mode = s
		if !slices.Contains(modes, s) {
			return errors.New("it is auto, compiled or interpreted")
		}
		return nil
	})
	f.Func("master", "", func(s string) error {
		o.master = s
		if !masterForm.MatchString(s) {
			return errors.New("it is local, local[4] or local[*]: jobs run on this machine")
		}
		return nil
	})
	f.Func("conf", "", func(s string) error {
		key, value, ok := strings.Cut(s, "=")
		if !ok || key == "" {
			return errors.New("it is key=value, as in --conf spark.default.parallelism=8")
		}
		o.conf[key] = value
		return nil
	})
	f.Func("i", "", func(s string) error { o.initial = append(o.initial, s); return nil })
	f.BoolVar(&o.vi, "vi", false, "")
	f.BoolVar(&o.keepGoing, "keep-going", false, "")
	f.BoolVar(&o.quiet, "quiet", false, "")
	f.BoolVar(&o.version, "version", false, "")
	o.kernel.flags(f)
	return f
}

// optionNames are the names of all options.
func optionNames() (names []string) {
	new(options).flags().VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	return names
}

// rephrase makes an error of package flag one that names the remedy.
func rephrase(err error) error {
	msg := err.Error()
	if name, ok := strings.CutPrefix(msg, "flag provided but not defined: -"); ok {
		if name == "c" || name == "e" { // of python, perl, scala
			return fmt.Errorf("unknown option -%s; to run code: echo 'sc.Range(0, 10).Sum()' | gospark-shell", name)
		}
		if near := spelling.Nearest(strings.TrimLeft(name, "-"), optionNames()); near != "" {
			return fmt.Errorf("unknown option --%s; did you mean --%s? gospark-shell help lists the options", name, near)
		}
		return fmt.Errorf("unknown option --%s; gospark-shell help lists the options", name)
	}
	msg = strings.Replace(msg, "for flag -", "for --", 1)
	msg = strings.Replace(msg, "flag needs an argument: -", "a value is missing: --", 1)
	return errors.New(msg)
}

// setCommand takes the words that aren't options.
func (o *options) setCommand(words []string) error {
	if len(words) == 0 {
		return nil
	}
	command, rest := words[0], words[1:]
	switch command {
	case "help":
		o.help = true
		return nil
	case "run":
		if len(rest) != 1 {
			return fmt.Errorf("run takes one file, or - for standard input; it got %d", len(rest))
		}
		o.command, o.file = command, rest[0]
		return nil
	case "export":
		if len(rest) != 2 {
			return fmt.Errorf("export takes a file and a folder; it got %d words", len(rest))
		}
		o.command, o.file, o.dir = command, rest[0], rest[1]
		return nil
	case "kernel":
		o.command = command
		return o.kernel.setWords(rest)
	}
	if _, err := os.Stat(command); err == nil {
		return fmt.Errorf("unknown command %q; to run the file: gospark-shell run %s", command, command)
	}
	if near := spelling.Nearest(command, []string{"run", "export", "kernel", "help"}); near != "" {
		return fmt.Errorf("unknown command %q; did you mean %s? the commands are run, export, kernel and help", command, near)
	}
	return fmt.Errorf("unknown command %q; the commands are run, export, kernel and help", command)
}

// check finds options that don't go together, once it is known whether there will be a prompt.
func (o *options) check() error {
	switch {
	case o.command != "" && len(o.initial) > 0:
		return errors.New("-i is for the prompt; run the files one after the other, or make them one file")
	case o.command != "" && o.vi:
		return errors.New("--vi is for the prompt")
	case o.command != "kernel" && o.kernel != (kernelOptions{}):
		return errors.New("--connection-file, --user, --sys-prefix, --prefix, --name and --allow-unsigned go with kernel: gospark-shell kernel install")
	case o.command != "run" && (o.keepGoing || o.quiet):
		return errors.New("--keep-going and --quiet go with run: gospark-shell run FILE")
	}
	return nil
}

const helpText = `GoSpark shell: Spark's RDDs, in Go, at a prompt.

  gospark-shell [options]             the prompt; with input from a pipe, the same as run -
  gospark-shell [options] run FILE    run the cells of a file; - is standard input
  gospark-shell [options] export FILE DIR
                                      write the cells of a file as a Go program, without running them
  gospark-shell [options] kernel install [--user|--sys-prefix|--prefix DIR] [--name N]
                                      let Jupyter find the shell as a kernel, which is started
                                      with the options given here; kernel uninstall takes it away
  gospark-shell help                  this text

Options, before or after the command:
  --master=local[N]        how many tasks run at once: local (one), local[4], local[*] (as many
                           as there are processors, the default); local[4,3] tries a task 3 times
  --conf key=value         a Spark setting; may be given more than once
  --mode=MODE              how cells run: auto (the default), compiled, interpreted
  --version                print the version
With the prompt:
  -i FILE                  run a file before the prompt; may be given more than once
  --vi                     the keys of vi; also by "set editing-mode vi" in ~/.inputrc
With run:
  --keep-going             go on after a cell that failed
  --quiet                  show only what the cells print themselves
With kernel:
  --user, --sys-prefix, --prefix DIR
                           for which Jupyter: the person's own (the default), that of the python
                           in PATH, that under a folder
  --name N                 the kernel's name, gospark unless given
  --connection-file FILE   serve the sockets that the file names, as Jupyter starts the kernel
  --allow-unsigned         also where the file has no key

In a file, a line that begins with "// %%" starts a new cell. The exit status is 0, 1 when a
cell failed, 2 when the command line is wrong, 130 after Ctrl-C.

At the prompt, :help lists the commands. startup.go in the directory gospark of the user's
configuration directory runs before every prompt. Enter runs a whole cell and continues one
that isn't, Ctrl-C clears the input or stops the cell, Ctrl-D leaves; :keys lists the other keys.
`
