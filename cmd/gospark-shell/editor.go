package main

import (
	"io"
	"os"
	"slices"
	"strings"
	"sync"

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

// An editor reads cells of any number of lines from the terminal. readline decodes
// keys and edits; what it has no idea of, more than one line, is done here: filter
// turns keys into edits, listen applies them, and screen draws.
type editor struct {
	rl       *readline.Instance
	stdin    *readline.CancelableStdin
	tty      *os.File
	keys     *keys
	screen   *screen
	recall   *recall
	complete func(text string) cell.Completeness
	suggest  func(text string, cursor int) cell.Completion

	mu        sync.Mutex
	buf       buffer // the text as readline has it
	edit      edit   // what listen is to do
	searching bool   // the key before was Ctrl-R or Ctrl-S
}

// A buffer is the text being edited and the cursor in it.
type buffer struct {
	line []rune
	pos  int
}

// An edit makes another buffer of one.
type edit func(buffer) buffer

func newEditor(con *console, from io.Reader, recall *recall) (*editor, error) {
	k := &keys{src: from}
	e := &editor{
		keys: k, stdin: readline.NewCancelableStdin(k), tty: con.tty, recall: recall,
		screen:   &screen{w: con.tty, size: con.size, color: con.color},
		complete: func(string) cell.Completeness { return cell.Complete },
		suggest:  func(string, int) cell.Completion { return cell.Completion{} },
	}
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
	return e, err
}

// read reads one cell. The error is io.EOF after Ctrl-D or close, or
// readline.ErrInterrupt after Ctrl-C.
func (e *editor) read(prompt string) (string, error) {
	e.recall.rewind()
	e.screen.setPrompt(prompt)
	io.WriteString(e.tty, pasteOn)
	defer io.WriteString(e.tty, pasteOff)
	line, err := e.rl.Operation.Runes()
	e.screen.leave()
	return text(line), err
}

// close makes read return.
func (e *editor) close() { e.stdin.Close() }

// filter tells what a key does. A key that readline doesn't handle as it should here
// becomes an edit and the key for "do nothing".
func (e *editor) filter(key rune) rune {
	e.mu.Lock()
	defer e.mu.Unlock()
	defer e.restore()
	again := e.searching
	e.searching = false
	if key != readline.CharTab {
		e.screen.list(nil)
	}
	switch key {
	case readline.CharEnter, readline.CharCtrlJ:
		if !e.wantsMore() {
			return readline.CharEnter
		}
		e.rl.Terminal.KickRead() // readline waits after an Enter
		e.edit = insert([]rune{newline})
	case keyNewline:
		e.edit = insert([]rune{newline})
	case keyPaste:
		e.edit = insert(runes(e.keys.paste()))
	case readline.CharTab:
		e.edit = e.tab()
	case keyDelete:
		e.edit = buffer.delete
	case readline.CharLineStart:
		e.edit = buffer.rowStart
	case readline.CharLineEnd:
		e.edit = buffer.rowEnd
	case readline.CharPrev:
		e.edit = e.upOrDown(-1)
	case readline.CharNext:
		e.edit = e.upOrDown(+1)
	case readline.CharBckSearch:
		e.searching, e.edit = true, e.recalled(e.recall.search(text(e.buf.line), -1, again))
	case readline.CharFwdSearch:
		e.searching, e.edit = true, e.recalled(e.recall.search(text(e.buf.line), +1, again))
	case readline.CharCtrlZ:
		e.screen.leave()
		e.rl.Terminal.SleepToResume()
		e.edit = insert(nil)
	default:
		if key > 0 && key < ' ' && !strings.ContainsRune(readlineKeys, key) {
			return readline.CharBell
		}
		return key
	}
	return readline.CharBell
}

// restore puts the terminal back before a panic ends the process.
func (e *editor) restore() {
	if fault := recover(); fault != nil {
		io.WriteString(e.tty, pasteOff)
		e.rl.Terminal.ExitRawMode()
		panic(fault)
	}
}

// readlineKeys are the control characters that readline handles as it should.
const readlineKeys = "\x02\x03\x04\x06\x08\x0b\x0c\x14\x15\x17\x19\x1b"

// listen is told of the text after each key, and may change it.
func (e *editor) listen(line []rune, pos int, _ rune) ([]rune, int, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.buf = buffer{slices.Clone(line), pos}
	if e.edit == nil {
		return nil, 0, false
	}
	e.buf = e.edit(e.buf)
	e.edit = nil
	return slices.Clone(e.buf.line), e.buf.pos, true
}

// wantsMore tells whether Enter continues the text: in the middle of it, or where
// it isn't a whole cell. Enter on a second blank line at the end runs it in any
// case, so that nobody is caught in a cell that can't be completed.
func (e *editor) wantsMore() bool {
	if slices.Contains(e.buf.line[e.buf.pos:], newline) {
		return true
	}
	rows := strings.Split(text(e.buf.line), "\n")
	blank := func(i int) bool { return i >= 0 && strings.TrimSpace(rows[i]) == "" }
	if last := len(rows) - 1; blank(last) && (last == 0 || blank(last-1)) {
		return false
	}
	return e.complete(text(e.buf.line)) == cell.Incomplete
}

// upOrDown moves the cursor within the text, or recalls a cell at its first and last line.
func (e *editor) upOrDown(by int) edit {
	if moved, ok := e.buf.vertically(by); ok {
		return func(buffer) buffer { return moved }
	}
	return e.recalled(e.recall.step(text(e.buf.line), by))
}

// recalled puts a recalled cell in place of the text.
func (e *editor) recalled(cell string, ok bool) edit {
	if !ok {
		return nil
	}
	line := runes(cell)
	return func(buffer) buffer { return buffer{line, len(line)} }
}
