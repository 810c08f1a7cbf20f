package render

import (
	"image"
	"image/color"

	"unitscope/viz/colormap"
)

// Outline draws a frame of the given thickness along the inside of r.
func Outline(dst *image.RGBA, r image.Rectangle, thickness int, c color.RGBA) {
	t := min(thickness, (r.Dx()+1)/2, (r.Dy()+1)/2)
	if t <= 0 {
		return
	}
	Fill(dst, image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+t), c)
	Fill(dst, image.Rect(r.Min.X, r.Max.Y-t, r.Max.X, r.Max.Y), c)
	Fill(dst, image.Rect(r.Min.X, r.Min.Y+t, r.Min.X+t, r.Max.Y-t), c)
	Fill(dst, image.Rect(r.Max.X-t, r.Min.Y+t, r.Max.X, r.Max.Y-t), c)
}

// Dim moves what r shows outside of keep towards a colour, by amount, 0 to 1: what a unit
// sees stays, the rest of the picture recedes.
func Dim(dst *image.RGBA, r, keep image.Rectangle, towards color.RGBA, amount float64) {
	keep = keep.Intersect(r)
	if keep.Empty() {
		tint(dst, r, towards, amount)
		return
	}
	tint(dst, image.Rect(r.Min.X, r.Min.Y, r.Max.X, keep.Min.Y), towards, amount)
	tint(dst, image.Rect(r.Min.X, keep.Max.Y, r.Max.X, r.Max.Y), towards, amount)
	tint(dst, image.Rect(r.Min.X, keep.Min.Y, keep.Min.X, keep.Max.Y), towards, amount)
	tint(dst, image.Rect(keep.Max.X, keep.Min.Y, r.Max.X, keep.Max.Y), towards, amount)
}

// tint blends all of r towards a colour.
func tint(dst *image.RGBA, r image.Rectangle, towards color.RGBA, amount float64) {
	share := share(amount)
	area := canvasOf(dst, r)
	for y := area.clip.Min.Y; y < area.clip.Max.Y; y++ {
		blend(area.line(y), towards, share)
	}
}

// Overlay lays an h×w map over what r shows, where Fit places it. A cell is the more opaque
// the further its value is from the low end of the range (from zero, where it is signed), up
// to opacity, 0 to 1; what is not a number stays clear.
func Overlay(dst *image.RGBA, r image.Rectangle, data []float32, h, w int, rng colormap.Range, m colormap.Map, opacity float64) {
	table, q := m.Table(), rng.Quantiser()
	full := share(opacity)
	c := canvasOf(dst, Fit(r, h, w))
	for y := c.clip.Min.Y; y < c.clip.Max.Y; y++ {
		row := (y - c.at.Min.Y) * h / c.at.Dy()
		line, columns, left := c.line(y), edgesOf(w, c.at.Dx()), c.at.Min.X
		for _, v := range data[row*w : (row+1)*w] {
			right := c.at.Min.X + columns.next()
			if x, end := max(left, c.clip.Min.X), min(right, c.clip.Max.X); x < end {
				entry := q.Entry(v)
				over := line[4*(x-c.clip.Min.X) : 4*(end-c.clip.Min.X)]
				blend(over, table[entry], full*strength(entry, rng.Signed)/254)
			}
			left = right
		}
	}
}

// strength returns how far a table's entry is from nothing, 0 to 254.
func strength(entry uint8, signed bool) uint32 {
	switch {
	case entry == 0:
		return 0
	case !signed:
		return uint32(entry) - 1
	case entry < 128:
		return 2 * (128 - uint32(entry))
	}
	return 2 * (uint32(entry) - 128)
}

// share returns an amount, 0 to 1, as a share of 256.
func share(amount float64) uint32 { return uint32(256 * min(max(amount, 0), 1)) }

// blend moves opaque pixels towards a colour, by a share of 256.
func blend(line []uint8, towards color.RGBA, share uint32) {
	keep := 256 - share
	r, g, b := share*uint32(towards.R)+128, share*uint32(towards.G)+128, share*uint32(towards.B)+128
	for i := 0; i+4 <= len(line); i += 4 {
		p := line[i : i+4 : i+4]
		p[0] = uint8((keep*uint32(p[0]) + r) >> 8)
		p[1] = uint8((keep*uint32(p[1]) + g) >> 8)
		p[2] = uint8((keep*uint32(p[2]) + b) >> 8)
	}
}
