package spark

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"unicode"
	"unsafe"

	"gospark/engine"
)

// A PipeOption is an Env, SeparateWorkingDir, a PrintPipeContext or a PrintRDDElement.
type PipeOption interface{ pipeOption() }

// Env is variables of the environment that a piped command gets besides the process's own.
type Env map[string]string

// SeparateWorkingDir runs a piped command in a new folder for each partition, with links
// to what is in the process's own. The folder is removed afterwards.
const SeparateWorkingDir workingDir = true

type workingDir bool

// PrintPipeContext has f print lines that a piped command gets before the elements of each partition (Spark's
// printPipeContext).
func PrintPipeContext(f func(print func(line string))) PipeOption { return contextPrinter(f) }

type contextPrinter func(print func(line string))

// PrintRDDElement has f print the lines that a piped command gets for each element (Spark's printRDDElement). Its
// elements must be those of the RDD: of a PairRDD, a Pair.
func PrintRDDElement[E any](f func(e E, print func(line string))) PipeOption {
	e := elemOf[E]()
	return elementPrinter{f, e, func(p unsafe.Pointer, print func(string)) { f(*(*E)(p), print) }}
}

type elementPrinter struct {
	f     any // the person's
	elem  *elem
	print func(p unsafe.Pointer, print func(line string))
}

func (Env) pipeOption()            {}
func (workingDir) pipeOption()     {}
func (contextPrinter) pipeOption() {}
func (elementPrinter) pipeOption() {}

// Pipe runs a command for each partition, with the elements as lines of its input and
// the lines of its output as elements. The command is split into words as a shell does
// ('...', "...", \), but no shell runs: for that, Pipe("sh -c '...'"). A command that
// can't be run or that exits with another status than 0 fails the job. It panics with a
// *DefinitionError where a PrintRDDElement is for other elements.
func (d *dataset[E, Self]) Pipe[_ ondemand](command string, options ...PipeOption) *RDD[string] {
	return newRDD[string](pipe(d.node, command, options))
}

func pipe(c *core, command string, options []PipeOption) *core {
	const op = "pipe"
	words, err := shellWords(command)
	if err != nil {
		panic(definition(op, err.Error()+": "+command, ""))
	}
	if len(words) == 0 {
		panic(definition(op, "the command is empty", "name a program, and its arguments"))
	}
	p := piped{site: op + " at " + callSite(op), words: words, element: textPrinter(c.elem)}
	funcs := []any{}
	for _, o := range options {
		switch o := o.(type) {
		case Env:
			for name, value := range o {
				p.env = append(p.env, name+"="+value)
			}
		case workingDir:
			p.separate = bool(o)
		case contextPrinter:
			p.context, funcs = o, append(funcs, o)
		case elementPrinter:
			if typeOf(o.elem) != typeOf(c.elem) || elemName(o.elem) != elemName(c.elem) {
				panic(definition(op, fmt.Sprintf("PrintRDDElement has a func of %s, and the elements are %s", elemName(o.elem), elemName(c.elem)),
					"give it a func(e "+elemName(c.elem)+", print func(string))"))
			}
			p.element, funcs = o.print, append(funcs, o.f)
		}
	}
	return narrow(c, elemOf[string](), step{kind: "PipedRDD", op: op, f: funcs, compute: func(t *engine.Task, _ int, rows any) any {
		return iter.Seq[string](func(yield func(string) bool) { p.run(t, c.elem, rows, yield) })
	}})
}

// piped is a command for partitions.
type piped struct {
	site     string
	words    []string
	env      []string
	separate bool
	context  contextPrinter // or nil
	element  func(p unsafe.Pointer, print func(line string))
}

// textPrinter prints elements as text.
func textPrinter(e *elem) func(p unsafe.Pointer, print func(line string)) {
	static, typ := staticOf(e), typeOf(e)
	return func(p unsafe.Pointer, print func(string)) { print(textOf(reflect.NewAt(typ, p).Elem(), static)) }
}

// printAll prints what the command gets, while more says that it still wants it.
func (p piped) printAll(e *elem, rows any, print func(line string), more *bool) {
	if p.context != nil {
		p.context(print)
	}
	if *more {
		e.each(rows, func(at unsafe.Pointer) bool {
			p.element(at, print)
			return *more
		})
	}
}

// run runs the command on rows. What goes wrong it panics with.
func (p piped) run(t *engine.Task, e *elem, rows any, yield func(string) bool) {
	cmd := exec.Command(p.words[0], p.words[1:]...)
	cmd.Env, cmd.Stderr = append(os.Environ(), p.env...), os.Stderr
	if p.separate {
		dir, err := linkedDir()
		defer os.RemoveAll(dir)
		if err != nil {
			panic(err)
		}
		cmd.Dir = dir
	}
	in, err := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err, err2); err != nil {
		panic(err)
	}
	if err := cmd.Start(); err != nil {
		panic(&engine.Fault{Err: fmt.Errorf("can't run program %q: %w", p.words[0], err), Site: p.site,
			Remedy: "install it, or give its whole path"})
	}
	t.OnKill(func() { cmd.Process.Kill() }) // also where it has closed its output and goes on
	flow := startFlow(in, out)
	defer flow.end(cmd) // also when a function of the person's panics, or the task is killed
	if !flow.write(t, yield, func(print func(string), more *bool) { p.printAll(e, rows, print, more) }) || !flow.drain(t, yield) {
		return
	}
	err = flow.end(cmd)
	if t.Check(); err != nil {
		text := "subprocess exited with " + strings.TrimPrefix(err.Error(), "exit ") + ". Command ran: " + strings.Join(p.words, " ")
		panic(&engine.Fault{Err: &worded{text, err}, Site: p.site})
	}
}

