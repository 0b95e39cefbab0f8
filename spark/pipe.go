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

// A PipeOption is an Env or SeparateWorkingDir.
type PipeOption interface{ pipeOption() }

// Env is variables of the environment that a piped command gets besides the process's own.
type Env map[string]string

// SeparateWorkingDir runs a piped command in a new folder for each partition, with links
// to what is in the process's own. The folder is removed afterwards.
const SeparateWorkingDir workingDir = true

type workingDir bool

func (Env) pipeOption()        {}
func (workingDir) pipeOption() {}

// Pipe runs a command for each partition, with the elements as lines of its input and
// the lines of its output as elements. The command is split into words as a shell does
// ('...', "...", \), but no shell runs: for that, Pipe("sh -c '...'"). A command that
// can't be run or that exits with another status than 0 fails the job.
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
	p := piped{site: op + " at " + callSite(op), words: words}
	for _, o := range options {
		switch o := o.(type) {
		case Env:
			for name, value := range o {
				p.env = append(p.env, name+"="+value)
			}
		case workingDir:
			p.separate = bool(o)
		}
	}
	return narrow(c, elemOf[string](), step{kind: "PipedRDD", op: op, compute: func(t *engine.Task, _ int, rows any) any {
		return iter.Seq[string](func(yield func(string) bool) { p.run(t, c.elem, rows, yield) })
	}})
}

// piped is a command for partitions.
type piped struct {
	site     string
	words    []string
	env      []string
	separate bool
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
	flow := startFlow(in, out)
	defer flow.end(cmd) // also when a function of the person's panics, or the task is killed
	if !flow.write(t, e, rows, yield) || !flow.drain(t, yield) {
		return
	}
	if err := flow.end(cmd); err != nil {
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

// write gives the command the rows as lines, and yields meanwhile what it answers.
// It returns false when no more is wanted.
func (f *flow) write(t *engine.Task, e *elem, rows any, yield func(string) bool) bool {
	static, typ := staticOf(e), typeOf(e)
	var text []byte
	more := true
	e.each(rows, func(p unsafe.Pointer) bool {
		text = append(append(text, textOf(reflect.NewAt(typ, p).Elem(), static)...), '\n')
		if len(text) >= 32<<10 {
			more, text = f.send(t, text, yield), nil
		}
		return more
	})
	if more && len(text) > 0 {
		more = f.send(t, text, yield)
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
		close(f.quit)
		if f.input != nil {
			close(f.input)
		}
		ended := false
		select {
		case _, open := <-f.output:
			ended = !open
		default:
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
