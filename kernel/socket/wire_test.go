package socket

import (
	"bytes"
	"encoding/binary"
	"net"
	"testing"
)

// FuzzWire: whatever a peer sends, in whatever pieces, the stream is followed to where a
// plain reading of its frames is, or refused.
func FuzzWire(f *testing.F) {
	greeting := make([]byte, greetingSize)
	f.Add(append(greeting, 1, 2, 'a', 'b', 0, 1, 'c'), 3)
	f.Add(append(greeting, 2, 0, 0, 0, 0, 0, 0, 0, 3, 'a', 'b', 'c', 0, 0), 1)
	f.Add(append(greeting, 3, 255, 0, 0, 0, 0, 0, 0, 0), 7)
	f.Fuzz(func(t *testing.T, stream []byte, piece int) {
		if piece <= 0 {
			return
		}
		w := newWire(nil)
		var err error
		for rest := stream; len(rest) > 0 && err == nil; {
			n := min(piece, len(rest))
			err = w.follow(rest[:n])
			rest = rest[n:]
		}
		left, ok := plainly(stream)
		if ok != (err == nil) {
			t.Fatalf("followed: %v; read plainly: %v", err, ok)
		}
		if ok && left != w.left {
			t.Errorf("%d bytes of a frame are left, not %d", w.left, left)
		}
	})
}

// plainly is how many bytes are missing of the frame that a stream ends in; ok is false
// where a frame or a message is too large.
func plainly(stream []byte) (left uint64, ok bool) {
	if len(stream) < greetingSize {
		return uint64(greetingSize - len(stream)), true
	}
	stream = stream[greetingSize:]
	frames, message := 0, uint64(0)
	for len(stream) > 0 {
		flags, header, size := stream[0], 2, uint64(0)
		if flags&flagLong != 0 {
			header = 9
		}
		if len(stream) < header {
			return 0, true
		}
		if size = uint64(stream[1]); header == 9 {
			size = binary.BigEndian.Uint64(stream[1:9])
		}
		frames++
		if size > maxFrame || frames > maxFrames || message+size > maxMessage {
			return 0, false
		}
		message += size
		if flags&flagMore == 0 {
			frames, message = 0, 0
		}
		stream = stream[header:]
		if uint64(len(stream)) < size {
			return size - uint64(len(stream)), true
		}
		stream = stream[size:]
	}
	return 0, true
}

// FuzzHandshake: whatever a peer says instead of a handshake, the answer is an error.
func FuzzHandshake(f *testing.F) {
	greeting := make([]byte, greetingSize)
	greeting[0], greeting[9], greeting[10] = 0xff, 0x7f, 3
	copy(greeting[12:], "NULL")
	ready := append([]byte("\x05READY"), "\x0bSocket-Type\x00\x00\x00\x06DEALER"...)
	f.Add(append(append(bytes.Clone(greeting), 4, byte(len(ready))), ready...))
	f.Add(append(bytes.Clone(greeting), 4, 9, 5, 'R', 'E', 'A', 'D', 'Y', 200, 1, 2))
	f.Fuzz(func(t *testing.T, said []byte) {
		here, there := net.Pipe()
		go func() {
			there.Write(said)
			there.Close()
		}()
		w := newWire(heard{here})
		if conn, err := handshake(w, "ROUTER"); (conn == nil) == (err == nil) {
			t.Errorf("connection %v, error %v", conn, err)
		}
		here.Close()
	})
}

// heard takes what is written, as a peer that is far away does.
type heard struct{ net.Conn }

func (heard) Write(b []byte) (int, error) { return len(b), nil }
