package tuning

import (
	"math"
	"math/cmplx"
	"slices"

	"gonum.org/v1/gonum/floats"

	"unitscope/viz/stimulus"
)

// GratingTuning is what a unit prefers among gratings, by the means of its answers over the phases. They may be below zero
// where no rectifier comes before. A linear unit's are the same for every grating; of such a unit they are the means of
// its answers above zero, so that a convolution of pixels prefers what the rectifier behind it prefers.
type GratingTuning struct {
	Active bool // it answers some grating above zero; else what it prefers is NaN

	// Frequency is where the mean over the phases is largest, in cycles a pixel: the maximum of the parabola through the
	// largest value of the grid and its neighbours of the same orientation, over the logarithm of the frequency.
	Frequency float64
	// Orientation of the stripes, in degrees from 0 to 180 counter-clockwise from horizontal, and Selectivity, 0 to 1, are
	// direction and length of the mean of vectors at twice the orientation, as long as ByOrientation: Selectivity is
	// 1 − circular variance. Orientation is NaN where the length is 0: no orientation is preferred. Selectivity is NaN
	// where means below zero would make it more than 1 or leave nothing to divide by.
	Orientation, Selectivity float64
	// Modulation is F1/F0 at the grid's largest value, of answers above zero: the amplitude of the first harmonic over the
	// phases by the mean. It is 0 for a unit that answers all phases alike, and π/2 for a half-wave rectified linear one.
	// NaN for fewer phases than three, and where no answer is above zero.
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
	t := GratingTuning{Active: slices.Max(responses) > 0, Mean: phaseMeans(responses, phases),
		Frequency: math.NaN(), Orientation: math.NaN(), Selectivity: math.NaN(), Modulation: math.NaN()}
	largest := floats.MaxIdx(t.Mean)
	orientation, frequency := largest/frequencies, largest%frequencies
	for i := range g.Orientations {
		t.ByOrientation = append(t.ByOrientation, t.Mean[i*frequencies+frequency])
	}
	t.ByFrequency = t.Mean[orientation*frequencies:][:frequencies]
	for _, r := range responses[largest*phases:][:phases] {
		t.ByPhase = append(t.ByPhase, float64(r))
	}
	t.Best = g.grating(orientation, frequency, floats.MaxIdx(t.ByPhase))
	if t.Active {
		t.Frequency = peak(g.Frequencies, t.ByFrequency, frequency)
		t.Orientation, t.Selectivity = vectorMean(g.Orientations, t.ByOrientation)
		t.Modulation = modulation(t.ByPhase)
	}
	return t
}

// phaseMeans are the means of responses over the phases; of those above zero only, where the means of all are the same
// for every grating.
func phaseMeans(responses []float32, phases int) []float64 {
	all, above := make([]float64, len(responses)/phases), make([]float64, len(responses)/phases)
	strength := 0.0
	for i, r := range responses {
		v := float64(r)
		all[i/phases] += v / float64(phases)
		above[i/phases] += max(v, 0) / float64(phases)
		strength = max(strength, math.Abs(v))
	}
	if floats.Max(all)-floats.Min(all) <= sameMean*strength {
		return above
	}
	return all
}

// sameMean is how far apart, by the largest response, means are that differ by the rounding of float32 only.
const sameMean = 1e-5

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

// vectorMean is direction and length of the mean of vectors at twice the orientations, in degrees, weighted. Weights below
// zero point the other way; the length is NaN where they make it none of 0 to 1.
func vectorMean(orientations, weights []float64) (orientation, length float64) {
	var sum complex128
	total, size := 0.0, 0.0
	for i, w := range weights {
		sum += cmplx.Rect(w, 2*orientations[i]*math.Pi/180)
		total += w
		size += math.Abs(w)
	}
	orientation = math.Mod(cmplx.Phase(sum)/2*180/math.Pi+180, 180)
	if cmplx.Abs(sum) < noOrientation*size {
		orientation, sum = math.NaN(), 0
	}
	switch length = cmplx.Abs(sum) / total; {
	case !(total > 0) || length > 1+noOrientation:
		length = math.NaN()
	case length > 1: // by rounding
		length = 1
	}
	return orientation, length
}

// modulation is F1/F0 of answers to phases at even distances, as far as they are above zero.
func modulation(byPhase []float64) float64 {
	n := float64(len(byPhase))
	var first complex128
	mean := 0.0
	for i, r := range byPhase {
		r = max(r, 0)
		first += cmplx.Rect(2*r/n, -2*math.Pi*float64(i)/n)
		mean += r / n
	}
	if n < 3 || mean == 0 {
		return math.NaN()
	}
	return cmplx.Abs(first) / mean
}