// A flow is what goes into a command and comes out of it. The task's goroutine makes
// the one and takes the other, in turn, so that neither waits for the other for ever.
type flow struct {
	input  chan<- []byte // closed at its end, and nil then
	output chan []string // closed at its end
	failed error         // why output ended, once it is closed
	quit   chan struct{} // closed when no more is wanted
	once   sync.Once
	result error
}

func startFlow(in io.WriteCloser, out io.Reader) *flow {
	input := make(chan []byte)
	f := &flow{input: input, output: make(chan []string), quit: make(chan struct{})}
	go func() {
		defer in.Close()
		for text := range input {
			in.Write(text) // a command needn't read all of its input
		}
	}()
	go func() {
		defer close(f.output)
		r := bufio.NewReaderSize(out, readSize)
		for f.failed == nil {
			var lines []string
			lines, f.failed = readLines(r)
			select {
			case f.output <- lines:
			case <-f.quit:
				return
			}
		}
	}()
	return f
}

// readLines are the next line and what else is there of whole ones.
func readLines(r *bufio.Reader) (lines []string, err error) {
	for err == nil && (len(lines) == 0 || r.Buffered() > 0 && len(lines) < checkEvery) {
		var line string
		line, err = r.ReadString('\n')
		if line, ended := strings.CutSuffix(line, "\n"); ended || line != "" {
			lines = append(lines, strings.TrimSuffix(line, "\r"))
		}
	}
	return lines, err
}

// write gives the command the lines that all prints, and yields meanwhile what it answers.
// It returns false when no more is wanted, and tells all so.
func (f *flow) write(t *engine.Task, yield func(string) bool, all func(print func(line string), more *bool)) bool {
	var text []byte
	more := true
	flush := func() {
		more, text = more && f.send(t, text, yield), nil
	}
	all(func(line string) {
		if text = append(append(text, line...), '\n'); len(text) >= 32<<10 {
			flush()
		}
	}, &more)
	if len(text) > 0 {
		flush()
	}
	close(f.input)
	f.input = nil
	return more
}

func (f *flow) send(t *engine.Task, text []byte, yield func(string) bool) bool {
	for output := f.output; ; {
		select {
		case f.input <- text:
			return true
		case lines, ok := <-output:
			if !ok {
				output = nil // the command may read on
			}
			if !yieldAll(lines, yield) {
				return false
			}
		case <-t.Done():
			t.Check()
		}
	}
}

// drain yields the rest of what the command answers.
func (f *flow) drain(t *engine.Task, yield func(string) bool) bool {
	for {
		select {
		case lines, ok := <-f.output:
			if !ok {
				return true
			}
			if !yieldAll(lines, yield) {
				return false
			}
		case <-t.Done():
			t.Check()
		}
	}
}

func yieldAll(lines []string, yield func(string) bool) bool {
	for _, s := range lines {
		if !yield(s) {
			return false
		}
	}
	return true
}

// end waits for a command whose output has ended, and ends any other. The error says how it exited.
func (f *flow) end(cmd *exec.Cmd) error {
	f.once.Do(func() {
		ended := false
		select { // before quit, which closes the output of any command
		case _, open := <-f.output:
			ended = !open
		default:
		}
		close(f.quit)
		if f.input != nil {
			close(f.input)
		}
		if !ended {
			cmd.Process.Kill()
		}
		if f.result = cmd.Wait(); ended && f.result == nil && f.failed != io.EOF {
			f.result = f.failed
		}
	})
	return f.result
}

// linkedDir is a new folder with links to what is in the process's own.
func linkedDir() (string, error) {
	own, err := os.Getwd()
	if err != nil {
		return "", err
	}
	entries, err := os.ReadDir(own)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "gospark-pipe-")
	for _, e := range entries {
		err = errors.Join(err, os.Symlink(filepath.Join(own, e.Name()), filepath.Join(dir, e.Name())))
	}
	return dir, err
}

// shellWords are the words of a command line as a shell splits it.
func shellWords(line string) (words []string, err error) {
	var word strings.Builder
	begun, quote := false, rune(0)
	escaped := false
	for _, c := range line {
		switch {
		case escaped:
			if quote == '"' && !strings.ContainsRune("\\\"$`", c) {
				word.WriteRune('\\')
			}
			word.WriteRune(c)
			escaped = false
		case c == '\\' && quote != '\'':
			begun, escaped = true, true
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '\'' || c == '"':
			begun, quote = true, c
		case unicode.IsSpace(c):
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		default:
			begun = true
			word.WriteRune(c)
		}
	}
	if quote != 0 || escaped {
		return nil, errors.New("a quote isn't closed")
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}
