package interp

// This file makes a cell's error of a panic: what it says, and the person's own lines.

import (
	"fmt"
	"go/types"
	"regexp"
	"strings"

	"gospark/cell"
	"gospark/cellrt"
	"gospark/interp/eval"
	"gospark/interp/toolchain"
)

// panicError is the error of a cell that panicked, with the person's own lines on top.
func (in *Interp) panicError(src cell.Source, v any, stack, prefix string) error {
	e := &cell.Error{Code: cell.CodePanic, Msg: prefix + in.redeclared(readable.Replace(panicText(v)))}
	calls := in.eval.Calls(v, stack)
	if o, ok := v.(*eval.Obstacle); ok {
		e = &cell.Error{Code: cell.CodeUnavailable, Msg: prefix + o.Error(), Hint: interpretedHint}
	}
	if in.config.Explain != nil {
		if explained, inner, ok := in.config.Explain(v); ok {
			e = explained
			calls = nil      // the error names its place itself
			if inner != "" { // the task's; the error says itself who ran it
				stack, calls = inner, in.eval.Calls(nil, inner)
			}
		}
	}
	in.locate(e, stack, calls, cellrt.Site())
	return e
}

// locate gives an error its trace, and a place unless it has one: that on top of the
// trace or, of an interpreted cell, which leaves nothing on the stack, its site.
func (in *Interp) locate(e *cell.Error, stack string, calls []eval.Call, site string) {
	e.Trace = in.frames(stack)
	for _, c := range calls {
		if pos, ok := cell.ParsePos(c.Site); ok {
			e.Trace = append(e.Trace, cell.Frame{Func: c.Func, Pos: pos, Text: strings.TrimSpace(in.line(pos))})
		}
	}
	if len(e.Trace) > 0 && !e.Pos.IsValid() {
		e.Pos = e.Trace[0].Pos
	}
	if pos, ok := cell.ParsePos(site); ok && !e.Pos.IsValid() {
		e.Pos = pos
	}
	e.Text = in.line(e.Pos)
}

// readable takes what generated names add out of a text.
var readable = strings.NewReplacer(exportMark, "", mark, "")

// twoTypes is how Go says that two types have one name.
var twoTypes = regexp.MustCompile(`is \*?main\.(\w+), not .* \(types from different (packages|scopes)\)$`)

// redeclared says of two types of one name that they are of two cells, where that is so.
func (in *Interp) redeclared(text string) string {
	m := twoTypes.FindStringSubmatchIndex(text)
	if m == nil {
		return text
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	cells := map[int]bool{}
	for obj, sym := range in.table.symbols {
		if _, ok := obj.(*types.TypeName); ok && sym.name == text[m[2]:m[3]] {
			cells[sym.cell] = true
		}
	}
	if len(cells) < 2 {
		return text
	}
	return text[:strings.LastIndex(text, " (")] + " (declared again: an older value keeps the older type)"
}

func panicText(v any) string {
	switch v := v.(type) {
	case interface{ RuntimeError() }:
		return fmt.Sprint(v)
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
	name = strings.TrimSuffix(name, "()")
	switch {
	case strings.Contains(name, ".func"):
		return "func literal"
	case name == "main" || name == toolchain.Statements: // where the plugin's names aren't mended
		return ""
	}
	return name
}
