package stimulus

import (
	"math"

	"unitscope/cnn"
)

// luma is how much red, green and blue add to a colour's luminance: ITU-R 601, as where colour pictures are turned
// grey.
var luma = [3]float64{0.299, 0.587, 0.114}

// chroma is how far the colours of Hue are from grey: as far as the one that comes first to the end of 0..1, which is
// yellow or blue, both 1 − 0.114 from the luminance of their own in one channel.
const chroma = 0.5 / (1 - 0.114)

// Hue is the colour at an angle of the hue circle, in degrees: red at 0, green at 120, blue at 240. All have the
// luminance of grey, 0.5:
//
//	0.5 + chroma·(p − luminance(p)),  luminance(p) = 0.299·R + 0.587·G + 0.114·B
//
// p being the pure colour of that hue (the HSV colour of saturation and value 1) and chroma = 0.5/0.886, the largest that
// keeps every hue within 0..1.
func Hue(degrees float64) (red, green, blue float32) {
	var p [3]float64
	luminance := 0.0
	for c, peak := range [3]float64{0, 120, 240} {
		away := math.Abs(math.Remainder(degrees-peak, 360)) // 0 to 180
		p[c] = min(max(2-away/60, 0), 1)
		luminance += luma[c] * p[c]
	}
	at := func(c int) float32 { return float32(0.5 + chroma*(p[c]-luminance)) }
	return at(0), at(1), at(2)
}

// DrawHue fills dst, a picture of the given shape, 3×H×W, with a disc of a hue on grey of the same luminance.
func DrawHue(dst []float32, shape cnn.Shape, degrees float64, disc Disc) {
	red, green, blue := Hue(degrees)
	area := shape[1] * shape[2]
	for c, v := range [3]float32{red, green, blue} {
		plane := dst[c*area:][:area]
		for i := range plane {
			plane[i] = v
		}
	}
	disc.Cut(dst, shape)
}
