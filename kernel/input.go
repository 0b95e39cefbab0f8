package kernel

import (
	"encoding/json"
	"errors"
	"sync"
	"time"

	"gospark/kernel/socket"
)

// input is the questions that cells ask a person.
type input struct {
	k       *Kernel
	asking  sync.Mutex // one question after the other
	mu      sync.Mutex
	answers chan string   // of the question that is open, or nil
	stop    chan struct{} // closed when the open question is given up
}

var (
	errNoInput     = errors.New("this client doesn't answer questions: a cell that reads input can't be run there")
	errInterrupted = errors.New("interrupted while it waited for input")
)

func newInput(k *Kernel) *input { return &input{k: k} }

// request asks the client that r came from.
func (in *input) request(r *request, prompt string, secret bool) (string, error) {
	in.asking.Lock()
	defer in.asking.Unlock()
	answers, stop := make(chan string, 1), make(chan struct{})
	in.mu.Lock()
	in.answers, in.stop = answers, stop
	in.mu.Unlock()
	defer in.over()
	frames, err := in.k.sign.frames(r.identities, message{typ: "input_request", parent: r.parent, content: map[string]any{"prompt": prompt, "password": secret}})
	if err != nil {
		return "", err
	}
	if !in.send(r, frames) {
		return "", errNoInput
	}
	select {
	case text := <-answers:
		return text, nil
	case <-stop:
		return "", errInterrupted
	}
}

// peerTime is how long a client that has sent a cell may take to connect its other sockets.
const peerTime = time.Second

func (in *input) send(r *request, frames socket.Message) bool {
	for late := time.Now().Add(peerTime); !in.k.stdin.Send(in.peer(r), frames); time.Sleep(time.Millisecond) {
		if time.Now().After(late) {
			return false
		}
	}
	return true
}

// peer is who is asked: whoever sent the request. A client that gives its sockets no
// names is asked if it is the only one.
func (in *input) peer(r *request) string {
	peers := in.k.stdin.Peers()
	for _, p := range peers {
		if p == r.from {
			return p
		}
	}
	if len(peers) == 1 {
		return peers[0]
	}
	return r.from
}

func (in *input) over() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.answers, in.stop = nil, nil
}

// reply takes the answer of a client.
func (in *input) reply(r *request) {
	var a struct {
		Value string `json:"value"`
	}
	if r.header.Type != "input_reply" || json.Unmarshal(r.content, &a) != nil {
		in.k.options.Log("a message on stdin that is no input_reply: " + r.header.Type)
		return
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.answers == nil {
		return // the cell that asked was interrupted
	}
	select {
	case in.answers <- a.Value:
	default: // answered twice
	}
}

// interrupt gives up the question that is open.
func (in *input) interrupt() {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.stop != nil {
		close(in.stop)
		in.stop = nil
	}
}
