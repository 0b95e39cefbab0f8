package socket

import (
	"sync"
	"time"
)

// A queue holds what is to be written to one peer, in order.
type queue struct {
	mu       sync.Mutex
	changed  sync.Cond
	messages []Message
	size     int       // bytes of them, and of the one that is being written
	moved    time.Time // when one was written last, or the first came
	closed   bool
}

func newQueue() *queue {
	q := &queue{}
	q.changed.L = &q.mu
	return q
}

// put adds a message; false says that the queue is closed.
func (q *queue) put(m Message) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	if q.size == 0 {
		q.moved = time.Now()
	}
	q.messages = append(q.messages, m)
	q.size += cost(m)
	q.changed.Broadcast()
	return true
}

// cost is what a message takes in a queue: small ones are mostly their frames' headers.
func cost(m Message) int { return m.Size() + 64*(len(m)+1) }

// next waits for a message; more tells whether others wait behind it. It stays in the
// queue's size until it was written.
func (q *queue) next() (m Message, more, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.messages) == 0 && !q.closed {
		q.changed.Wait()
	}
	if len(q.messages) == 0 {
		return nil, false, false
	}
	m = q.messages[0]
	q.messages[0] = nil
	q.messages = q.messages[1:]
	return m, len(q.messages) > 0, true
}

func (q *queue) written(m Message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.size -= cost(m)
	q.moved = time.Now()
	q.changed.Broadcast()
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.size -= sizeOf(q.messages)
	q.messages = nil
	q.changed.Broadcast()
}

func sizeOf(messages []Message) int {
	n := 0
	for _, m := range messages {
		n += cost(m)
	}
	return n
}

// room waits until less than limit bytes wait, or until nothing was written for the
// given patience; it tells whether there is room.
func (q *queue) room(limit int, patience time.Duration) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.size >= limit && !q.closed {
		left := time.Until(q.moved.Add(patience))
		if left <= 0 {
			return false
		}
		q.waitFor(left)
	}
	return !q.closed
}

// length is how many messages wait.
func (q *queue) length() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.messages)
}

// drain waits until all was written, at most until the given time.
func (q *queue) drain(until time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.size > 0 && !q.closed {
		left := time.Until(until)
		if left <= 0 {
			return
		}
		q.waitFor(left)
	}
}

// waitFor waits for a change, but not longer than the given time.
func (q *queue) waitFor(d time.Duration) {
	t := time.AfterFunc(d, q.changed.Broadcast)
	q.changed.Wait()
	t.Stop()
}
