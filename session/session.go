// Package session is one person's session: it takes a cell from its text to what
// the front end shows. It is the only package that knows the interpreter and the engine.
//
//	session   what a session is made of; New, Run, Close
//	aside     cells that aren't kept
//	command   the lines that begin with a colon
//	magic     the cells that begin with %%
//	system    the system's shell, its folders and its environment
//	record    the cells that have run: shown, and saved
//	export    the cells as a Go program
//	modules   what cells can import beyond the standard library and spark
//	journal   the same on disk, for when the process ends in the midst
//	replay    the cells of such a session, run again
//	progress  how far the jobs of the running cell are
//	ui        the link to the status page
//	help      what can be typed, and what is known of it
//	symbols   what interpreted cells can call of package display
//	workdir   the folder of the session's own files
//	explain   what the engine's panics say to a person
package session

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"gospark"
	"gospark/cell"
	"gospark/cellrt"
	"gospark/display"
	"gospark/draw/chart"
	"gospark/draw/graph"
	"gospark/interp"
	"gospark/spark"
	"gospark/statuspage"
	_ "gospark/zstd" // so that cells read and write files packed by it
)

// Begin must be the first call of a program's main: a session tries its first compiled
// cell in another process of the same program, in which Begin doesn't return.
func Begin() { interp.Begin() }

// Options are what a person chooses at the start.
type Options struct {
	Mode   string            // auto, compiled or interpreted; "" is auto
	Master string            // local, local[N], local[*], local[N,F]; "" is local[*]
	Conf   map[string]string // Spark's configuration
	Notice func(string)      // told, in one line and at any time, what goes on behind the prompt; may be nil

	// Reading is told when a cell may read standard input, and when that is over: reads
	// that wait must fail then. May be nil.
	Reading func(bool)

	// Journal is the folder where the session's cells are kept while it runs, and where
	// those of sessions that ended unexpectedly are found; "" keeps and finds nothing.
	Journal string
}

// A Session is a scope for cells with a SparkContext in it.
type Session struct {
	options Options
	in      *interp.Interp
	sc      *spark.Context
	page    *statuspage.Page // nil where it isn't wanted
	work    string

	running sync.RWMutex // held for reading by cells that run

	mu      sync.Mutex // guards what follows
	journal journal
	next    int
	asides  asides
	last    cell.Result
	ran     []recorded
}

// pictures has the display know who draws what it can't draw itself.
var pictures = sync.OnceFunc(func() {
	display.Draw(chart.Draw)
	display.Draw(graph.Draw)
})

// New starts a session. It returns at once: the toolchain comes up behind it, and
// what needs no compiling runs meanwhile. Close ends it.
//
// It fails on a mode, a master or a setting that there isn't.
func New(o Options) (*Session, error) {
	if o.Mode == "" {
		o.Mode = string(interp.Auto)
	}
	if o.Master == "" {
		o.Master = "local[*]"
	}
	switch interp.Mode(o.Mode) {
	case interp.Auto, interp.Compiled, interp.Interpreted:
	default:
		return nil, fmt.Errorf("there is no mode %q: it is auto, compiled or interpreted", o.Mode)
	}
	if _, err := spark.ParseMaster(o.Master); err != nil {
		return nil, err
	}
	work, err := newWorkDir()
	if err != nil {
		return nil, err
	}
	s := &Session{options: o, work: work, journal: journal{dir: o.Journal}, next: 1}
	if err := s.start(); err != nil {
		s.Close()
		return nil, err
	}
	s.offer()
	return s, nil
}

// appName is the name of the SparkContext.
const appName = "GoSpark shell"

// start brings up the SparkContext and the interpreter.
func (s *Session) start() (err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = s.work // without a home, what is compiled is kept as long as the session
	}
	spark.BindInterpreter()
	pictures()
	conf := spark.Conf{}
	maps.Copy(conf, s.options.Conf)
	s.sc, err = spark.Try(func() *spark.Context { return spark.NewContext(s.options.Master, appName, conf) })
	if def := (*spark.DefinitionError)(nil); errors.As(err, &def) {
		return fmt.Errorf("%s: %s", def.Reason, def.Remedy)
	}
	if err != nil {
		return err
	}
	if conf["spark.ui.enabled"] != "false" {
		s.page = statuspage.New(s.sc)
		s.sc.SetStatusPage(s.page)
	}
	module := gospark.Module()
	s.in, err = interp.New(interp.Config{
		Mode:      interp.Mode(s.options.Mode),
		Sources:   gospark.Sources,
		Module:    module,
		Packages:  gospark.Packages(),
		Runtime:   module + "/cellrt",
		Operators: module + "/spark",
		Imports:   map[string]string{"spark": module + "/spark", "display": module + "/display", "session": module + "/display"},
		Cache:     filepath.Join(cache, "gospark"),
		Work:      s.work,
		Notice:    s.options.Notice,
		Reading:   s.options.Reading,
		Explain:   explain,
		Symbols:   map[string]map[string]any{module + "/display": displaySymbols()},
	})
	if err != nil {
		return err
	}
	return s.in.Define("sc", module+"/spark", "Context", s.sc)
}

