package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// weight is the width of an icon's strokes, in a square of 24.
const weight = 1.75

// ink draws strokes as filled shapes, as an SVG path. Everything is drawn clockwise, holes
// the other way, so that shapes that overlap become one.
type ink struct {
	path strings.Builder
	pen  float64 // width of strokes
}

func newInk() *ink { return &ink{pen: weight} }

// at is a place, from the top left.
type at struct{ x, y float64 }

// svg returns the drawing as a file.
func (k *ink) svg() []byte {
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
		`<path fill="#000000" d="%s"/></svg>`+"\n", strings.TrimSpace(k.path.String()))
}

// put writes a command of a path.
func (k *ink) put(command string, numbers ...float64) {
	k.path.WriteString(command)
	for i, n := range numbers {
		if i > 0 {
			k.path.WriteByte(' ')
		}
		k.path.WriteString(strconv.FormatFloat(math.Round(n*1000)/1000, 'f', -1, 64))
	}
}

// line draws a line through places, its ends and corners round.
func (k *ink) line(places ...at) *ink {
	r := k.pen / 2
	for i := range len(places) - 1 {
		a, b := places[i], places[i+1]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		nx, ny := (b.y-a.y)/length*r, -(b.x-a.x)/length*r
		k.put("M", a.x+nx, a.y+ny)
		k.put("L", b.x+nx, b.y+ny)
		k.put("A", r, r, 0, 0, 1, b.x-nx, b.y-ny)
		k.put("L", a.x-nx, a.y-ny)
		k.put("A", r, r, 0, 0, 1, a.x+nx, a.y+ny)
		k.put("Z")
	}
	return k
}

// loop draws a closed line through places.
func (k *ink) loop(places ...at) *ink { return k.line(append(places, places[0])...) }

// solid draws a closed line through places, clockwise, and fills it.
func (k *ink) solid(places ...at) *ink {
	k.put("M", places[0].x, places[0].y)
	for _, p := range places[1:] {
		k.put("L", p.x, p.y)
	}
	k.put("Z")
	return k.loop(places...)
}

// dot draws a filled circle.
func (k *ink) dot(c at, r float64) *ink {
	k.put("M", c.x-r, c.y)
	k.put("A", r, r, 0, 0, 1, c.x+r, c.y)
	k.put("A", r, r, 0, 0, 1, c.x-r, c.y)
	k.put("Z")
	return k
}

// ring draws a circle.
func (k *ink) ring(c at, r float64) *ink {
	inner := r - k.pen/2
	k.dot(c, r+k.pen/2)
	k.put("M", c.x-inner, c.y)
	k.put("A", inner, inner, 0, 0, 0, c.x+inner, c.y)
	k.put("A", inner, inner, 0, 0, 0, c.x-inner, c.y)
	k.put("Z")
	return k
}

// arc draws a part of a circle, clockwise between two angles in degrees, from the right.
func (k *ink) arc(c at, r, from, to float64) *ink {
	half := k.pen / 2
	point := func(radius, degrees float64) (x, y float64) {
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		return c.x + radius*cos, c.y + radius*sin
	}
	large := 0.0
	if to-from > 180 {
		large = 1
	}
	outX, outY := point(r+half, from)
	endX, endY := point(r+half, to)
	backX, backY := point(r-half, to)
	inX, inY := point(r-half, from)
	k.put("M", outX, outY)
	k.put("A", r+half, r+half, 0, large, 1, endX, endY)
	k.put("A", half, half, 0, 0, 1, backX, backY)
	k.put("A", r-half, r-half, 0, large, 0, inX, inY)
	k.put("A", half, half, 0, 0, 1, outX, outY)
	k.put("Z")
	return k
}

// thick draws what follows with a pen of another width.
func (k *ink) thick(pen float64) *ink {
	k.pen = pen
	return k
}
