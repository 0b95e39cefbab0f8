package socket_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"

	"gospark/kernel/socket"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

func bind(t *testing.T) net.Listener {
	t.Helper()
	l, err := socket.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// dial is a client's connection with its handshake done.
func dial(t *testing.T, l net.Listener, typ zmq4.SocketType, identity string) *zmq4.Conn {
	t.Helper()
	c, err := net.Dial(l.Addr().Network(), l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	conn, err := zmq4.Open(c, null.Security(), typ, zmq4.SocketIdentity(identity), false, nil)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func subscribe(t *testing.T, l net.Listener, topic string) *zmq4.Conn {
	t.Helper()
	c := dial(t, l, zmq4.Sub, "")
	if err := c.SendMsg(zmq4.NewMsg(append([]byte{1}, topic...))); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, c); got != "welcome "+topic {
		t.Fatalf("the first message is %q", got)
	}
	return c
}

func receive(t *testing.T, c *zmq4.Conn) string {
	t.Helper()
	m, err := c.RecvMsg()
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.Join(m.Frames, []byte("|")))
}

func publisher(t *testing.T) (*socket.Publisher, net.Listener) {
	l := bind(t)
	p := socket.NewPublisher(l, func(topic string) socket.Message { return socket.Message{[]byte("welcome " + topic)} })
	t.Cleanup(func() { p.Close(0) })
	return p, l
}

// router answers each message with itself.
func router(t *testing.T) net.Listener {
	l := bind(t)
	ready := make(chan *socket.Router, 1)
	r := socket.NewRouter(l, func(id string, m socket.Message) {
		r := <-ready
		ready <- r
		r.Send(id, m)
	})
	ready <- r
	t.Cleanup(func() { r.Close(0) })
	return l
}

// TestRouter: each client gets its own answers, and what others do at the same port
// doesn't hold it up.
func TestRouter(t *testing.T) {
	l := router(t)
	for _, text := range []string{"", "GET / HTTP/1.1\r\n\r\n" + string(make([]byte, 100)), "\xff"} {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, text)
	}
	a, b := dial(t, l, zmq4.Dealer, "a"), dial(t, l, zmq4.Dealer, "")
	for i := range 100 {
		a.SendMsg(zmq4.NewMsgFrom([]byte("to a"), []byte(fmt.Sprint(i))))
		b.SendMsg(zmq4.NewMsgFrom([]byte("to b"), []byte(fmt.Sprint(i))))
	}
	for i := range 100 {
		if got, want := receive(t, a), fmt.Sprint("to a|", i); got != want {
			t.Fatalf("a got %q, not %q", got, want)
		}
		if got, want := receive(t, b), fmt.Sprint("to b|", i); got != want {
			t.Fatalf("b got %q, not %q", got, want)
		}
	}
}

// TestReconnect: a client that comes again under its identity gets the answers, its old
// connection is closed.
func TestReconnect(t *testing.T) {
	l := router(t)
	old := dial(t, l, zmq4.Dealer, "me")
	old.SendMsg(zmq4.NewMsgString("1"))
	receive(t, old)
	again := dial(t, l, zmq4.Dealer, "me")
	again.SendMsg(zmq4.NewMsgString("2"))
	if got := receive(t, again); got != "2" {
		t.Errorf("got %q", got)
	}
	if m, err := old.RecvMsg(); err == nil {
		t.Errorf("the old connection got %v", m)
	}
}

// TestLimits: a frame that is larger than any that a client sends ends the connection
// before there is memory for it.
func TestLimits(t *testing.T) {
	l := router(t)
	for _, size := range []uint64{1 << 62, 1 << 40, 300 << 20} {
		c := dial(t, l, zmq4.Dealer, "")
		before := allocated()
		c.Write(binary.BigEndian.AppendUint64([]byte{2}, size))
		if _, err := c.RecvMsg(); err == nil {
			t.Errorf("a frame of %d bytes was let in", size)
		}
		if grown := allocated() - before; grown > 64<<20 {
			t.Errorf("a frame of %d bytes took %d bytes", size, grown)
		}
	}
	c := dial(t, l, zmq4.Dealer, "")
	if c.SendMsg(zmq4.NewMsg(make([]byte, 1<<20))); len(receive(t, c)) != 1<<20 {
		t.Error("a megabyte isn't let in")
	}
}

func allocated() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.TotalAlloc)
}

