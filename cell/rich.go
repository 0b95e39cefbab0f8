package cell

// A Bundle is one thing to show in several forms, by MIME type, for a front end to
// choose from: text as a string, images as base64, JSON as what it is made of.
type Bundle map[string]any

// A Display is something that a cell shows apart from its result.
type Display struct {
	Data     Bundle
	Metadata map[string]any
	ID       string // what it can be updated by, or ""
	Update   bool   // it takes the place of what was shown under its ID
}

// A Comm is a message to, or from, an object of a client: Jupyter's comm.
type Comm struct {
	Kind     string // open, msg or close
	ID       string
	Target   string // of an open: what the other side is to make of it
	Data     any    // what becomes JSON; json.RawMessage where it comes from a client
	Metadata any
	Buffers  [][]byte
}

// A RichSink is an OutputSink that shows more than text, as a notebook does. Its methods
// are called from any goroutine of a cell, also when the cell is over.
type RichSink interface {
	OutputSink
	// Show shows d under cell n.
	Show(n int, d Display)
	// Clear takes away what cell n shows; if wait, when the next is shown.
	Clear(n int, wait bool)
	// Input asks the person for a line, which is hidden while it is typed if secret.
	// The error says that it can't be had.
	Input(n int, prompt string, secret bool) (string, error)
	// Comm sends a message to the clients.
	Comm(n int, m Comm)
}

// A PageSink is a Sink that shows a text to be read apart from the cells, as help is.
type PageSink interface {
	Sink
	Page(text string)
}
