package display

import "math"

// A grid is characters between axes, of which each has two by four dots (braille).
type grid struct {
	width, height int
	dot           []byte // of each character
	sign          []rune // what stands there instead, or 0
}

func newGrid(width, height int) *grid {
	width = max(width, 1)
	return &grid{width: width, height: height, dot: make([]byte, width*height), sign: make([]rune, width*height)}
}

// row is the row in which a share of the height lies, from above.
func (g *grid) row(at float64) int { return g.dotRow(at) / 4 }

func (g *grid) dotRow(at float64) int {
	return int(clamp((1-at)*float64(4*g.height-1)+0.5, 0, float64(4*g.height-1)))
}

func (g *grid) dotColumn(at float64) int {
	return int(clamp(at*float64(2*g.width-1)+0.5, 0, float64(2*g.width-1)))
}

// brailleBits is the bit of each dot of a character, by its row and column.
var brailleBits = [4][2]byte{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

func (g *grid) set(x, y int) {
	if x >= 0 && y >= 0 && x < 2*g.width && y < 4*g.height {
		g.dot[y/4*g.width+x/2] |= brailleBits[y%4][x%2]
	}
}

func (g *grid) text(row int) string {
	out := make([]rune, g.width)
	for x := range out {
		i := row*g.width + x
		switch {
		case g.sign[i] != 0:
			out[x] = g.sign[i]
		case g.dot[i] != 0:
			out[x] = 0x2800 + rune(g.dot[i])
		default:
			out[x] = ' '
		}
	}
	return string(out)
}

// at is where a point lies, as shares of the axes.
func (t *figureText) at(x, y float64) (float64, float64) { return t.X.At(x), t.Y.At(y) }

func (g *grid) dots(t *figureText, s Series) {
	for _, p := range s.Points {
		x, y := t.at(p.X, p.Y)
		g.set(g.dotColumn(x), g.dotRow(y))
	}
}

func (g *grid) signs(t *figureText, s Series, sign rune) {
	for _, p := range s.Points {
		x, y := t.at(p.X, p.Y)
		g.sign[g.row(y)*g.width+g.dotColumn(x)/2] = sign
	}
}

// lines is a line, and for an area what is below it.
func (g *grid) lines(t *figureText, s Series) {
	base := -1
	if s.Mark == Areas {
		base = g.dotRow(clamp(t.Y.At(max(0, t.Y.Min)), 0, 1))
	}
	for i, p := range s.Points {
		if math.IsNaN(p.Y) {
			continue
		}
		x, y := t.at(p.X, p.Y)
		q := p
		if i > 0 && !math.IsNaN(s.Points[i-1].Y) {
			q = s.Points[i-1]
		}
		x0, y0 := t.at(q.X, q.Y)
		g.segment(x0, y0, x, y, base)
	}
}

// segment draws from one point to another what lies between the axes.
func (g *grid) segment(x0, y0, x1, y1 float64, base int) {
	if !cutTo(&x0, &y0, &x1, &y1) || !cutTo(&y0, &x0, &y1, &x1) {
		return
	}
	ax, ay, bx, by := g.dotColumn(x0), g.dotRow(y0), g.dotColumn(x1), g.dotRow(y1)
	n := max(abs(bx-ax), abs(by-ay))
	for i := range n + 1 {
		x, y := ax, ay
		if n > 0 {
			x += int(math.Round(float64((bx-ax)*i) / float64(n)))
			y += int(math.Round(float64((by-ay)*i) / float64(n)))
		}
		g.set(x, y)
		for ; base >= 0 && y != base; y += sign(base - y) {
			g.set(x, y)
		}
	}
}

// cutTo cuts a line at 0 and 1 of its first coordinate; false where nothing is left.
func cutTo(u0, v0, u1, v1 *float64) bool {
	if *u0 > *u1 {
		u0, v0, u1, v1 = u1, v1, u0, v0
	}
	if math.IsNaN(*u0+*u1+*v0+*v1) || *u1 < 0 || *u0 > 1 {
		return false
	}
	slope := 0.0
	if *u1 > *u0 {
		slope = (*v1 - *v0) / (*u1 - *u0)
	}
	if *u0 < 0 {
		*v0, *u0 = *v0-*u0*slope, 0
	}
	if *u1 > 1 {
		*v1, *u1 = *v1-(*u1-1)*slope, 1
	}
	return true
}

func abs(n int) int { return max(n, -n) }

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

var eighths = []rune(" ▁▂▃▄▅▆▇█")

// blocks is bars as blocks of eighths of a row.
func (g *grid) blocks(t *figureText, s Series) {
	for _, r := range s.Rects {
		from, to := t.X.At(r.X0)*float64(g.width), t.X.At(r.X1)*float64(g.width)
		first, last := int(math.Round(from)), int(math.Round(to))-1
		low, high := t.Y.At(min(r.Y0, r.Y1))*float64(8*g.height), t.Y.At(max(r.Y0, r.Y1))*float64(8*g.height)
		for x := max(first, 0); x <= min(max(last, first), g.width-1); x++ {
			g.column(x, int(math.Round(low)), int(math.Round(high)), r.Y1 != r.Y0)
		}
	}
}

// column fills a column from one eighth of a row to another. Something that is there is seen.
func (g *grid) column(x, low, high int, seen bool) {
	if seen && high == low {
		high++
	}
	for row := range g.height {
		bottom := 8 * (g.height - 1 - row)
		switch part := min(high-bottom, 8); {
		case part <= 0 || low >= bottom+8:
		case low > bottom: // from within the row to its top
			if low-bottom <= 4 {
				g.sign[row*g.width+x] = '█'
			} else {
				g.sign[row*g.width+x] = '▔'
			}
		default:
			g.sign[row*g.width+x] = eighths[part]
		}
	}
}

// outline is the tops of bars, as a line.
func (g *grid) outline(t *figureText, s Series) {
	var points []Point
	for i, r := range s.Rects {
		if i == 0 {
			points = append(points, Point{r.X0, r.Y0})
		}
		points = append(points, Point{r.X0, r.Y1}, Point{r.X1, r.Y1})
		if i == len(s.Rects)-1 {
			points = append(points, Point{r.X1, r.Y0})
		}
	}
	g.lines(t, Series{Points: points})
}
