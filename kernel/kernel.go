package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"gospark/cell"
	"gospark/kernel/socket"
)

// An Evaluator runs the cells: a session. Its methods may be called at once, as where
// subshells run cells beside that of the shell.
type Evaluator interface {
	// Next is the number of the next cell; Take takes it. TakeAside takes a number for a
	// cell that isn't kept, and that a person sees or doesn't.
	Next() int
	Take() int
	TakeAside(seen bool) int
	// RunNumbered runs a cell, or a command, that got its number from Take, and shows
	// it comes to through sink. cell.ErrQuit asks for the end of the kernel.
	RunNumbered(ctx context.Context, n int, text string, sink cell.Sink) error
	// RunAside is the same for a cell that isn't kept, and got its number from TakeAside.
	RunAside(ctx context.Context, n int, text string, sink cell.Sink) error
	// CancelJob ends a job, if it runs.
	CancelJob(id int)
	// Complete is what can stand at a byte of a text.
	Complete(text string, cursor int) cell.Completion
	// Inspect is what stands there.
	Inspect(text string, cursor int) (cell.Inspection, bool)
	// Completeness tells whether a text is a whole cell.
	Completeness(text string) cell.Completeness
	Close() error
}

// Options are what a kernel is started with.
type Options struct {
	Connection Connection
	Unsigned   bool   // an empty key is allowed
	Launcher   int    // the process with which the kernel ends, if it started it; 0 is none
	Version    string // the shell's
	GoVersion  string
	History    string       // the folder of the history; "" keeps it in memory alone
	Log        func(string) // told, in one line, of what is wrong with what comes
	// Start makes the evaluator. It is called once, behind the sockets' coming up.
	Start func() (Evaluator, error)
	// Interrupts are signals that interrupt the cell that runs, as a client's message does.
	Interrupts <-chan os.Signal
}

// A Kernel serves one session.
type Kernel struct {
	options Options
	sign    *signer
	shell   *socket.Router
	control *socket.Router
	stdin   *socket.Router
	iopub   *socket.Publisher
	beat    *socket.Echo
	lanes   *lanes
	history *history
	comms   *comms
	input   *input
	running running
	dropped dropped
	usage   usage // when it was asked for last

	started chan struct{} // closed when eval is there, or failed
	eval    Evaluator
	failed  error
	done    chan struct{} // closed when the kernel is to end
	once    sync.Once
}

// linger is how long the end of a kernel waits for clients to take what was sent.
const linger = time.Second

// Run serves a session until a client shuts it down, or ctx ends. It returns an error
// if the sockets can't be bound, or where their messages would be signed by nobody.
func Run(ctx context.Context, o Options) error {
	from := launchedBy(o.Launcher, o.Connection.description)
	k, err := newKernel(o)
	if err != nil {
		return err
	}
	go k.start()
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for {
		select {
		case <-o.Interrupts:
			k.interrupt()
		case <-look.C:
			if from.gone() { // and can't shut the kernel down any more
				o.Log("the process that started the kernel is gone: the kernel ends")
				return k.close()
			}
		case <-k.done:
			return k.close()
		case <-ctx.Done():
			return k.close()
		}
	}
}

// interrupt ends what runs. The cells behind it are ended by its error.
func (k *Kernel) interrupt() {
	k.running.interrupt()
	k.input.interrupt()
}

func newKernel(o Options) (*Kernel, error) {
	if o.Connection.Key == "" && !o.Unsigned {
		return nil, ErrUnsigned
	}
	sign, err := newSigner(o.Connection)
	if err != nil {
		return nil, err
	}
	ls, err := o.Connection.listeners()
	if err != nil {
		return nil, err
	}
	k := &Kernel{options: o, sign: sign, started: make(chan struct{}), done: make(chan struct{})}
	k.usage, _ = readUsage()
	k.history = openHistory(o.History, o.Log)
	k.comms = newComms(k)
	k.input = newInput(k)
	k.beat = socket.NewEcho(ls[4])
	k.iopub = socket.NewPublisher(ls[3], k.welcome)
	k.lanes = newLanes(k)
	// What receives a message uses the sockets: they must be there before it comes.
	ready := make(chan struct{})
	k.stdin = socket.NewRouter(ls[2], func(from string, m socket.Message) { <-ready; k.receive(from, m, k.input.reply) })
	k.control = socket.NewRouter(ls[1], func(from string, m socket.Message) { <-ready; k.receive(from, m, k.lanes.controls) })
	k.shell = socket.NewRouter(ls[0], func(from string, m socket.Message) { <-ready; k.receive(from, m, k.lanes.shell) })
	k.lanes.start()
	close(ready)
	return k, nil
}

// start brings up the evaluator; what needs it waits for it.
func (k *Kernel) start() {
	defer close(k.started)
	k.eval, k.failed = k.options.Start()
	if k.failed != nil {
		k.options.Log("the session can't be started: " + k.failed.Error())
	}
}

// evaluator waits for the evaluator.
func (k *Kernel) evaluator() (Evaluator, error) {
	select {
	case <-k.started:
		return k.eval, k.failed
	case <-k.done:
		return nil, fmt.Errorf("the kernel shuts down")
	}
}

// receive reads a message and gives it to who takes it. What is malformed, or not
// signed, or has come before, is counted and goes nowhere.
func (k *Kernel) receive(from string, m socket.Message, take func(*request)) {
	r, err := k.sign.read(from, m)
	if err != nil {
		k.dropped.add(err, k.options.Log)
		return
	}
	take(r)
}

// publish sends a message to all clients.
func (k *Kernel) publish(m message) { k.send(m, false) }

// send publishes; a minor message is one that a later one makes superfluous.
func (k *Kernel) send(m message, minor bool) {
	frames, err := k.sign.frames(socket.Message{[]byte("kernel." + m.typ)}, m)
	if err != nil {
		k.options.Log(m.typ + " can't be sent: " + err.Error())
		return
	}
	k.iopub.Publish(frames, minor)
}

// welcome greets a subscriber, so that it knows that it misses nothing from now on.
func (k *Kernel) welcome(topic string) socket.Message {
	frames, err := k.sign.frames(socket.Message{[]byte(topic)}, message{typ: "iopub_welcome", content: map[string]any{"subscription": topic}})
	if err != nil {
		k.options.Log("iopub_welcome can't be sent: " + err.Error())
	}
	return frames
}

// status tells all clients whether the kernel works at what parent asked.
func (k *Kernel) status(parent json.RawMessage, state string) {
	k.publish(message{typ: "status", parent: parent, content: map[string]any{"execution_state": state}})
}

// shutdown ends Run.
func (k *Kernel) shutdown() { k.once.Do(func() { close(k.done) }) }

func (k *Kernel) close() error {
	k.shutdown()
	k.running.close()
	k.input.interrupt()
	k.lanes.close()
	k.shell.Close(linger)
	k.control.Close(linger)
	k.stdin.Close(linger)
	k.iopub.Close(linger)
	k.beat.Close()
	k.history.close()
	<-k.started
	if k.eval == nil {
		return k.failed
	}
	return k.eval.Close()
}

// dropped counts messages that went nowhere.
type dropped struct {
	mu sync.Mutex
	n  int
}

// add counts one, and tells of the first few.
func (d *dropped) add(err error, log func(string)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n++
	if d.n <= 10 {
		log(fmt.Sprintf("message %d that was dropped: %v", d.n, err))
	}
}
