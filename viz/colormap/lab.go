package colormap

import (
	"image/color"
	"math"
)

// lab is a colour in CIELAB: l is lightness 0..100, a and b the two opponent axes.
//
// CIE 15:2004 with the white of sRGB (D65); sRGB itself as IEC 61966-2-1.
type lab struct{ l, a, b float64 }

// The white point of sRGB.
const whiteX, whiteY, whiteZ = 0.95047, 1.0, 1.08883

// labOf converts an opaque colour.
func labOf(c color.RGBA) lab {
	r, g, b := linear(c.R), linear(c.G), linear(c.B)
	x := compress((0.4124564*r + 0.3575761*g + 0.1804375*b) / whiteX)
	y := compress((0.2126729*r + 0.7151522*g + 0.0721750*b) / whiteY)
	z := compress((0.0193339*r + 0.1191920*g + 0.9503041*b) / whiteZ)
	return lab{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// rgb converts to sRGB, 0..1 and beyond where the colour cannot be shown.
func (c lab) rgb() (r, g, b float64) {
	y := (c.l + 16) / 116
	x := whiteX * expand(y+c.a/500)
	z := whiteZ * expand(y-c.b/200)
	y = whiteY * expand(y)
	return gamma(3.2404542*x - 1.5371385*y - 0.4985314*z),
		gamma(-0.9692660*x + 1.8760108*y + 0.0415560*z),
		gamma(0.0556434*x - 0.2040259*y + 1.0572252*z)
}

// shown converts to a colour that can be shown: where sRGB does not reach, chroma gives way
// and lightness and hue stay.
func (c lab) shown() color.RGBA {
	keep, step := 1.0, 0.5
	for range 12 {
		r, g, b := lab{c.l, c.a * keep, c.b * keep}.rgb()
		inside := min(r, g, b) >= -0.002 && max(r, g, b) <= 1.002
		if inside && keep == 1 {
			break
		}
		if inside {
			keep += step
		} else {
			keep -= step
		}
		step /= 2
	}
	r, g, b := lab{c.l, c.a * keep, c.b * keep}.rgb()
	return color.RGBA{byteOf(r), byteOf(g), byteOf(b), 255}
}

func byteOf(v float64) uint8 { return uint8(math.Round(255 * min(max(v, 0), 1))) }

// linear and gamma are sRGB's transfer curve, both ways.
func linear(v uint8) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}

func gamma(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// compress and expand are CIELAB's cube root with its straight foot, both ways.
func compress(t float64) float64 {
	if t > 216.0/24389 {
		return math.Cbrt(t)
	}
	return (24389.0/27*t + 16) / 116
}

func expand(t float64) float64 {
	if t > 6.0/29 {
		return t * t * t
	}
	return (116*t - 16) * 27 / 24389
}
