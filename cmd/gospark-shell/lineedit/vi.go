package lineedit

import (
	"slices"

	"github.com/chzyer/readline"
)

// Vi is the state of vi's keys: text is put in, or, in normal mode, keys are commands.
type vi struct {
	normal   bool
	keys     []rune // of the command that is being typed
	register register
	find     viCommand // the last f, F, t or T
	last     viCommand // the last change, for .
	inserted []rune    // what was put in by it
	entered  *buffer   // the text when insert mode was entered
	one      bool      // the changes since belong together
}

// A register is a text that was cut out or copied.
type register struct {
	text []rune
	rows bool // it is whole lines, without the last newline
}

// begin starts a cell, in insert mode.
func (v *vi) begin() {
	v.normal, v.keys, v.one = false, nil, false
	v.entered = &buffer{}
}

// goesOn tells whether a change is undone together with the one before it.
func (v *vi) goesOn() bool {
	one := v.one
	v.one = !v.normal
	return one
}

// viKey does what a key means with vi's keys. It is false for what is the same with those of emacs.
func (e *Editor) viKey(key rune) bool {
	v := e.vi
	if !v.normal {
		if key != keyEscape {
			return false
		}
		e.leaveInsert()
		return true
	}
	if key == keyEscape {
		v.keys = nil
		e.tellMode()
		return true
	}
	switch key {
	case readline.CharBackspace, readline.CharCtrlH:
		key = 'h'
	case keyDelete:
		key = 'x'
	}
	if key < ' ' || key >= keyPaste && key <= keyAsIs {
		v.keys = nil
		return false
	}
	v.keys = append(v.keys, key)
	c, whole, ok := parseVi(v.keys)
	if whole || !ok {
		v.keys = nil
	}
	if whole && ok {
		e.viCommand(c)
	}
	e.tellMode()
	return true
}

// leaveInsert goes from insert mode to normal mode.
func (e *Editor) leaveInsert() {
	v := e.vi
	v.normal, v.keys = true, nil
	if v.entered != nil {
		v.inserted = insertedSince(*v.entered, e.buf)
	}
	e.edit = func(b buffer) buffer {
		if b.pos > b.rowStart().pos {
			b = b.left()
		}
		return b
	}
	e.tellMode()
}

// insertedSince is the text that was put in at the cursor of a buffer to make another of it, or
// nothing where it isn't that simple.
func insertedSince(from, to buffer) []rune {
	n := len(to.line) - len(from.line)
	if n <= 0 || !slices.Equal(from.line[:from.pos], to.line[:from.pos]) || !slices.Equal(from.line[from.pos:], to.line[from.pos+n:]) {
		return nil
	}
	return slices.Clone(to.line[from.pos : from.pos+n])
}

// viCommand does a command of normal mode.
func (e *Editor) viCommand(c viCommand) {
	v := e.vi
	switch c.verb {
	case '.':
		if v.last.verb != 0 {
			again := v.last
			if c.count > 0 {
				again.count = c.count
			}
			e.edit = func(b buffer) buffer { return v.repeat(b, again) }
		}
		return
	case 'u':
		e.edit = e.travel(e.past.undo)
		return
	case '/', '?':
		e.edit = e.beginSearch(map[rune]int{'/': -1, '?': +1}[c.verb])
		return
	case 'n', 'N':
		e.seekAgain(map[rune]int{'n': -1, 'N': +1}[c.verb])
		return
	case 'j', 'k':
		if c.operator == 0 {
			e.viUpOrDown(c)
			return
		}
	}
	after, enters, ok := v.do(e.buf, c)
	if !ok {
		return
	}
	if c.changes() {
		v.last, v.inserted = c, nil
		v.one = false
	}
	if enters {
		v.normal, v.entered = false, &after
		// what the command changed is undone together with what is put in
		v.one = !slices.Equal(after.line, e.buf.line)
		if v.one {
			e.past.changed(e.buf, false)
		}
	}
	e.edit = func(buffer) buffer { return after }
}

// viUpOrDown moves by lines, and from the first and the last one through the history.
func (e *Editor) viUpOrDown(c viCommand) {
	by := map[rune]int{'j': +1, 'k': -1}[c.verb]
	moved := e.buf
	for range max(c.count, 1) {
		next, ok := moved.vertically(by)
		if !ok {
			break
		}
		moved = next
	}
	if moved.pos != e.buf.pos {
		e.edit = func(buffer) buffer { return moved }
		return
	}
	e.edit = e.recalled(e.recall.step(text(e.buf.line), by))
}

// seekAgain recalls the next cell that has what was searched for last.
func (e *Editor) seekAgain(by int) {
	if len(e.sought) == 0 {
		return
	}
	if e.recall.at == len(e.recall.entries) {
		e.recall.draft = text(e.buf.line)
	}
	if i, from, _, ok := e.recall.find(text(e.sought), e.recall.at+by, by); ok {
		e.recall.at = i
		line := runes(e.recall.entries[i])
		e.edit = func(buffer) buffer { return buffer{line, from} }
	}
}

// tellMode shows normal mode, and the command that is being typed in it, under the text.
func (e *Editor) tellMode() {
	status := ""
	if e.vi != nil && e.vi.normal {
		status = "-- NORMAL --"
		if len(e.vi.keys) > 0 {
			status += " " + string(e.vi.keys)
		}
	}
	if e.search == nil {
		e.screen.tell(func(b *below) { b.status = status })
		if e.edit == nil {
			e.edit = insert(nil)
		}
	}
}

// onCharacter moves the cursor from behind a line's last character onto it, as in normal mode.
func (b buffer) onCharacter() buffer {
	if b.pos == b.rowEnd().pos && b.pos > b.rowStart().pos {
		return b.left()
	}
	return b
}
