package display

import (
	"html"
	"strings"
)

const (
	htmlRows  = 200    // rows of a table in a notebook
	htmlNodes = 20_000 // values in it
	foldAt    = 60     // a value longer than this is folded
)

// html is the table for a notebook.
func (t *table) html() string {
	var b strings.Builder
	b.WriteString(`<div class="gospark-table"><style>` + squeezed(tableCSS) + `</style><div class="gospark-scroll"><table><thead onclick="` + html.EscapeString(squeezed(tableSort)) + `"><tr>`)
	for _, c := range t.columns {
		b.WriteString("<th" + c.class() + ">" + escaped(c.name))
		if c.typ != "" {
			b.WriteString("<br><small>" + escaped(c.typ) + "</small>")
		}
		b.WriteString("</th>")
	}
	b.WriteString("</tr></thead><tbody>\n")
	for _, row := range t.rows {
		b.WriteString("<tr>")
		for i, c := range row {
			b.WriteString(c.html(t.columns[i]))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table></div>")
	if rest := t.rest(len(t.columns)); rest != "" {
		b.WriteString("<small>" + strings.ReplaceAll(escaped(strings.TrimSuffix(rest, "\n")), "\n", "<br>") + "</small>")
	}
	b.WriteString("</div>")
	return b.String()
}

func (c tableColumn) class() string {
	if c.numbers {
		return ` class="n"`
	}
	return ""
}

// html is a cell; what is long is folded.
func (c tableCell) html(col tableColumn) string {
	open := "<td" + col.class()
	if c.sort != "" {
		open += ` data-sort="` + c.sort + `"`
	}
	line := c.node.line()
	if Width(line) <= foldAt {
		return open + ">" + escaped(line) + "</td>"
	}
	return open + "><details><summary>" + escaped(Cut(line, foldAt)) + "</summary><pre>" + escaped(layout(c.node, columns, columns)) + "</pre></details></td>"
}

// escaped is a text as HTML that shows it.
func escaped(s string) string { return html.EscapeString(clean(s)) }

// squeezed is a short piece of CSS or JavaScript on one line.
func squeezed(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines, " ")
}
