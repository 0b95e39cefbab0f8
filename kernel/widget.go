package kernel

import (
	"encoding/json"
	"maps"
	"sync"

	"gospark/cell"
)

// A widget is a button and a progress bar, as models of Jupyter's widgets: what clients
// without widgets show instead is in the same display.
type widget struct {
	c      *comms
	parent json.RawMessage
	models []*model // each before those that refer to it; the box is the last
	bar    *model   // the one that shows the bar
}

// A model is the kernel's side of one.
type model struct {
	id    string
	mu    sync.Mutex
	state map[string]any
}

// ref is how other models refer to it.
func (m *model) ref() string { return "IPY_MODEL_" + m.id }

// set changes a part of the state and returns all of it.
func (m *model) set(part map[string]any) map[string]any {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.Copy(m.state, part)
	return maps.Clone(m.state)
}

const (
	widgetTarget = "jupyter.widget"
	widgetMIME   = "application/vnd.jupyter.widget-view+json"
)

// newWidget opens the comms of a widget that shows html; pressed is called when somebody
// presses its button.
func newWidget(c *comms, parent json.RawMessage, html string, pressed func()) *widget {
	w := &widget{c: c, parent: parent}
	layout := w.add("base", "Layout", "Layout", nil).ref()
	style := func(name string) string { return w.add("controls", name, "Style", nil).ref() }
	button := w.add("controls", "Button", "Button", map[string]any{"description": "cancel", "tooltip": "end the job", "layout": layout, "style": style("ButtonStyle")})
	w.bar = w.add("controls", "HTML", "HTML", map[string]any{"value": html, "layout": layout, "style": style("HTMLStyle")})
	// The button comes first: the bar's text gets longer and shorter.
	w.add("controls", "HBox", "HBox", map[string]any{"children": []string{button.ref(), w.bar.ref()}, "layout": layout})
	for _, m := range w.models {
		c.handle(m.id, func(parent, data json.RawMessage) { w.take(m, parent, data, pressed) })
		w.send(w.parent, "open", m.id, map[string]any{"state": m.state, "buffer_paths": []any{}})
	}
	return w
}

func (w *widget) add(module, name, view string, state map[string]any) *model {
	const version = "2.0.0"
	viewModule := module
	if view == "Style" {
		viewModule = "base"
	}
	m := &model{id: newID(), state: map[string]any{
		"_model_module": "@jupyter-widgets/" + module, "_model_module_version": version, "_model_name": name + "Model",
		"_view_module": "@jupyter-widgets/" + viewModule, "_view_module_version": version, "_view_name": view + "View",
	}}
	maps.Copy(m.state, state)
	w.models = append(w.models, m)
	return m
}

func (w *widget) send(parent json.RawMessage, kind, id string, data any) {
	w.c.send(parent, cell.Comm{Kind: kind, ID: id, Target: widgetTarget, Data: data, Metadata: map[string]any{"version": "2.1.0"}})
}

// take takes a message of a model's other side.
func (w *widget) take(m *model, parent, data json.RawMessage, pressed func()) {
	var q struct {
		Method  string `json:"method"`
		Content struct {
			Event string `json:"event"`
		} `json:"content"`
	}
	if json.Unmarshal(data, &q) != nil {
		return
	}
	switch {
	case q.Method == "request_state": // a page that was loaded anew, which waits for the answer to its request
		w.send(parent, "msg", m.id, update(m.set(nil)))
	case q.Method == "custom" && q.Content.Event == "click":
		pressed()
	}
}

// view is what a display holds for the widget to be shown there.
func (w *widget) view() any {
	return map[string]any{"version_major": 2, "version_minor": 0, "model_id": w.models[len(w.models)-1].id}
}

// show exchanges what is shown beside the button.
func (w *widget) show(html string) {
	part := map[string]any{"value": html}
	w.bar.set(part)
	w.send(w.parent, "msg", w.bar.id, update(part))
}

// update is the message that tells a model's new state, or a part of it.
func update(state map[string]any) map[string]any {
	return map[string]any{"method": "update", "state": state, "buffer_paths": []any{}}
}

func (w *widget) close() {
	for _, m := range w.models {
		w.send(w.parent, "close", m.id, nil)
	}
}
