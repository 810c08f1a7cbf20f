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
	c := canvas{dst, Fit(r, h, w)}
	clip := c.clip()
	for y := clip.Min.Y; y < clip.Max.Y; {
		row := (y - c.at.Min.Y) * h / c.at.Dy()
		values := data[row*w : (row+1)*w]
		line := c.line(y, clip)
		for x := clip.Min.X; x < clip.Max.X; {
			col := (x - c.at.Min.X) * w / c.at.Dx()
			end := min(c.at.Min.X+first(col+1, w, c.at.Dx()), clip.Max.X)
			line = run(line, end-x, table[q.Entry(values[col])])
			x = end
		}
		y = c.repeat(y, min(c.at.Min.Y+first(row+1, h, c.at.Dy()), clip.Max.Y), clip)
	}
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
	area := canvas{dst, r}
	if clip := area.clip(); !clip.Empty() {
		run(area.line(clip.Min.Y, clip), clip.Dx(), c)
		area.repeat(clip.Min.Y, clip.Max.Y, clip)
	}
}
