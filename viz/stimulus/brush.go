package stimulus

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// A Fill says what the pixels under the brush become.
type Fill string

// The fills. The zero value paints noise. "#rrggbb", in hexadecimal digits, is a fill as well: that colour, or its
// luminance in a picture of one channel.
const (
	Noise Fill = "noise" // random values, uniform over 0..1, the same at a pixel for the same seed
	Grey  Fill = "grey"  // 0.5 in every channel
	Mean  Fill = "mean"  // the mean colour of the picture below
	Blur  Fill = "blur"  // the picture below, out of focus
	Erase Fill = "erase" // the picture below: what was painted here is gone
	Black Fill = "black" // 0 in every channel
	White Fill = "white" // 1 in every channel
)

// UnmarshalText takes one of the fills' names, a colour, or nothing for the zero value; any other is an error that lists them, so
// that no file or command brings in a fill that cannot be painted.
func (f *Fill) UnmarshalText(name []byte) error {
	fill := Fill(name)
	switch _, plain := fill.Colour(); {
	case plain, fill == "", fill == Noise, fill == Mean, fill == Blur, fill == Erase:
		*f = fill
		return nil
	}
	return fmt.Errorf("stimulus: unknown fill %q: noise, grey, mean, blur, erase, black, white or a colour like #f0a040", name)
}

// Colour returns red, green and blue, 0 to 1, of a fill that is the same on every picture; ok is false for the others.
func (f Fill) Colour() (rgb [3]float32, ok bool) {
	switch f {
	case Black:
		return rgb, true
	case Grey:
		return [3]float32{0.5, 0.5, 0.5}, true
	case White:
		return [3]float32{1, 1, 1}, true
	}
	digits, hash := strings.CutPrefix(string(f), "#")
	value, err := strconv.ParseUint(digits, 16, 32)
	if !hash || err != nil || len(digits) != 6 {
		return rgb, false
	}
	for c := range rgb {
		rgb[c] = float32(value>>(16-8*c)&0xFF) / 255
	}
	return rgb, true
}

// value is what a plain colour gives one channel of so many: with one, it is the luminance.
func value(rgb [3]float32, channel, channels int) float32 {
	if channels == 3 {
		return rgb[channel]
	}
	if rgb[0] == rgb[1] && rgb[1] == rgb[2] {
		return rgb[0] // to the bit
	}
	return 0.299*rgb[0] + 0.587*rgb[1] + 0.114*rgb[2] // as image/color has it
}

// A Dot is one touch of the brush: a disc Size pixels wide.
//
// The disc covers whole pixels, those whose centre is at most Size/2 from its own centre: 1 is one pixel, 2
// and 3 are squares, from 4 on the corners are round. Where Size is odd the disc is centred on pixel (X, Y),
// where it is even on that pixel's top left corner. A dot may lie partly or wholly outside the picture; one of
// Size 0 or less covers nothing.
type Dot struct {
	X, Y int
	Size int
	Fill Fill
	Seed uint64 // of Noise
}

// A Stroke is one drag of the brush: dots, each joined to the one before by a line of its own size and fill.
type Stroke []Dot

// Bounds is the smallest rectangle that holds every pixel of the stroke, inside the picture or not.
func (s Stroke) Bounds() image.Rectangle {
	var r image.Rectangle
	for i, d := range s {
		r = r.Union(lineBounds(s[max(i-1, 0)], d))
	}
	return r
}

// lineBounds is the smallest rectangle that holds the brush of to, drawn from from to to.
func lineBounds(from, to Dot) image.Rectangle {
	if to.Size <= 0 {
		return image.Rectangle{}
	}
	left, top := min(from.X, to.X)-to.Size/2, min(from.Y, to.Y)-to.Size/2
	right, bottom := max(from.X, to.X)-to.Size/2+to.Size, max(from.Y, to.Y)-to.Size/2+to.Size
	return image.Rect(left, top, right, bottom)
}

// covers tells whether the brush of to, drawn in a straight line from there to to, covers pixel (x, y).
func covers(from, to Dot, x, y int) bool {
	// Twice all lengths: an even brush is centred between pixels.
	shift := float64(1 - to.Size%2)
	ax, ay := 2*float64(from.X)-shift, 2*float64(from.Y)-shift
	dx, dy := 2*float64(to.X)-shift-ax, 2*float64(to.Y)-shift-ay
	px, py := 2*float64(x)-ax, 2*float64(y)-ay
	t := 0.0 // where along the line, 0 to 1, the pixel is nearest
	if length := dx*dx + dy*dy; length > 0 {
		t = min(max((px*dx+py*dy)/length, 0), 1)
	}
	return math.Hypot(px-t*dx, py-t*dy) <= float64(to.Size)
}

// NoiseAt is the noise of a seed at one place: uniform over 0..1, 1 excluded, independent between seeds,
// channels and pixels.
func NoiseAt(seed uint64, channel, y, x int) float32 {
	var source rand.PCG
	source.Seed(seed, uint64(channel)<<48^uint64(uint32(y))<<24^uint64(uint32(x)))
	return float32(source.Uint64()>>40) / (1 << 24)
}
