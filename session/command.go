package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"gospark/cell"
	"gospark/display"
	"gospark/internal/spelling"
	"gospark/interp"
)

// isCommand tells whether a text is a command: its first line begins with a colon, or
// with the percent sign that IPython has in its place.
func isCommand(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, ":") || strings.HasPrefix(text, "%")
}

// words are commands by the names that they have in other shells.
var words = map[string]string{"exit": ":quit", "quit": ":quit", "help": ":help"}

// asked is the command that a text is: also one of the words, with or without (), where
// the session hasn't declared it.
func (s *Session) asked(text string) (string, bool) {
	word := strings.TrimSuffix(strings.TrimSpace(text), "()")
	if command := words[word]; command != "" && !s.isGo(word) {
		return command, true
	}
	return s.asCommand(text)
}

// asCommand is the command that a text is: EXPR? is :doc EXPR, as ?EXPR, and %vars is :vars. What
// begins with %% is one with all lines of the text; another may be followed by more.
func (s *Session) asCommand(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if isCommand(text) {
		if strings.HasPrefix(text, "%") && !isMagic(text) {
			text = ":" + text[1:]
		}
		return text, true
	}
	if command, ok := strings.CutPrefix(text, "!"); ok && !s.isGo(text) {
		return ":sh " + strings.TrimSpace(command), true
	}
	if expr, ok := question(text); ok && expr != "" {
		return ":doc " + expr, true
	} else if ok {
		return ":help", true
	}
	return "", false
}

// isGo tells a Go expression from a command of the system's shell: !done from !ls -l.
func (s *Session) isGo(text string) bool {
	_, err := s.in.TypeOf(cell.Source{Text: text})
	return err == nil
}

// A command is one of the lines that begin with a colon.
type command struct {
	name string
	args string // as help shows them
	help string
	run  func(s *Session, ctx context.Context, args string, sink cell.Sink) error
}

// commands are the commands that every front end understands, in help's order.
var commands []command

func init() {
	commands = []command{
		{"help", "", "this list", (*Session).help},
		{"type", "EXPR", "the type of an expression, without running it", (*Session).typeOf},
		{"doc", "EXPR", "what is known of the name that EXPR ends in; EXPR? is the same", (*Session).doc},
		{"vars", "", "the session's variables", (*Session).vars},
		{"time", "[CELL]", "run a cell and show where its time went; alone, of the cell before", (*Session).time},
		{"load", "FILE", "run the cells of a file (a line // %% begins a cell)", (*Session).load},
		{"save", "FILE", "save the cells that succeeded; :save! FILE writes over a file", (*Session).save},
		{"export", "DIR", "write the cells that succeeded as a Go program; :export! DIR writes over a folder", (*Session).export},
		{"history", "[N]", "the cells that have run, or the last N of them", (*Session).history},
		{"get", "[PATH]", "add the module PATH, or PATH@VERSION, for cells to import; alone, list the modules", (*Session).get},
		{"replace", "PATH=DIR", "make a folder stand for the module of a path", (*Session).replace},
		{"sh", "COMMAND", "run a command of the system's shell; !COMMAND is the same", (*Session).sh},
		{"cd", "[DIR]", "go to a folder, or home; alone with a dot, say where it is", (*Session).cd},
		{"env", "[NAME[=VALUE]]", "the environment's variables, one of them, or set one", (*Session).env},
		{"ui", "", "at the prompt: the link to the status page: jobs, stages, storage", (*Session).ui},
		{"mode", "", "who runs cells, and with what", (*Session).mode},
		{"replay", "[N]", "run the cells of a session that ended unexpectedly; :replay! forgets it", (*Session).replay},
		{"reset", "", "forget all that cells defined", (*Session).reset},
		{"quit", "", "leave; exit is the same. A notebook's kernel ends", (*Session).quit},
	}
}

// atPrompt are the commands that the prompt itself knows.
var atPrompt = []command{
	{name: "edit", args: "[N]", help: "at the prompt: edit cell N, or the last one, with $EDITOR, and run it"},
	{name: "keys", args: "[vi|emacs]", help: "the prompt's keys, or have those of vi or emacs"},
}

// commandNames are the names of all commands.
func commandNames() []string {
	var names []string
	for _, c := range slices.Concat(commands, atPrompt) {
		names = append(names, c.name)
	}
	return names
}

// command runs a command, and what follows it in its cell.
func (s *Session) command(ctx context.Context, text string, sink cell.Sink) error {
	if isMagic(text) {
		return s.magic(ctx, text, sink)
	}
	first, rest, _ := strings.Cut(text, "\n")
	if takesCell(first) {
		first, rest = text, ""
	}
	if err := s.oneCommand(ctx, first, sink); err != nil {
		return err
	}
	return s.Run(ctx, rest, sink)
}

// takesCell tells whether all lines that follow a command are for it: a cell, or the rest
// of an expression.
func takesCell(command string) bool {
	_, args := commandParts(command)
	args = min(args, len(command))
	switch argsOf(command[1:args]) {
	case "[CELL]":
		return true
	case "EXPR":
		return interp.Completeness(command[args:]) == cell.Incomplete
	}
	return false
}

