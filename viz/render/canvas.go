package render

import (
	"encoding/binary"
	"image"
	"image/color"
)

// canvas is a rectangle of an image that is being drawn, and what of it the image has.
type canvas struct {
	dst      *image.RGBA
	at, clip image.Rectangle
}

func canvasOf(dst *image.RGBA, at image.Rectangle) canvas {
	return canvas{dst, at, at.Intersect(dst.Rect)}
}

// line returns the bytes of row y of the clip.
func (c canvas) line(y int) []uint8 {
	from := c.dst.PixOffset(c.clip.Min.X, y)
	return c.dst.Pix[from : from+4*c.clip.Dx()]
}

// repeat copies row y of the clip to the rows below it, up to end.
func (c canvas) repeat(y, end int) {
	source := c.line(y)
	for y++; y < end; y++ {
		copy(c.line(y), source)
	}
}

// mosaic fills the canvas with h×w cells; colour gives the packed colour of cell i, row by
// row. One row of pixels is made for a row of cells, the others are copies.
func (c canvas) mosaic(h, w int, colour func(i int) uint32) {
	if c.clip.Empty() {
		return
	}
	rows, top := edgesOf(h, c.at.Dy()), c.at.Min.Y
	for row := range h {
		bottom := c.at.Min.Y + rows.next()
		if y, end := max(top, c.clip.Min.Y), min(bottom, c.clip.Max.Y); y < end {
			c.paint(c.line(y), row*w, w, colour)
			c.repeat(y, end)
		}
		top = bottom
	}
}

// paint fills a row of pixels with w cells, the first of which is cell i.
func (c canvas) paint(line []uint8, i, w int, colour func(i int) uint32) {
	columns, left := edgesOf(w, c.at.Dx()), c.at.Min.X
	for col := range w {
		right := c.at.Min.X + columns.next()
		if x, end := max(left, c.clip.Min.X), min(right, c.clip.Max.X); x < end {
			run(line[4*(x-c.clip.Min.X):4*(end-c.clip.Min.X)], colour(i+col))
		}
		left = right
	}
}

// edges walks over the far edges of n cells that share size pixels: edge i is at
// ceil(i·size/n), so that pixel p shows cell p·n/size. It needs no division on its way.
type edges struct{ n, whole, part, at, rest int }

func edgesOf(n, size int) edges { return edges{n: n, whole: size / n, part: size % n} }

func (e *edges) next() int {
	e.at += e.whole
	e.rest += e.part
	if e.rest >= e.n {
		e.rest -= e.n
		e.at++
	}
	if e.rest > 0 {
		return e.at + 1
	}
	return e.at
}

// pack returns a colour as run writes it.
func pack(c color.RGBA) uint32 {
	return uint32(c.R) | uint32(c.G)<<8 | uint32(c.B)<<16 | uint32(c.A)<<24
}

// run sets pixels to one packed colour.
func run(line []uint8, colour uint32) {
	for ; len(line) >= 4; line = line[4:] {
		binary.LittleEndian.PutUint32(line, colour)
	}
}
