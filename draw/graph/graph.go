// Package graph draws lineages as SVG: stages as boxes, in which their RDDs stand below each other, and
// lines from what is read to what reads it. Where things lie is dagre's work.
//
//	graph    Draw: the forms of a lineage, or of an RDD
//	picture  a lineage as boxes and lines, of which a layout is made
//	layout   dagre, in a script engine that starts with the first picture
//	svg      the elements of the picture
//
// A picture needs nothing beside itself: no script, no style, no names that another picture in the same
// page could have. Its text is of the page's colour, and other colours let the page's ground
// through, so that it can be read on a light page and a dark one.
package graph

import (
	"fmt"

	"gospark/spark"
)

// Draw is the display's drawer of lineages and RDDs: HTML with an SVG in it, and the SVG by itself, or nil of
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
	return map[string]any{
		"text/html":     fmt.Sprintf(`<div>%s<div style="overflow:auto;max-height:640px">%s</div></div>`, before, p.svg(scale, false)),
		"image/svg+xml": p.svg(1, true),
	}
}

// SVG is the picture of a lineage, to stand in a page of HTML; "" where it can't be laid out.
func SVG(l spark.Lineage) string {
	p, err := newPicture(l)
	if err != nil {
		return ""
	}
	return p.svg(1, false)
}
