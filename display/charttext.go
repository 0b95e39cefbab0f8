package display

import (
	"math"
	"strings"
)

// String is the chart in characters, 80 columns wide.
func (c *Chart) String() string { return c.text(columns) }

func (c *Chart) text(width int) string {
	if c == nil || len(c.layers) == 0 {
		return "a chart without anything on it"
	}
	return c.Figure().Text(width, 0)
}

const (
	leastColumns = 30
	plotRows     = 16
	fewDots      = 60 // that have a character each
)

// Text is the figure in characters, at most so many columns wide, with so many rows for
// what is between its axes (16 for 0).
func (f Figure) Text(columns, rows int) string {
	t := &figureText{Figure: f, columns: max(columns, leastColumns), rows: rows}
	if rows <= 0 {
		t.rows = plotRows
	}
	if f.Title != "" {
		t.line(center(f.Title, t.columns))
	}
	switch {
	case t.all(Bars) && f.X.Scale == Category:
		t.acrossBars()
	case t.all(Boxes):
		t.acrossBoxes()
	case t.all(Cells):
		t.field()
	default:
		t.plot()
	}
	for _, note := range f.Notes {
		t.line("(" + note + ")")
	}
	return strings.TrimRight(t.b.String(), "\n")
}

// A figureText is a figure on its way to text.
type figureText struct {
	Figure
	columns, rows int
	b             strings.Builder
}

func (t *figureText) all(m Mark) bool {
	for _, s := range t.Series {
		if s.Mark != m {
			return false
		}
	}
	return len(t.Series) > 0
}

func (t *figureText) line(s string) {
	t.b.WriteString(strings.TrimRight(Cut(s, t.columns), " ") + "\n")
}

func center(s string, width int) string {
	return strings.Repeat(" ", max((width-Width(s))/2, 0)) + s
}

// lead is s with blanks before it, to a width.

func lead(s string, width int) string { return strings.Repeat(" ", max(width-Width(s), 0)) + s }

// gutter is the widest of labels, and no more than a part of the columns.
func (t *figureText) gutter(ticks []Tick, part int) int {
	w := 0
	for _, k := range ticks {
		w = max(w, Width(k.Label))
	}
	return min(w, t.columns/part)
}

// legend names the series by their signs.
func (t *figureText) legend(sign func(i int) string) {
	var parts []string
	for i, s := range t.Series {
		if s.Name != "" {
			parts = append(parts, sign(i)+" "+s.Name)
		}
	}
	if len(parts) > 0 {
		t.line(center(strings.Join(parts, "   "), t.columns))
	}
}

var dotSigns = []string{"•", "×", "+", "○", "▲", "◆", "■", "*"}
var barSigns = []string{"█", "▒", "░", "▓", "#", "="}

// plot is what has both axes, with lines and dots between them.
func (t *figureText) plot() {
	ticks := t.Y.Ticks(max(t.rows/3, 2))
	left := t.gutter(ticks, 4)
	right := t.ends()
	p := newGrid(t.columns-left-1-right, t.rows)
	dots := t.all(Dots) && (len(t.Series) > 1 || len(t.Series[0].Points) <= fewDots)
	if dots {
		t.legend(func(i int) string { return dotSigns[i%len(dotSigns)] })
	} else if right == 0 {
		t.legend(func(int) string { return "─" })
	}
	for i, s := range t.Series {
		switch {
		case dots:
			p.signs(t, s, []rune(dotSigns[i%len(dotSigns)])[0])
		case s.Mark == Dots:
			p.dots(t, s)
		case s.Mark == Bars || s.Mark == Steps && len(t.Series) == 1:
			p.blocks(t, s)
		case s.Mark == Steps:
			p.outline(t, s)
		default:
			p.lines(t, s)
		}
	}
	if t.Y.Label != "" {
		t.line(t.Y.Label)
	}
	labels := map[int]string{}
	for _, k := range ticks {
		if at := t.Y.At(k.At); at >= 0 && at <= 1 {
			labels[p.row(at)] = Cut(k.Label, left)
		}
	}
	names := t.endNames(p)
	for r := range t.rows {
		axis := "│"
		if labels[r] != "" {
			axis = "┤"
		}
		t.line(lead(labels[r], left) + axis + p.text(r) + names[r])
	}
	t.bottom(left, p.width, t.X)
}

// bottom is the axis below, its values and its label.
func (t *figureText) bottom(left, width int, a Axis) {
	n := max(width/14, 2)
	if a.Scale == Category {
		n = max(width/6, 2)
	}
	axis, labels := []rune(strings.Repeat("─", width)), newRow(left+1+width)
	for _, k := range a.Ticks(n) {
		at := a.At(k.At)
		if at < 0 || at > 1 {
			continue
		}
		x := column80(at, width)
		room := width
		if a.Scale == Category {
			room = width / max(min(n, len(a.Names)), 1)
		}
		text := Cut(k.Label, max(room-1, 3))
		if labels.put(left+1+x-Width(text)/2, text) {
			axis[x] = '┬'
		}
	}
	t.line(strings.Repeat(" ", left) + "└" + string(axis))
	t.line(labels.String())
	if a.Label != "" {
		t.line(strings.Repeat(" ", left+1) + center(a.Label, width))
	}
}

// column80 is the column of a width at which a share of the axis lies.
func column80(at float64, width int) int { return int(clamp(at*float64(width), 0, float64(width-1))) }

// ends is the room for the names of lines, which stand at their ends; 0 where there are none.
func (t *figureText) ends() int {
	w := 0
	for _, s := range t.Series {
		if s.Mark != Lines && s.Mark != Areas {
			return 0
		}
		w = max(w, Width(s.Name))
	}
	if w == 0 {
		return 0
	}
	return min(w+1, t.columns/4)
}

// endNames is the names of lines by the rows in which they end, or next to them.
func (t *figureText) endNames(p *grid) map[int]string {
	out := map[int]string{}
	width := t.ends()
	if width == 0 {
		return out
	}
	for _, s := range t.Series {
		for i := len(s.Points) - 1; i >= 0 && s.Name != ""; i-- {
			if math.IsNaN(s.Points[i].Y) {
				continue
			}
			r := p.row(clamp(t.Y.At(s.Points[i].Y), 0, 1))
			for by := 0; out[r] != "" && by < 2*p.height; by++ { // 1 below, 1 above, 2 below ...
				if next := r + []int{by + 1, -by - 1}[by%2]; next >= 0 && next < p.height {
					r = next
				}
			}
			if out[r] == "" {
				out[r] = " " + Cut(s.Name, width-1)
			}
			break
		}
	}
	return out
}

// A row of text in which labels are put where there is room.
type row struct {
	cells []rune
	used  int
}

func newRow(width int) *row { return &row{cells: []rune(strings.Repeat(" ", width))} }

// put puts a label at a column, or as near as the row's ends let it; false where another is there.
func (r *row) put(at int, label string) bool {
	at = max(min(at, len(r.cells)-Width(label)), 0)
	if r.used > 0 && at <= r.used {
		return false
	}
	end := at
	for _, c := range label {
		if end < len(r.cells) {
			r.cells[end] = c
			for i := 1; i < RuneWidth(c) && end+i < len(r.cells); i++ {
				r.cells[end+i] = 0 // the second column of a wide character
			}
		}
		end += RuneWidth(c)
	}
	r.used = end
	return true
}

func (r *row) String() string { return strings.ReplaceAll(string(r.cells), "\x00", "") }
