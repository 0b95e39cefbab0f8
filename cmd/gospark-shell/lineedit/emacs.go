package lineedit

import (
	"slices"
	"unicode"

	"github.com/chzyer/readline"
)

// emacs is what keys do by default, and while text is put in with vi's keys. An act
// gets what the key before did, and returns the edit, or nil for none.
var emacs map[rune]func(e *Editor, was action) edit

func init() {
	move := func(f edit) func(*Editor, action) edit {
		return func(*Editor, action) edit { return f }
	}
	kill := func(to edit) func(*Editor, action) edit {
		return func(e *Editor, was action) edit { return e.kill(to, was) }
	}
	emacs = map[rune]func(*Editor, action) edit{
		readline.CharLineStart: move(buffer.rowStart),
		readline.CharLineEnd:   move(buffer.rowEnd),
		readline.CharBackward:  move(buffer.left),
		readline.CharForward:   move(buffer.right),
		keyWordLeft:            move(buffer.wordLeft),
		keyWordRight:           move(buffer.wordRight),
		keyTop:                 move(func(b buffer) buffer { return b.at(0) }),
		keyBottom:              move(func(b buffer) buffer { return b.at(len(b.line)) }),
		readline.CharPrev:      func(e *Editor, _ action) edit { return e.upOrDown(-1) },
		readline.CharNext:      func(e *Editor, _ action) edit { return e.upOrDown(+1) },
		keyOlder:               func(e *Editor, was action) edit { return e.byPrefix(-1, was) },
		keyNewer:               func(e *Editor, was action) edit { return e.byPrefix(+1, was) },
		readline.CharBckSearch: func(e *Editor, _ action) edit { return e.beginSearch(-1) },
		readline.CharFwdSearch: func(e *Editor, _ action) edit { return e.beginSearch(+1) },

		readline.CharDelete:    move(buffer.delete),
		keyDelete:              move(buffer.delete),
		readline.CharCtrlH:     move(buffer.backspace),
		readline.CharBackspace: move(buffer.backspace),
		readline.CharKill:      kill(buffer.killEnd),
		readline.CharCtrlU:     kill(buffer.killStart),
		readline.CharCtrlW:     kill(buffer.spaceLeft),
		keyKillLeft:            kill(buffer.wordLeft),
		keyKillRight:           kill(buffer.wordRight),
		readline.CharCtrlY:     func(e *Editor, _ action) edit { e.was = yanked; return e.kills.yank },
		keyYankPop:             (*Editor).yankPop,
		readline.CharTranspose: move(buffer.swap),
		keySwapWords:           move(buffer.swapWords),
		keyUpper:               move(mapWord(unicode.ToUpper, unicode.ToUpper)),
		keyLower:               move(mapWord(unicode.ToLower, unicode.ToLower)),
		keyCapital:             move(mapWord(unicode.ToUpper, unicode.ToLower)),
		undo:                   func(e *Editor, _ action) edit { return e.travel(e.past.undo) },
		keyRedo:                func(e *Editor, _ action) edit { return e.travel(e.past.redo) },

		keyNewline:       move(newRow),
		readline.CharTab: func(e *Editor, _ action) edit { return e.tab() },
		keyDoc:           func(e *Editor, _ action) edit { e.doc(); return insert(nil) },
		keyEscape:        func(e *Editor, _ action) edit { e.meta = true; return nil },
	}
}

// killEnd is up to where Ctrl-K cuts: its line's end, or there the newline.
func (b buffer) killEnd() buffer {
	if end := b.rowEnd(); end.pos > b.pos {
		return end
	}
	return b.right()
}

// killStart is up to where Ctrl-U cuts: its line's start, or there the newline before.
func (b buffer) killStart() buffer {
	if start := b.rowStart(); start.pos < b.pos {
		return start
	}
	return b.left()
}

// kill cuts out what lies between the cursor and where to takes it.
func (e *Editor) kill(to edit, was action) edit {
	e.was = cut
	b := e.buf
	from, end := b.pos, to(b).pos
	inFront := end < from
	if inFront {
		from, end = end, from
	}
	e.kills.cut(slices.Clone(b.line[from:end]), was == cut, inFront)
	return func(b buffer) buffer { return b.replace(from, end, nil) }
}

// yankPop puts an older text in the place of one that was put in just now.
func (e *Editor) yankPop(was action) edit {
	if was != yanked {
		return nil
	}
	e.was = yanked
	return e.kills.pop
}

// travel undoes or redoes.
func (e *Editor) travel(step func(buffer) (buffer, bool)) edit {
	then, ok := step(e.buf)
	if !ok {
		return nil
	}
	e.was = travelling
	return func(buffer) buffer { return then }
}
