package session

import "gospark/display"

// displaySymbols are what package display has for cells: its funcs, its variables
// as pointers to them, and its types as nil pointers.
func displaySymbols() map[string]any {
	return map[string]any{
		"HTML": display.HTML, "Markdown": display.Markdown, "LaTeX": display.LaTeX, "JavaScript": display.JavaScript,
		"SVG": display.SVG, "PNG": display.PNG, "JPEG": display.JPEG, "JSON": display.JSON, "Bundles": display.Bundles,
		"Show": display.Show, "Clear": display.Clear, "Input": display.Input, "Password": display.Password,
		"OpenComm": display.OpenComm, "OnComm": display.OnComm,
		"Line": display.Line, "Area": display.Area, "Scatter": display.Scatter, "Bar": display.Bar,
		"Histogram": display.Histogram, "Box": display.Box, "Heatmap": display.Heatmap,
		"Chart": (*display.Chart)(nil), "ChartError": (*display.ChartError)(nil),
		"ErrNoComms": &display.ErrNoComms,
		"Rich":       (*display.Rich)(nil), "Handle": (*display.Handle)(nil), "Comm": (*display.Comm)(nil),
	}
}
