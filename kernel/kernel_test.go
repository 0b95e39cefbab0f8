package kernel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"

	"gospark/cell"
	"gospark/kernel/socket"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// fake is an evaluator that does what the text of a cell names.
type fake struct {
	mu   sync.Mutex
	next int
}

func (f *fake) Next() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.next + 1
}

func (f *fake) Take() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next++
	return f.next
}

func (f *fake) RunNumbered(ctx context.Context, n int, text string, sink cell.Sink) error {
	switch command, arg, _ := strings.Cut(text, " "); command {
	case "print":
		sink.(cell.OutputSink).Stdout(n, []byte(arg))
	case "value":
		sink.Result(cell.Result{N: n, Values: []cell.Value{{V: arg, Type: "string"}}})
	case "fail":
		return &cell.Error{Code: cell.CodePanic, Pos: cell.Pos{Cell: n, Line: 1}, Msg: arg}
	case "quit":
		return cell.ErrQuit
	case "crash":
		panic(arg)
	case "wait":
		<-ctx.Done()
		return &cell.Error{Code: cell.CodeInterrupted, Msg: "interrupted"}
	case "ask":
		answer, err := sink.(cell.RichSink).Input(n, arg, false)
		if err != nil {
			return err
		}
		sink.Text(answer)
	}
	return nil
}

func (f *fake) TakeAside(bool) int { return -1 }

func (f *fake) RunAside(ctx context.Context, n int, text string, sink cell.Sink) error {
	return f.RunNumbered(ctx, n, text, sink)
}
func (f *fake) CancelJob(int)                                    {}
func (f *fake) Complete(string, int) cell.Completion             { return cell.Completion{} }
func (f *fake) Inspect(string, int) (i cell.Inspection, ok bool) { return i, false }
func (f *fake) Completeness(string) cell.Completeness            { return cell.Complete }
func (f *fake) Close() error                                     { return nil }

// A client talks to a kernel by one socket of each kind.
type client struct {
	t     *testing.T
	sign  *signer
	iopub *zmq4.Conn
	conns map[string]*zmq4.Conn
}

// start runs a kernel on sockets of the file system, and a client of it.
func start(t *testing.T) (c *client, stop func() error) {
	t.Helper()
	dir, err := os.MkdirTemp("", "k") // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	at := Connection{Transport: "ipc", IP: filepath.Join(dir, "k"), Shell: 1, Control: 2, Stdin: 3, IOPub: 4, Heartbeat: 5, Key: "key", Scheme: "hmac-sha256"}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, Options{Connection: at, Log: func(line string) { t.Log(line) }, Start: func() (Evaluator, error) { return &fake{}, nil }})
	}()
	sign, err := newSigner(at)
	if err != nil {
		t.Fatal(err)
	}
	c = &client{t: t, sign: sign, conns: map[string]*zmq4.Conn{}}
	c.iopub = c.dial(at.address(4), zmq4.Sub)
	if err := c.iopub.SendMsg(zmq4.NewMsg([]byte{1})); err != nil {
		t.Fatal(err)
	}
	for name, port := range map[string]int{"shell": 1, "control": 2, "stdin": 3} {
		c.conns[name] = c.dial(at.address(port), zmq4.Dealer)
	}
	return c, func() error {
		cancel()
		return <-ended
	}
}

func (c *client) dial(address string, typ zmq4.SocketType) *zmq4.Conn {
	c.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		conn, err := net.Dial("unix", address)
		if err != nil {
			if time.Now().After(end) {
				c.t.Fatal(err)
			}
			continue
		}
		c.t.Cleanup(func() { conn.Close() })
		conn.SetDeadline(time.Now().Add(patience))
		z, err := zmq4.Open(conn, null.Security(), typ, zmq4.SocketIdentity("me"), false, nil)
		if err != nil {
			c.t.Fatal(err)
		}
		return z
	}
}

// send sends a message by a socket.
func (c *client) send(by, typ string, body any) {
	c.t.Helper()
	frames, err := c.sign.frames(nil, message{typ: typ, content: body})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.conns[by].SendMsg(zmq4.NewMsgFrom(frames...)); err != nil {
		c.t.Fatal(err)
	}
}

// arrived waits until what was sent to the shell socket is in its lanes: who takes it there answers by itself what is for
// a subshell that there isn't.
func (c *client) arrived() {
	c.t.Helper()
	frames, err := c.sign.frames(nil, message{typ: "kernel_info_request", content: map[string]any{}})
	if err != nil {
		c.t.Fatal(err)
	}
	parts := frames[1:]
	parts[partHeader] = bytes.Replace(parts[partHeader], []byte("{"), []byte(`{"subshell_id":"none",`), 1)
	parts[partSignature] = c.sign.sign(parts[partHeader:partBuffers]...)
	if err := c.conns["shell"].SendMsg(zmq4.NewMsgFrom(frames...)); err != nil {
		c.t.Fatal(err)
	}
	if _, reply := c.receive(c.conns["shell"]); reply["ename"] != "NoSuchSubshell" {
		c.t.Errorf("it is answered by %v", reply)
	}
}

