package socket

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

// Listen binds an endpoint: transport tcp with an address and a port (0 is any that
// is free), or ipc with the path of a socket, which may exist when no process has it open.
func Listen(transport, address string) (net.Listener, error) {
	switch transport {
	case "tcp":
		return net.Listen("tcp", address)
	case "ipc":
		return listenUnix(address)
	}
	return nil, fmt.Errorf("there is no transport %q: it is tcp or ipc", transport)
}

// A listener accepts the peers of a socket and keeps them until they leave.
type listener struct {
	net   net.Listener
	typ   zmq4.SocketType
	serve func(*peer) // reads what the peer sends until it leaves; what it is sent goes to its queue

	mu     sync.Mutex
	closed bool
	peers  map[*wire]bool
	wait   sync.WaitGroup
}

// A peer is a client at the other end of a connection.
type peer struct {
	wire     *wire
	conn     *zmq4.Conn
	identity string // "" where it gave none
	out      *queue
}

// listen serves the peers that come to l, each in a goroutine of its own.
func listen(l net.Listener, typ zmq4.SocketType, serve func(*peer)) *listener {
	ln := &listener{net: l, typ: typ, serve: serve, peers: map[*wire]bool{}}
	ln.wait.Go(ln.accept)
	return ln
}

func (l *listener) accept() {
	for pause := time.Millisecond; ; {
		c, err := l.net.Accept()
		switch {
		case err == nil:
			pause = time.Millisecond
			if w := newWire(c); l.keep(w) {
				l.wait.Go(func() { l.meet(w) })
			}
		case errors.Is(err, net.ErrClosed):
			return
		default: // no more file descriptors: some come back
			time.Sleep(pause)
			pause = min(2*pause, time.Second)
		}
	}
}

func (l *listener) keep(w *wire) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		w.Close()
		return false
	}
	l.peers[w] = true
	return true
}

func (l *listener) forget(w *wire) {
	w.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.peers, w)
}

// meet shakes hands with a peer and serves it.
func (l *listener) meet(w *wire) {
	defer l.forget(w)
	w.SetDeadline(time.Now().Add(handshakeTime))
	conn, err := handshake(w, l.typ)
	if err != nil {
		return
	}
	w.SetDeadline(time.Time{})
	w.bulk = true
	p := &peer{wire: w, conn: conn, identity: conn.Peer.Meta["Identity"], out: newQueue()}
	l.wait.Go(p.write)
	defer p.out.close()
	l.serve(p)
}

// handshake is an error for whatever a peer may say.
func handshake(w *wire, typ zmq4.SocketType) (conn *zmq4.Conn, err error) {
	defer func() {
		if v := recover(); v != nil { // zmq4 trusts the lengths in a peer's metadata
			err = fmt.Errorf("malformed handshake: %v", v)
		}
	}()
	return zmq4.Open(w, null.Security(), typ, nil, true, nil)
}

// receive is the next message of the peer that isn't a command.
func (p *peer) receive() (Message, error) {
	for {
		m, err := p.conn.RecvMsg()
		if err != nil {
			return nil, err
		}
		if m.Type == zmq4.UsrMsg {
			return m.Frames, nil
		}
	}
}

// write writes what the peer's queue holds, until the queue or the connection is closed.
func (p *peer) write() {
	defer p.wire.Close()
	for {
		m, more, ok := p.out.next()
		if !ok {
			p.wire.flush()
			return
		}
		if p.send(m, more) != nil {
			return
		}
		p.out.written(m)
	}
}

// send writes a message; what more is to be written may wait for it.
func (p *peer) send(m Message, more bool) error {
	if err := p.conn.SendMsg(zmq4.NewMsgFrom(m...)); err != nil || more {
		return err
	}
	return p.wire.flush()
}

// close ends the socket: what waits in the queues is written for at most the given time.
func (l *listener) close(linger time.Duration, queues func() []*queue) {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.net.Close()
	until := time.Now().Add(linger)
	for _, q := range queues() {
		q.drain(until)
	}
	l.mu.Lock()
	for w := range l.peers {
		w.Close()
	}
	l.mu.Unlock()
	l.wait.Wait()
}
