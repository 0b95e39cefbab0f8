package chart

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"gospark/display"
)

// scale has gonum's axis place values as the display's does.
type scale struct{ display.Axis }

func (s scale) Normalize(_, _, x float64) float64 {
	const far = 1e4 // times the axis, so that lengths stay numbers
	return min(max(s.At(x), -far), far)
}

func setAxis(g *plot.Axis, a display.Axis, ticks int) {
	g.Min, g.Max, g.Scale = a.Min, a.Max, scale{a}
	g.Padding = 0
	g.LineStyle.Color, g.LineStyle.Width = rule, 0.75
	g.Label.Text = a.Label
	restyle(&g.Label.TextStyle, 10, false)
	g.Label.Padding = gap / 2
	restyle(&g.Tick.Label, 9, true)
	g.Tick.LineStyle.Color = rule
	g.Tick.Length = 0
	var marks plot.ConstantTicks
	for _, t := range a.Ticks(ticks) {
		marks = append(marks, plot.Tick{Value: t.At, Label: fitting(g.Tick.Label, t.Label, longestLabel)})
	}
	g.Tick.Marker = marks
}

// restyle leaves the alignment of a text as it is.
func restyle(sty *text.Style, size vg.Length, quiet bool) {
	s := textStyle(size, ink, false)
	if quiet {
		s.Color = muted
	}
	sty.Color, sty.Font, sty.Handler = s.Color, s.Font, s.Handler
}

const longestLabel = vg.Length(130)

// tickNumber is how many labels an axis of a length has room for.
func (p *picture) tickNumber(a display.Axis, length vg.Length, upwards bool) int {
	if upwards {
		return int(length / 26)
	}
	if a.Scale == display.Category {
		return int(length / (widest(a) + gap))
	}
	return int(length / 64)
}

// widest is the width of an axis's widest name.
func widest(a display.Axis) (w vg.Length) {
	sty := textStyle(9, muted, false)
	for _, s := range a.Names {
		w = max(w, min(sty.Width(s), longestLabel))
	}
	return max(w, 1)
}

// across tells whether bars or boxes go from left to right, because their names have no room side by side.
func (p *picture) across() bool {
	const most = 24
	if p.X.Scale != display.Category || len(p.X.Names) > most || len(p.Series) == 0 {
		return false
	}
	for _, s := range p.Series {
		if s.Mark != display.Bars && s.Mark != display.Boxes {
			return false
		}
	}
	return (widest(p.X)+gap)*vg.Length(len(p.X.Names)) > (p.on.Max.X-p.on.Min.X)*0.9
}

// turn exchanges x and y; the first name stands on top.
func (p *picture) turn() {
	p.turned = true
	p.X, p.Y = p.Y, p.X
	p.Y.Names = slices.Clone(p.Y.Names)
	slices.Reverse(p.Y.Names)
	last := float64(len(p.Y.Names) - 1)
	p.Series = slices.Clone(p.Series)
	for i := range p.Series {
		s := &p.Series[i]
		s.Rects, s.Boxes = slices.Clone(s.Rects), slices.Clone(s.Boxes)
		for j, r := range s.Rects {
			s.Rects[j] = display.Rect{X0: r.Y0, X1: r.Y1, Y0: last - r.X1, Y1: last - r.X0}
		}
		for j, b := range s.Boxes {
			s.Boxes[j].X0, s.Boxes[j].X1 = last-b.X1, last-b.X0
		}
	}
}
