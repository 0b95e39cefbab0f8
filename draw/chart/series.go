package chart

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"gospark/display"
)

// A series draws the i-th series of a picture; gonum calls it with the canvas between the axes.
type series struct {
	display.Series
	i int
	p *picture
}

func (s series) Plot(c draw.Canvas, g *plot.Plot) {
	switch s.Mark {
	case display.Lines, display.Areas:
		s.lines(c, g)
	case display.Dots:
		s.dots(c, g)
	case display.Bars, display.Steps:
		s.bars(c, g)
	case display.Boxes:
		s.boxes(c, g)
	case display.Cells:
		s.cells(c, g)
	}
}

// runs is the points between gaps.
func (s series) runs() (out []plotter.XYs) {
	var run plotter.XYs
	for _, p := range s.Points {
		if !math.IsNaN(p.Y) {
			run = append(run, plotter.XY{X: p.X, Y: p.Y})
		} else if len(run) > 0 {
			out, run = append(out, run), nil
		}
	}
	if len(run) > 0 {
		out = append(out, run)
	}
	return out
}

func (s series) lines(c draw.Canvas, g *plot.Plot) {
	for _, run := range s.runs() {
		if s.Mark == display.Areas {
			s.area(c, g, run)
		}
		if len(run) == 1 { // between gaps: no line would be seen
			(&plotter.Scatter{XYs: run, GlyphStyle: s.glyph(2, opaque)}).Plot(c, g)
			continue
		}
		(&plotter.Line{XYs: run, LineStyle: draw.LineStyle{Color: hue(s.i, opaque), Width: 1.6}}).Plot(c, g)
	}
}

func (s series) area(c draw.Canvas, g *plot.Plot, run plotter.XYs) {
	x, y := g.Transforms(&c)
	base := y(min(max(0, g.Y.Min), g.Y.Max))
	points := []vg.Point{{X: x(run[0].X), Y: base}}
	for _, p := range run {
		points = append(points, vg.Point{X: x(p.X), Y: y(p.Y)})
	}
	points = append(points, vg.Point{X: x(run[len(run)-1].X), Y: base})
	c.FillPolygon(hue(s.i, 0x50), c.ClipPolygonXY(points))
}

func (s series) glyph(radius vg.Length, alpha uint8) draw.GlyphStyle {
	return draw.GlyphStyle{Color: hue(s.i, alpha), Radius: radius, Shape: draw.CircleGlyph{}}
}

func (s series) dots(c draw.Canvas, g *plot.Plot) {
	const many = 400
	glyph := s.glyph(2.4, 0xd0)
	if len(s.Points) > many {
		glyph = s.glyph(1.7, 0x80)
	}
	xys := make(plotter.XYs, len(s.Points))
	for i, p := range s.Points {
		xys[i] = plotter.XY{X: p.X, Y: p.Y}
	}
	(&plotter.Scatter{XYs: xys, GlyphStyle: glyph}).Plot(c, g)
}

func box(x0, y0, x1, y1 vg.Length) []vg.Point {
	return []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
}

func (s series) bars(c draw.Canvas, g *plot.Plot) {
	x, y := g.Transforms(&c)
	alpha := uint8(opaque)
	if s.Mark == display.Steps && len(s.p.Series) > 1 {
		alpha = 0x90 // what is behind is seen
	}
	for _, r := range s.Rects {
		x0, x1, y0, y1 := x(r.X0), x(r.X1), y(r.Y0), y(r.Y1)
		if between := vg.Length(0.5); s.Mark == display.Steps && x1-x0 > 4*between {
			x0, x1 = x0+between, x1-between
		}
		if x0 != x1 && y0 != y1 {
			c.FillPolygon(hue(s.i, alpha), box(x0, y0, x1, y1))
		}
	}
}

func (s series) boxes(c draw.Canvas, g *plot.Plot) {
	x, y := g.Transforms(&c)
	line := draw.LineStyle{Color: hue(s.i, opaque), Width: 1.2}
	at := func(place, value float64) vg.Point { // where boxes go from left to right, values do
		if s.p.turned {
			return vg.Point{X: x(value), Y: y(place)}
		}
		return vg.Point{X: x(place), Y: y(value)}
	}
	stroke := func(sty draw.LineStyle, p, q vg.Point) {
		c.StrokeLines(sty, c.ClipLinesXY([]vg.Point{p, q})...)
	}
	for _, b := range s.Boxes {
		middle, part := (b.X0+b.X1)/2, (b.X1-b.X0)*0.15
		p, q := at(b.X0+part, b.From), at(b.X1-part, b.To)
		stroke(line, at(middle, b.Low), at(middle, b.From))
		stroke(line, at(middle, b.To), at(middle, b.High))
		stroke(line, at(middle-part, b.Low), at(middle+part, b.Low))
		stroke(line, at(middle-part, b.High), at(middle+part, b.High))
		shape := box(p.X, p.Y, q.X, q.Y)
		c.FillPolygon(hue(s.i, 0x40), c.ClipPolygonXY(shape))
		c.StrokeLines(line, c.ClipLinesXY(append(shape, shape[0]))...)
		stroke(draw.LineStyle{Color: hue(s.i, opaque), Width: 2.4}, at(b.X0+part, b.Middle), at(b.X1-part, b.Middle))
		for _, v := range b.Far {
			if p := at(middle, v); c.Contains(p) {
				c.DrawGlyph(s.glyph(1.7, 0xa0), p)
			}
		}
	}
}

func (s series) cells(c draw.Canvas, g *plot.Plot) {
	x, y := g.Transforms(&c)
	for _, r := range s.Rects {
		x0, x1, y0, y1 := x(r.X0), x(r.X1), y(r.Y0), y(r.Y1)
		between := vg.Length(0.4)
		if x1-x0 < 8*between || y1-y0 < 8*between {
			between = -between / 4 // no light between small cells
		}
		c.FillPolygon(warmth(s.p.Levels.At(r.Level)), box(x0+between, y0+between, x1-between, y1-between))
	}
}

// levels says what the colours of cells stand for, at the right.
func (p *picture) levels() {
	if len(p.Series) == 0 || p.Series[0].Mark != display.Cells {
		return
	}
	const steps, strip = 40, vg.Length(9)
	ticks := p.Levels.Ticks(int((p.on.Max.Y - p.on.Min.Y) / 40))
	sty := textStyle(9, muted, false)
	sty.YAlign = draw.YCenter
	wide := vg.Length(0)
	for _, t := range ticks {
		wide = max(wide, sty.Width(t.Label))
	}
	x := p.on.Max.X - wide - gap - strip
	low, high := p.on.Min.Y+4*gap, p.on.Max.Y-gap
	for i := range steps {
		from, to := low+(high-low)*vg.Length(i)/steps, low+(high-low)*vg.Length(i+1)/steps
		p.on.FillPolygon(warmth((float64(i)+0.5)/steps), box(x, from, x+strip, to+0.2))
	}
	for _, t := range ticks {
		p.on.FillText(sty, vg.Point{X: x + strip + gap/2, Y: low + (high-low)*vg.Length(p.Levels.At(t.At)) + sty.FontExtents().Descent}, t.Label)
	}
	p.on.Max.X = x - 2*gap
}
