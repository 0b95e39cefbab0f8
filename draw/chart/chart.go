// Package chart draws the display's charts as SVG, with gonum's plotting library.
//
//	chart    Draw; the parts of a picture and where they lie
//	style    fonts and colours
//	axis     axes with the display's ticks
//	series   what is drawn between them
//
// A picture needs nothing beside itself: no script, no font, nothing from the net. It has a
// white ground, so that it can be read on a dark page too.
package chart

import (
	"bytes"
	"fmt"
	"html"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"gospark/display"
	shared "gospark/draw"
)

// Draw is the display's drawer of charts: the SVG of a *display.Chart, also as an image in HTML, or nil of anything else.
func Draw(v any) map[string]any {
	c, ok := v.(*display.Chart)
	if !ok || c == nil {
		return nil
	}
	f := c.Figure()
	svg := SVG(f)
	return map[string]any{"image/svg+xml": svg, "text/html": shared.Image(svg, float64(f.Width), "chart")}
}

// perPixel is how many points a pixel of a screen has.
const perPixel = 0.75

// SVG is the picture of a figure.
func SVG(f display.Figure) string {
	w, h := vg.Length(f.Width)*perPixel, vg.Length(f.Height)*perPixel
	canvas := vgsvg.NewWith(vgsvg.UseWH(w, h))
	p := &picture{Figure: f, on: draw.New(canvas)}
	p.on.SetColor(ground)
	p.on.Fill(p.on.Rectangle.Path())
	p.on = draw.Crop(p.on, edge, -edge, edge, -edge)
	p.title()
	p.notes()
	if p.across() {
		p.turn()
	}
	p.legend()
	p.levels()
	p.body()
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		panic(err) // a buffer takes all
	}
	return finish(b.Bytes(), f)
}

// finish has the picture begin with its own element, which names it for who can't see it,
// and gives its fonts stand-ins where they aren't installed.
func finish(svg []byte, f display.Figure) string {
	_, body, _ := bytes.Cut(svg, []byte("<g "))
	w, h := float64(f.Width)*perPixel, float64(f.Height)*perPixel
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="%d" height="%d" viewBox="0 0 %g %g" role="img" aria-label="%s" stroke-linejoin="round" stroke-linecap="round">`,
		f.Width, f.Height, w, h, html.EscapeString(name(f)))
	// No text of a person's has an unescaped quotation mark.
	body = bytes.ReplaceAll(body, []byte(`"font-family:Liberation Sans;`), []byte(`"font-family:'Helvetica Neue',Arial,'Liberation Sans',sans-serif;`))
	return head + "\n<g " + string(body)
}

func name(f display.Figure) string {
	if f.Title != "" {
		return f.Title
	}
	return "chart"
}

// A picture is what is left of the canvas, while one part after the other is put on it.
type picture struct {
	display.Figure
	on     draw.Canvas
	turned bool // x goes upwards
}

const (
	edge = vg.Length(8)  // around the picture
	gap  = vg.Length(6)  // between its parts
	icon = vg.Length(12) // of a series in the legend
)

func (p *picture) title() {
	if p.Title == "" {
		return
	}
	sty := textStyle(13, ink, true)
	p.on.FillText(top(sty), vg.Point{X: p.on.Min.X, Y: p.on.Max.Y}, fitting(sty, p.Title, p.on.Max.X-p.on.Min.X))
	p.on.Max.Y -= sty.Height(p.Title) + gap
}

func (p *picture) notes() {
	sty := textStyle(8, muted, false)
	for _, note := range p.Notes {
		p.on.FillText(sty, vg.Point{X: p.on.Min.X, Y: p.on.Min.Y + sty.FontExtents().Descent}, note)
		p.on.Min.Y += sty.Height(note) + gap/2
	}
}

// legend names the series, in rows under the title.
func (p *picture) legend() {
	sty := textStyle(10, ink, false)
	at := vg.Point{X: p.on.Min.X, Y: p.on.Max.Y}
	height, any := sty.Height("x"), false
	for i, s := range p.Series {
		if s.Name == "" {
			continue
		}
		name := fitting(sty, s.Name, p.on.Max.X-p.on.Min.X-icon-gap)
		width := icon + gap/2 + sty.Width(name)
		if any && at.X+width > p.on.Max.X {
			at = vg.Point{X: p.on.Min.X, Y: at.Y - height - gap/2}
		}
		p.sign(s.Mark, i, draw.Canvas{Canvas: p.on.Canvas, Rectangle: vg.Rectangle{Min: vg.Point{X: at.X, Y: at.Y - height}, Max: vg.Point{X: at.X + icon, Y: at.Y}}})
		p.on.FillText(top(sty), vg.Point{X: at.X + icon + gap/2, Y: at.Y}, name)
		at.X, any = at.X+width+2*gap, true
	}
	if any {
		p.on.Max.Y = at.Y - height - gap
	}
}

// sign is how a series looks in the legend.
func (p *picture) sign(m display.Mark, i int, c draw.Canvas) {
	middle := c.Center().Y
	switch m {
	case display.Lines:
		c.StrokeLine2(draw.LineStyle{Color: hue(i, opaque), Width: 2}, c.Min.X, middle, c.Max.X, middle)
	case display.Dots:
		c.DrawGlyphNoClip(draw.GlyphStyle{Color: hue(i, opaque), Radius: 3, Shape: draw.CircleGlyph{}}, c.Center())
	default:
		half := vg.Length(4)
		x := c.Center().X
		c.FillPolygon(hue(i, opaque), box(x-half, middle-half, x+half, middle+half))
	}
}

// body is the axes and what is between them.
func (p *picture) body() {
	g := plot.New()
	g.BackgroundColor = nil
	setAxis(&g.X, p.X, p.tickNumber(p.X, p.on.Max.X-p.on.Min.X, false))
	setAxis(&g.Y, p.Y, p.tickNumber(p.Y, p.on.Max.Y-p.on.Min.Y, true))
	g.X.Tick.Length, g.X.Tick.Width = 3, 0.75
	g.Y.LineStyle.Width = 0
	g.Y.Label.Padding = gap / 2
	if p.turned {
		g.X.LineStyle.Width, g.Y.LineStyle.Width = 0, 0.75
		g.X.Tick.Width = 0
	}
	lines := &plotter.Grid{}
	if p.Y.Scale != display.Category {
		lines.Horizontal = gridStyle
	}
	if p.X.Scale != display.Category {
		lines.Vertical = gridStyle
	}
	g.Add(lines)
	for i, s := range p.Series {
		g.Add(series{s, i, p})
	}
	g.Draw(p.on)
}
