//go:build unix

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// An input shares the terminal's keys out between the prompt and the cells. A cell
// reads from a pipe, into which the terminal's lines go while it runs: so an
// interrupted cell that is left behind in a read takes nothing of what is typed later.
type input struct {
	tty *os.File // the terminal, opened anew: reads from it can be called off

	mu    sync.Mutex
	ahead []byte // typed while a cell ran that didn't read it

	pipe *pipe
	left []*pipe // those that interrupted cells may wait at: they must stay open, or the wait would end
}

// A pipe is what cells read from.
type pipe struct {
	w     *os.File
	conn  syscall.RawConn // of the end that cells read
	own   int             // a descriptor of our own for the end that cells read; they may close theirs
	ended bool            // w is closed
	ends  int             // how often Ctrl-D was typed for nobody
}

// newInput takes over standard input. It fails where a terminal's reads can't be
// called off; then the prompt and the cells both read from the terminal itself.
func newInput() (*input, error) {
	tty, err := os.OpenFile("/proc/self/fd/0", os.O_RDONLY|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	in := &input{tty: tty}
	if err = tty.SetReadDeadline(time.Time{}); err == nil {
		err = in.renew()
	}
	if err != nil {
		tty.Close()
		return nil, err
	}
	return in, nil
}

// renew gives cells a new pipe.
func (in *input) renew() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	conn, err := r.SyscallConn() // r.Fd would make reads block a thread each
	if err != nil {
		return err
	}
	own, err := duplicate(conn)
	if err != nil {
		return err
	}
	if in.pipe != nil {
		syscall.Close(in.pipe.own)
	}
	in.pipe, os.Stdin = &pipe{w: w, conn: conn, own: own}, r
	return nil
}

// duplicate is another descriptor for a file.
func duplicate(conn syscall.RawConn) (fd int, err error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	failed := conn.Control(func(of uintptr) {
		if fd, err = syscall.Dup(int(of)); err == nil {
			syscall.CloseOnExec(fd)
		}
	})
	return fd, errors.Join(failed, err)
}

// Read reads keys for the prompt.
func (in *input) Read(b []byte) (int, error) {
	for {
		in.mu.Lock()
		n := copy(b, in.ahead)
		in.ahead = in.ahead[n:]
		in.mu.Unlock()
		if n > 0 {
			return n, nil
		}
		n, err := in.tty.Read(b)
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
	}
}

// feed has what is typed go to the cell that is about to run, until stop is called
// or ctx ends: Ctrl-C discards what was typed before, as it does in a terminal, and
// what is typed after it is for the prompt.
func (in *input) feed(ctx context.Context) (stop func()) {
	fed, ended := make(chan []byte, 1), make(chan bool)
	go func(p *pipe) { fed <- p.copyFrom(in.tty) }(in.pipe)
	undo := context.AfterFunc(ctx, func() {
		defer close(ended)
		in.callOff(fed)
		in.left = append(in.left, in.pipe)
		in.renew()
	})
	return func() {
		if !undo() {
			<-ended
			return
		}
		rest := in.callOff(fed)
		in.mu.Lock()
		in.ahead = append(append(in.ahead, in.pipe.unread()...), rest...)
		in.ahead = append(in.ahead, strings.Repeat("\x04", in.pipe.ends)...)
		in.pipe.ends = 0
		in.mu.Unlock()
		if in.pipe.ended {
			in.renew()
		}
	}
}

// callOff ends copyFrom, and returns what it does.
func (in *input) callOff(fed <-chan []byte) []byte {
	past, never := time.Unix(1, 0), time.Time{}
	in.tty.SetReadDeadline(past)
	in.pipe.w.SetWriteDeadline(past)
	rest := <-fed
	in.tty.SetReadDeadline(never)
	in.pipe.w.SetWriteDeadline(never)
	return rest
}

// maxEnds is how many ends of input are taken for keys: a terminal that is gone has no end of them.
const maxEnds = 10

// copyFrom writes lines of the terminal into the pipe until it is called off, and
// returns what didn't go in. The terminal's end of input, Ctrl-D, is the pipe's if
// somebody waits at it.
func (p *pipe) copyFrom(tty *os.File) (rest []byte) {
	b := make([]byte, 4096)
	for {
		n, err := tty.Read(b)
		written, refused := p.w.Write(b[:n])
		switch {
		case refused != nil:
			return b[written:n]
		case errors.Is(err, io.EOF) && !p.isWaitedAt():
			if p.ends++; p.ends == maxEnds {
				return nil
			}
		case errors.Is(err, io.EOF):
			p.ended = true
			p.w.Close()
			return nil
		case err != nil:
			return nil
		}
	}
}

// unread takes back what is in the pipe. It never waits: Go's pipes don't block.
func (p *pipe) unread() (text []byte) {
	b := make([]byte, 4096)
	for {
		n, err := syscall.Read(p.own, b)
		if n <= 0 || err != nil {
			return text
		}
		text = append(text, b[:n]...)
	}
}

// isWaitedAt tells whether a goroutine waits in a read. There is no asking: who does
// holds the file's lock, and another read waits for that.
func (p *pipe) isWaitedAt() bool {
	free := make(chan bool)
	go func() {
		p.conn.Read(func(uintptr) bool { return true })
		close(free)
	}()
	select {
	case <-free:
		return false
	case <-time.After(100 * time.Millisecond):
		return true
	}
}
