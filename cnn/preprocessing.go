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

// ChannelOrder says which colour a network's channels carry.
type ChannelOrder string

// The orders of channels.
const (
	RGB ChannelOrder = "rgb"
	BGR ChannelOrder = "bgr" // Caffe's and OpenCV's
)

// Layout says in which order a network's input has its dimensions.
type Layout string

// The layouts of an input.
const (
	ChannelsFirst Layout = "chw" // C×H×W: PyTorch's and ONNX's
	ChannelsLast  Layout = "hwc" // H×W×C: TensorFlow's
)

// Preprocessing turns a picture's values p, 0..1, into what a network reads:
//
//	v = (Low + (High − Low)·p − Mean[c]) / Deviation[c]
//
// c counts channels in the network's order. The zero value is Crop, 0..1, no mean, deviation 1, RGB,
// channels first.
type Preprocessing struct {
	Fit             Fit       // "" is Crop
	Low, High       float32   // what 0 and 1 become before the mean is taken off; 0 and 0 are 0 and 1
	Mean, Deviation []float32 // one a channel, or one for all, or none
	Order           ChannelOrder
	Layout          Layout
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

// Picture returns the shape, C×H×W, of the pictures that a network of the given input reads.
func (p Preprocessing) Picture(input Shape) Shape {
	if p.Layout == ChannelsLast && len(input) == 3 {
		return Shape{input[2], input[0], input[1]}
	}
	return input
}

// Check returns an error unless the settings make sense for pictures of so many channels.
func (p Preprocessing) Check(channels int) error {
	if !slices.Contains([]Fit{"", Crop, Pad, Stretch}, p.Fit) {
		return fmt.Errorf("cnn: preprocessing: fit %q is none of crop, pad, stretch", p.Fit)
	}
	if !slices.Contains([]ChannelOrder{"", RGB, BGR}, p.Order) {
		return fmt.Errorf("cnn: preprocessing: channel order %q is none of rgb, bgr", p.Order)
	}
	if !slices.Contains([]Layout{"", ChannelsFirst, ChannelsLast}, p.Layout) {
		return fmt.Errorf("cnn: preprocessing: layout %q is none of chw, hwc", p.Layout)
	}
	if p.Order == BGR && channels != 3 {
		return fmt.Errorf("cnn: preprocessing: channel order bgr with %d channels", channels)
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

// Apply prepares a picture of the given shape, C×H×W in RGB; dst may be picture itself. Where the
// network reads channels last, dst is H×W×C.
func (p Preprocessing) Apply(dst, picture []float32, shape Shape) {
	size := shape[1:].Size()
	if p.Order == BGR {
		p.swap(dst, picture, size)
		picture = dst
	}
	if p.Layout == ChannelsLast && shape[0] > 1 {
		picture = slices.Clone(picture) // every place of dst is another's in picture
	}
	low, high := p.Range()
	for c := range shape[0] {
		mean, deviation := channel(p.Mean, c, 0), channel(p.Deviation, c, 1)
		at, step := c*size, 1
		if p.Layout == ChannelsLast {
			at, step = c, shape[0]
		}
		for _, v := range picture[c*size : (c+1)*size] {
			dst[at] = (low + (high-low)*v - mean) / deviation
			at += step
		}
	}
}

// Gradient turns a gradient with respect to what the network reads into that with respect to the picture of the
// given shape, C×H×W in RGB, from which Apply made it. dst and gradient must not overlap.
func (p Preprocessing) Gradient(dst, gradient []float32, shape Shape) {
	size := shape[1:].Size()
	low, high := p.Range()
	for c := range shape[0] {
		gain := (high - low) / channel(p.Deviation, c, 1)
		plane, at, step := c, c*size, 1
		if p.Order == BGR {
			plane = shape[0] - 1 - c
		}
		if p.Layout == ChannelsLast {
			at, step = c, shape[0]
		}
		for i := range size {
			dst[plane*size+i] = gain * gradient[at]
			at += step
		}
	}
}

// swap copies three planes with the first and the last exchanged; dst may be picture itself.
func (p Preprocessing) swap(dst, picture []float32, size int) {
	for i := range size {
		dst[i], dst[size+i], dst[2*size+i] = picture[2*size+i], picture[size+i], picture[i]
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
// "crop, 0..1, mean 0.5 0.5 0.5, deviation 0.2 0.2 0.2", and "bgr" and "channels last" where they are so.
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
	if p.Order == BGR {
		line += ", bgr"
	}
	if p.Layout == ChannelsLast {
		line += ", channels last"
	}
	return line
}

func numbers(values []float32) string { return strings.Trim(fmt.Sprint(values), "[]") }

func (p Preprocessing) clone() Preprocessing {
	p.Mean, p.Deviation = slices.Clone(p.Mean), slices.Clone(p.Deviation)
	return p
}
