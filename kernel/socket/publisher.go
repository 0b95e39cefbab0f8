package socket

import (
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-zeromq/zmq4"
)

// How a publisher treats subscribers that read slowly.
const (
	maxWaiting  = 64 << 20        // bytes that wait for one before publishing waits for it
	patience    = 3 * time.Second // how long, while it takes nothing at all
	minorLength = 100             // messages that wait for one before it gets no minor ones
)

// A Publisher sends messages to all who have subscribed to their topic. Who reads
// slowly slows down who publishes, and misses nothing; who has stopped reading misses
// what doesn't fit in its queue, and holds nobody up.
type Publisher struct {
	*listener
	welcome func(topic string) Message
	missed  atomic.Int64

	publishing sync.Mutex // keeps the order the same for all
	mu         sync.Mutex
	subs       map[*peer][]string
	first      chan struct{} // closed when somebody has subscribed
}

// NewPublisher serves the subscribers that come to l. Each gets, as its first message,
// what welcome makes for the topic that it subscribes to.
func NewPublisher(l net.Listener, welcome func(topic string) Message) *Publisher {
	p := &Publisher{welcome: welcome, subs: map[*peer][]string{}, first: make(chan struct{})}
	p.listener = listen(l, zmq4.XPub, p.serve)
	return p
}

func (p *Publisher) serve(sub *peer) {
	defer p.leave(sub)
	for {
		m, err := sub.receive()
		if err != nil {
			return
		}
		if len(m) == 0 || len(m[0]) == 0 {
			continue
		}
		switch topic := string(m[0][1:]); m[0][0] {
		case 1:
			p.subscribe(sub, topic)
		case 0:
			p.unsubscribe(sub, topic)
		}
	}
}

func (p *Publisher) subscribe(sub *peer, topic string) {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	sub.out.put(p.welcome(topic))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.subs[sub] = append(p.subs[sub], topic)
	select {
	case <-p.first:
	default:
		close(p.first)
	}
}

func (p *Publisher) unsubscribe(sub *peer, topic string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.Index(p.subs[sub], topic); i >= 0 {
		p.subs[sub] = slices.Delete(p.subs[sub], i, i+1)
	}
}

func (p *Publisher) leave(sub *peer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.subs, sub)
}

// Subscribed is closed when the first subscriber has come.
func (p *Publisher) Subscribed() <-chan struct{} { return p.first }

// Publish sends a message to who has subscribed to its topic, its first frame. A minor
// message is one that a later one makes superfluous: who has much to read doesn't get it.
func (p *Publisher) Publish(m Message, minor bool) {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	for _, sub := range p.subscribers(string(m[0])) {
		if minor && sub.out.length() >= minorLength {
			continue
		}
		if !sub.out.room(maxWaiting, patience) || !sub.out.put(m) {
			p.missed.Add(1)
		}
	}
}

func (p *Publisher) subscribers(topic string) []*peer {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []*peer
	for sub, topics := range p.subs {
		if slices.ContainsFunc(topics, func(t string) bool { return strings.HasPrefix(topic, t) }) {
			out = append(out, sub)
		}
	}
	return out
}

// Missed is how many messages didn't reach a subscriber that had stopped reading.
func (p *Publisher) Missed() int64 { return p.missed.Load() }

// Close ends the socket when what waits was written, or when the time is over.
func (p *Publisher) Close(linger time.Duration) {
	p.listener.close(linger, func() []*queue {
		p.mu.Lock()
		defer p.mu.Unlock()
		var peers []*peer
		for sub := range p.subs {
			peers = append(peers, sub)
		}
		return queuesOf(peers)
	})
}
