package kernel

import (
	"fmt"
	"html"
	"strings"
	"sync"
	"time"

	"gospark/cell"
)

// bars is the one display in which a cell shows how far its jobs are: a bar while they
// run, a line that says what it was when the cell is over.
type bars struct {
	mu    sync.Mutex
	id    string // of the display, "" before there is one
	began time.Time
	jobs  map[int]cell.Progress // the last that was told of each
	shown *widget
}

// Progress shows how far a job is, or, told of none, waits for the next.
func (o *output) Progress(p cell.Progress) {
	if p.Jobs == 0 {
		return
	}
	b := &o.bars
	b.mu.Lock()
	defer b.mu.Unlock()
	first := b.id == ""
	if first {
		b.id, b.began, b.jobs = newID(), time.Now().Add(-p.Duration), map[int]cell.Progress{}
	}
	b.jobs[p.Job] = p
	d := cell.Display{ID: b.id, Data: cell.Bundle{"text/html": barHTML(p), "text/plain": barText(p)}}
	if first && o.ask { // who answers no questions presses no buttons, and may keep a widget's state in the notebook
		b.shown = newWidget(o.k.comms, o.r.parent, barHTML(p), func() { b.cancel(o.k) })
	}
	if b.shown != nil {
		d.Data[widgetMIME] = b.shown.view()
	}
	if first {
		o.send("display_data", displayContent(d))
		return
	}
	if b.shown != nil {
		b.shown.show(barHTML(p))
		if o.k.comms.showsWidgets() {
			return // an update would exchange the button, too, and a click would be lost between its down and its up
		}
	}
	o.k.send(message{typ: "update_display_data", parent: o.r.parent, content: displayContent(d)}, true)
}

// cancel ends the job that the bar shows, and those before it that still run.
func (b *bars) cancel(k *Kernel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for job := range b.jobs {
		k.eval.CancelJob(job)
	}
}

// finish leaves the line that a saved notebook shows.
func (b *bars) finish(o *output) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.id == "" {
		return
	}
	text := b.summary(time.Now())
	o.send("update_display_data", displayContent(cell.Display{ID: b.id,
		Data: cell.Bundle{"text/html": `<small style="opacity:.7">` + html.EscapeString(text) + `</small>`, "text/plain": text}}))
	if b.shown != nil {
		b.shown.close()
	}
	b.id, b.shown = "", nil
}

func (b *bars) summary(now time.Time) string {
	stages := 0
	actions := make([]string, 0, len(b.jobs))
	for _, p := range b.jobs {
		stages += p.Stages.Total
		actions = append(actions, p.Action)
	}
	what := actions[0]
	if len(actions) > 1 {
		what = count(len(actions), "job")
	}
	return fmt.Sprintf("%s: %s, %v", what, count(stages, "stage"), now.Sub(b.began).Round(100*time.Millisecond))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// barWidth is the characters of a bar in text.
const barWidth = 30

func barText(p cell.Progress) string {
	done := 0
	if p.Tasks.Total > 0 {
		done = barWidth * p.Tasks.Done / p.Tasks.Total
	}
	return fmt.Sprintf("[%s%s] %s", strings.Repeat("#", done), strings.Repeat("-", barWidth-done), describe(p))
}

func describe(p cell.Progress) string {
	text := fmt.Sprintf("job %d, %s: stage %d of %d, task %d of %d, %v", p.Job, p.Action,
		min(p.Stages.Done+1, p.Stages.Total), p.Stages.Total, p.Tasks.Done, p.Tasks.Total, p.Duration.Round(100*time.Millisecond))
	if p.Jobs > 1 {
		text += fmt.Sprintf(" (and %d more)", p.Jobs-1)
	}
	return text
}

func barHTML(p cell.Progress) string {
	return fmt.Sprintf(`<div><progress max="%d" value="%d" style="width:20em;vertical-align:middle"></progress> <small>%s</small></div>`,
		max(1, p.Tasks.Total), p.Tasks.Done, html.EscapeString(describe(p)))
}