// Close ends the session: its jobs, its SparkContext and its files. A second call does nothing.
func (s *Session) Close() error {
	if s.in != nil {
		s.in.Close()
	}
	if s.sc != nil {
		s.sc.Stop()
	}
	s.journal.close()
	return os.RemoveAll(s.work)
}

// Next is the number that the next cell gets.
func (s *Session) Next() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next
}

// Completeness tells whether a text is a whole cell or command.
func (s *Session) Completeness(text string) cell.Completeness {
	if isMagic(strings.TrimSpace(text)) {
		return magicCompleteness(text)
	}
	if isCommand(text) || strings.HasPrefix(strings.TrimSpace(text), "!") {
		return cell.Complete
	}
	if _, ok := question(text); ok {
		return cell.Complete
	}
	return interp.Completeness(text)
}

// Run runs one cell, or one command, and shows what it comes to through sink. The
// end of ctx interrupts it. The error is cell.Errors, a *cell.Error, or cell.ErrQuit.
//
// Cells may be run at once: each sees what those that ended before it began have defined.
func (s *Session) Run(ctx context.Context, text string, sink cell.Sink) error {
	if command, ok := s.asked(text); ok {
		return s.command(ctx, command, sink)
	}
	if strings.TrimSpace(text) == "" {
		return nil
	}
	n, aside := s.number(ctx)
	src := cell.Source{N: n, Text: text}
	if aside {
		return s.evaluate(ctx, src, sink)
	}
	s.keep(entry{Begin: src.N, Text: text})
	err := s.evaluate(ctx, src, sink)
	s.keep(entry{End: src.N, Failed: err != nil})
	s.mu.Lock()
	_, wrong := err.(cell.Errors)
	s.ran = append(s.ran, recorded{src, !wrong, err == nil})
	s.mu.Unlock()
	return err
}

// evaluate runs a cell and shows what it comes to.
func (s *Session) evaluate(ctx context.Context, src cell.Source, sink cell.Sink) error {
	s.running.RLock()
	defer s.running.RUnlock()
	out := output(sink)
	stop := s.follow(sink, out)
	res, err := s.in.Run(ctx, src, out)
	stop()
	if err == nil || len(res.Notes) > 0 {
		printingTo(out, src.N, func() { sink.Result(res) })
	}
	s.mu.Lock()
	s.last = res
	s.mu.Unlock()
	return err
}

// RunNumbered is Run for a cell that got its number from Take.
func (s *Session) RunNumbered(ctx context.Context, n int, text string, sink cell.Sink) error {
	return s.runTaken(ctx, &taken{}, n, text, sink)
}

func (s *Session) runTaken(ctx context.Context, t *taken, n int, text string, sink cell.Sink) error {
	t.n.Store(int64(n))
	return s.Run(context.WithValue(ctx, takenKey{}, t), text, sink)
}

// Take takes the next number for a cell, or for a command: a front end may number these, too.
func (s *Session) Take() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	return s.next - 1
}

// takenKey is the key of the number that was taken for a run, in its context: a command,
// as :time, may run the cell. A file that it runs takes further numbers.
type takenKey struct{}

type taken struct {
	n     atomic.Int64 // 0 when a cell has it
	aside bool
}

// number is the number of a cell that is to run, and whether it isn't kept.
func (s *Session) number(ctx context.Context) (n int, aside bool) {
	t, _ := ctx.Value(takenKey{}).(*taken)
	if t == nil {
		return s.Take(), false
	}
	if n := t.n.Swap(0); n != 0 {
		return int(n), t.aside
	}
	if t.aside {
		return s.TakeAside(true), true
	}
	return s.Take(), false
}

// CancelJob ends a job, if it runs.
func (s *Session) CancelJob(id int) { s.sc.CancelJob(id) }

// printingTo calls f, which shows values, so that what their methods print goes where their
// cell printed.
func printingTo(out *cellrt.Output, n int, f func()) {
	scope := cellrt.NewScope(context.Background(), n, func(any, []byte) {})
	defer scope.Close()
	scope.SetOutput(out)
	scope.Do(f)
}

// output is what takes what cells print: the sink, where it is one that does.
func output(sink cell.Sink) *cellrt.Output {
	to, ok := sink.(cell.OutputSink)
	if !ok {
		return nil
	}
	columns := 0
	if t, ok := sink.(cell.TerminalSink); ok {
		columns = t.Columns()
	}
	return &cellrt.Output{Direct: to.Direct(), Front: to, Columns: columns, Write: func(n int, stderr bool, text []byte) {
		if stderr {
			to.Stderr(n, text)
		} else {
			to.Stdout(n, text)
		}
	}}
}
