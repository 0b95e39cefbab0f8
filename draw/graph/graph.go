// Package graph draws lineages as SVG: stages as boxes, in which their RDDs stand below each other, and
// lines from what is read to what reads it. Where things lie is dagre's work.
//
//	graph    Draw: the forms of a lineage, or of an RDD
//	picture  a lineage as boxes and lines, of which a layout is made
//	rounds   which stages are turns of the same, of which the first are drawn
//	layout   dagre, in a script engine that starts with the first picture
//	svg      the elements of the picture
//
// A picture needs nothing beside itself: no script, no style, no names that another picture in the same
// page could have. It has a ground of its own, so that it can be read on a light page and a dark one.
package graph

import (
	"fmt"
	"math"

	"gospark/draw"
	"gospark/spark"
)

// Draw is the display's drawer of lineages and RDDs: the SVG, and HTML with it as an image, or nil of
// anything else. It runs no job.
func Draw(v any) map[string]any {
	if l, ok := v.(spark.Lineage); ok {
		return forms(l, "", 1)
	}
	if l, ok := spark.LineageOf(v); ok {
		return forms(l, fmt.Sprintf("<pre>%s</pre>", escape(fmt.Sprint(v))), 0.75)
	}
	return nil
}

// forms are those of a lineage, behind a piece of HTML and so much smaller.
func forms(l spark.Lineage, before string, scale float64) map[string]any {
	p, err := newPicture(l)
	if err != nil {
		return nil // its text is shown
	}
	svg := p.svg()
	image := draw.Image(svg, math.Ceil(p.width*scale), fmt.Sprint("lineage of RDD ", l.RDD))
	return map[string]any{
		"text/html":     fmt.Sprintf(`<div>%s<div style="overflow:auto;max-height:640px">%s</div></div>`, before, image),
		"image/svg+xml": svg,
	}
}
