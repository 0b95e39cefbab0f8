package kernel

import (
	"strings"

	"gospark/cell"
)

// A helpRequest is the content of a complete_request or an inspect_request.
type helpRequest struct {
	Code   string `json:"code"`
	Cursor *int   `json:"cursor_pos"`
}

// cursor is the byte of the code where the cursor stands; its end, where nothing is said.
func (q helpRequest) cursor() int {
	if q.Cursor == nil {
		return len(q.Code)
	}
	return byteOf(q.Code, *q.Cursor)
}

// askHelp reads a request for help, and waits for who can give it.
func (l *lane) askHelp(r *request) (q helpRequest, eval Evaluator, bad map[string]any) {
	if bad := ask(r, &q); bad != nil {
		return q, nil, bad
	}
	eval, err := l.k.evaluator()
	if err != nil {
		return q, nil, failure("KernelError", err.Error())
	}
	return q, eval, nil
}

func complete(l *lane, r *request) map[string]any {
	q, eval, bad := l.askHelp(r)
	if bad != nil {
		return bad
	}
	c := eval.Complete(q.Code, q.cursor())
	matches, typed := make([]string, 0, len(c.Matches)), make([]map[string]any, 0, len(c.Matches))
	start, end := codePoint(q.Code, c.Start), codePoint(q.Code, c.End)
	for _, m := range c.Matches {
		matches = append(matches, m.Text)
		typed = append(typed, map[string]any{"text": m.Text, "type": kindName(m.Kind), "signature": m.Type, "start": start, "end": end})
	}
	return map[string]any{"status": "ok", "matches": matches, "cursor_start": start, "cursor_end": end,
		"metadata": map[string]any{"_jupyter_types_experimental": typed}}
}

// kindName is what JupyterLab, which has icons for them, calls a kind of name.
func kindName(k cell.Kind) string {
	switch k {
	case cell.KindVariable:
		return "instance"
	case cell.KindFunc, cell.KindMethod, cell.KindBuiltin:
		return "function"
	case cell.KindType:
		return "class"
	case cell.KindPackage:
		return "module"
	case cell.KindField:
		return "property"
	case cell.KindConst, cell.KindKeyword:
		return "keyword"
	case cell.KindFile, cell.KindFolder:
		return "path"
	case cell.KindCommand:
		return "magic"
	}
	return ""
}

func inspect(l *lane, r *request) map[string]any {
	q, eval, bad := l.askHelp(r)
	if bad != nil {
		return bad
	}
	reply := map[string]any{"status": "ok", "found": false, "data": map[string]any{}, "metadata": map[string]any{}}
	if i, ok := eval.Inspect(q.Code, q.cursor()); ok {
		reply["found"] = true
		reply["data"] = map[string]any{"text/plain": inspectionText(i), "text/markdown": inspectionMarkdown(i)}
	}
	return reply
}

func inspectionText(i cell.Inspection) string {
	out := i.Decl
	if i.Doc != "" {
		out += "\n\n" + i.Doc
	}
	if i.Pos.Cell != 0 {
		out += "\n\ndeclared at " + i.Pos.String()
	}
	return out
}

func inspectionMarkdown(i cell.Inspection) string {
	out := "```go\n" + i.Decl + "\n```"
	if i.Doc != "" {
		out += "\n\n" + i.Doc
	}
	if i.Pos.Cell != 0 {
		out += "\n\ndeclared at `" + i.Pos.String() + "`"
	}
	return out
}

func isComplete(l *lane, r *request) map[string]any {
	var q helpRequest
	if bad := ask(r, &q); bad != nil {
		return bad
	}
	eval, err := l.k.evaluator()
	if err != nil {
		return map[string]any{"status": "unknown"}
	}
	switch eval.Completeness(q.Code) {
	case cell.Incomplete:
		return map[string]any{"status": "incomplete", "indent": indent(q.Code)}
	case cell.Invalid:
		return map[string]any{"status": "invalid"}
	}
	return map[string]any{"status": "complete"}
}

// indent is how far the line after a text is indented: as its last line, and one more
// where that opens something.
func indent(text string) string {
	last := text[strings.LastIndexByte(text, '\n')+1:]
	body := strings.TrimLeft(last, " \t")
	in := last[:len(last)-len(body)]
	if body = strings.TrimRight(body, " \t"); body != "" && strings.ContainsAny(body[len(body)-1:], "{([:,.+-*/&|=") && !strings.HasSuffix(body, ",") {
		in += "    " // as the editors of notebooks have it: consoles show a tab as ^I
	}
	return in
}
