package display

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"sync"

	"gospark/cell"
	"gospark/cellrt"
)

// A Comm is an object with a side in the session and one in the notebook's page, which
// send each other messages: what widgets are made of (Jupyter's comm).
type Comm struct {
	ID     string
	Target string
	scope  *cellrt.Scope // whose output its handlers print to

	mu      sync.Mutex
	message func(data json.RawMessage, buffers [][]byte)
	closed  func(data json.RawMessage)
	inbox   []func() // what came from the page and waits to be handled, in order
	working bool
}

// ErrNoComms is the error of a front end that has no other side for a comm.
var ErrNoComms = errors.New("this front end has no comms: they need a notebook")

var comms struct {
	mu      sync.Mutex
	open    map[string]*Comm
	targets map[string]target
}

// A target is what makes the session's side of comms that a page opens.
type target struct {
	open  func(*Comm, json.RawMessage)
	scope *cellrt.Scope
}

func newID() string { return rand.Text() }

// OpenComm opens a comm: the page makes its other side by the target's name, of data,
// which becomes JSON.
func OpenComm(targetName string, data any) (*Comm, error) {
	if _, to := front(); to == nil {
		return nil, ErrNoComms
	}
	c := &Comm{ID: newID(), Target: targetName, scope: cellrt.Current()}
	c.keep()
	return c, c.send("open", data, nil)
}

// OnComm lets f take the comms that a page opens for a target. A second call for the
// target takes the place of the first.
func OnComm(targetName string, f func(c *Comm, data json.RawMessage)) {
	comms.mu.Lock()
	defer comms.mu.Unlock()
	if comms.targets == nil {
		comms.targets = map[string]target{}
	}
	comms.targets[targetName] = target{f, cellrt.Current()}
}

// OnMessage lets f take the messages of the page's side.
func (c *Comm) OnMessage(f func(data json.RawMessage, buffers [][]byte)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.message = f
}

// OnClose lets f know that the page's side is gone.
func (c *Comm) OnClose(f func(data json.RawMessage)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = f
}

// Send sends data, which becomes JSON, and buffers to the page's side.
func (c *Comm) Send(data any, buffers ...[]byte) error { return c.send("msg", data, buffers) }

// Close ends the comm on both sides.
func (c *Comm) Close(data any) error {
	c.forget()
	return c.send("close", data, nil)
}

func (c *Comm) send(kind string, data any, buffers [][]byte) (err error) {
	err = ErrNoComms
	c.scope.Do(func() {
		if n, to := front(); to != nil {
			to.Comm(n, cell.Comm{Kind: kind, ID: c.ID, Target: c.Target, Data: data, Buffers: buffers})
			err = nil
		}
	})
	return err
}

func (c *Comm) keep() {
	comms.mu.Lock()
	defer comms.mu.Unlock()
	if comms.open == nil {
		comms.open = map[string]*Comm{}
	}
	comms.open[c.ID] = c
}

func (c *Comm) forget() {
	comms.mu.Lock()
	defer comms.mu.Unlock()
	delete(comms.open, c.ID)
}

// handle runs f when what came before it is handled.
func (c *Comm) handle(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inbox = append(c.inbox, f)
	if !c.working {
		c.working = true
		c.scope.Go(c.work)
	}
}

func (c *Comm) work() {
	for {
		c.mu.Lock()
		if len(c.inbox) == 0 {
			c.working = false
			c.mu.Unlock()
			return
		}
		f := c.inbox[0]
		c.inbox = c.inbox[1:]
		c.mu.Unlock()
		c.guarded(f)
	}
}

// guarded lets the messages behind one that panics be handled as well.
func (c *Comm) guarded(f func()) {
	done := false
	defer func() {
		if !done {
			c.mu.Lock()
			c.working = false
			c.mu.Unlock()
		}
	}()
	f()
	done = true
}

// Deliver gives a message of a page to the comm that it is for, in the cell that made
// it. ok is false where there is none, and for an open of a target that isn't known.
func Deliver(m cell.Comm) (ok bool) {
	data, _ := m.Data.(json.RawMessage)
	if m.Kind == "open" {
		return opened(m, data)
	}
	comms.mu.Lock()
	c := comms.open[m.ID]
	comms.mu.Unlock()
	if c == nil {
		return false
	}
	if m.Kind == "close" {
		c.forget()
	}
	c.handle(func() { c.take(m, data) })
	return true
}

// take gives a message to the handler that there is when its turn has come.
func (c *Comm) take(m cell.Comm, data json.RawMessage) {
	c.mu.Lock()
	message, closed := c.message, c.closed
	c.mu.Unlock()
	switch {
	case m.Kind == "msg" && message != nil:
		message(data, m.Buffers)
	case m.Kind == "close" && closed != nil:
		closed(data)
	}
}

func opened(m cell.Comm, data json.RawMessage) bool {
	comms.mu.Lock()
	t, ok := comms.targets[m.Target]
	comms.mu.Unlock()
	if !ok {
		return false
	}
	c := &Comm{ID: m.ID, Target: m.Target, scope: t.scope}
	c.keep()
	c.handle(func() { t.open(c, data) })
	return true
}
