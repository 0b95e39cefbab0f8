package socket

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"net"
)

// wire is a network connection that ends when its peer sends more than it may, because
// zmq4 allocates what a peer announces; and that writes a message at once, because zmq4
// writes a frame in two parts.
type wire struct {
	net.Conn
	in   *bufio.Reader
	out  *bufio.Writer
	bulk bool // what is written waits for flush

	// Where the stream of the peer is: bytes left of the greeting or a frame, and what
	// has come of the header of the next.
	left    uint64
	header  []byte
	frames  int
	message uint64
}

// greetingSize is the bytes that a peer sends before its first frame.
const greetingSize = 64

// The bits of a frame's first byte.
const (
	flagMore = 1
	flagLong = 2
)

func newWire(c net.Conn) *wire {
	return &wire{Conn: c, in: bufio.NewReaderSize(c, 32<<10), out: bufio.NewWriterSize(c, 32<<10), left: greetingSize}
}

// Read reads from the peer what it may send.
func (w *wire) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	if bad := w.follow(p[:n]); bad != nil {
		return 0, bad
	}
	return n, err
}

// follow walks through the frames of what was read.
func (w *wire) follow(b []byte) error {
	for len(b) > 0 {
		if w.left > 0 {
			n := min(w.left, uint64(len(b)))
			w.left -= n
			b = b[n:]
			continue
		}
		w.header = append(w.header, b[0])
		b = b[1:]
		if err := w.begin(); err != nil {
			return err
		}
	}
	return nil
}

// begin begins a frame when its header is complete.
func (w *wire) begin() error {
	flags, size := w.header[0], uint64(0)
	switch {
	case flags&flagLong == 0 && len(w.header) == 2:
		size = uint64(w.header[1])
	case flags&flagLong != 0 && len(w.header) == 9:
		size = binary.BigEndian.Uint64(w.header[1:])
	default:
		return nil
	}
	w.header = w.header[:0]
	w.frames++
	w.message += min(size, maxMessage+1)
	if size > maxFrame || w.message > maxMessage || w.frames > maxFrames {
		return fmt.Errorf("message too large: a frame of %d bytes, %d frames", size, w.frames)
	}
	w.left = size
	if flags&flagMore == 0 {
		w.frames, w.message = 0, 0
	}
	return nil
}

// Write writes to the peer, or keeps it for flush.
func (w *wire) Write(p []byte) (int, error) {
	n, err := w.out.Write(p)
	if err == nil && !w.bulk {
		err = w.out.Flush()
	}
	return n, err
}

func (w *wire) flush() error { return w.out.Flush() }