func (s *Session) oneCommand(ctx context.Context, text string, sink cell.Sink) error {
	name, args, _ := strings.Cut(text[1:], " ")
	if i := strings.IndexAny(name, "\n\t"); i >= 0 {
		name, args = name[:i], text[1+i:]
	}
	switch name {
	case "q":
		return cell.ErrQuit
	case "save!":
		return s.saveOver(ctx, strings.TrimSpace(args), sink)
	case "replay!":
		return s.forget(strings.TrimSpace(args), sink)
	case "export!":
		return s.exportOver(ctx, strings.TrimSpace(args), sink)
	}
	for _, c := range commands {
		if c.name == name {
			return c.run(s, ctx, strings.TrimSpace(args), sink)
		}
	}
	if slices.ContainsFunc(atPrompt, func(c command) bool { return c.name == name }) {
		return commandError(":"+name+" is for the prompt", "")
	}
	return commandError("there is no command :"+name, noCommand(name))
}

// noCommand is what to do about a name that no command has.
func noCommand(name string) string {
	if hint := insteadOf(name); hint != "" {
		return hint
	}
	if slices.Contains(magicNames(), name) {
		return "%%" + name + " takes the lines of the cell that it begins"
	}
	if near := spelling.Nearest(name, commandNames()); near != "" {
		return "did you mean :" + near + "? :help lists the commands"
	}
	return ":help lists the commands"
}

func commandError(msg, hint string) error {
	return &cell.Error{Code: cell.CodeCommand, Msg: msg, Hint: hint}
}

// help lists the commands.
func (s *Session) help(_ context.Context, _ string, sink cell.Sink) error {
	var b strings.Builder
	b.WriteString("Type Go: declarations and statements in any order. What a cell ends in is shown, and is Out(n).\n" +
		"sc is the SparkContext. The standard library needs no imports.\n\n")
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, c := range slices.Concat(commands, atPrompt) {
		fmt.Fprintf(w, "  :%s %s\t%s\n", c.name, c.args, c.help)
	}
	fmt.Fprintf(w, "  %%%%NAME\ta cell for another than Go: %%%%%s\n", strings.Join(magicNames(), ", %%"))
	fmt.Fprint(w, "  Ctrl-C\tstop the running cell and its jobs, as a notebook's stop button does; the session stays\n")
	w.Flush()
	page(sink, b.String())
	return nil
}

func (s *Session) quit(context.Context, string, cell.Sink) error { return cell.ErrQuit }

func (s *Session) typeOf(_ context.Context, expr string, sink cell.Sink) error {
	if expr == "" {
		return commandError(":type needs an expression", "as in :type sc.TextFile(\"f\")")
	}
	t, err := s.in.TypeOf(cell.Source{N: s.Next(), Text: expr})
	if err != nil {
		return err
	}
	sink.Text(t + "\n")
	return nil
}

func (s *Session) vars(_ context.Context, _ string, sink cell.Sink) error {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	printingTo(output(sink), 0, func() {
		for _, v := range s.in.Variables() {
			fmt.Fprintf(w, "%s\t%s\t%s", v.Name, v.Type, display.Short(cell.Value{V: v.Value, Type: v.Type}, 60))
			if v.Cell != 0 {
				fmt.Fprintf(w, "\t%s", cell.Name(v.Cell))
			}
			fmt.Fprintln(w)
		}
	})
	w.Flush()
	sink.Text(b.String())
	return nil
}

// reset empties variables, so it is refused while cells run that may be using them.
func (s *Session) reset(context.Context, string, cell.Sink) error {
	if !s.running.TryLock() {
		return commandError(":reset would empty the variables of a cell that runs", "wait for its end, or interrupt it")
	}
	defer s.running.Unlock()
	s.in.Reset()
	s.keep(entry{Reset: true})
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.ran {
		s.ran[i].stays = false
	}
	return nil
}

// mode shows the mode, the master and the toolchain. It waits for no toolchain.
func (s *Session) mode(ctx context.Context, _ string, sink cell.Sink) error {
	compiler := "coming up"
	ready, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	switch release, err := s.in.Ready(ready); {
	case err == nil:
		compiler = release
	case !errors.Is(err, context.DeadlineExceeded):
		compiler = "not available: " + err.Error()
	}
	sink.Text(fmt.Sprintf("mode      %s (fixed at the start: --mode)\nmaster    %s\ncompiler  %s\n", s.options.Mode, s.options.Master, compiler))
	return nil
}

// time runs a cell, or takes the one before, and shows the parts of its time.
func (s *Session) time(ctx context.Context, text string, sink cell.Sink) error {
	if text != "" {
		if err := s.Run(ctx, text, sink); err != nil {
			return err
		}
	}
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	if len(last.Timings) == 0 {
		return commandError("no cell has run yet", "as in :time 1 + 1, which runs one")
	}
	var b strings.Builder
	var total time.Duration
	for _, t := range last.Timings {
		total += t.Time
		fmt.Fprintf(&b, "%s %s, ", t.Part, round(t.Time))
	}
	sink.Text(fmt.Sprintf("%s %s, %s: %s\n", cell.Name(last.N), last.Mode, round(total), strings.TrimSuffix(b.String(), ", ")))
	return nil
}

// round is a duration with three digits.
func round(d time.Duration) time.Duration {
	for unit := time.Nanosecond; ; unit *= 10 {
		if d < 1000*unit {
			return d.Round(unit)
		}
	}
}

// load runs the cells of a file, up to the first that fails.
func (s *Session) load(ctx context.Context, name string, sink cell.Sink) error {
	if name == "" {
		return commandError(":load needs a file", "as in :load cells.go")
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return commandError("can't load "+name+": "+reason(err), "")
	}
	if slices.Contains(text, 0) {
		return commandError("can't load "+name+": it isn't text", "")
	}
	for _, c := range cell.Script(string(text)) {
		if err := s.Run(ctx, c.Text, sink); err != nil {
			return err
		}
	}
	return nil
}

// reason is an error of the file system without the path, which was said before.
func reason(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
