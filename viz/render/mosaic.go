package render

import (
	"image"
	"image/color"
)

// Mosaic draws h×w cells of any colours over all of r, so that they are squares only where r has their shape: voxels need
// not be cubes. colour is asked once a cell and must be opaque.
func Mosaic(dst *image.RGBA, r image.Rectangle, h, w int, colour func(row, col int) color.RGBA) {
	if h <= 0 || w <= 0 {
		return
	}
	canvasOf(dst, r).mosaic(h, w, func(i int) uint32 { return pack(colour(i/w, i%w)) })
}

// Blend lays a colour over another with an opacity from 0 to 1.
func Blend(below, over color.RGBA, opacity float64) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8(float64(a)*(1-opacity) + float64(b)*opacity + 0.5) }
	return color.RGBA{mix(below.R, over.R), mix(below.G, over.G), mix(below.B, over.B), 255}
}
