package socket

import (
	"net"

	"github.com/go-zeromq/zmq4"
)

// An Echo sends each message back to who sent it.
type Echo struct{ *listener }

// NewEcho serves the clients that come to l.
func NewEcho(l net.Listener) *Echo {
	return &Echo{listen(l, zmq4.Rep, echo)}
}

func echo(p *peer) {
	for {
		m, err := p.receive()
		if err != nil || !p.out.put(m) {
			return
		}
	}
}

// Close ends the socket.
func (e *Echo) Close() {
	e.listener.close(0, func() []*queue { return nil })
}
