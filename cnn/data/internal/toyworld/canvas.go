package toyworld

import (
	"image"
	"math"

	"golang.org/x/image/draw"
	"golang.org/x/image/vector"
)

// A canvas is pixels and the brush to paint on them: build a path (path.go), then fill or stroke it.
// Its pixels are red, green, blue and opacity from 0 to 1, the colours multiplied by the opacity.
type canvas struct {
	pixels int // a side
	pix    []float32

	path
	raster  vector.Rasterizer
	mask    image.Alpha
	lattice lattice
}

func newCanvas(pixels int) *canvas {
	return &canvas{pixels: pixels, pix: make([]float32, 4*pixels*pixels)}
}

// reset makes every pixel transparent and takes the brush back to units of a 48th of the side.
func (c *canvas) reset() {
	scale := float32(c.pixels) / Size
	c.place = affine{xx: scale, yy: scale}
	c.clear()
	clear(c.pix)
}

// fill paints what the path encloses, and forgets the path.
func (c *canvas) fill(col colour) { c.fillWith(paint{from: col}) }

// fillDown paints the path with a gradient between two heights, from the upper to the lower colour.
func (c *canvas) fillDown(top, bottom float32, upper, lower colour) {
	c.fillWith(c.gradient(0, top, 0, bottom, upper, lower))
}

// fillGlow paints the path with a colour that fades into another at distance radius from a point.
func (c *canvas) fillGlow(x, y, radius float32, centre, edge colour) {
	px, py := c.place.apply(x, y)
	c.fillWith(paint{kind: radial, from: centre, to: edge, x: px, y: py, inverse: 1 / (radius * c.place.scale())})
}

// gradient is a paint that goes from one colour to another between two points.
func (c *canvas) gradient(x0, y0, x1, y1 float32, from, to colour) paint {
	x0, y0 = c.place.apply(x0, y0)
	x1, y1 = c.place.apply(x1, y1)
	dx, dy := x1-x0, y1-y0
	square := dx*dx + dy*dy
	return paint{kind: linear, from: from, to: to, x: x0, y: y0, dx: dx / square, dy: dy / square}
}

// grain is a texture with spots of about width×height units.
func (c *canvas) grain(strength, width, height float32) texture {
	scale := Size / float32(c.pixels)
	return texture{&c.lattice, strength, scale / width, scale / height}
}

// fillWith paints what the path encloses, and forgets the path. Where a path runs around a place
// once one way and once the other, that place is left out.
func (c *canvas) fillWith(p paint) {
	defer c.clear()
	box := c.bounds().Intersect(image.Rect(0, 0, c.pixels, c.pixels))
	if box.Empty() {
		return
	}
	c.raster.Reset(box.Dx(), box.Dy())
	x, y := float32(box.Min.X), float32(box.Min.Y)
	c.each(func(line []point) {
		c.raster.MoveTo(line[0].x-x, line[0].y-y)
		for _, q := range line[1:] {
			c.raster.LineTo(q.x-x, q.y-y)
		}
		c.raster.ClosePath()
	})
	c.cover(box, p)
}

// stroke draws along the path with a round pen so many units wide, and forgets the path.
func (c *canvas) stroke(width float32, col colour) {
	defer c.clear()
	half := width * c.place.scale() / 2
	box := c.bounds().Inset(-int(half) - 2).Intersect(image.Rect(0, 0, c.pixels, c.pixels))
	if box.Empty() {
		return
	}
	c.raster.Reset(box.Dx(), box.Dy())
	x, y := float32(box.Min.X), float32(box.Min.Y)
	c.each(func(line []point) {
		for i, q := range line {
			q.x, q.y = q.x-x, q.y-y
			if i > 0 {
				c.segment(point{line[i-1].x - x, line[i-1].y - y}, q, half)
			}
			if half > 0.6 || len(line) == 1 {
				c.dot(q, half)
			}
		}
	})
	c.cover(box, paint{from: col})
}

// segment adds a straight piece of a stroke to the raster; like dot, it runs around clockwise.
func (c *canvas) segment(from, to point, half float32) {
	dx, dy := to.x-from.x, to.y-from.y
	length := sqrt(dx*dx + dy*dy)
	if length == 0 {
		return
	}
	nx, ny := -dy/length*half, dx/length*half
	c.raster.MoveTo(from.x-nx, from.y-ny)
	c.raster.LineTo(to.x-nx, to.y-ny)
	c.raster.LineTo(to.x+nx, to.y+ny)
	c.raster.LineTo(from.x+nx, from.y+ny)
	c.raster.ClosePath()
}

// dot adds a stroke's round end or corner to the raster, as an octagon.
func (c *canvas) dot(at point, radius float32) {
	const diagonal = math.Sqrt2 / 2
	d := radius * diagonal
	c.raster.MoveTo(at.x+radius, at.y)
	c.raster.LineTo(at.x+d, at.y+d)
	c.raster.LineTo(at.x, at.y+radius)
	c.raster.LineTo(at.x-d, at.y+d)
	c.raster.LineTo(at.x-radius, at.y)
	c.raster.LineTo(at.x-d, at.y-d)
	c.raster.LineTo(at.x, at.y-radius)
	c.raster.LineTo(at.x+d, at.y-d)
	c.raster.ClosePath()
}

// cover lays paint over the pixels of box, as far as the raster covers them.
func (c *canvas) cover(box image.Rectangle, p paint) {
	n := box.Dx() * box.Dy()
	if cap(c.mask.Pix) < n {
		c.mask.Pix = make([]byte, n)
	}
	c.mask = image.Alpha{Pix: c.mask.Pix[:n], Stride: box.Dx(), Rect: image.Rect(0, 0, box.Dx(), box.Dy())}
	c.raster.DrawOp = draw.Src
	c.raster.Draw(&c.mask, c.mask.Rect, image.Opaque, image.Point{})
	plain := p.kind == flat && p.texture.strength == 0
	col := p.from
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := c.pix[4*(y*c.pixels+box.Min.X):]
		for i, m := range c.mask.Pix[(y-box.Min.Y)*box.Dx():][:box.Dx()] {
			if m == 0 {
				continue
			}
			if !plain {
				col = p.at(float32(box.Min.X+i)+0.5, float32(y)+0.5)
			}
			over(row[4*i:4*i+4], col, float32(m)/255)
		}
	}
}

// over lays a colour over a pixel, at so much of its opacity.
func over(pixel []float32, c colour, opacity float32) {
	a := c.a * opacity
	pixel[0] += (c.r - pixel[0]) * a
	pixel[1] += (c.g - pixel[1]) * a
	pixel[2] += (c.b - pixel[2]) * a
	pixel[3] += (1 - pixel[3]) * a
}
