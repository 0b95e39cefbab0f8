package session

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"gospark/cell"
	"gospark/internal/spelling"
)

// isMagic tells whether a text is a cell for another than Go: its first line begins with %%.
func isMagic(text string) bool { return strings.HasPrefix(text, "%%") }

// A magic takes the cells that begin with its name, as IPython's cell magics do.
type magic struct {
	name string
	run  func(s *Session, ctx context.Context, args, body string, sink cell.Sink) error
}

var magics []magic

func init() {
	magics = []magic{
		{"time", (*Session).timeCell},
		{"bash", (*Session).script},
		{"sh", (*Session).script},
		{"writefile", (*Session).writeFile},
		{"html", shown("text/html")},
		{"markdown", shown("text/markdown")},
		{"latex", shown("text/latex")},
		{"svg", shown("image/svg+xml")},
		{"javascript", shown("application/javascript")},
		{"js", shown("application/javascript")},
		{"sql", (*Session).sql},
	}
}

func magicNames() (names []string) {
	for _, m := range magics {
		names = append(names, m.name)
	}
	return names
}

// magic runs a cell whose first line is %%NAME ARGS. An interrupt ends it.
func (s *Session) magic(ctx context.Context, text string, sink cell.Sink) error {
	head, body, _ := strings.Cut(text, "\n")
	name, args, _ := strings.Cut(strings.TrimSpace(head[2:]), " ")
	for _, m := range magics {
		if m.name == name {
			return m.run(s, ctx, strings.TrimSpace(args), body, sink)
		}
	}
	if hint := insteadOf(name); hint != "" {
		return commandError("there is no %%"+name, hint)
	}
	if slices.Contains(commandNames(), name) {
		return commandError("there is no %%"+name, "%"+name+" is a command, of one line")
	}
	hint := "there are %%" + strings.Join(magicNames(), ", %%")
	if near := spelling.Nearest(name, magicNames()); near != "" {
		hint = "did you mean %%" + near + "? " + hint
	}
	return commandError("there is no %%"+name, hint)
}

// magicCompleteness tells whether such a cell, typed at a prompt, is whole: an empty line ends it.
func magicCompleteness(text string) cell.Completeness {
	if lines := strings.Split(text, "\n"); len(lines) > 2 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		return cell.Complete
	}
	return cell.Incomplete
}

func (s *Session) timeCell(ctx context.Context, args, body string, sink cell.Sink) error {
	return s.time(ctx, strings.TrimSpace(args+"\n"+body), sink)
}

// script gives a cell to a shell.
func (s *Session) script(ctx context.Context, args, body string, sink cell.Sink) error {
	err := system(ctx, append([]string{"bash", "-s", "--"}, strings.Fields(args)...), body, sink)
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return commandError("the script failed: "+failed.Error(), "")
	}
	return err
}

// writeFile writes a cell to a file, or with -a to its end.
func (s *Session) writeFile(_ context.Context, args, body string, sink cell.Sink) error {
	name, add := strings.CutPrefix(args, "-a ")
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if name == "" {
		return commandError("%%writefile needs a file", "as in %%writefile data.txt")
	}
	how, did := os.O_TRUNC, "wrote "
	if add {
		how, did = os.O_APPEND, "added to "
	}
	if dir := filepath.Dir(name); dir != "." {
		if _, err := os.Stat(dir); err != nil {
			return commandError("can't write "+name+": there is no folder "+dir, "")
		}
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|how, 0o644)
	if err != nil {
		return commandError("can't write "+name+": "+reason(err), "")
	}
	if body != "" && !strings.HasSuffix(body, "\n") {
		body += "\n"
	}
	_, err = f.WriteString(body)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return commandError("can't write "+name+": "+reason(err), "")
	}
	sink.Text(did + name + "\n")
	return nil
}

// shown shows a cell in the form that a MIME type says, or as text where a front end shows no other.
func shown(mime string) func(*Session, context.Context, string, string, cell.Sink) error {
	return func(_ *Session, _ context.Context, _, body string, sink cell.Sink) error {
		if rich, ok := sink.(cell.RichSink); ok {
			rich.Show(0, cell.Display{Data: cell.Bundle{mime: body, "text/plain": body}})
			return nil
		}
		sink.Text(strings.TrimSuffix(body, "\n") + "\n")
		return nil
	}
}

func (s *Session) sql(context.Context, string, string, cell.Sink) error {
	return commandError("there is no %%sql", noSQL)
}
