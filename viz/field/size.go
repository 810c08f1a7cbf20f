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
	counted := a.counted(count)
	peak := 0.0
	for p, n := range count {
		if counted(p) {
			peak = max(peak, math.Abs(float64(sums[p]))/float64(n))
		}
	}
	a.Peak[k] = float32(peak)
	scale := 1.0
	if peak > 0 {
		scale = 1 / peak
	}
	area := 0
	for p, n := range count {
		if n == 0 {
			continue
		}
		v := float64(sums[p]) / float64(n) * scale
		mean[p] = float32(v)
		if counted(p) && math.Abs(v) > halfMaximum {
			area++
		}
	}
	if a.Size[k] = math.NaN(); peak > 0 {
		a.Size[k] = math.Sqrt(float64(area))
	}
}

// counted tells which pixels decide a unit's peak and size: those in the theoretical field that at least half as many pictures
// decide as the best known one there. Where no patch could have its middle in the theoretical field, it is those around it.
func (a *Averages) counted(count []int32) func(p int) bool {
	most := func(within image.Rectangle) (most int32) {
		for y := within.Min.Y; y < within.Max.Y; y++ {
			most = max(most, slices.Max(count[y*a.Width+within.Min.X:y*a.Width+within.Max.X]))
		}
		return most
	}
	within := a.inner()
	best := most(within)
	if best == 0 {
		within = image.Rect(0, 0, a.Width, a.Height)
		best = most(within)
	}
	enough := max((best+1)/2, 1)
	return func(p int) bool {
		return count[p] >= enough && image.Pt(p%a.Width, p/a.Width).In(within)
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
