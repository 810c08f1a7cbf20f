package field

import (
	"image"
	"math"
)

// A grid is the positions of a sweep: rows×cols patches, the first in the top left corner of the picture.
type grid struct{ rows, cols, patch, stride int }

func (m *Maps) grid() grid { return grid{m.Rows, m.Cols, m.Patch, m.Stride} }

// Pixels is one unit's map over the pixels of a picture of height×width: the value of a position belongs to the
// middle of its patch, what lies between four positions is interpolated linearly, and what lies beyond the outermost
// ones, where no patch can stand, is NaN.
func (m *Maps) Pixels(u, height, width int) []float32 {
	pixels := make([]float32, height*width)
	m.grid().interpolate(pixels, m.Unit(u), image.Rect(0, 0, width, height))
	return pixels
}

// interpolate sets dst, a window of pixels that may stick out of the picture, row-major, as Pixels does.
func (g grid) interpolate(dst, values []float32, window image.Rectangle) {
	for y := window.Min.Y; y < window.Max.Y; y++ {
		row := dst[(y-window.Min.Y)*window.Dx():][:window.Dx()]
		above, down, inside := g.between(y, g.rows)
		if !inside {
			flood(row, float32(math.NaN()))
			continue
		}
		upper := values[above*g.cols:][:g.cols]
		lower := values[min(above+1, g.rows-1)*g.cols:][:g.cols]
		for i := range row {
			left, across, inside := g.between(window.Min.X+i, g.cols)
			if !inside {
				row[i] = float32(math.NaN())
				continue
			}
			right := min(left+1, g.cols-1)
			row[i] = mix(mix(upper[left], upper[right], across), mix(lower[left], lower[right], across), down)
		}
	}
}

// between finds the last of an axis' positions whose patch has its middle at a pixel's middle or before, and how far from there
// to the next one the pixel is, 0 to 1. inside is false beyond the outermost positions.
func (g grid) between(pixel, positions int) (position int, share float32, inside bool) {
	halves := 2*pixel - (g.patch - 1) // from the first patch's middle, in half pixels
	if halves < 0 || halves > 2*g.stride*(positions-1) {
		return 0, 0, false
	}
	return halves / (2 * g.stride), float32(halves%(2*g.stride)) / float32(2*g.stride), true
}

// mix is on the way from a to b; exactly a where it has not begun.
func mix(a, b, share float32) float32 {
	if share == 0 {
		return a
	}
	return a + share*(b-a)
}
