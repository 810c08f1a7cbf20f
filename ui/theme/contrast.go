package theme

import (
	"image/color"
	"math"
)

// Contrast that text and marks that carry meaning need at least: WCAG 2.2, success criteria 1.4.3 and 1.4.11.
const (
	TextContrast = 4.5
	MarkContrast = 3.0
)

// Contrast is the ratio of two colours' lightness, 1 to 21. Their transparency does not count.
//
// WCAG 2.2, "contrast ratio".
func Contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Legible returns c, mixed with as little of the text's colour as gives it that contrast on the background.
func Legible(c color.Color, contrast float64) color.Color {
	own := color.Color(color.NRGBAModel.Convert(c).(color.NRGBA))
	ground, text := Color(Background), Color(Text)
	const steps = 16
	for i := range steps {
		if mixed := mix(own, text, float64(i)/steps); Contrast(mixed, ground) >= contrast {
			return mixed
		}
	}
	return text
}

// luminance is WCAG 2.2's relative luminance, 0 to 1.
func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return 0.2126*linear(n.R) + 0.7152*linear(n.G) + 0.0722*linear(n.B)
}

// linear undoes sRGB's transfer curve.
func linear(v uint8) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}
