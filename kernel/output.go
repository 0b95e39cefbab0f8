package kernel

import (
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"gospark/cell"
	"gospark/display"
)

// An output is where one cell shows what it does, as messages that answer its request.
// It lives as long as the cell's goroutines.
type output struct {
	k      *Kernel
	r      *request
	n      int  // the cell's number
	count  int  // the client's count for it
	silent bool // only what it printed is shown
	ask    bool // the client answers input_requests
	bars   bars

	mu     sync.Mutex
	stream string // what text holds was printed to: stdout or stderr
	text   []byte
	timer  *time.Timer // set while text waits
	pages  []string
	bundle cell.Bundle // the cell's result
	plain  string      // its text
}

// How what is printed is gathered.
const (
	streamWait = 30 * time.Millisecond // at most so long
	streamSize = 64 << 10              // bytes of one message, about
)

// send publishes a message that answers the cell's request, behind what was printed before.
func (o *output) send(typ string, c content) {
	o.flush()
	o.k.publish(message{typ: typ, parent: o.r.parent, content: c})
}

// Direct is false: the kernel's own standard output is nobody's.
func (o *output) Direct() bool { return false }

// Stdout takes what the cell printed.
func (o *output) Stdout(_ int, text []byte) { o.print("stdout", text) }

// Stderr takes what it printed to standard error.
func (o *output) Stderr(_ int, text []byte) { o.print("stderr", text) }

func (o *output) print(stream string, text []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stream != stream {
		o.flushAll(true)
		o.stream = stream
	}
	o.text = append(o.text, text...)
	switch {
	case len(o.text) >= streamSize:
		o.flushAll(false)
	case o.timer == nil:
		o.timer = time.AfterFunc(streamWait, o.flush)
	}
}

// flush publishes what was printed.
func (o *output) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flushAll(true)
}

// flushAll publishes what was printed; if not all, a character whose bytes haven't all
// come waits for the rest.
func (o *output) flushAll(all bool) {
	if o.timer != nil {
		o.timer.Stop()
		o.timer = nil
	}
	end := len(o.text)
	if !all {
		end = wholeRunes(o.text)
	}
	if end == 0 {
		return
	}
	text := string(o.text[:end])
	o.text = append(o.text[:0:0], o.text[end:]...)
	o.k.publish(message{typ: "stream", parent: o.r.parent, content: map[string]any{"name": o.stream, "text": text}})
}

// wholeRunes is the length of b without a character at its end of which bytes are missing.
func wholeRunes(b []byte) int {
	for i := max(0, len(b)-utf8.UTFMax+1); i < len(b); i++ {
		if utf8.RuneStart(b[i]) && !utf8.FullRune(b[i:]) {
			return i
		}
	}
	return len(b)
}

// Text shows what a command answers.
func (o *output) Text(text string) { o.print("stdout", []byte(text)) }

// Page keeps a text that the reply asks the client to show apart.
func (o *output) Page(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pages = append(o.pages, text)
}

// payload is what the reply asks of the client.
func (o *output) payload() []any {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := []any{}
	if len(o.pages) > 0 {
		out = append(out, map[string]any{"source": "page", "start": 0, "data": map[string]any{"text/plain": strings.Join(o.pages, "\n")}})
	}
	return out
}

// Result shows what a cell came to. A file that is loaded has many.
func (o *output) Result(r cell.Result) {
	for _, note := range r.Notes {
		o.print("stderr", []byte("note: "+note+"\n"))
	}
	if len(r.Values) == 0 {
		return
	}
	o.bundle = display.Bundle(r.Values)
	if text, ok := o.bundle["text/plain"].(string); ok {
		o.plain = text
	}
	if o.silent {
		return
	}
	c := map[string]any{"data": o.bundle, "metadata": map[string]any{}}
	if r.N != o.n {
		o.send("display_data", c)
		return
	}
	c["execution_count"] = o.count
	o.send("execute_result", c)
}

// result is the text of the cell's result, or "".
func (o *output) result() string { return o.plain }

// Show shows d under the cell.
func (o *output) Show(_ int, d cell.Display) {
	typ := "display_data"
	if d.Update {
		typ = "update_display_data"
	}
	o.send(typ, displayContent(d))
}

func displayContent(d cell.Display) map[string]any {
	c := map[string]any{"data": d.Data, "metadata": d.Metadata, "transient": map[string]any{}}
	if d.Metadata == nil {
		c["metadata"] = map[string]any{}
	}
	if d.ID != "" {
		c["transient"] = map[string]any{"display_id": d.ID}
	}
	return c
}

// Clear takes away what the cell shows.
func (o *output) Clear(_ int, wait bool) { o.send("clear_output", map[string]any{"wait": wait}) }

// Input asks the person who runs the cell for a line.
func (o *output) Input(_ int, prompt string, secret bool) (string, error) {
	if !o.ask {
		return "", errNoInput
	}
	o.flush()
	return o.k.input.request(o.r, prompt, secret)
}

// Comm sends a message of a comm to the clients.
func (o *output) Comm(_ int, m cell.Comm) {
	o.flush()
	o.k.comms.send(o.r.parent, m)
}

// end is called when the cell is over; its goroutines may live on.
func (o *output) end() {
	o.bars.finish(o)
	o.flush()
}
