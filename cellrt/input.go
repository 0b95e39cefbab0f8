package cellrt

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"runtime"
	"time"
	"unsafe"
)

// An asker is a front end without a standard input that asks the person for lines instead.
type asker interface {
	Input(cell int, prompt string, secret bool) (string, error)
}

// asked is the scope whose front end asks for what the calling goroutine reads, or nil
// where that is the process's own standard input.
func asked() (*Scope, asker) {
	s := Current()
	if s == nil || s.output == nil || s.output.Direct {
		return nil, nil
	}
	a, ok := s.output.Front.(asker)
	if !ok {
		return nil, nil
	}
	return s, a
}

// lines are what a front end is asked for, line by line, when it is needed.
type lines struct {
	cell int
	ask  asker
	rest []byte
}

func (l *lines) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		text, err := l.ask.Input(l.cell, "", false)
		if err != nil {
			return 0, err
		}
		l.rest = append([]byte(text), '\n')
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// typed is what fmt's reads of standard input read from, where the front end is asked.
func typed() *bufio.Reader {
	s, a := asked()
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.typed == nil {
		s.typed = bufio.NewReader(&lines{cell: s.N, ask: a})
	}
	return s.typed
}

// Stdin is what a cell has in place of os.Stdin.
func Stdin() **os.File {
	s, a := asked()
	if s == nil {
		return &os.Stdin
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stdin == nil {
		r, w, err := os.Pipe()
		if err != nil {
			return &os.Stdin
		}
		s.stdin = r
		go s.feed(r, w, a)
	}
	return &s.stdin
}

// readerLook is how often it is looked for somebody who waits for a line.
const readerLook = 20 * time.Millisecond

// feed writes a line to w, which the front end is asked for, whenever somebody waits for
// one at r, until the cell is over. A pipe doesn't tell that, but the stacks do.
func (s *Scope) feed(r, w *os.File, a asker) {
	defer w.Close()
	for !s.closed.Load() && !s.stopped.Load() {
		time.Sleep(readerLook)
		if !isRead(r) {
			continue
		}
		text, err := a.Input(s.N, "", false)
		if err != nil {
			return
		}
		w.WriteString(text + "\n")
	}
}

// isRead tells whether a goroutine waits for something to read from f. To look at the stacks stops the world, and starting
// it again wakes whom there is something for: who waits at the second look, too, waits for more.
func isRead(f *os.File) bool { return isWaitedFor(f) && isWaitedFor(f) }

func isWaitedFor(f *os.File) bool {
	// An *os.File is a pointer to a pointer to what begins with the poll.FD that waits.
	fd := *(*unsafe.Pointer)(unsafe.Pointer(f))
	call := fmt.Appendf(nil, "internal/poll.(*FD).Read(%p", fd)
	for goroutine := range bytes.SplitSeq(stacks(), []byte("\n\n")) {
		if bytes.Contains(goroutine, call) {
			state, _, _ := bytes.Cut(goroutine, []byte("\n"))
			return !bytes.Contains(state, []byte("[runnable"))
		}
	}
	return false
}

// stacks are those of all goroutines.
func stacks() []byte {
	for size := 64 << 10; ; size *= 2 {
		buf := make([]byte, size)
		if n := runtime.Stack(buf, true); n < size {
			return buf[:n]
		}
	}
}
