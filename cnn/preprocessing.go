package cnn

import (
	"fmt"
	"slices"
	"strings"
)

// Fit says how a picture of another size is brought to a network's input.
type Fit string

// The ways to fit a picture.
const (
	Crop    Fit = "crop"    // scale the shorter side, cut the middle out of the longer one
	Pad     Fit = "pad"     // scale the longer side, grey beside the picture
	Stretch Fit = "stretch" // scale both sides, whatever that does to proportions
)

// Preprocessing turns a picture's values p, 0..1, into what a network reads:
//
//	v = (Low + (High − Low)·p − Mean[c]) / Deviation[c]
//
// The zero value is Crop, 0..1, no mean, deviation 1.
type Preprocessing struct {
	Fit             Fit       // "" is Crop
	Low, High       float32   // what 0 and 1 become before the mean is taken off; 0 and 0 are 0 and 1
	Mean, Deviation []float32 // one a channel, or one for all, or none
}

// DefaultPreprocessing is the zero value spelled out: Crop, 0..1.
func DefaultPreprocessing() Preprocessing { return Preprocessing{Fit: Crop, High: 1} }

// Range is what 0 and 1 become before mean and deviation.
func (p Preprocessing) Range() (low, high float32) {
	if p.Low == 0 && p.High == 0 {
		return 0, 1
	}
	return p.Low, p.High
}

// Check returns an error unless the settings make sense for pictures of so many channels.
func (p Preprocessing) Check(channels int) error {
	if !slices.Contains([]Fit{"", Crop, Pad, Stretch}, p.Fit) {
		return fmt.Errorf("cnn: preprocessing: fit %q is none of crop, pad, stretch", p.Fit)
	}
	if n := len(p.Mean); n > 1 && n != channels {
		return fmt.Errorf("cnn: preprocessing: %d means for %d channels", n, channels)
	}
	if n := len(p.Deviation); n > 1 && n != channels {
		return fmt.Errorf("cnn: preprocessing: %d deviations for %d channels", n, channels)
	}
	if slices.Contains(p.Deviation, 0) {
		return fmt.Errorf("cnn: preprocessing: a deviation of 0")
	}
	return nil
}

// Apply prepares a picture of the given shape, C×H×W; dst may be picture itself.
func (p Preprocessing) Apply(dst, picture []float32, shape Shape) {
	size := shape[1:].Size()
	low, high := p.Range()
	for c := range shape[0] {
		mean, deviation := channel(p.Mean, c, 0), channel(p.Deviation, c, 1)
		from, to := picture[c*size:(c+1)*size], dst[c*size:(c+1)*size]
		for i, v := range from {
			to[i] = (low + (high-low)*v - mean) / deviation
		}
	}
}

// channel picks channel c's value out of none, one for all, or one a channel.
func channel(values []float32, c int, none float32) float32 {
	switch len(values) {
	case 0:
		return none
	case 1:
		return values[0]
	default:
		return values[c]
	}
}

// String is the line shown wherever pictures are prepared:
// "crop, 0..1, mean 0.5 0.5 0.5, deviation 0.2 0.2 0.2".
func (p Preprocessing) String() string {
	fit := p.Fit
	if fit == "" {
		fit = Crop
	}
	low, high := p.Range()
	line := fmt.Sprintf("%s, %g..%g", fit, low, high)
	if len(p.Mean) > 0 {
		line += ", mean " + numbers(p.Mean)
	}
	if len(p.Deviation) > 0 {
		line += ", deviation " + numbers(p.Deviation)
	}
	return line
}

func numbers(values []float32) string { return strings.Trim(fmt.Sprint(values), "[]") }

func (p Preprocessing) clone() Preprocessing {
	p.Mean, p.Deviation = slices.Clone(p.Mean), slices.Clone(p.Deviation)
	return p
}
