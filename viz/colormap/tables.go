package colormap

import (
	"image/color"
	"math"
)

// Activation is for responses: black over violet and orange to pale yellow.
//
// Ten colours of Inferno (van der Walt and Smith 2015, CC0; as published by viridisLite),
// joined in CIELAB and spaced anew so that lightness rises in equal steps.
var Activation = sequential(hexes(
	0x000004, 0x1B0C42, 0x4B0C6B, 0x781C6D, 0xA52C60,
	0xCF4446, 0xED6925, 0xFB9A06, 0xF7D03C, 0xFCFFA4), 2.5, 98, rgb(0x7D838F))

// Grey is for pictures of one channel: black to white in equal steps of lightness.
var Grey = sequential(hexes(0x000000, 0xFFFFFF), 0, 100, rgb(0xCC79A7))

// Signed is for weights and changes: blue below zero, near-white at zero, orange above.
// Equal magnitudes are equally dark.
//
// Blues and Oranges of ColorBrewer (Brewer, Hatchard and Harrower 2003), spaced anew.
var Signed = diverging(96, 38, 0.12, rgb(0x7D838F))

// SignedDark is Signed for dark surroundings: near-black at zero, so that what is not zero
// shines. Equal magnitudes are equally light.
var SignedDark = diverging(13, 82, 0.45, rgb(0x8A9099))

// OkabeIto is the colours of things without an order: layers, tasks, people. They are told
// apart with every kind of colour vision, on dark and on light.
//
// Okabe and Ito 2002, "Color universal design". Sky blue, bluish green, orange, reddish
// purple, yellow, vermillion, blue; grey stands in for their black, unseen on dark.
var OkabeIto = hexes(
	0x56B4E9, 0x009E73, 0xE69F00, 0xCC79A7, 0xF0E442, 0xD55E00, 0x0072B2, 0x6E6E6E)

// brewerBlues and brewerOranges run from dark to light.
var (
	brewerBlues = hexes(0x08306B, 0x08519C, 0x2171B5, 0x4292C6, 0x6BAED6,
		0x9ECAE1, 0xC6DBEF, 0xDEEBF7, 0xF7FBFF)
	brewerOranges = hexes(0x7F2704, 0xA63603, 0xD94801, 0xF16913, 0xFD8D3C,
		0xFDAE6B, 0xFDD0A2, 0xFEE6CE, 0xFFF5EB)
)

// sequential spreads a curve of colours over a table, from lightness low to high.
func sequential(points []color.RGBA, low, high float64, missing color.RGBA) *LUT {
	curve := labs(points)
	lut := &LUT{missing}
	for i := 1; i <= 255; i++ {
		t := float64(i-1) / steps
		lut[i] = atLightness(curve, low+(high-low)*t).shown()
	}
	return lut
}

// diverging joins the blues (below the middle) and the oranges (above it). Lightness runs in
// equal steps from centre to end on both sides; colour grows from none at the middle to the
// curve's own at the fraction full of the way.
func diverging(centre, end, full float64, missing color.RGBA) *LUT {
	blues, oranges := labs(brewerBlues), labs(brewerOranges)
	lut := &LUT{missing}
	for k := 0; k <= steps/2; k++ {
		s := float64(k) / (steps / 2)
		chroma := math.Sin(math.Pi / 2 * min(s/full, 1))
		below := atLightness(blues, centre+(end-centre)*s)
		above := atLightness(oranges, centre+(end-centre)*s)
		below.a, below.b = below.a*chroma, below.b*chroma
		above.a, above.b = above.a*chroma, above.b*chroma
		lut[128-k], lut[128+k] = below.shown(), above.shown()
	}
	return lut
}

// atLightness returns the colour of lightness l on a curve from dark to light, its a and b
// on a cubic Hermite spline through the points; beyond the ends, the end's a and b.
func atLightness(curve []lab, l float64) lab {
	i := 0
	for i < len(curve)-2 && curve[i+1].l < l {
		i++
	}
	from, to := curve[i], curve[i+1]
	t := min(max((l-from.l)/(to.l-from.l), 0), 1)
	before, after := slope(curve, i), slope(curve, i+1)
	width := to.l - from.l
	h00, h10 := (1+2*t)*(1-t)*(1-t), t*(1-t)*(1-t)*width
	h01, h11 := t*t*(3-2*t), t*t*(t-1)*width
	return lab{l,
		h00*from.a + h10*before.a + h01*to.a + h11*after.a,
		h00*from.b + h10*before.b + h01*to.b + h11*after.b}
}

// slope returns the change of a and b with lightness at point i, from its neighbours.
func slope(curve []lab, i int) lab {
	from, to := curve[max(i-1, 0)], curve[min(i+1, len(curve)-1)]
	return lab{0, (to.a - from.a) / (to.l - from.l), (to.b - from.b) / (to.l - from.l)}
}

func labs(points []color.RGBA) []lab {
	curve := make([]lab, len(points))
	for i, c := range points {
		curve[i] = labOf(c)
	}
	return curve
}

func hexes(values ...uint32) []color.RGBA {
	colours := make([]color.RGBA, len(values))
	for i, v := range values {
		colours[i] = rgb(v)
	}
	return colours
}

func rgb(v uint32) color.RGBA { return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255} }
