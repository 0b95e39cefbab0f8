package kernel

import (
	"encoding/json"
	"maps"

	"gospark/cell"
)

// A widget is a progress bar beside a button, as models of Jupyter's widgets: what clients
// without widgets show instead is in the same display.
type widget struct {
	c      *comms
	parent json.RawMessage
	models []model // each before those that refer to it; the box is the last
	bar    string  // the id of the model that has the bar
}

// A model is the kernel's side of one.
type model struct {
	id    string
	state map[string]any
}

const (
	widgetTarget = "jupyter.widget"
	widgetMIME   = "application/vnd.jupyter.widget-view+json"
)

// newWidget opens the comms of a widget that shows html; pressed is called when somebody
// presses its button.
func newWidget(c *comms, parent json.RawMessage, html string, pressed func()) *widget {
	w := &widget{c: c, parent: parent}
	layout := w.add("base", "Layout", "Layout", nil)
	w.bar = w.add("controls", "HTML", "HTML", map[string]any{"value": html, "layout": layout, "style": w.add("controls", "HTMLStyle", "Style", nil)})
	button := w.add("controls", "Button", "Button", map[string]any{"description": "cancel", "tooltip": "end the job", "layout": layout,
		"style": w.add("controls", "ButtonStyle", "Style", nil)})
	w.add("controls", "HBox", "HBox", map[string]any{"children": []string{w.bar, button}, "layout": layout})
	for _, m := range w.models {
		c.handle(m.id, func(data json.RawMessage) { w.take(m, data, pressed) })
		w.send("open", m.id, map[string]any{"state": m.state, "buffer_paths": []any{}})
	}
	return w
}

// add makes a model, and returns how others refer to it.
func (w *widget) add(module, name, view string, state map[string]any) string {
	const version = "2.0.0"
	viewModule := module
	if view == "Style" {
		viewModule = "base"
	}
	m := model{id: newID(), state: map[string]any{
		"_model_module": "@jupyter-widgets/" + module, "_model_module_version": version, "_model_name": name + "Model",
		"_view_module": "@jupyter-widgets/" + viewModule, "_view_module_version": version, "_view_name": view + "View",
	}}
	maps.Copy(m.state, state)
	w.models = append(w.models, m)
	return "IPY_MODEL_" + m.id
}

func (w *widget) send(kind, id string, data any) {
	w.c.send(w.parent, cell.Comm{Kind: kind, ID: id, Target: widgetTarget, Data: data, Metadata: map[string]any{"version": "2.1.0"}})
}

// take takes a message of a model's other side.
func (w *widget) take(m model, data json.RawMessage, pressed func()) {
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
	case q.Method == "request_state": // a page that was loaded anew
		w.send("msg", m.id, map[string]any{"method": "update", "state": m.state, "buffer_paths": []any{}})
	case q.Method == "custom" && q.Content.Event == "click":
		pressed()
	}
}

// view is what a display holds for the widget to be shown there.
func (w *widget) view() any {
	return map[string]any{"version_major": 2, "version_minor": 0, "model_id": w.models[len(w.models)-1].id}
}

// update exchanges what is shown beside the button.
func (w *widget) update(html string) {
	id := w.bar[len("IPY_MODEL_"):]
	w.send("msg", id, map[string]any{"method": "update", "state": map[string]any{"value": html}, "buffer_paths": []any{}})
}

func (w *widget) close() {
	for _, m := range w.models {
		w.send("close", m.id, nil)
	}
}
