package display

import "strings"

const (
	gap      = "  " // between the columns of a table
	minCell  = 6    // columns of the terminal that a column of text keeps, if it needs them
	wideType = 24   // and those that a type alone may take
)

// text is the table for a terminal of so many columns: names, types, rows, each column as
// wide as it needs to be, or as there is place for. cut tells whether something isn't shown.
func (t *table) text(width int) (text string, cut bool) {
	texts, widths := t.measured()
	n := fit(widths, t.columns, width)
	var b strings.Builder
	line := func(cell func(i int) string) {
		var row strings.Builder
		for i := range n {
			if i > 0 {
				row.WriteString(gap)
			}
			s := Cut(cell(i), widths[i])
			pad := strings.Repeat(" ", widths[i]-Width(s))
			if t.columns[i].numbers {
				row.WriteString(pad + s)
			} else {
				row.WriteString(s + pad)
			}
		}
		b.WriteString(strings.TrimRight(row.String(), " ") + "\n")
	}
	line(func(i int) string { return t.columns[i].name })
	if t.columns[0].typ != "" {
		line(func(i int) string { return t.columns[i].typ })
	}
	line(func(i int) string { return strings.Repeat("-", widths[i]) })
	for _, row := range texts {
		line(func(i int) string {
			cut = cut || Width(row[i]) > widths[i]
			return row[i]
		})
	}
	rest := t.rest(n)
	b.WriteString(rest)
	return strings.TrimSuffix(b.String(), "\n"), cut || rest != ""
}

// rest tells what isn't shown where the first n columns are, in lines.
func (t *table) rest(n int) string {
	s := ""
	if t.moreRows > 0 {
		s = more(t.moreRows, "row") + "\n"
	}
	var names []string
	for _, c := range t.columns[n:] {
		names = append(names, c.name)
	}
	if names = append(names, t.moreCols...); len(names) > 0 {
		s += more(len(names), "column") + ": " + Cut(strings.Join(names, ", "), columns/2) + "\n"
	}
	return s
}

// measured is the texts of all cells, and how wide each column would like to be.
func (t *table) measured() (texts [][]string, widths []int) {
	widths = make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i] = max(Width(c.name), min(Width(c.typ), wideType))
	}
	for _, row := range t.rows {
		line := make([]string, len(row))
		for i, c := range row {
			line[i] = c.node.line()
			widths[i] = max(widths[i], Width(line[i]))
		}
		texts = append(texts, line)
	}
	return texts, widths
}

// fit narrows columns to a width in all, the widest first and none of numbers, and
// returns how many there is place for.
func fit(widths []int, cols []tableColumn, width int) int {
	least := func(i int) int {
		if cols[i].numbers {
			return widths[i]
		}
		return min(widths[i], minCell)
	}
	n, needed := 0, -len(gap)
	for n < len(widths) && (n == 0 || needed+len(gap)+least(n) <= width) {
		needed += len(gap) + least(n)
		n++
	}
	total := len(gap) * (n - 1)
	for _, w := range widths[:n] {
		total += w
	}
	for ; total > width; total-- {
		widest := -1
		for i, w := range widths[:n] {
			if w > least(i) && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return n
}
