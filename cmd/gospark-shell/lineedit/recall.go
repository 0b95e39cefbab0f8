package lineedit

import (
	"slices"
	"strings"
	"unicode"
)

// A recall walks through the cells typed before. The newest place is the draft:
// what was typed and not yet run.
type recall struct {
	entries []string
	at      int // len(entries) at the draft
	draft   string
	prefix  string // what a walk by prefix looks for
}

func newRecall(entries []string) *recall {
	return &recall{entries: slices.Clone(entries), at: len(entries)}
}

// add appends a cell that was run, and goes back to an empty draft. It tells
// whether the cell is another than the one before.
func (r *recall) add(text string) bool {
	isNew := len(r.entries) == 0 || r.entries[len(r.entries)-1] != text
	if isNew {
		r.entries = append(r.entries, text)
	}
	r.rewind()
	return isNew
}

// rewind goes back to an empty draft.
func (r *recall) rewind() { r.at, r.draft = len(r.entries), "" }

// step goes by cells back or on from current, which is what the person sees.
func (r *recall) step(current string, by int) (text string, ok bool) {
	return r.walk(current, by, func(string) bool { return true })
}

// stepPrefix goes to the next cell back or on that begins as what was typed when the
// walk began; again tells that it goes on.
func (r *recall) stepPrefix(current string, by int, again bool) (text string, ok bool) {
	if !again {
		r.prefix = current
	}
	return r.walk(current, by, func(e string) bool { return e != current && strings.HasPrefix(e, r.prefix) })
}

func (r *recall) walk(current string, by int, wanted func(string) bool) (string, bool) {
	if r.at == len(r.entries) {
		r.draft = current
	}
	for i := r.at + by; i >= 0 && i <= len(r.entries); i += by {
		text := r.draft
		if i < len(r.entries) {
			text = r.entries[i]
		}
		if wanted(text) {
			r.at = i
			return text, true
		}
	}
	return "", false
}

// find is the first cell from number i on, back or on, that contains pattern, and
// where in it. Small letters in the pattern stand for large ones as well, if it has no large ones.
func (r *recall) find(pattern string, i, by int) (entry, from, to int, ok bool) {
	for ; i >= 0 && i < len(r.entries); i += by {
		if from, to, ok := index(runes(r.entries[i]), runes(pattern)); ok {
			return i, from, to, true
		}
	}
	return 0, 0, 0, false
}

// index is where pattern stands in line.
func index(line, pattern []rune) (from, to int, ok bool) {
	same := func(a, b rune) bool { return a == b }
	if !slices.ContainsFunc(pattern, unicode.IsUpper) {
		same = func(a, b rune) bool { return unicode.ToLower(a) == b }
	}
	for i := 0; i+len(pattern) <= len(line); i++ {
		if slices.EqualFunc(line[i:i+len(pattern)], pattern, same) {
			return i, i + len(pattern), true
		}
	}
	return 0, 0, false
}
