package cellrt

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// An Output takes what a cell prints: by fmt, by the standard logger, and to os.Stdout
// and os.Stderr as the cell names them. What packages write to these themselves, and
// the builtin print, go to those of the process.
type Output struct {
	// Write is called from any goroutine of the cell, also after the cell's end.
	Write func(cell int, stderr bool, text []byte)
	// Direct leaves what is printed until the cell's end to the process's own standard
	// output and error, terminals that they may be.
	Direct bool
	// Front is the front end that shows the cell, for packages that show more than text; or nil.
	Front any
	// Columns is how wide the terminal is that shows the cell; 0 where none says it.
	Columns int
}

const (
	stdout = iota
	stderr
)

// A stream is a cell's standard output or error.
type stream struct {
	mu   sync.Mutex
	file *os.File // once the cell named it
	pipe *pipe    // what reads what is written to it
	used bool     // the file was named since what was written to it was last waited for
}

// SetOutput says where the scope's cell prints, before it runs.
func (s *Scope) SetOutput(out *Output) { s.output = out }

// Output is what SetOutput said.
func (s *Scope) Output() *Output { return s.output }

// Front is the front end of the cell that the calling goroutine works for, and the cell's number.
func Front() (n int, front any) {
	if s := Current(); s != nil && s.output != nil {
		return s.N, s.output.Front
	}
	return 0, nil
}

// Columns is how wide the terminal is of the cell that the calling goroutine works for; 0 where none says it.
func Columns() int {
	if s := Current(); s != nil && s.output != nil {
		return s.output.Columns
	}
	return 0
}

// captured is the scope whose Output takes what the calling goroutine prints, or nil
// where the process's own files do.
func captured() *Scope {
	if s := Current(); s != nil && s.output != nil && (!s.output.Direct || s.closed.Load()) {
		return s
	}
	return nil
}

// Stdout is what a cell has in place of os.Stdout.
func Stdout() **os.File { return standard(stdout, &os.Stdout) }

// Stderr is what a cell has in place of os.Stderr.
func Stderr() **os.File { return standard(stderr, &os.Stderr) }

func standard(which int, own **os.File) **os.File {
	s := captured()
	if s == nil {
		return own
	}
	s.streams[1-which].settle()
	st := &s.streams[which]
	st.mu.Lock()
	defer st.mu.Unlock()
	st.used = true
	if st.file == nil {
		r, w, err := os.Pipe()
		if err != nil {
			return own
		}
		st.file, st.pipe = w, &pipe{r: r, deliver: s.deliver(which)}
		go st.pipe.pump()
	}
	return &st.file
}

// settle waits until what was written to the file was taken, so that what is printed to
// the other one comes behind it.
func (st *stream) settle() {
	st.mu.Lock()
	file, p, used := st.file, st.pipe, st.used
	st.used = false
	st.mu.Unlock()
	if used && p != nil {
		p.drain(file)
	}
}

func (s *Scope) deliver(which int) func([]byte) {
	out, n := s.output, s.N
	return func(text []byte) { out.Write(n, which == stderr, text) }
}

// printer is where the calling goroutine prints: in order with what the cell writes to the file.
func printer(which int, own *os.File) io.Writer {
	s := captured()
	if s == nil {
		return own
	}
	s.streams[1-which].settle()
	st := &s.streams[which]
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.file != nil {
		st.used = true
		return st.file
	}
	return writerFunc(s.deliver(which))
}

type writerFunc func([]byte)

func (f writerFunc) Write(b []byte) (int, error) {
	f(b)
	return len(b), nil
}

// Print replaces fmt.Print.
func Print(a ...any) (int, error) { return fmt.Fprint(printer(stdout, os.Stdout), a...) }

// Printf replaces fmt.Printf.
func Printf(format string, a ...any) (int, error) {
	return fmt.Fprintf(printer(stdout, os.Stdout), format, a...)
}

// Println replaces fmt.Println.
func Println(a ...any) (int, error) { return fmt.Fprintln(printer(stdout, os.Stdout), a...) }

// logged is where the standard logger writes: to the cell that logs.
type logged struct{}

func (logged) Write(b []byte) (int, error) { return printer(stderr, os.Stderr).Write(b) }

// TakeLog lets the standard logger write where the cell that logs prints.
func TakeLog() { log.SetOutput(logged{}) }

// drainWait is how long a cell's end waits for what it has written to be taken: where
// nobody takes it, that must not be for ever.
const drainWait = 5 * time.Second

// Flush waits until all that the scope's cell has printed was taken.
func (s *Scope) Flush() {
	for i := range s.streams {
		st := &s.streams[i]
		st.mu.Lock()
		file, p := st.file, st.pipe
		st.mu.Unlock()
		if p != nil {
			p.drain(file)
		}
	}
}

// A pipe takes what is written to a file. It doesn't know the file's end for writing:
// that is closed when nobody has it any more, and then the pipe ends.
type pipe struct {
	r       *os.File
	deliver func([]byte)
	one     sync.Mutex // held by who waits, as long as that is
	waiting atomic.Pointer[mark]
}

// A mark is written to a pipe to tell when what was written before it was taken.
type mark struct {
	text []byte
	met  chan struct{}
}

// drain waits until what was written before it was taken.
func (p *pipe) drain(w *os.File) {
	p.one.Lock()
	defer p.one.Unlock()
	m := &mark{[]byte("\x00" + rand.Text() + "\x00"), make(chan struct{})}
	if !p.waiting.CompareAndSwap(nil, m) {
		return // nobody took what was written when it was waited for last
	}
	go w.Write(m.text) // the pipe may be full
	select {
	case <-m.met:
	case <-time.After(drainWait):
	}
}

// pump takes what is written until nobody can write any more.
func (p *pipe) pump() {
	defer p.r.Close()
	var held []byte
	buf := make([]byte, 64<<10)
	for {
		n, err := p.r.Read(buf)
		held = append(held, buf[:n]...)
		if m := p.waiting.Load(); m != nil && err == nil {
			before, after, met := bytes.Cut(held, m.text)
			if !met {
				// the mark may have come in part: what stands before that can go
				cut := len(held) - partOf(held, m.text)
				p.give(held[:cut])
				held = append([]byte(nil), held[cut:]...)
				continue
			}
			p.give(before)
			p.waiting.Store(nil)
			close(m.met)
			held = after
		}
		p.give(held)
		held = nil
		if err != nil {
			return
		}
	}
}

func (p *pipe) give(text []byte) {
	if len(text) > 0 {
		p.deliver(text)
	}
}

// partOf is how many bytes at the end of text are the beginning of mark.
func partOf(text, mark []byte) int {
	for n := min(len(text), len(mark)-1); n > 0; n-- {
		if bytes.HasSuffix(text, mark[:n]) {
			return n
		}
	}
	return 0
}
