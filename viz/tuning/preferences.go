package tuning

import (
	"math"
	"math/cmplx"

	"unitscope/viz/stimulus"
)

// GratingTuning is what a unit prefers among gratings. Answers below zero count as none, as a cell's rate has no less:
// the mean over the phases of a unit without a rectifier would be the same for every grating.
type GratingTuning struct {
	Active bool // it answers some grating; else what it prefers is NaN

	// Frequency is where the mean over the phases is largest, in cycles a pixel: the maximum of the parabola through the
	// largest value of the grid and its neighbours of the same orientation, over the logarithm of the frequency.
	Frequency float64
	// Orientation of the stripes, in degrees from 0 to 180 counter-clockwise from horizontal, and Selectivity, 0 to 1, are
	// direction and length of the mean of vectors at twice the orientation, as long as ByOrientation: Selectivity is
	// 1 − circular variance. Orientation is NaN where the length is 0: no orientation is preferred.
	Orientation, Selectivity float64
	// Modulation is F1/F0 at the grid's largest value: the amplitude of the first harmonic over the phases by the mean.
	// It is 0 for a unit that answers all phases alike, and π/2 for a half-wave rectified linear one. NaN for fewer
	// phases than three.
	Modulation float64

	Mean          []float64 // orientations×frequencies: the mean over the phases
	ByOrientation []float64 // Mean at the frequency of the grid's largest value
	ByFrequency   []float64 // Mean at its orientation
	ByPhase       []float64 // the answers at its orientation and frequency
	Best          stimulus.Grating
}

// Tuning computes what a unit of a node that was asked for prefers.
//
// Swindale 1998, "Orientation tuning curves: empirical description and estimation of parameters" (vector mean);
// Skottun, De Valois, Grosof, Movshon, Albrecht, Bonds 1991, "Classifying simple and complex cells on the basis of
// response modulation" (F1/F0).
func (g *GratingResponses) Tuning(node, unit int) GratingTuning {
	frequencies, phases := len(g.Frequencies), len(g.Phases)
	gratings := len(g.Orientations) * frequencies
	responses := g.units[node][unit*gratings*phases:][:gratings*phases]
	t := GratingTuning{Mean: make([]float64, gratings), Frequency: math.NaN(), Orientation: math.NaN(), Selectivity: math.NaN(), Modulation: math.NaN()}
	largest := 0
	for i := range t.Mean {
		for _, r := range responses[i*phases:][:phases] {
			t.Mean[i] += max(float64(r), 0) / float64(phases)
		}
		if t.Mean[i] > t.Mean[largest] {
			largest = i
		}
	}
	orientation, frequency := largest/frequencies, largest%frequencies
	for i := range g.Orientations {
		t.ByOrientation = append(t.ByOrientation, t.Mean[i*frequencies+frequency])
	}
	t.ByFrequency = t.Mean[orientation*frequencies:][:frequencies]
	best := 0
	for i, r := range responses[largest*phases:][:phases] {
		t.ByPhase = append(t.ByPhase, max(float64(r), 0))
		if t.ByPhase[i] > t.ByPhase[best] {
			best = i
		}
	}
	t.Best = g.grating(orientation, frequency, best)
	if t.Active = t.Mean[largest] > 0; t.Active {
		t.Frequency = peak(g.Frequencies, t.ByFrequency, frequency)
		t.Orientation, t.Selectivity = vectorMean(g.Orientations, t.ByOrientation)
		t.Modulation = modulation(t.ByPhase)
	}
	return t
}

// peak is where the parabola through a largest value and its neighbours has its maximum, over the logarithm of x; x at
// an end.
func peak(x, y []float64, at int) float64 {
	if at == 0 || at == len(x)-1 {
		return x[at]
	}
	below, above := y[at]-y[at-1], y[at]-y[at+1]
	if below+above <= 0 { // a plateau
		return x[at]
	}
	step := math.Log(x[at+1] / x[at])
	return x[at] * math.Exp(step*(below-above)/(2*(below+above)))
}

// noOrientation is the length of a vector mean that rounding may have made of none.
const noOrientation = 1e-6

// vectorMean is direction and length of the mean of vectors at twice the orientations, in degrees, weighted.
func vectorMean(orientations, weights []float64) (orientation, length float64) {
	var sum complex128
	total := 0.0
	for i, w := range weights {
		sum += cmplx.Rect(w, 2*orientations[i]*math.Pi/180)
		total += w
	}
	length = cmplx.Abs(sum) / total
	if length < noOrientation {
		return math.NaN(), 0
	}
	orientation = cmplx.Phase(sum) / 2 * 180 / math.Pi
	if orientation < 0 {
		orientation += 180
	}
	return orientation, length
}

// modulation is F1/F0 of answers to phases at even distances.
func modulation(byPhase []float64) float64 {
	n := float64(len(byPhase))
	if n < 3 {
		return math.NaN()
	}
	var first complex128
	mean := 0.0
	for i, r := range byPhase {
		first += cmplx.Rect(2*r/n, -2*math.Pi*float64(i)/n)
		mean += r / n
	}
	return cmplx.Abs(first) / mean
}