// receive is the type and the content of the next message of a connection.
func (c *client) receive(conn *zmq4.Conn) (typ string, body map[string]any) {
	c.t.Helper()
	m, err := conn.RecvMsg()
	if err != nil {
		c.t.Fatal(err)
	}
	reader := &signer{key: c.sign.key, hash: c.sign.hash, seen: map[string]bool{}}
	r, err := reader.read("", m.Frames)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := json.Unmarshal(r.content, &body); err != nil {
		c.t.Fatal(err)
	}
	return r.header.Type, body
}

// until receives what is published until the kernel is idle.
func (c *client) until() (types []string) {
	c.t.Helper()
	for {
		typ, body := c.receive(c.iopub)
		if typ != "iopub_welcome" && body["execution_state"] != "starting" {
			types = append(types, typ)
		}
		if body["execution_state"] == "idle" {
			return types
		}
	}
}

func code(text string) map[string]any { return map[string]any{"code": text} }

// TestExecute: replies and what is published, for each way that a cell ends.
func TestExecute(t *testing.T) {
	c, stop := start(t)
	for _, test := range []struct{ text, status, published string }{
		{"print x", "ok", "status execute_input stream status"},
		{"value x", "ok", "status execute_input execute_result status"},
		{"fail x", "error", "status execute_input error status"},
		{"crash x", "error", "status execute_input status"},
	} {
		c.send("shell", "execute_request", code(test.text))
		typ, reply := c.receive(c.conns["shell"])
		if typ != "execute_reply" || reply["status"] != test.status {
			t.Errorf("%s: %s %v", test.text, typ, reply)
		}
		if got := strings.Join(c.until(), " "); got != test.published {
			t.Errorf("%s: published %s", test.text, got)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestInterruptAndAbort: an interrupt ends the cell, and the cells that wait behind it.
func TestInterruptAndAbort(t *testing.T) {
	c, stop := start(t)
	defer stop()
	c.send("shell", "execute_request", code("wait"))
	for {
		if typ, _ := c.receive(c.iopub); typ == "execute_input" {
			break
		}
	}
	c.send("shell", "execute_request", code("print x"))
	c.send("shell", "kernel_info_request", map[string]any{})
	c.send("shell", "kernel_info_request", map[string]any{"waits": "for nothing"})
	c.arrived()
	c.send("control", "interrupt_request", map[string]any{})
	if typ, reply := c.receive(c.conns["control"]); typ != "interrupt_reply" || reply["status"] != "ok" {
		t.Errorf("%s %v", typ, reply)
	}
	for _, want := range []string{"error", "aborted", "ok", "ok"} {
		if typ, reply := c.receive(c.conns["shell"]); reply["status"] != want {
			t.Errorf("%s %v, not %s", typ, reply, want)
		}
	}
}

// TestInput: a question goes to who asked for the cell; an interrupt gives it up.
func TestInput(t *testing.T) {
	c, stop := start(t)
	defer stop()
	c.send("shell", "execute_request", code("ask name?"))
	if typ, body := c.receive(c.conns["stdin"]); typ != "input_request" || body["prompt"] != "name?" {
		t.Errorf("%s %v", typ, body)
	}
	c.send("stdin", "input_reply", map[string]any{"value": "Ann"})
	if _, reply := c.receive(c.conns["shell"]); reply["status"] != "ok" {
		t.Error(reply)
	}
	c.send("shell", "execute_request", code("ask again?"))
	c.receive(c.conns["stdin"])
	c.send("control", "interrupt_request", map[string]any{})
	if _, reply := c.receive(c.conns["shell"]); reply["status"] != "error" {
		t.Error(reply)
	}
}

// TestRunsAtTheEnd: a cell that begins when the kernel is being closed is interrupted, too.
func TestRunsAtTheEnd(t *testing.T) {
	var r running
	before, end := r.begin()
	defer end()
	r.close()
	after, end := r.begin()
	defer end()
	if before.Err() == nil || after.Err() == nil {
		t.Errorf("they go on: %v, %v", before.Err(), after.Err())
	}
}

// TestQuit: cells behind one that asks for the kernel's end aren't run, whether they wait by then or come
// when a client has read its reply; what else is asked is answered.
func TestQuit(t *testing.T) {
	c, stop := start(t)
	c.send("shell", "execute_request", code("quit"))
	c.send("shell", "execute_request", code("wait"))
	for _, want := range []string{"ok", "aborted"} {
		if _, reply := c.receive(c.conns["shell"]); reply["status"] != want {
			t.Errorf("%v, not %s", reply, want)
		}
	}
	c.send("shell", "execute_request", code("wait"))
	c.send("shell", "kernel_info_request", map[string]any{})
	for _, want := range []string{"aborted", "ok"} {
		if _, reply := c.receive(c.conns["shell"]); reply["status"] != want {
			t.Errorf("%v, not %s", reply, want)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestShutdown: the reply comes before the end.
func TestShutdown(t *testing.T) {
	c, stop := start(t)
	c.send("shell", "execute_request", code("wait"))
	c.send("control", "shutdown_request", map[string]any{"restart": true})
	if typ, reply := c.receive(c.conns["control"]); typ != "shutdown_reply" || reply["restart"] != true {
		t.Errorf("%s %v", typ, reply)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestNothingIsLeft: kernels that come and go leave no goroutine and no file.
func TestNothingIsLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 50 {
		c, stop := start(t)
		c.send("shell", "execute_request", code("value x"))
		c.receive(c.conns["shell"])
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	}
	for end := time.Now().Add(patience); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

// TestUnsigned: a kernel whose messages nobody signs starts only where that is asked for.
func TestUnsigned(t *testing.T) {
	o := Options{Connection: Connection{Transport: "tcp", IP: "127.0.0.1", Scheme: "hmac-sha256"}, Log: func(line string) { t.Log(line) },
		Start: func() (Evaluator, error) { return nil, errors.New("not to be started") }}
	if err := Run(t.Context(), o); !errors.Is(err, ErrUnsigned) {
		t.Error(err)
	}
}

// FuzzMessage: whatever frames come, they are a request or an error.
func FuzzMessage(f *testing.F) {
	f.Add([]byte("<IDS|MSG>"), []byte("{}"), []byte(`{"msg_type":"execute_request"}`), []byte("{}"), []byte("{}"), []byte(`{"code":"1"}`), uint8(6))
	f.Add([]byte("id"), []byte("<IDS|MSG>"), []byte("x"), []byte("null"), []byte("[]"), []byte("{"), uint8(5))
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g []byte, n uint8) {
		frames := socket.Message{a, b, c, d, e, g}[:min(int(n), 6)]
		for _, key := range []string{"", "key"} {
			s, err := newSigner(Connection{Scheme: "hmac-sha256", Key: key})
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.read("me", frames)
			if (r == nil) == (err == nil) {
				t.Fatalf("%v and %v", r, err)
			}
			if r == nil {
				continue
			}
			if key != "" {
				t.Fatal("a signature was guessed")
			}
			if _, err := s.frames(r.identities, message{typ: "x", parent: r.parent, content: map[string]any{}}); err != nil {
				t.Errorf("it can't be answered: %v", err)
			}
		}
	})
}

// TestHistory: sessions side by side keep apart, and a line that a kernel left half
// written is no harm.
func TestHistory(t *testing.T) {
	dir := t.TempDir()
	log := func(line string) { t.Error(line) }
	a, b := openHistory(dir, log), openHistory(dir, log)
	text := func() string { return "" }
	a.add(1, "a1", text)
	b.add(1, "b1", text)
	a.add(2, "a2", text)
	a.close()
	f, err := os.OpenFile(a.name(a.session), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(`{"n":3,"in":"half`)
	f.Close()
	c := openHistory(dir, log)
	var got []string
	for _, l := range c.last(0, func(line) bool { return true }) {
		got = append(got, l.Input)
	}
	if strings.Join(got, " ") != "a1 a2 b1" {
		t.Errorf("got %q", got)
	}
	if found := c.search(historyRequest{Pattern: "a?", N: 1}); len(found) != 1 || found[0].Input != "a2" {
		t.Errorf("found %v", found)
	}
}

// TestHistoryForgets: a start removes the oldest sessions past the newest thousand.
func TestHistoryForgets(t *testing.T) {
	dir := t.TempDir()
	h := &history{dir: dir}
	for n := range maxSessions + 3 {
		if err := os.WriteFile(h.name(n+1), []byte(`{"n":1,"in":"x"}`+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h = openHistory(dir, func(line string) { t.Error(line) })
	if known := h.sessions(); len(known) != maxSessions || known[0] != 4 || h.session != maxSessions+4 {
		t.Errorf("%d sessions from %d; this is %d", len(known), known[0], h.session)
	}
}

// TestIndent: the next line is indented as the last one, and more where that opens something.
func TestIndent(t *testing.T) {
	for text, want := range map[string]string{"if x {": "    ", "\tf(": "\t    ", "x": "", "\tx": "\t", "a.": "    ", "f(a,": ""} {
		if got := indent(text); got != want {
			t.Errorf("after %q: %q", text, got)
		}
	}
}

// TestLongError: a client gets the beginning of an error that is too long, and nothing that acts on its terminal.
func TestLongError(t *testing.T) {
	value := errorContent(errors.New("\x1b[31mno" + strings.Repeat("x", 1<<20)))["evalue"].(string)
	if !strings.HasPrefix(value, `\x1b[31mno`) || len(value) > 1<<16 {
		t.Errorf("%d bytes: %.40q", len(value), value)
	}
}
