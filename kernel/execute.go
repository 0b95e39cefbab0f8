package kernel

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"gospark/cell"
	"gospark/display"
)

// An executeRequest is the content of an execute_request; what it leaves out is as the
// protocol says.
type executeRequest struct {
	Code            string            `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    *bool             `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      *bool             `json:"allow_stdin"`
	StopOnError     *bool             `json:"stop_on_error"`
}

func or(given *bool, otherwise bool) bool {
	if given == nil {
		return otherwise
	}
	return *given
}

// running is what an interrupt ends.
type running struct {
	mu      sync.Mutex
	cancels map[int]context.CancelFunc
	next    int
	over    bool // what begins now is ended at once
}

// begin is a context for a run that interrupt ends.
func (r *running) begin() (ctx context.Context, end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancels == nil {
		r.cancels = map[int]context.CancelFunc{}
	}
	id := r.next
	r.next++
	if r.cancels[id] = cancel; r.over {
		cancel()
	}
	return ctx, func() {
		cancel()
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.cancels, id)
	}
}

func (r *running) interrupt() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, cancel := range r.cancels {
		cancel()
	}
}

// close ends what runs, and what a lane is about to run.
func (r *running) close() {
	r.mu.Lock()
	r.over = true
	r.mu.Unlock()
	r.interrupt()
}

func execute(l *lane, r *request) map[string]any {
	var q executeRequest
	if bad := ask(r, &q); bad != nil {
		bad["execution_count"] = 0
		return bad
	}
	ctx, end := l.k.running.begin() // before clients are told that it runs
	defer end()
	eval, err := l.k.evaluator()
	if err != nil {
		return l.failed(r, q, 0, err)
	}
	out := &output{k: l.k, r: r, count: eval.Next(), silent: q.Silent, ask: or(q.AllowStdin, true)}
	store := !q.Silent && or(q.StoreHistory, true)
	if store {
		out.n = eval.Take()
		out.count = out.n
	} else {
		out.n = eval.TakeAside(!q.Silent)
	}
	if !q.Silent {
		l.k.publish(message{typ: "execute_input", parent: r.parent, content: map[string]any{"code": q.Code, "execution_count": out.count}})
	}
	n := out.count
	if store {
		err = eval.RunNumbered(ctx, out.n, q.Code, out)
		l.k.history.add(n, q.Code, out.result)
	} else {
		err = eval.RunAside(ctx, out.n, q.Code, out)
		n = max(0, n-1) // that of the last cell that was stored
	}
	out.end()
	if err == cell.ErrQuit {
		l.leave()
		time.AfterFunc(quitWait, l.k.shutdown)
		return map[string]any{"status": "ok", "execution_count": n, "payload": leave, "user_expressions": map[string]any{}}
	}
	if err != nil {
		return l.failed(r, q, n, err)
	}
	return map[string]any{"status": "ok", "execution_count": n, "payload": out.payload(), "user_expressions": l.evaluateAll(eval, ctx, r, q.UserExpressions)}
}

// quitWait is how long a kernel that ends by itself stays: a client must have read the
// reply before it sees that the kernel is gone.
const quitWait = 300 * time.Millisecond

// leave asks a client that is for this kernel alone, as a console, to end with it.
var leave = []any{map[string]any{"source": "ask_exit", "keepkernel": false}}

// failed tells of a cell's error, and ends the cells that wait behind it.
func (l *lane) failed(r *request, q executeRequest, n int, err error) map[string]any {
	reply := errorContent(err)
	if !q.Silent {
		l.k.publish(message{typ: "error", parent: r.parent, content: map[string]any{"ename": reply["ename"], "evalue": reply["evalue"], "traceback": reply["traceback"]}})
	}
	if or(q.StopOnError, true) {
		l.abort()
	}
	reply["execution_count"] = n
	reply["payload"] = []any{}
	reply["user_expressions"] = map[string]any{}
	return reply
}

// errorNames are what the kinds of fault are called to clients.
var errorNames = map[cell.Code]string{
	cell.CodeSyntax: "SyntaxError", cell.CodeCheck: "TypeError", cell.CodeCompile: "CompileError", cell.CodeUnavailable: "Unavailable", cell.CodePanic: "Panic",
	cell.CodeJob: "JobError", cell.CodeValue: "Error", cell.CodeExit: "Exit", cell.CodeInterrupted: "KeyboardInterrupt", cell.CodeCommand: "CommandError",
}

// errorContent is an error as replies and error messages have it.
func errorContent(err error) map[string]any {
	name, value := "Error", display.Message(err)
	var one *cell.Error
	var all cell.Errors
	if errors.As(err, &all) && len(all) > 0 {
		one = all[0]
	}
	if one != nil || errors.As(err, &one) {
		if known := errorNames[one.Code]; known != "" {
			name = known
		}
	}
	c := failure(name, value)
	c["traceback"] = strings.Split(strings.TrimSuffix(display.Error(err, true), "\n"), "\n")
	return c
}

// evaluateAll is what the expressions that a request asks for come to, each by itself.
func (l *lane) evaluateAll(eval Evaluator, ctx context.Context, r *request, exprs map[string]string) map[string]any {
	out := map[string]any{}
	for name, expr := range exprs {
		sink := &output{k: l.k, r: r, n: eval.TakeAside(false), silent: true}
		err := eval.RunAside(ctx, sink.n, expr, sink)
		sink.end()
		switch {
		case err != nil:
			out[name] = errorContent(err)
		case sink.bundle == nil:
			out[name] = failure("NoValue", "the expression has no value")
		default:
			out[name] = map[string]any{"status": "ok", "data": sink.bundle, "metadata": map[string]any{}}
		}
	}
	return out
}
