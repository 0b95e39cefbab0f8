package cell

import "time"

// A Value is something that a cell ended in: the Go value with its static type.
type Value struct {
	V    any
	Type string // its static type as the person would write it: []spark.Pair[string, int]
}

// A Result is what a cell came to.
type Result struct {
	N       int      // the cell's number
	Values  []Value  // what its last expression yielded; nil when it ended in a statement
	Out     bool     // whether Out(N) names the value
	Notes   []string // what the person should know: "earlier cells keep the old f"
	Mode    string   // "interpreted", "compiled", "command", or "" for a cell with nothing to run
	Timings []Timing // the parts of its time, in order
}

// A Timing is how long one part of a cell's life took.
type Timing struct {
	Part string // check, generate, compile, link, load, run
	Time time.Duration
}
