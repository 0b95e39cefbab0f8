package display

import "sync"

// A Drawer gives the forms of a value beside its plain text, by MIME type, or nil of a
// value that it doesn't know.
type Drawer func(v any) map[string]any

var drawers struct {
	mu  sync.Mutex
	all []Drawer
}

// Draw has a drawer asked for values that don't say themselves how they are shown. For
// programs that embed the display, before a cell runs.
func Draw(d Drawer) {
	drawers.mu.Lock()
	defer drawers.mu.Unlock()
	drawers.all = append(drawers.all, d)
}

// drawn is what the first drawer that knows v makes of it.
func drawn(v any) map[string]any {
	drawers.mu.Lock()
	all := drawers.all
	drawers.mu.Unlock()
	for _, d := range all {
		if forms := d(v); forms != nil {
			return forms
		}
	}
	return nil
}
