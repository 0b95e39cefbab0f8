// Package lineedit reads cells of any number of lines from a terminal.
//
//	editor    what is typed, one cell at a time; keys that mean the same in every mode
//	keys      the terminal's bytes as keys
//	emacs     what keys do by default
//	vi        what they do in vi's normal mode: command (read), motion (where to), change
//	buffer    the text and the cursor; words, undo (and what was cut), indent
//	recall    the cells typed before; search goes through them as one types
//	matches   what Tab lists
//	hint      the signature of the call that the cursor is in, and documentation
//	screen    draws; layout and colors say how
//
// readline has the terminal: it reads characters, puts them in and tells when a text
// is done. It knows single lines only, and one set of keys; the rest is done here.
//
// The package knows nothing of sessions: a Language answers for the text.
package lineedit

import (
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chzyer/readline"

	"gospark/cell"
)

// unlimited is the width readline is told: to it, the text is one line.
const unlimited = 1 << 30

// Bracketed paste is on only while a cell is being typed.
const (
	pasteOn  = "\x1b[?2004h"
	pasteOff = "\x1b[?2004l"
)

// ErrInterrupt is what Read returns after Ctrl-C.
var ErrInterrupt = readline.ErrInterrupt

// Config is what an editor is made of.
type Config struct {
	In      io.Reader                  // the terminal's input
	Out     io.Writer                  // the terminal
	Size    func() (width, height int) // of the terminal; 0 where it isn't known
	Color   bool                       // colours may be used
	Vi      bool                       // vi's keys; else those of emacs
	History []string                   // cells typed in earlier sessions, oldest first
}

// An Editor reads cells from the terminal. filter turns keys into edits, listen
// applies them, and screen draws.
type Editor struct {
	rl     *readline.Instance
	stdin  *readline.CancelableStdin
	tty    io.Writer
	kick   func() // makes readline read on
	keys   *keys
	screen *screen

	mu      sync.Mutex
	lang    Language // nil until there is one
	reading bool     // a cell is being typed
	buf     buffer   // the text as readline has it
	edit    edit     // what listen is to do
	recall  *recall
	past    past
	kills   kills
	was     action  // what the key before did
	search  *search // while one is under way
	sought  []rune  // what the last one looked for
	meta    bool    // the key before was Esc
	run     bool    // the Enter that follows runs the cell in any case
	asIs    bool    // the Enter that follows wasn't typed by a person
	vi      *vi     // nil where the keys are those of emacs
	hinting *time.Timer
	hinted  string // the hint shown
}

// An action is what a key did that changes what the next one means.
type action int

const (
	acted      action = iota // nothing of these
	typed                    // put a character in
	cut                      // cut text out
	yanked                   // put text in that was cut out
	walked                   // recalled a cell by what it begins with
	travelling               // undid, or redid
)

// New makes an editor. SetLanguage should follow before Read.
func New(c Config) (*Editor, error) {
	k := &keys{src: c.In, patience: patience}
	e := &Editor{
		keys: k, stdin: readline.NewCancelableStdin(k), tty: c.Out, recall: newRecall(c.History),
		screen: &screen{w: c.Out, size: c.Size, color: c.Color},
	}
	e.SetVi(c.Vi)
	var err error
	e.rl, err = readline.NewEx(&readline.Config{
		Stdin: e.stdin, Stdout: e.screen, Stderr: os.Stderr, Painter: e.screen,
		FuncGetWidth:           func() int { return unlimited },
		FuncOnWidthChanged:     func(func()) {},
		FuncFilterInputRune:    func(r rune) (rune, bool) { return e.filter(r), true },
		Listener:               readline.FuncListener(e.listen),
		DisableAutoSaveHistory: true,
		InterruptPrompt:        "^C", EOFPrompt: "\n",
	})
	if err != nil {
		return nil, err
	}
	e.kick = e.rl.Terminal.KickRead
	return e, nil
}

// SetLanguage tells who answers for the text.
func (e *Editor) SetLanguage(l Language) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lang = l
}

