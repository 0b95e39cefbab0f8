package socket

import (
	"crypto/rand"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// maxReplies is how many bytes of replies may wait for a client that doesn't read them
// before its connection is given up.
const maxReplies = 512 << 20

// A Router takes messages of clients and answers each client by its identity.
type Router struct {
	*listener
	mu    sync.Mutex
	peers map[string]*peer
}

// NewRouter serves the clients that come to l. receive is called with each message and
// the identity of who sent it, one at a time for each client, several at once for several.
func NewRouter(l net.Listener, receive func(identity string, m Message)) *Router {
	r := &Router{peers: map[string]*peer{}}
	r.listener = listen(l, zmq4.Router, func(p *peer) { r.serve(p, receive) })
	return r
}

func (r *Router) serve(p *peer, receive func(string, Message)) {
	id := r.join(p)
	defer r.leave(id, p)
	for {
		m, err := p.receive()
		if err != nil {
			return
		}
		receive(id, m)
	}
}

// join makes p the client of its identity, also when there is one already: that one has
// connected anew, and its old connection isn't known yet to be dead.
func (r *Router) join(p *peer) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	id := p.identity
	if id == "" {
		id = rand.Text()
	}
	if old := r.peers[id]; old != nil {
		old.wire.Close()
	}
	r.peers[id] = p
	return id
}

func (r *Router) leave(id string, p *peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.peers[id] == p {
		delete(r.peers, id)
	}
}

// Send sends a message to a client; false says that it isn't there any more.
func (r *Router) Send(identity string, m Message) bool {
	r.mu.Lock()
	p := r.peers[identity]
	r.mu.Unlock()
	if p == nil {
		return false
	}
	if !p.out.room(maxReplies, 0) {
		p.wire.Close()
		return false
	}
	return p.out.put(m)
}

// Peers are the identities of the clients.
func (r *Router) Peers() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.peers))
}

// Close ends the socket when what waits was written, or when the time is over.
func (r *Router) Close(linger time.Duration) {
	r.listener.close(linger, func() []*queue {
		r.mu.Lock()
		defer r.mu.Unlock()
		return queuesOf(slices.Collect(maps.Values(r.peers)))
	})
}

func queuesOf(peers []*peer) []*queue {
	var out []*queue
	for _, p := range peers {
		out = append(out, p.out)
	}
	return out
}
