// Package cell holds the words that every part of the shell shares: the source
// of a cell, a place in it, what it came to, and what was wrong with it.
//
// It is a leaf: it imports nothing of ours.
package cell

import (
	"fmt"
	"strconv"
	"strings"
)

// A Source is the text of one cell as a person typed it.
type Source struct {
	N    int // its number, counted from 1
	Text string
}

// Name is how the cell is called in positions and stack traces: In[3].
func (s Source) Name() string { return Name(s.N) }

// Name is the name of cell n: In[3].
func Name(n int) string { return "In[" + strconv.Itoa(n) + "]" }

// Line returns line n (counted from 1) of the text, without its newline.
func (s Source) Line(n int) string {
	lines := strings.Split(s.Text, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimSuffix(lines[n-1], "\r")
}

// A Pos is a place in a cell. The zero Pos is no place.
type Pos struct {
	Cell int // the cell's number
	Line int // counted from 1
	Col  int // in bytes, counted from 1; 0 when only the line is known
}

// IsValid tells whether the position names a place.
func (p Pos) IsValid() bool { return p.Line > 0 }

// String is In[3]:2:14, or In[3]:2 where the column isn't known.
func (p Pos) String() string {
	s := Name(p.Cell) + ":" + strconv.Itoa(p.Line)
	if p.Col > 0 {
		s += ":" + strconv.Itoa(p.Col)
	}
	return s
}

// ParsePos reads what Pos.String writes. ok is false where s isn't a position in a cell.
func ParsePos(s string) (p Pos, ok bool) {
	rest, found := strings.CutPrefix(s, "In[")
	if !found {
		return Pos{}, false
	}
	number, rest, found := strings.Cut(rest, "]:")
	if !found {
		return Pos{}, false
	}
	line, col, _ := strings.Cut(rest, ":")
	var err error
	if p.Cell, err = strconv.Atoi(number); err != nil {
		return Pos{}, false
	}
	if p.Line, err = strconv.Atoi(line); err != nil {
		return Pos{}, false
	}
	p.Col, _ = strconv.Atoi(col)
	return p, true
}

// A Code says what kind of fault an Error is, apart from its wording.
type Code string

// The kinds of fault.
const (
	CodeSyntax      Code = "syntax"      // the cell isn't Go
	CodeCheck       Code = "check"       // it is Go, and doesn't type-check
	CodeCompile     Code = "compile"     // the compiler or linker refused what the checker let pass
	CodeUnavailable Code = "unavailable" // it needs what this session hasn't got (a toolchain)
	CodePanic       Code = "panic"       // it panicked
	CodeJob         Code = "job"         // a Spark job failed
	CodeValue       Code = "value"       // it ended in an error value that isn't nil
	CodeExit        Code = "exit"        // it called os.Exit or log.Fatal
	CodeInterrupted Code = "interrupted" // it was stopped
	CodeCommand     Code = "command"     // a :command was wrong
)

// An Error is one thing wrong with a cell: where, what, and what to do about it.
type Error struct {
	Code Code
	Pos  Pos    // the zero Pos where no place is known
	Msg  string // what is wrong; lower case, no full stop
	Hint string // the remedy, or ""
	Text string // the source line at Pos, for the caret, or ""

	// Trace is the person's own frames of a failed run, innermost first.
	Trace []Frame
}

// A Frame is one call of a stack trace that lies in a cell.
type Frame struct {
	Func string // as the person wrote it: splitLine, P.Area, func literal
	Pos  Pos
	Text string // the source line
}

// Error is one line: In[3]:2:14: undefined: x.
func (e *Error) Error() string {
	if !e.Pos.IsValid() {
		return e.Msg
	}
	return e.Pos.String() + ": " + e.Msg
}

// Errors is everything wrong with a cell, in the order of the source.
type Errors []*Error

// Error is the first error and how many more there are.
func (es Errors) Error() string {
	switch len(es) {
	case 0:
		return "no errors"
	case 1:
		return es[0].Error()
	}
	return fmt.Sprintf("%v (and %d more)", es[0], len(es)-1)
}
