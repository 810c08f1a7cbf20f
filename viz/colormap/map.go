package colormap

import (
	"image/color"
	"math"
)

// steps is the number of steps from the first to the last colour of a table.
const steps = 254

// A Map gives the colour of a place in a range.
type Map interface {
	// At returns the colour of t, 0 to 1, clamped; the Map's own colour for NaN.
	At(t float64) color.RGBA
	// Table returns all colours, for loops over pixels: see Quantiser.Entry. Read only.
	Table() *[256]color.RGBA
}

// LUT is a Map that looks its colours up.
type LUT [256]color.RGBA

// At returns the colour of t, 0 to 1, clamped; the missing colour for NaN.
func (l *LUT) At(t float64) color.RGBA {
	if math.IsNaN(t) {
		return l[0]
	}
	return l[1+int(math.Round(steps*min(max(t, 0), 1)))]
}

// Table returns the colours themselves. Read only.
func (l *LUT) Table() *[256]color.RGBA { return (*[256]color.RGBA)(l) }

// Missing returns the colour of what is not a number.
func (l *LUT) Missing() color.RGBA { return l[0] }
