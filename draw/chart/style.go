package chart

import (
	"image/color"

	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var (
	ground = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	ink    = color.NRGBA{0x26, 0x2a, 0x33, 0xff}
	muted  = color.NRGBA{0x5b, 0x61, 0x6e, 0xff}
	rule   = color.NRGBA{0x9a, 0xa0, 0xab, 0xff}

	gridStyle = draw.LineStyle{Color: color.NRGBA{0xe8, 0xea, 0xee, 0xff}, Width: 0.75}
)

const opaque = 0xff

// hues are told apart by most eyes, also those that don't tell red from green.
var hues = []color.NRGBA{
	{0x42, 0x69, 0xd0, opaque}, {0xe6, 0x9f, 0x00, opaque}, {0xd5, 0x4e, 0x4e, opaque}, {0x3c, 0xa9, 0x8f, opaque}, {0x9a, 0x5f, 0xd0, opaque},
	{0x7a, 0x8b, 0x1e, opaque}, {0xe3, 0x77, 0xb5, opaque}, {0x5f, 0xb3, 0xe6, opaque}, {0x8c, 0x62, 0x4a, opaque}, {0x80, 0x86, 0x90, opaque},
}

// hue is the colour of the i-th series.
func hue(i int, alpha uint8) color.NRGBA {
	c := hues[i%len(hues)]
	c.A = alpha
	return c
}

// heat goes from light to dark.
var heat = []color.NRGBA{
	{0xf4, 0xf8, 0xe8, opaque}, {0xc7, 0xe6, 0xc1, opaque}, {0x7f, 0xcd, 0xbb, opaque}, {0x3a, 0x9f, 0xc4, opaque}, {0x2a, 0x5f, 0xa8, opaque}, {0x14, 0x27, 0x6a, opaque},
}

// warmth is the colour of a level from 0 to 1.
func warmth(level float64) color.NRGBA {
	level = min(max(level, 0), 1) * float64(len(heat)-1)
	i := min(int(level), len(heat)-2)
	t := level - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(float64(a)*(1-t) + float64(b)*t + 0.5) }
	a, b := heat[i], heat[i+1]
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), opaque}
}

// textStyle is sans-serif text, which begins at a point and stands on it.
func textStyle(size vg.Length, c color.Color, bold bool) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	if bold {
		f.Weight = stdfont.WeightBold
	}
	return text.Style{Color: c, Font: f, Handler: plot.DefaultTextHandler}
}

// top is a style whose text hangs from a point.
func top(sty text.Style) text.Style {
	sty.YAlign = text.YTop
	return sty
}

// fitting is s, or as much of it as is no wider than width.
func fitting(sty text.Style, s string, width vg.Length) string {
	if sty.Width(s) <= width {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && sty.Width(string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
