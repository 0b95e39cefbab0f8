package interp

// This file makes a cell's error of a panic: what it says, and the person's own lines.

import (
	"fmt"
	"regexp"
	"strings"

	"gospark/cell"
	"gospark/cellrt"
	"gospark/interp/eval"
)

// panicError is the error of a cell that panicked, with the person's own lines on top.
func (in *Interp) panicError(src cell.Source, v any, stack, prefix string) error {
	e := &cell.Error{Code: cell.CodePanic, Msg: prefix + readable.Replace(panicText(v))}
	calls := in.eval.Calls(v, stack)
	if o, ok := v.(*eval.Obstacle); ok {
		e = &cell.Error{Code: cell.CodeUnavailable, Msg: prefix + o.Error(), Hint: interpretedHint}
	}
	if in.config.Explain != nil {
		if explained, inner, ok := in.config.Explain(v); ok {
			e = explained
			calls = nil // the error names its place itself
			if inner != "" { // the task's; the error says itself who ran it
				stack, calls = inner, in.eval.Calls(nil, inner)
			}
		}
	}
	in.locate(e, stack)
	in.locateCalls(e, calls)
	if site, ok := cell.ParsePos(cellrt.Site()); ok && !e.Pos.IsValid() { // interpreted: nothing on the stack
		e.Pos, e.Text = site, in.line(site)
	}
	return e
}

// locate gives an error its trace, and the place on top of it unless it has one.
func (in *Interp) locate(e *cell.Error, stack string) {
	e.Trace = in.frames(stack)
	if len(e.Trace) > 0 && !e.Pos.IsValid() {
		e.Pos = e.Trace[0].Pos
	}
	e.Text = in.line(e.Pos)
}

// locateCalls is locate for an error in interpreted code, which the stack doesn't show.
func (in *Interp) locateCalls(e *cell.Error, calls []eval.Call) {
	for _, c := range calls {
		if pos, ok := cell.ParsePos(c.Site); ok {
			e.Trace = append(e.Trace, cell.Frame{Func: c.Func, Pos: pos, Text: strings.TrimSpace(in.line(pos))})
		}
	}
	if len(e.Trace) > 0 && !e.Pos.IsValid() {
		e.Pos = e.Trace[0].Pos
		e.Text = in.line(e.Pos)
	}
}

// readable takes what generated names add out of a text.
var readable = strings.NewReplacer(exportMark, "", mark, "", " (types from different packages)", " (declared again: an older value keeps the older type)")

// builtPath is a compiled cell's path in front of what it declares.
var builtPath = regexp.MustCompile(`~[0-9a-z]{3}\.`)

func panicText(v any) string {
	switch v := v.(type) {
	case interface{ RuntimeError() }:
		return builtPath.ReplaceAllString(fmt.Sprint(v), "main.")
	case error:
		return "panic: " + safeText(v.Error)
	case fmt.Stringer:
		return "panic: " + safeText(v.String)
	case string:
		return "panic: " + v
	}
	return fmt.Sprintf("panic: %#v", v)
}

// safeText is the text of a value whose own method may panic in turn.
func safeText(f func() string) (s string) {
	defer func() {
		if v := recover(); v != nil {
			s = fmt.Sprintf("(its text can't be made: %v)", v)
		}
	}()
	return f()
}

// frames are the calls of a stack trace that lie in cells, innermost first.
func (in *Interp) frames(stack string) []cell.Frame {
	var out []cell.Frame
	name := ""
	for line := range strings.Lines(stack) {
		line = strings.TrimRight(line, "\n")
		file, isFile := strings.CutPrefix(line, "\t")
		if !isFile {
			name = line
			continue
		}
		if i := strings.Index(file, "In["); i > 0 { // a folder in front
			file = file[i:]
		}
		file, _, _ = strings.Cut(file, " ")
		pos, ok := cell.ParsePos(file)
		if !ok || strings.HasPrefix(name, "created by ") {
			continue
		}
		f := cell.Frame{Func: funcName(name), Pos: pos, Text: strings.TrimSpace(in.line(pos))}
		if n := len(out); n == 0 || out[n-1] != f {
			out = append(out, f)
		}
	}
	return out
}

// funcName is a func of a stack trace as the person wrote it: splitLine,
// (*P).Area, "func literal"; "" for the statements of a cell.
func funcName(symbol string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(symbol, cellPath+"/"), "(0x")
	name = strings.TrimSuffix(name, "(...)")
	if _, after, ok := strings.Cut(name, "."); ok {
		name = after
	}
	name = strings.NewReplacer("[...]", "", exportMark, "").Replace(strings.TrimPrefix(name, mark))
	if i := strings.LastIndex(name, "({"); i > 0 {
		name = name[:i]
	}
	if strings.HasPrefix(name, "run"+mark) || strings.Contains(name, ".func") {
		if strings.Contains(name, ".func") {
			return "func literal"
		}
		return ""
	}
	return strings.TrimSuffix(name, "()")
}