// SetVi changes the keys to those of vi, or back to those of emacs.
func (e *Editor) SetVi(on bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.vi = nil
	if on {
		e.vi = &vi{}
	}
	e.keys.vi.Store(on)
}

// Vi tells whether the keys are those of vi.
func (e *Editor) Vi() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.vi != nil
}

// Read reads one cell. The error is io.EOF after Ctrl-D or Close, or ErrInterrupt after Ctrl-C.
func (e *Editor) Read(prompt string) (string, error) {
	e.begin(prompt)
	stop := onResize(func() { e.screen.redraw(func(*below) {}) })
	io.WriteString(e.tty, pasteOn)
	line, err := e.rl.Operation.Runes()
	stop()
	e.end()
	e.screen.leave()
	io.WriteString(e.tty, pasteOff)
	return text(line), err
}

func (e *Editor) begin(prompt string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.recall.rewind()
	e.screen.setPrompt(prompt)
	e.reading, e.past, e.was, e.search, e.meta, e.hinted = true, past{}, acted, nil, false, ""
	e.run, e.asIs = false, false
	if e.vi != nil {
		e.vi.begin()
	}
}

func (e *Editor) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reading = false
	if e.hinting != nil {
		e.hinting.Stop()
	}
}

// Remember keeps a cell, to be recalled. It tells whether it is another than the one before.
func (e *Editor) Remember(cell string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.recall.add(cell)
}

// Print shows a text at any time, from any goroutine: above the cell that is being
// typed, which is drawn again under it, or at once where none is. The text may be part
// of a line; what is printed next goes on there.
func (e *Editor) Print(text string) { e.screen.print(text) }

// Notice shows a line as Print does.
func (e *Editor) Notice(line string) { e.screen.print(line + "\n") }

// Close makes Read return.
func (e *Editor) Close() { e.stdin.Close() }

// filter tells what a key does. A key that readline doesn't handle as it should here
// becomes an edit and the key for "do nothing".
func (e *Editor) filter(key rune) rune {
	e.mu.Lock()
	defer e.mu.Unlock()
	defer e.restore()
	was := e.was
	e.was = acted
	if key != readline.CharTab {
		e.screen.closeList()
	}
	if e.meta {
		e.meta = false
		if meta, ok := metas[key]; ok {
			key = meta
		}
	}
	if e.search != nil {
		if done := e.searchKey(key); done {
			e.awaitNext(key)
			return readline.CharBell
		}
	}
	e.edit = nil
	out := e.do(key, was)
	if out == readline.CharBell {
		e.awaitNext(key)
	}
	return out
}

// awaitNext makes readline read on after a key at which it stops.
func (e *Editor) awaitNext(key rune) {
	switch key {
	case readline.CharEnter, readline.CharCtrlJ, readline.CharInterrupt, readline.CharDelete:
		e.kick()
	}
}

// do does what a key means, and returns the key that readline is to do.
func (e *Editor) do(key rune, was action) rune {
	switch key {
	case 0, readline.CharInterrupt, readline.CharCtrlL:
		return key
	case readline.CharEnter, readline.CharCtrlJ:
		if e.run || !e.wantsMore() {
			e.run, e.asIs = false, false
			return readline.CharEnter
		}
		e.edit = newRow
		if e.asIs { // its own indentation follows
			e.edit, e.asIs = insert([]rune{newline}), false
		}
		if e.vi != nil && e.vi.normal {
			e.viCommand(viCommand{verb: 'o'})
			e.tellMode()
		}
		return readline.CharBell
	case keyRun:
		e.run = true
		return readline.CharBell
	case keyAsIs:
		e.asIs = true
		return readline.CharBell
	case keyPaste:
		e.edit = insert(runes(e.keys.paste()))
		return readline.CharBell
	case readline.CharCtrlZ:
		e.screen.leave()
		e.rl.Terminal.SleepToResume()
		e.edit = insert(nil)
		return readline.CharBell
	case readline.CharDelete:
		if len(e.buf.line) == 0 {
			return key // leaves
		}
	}
	if e.vi != nil && e.viKey(key) {
		return readline.CharBell
	}
	if act, ok := emacs[key]; ok {
		e.edit = act(e, was)
		return readline.CharBell
	}
	if key < ' ' || key >= keyPaste && key <= keyAsIs {
		return readline.CharBell
	}
	if strings.ContainsRune("})]:", key) {
		e.was, e.edit = typed, outdent(key)
		return readline.CharBell
	}
	e.was = typed
	return key
}

