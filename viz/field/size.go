package field

import (
	"image"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// halfMaximum is the share of a field's peak above which a pixel belongs to the field.
const halfMaximum = 0.5

// settle computes a unit's mean, peak and size from the sums over its pictures.
func (a *Averages) settle(k int, sums []float32) {
	mean, count := a.Unit(k)
	enough := (slices.Max(count) + 1) / 2
	peak := 0.0
	for p, n := range count {
		if n >= max(enough, 1) {
			peak = max(peak, math.Abs(float64(sums[p]))/float64(n))
		}
	}
	a.Peak[k] = float32(peak)
	scale := 1.0
	if peak > 0 {
		scale = 1 / peak
	}
	area, inner := 0, a.inner()
	for p, n := range count {
		if n == 0 {
			continue
		}
		v := float64(sums[p]) / float64(n) * scale
		mean[p] = float32(v)
		if n >= enough && math.Abs(v) > halfMaximum && image.Pt(p%a.Width, p/a.Width).In(inner) {
			area++
		}
	}
	if a.Size[k] = math.NaN(); peak > 0 {
		a.Size[k] = math.Sqrt(float64(area))
	}
}

// Sizes are the measured sizes of a layer's fields beside the theoretical one: a row of the figure over layers.
type Sizes struct {
	Layer           string
	Theory          float64   // side of the square as large as the theoretical field, in pixels
	Units           []float64 // in pixels; NaN for units that are never active
	Active          int       // units that are not
	Mean, Deviation float64   // over active units, the deviation that of the sample; NaN without or, for it, with one of them
}

// Sizes sums up how large the fields are.
func (a *Averages) Sizes() Sizes {
	s := Sizes{Layer: a.Layer, Theory: math.Sqrt(a.Theory[0] * a.Theory[1]), Units: slices.Clone(a.Size)}
	var active []float64
	for _, size := range s.Units {
		if !math.IsNaN(size) {
			active = append(active, size)
		}
	}
	s.Active = len(active)
	s.Mean, s.Deviation = stat.MeanStdDev(active, nil)
	return s
}
