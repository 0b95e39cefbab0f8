package graph

import (
	"fmt"
	"html"
	"math"
	"strings"
	"unicode"

	"gospark/spark"
)

// Colours beside that of text.
const (
	blue  = "#4269d0" // an RDD
	green = "#2f9e7e" // one that is kept
	amber = "#d98300" // a shuffle
)

// svg is the picture.
func (p *picture) svg() string {
	var b strings.Builder
	w, h := math.Ceil(p.width), math.Ceil(p.height)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="img" aria-label="lineage of RDD %d" color="#262a33" fill="currentColor" stroke="none" font-family="system-ui,'Helvetica Neue',Arial,'Liberation Sans',sans-serif" font-size="12"><rect width="100%%" height="100%%" fill="#fff"/>`,
		w, h, w, h, p.lineage.RDD)
	if p.left > 0 {
		fmt.Fprintf(&b, `<text x="%d" y="%d" opacity="0.7">Stages 1 to %d aren't drawn.</text>`, edge, titleLine, p.left)
	}
	b.WriteString("\n")
	for i, s := range p.stages {
		p.stage(&b, i, s)
	}
	for _, l := range p.lines {
		p.line(&b, l)
	}
	b.WriteString("</svg>")
	return b.String()
}

// stage draws a stage with its columns.
func (p *picture) stage(b *strings.Builder, i int, s *stage) {
	class, opacity, dash := "stage", "", ""
	if s.skipped() {
		class, opacity, dash = "stage skipped", ` opacity="0.5"`, ` stroke-dasharray="5 4"`
	}
	if s.round > 0 {
		class = strings.Replace(class, "stage", "turns", 1)
	}
	fmt.Fprintf(b, `<g class="%s"%s><g><title>%s</title>`, class, opacity, escape(stageTip(s, len(p.lineage.Stages))))
	fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="8" fill-opacity="0.04" stroke="currentColor" stroke-opacity="0.35"%s/>`, s.x, s.y, s.w, s.h, dash)
	y := s.y + pad + titleLine/2
	for j, text := range s.head {
		style := ` font-size="10" opacity="0.75"`
		if j == 0 {
			style = ` font-weight="600"`
		}
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f"%s>%s</text>`, s.x+pad, y, style, escape(cut(text, s.w-2*pad, j > 0)))
		y += detailLine
	}
	b.WriteString("</g>\n")
	for _, c := range p.columns {
		if c.stage == i {
			p.column(b, s, c)
		}
	}
	b.WriteString("</g>\n")
}

// column draws RDDs below each other.
func (p *picture) column(b *strings.Builder, s *stage, c *column) {
	row, gone := 0, c.more
	for i, r := range c.rdds {
		if row > 0 {
			x, y := c.x+width/2, c.middle(row)-height/2
			fmt.Fprintf(b, `<path d="M%.1f %.1fv%d" stroke="currentColor" stroke-opacity="0.5"/><path d="M%.1f %.1fl-3.5 -6h7z" opacity="0.5"/>`, x, y-gap, gap-4, x, y)
		}
		if gone > 0 && i == len(c.rdds)/2 {
			fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="middle" opacity="0.75">and %d more</text>`+"\n", c.x+width/2, c.middle(row)+4, gone)
			row, gone = row+1, 0
			x, y := c.x+width/2, c.middle(row)-height/2
			fmt.Fprintf(b, `<path d="M%.1f %.1fv%d" stroke="currentColor" stroke-opacity="0.5"/><path d="M%.1f %.1fl-3.5 -6h7z" opacity="0.5"/>`, x, y-gap, gap-4, x, y)
		}
		drawRDD(b, s, r, c.x, c.middle(row)-height/2)
		row++
	}
}

// drawRDD draws an RDD with its corner at x, y.
func drawRDD(b *strings.Builder, s *stage, r *spark.LineageRDD, x, y float64) {
	class, opacity, colour, fill := "rdd", "", blue, "0.10"
	if !r.Level.IsNone() || r.Checkpoint == "saved" {
		class, colour, fill = "rdd cached", green, "0.22"
	}
	if r.Skipped {
		class += " skipped"
		if !s.skipped() {
			opacity = ` opacity="0.5"`
		}
	}
	name, under := labels(s, r)
	mark := markOf(r)
	fmt.Fprintf(b, `<g class="%s"%s><title>%s</title>`, class, opacity, escape(rddTip(r)))
	fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%d" height="%d" rx="5" fill="%s" fill-opacity="%s" stroke="%s" stroke-opacity="0.7"/>`, x, y, width, height, colour, fill, colour)
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" font-weight="600">%s <tspan font-weight="400" opacity="0.7">[%d]</tspan></text>`,
		x+8, y+15, escape(cut(name, width-50-6*float64(len(mark)), false)), r.ID)
	if mark != "" {
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="end" font-size="10" fill="%s" font-weight="600">%s</text>`, x+width-8, y+15, green, escape(mark))
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" font-size="10" opacity="0.75">%s</text></g>`+"\n", x+8, y+30, escape(cut(under, width-16, true)))
}

// line draws what is read.
func (p *picture) line(b *strings.Builder, l line) {
	class, colour, strong := "narrow", "currentColor", "1"
	if l.shuffle {
		class, colour, strong = "shuffle", amber, "2"
	}
	opacity := ""
	if to := p.columns[l.to]; p.stages[to.stage].skipped() || len(to.rdds) > 0 && to.rdds[0].Skipped {
		opacity = ` opacity="0.5"`
	}
	path := fmt.Sprintf("M%.1f %.1f", l.points[0].X, l.points[0].Y)
	end := l.points[len(l.points)-1]
	for i, to := range l.points[1:] {
		from := l.points[i]
		if to == end {
			to.X -= 6
		}
		half := (to.X - from.X) / 2
		path += fmt.Sprintf("C%.1f %.1f %.1f %.1f %.1f %.1f", from.X+half, from.Y, to.X-half, to.Y, to.X, to.Y)
	}
	fmt.Fprintf(b, `<g class="%s"%s><path d="%s" fill="none" stroke="%s" stroke-width="%s"/><path d="M%.1f %.1fl-8 -4v8z" fill="%s"/></g>`+"\n",
		class, opacity, path, colour, strong, end.X, end.Y, colour)
}

// cut is the beginning of a text that is to have so much room, about.
func cut(s string, room float64, small bool) string {
	each := 6.6
	if small {
		each = 5.4
	}
	if r, most := []rune(s), max(2, int(room/each)); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// escape is a text as it stands in SVG and HTML, without what may not be in XML, and what would turn the text around.
func escape(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == joiner:
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf) || r == unicode.ReplacementChar || r == 0xfffe || r == 0xffff:
			return '·'
		}
		return r
	}, strings.ToValidUTF8(s, "·")))
}

const joiner = '\u200d' // of emoji
