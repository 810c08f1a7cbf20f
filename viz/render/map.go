package render

import (
	"image"
	"image/color"

	"unitscope/viz/colormap"
)

// Map draws an h×w map in r, each cell in the colour of its value, where Fit places it. The
// rest of r is left as it was.
func Map(dst *image.RGBA, r image.Rectangle, data []float32, h, w int, rng colormap.Range, m colormap.Map) {
	table, q := m.Table(), rng.Quantiser()
	canvasOf(dst, Fit(r, h, w)).mosaic(h, w, func(i int) uint32 { return pack(table[q.Entry(data[i])]) })
}

// Units draws one value a cell of the grid: the units of a dense layer.
func Units(dst *image.RGBA, g Grid, values []float32, rng colormap.Range, m colormap.Map) {
	table, q := m.Table(), rng.Quantiser()
	for i, v := range values {
		Fill(dst, g.At(i), table[q.Entry(v)])
	}
}

// Maps draws n maps of h×w, one after the other in data, in the cells of a grid: the units
// of a convolutional layer, or the slices of one kernel.
func Maps(dst *image.RGBA, g Grid, data []float32, n, h, w int, rng colormap.Range, m colormap.Map) {
	for i := range n {
		Map(dst, g.At(i), data[i*h*w:(i+1)*h*w], h, w, rng, m)
	}
}

// ColorBar fills r with the colours of m: low to high from left to right, or from bottom to
// top where r is taller than wide.
func ColorBar(dst *image.RGBA, r image.Rectangle, m colormap.Map) {
	table := m.Table()
	if r.Dy() > r.Dx() {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			Fill(dst, image.Rect(r.Min.X, y, r.Max.X, y+1), table[barEntry(r.Max.Y-1-y, r.Dy())])
		}
		return
	}
	for x := r.Min.X; x < r.Max.X; x++ {
		Fill(dst, image.Rect(x, r.Min.Y, x+1, r.Max.Y), table[barEntry(x-r.Min.X, r.Dx())])
	}
}

// barEntry returns the entry of pixel i of n, the first and last colour at the ends.
func barEntry(i, n int) int { return 1 + (2*254*i+n-1)/(2*max(n-1, 1)) }

// Fill fills r.
func Fill(dst *image.RGBA, r image.Rectangle, c color.RGBA) {
	canvasOf(dst, r).mosaic(1, 1, func(int) uint32 { return pack(c) })
}
