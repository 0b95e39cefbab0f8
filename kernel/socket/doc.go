// Package socket is the kernel's end of its ZeroMQ sockets: it binds, and any number
// of clients come and go.
//
//	wire       a connection below ZMTP: limits on what a peer may send, one write a message
//	listener   accepts: the handshake of each peer by itself, with a deadline
//	queue      what waits to be written to one peer
//	router     ROUTER: requests and their replies (shell, control, stdin)
//	publisher  XPUB: output for whoever subscribed (iopub)
//	echo       REP: the heartbeat
//
// The handshake and the frames are go-zeromq/zmq4's, a connection at a time. Its sockets
// aren't used: one peer that doesn't read, or that says nothing, holds up all others there.
package socket

import "time"

// What a peer may do.
const (
	handshakeTime = 5 * time.Second // until it has said who it is
	maxFrame      = 256 << 20       // bytes of a frame
	maxMessage    = 512 << 20       // bytes of a message's frames together
	maxFrames     = 4096            // of a message
)

// A Message is the frames of one ZeroMQ message. What was given away isn't changed.
type Message [][]byte

// Size is the number of bytes of all frames.
func (m Message) Size() int {
	n := 0
	for _, f := range m {
		n += len(f)
	}
	return n
}
