package cell

// A Sink receives what a cell shows apart from what it prints itself: the front
// end that asked for the run. Its methods are called from one goroutine at a time.
type Sink interface {
	// Result shows what a cell came to. A :load calls it once for each cell of its file.
	Result(Result)
	// Text shows what a command answers; it ends in a newline.
	Text(string)
}

// A Completeness tells whether a text is a whole cell.
type Completeness int

// What a text can be.
const (
	Complete   Completeness = iota // a cell that can be run
	Incomplete                     // more must follow: an open bracket, an operator or a dot at the end
	Invalid                        // no continuation can make it Go
)
