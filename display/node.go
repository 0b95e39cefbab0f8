package display

import (
	"slices"
	"strings"
)

// A node is what is to be shown, before it is broken into lines: either a text,
// or items between brackets.
type node struct {
	text  string
	open  string // "" for a text
	items []item
	end   string
}

// An item of a slice, map or struct.
type item struct {
	label string // "Key: ", or "" in a slice
	value node
	rest  bool // it tells how many items aren't shown
}

// comma is what follows the item where it ends a line.
func (it item) comma() string {
	if it.rest {
		return ""
	}
	return ","
}

const (
	indent   = "    "
	fillItem = 24 // items of a slice up to this width share lines, as numbers do
)

// layout renders n on one line where it fits in room, else one item a line, and no line longer than width if it can.
func layout(n node, room, width int) string {
	var b strings.Builder
	n.write(&b, "", room, max(width, minColumns))
	return b.String()
}

func (n node) write(b *strings.Builder, margin string, room, width int) {
	line := n.line()
	if n.open == "" || len(n.items) == 0 || Width(line) <= room {
		b.WriteString(line)
		return
	}
	b.WriteString(n.open + "\n")
	inner := margin + indent
	if n.fills() {
		n.fill(b, inner, width)
	} else {
		for _, it := range n.items {
			b.WriteString(inner + it.label)
			it.value.write(b, inner, width-len(inner)-Width(it.label)-1, width)
			b.WriteString(it.comma() + "\n")
		}
	}
	b.WriteString(margin + n.end)
}

// line is n on one line.
func (n node) line() string {
	if n.open == "" {
		return n.text
	}
	parts := make([]string, len(n.items))
	for i, it := range n.items {
		parts[i] = it.label + it.value.line()
	}
	return n.open + strings.Join(parts, ", ") + n.end
}

// cut tells whether items of n, or of what is in them, aren't shown.
func (n node) cut() bool {
	return slices.ContainsFunc(n.items, func(it item) bool { return it.rest || it.value.cut() })
}

// fills tells whether the items are short enough to share lines.
func (n node) fills() bool {
	for _, it := range n.items {
		if it.label != "" || it.value.open != "" || Width(it.value.text) > fillItem && !it.rest {
			return false
		}
	}
	return true
}

// fill writes as many items on each line as fit.
func (n node) fill(b *strings.Builder, margin string, width int) {
	used := 0
	for _, it := range n.items {
		w := Width(it.value.text) + len(", ")
		switch {
		case used == 0:
			b.WriteString(margin)
			used = len(margin)
		case used+w > width:
			b.WriteString("\n" + margin)
			used = len(margin)
		default:
			b.WriteString(" ")
		}
		b.WriteString(it.value.text + it.comma())
		used += w
	}
	b.WriteString("\n")
}
