package toyworld

import "math"

// A colour is sRGB from 0 to 1, not multiplied by its opacity a.
type colour struct{ r, g, b, a float32 }

// oklch makes an opaque colour of lightness and chroma, 0 to 1, and hue in degrees. Equal steps look
// equal, so that a hue can be varied without its lightness seeming to change.
//
// Björn Ottosson 2020, "A perceptual color space for image processing".
func oklch(lightness, chroma, hue float32) colour {
	sin, cos := math.Sincos(float64(hue) * math.Pi / 180)
	a, b := chroma*float32(cos), chroma*float32(sin)
	l := lightness + 0.3963377774*a + 0.2158037573*b
	m := lightness - 0.1055613458*a - 0.0638541728*b
	s := lightness - 0.0894841775*a - 1.2914855480*b
	l, m, s = l*l*l, m*m*m, s*s*s
	return colour{
		companded(+4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		companded(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		companded(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s),
		1,
	}
}

// companded is sRGB's transfer curve of a linear value, clipped to 0..1.
func companded(linear float32) float32 {
	switch {
	case linear <= 0:
		return 0
	case linear >= 1:
		return 1
	case linear <= 0.0031308:
		return 12.92 * linear
	}
	return 1.055*float32(math.Pow(float64(linear), 1/2.4)) - 0.055
}

// grey is an opaque grey.
func grey(v float32) colour { return colour{v, v, v, 1} }

var white, black = grey(1), grey(0)

// mix returns c with a share of d in it.
func (c colour) mix(d colour, share float32) colour {
	return colour{
		c.r + (d.r-c.r)*share, c.g + (d.g-c.g)*share, c.b + (d.b-c.b)*share, c.a + (d.a-c.a)*share,
	}
}

// lighter and darker go a share of the way to white and to a deep shade of the colour itself.
func (c colour) lighter(share float32) colour { return c.mix(colour{1, 1, 1, c.a}, share) }
func (c colour) darker(share float32) colour {
	return c.mix(colour{c.r * 0.25, c.g * 0.2, c.b * 0.3, c.a}, share)
}

// faint returns c at so much of its opacity.
func (c colour) faint(opacity float32) colour { c.a *= opacity; return c }

// A paint gives every pixel its colour: a flat colour, or a gradient along a line or around a point,
// with or without texture. Its coordinates are pixels.
type paint struct {
	from, to colour
	kind     paintKind
	x, y     float32 // where from is
	dx, dy   float32 // linear: t = (p−(x,y))·(dx,dy)
	inverse  float32 // radial: t = |p−(x,y)|·inverse
	texture  texture
}

type paintKind int

const (
	flat paintKind = iota
	linear
	radial
)

// at returns the colour at the centre of a pixel.
func (p *paint) at(x, y float32) colour {
	c := p.from
	switch p.kind {
	case linear:
		c = p.from.mix(p.to, unit((x-p.x)*p.dx+(y-p.y)*p.dy))
	case radial:
		dx, dy := x-p.x, y-p.y
		c = p.from.mix(p.to, unit(sqrt(dx*dx+dy*dy)*p.inverse))
	}
	if p.texture.strength != 0 {
		v := 1 + p.texture.at(x, y)
		c.r, c.g, c.b = c.r*v, c.g*v, c.b*v
	}
	return c
}

// unit clips to 0..1.
func unit(t float32) float32 { return max(0, min(1, t)) }

func sqrt(v float32) float32 { return float32(math.Sqrt(float64(v))) }

// A texture makes colours a little lighter and darker from place to place: smooth noise between
// random values on a lattice, in two octaves.
type texture struct {
	lattice  *lattice
	strength float32 // largest relative change
	fx, fy   float32 // lattice cells a pixel
}

// latticeSide is a power of two, so that a lattice repeats without a seam.
const latticeSide = 32

// A lattice is random values from −1 to 1.
type lattice [latticeSide * latticeSide]float32

func (t *texture) at(x, y float32) float32 {
	x, y = x*t.fx, y*t.fy
	return t.strength * (0.65*t.lattice.at(x, y) + 0.35*t.lattice.at(2.1*x+7.3, 2.1*y+3.1))
}

// at interpolates between the four values around a place, x and y ≥ 0.
func (l *lattice) at(x, y float32) float32 {
	column, row := int(x), int(y)
	x, y = x-float32(column), y-float32(row)
	x, y = x*x*(3-2*x), y*y*(3-2*y)
	c0, c1 := column%latticeSide, (column+1)%latticeSide
	r0, r1 := row%latticeSide*latticeSide, (row+1)%latticeSide*latticeSide
	top := l[r0+c0] + (l[r0+c1]-l[r0+c0])*x
	bottom := l[r1+c0] + (l[r1+c1]-l[r1+c0])*x
	return top + (bottom-top)*y
}