// restore puts the terminal back before a panic ends the process.
func (e *Editor) restore() {
	if fault := recover(); fault != nil {
		io.WriteString(e.tty, pasteOff)
		e.rl.Terminal.ExitRawMode()
		panic(fault)
	}
}

// listen is told of the text after each key, and may change it.
func (e *Editor) listen(line []rune, pos int, key rune) ([]rune, int, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	before, edited := e.buf, e.edit != nil
	e.buf = buffer{slices.Clone(line), pos}
	if edited {
		e.buf = e.edit(e.buf)
		e.edit = nil
	}
	if e.vi != nil && e.vi.normal && e.search == nil {
		if b := e.buf.onCharacter(); b.pos != e.buf.pos {
			e.buf, edited = b, true
		}
	}
	if !slices.Equal(before.line, e.buf.line) && e.search == nil && e.was != travelling {
		e.past.changed(before, e.goesOn(key))
	}
	if e.search == nil && !before.same(e.buf) {
		e.askHint()
	}
	if !edited {
		return nil, 0, false
	}
	return slices.Clone(e.buf.line), e.buf.pos, true
}

// same tells whether two buffers have the same text and cursor.
func (b buffer) same(c buffer) bool { return b.pos == c.pos && slices.Equal(b.line, c.line) }

// goesOn tells whether a change is undone together with the one before it: the letters
// of a word, and in vi's keys all that was typed until Esc.
func (e *Editor) goesOn(key rune) bool {
	if e.vi != nil {
		return e.vi.goesOn()
	}
	going := e.was == typed && !isSpace(key)
	if !going {
		e.past.going = false
	}
	return going
}

// language is who answers for the text.
func (e *Editor) language() Language {
	if e.lang == nil {
		return nothingKnown{}
	}
	return e.lang
}

// nothingKnown is the Language before there is one.
type nothingKnown struct{}

func (nothingKnown) Completeness(string) cell.Completeness            { return cell.Complete }
func (nothingKnown) Complete(string, int) cell.Completion             { return cell.Completion{} }
func (nothingKnown) Inspect(string, int) (_ cell.Inspection, ok bool) { return }

// wantsMore tells whether Enter continues the text: in the middle of it, or where
// it isn't a whole cell. Enter on a second blank line at the end runs it in any
// case, so that nobody is caught in a cell that can't be completed.
func (e *Editor) wantsMore() bool {
	inside := e.vi == nil || !e.vi.normal
	if inside && slices.Contains(e.buf.line[e.buf.pos:], newline) {
		return true
	}
	rows := strings.Split(text(e.buf.line), "\n")
	blank := func(i int) bool { return i >= 0 && strings.TrimSpace(rows[i]) == "" }
	if last := len(rows) - 1; blank(last) && (last == 0 || blank(last-1)) {
		return false
	}
	return e.language().Completeness(text(e.buf.line)) == cell.Incomplete
}

// upOrDown moves the cursor within the text, or recalls a cell at its first and last line.
func (e *Editor) upOrDown(by int) edit {
	if moved, ok := e.buf.vertically(by); ok {
		return func(buffer) buffer { return moved }
	}
	return e.recalled(e.recall.step(text(e.buf.line), by))
}

// byPrefix recalls a cell that begins as what is typed.
func (e *Editor) byPrefix(by int, was action) edit {
	e.was = walked
	return e.recalled(e.recall.stepPrefix(text(e.buf.line), by, was == walked))
}

// recalled puts a recalled cell in place of the text.
func (e *Editor) recalled(cell string, ok bool) edit {
	if !ok {
		return nil
	}
	line := runes(cell)
	return func(buffer) buffer { return buffer{line, len(line)} }
}
