package display

import (
	"math"
	"strconv"
	"strings"
)

const maxAcross = 60 // bars or boxes shown in characters

// acrossBars is bars from left to right, one a line, with their values behind them.
func (t *figureText) acrossBars() {
	several := len(t.Series) > 1
	if several {
		t.legend(func(i int) string { return barSigns[i%len(barSigns)] })
	}
	at := make([]map[int]Rect, len(t.Series))
	value := 0
	for i, s := range t.Series {
		at[i] = map[int]Rect{}
		for _, r := range s.Rects {
			at[i][int(math.Round((r.X0+r.X1)/2))] = r
			value = max(value, Width(t.value(r.Y1)))
		}
	}
	shown := t.X.Names[:min(len(t.X.Names), maxAcross)]
	left := t.gutter(nameTicks(shown), 3)
	width := max(t.columns-left-value-2, 1)
	if t.X.Label+t.Y.Label != "" {
		t.line(lead(t.X.Label, left) + "  " + t.Y.Label)
	}
	for n, name := range shown {
		for i := range t.Series {
			if i > 0 {
				name = ""
			}
			r, ok := at[i][n]
			bar := ""
			if ok {
				bar = t.acrossBar(r, width, barSigns[i%len(barSigns)])
				bar += " " + t.value(r.Y1)
			}
			t.line(lead(Cut(name, left), left) + "│" + bar)
		}
	}
	t.rest(len(t.X.Names) - len(shown))
}

func nameTicks(names []string) (out []Tick) {
	for _, s := range names {
		out = append(out, Tick{Label: s})
	}
	return out
}

func (t *figureText) rest(n int) {
	if n > 0 {
		t.line("... " + strconv.Itoa(n) + " more")
	}
}

// value is a number of the axis of values as a person writes it.
func (t *figureText) value(v float64) string {
	if t.Y.Scale == Duration && math.Abs(v) < 9e9 {
		return durationText(v)
	}
	return shortest(v)
}

var eighthsAcross = []rune(" ▏▎▍▌▋▊▉█")

// acrossBar is one bar with what stands before it.
func (t *figureText) acrossBar(r Rect, width int, sign string) string {
	from, to := t.Y.At(min(r.Y0, r.Y1)), t.Y.At(max(r.Y0, r.Y1))
	first, last := from*float64(width), to*float64(width)
	if r.Y0 != r.Y1 && last-first < 0.125 {
		last = first + 0.125 // something that is there is seen
	}
	if sign != "█" || r.Y1 < r.Y0 {
		n := max(int(math.Round(last))-int(math.Round(first)), 1)
		if r.Y0 == r.Y1 {
			n = 0
		}
		return strings.Repeat(" ", int(math.Round(first))) + strings.Repeat(sign, n)
	}
	start := int(math.Round(first))
	n := int(math.Round((last - float64(start)) * 8))
	return strings.Repeat(" ", start) + barAcross(max(n, 0))
}

// barAcross is a bar of so many eighths of a character.
func barAcross(eighths int) string {
	bar := strings.Repeat("█", eighths/8)
	if eighths%8 > 0 {
		bar += string(eighthsAcross[eighths%8])
	}
	return bar
}

// acrossBoxes is boxes from left to right, one a line, over their axis.
func (t *figureText) acrossBoxes() {
	if len(t.Series) > 1 {
		t.legend(func(i int) string { return strconv.Itoa(i+1) + ":" })
	}
	shown := t.X.Names[:min(len(t.X.Names), maxAcross)]
	left := t.gutter(nameTicks(shown), 3)
	width := max(t.columns-left-1, 1)
	for n, name := range shown {
		for i, s := range t.Series {
			label := name
			if len(t.Series) > 1 {
				label = strconv.Itoa(i+1) + ": " + name
			}
			for _, b := range s.Boxes {
				if int(math.Round((b.X0+b.X1)/2)) == n {
					t.line(lead(Cut(label, left), left) + "│" + t.acrossBox(b, width))
				}
			}
		}
	}
	t.rest(len(t.X.Names) - len(shown))
	t.bottom(left, width, t.Y)
	if t.X.Label != "" {
		t.line(t.X.Label)
	}
}

func (t *figureText) acrossBox(b Boxed, width int) string {
	out := []rune(strings.Repeat(" ", width))
	at := func(v float64) int { return column80(t.Y.At(v), width) }
	fill := func(from, to float64, c rune) {
		for i := at(from); i <= at(to); i++ {
			out[i] = c
		}
	}
	for _, v := range b.Far {
		if t.Y.shows(v) {
			out[at(v)] = '•'
		}
	}
	fill(b.Low, b.High, '─')
	out[at(b.Low)], out[at(b.High)] = '├', '┤'
	fill(b.From, b.To, '▒')
	out[at(b.Middle)] = '┃'
	return string(out)
}

var shades = []rune("·░▒▓█")

// field is cells by their shade.
func (t *figureText) field() {
	cells := t.Series[0].Rects
	nx, ny := len(t.X.Names), len(t.Y.Names)
	rows := min(ny, 2*t.rows)
	left := t.gutter(nameTicks(t.Y.Names), 4)
	wide := clamp(float64(t.columns-left-1)/float64(nx), 0, 6)
	if wide >= 1 {
		wide = math.Floor(wide)
	}
	width := max(int(float64(nx)*wide), 1)
	level := map[[2]int]float64{}
	for _, r := range cells { // cells that fall together show the largest
		x, y := int(r.X0+0.5), ny-1-int(r.Y0+0.5)
		k := [2]int{x, y * rows / ny}
		if old, ok := level[k]; !ok || r.Level > old {
			level[k] = r.Level
		}
	}
	if t.Y.Label != "" {
		t.line(t.Y.Label)
	}
	for row := range rows {
		first := (row*ny + rows - 1) / rows
		out := make([]rune, width)
		for c := range out {
			out[c] = ' '
			if v, ok := level[[2]int{int(float64(c) / wide), row}]; ok {
				out[c] = shades[min(int(t.Levels.At(v)*float64(len(shades))), len(shades)-1)]
			}
		}
		t.line(lead(Cut(t.Y.Names[ny-1-first], left), left) + "│" + string(out))
	}
	t.bottom(left, width, t.X)
	t.line(strings.Repeat(" ", left+1) + string(shades[0]) + " " + shortest(t.Levels.Min) + "   " + string(shades[len(shades)-1]) + " " + shortest(t.Levels.Max))
}
