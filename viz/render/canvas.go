package render

import (
	"image"
	"image/color"
)

// canvas is a rectangle of an image that is being drawn.
type canvas struct {
	dst *image.RGBA
	at  image.Rectangle
}

// clip returns the part of the rectangle that the image has.
func (c canvas) clip() image.Rectangle { return c.at.Intersect(c.dst.Rect) }

// line returns the bytes of row y of clip.
func (c canvas) line(y int, clip image.Rectangle) []uint8 {
	from := c.dst.PixOffset(clip.Min.X, y)
	return c.dst.Pix[from : from+4*clip.Dx()]
}

// repeat copies row y of clip to the rows below it, up to end, which it returns.
func (c canvas) repeat(y, end int, clip image.Rectangle) int {
	source := c.line(y, clip)
	for y++; y < end; y++ {
		copy(c.line(y, clip), source)
	}
	return end
}

// run sets the first n pixels of line to one colour and returns the rest of it.
func run(line []uint8, n int, c color.RGBA) []uint8 {
	for i := 0; i < 4*n; i += 4 {
		p := line[i : i+4 : i+4]
		p[0], p[1], p[2], p[3] = c.R, c.G, c.B, c.A
	}
	return line[4*n:]
}
