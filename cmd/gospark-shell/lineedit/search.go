package lineedit

import (
	"github.com/chzyer/readline"
)

// A search goes through the cells typed before while its pattern is typed.
type search struct {
	pattern []rune
	by      int    // -1 to older cells, +1 to newer ones
	entry   int    // the cell that is shown, or len(entries) for none yet
	failed  bool   // nothing has the pattern
	origin  buffer // the text before
	place   int    // of the recall, before
}

// beginSearch begins to go through the cells, back or on.
func (e *Editor) beginSearch(by int) edit {
	e.search = &search{by: by, entry: e.recall.at, origin: e.buf, place: e.recall.at}
	if e.recall.at == len(e.recall.entries) {
		e.recall.draft = text(e.buf.line)
	}
	e.tellSearch([2]int{})
	return insert(nil)
}

// searchKey does what a key means in a search. It is false where the key ends the
// search and means what it does anyway.
func (e *Editor) searchKey(key rune) bool {
	s := e.search
	switch key {
	case keyAsIs: // of an Enter, which is the same here
	case readline.CharBckSearch, readline.CharFwdSearch:
		s.by = -1
		if key == readline.CharFwdSearch {
			s.by = +1
		}
		if len(s.pattern) == 0 {
			s.pattern = e.sought
			e.find(s.entry)
		} else {
			e.find(s.entry + s.by)
		}
	case readline.CharBackspace, readline.CharCtrlH:
		if n := len(s.pattern); n > 0 {
			s.pattern = s.pattern[:n-1]
		}
		e.find(s.place)
	case keyPaste:
		s.pattern = append(s.pattern, runes(e.keys.paste())...)
		e.find(s.entry)
	case readline.CharEnter, readline.CharCtrlJ:
		e.endSearch(true)
	case keyEscape, ctrlG, readline.CharInterrupt:
		e.endSearch(false)
	default:
		if key < ' ' || key >= keyPaste && key <= keyAsIs {
			e.endSearch(true)
			return false
		}
		s.pattern = append(s.pattern, key)
		e.find(s.entry)
	}
	return true
}

// find shows the next cell from number i on that has the pattern.
func (e *Editor) find(i int) {
	s := e.search
	if len(s.pattern) == 0 {
		s.entry, s.failed = s.place, false
		origin := s.origin
		e.edit = func(buffer) buffer { return origin }
		e.tellSearch([2]int{})
		return
	}
	if i == len(e.recall.entries) && s.by < 0 {
		i--
	}
	entry, from, to, ok := e.recall.find(text(s.pattern), i, s.by)
	if s.failed = !ok; s.failed {
		e.edit = insert(nil)
		e.tellSearch([2]int{})
		return
	}
	s.entry = entry
	line := runes(e.recall.entries[entry])
	e.edit = func(buffer) buffer { return buffer{line, from} }
	e.tellSearch([2]int{from, to})
}

// endSearch keeps what is shown, or goes back to the text before.
func (e *Editor) endSearch(keep bool) {
	s := e.search
	e.search = nil
	if len(s.pattern) > 0 {
		e.sought = s.pattern
	}
	switch found := !e.buf.same(s.origin); {
	case !keep:
		e.recall.at = s.place
		e.was = travelling // nothing to undo
		e.edit = func(buffer) buffer { return s.origin }
	case found:
		e.recall.at = s.entry
		e.past.changed(s.origin, false)
		fallthrough
	default:
		e.edit = insert(nil)
	}
	e.screen.tell(func(b *below) { b.status, b.found = "", [2]int{} })
	e.tellMode()
}

// tellSearch shows the search under the text, and what it has found in it.
func (e *Editor) tellSearch(found [2]int) {
	s := e.search
	status := "search: " + text(s.pattern)
	if s.failed {
		status += "  (no such cell)"
	} else {
		status += "  (Ctrl-R older, Ctrl-S newer, Enter takes it, Esc gives up)"
	}
	e.screen.tell(func(b *below) { b.status, b.found, b.hint = status, found, nil })
	e.hinted = ""
}
