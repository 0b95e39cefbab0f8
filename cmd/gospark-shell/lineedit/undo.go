package lineedit

import "slices"

// A past is what the text was before each change, and what it was before changes
// were undone.
type past struct {
	before, after []buffer
	going         bool // the change made last may go on
}

// changed notes that the text was another before a change. One that goes on is undone
// together with the change before it.
func (p *past) changed(from buffer, goesOn bool) {
	if !goesOn || !p.going {
		p.before = append(p.before, from)
	}
	p.after, p.going = nil, true
}

// undo is the text before the change made last.
func (p *past) undo(now buffer) (buffer, bool) { return step(&p.before, &p.after, now, p) }

// redo is the text before the last undo.
func (p *past) redo(now buffer) (buffer, bool) { return step(&p.after, &p.before, now, p) }

func step(from, to *[]buffer, now buffer, p *past) (buffer, bool) {
	p.going = false
	n := len(*from)
	if n == 0 {
		return now, false
	}
	then := (*from)[n-1]
	*from = (*from)[:n-1]
	*to = append(*to, buffer{slices.Clone(now.line), now.pos})
	return then, true
}

// The kills are the texts that were cut out, newest last, for Ctrl-Y.
type kills struct {
	texts [][]rune
	at    int // the text that was put in last, for Alt-Y
	from  int // where
}

// cut adds a text that was cut out. One that joins is of the same row of cuts as the
// one before: it goes in front of it or behind it.
func (k *kills) cut(text []rune, joins, inFront bool) {
	if len(text) == 0 {
		return
	}
	last := len(k.texts) - 1
	switch {
	case !joins || last < 0:
		k.texts = append(k.texts, slices.Clone(text))
	case inFront:
		k.texts[last] = slices.Concat(text, k.texts[last])
	default:
		k.texts[last] = slices.Concat(k.texts[last], text)
	}
}

// yank puts the newest text in.
func (k *kills) yank(b buffer) buffer {
	if len(k.texts) == 0 {
		return b
	}
	k.at, k.from = len(k.texts)-1, b.pos
	return insert(k.texts[k.at])(b)
}

// pop puts the text before in the place of the one that was put in.
func (k *kills) pop(b buffer) buffer {
	if len(k.texts) == 0 {
		return b
	}
	to := k.from + len(k.texts[k.at])
	k.at = (k.at + len(k.texts) - 1) % len(k.texts)
	return b.replace(k.from, to, k.texts[k.at])
}
