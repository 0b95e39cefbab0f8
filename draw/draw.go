// Package draw has what the packages that draw pictures share.
package draw

import (
	"encoding/base64"
	"fmt"
	"html"
)

// Image is an SVG as an image in HTML, of the width given in pixels. As an image it is shown, too, by a notebook that
// isn't trusted, of which JupyterLab takes away the elements of an SVG, and by code hosts.
func Image(svg string, width float64, alt string) string {
	return fmt.Sprintf(`<img alt="%s" width="%.0f" src="data:image/svg+xml;base64,%s"/>`,
		html.EscapeString(alt), width, base64.StdEncoding.EncodeToString([]byte(svg)))
}
