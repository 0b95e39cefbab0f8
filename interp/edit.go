package interp

import (
	"slices"
	"strings"
)

// An edit replaces a range of the cell's text. The text keeps its lines, so that
// positions need no map.
type edit struct {
	start, end int
	text       string
	side       int // of an insertion: after the node that ends here, or before the one that starts here
}

const (
	after = iota
	before
	replacing
)

// An editor collects the edits of a cell's text. Nodes are edited children first:
// what is put around a node goes outside of what was put around its children.
type editor struct {
	text  string
	edits []edit
}

// insertBefore puts text in front of what starts at offset.
func (e *editor) insertBefore(offset int, text string) {
	e.edits = append(e.edits, edit{offset, offset, text, before})
}

// insertAfter puts text behind what ends at offset.
func (e *editor) insertAfter(offset int, text string) {
	e.edits = append(e.edits, edit{offset, offset, text, after})
}

// replace puts text in the place of a range; edits within it are lost. Lines that
// the text lacks are made up for, so that what follows keeps its place: where a line may
// end without ending a statement.
func (e *editor) replace(start, end int, text string) {
	e.take(start, end)
	if lost := strings.Count(e.text[start:end], "\n") - strings.Count(text, "\n"); lost > 0 {
		if i := strings.IndexAny(text, "({."); i >= 0 {
			text = text[:i+1] + strings.Repeat("\n", lost) + text[i+1:]
		} else {
			text += strings.Repeat("\n", lost)
		}
	}
	e.edits = append(e.edits, edit{start, end, text, replacing})
}

// take is the edited text of a range. Its edits are done with.
func (e *editor) take(start, end int) string {
	var inside, rest []edit
	for _, d := range e.edits {
		if start <= d.start && d.end <= end && !(d.side == after && d.start == start && d.end == start) && !(d.side == before && d.start == end) {
			inside = append(inside, d)
		} else {
			rest = append(rest, d)
		}
	}
	e.edits = rest
	return apply(e.text, start, end, inside)
}

// apply is the text of a range with its edits made.
func apply(text string, start, end int, edits []edit) string {
	order := make([]int, len(edits))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := edits[a], edits[b]
		switch {
		case x.start != y.start:
			return x.start - y.start
		case x.side != y.side:
			return x.side - y.side
		case x.side == before:
			return b - a // the later one is of an outer node
		}
		return a - b
	})
	var out strings.Builder
	at := start
	for _, i := range order {
		d := edits[i]
		out.WriteString(text[at:d.start])
		out.WriteString(d.text)
		at = d.end
	}
	out.WriteString(text[at:end])
	return out.String()
}
