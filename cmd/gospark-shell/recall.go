package main

import (
	"slices"
	"strings"
)

// A recall walks through the cells typed before. The newest place is the draft:
// what was typed and not yet run.
type recall struct {
	entries []string
	at      int // len(entries) at the draft
	draft   string
	pattern string // what a search looks for
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

// search goes to the next cell back or on that contains what was typed when the
// search began; again tells that it goes on.
func (r *recall) search(current string, by int, again bool) (text string, ok bool) {
	if !again {
		r.pattern = current
	}
	return r.walk(current, by, func(e string) bool { return e != current && strings.Contains(e, r.pattern) })
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
