package stimulus

import (
	"math"

	"unitscope/cnn"
)

// A Grating is stripes that fill a picture:
//
//	0.5 + 0.5·Contrast·cos(2π·Frequency·u + Phase)
//
// in every channel, u being the distance in pixels across the stripes from the picture's middle, downwards where the
// stripes lie flat and to the right where they stand.
type Grating struct {
	Orientation float64 // of the stripes, in degrees counter-clockwise from horizontal as seen on the screen
	Frequency   float64 // cycles a pixel
	Phase       float64 // degrees
	Contrast    float64 // 0 to 1; 0 is grey
}

// Draw fills dst, a picture of the given shape, C×H×W, with the grating.
func (g Grating) Draw(dst []float32, shape cnn.Shape) { g.drawAt(dst, shape, 0, 0) }

// drawAt draws the grating moved so many pixels to the right and down.
//
// With a and b the phases that x and y add, cos(a + b) = cos a · cos b − sin a · sin b: a cosine a row and a column, not
// one a pixel.
func (g Grating) drawAt(dst []float32, shape cnn.Shape, right, down float64) {
	height, width := shape[1], shape[2]
	sin, cos := math.Sincos(g.Orientation * math.Pi / 180)
	perPixel := 2 * math.Pi * g.Frequency
	across := make([][2]float64, width)
	for x := range across {
		s, c := math.Sincos(perPixel * sin * (float64(x) - float64(width-1)/2 - right))
		across[x] = [2]float64{0.5 * g.Contrast * c, 0.5 * g.Contrast * s}
	}
	for y := range height {
		s, c := math.Sincos(perPixel*cos*(float64(y)-float64(height-1)/2-down) + g.Phase*math.Pi/180)
		row := dst[y*width:][:width]
		for x, a := range across {
			row[x] = float32(0.5 + a[0]*c - a[1]*s)
		}
	}
	repeat(dst, shape)
}

// repeat copies a picture's first channel to the others.
func repeat(dst []float32, shape cnn.Shape) {
	area := shape[1] * shape[2]
	for c := 1; c < shape[0]; c++ {
		copy(dst[c*area:], dst[:area])
	}
}

// A Disc is a circle on a picture. It covers whole pixels, those whose centre is at most Diameter/2 from its own; none
// where Diameter is 0.
type Disc struct {
	X, Y     float64 // its centre, in pixels from the picture's top left corner: a pixel's centre is at a half
	Diameter float64
}

// Covers tells whether the disc covers pixel (x, y).
func (d Disc) Covers(x, y int) bool {
	return d.Diameter > 0 && math.Hypot(float64(x)+0.5-d.X, float64(y)+0.5-d.Y) <= d.Diameter/2
}

// Cut makes everything outside the disc grey: 0.5 in every channel.
func (d Disc) Cut(picture []float32, shape cnn.Shape) {
	height, width := shape[1], shape[2]
	for y := range height {
		for x := range width {
			if d.Covers(x, y) {
				continue
			}
			for c := range shape[0] {
				picture[(c*height+y)*width+x] = 0.5
			}
		}
	}
}

// A Patch is a grating seen through a disc, on grey.
type Patch struct {
	Grating Grating // as it would fill the picture
	Disc    Disc
	Right   float64 // by how many pixels both are moved
	Down    float64
}

// Draw fills dst, a picture of the given shape, C×H×W, with the patch.
func (p Patch) Draw(dst []float32, shape cnn.Shape) {
	p.Grating.drawAt(dst, shape, p.Right, p.Down)
	Disc{p.Disc.X + p.Right, p.Disc.Y + p.Down, p.Disc.Diameter}.Cut(dst, shape)
}
