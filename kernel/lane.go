package kernel

import (
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"gospark/kernel/socket"
)

// A lane is requests that are served one after the other: the shell's, a subshell's, or
// the control socket's.
type lane struct {
	k        *Kernel
	router   func() *socket.Router // where its requests come from and its replies go to
	handlers map[string]handler
	ended    sync.WaitGroup

	mu      sync.Mutex
	changed sync.Cond
	waiting []*request
	aborted map[*request]bool // of the waiting ones, those that an error before them ends
	left    bool              // a cell asked for the kernel's end: those behind it aren't run
	closed  bool
}

// A handler serves a request. What it returns is the content of the reply; nil where there is none.
type handler func(l *lane, r *request) map[string]any

func newLane(k *Kernel, router func() *socket.Router, handlers map[string]handler) *lane {
	l := &lane{k: k, router: router, handlers: handlers, aborted: map[*request]bool{}}
	l.changed.L = &l.mu
	return l
}

func (l *lane) add(r *request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, r)
	l.changed.Signal()
}

// next waits for a request; nil is the end.
func (l *lane) next() (r *request, aborted bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.waiting) == 0 && !l.closed {
		l.changed.Wait()
	}
	if l.closed {
		return nil, false
	}
	r = l.waiting[0]
	l.waiting = l.waiting[1:]
	aborted = l.aborted[r] || l.left && r.isCell()
	delete(l.aborted, r)
	return r, aborted
}

// abort ends the cells that wait now: one before them failed.
func (l *lane) abort() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.waiting {
		if r.isCell() {
			l.aborted[r] = true
		}
	}
}

// leave ends the cells that wait, and those that will come.
func (l *lane) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left = true
}

func (r *request) isCell() bool { return r.header.Type == "execute_request" }

func (l *lane) close() {
	l.mu.Lock()
	l.closed = true
	l.changed.Broadcast()
	l.mu.Unlock()
}

// serve serves requests until the lane is closed.
func (l *lane) serve() {
	for {
		r, aborted := l.next()
		if r == nil {
			return
		}
		h := l.handlers[r.header.Type]
		switch {
		case aborted:
			h = func(*lane, *request) map[string]any { return map[string]any{"status": "aborted"} }
		case h == nil:
			h = unknown
		}
		l.answer(r, h)
	}
}

// answer serves a request by h, between busy and idle.
func (l *lane) answer(r *request, h handler) {
	r.begun = time.Now()
	l.k.status(r.parent, "busy")
	defer l.k.status(r.parent, "idle")
	if reply := l.guarded(h, r); reply != nil {
		l.reply(r, reply)
	}
}

// guarded is what h returns; a fault of ours is an error for the client, not its kernel's end.
func (l *lane) guarded(h handler, r *request) (reply map[string]any) {
	defer func() {
		if v := recover(); v != nil {
			l.k.options.Log(fmt.Sprintf("%s: %v\n%s", r.header.Type, v, debug.Stack()))
			reply = failure("KernelError", fmt.Sprint("the kernel failed at this request: ", v))
		}
	}()
	return h(l, r)
}

// unknown answers what asks for an answer that there isn't.
func unknown(l *lane, r *request) map[string]any {
	if _, isRequest := cutRequest(r.header.Type); !isRequest {
		l.k.options.Log("a message of an unknown type: " + r.header.Type)
		return nil
	}
	return failure("NotImplemented", "this kernel doesn't know "+r.header.Type)
}

// failure is the content of a reply that says what went wrong.
func failure(name, value string) map[string]any {
	return map[string]any{"status": "error", "ename": name, "evalue": value, "traceback": []string{}}
}

// reply answers a request by the socket it came from.
func (l *lane) reply(r *request, body map[string]any) {
	name, _ := cutRequest(r.header.Type)
	m := message{typ: name + "_reply", parent: r.parent, content: body, metadata: map[string]any{"started": timestamp(r.begun)}}
	if status, ok := body["status"]; ok {
		m.metadata["status"] = status
	}
	frames, err := l.k.sign.frames(r.identities, m)
	if err != nil {
		l.k.options.Log(m.typ + " can't be sent: " + err.Error())
		return
	}
	l.router().Send(r.from, frames)
}

// ask reads what a request says into v. The error names what is wrong with it.
func ask(r *request, v any) map[string]any {
	if err := json.Unmarshal(r.content, v); err != nil {
		return failure("BadRequest", r.header.Type+" is malformed: "+err.Error())
	}
	return nil
}

// lanes are all of a kernel's lanes.
type lanes struct {
	k       *Kernel
	control *lane
	urgent  *lane // cells of the control socket, which its other requests don't wait for
	main    *lane
	own     *lane // messages of the kernel's own comms, which don't wait for a cell's end
	running sync.WaitGroup

	mu   sync.Mutex
	subs map[string]*lane // the subshells
}

func newLanes(k *Kernel) *lanes {
	ls := &lanes{k: k, subs: map[string]*lane{}}
	ls.control = newLane(k, func() *socket.Router { return k.control }, controlHandlers)
	ls.urgent = newLane(k, func() *socket.Router { return k.control }, controlHandlers)
	ls.own = newLane(k, func() *socket.Router { return k.shell }, shellHandlers)
	ls.main = newLane(k, func() *socket.Router { return k.shell }, shellHandlers)
	return ls
}

// subscriberTime is how long the first request waits for somebody to hear its output:
// a client connects its sockets in any order.
const subscriberTime = time.Second

func (ls *lanes) start() {
	ls.running.Go(ls.control.serve)
	ls.running.Go(ls.urgent.serve)
	ls.running.Go(ls.own.serve)
	ls.running.Go(func() {
		select {
		case <-ls.k.iopub.Subscribed():
		case <-time.After(subscriberTime):
		case <-ls.k.done:
		}
		ls.k.status(nil, "starting")
		ls.main.serve()
	})
}

// shell gives a request of the shell socket to the lane of its subshell.
func (ls *lanes) shell(r *request) {
	if ls.k.comms.isOwn(r) {
		ls.own.add(r)
		return
	}
	l := ls.main
	if id := r.header.Subshell; id != "" {
		ls.mu.Lock()
		l = ls.subs[id]
		ls.mu.Unlock()
		if l == nil {
			ls.main.answer(r, func(*lane, *request) map[string]any { return failure("NoSuchSubshell", "there is no subshell "+id) })
			return
		}
	}
	l.add(r)
}

// controls gives a request of the control socket to its lane.
func (ls *lanes) controls(r *request) {
	if r.header.Type == "execute_request" {
		ls.urgent.add(r)
		return
	}
	ls.control.add(r)
}

// create starts a subshell.
func (ls *lanes) create() string {
	id := newID()
	l := newLane(ls.k, func() *socket.Router { return ls.k.shell }, shellHandlers)
	ls.mu.Lock()
	defer ls.mu.Unlock()
	ls.subs[id] = l
	ls.running.Go(l.serve)
	return id
}

// remove ends a subshell; false says that there is none of that name.
func (ls *lanes) remove(id string) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l := ls.subs[id]
	if l != nil {
		l.close()
		delete(ls.subs, id)
	}
	return l != nil
}

func (ls *lanes) list() []string {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	return append([]string{}, slices.Sorted(maps.Keys(ls.subs))...)
}

// close ends all lanes, when what they serve now is done.
func (ls *lanes) close() {
	ls.mu.Lock()
	for _, l := range ls.subs {
		l.close()
	}
	ls.mu.Unlock()
	ls.control.close()
	ls.urgent.close()
	ls.own.close()
	ls.main.close()
	ls.running.Wait()
}