// TestSlowSubscriber: one subscriber that has stopped reading costs another nothing.
func TestSlowSubscriber(t *testing.T) {
	p, l := publisher(t)
	subscribe(t, l, "") // and reads no more
	healthy := subscribe(t, l, "")
	const messages = 20_000
	body := make([]byte, 10<<10)
	go func() {
		for i := range messages {
			p.Publish(socket.Message{[]byte(fmt.Sprint(i)), body}, false)
		}
	}()
	for i := range messages {
		m, err := healthy.RecvMsg()
		if err != nil {
			t.Fatal(err)
		}
		if got := string(m.Frames[0]); got != fmt.Sprint(i) {
			t.Fatalf("message %d is %s", i, got)
		}
	}
	if p.Missed() == 0 {
		t.Error("200 MB wait for a subscriber that doesn't read")
	}
}

// TestReadsSlowly: a subscriber that reads slowly slows down who publishes, and misses nothing.
func TestReadsSlowly(t *testing.T) {
	p, l := publisher(t)
	slow := subscribe(t, l, "")
	const messages = 300
	go func() {
		for i := range messages {
			p.Publish(socket.Message{[]byte(fmt.Sprint(i)), make([]byte, 1<<20)}, false)
		}
	}()
	for i := range messages {
		if i%100 == 0 {
			time.Sleep(100 * time.Millisecond)
		}
		m, err := slow.RecvMsg()
		if err != nil {
			t.Fatal(err)
		}
		if got := string(m.Frames[0]); got != fmt.Sprint(i) {
			t.Fatalf("message %d is %s", i, got)
		}
	}
}

// TestMinor: where much waits, minor messages are left out, and no others.
func TestMinor(t *testing.T) {
	p, l := publisher(t)
	sub := subscribe(t, l, "")
	const messages = 2_000
	for i := range messages {
		p.Publish(socket.Message{[]byte("major"), make([]byte, 10<<10)}, false)
		p.Publish(socket.Message{fmt.Appendf(nil, "minor %d", i), make([]byte, 10<<10)}, true)
	}
	p.Publish(socket.Message{[]byte("end")}, false)
	major, minor := 0, 0
	for {
		m, err := sub.RecvMsg()
		if err != nil {
			t.Fatal(err)
		}
		switch string(m.Frames[0]) {
		case "major":
			major++
			continue
		case "end":
		default:
			minor++
			continue
		}
		break
	}
	if major != messages || minor == messages {
		t.Errorf("%d major and %d minor messages of %d came", major, minor, messages)
	}
}

// TestTopics: a subscriber gets what begins with its topic, until it takes that back.
func TestTopics(t *testing.T) {
	p, l := publisher(t)
	sub := subscribe(t, l, "a")
	for _, topic := range []string{"b1", "a1", "", "a2"} {
		p.Publish(socket.Message{[]byte(topic)}, false)
	}
	if got := receive(t, sub) + receive(t, sub); got != "a1a2" {
		t.Errorf("got %q", got)
	}
}

// TestCloseDrains: what was published reaches a subscriber also when the socket is closed then.
func TestCloseDrains(t *testing.T) {
	p, l := publisher(t)
	sub := subscribe(t, l, "")
	for i := range 200 {
		p.Publish(socket.Message{fmt.Append(nil, i)}, false)
	}
	p.Close(patience)
	for i := range 200 {
		if got := receive(t, sub); got != fmt.Sprint(i) {
			t.Fatalf("message %d is %s", i, got)
		}
	}
}

// TestEcho: a heartbeat comes back, also when another client sends nonsense.
func TestEcho(t *testing.T) {
	l := bind(t)
	e := socket.NewEcho(l)
	defer e.Close()
	bad := dial(t, l, zmq4.Req, "")
	bad.Write([]byte{0xff, 0xff, 0xff})
	c := dial(t, l, zmq4.Req, "")
	for range 3 {
		c.SendMsg(zmq4.NewMsgFrom(nil, []byte("ping")))
		if got := receive(t, c); got != "|ping" {
			t.Errorf("got %q", got)
		}
	}
}

// TestIPC: a socket's file may be there from a process that is gone; one that is in use may not.
func TestIPC(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s-1")
	for range 2 {
		l, err := socket.Listen("ipc", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := socket.Listen("ipc", path); err == nil {
			t.Error("two processes listen at one socket")
		}
		l.(*net.UnixListener).SetUnlinkOnClose(false)
		e := socket.NewEcho(l)
		c := dial(t, l, zmq4.Req, "")
		c.SendMsg(zmq4.NewMsgFrom(nil, []byte("ping")))
		receive(t, c)
		e.Close()
	}
}

// TestNothingIsLeft: closed sockets leave no goroutine.
func TestNothingIsLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		l := bind(t)
		p := socket.NewPublisher(l, func(string) socket.Message { return socket.Message{[]byte("welcome ")} })
		for range 3 {
			subscribe(t, l, "")
		}
		p.Publish(socket.Message{[]byte("x")}, false)
		p.Close(time.Second)
	}
	for end := time.Now().Add(patience); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}
