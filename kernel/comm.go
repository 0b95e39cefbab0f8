package kernel

import (
	"encoding/json"
	"sync"

	"gospark/cell"
	"gospark/display"
)

// comms are the open comms: objects with a side here and a side in the clients.
type comms struct {
	k       *Kernel
	mu      sync.Mutex
	targets map[string]string    // the targets of those that are open, by id
	own     map[string]commTaker // those of the kernel itself
	widgets bool                 // whether a client has asked for the widgets that there are: it shows them
}

// A commTaker takes the data of a comm's messages, and the header of the request that each came in.
type commTaker func(parent, data json.RawMessage)

func newComms(k *Kernel) *comms {
	return &comms{k: k, targets: map[string]string{}, own: map[string]commTaker{}}
}

// send sends a message of a comm to the clients.
func (c *comms) send(parent json.RawMessage, m cell.Comm) {
	body := map[string]any{"comm_id": m.ID, "data": orEmpty(m.Data)}
	c.mu.Lock()
	switch m.Kind {
	case "open":
		body["target_name"] = m.Target
		c.targets[m.ID] = m.Target
	case "close":
		delete(c.targets, m.ID)
		delete(c.own, m.ID)
	}
	c.mu.Unlock()
	metadata, _ := m.Metadata.(map[string]any)
	c.k.publish(message{typ: "comm_" + m.Kind, parent: parent, metadata: metadata, content: body, buffers: m.Buffers})
}

func orEmpty(v any) any {
	if v == nil {
		return map[string]any{}
	}
	return v
}

// handle lets f take the messages of a comm of the kernel's own.
func (c *comms) handle(id string, f commTaker) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.own[id] = f
}

// isOwn tells whether a message is for a comm of the kernel's own.
func (c *comms) isOwn(r *request) bool {
	var q commContent
	if r.header.Type != "comm_msg" || json.Unmarshal(r.content, &q) != nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.own[q.ID] != nil
}

// showsWidgets tells whether a client shows widgets, as far as is known.
func (c *comms) showsWidgets() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.widgets
}

func commInfo(l *lane, r *request) map[string]any {
	var q struct {
		Target *string `json:"target_name"`
	}
	if bad := ask(r, &q); bad != nil {
		return bad
	}
	c := l.k.comms
	c.mu.Lock()
	defer c.mu.Unlock()
	c.widgets = c.widgets || q.Target != nil && *q.Target == widgetTarget
	out := map[string]any{}
	for id, target := range c.targets {
		if q.Target == nil || *q.Target == "" || *q.Target == target {
			out[id] = map[string]any{"target_name": target}
		}
	}
	return map[string]any{"status": "ok", "comms": out}
}

// A commContent is the content of a comm_open, comm_msg or comm_close.
type commContent struct {
	ID     string          `json:"comm_id"`
	Target string          `json:"target_name"`
	Data   json.RawMessage `json:"data"`
}

func commOpen(l *lane, r *request) map[string]any { return l.comm(r, "open") }

func commMessage(l *lane, r *request) map[string]any { return l.comm(r, "msg") }

func commClose(l *lane, r *request) map[string]any { return l.comm(r, "close") }

// comm takes a message of a client's side of a comm.
func (l *lane) comm(r *request, kind string) map[string]any {
	var q commContent
	if ask(r, &q) != nil {
		l.k.options.Log(r.header.Type + " is malformed")
		return nil
	}
	c := l.k.comms
	c.mu.Lock()
	own := c.own[q.ID]
	switch kind {
	case "open":
		c.targets[q.ID] = q.Target
	case "close":
		delete(c.targets, q.ID)
	}
	c.mu.Unlock()
	if own != nil && kind == "msg" {
		own(r.parent, q.Data)
		return nil
	}
	known := display.Deliver(cell.Comm{Kind: kind, ID: q.ID, Target: q.Target, Data: q.Data, Metadata: r.metadata, Buffers: r.buffers})
	if kind == "open" && !known {
		// The protocol's answer to an open of a target that isn't known.
		c.send(r.parent, cell.Comm{Kind: "close", ID: q.ID})
	}
	return nil
}
