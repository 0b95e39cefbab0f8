package session

import (
	"context"
	"go/scanner"
	"go/token"
	"slices"
	"strings"

	"gospark/cell"
	"gospark/interp"
)

// Complete lists what can stand at the cursor, a byte offset in a text that may be an
// unfinished cell or command. Nothing runs; it may be called while a cell runs.
func (s *Session) Complete(text string, cursor int) cell.Completion {
	cursor = min(max(cursor, 0), len(text))
	if !isCommand(text) {
		return s.in.Complete(text, cursor)
	}
	name, args := commandParts(text)
	if cursor < args {
		return completeCommand(text, min(name, cursor), cursor)
	}
	switch what := argsOf(text[name:args]); what {
	case "":
	case "FILE", "DIR":
		return completeFile(text, args, cursor, what == "DIR")
	case "PATH=DIR":
		if at := strings.IndexByte(text, '='); at >= 0 && at < cursor {
			return completeFile(text, at+1, cursor, true)
		}
	case "EXPR", "[CELL]":
		c := s.in.Complete(text[args:], cursor-args)
		c.Start, c.End = c.Start+args, c.End+args
		return c
	default:
		return completeWord(text, args, cursor, what)
	}
	return cell.Completion{Start: cursor, End: cursor}
}

// completeFile completes the path of a file, or of a folder, that begins at args.
func completeFile(text string, args, cursor int, folders bool) cell.Completion {
	typed := strings.TrimLeft(text[args:cursor], " \t")
	from, files := interp.Files(typed)
	if folders {
		files = slices.DeleteFunc(files, func(m cell.Match) bool { return m.Kind != cell.KindFolder })
	}
	return cell.Completion{Start: cursor - len(typed) + from, End: cursor, Matches: files}
}

// completeWord completes one of the words that help shows as [this|that].
func completeWord(text string, args, cursor int, what string) cell.Completion {
	typed := strings.TrimLeft(text[args:cursor], " \t")
	out := cell.Completion{Start: cursor - len(typed), End: cursor}
	for word := range strings.SplitSeq(strings.Trim(what, "[]"), "|") {
		if strings.HasPrefix(word, typed) && word == strings.ToLower(word) {
			out.Matches = append(out.Matches, cell.Match{Text: word, Kind: cell.KindKeyword})
		}
	}
	return out
}

// Inspect tells what is known of the name at the cursor, or of the call that it is in.
// ok is false where that is nothing.
func (s *Session) Inspect(text string, cursor int) (_ cell.Inspection, ok bool) {
	cursor = min(max(cursor, 0), len(text))
	args := 0
	if isCommand(text) {
		if _, args = commandParts(text); cursor < args {
			return cell.Inspection{}, false
		}
	}
	i, ok := s.in.Inspect(text[args:], cursor-args)
	i.Start, i.End = i.Start+args, i.End+args
	return i, ok
}

// commandParts is where the name of a command begins in its text, and where what
// follows the name does.
func commandParts(text string) (name, args int) {
	name = strings.IndexAny(text, ":%") + 1
	if n := strings.IndexAny(text[name:], " \t\n"); n >= 0 {
		return name, name + n + 1
	}
	return name, len(text) + 1
}

// argsOf is what help shows of a command's arguments.
func argsOf(name string) string {
	name = strings.TrimSuffix(strings.TrimSpace(name), "!")
	for _, c := range slices.Concat(commands, atPrompt) {
		if c.name == name {
			return c.args
		}
	}
	return ""
}

// completeCommand completes the name of a command that begins at start.
func completeCommand(text string, start, cursor int) cell.Completion {
	out := cell.Completion{Start: start, End: cursor}
	for _, c := range slices.Concat(commands, atPrompt) {
		if strings.HasPrefix(c.name, text[start:cursor]) {
			out.Matches = append(out.Matches, cell.Match{Text: c.name, Kind: cell.KindCommand, Type: c.help})
		}
	}
	return out
}

// question is what a text asks about: all before the ? that it ends in, or behind the one
// that it begins with.
func question(text string) (expr string, ok bool) {
	if rest := strings.TrimLeft(text, "?"); rest != text {
		return strings.TrimSpace(rest), true
	}
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), func(token.Position, string) {}, 0)
	at := -1
	for {
		pos, tok, lit := s.Scan()
		switch {
		case tok == token.EOF:
			return strings.TrimSpace(text[:max(at, 0)]), at >= 0
		case tok == token.ILLEGAL && lit == "?":
			at = file.Offset(pos)
		case tok != token.SEMICOLON || lit != "\n":
			at = -1
		}
	}
}

// doc shows what is known of the name that an expression ends in.
func (s *Session) doc(_ context.Context, expr string, sink cell.Sink) error {
	expr = strings.TrimSuffix(strings.TrimSuffix(expr, "?"), "()")
	if expr == "" {
		return commandError(":doc needs a name", "as in :doc strings.Cut, or strings.Cut?")
	}
	i, ok := s.in.Inspect(expr, len(expr))
	if !ok {
		return commandError("nothing is known of "+expr, ":doc is for names, :type for expressions")
	}
	page(sink, inspected(i))
	return nil
}

// page shows a text to be read, where the front end has a place for it.
func page(sink cell.Sink, text string) {
	if p, ok := sink.(cell.PageSink); ok {
		p.Page(text)
		return
	}
	sink.Text(text)
}

// inspected is an inspection as :doc shows it.
func inspected(i cell.Inspection) string {
	var b strings.Builder
	b.WriteString(i.Decl + "\n")
	if i.Doc != "" {
		for line := range strings.Lines(i.Doc + "\n") {
			b.WriteString(strings.TrimRight("    "+line, " \n") + "\n")
		}
	}
	if i.Pos.Cell != 0 {
		b.WriteString("declared at " + i.Pos.String() + "\n")
	}
	return b.String()
}
