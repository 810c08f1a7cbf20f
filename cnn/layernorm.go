package cnn

import (
	"fmt"
	"math"
)

// LayerNorm brings an example's dimensions from Axis on together to zero mean and unit variance, then scales and
// shifts each element:
//
//	y = Scale · (x − mean) / √(variance + Epsilon) + Shift
//
// Ba, Kiros and Hinton 2016, "Layer normalization".
type LayerNorm struct {
	Axis         int
	Scale, Shift *Tensor // of the dimensions from Axis on; Shift may be nil
	Epsilon      float32
}

// InstanceNorm brings each map of each example to zero mean and unit variance, then scales and shifts it:
//
//	y[c] = Scale[c] · (x[c] − mean) / √(variance + Epsilon) + Shift[c]
//
// Input C×any. Ulyanov, Vedaldi and Lempitsky 2016, "Instance normalization".
type InstanceNorm struct {
	Scale, Shift *Tensor // C
	Epsilon      float32
}

// Kind is the ONNX operator type.
func (*LayerNorm) Kind() string { return "LayerNormalization" }

// Kind is the ONNX operator type.
func (*InstanceNorm) Kind() string { return "InstanceNormalization" }

// Params are the scale and, where there is one, the shift.
func (l *LayerNorm) Params() []*Param { return scaleAndShift(l.Scale, l.Shift) }

// Params are the scale and the shift.
func (l *InstanceNorm) Params() []*Param { return scaleAndShift(l.Scale, l.Shift) }

func scaleAndShift(scale, shift *Tensor) []*Param {
	p := []*Param{{Name: "scale", Value: scale}}
	if shift != nil {
		p = append(p, &Param{Name: "shift", Value: shift})
	}
	return p
}

// Clone is a deep copy.
func (l *LayerNorm) Clone() Layer {
	return &LayerNorm{l.Axis, l.Scale.Clone(), l.Shift.Clone(), l.Epsilon}
}

// Clone is a deep copy.
func (l *InstanceNorm) Clone() Layer {
	return &InstanceNorm{l.Scale.Clone(), l.Shift.Clone(), l.Epsilon}
}

// OutShape is the only input's, whose dimensions from Axis on must be those of the scale.
func (l *LayerNorm) OutShape(in ...Shape) (Shape, error) {
	s, err := withAxis(in, l.Axis)
	if err != nil {
		return nil, err
	}
	if err := l.Scale.check("scale", s[l.Axis:]...); err != nil {
		return nil, err
	}
	if l.Shift == nil {
		return s, nil
	}
	return s, l.Shift.check("shift", s[l.Axis:]...)
}

// OutShape is the only input's, which must have as many maps as the layer has scales.
func (l *InstanceNorm) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if len(s) < 2 {
		return nil, fmt.Errorf("wants maps, gets %v", s)
	}
	if err := l.Scale.check("scale", s[0]); err != nil {
		return nil, err
	}
	return s, l.Shift.check("shift", s[0])
}

// Sight is the whole input's.
func (*LayerNorm) Sight(...Shape) Sight { return wholeSight() }

// Sight is the whole input's.
func (*InstanceNorm) Sight(...Shape) Sight { return wholeSight() }

// A group is numbers that are brought to normal together: how many of them there are in an example, and where
// the scale of each number is.
type normGroups struct {
	size, count int
	scale       func(group, i int) int
}

func (l *LayerNorm) groups(w *work) normGroups {
	size := len(l.Scale.Data)
	return normGroups{size, w.shape.Size() / size, func(_, i int) int { return i }}
}

func (l *InstanceNorm) groups(w *work) normGroups {
	return normGroups{w.shape[1:].Size(), w.shape[0], func(group, _ int) int { return group }}
}

// normWork is the part of both layers that computes.
type normWork struct {
	normGroups
	scale, shift *Tensor
	epsilon      float32
}

func (l *LayerNorm) normal(w *work) normWork {
	return normWork{l.groups(w), l.Scale, l.Shift, l.Epsilon}
}

func (l *InstanceNorm) normal(w *work) normWork {
	return normWork{l.groups(w), l.Scale, l.Shift, l.Epsilon}
}

// parts of backward are the examples' and one more for the parameters.
func (*LayerNorm) parts(w *work) (forward, backward int) { return w.batch, w.batch + 1 }

func (*InstanceNorm) parts(w *work) (forward, backward int) { return w.batch, w.batch + 1 }

func (l *LayerNorm) forward(w *work, part int, _ *desk) { l.normal(w).forward(w, part) }

func (l *InstanceNorm) forward(w *work, part int, _ *desk) { l.normal(w).forward(w, part) }

func (l *LayerNorm) backward(w *work, part int, _ *desk) { l.normal(w).backward(w, part) }

func (l *InstanceNorm) backward(w *work, part int, _ *desk) { l.normal(w).backward(w, part) }

// moments are the mean of some numbers and 1/√(their variance + epsilon).
func (n normWork) moments(x []float32) (mean, inverse float64) {
	for _, v := range x {
		mean += float64(v)
	}
	mean /= float64(len(x))
	variance := 0.0
	for _, v := range x {
		variance += (float64(v) - mean) * (float64(v) - mean)
	}
	return mean, 1 / math.Sqrt(variance/float64(len(x))+float64(n.epsilon))
}

func (n normWork) forward(w *work, part int) {
	x, y := example(w.in[0], part), example(w.out, part)
	for group := range n.count {
		own := x[group*n.size:][:n.size]
		mean, inverse := n.moments(own)
		for i, v := range own {
			at := n.normGroups.scale(group, i)
			normal := float32((float64(v)-mean)*inverse) * n.scale.Data[at]
			if n.shift != nil {
				normal += n.shift.Data[at]
			}
			y[group*n.size+i] = normal
		}
	}
}

func (n normWork) backward(w *work, part int) {
	switch {
	case part < w.batch && w.gradIn[0] != nil:
		n.backwardInput(example(w.gradIn[0], part), example(w.in[0], part), example(w.gradOut, part))
	case part == w.batch && w.wantsParams:
		n.backwardParams(w)
	}
}

// backwardInput, with x̂ the normal form of x, h = Scale·gy, and means over a group:
//
//	gx = (h − mean(h) − x̂ · mean(h·x̂)) / √(variance + Epsilon)
func (n normWork) backwardInput(gx, x, gy []float32) {
	for group := range n.count {
		from := group * n.size
		own := x[from:][:n.size]
		mean, inverse := n.moments(own)
		var meanH, meanHX float64
		for i, v := range own {
			h := float64(gy[from+i]) * float64(n.scale.Data[n.normGroups.scale(group, i)])
			meanH += h
			meanHX += h * (float64(v) - mean) * inverse
		}
		meanH, meanHX = meanH/float64(n.size), meanHX/float64(n.size)
		for i, v := range own {
			h := float64(gy[from+i]) * float64(n.scale.Data[n.normGroups.scale(group, i)])
			gx[from+i] = float32((h - meanH - (float64(v)-mean)*inverse*meanHX) * inverse)
		}
	}
}

// backwardParams: gScale = Σ gy·x̂, gShift = Σ gy.
func (n normWork) backwardParams(w *work) {
	for _, g := range w.gradParams {
		clear(g.Data)
	}
	for e := range w.batch {
		x, gy := example(w.in[0], e), example(w.gradOut, e)
		for group := range n.count {
			from := group * n.size
			own := x[from:][:n.size]
			mean, inverse := n.moments(own)
			for i, v := range own {
				at := n.normGroups.scale(group, i)
				w.gradParams[0].Data[at] += gy[from+i] * float32((float64(v)-mean)*inverse)
				if n.shift != nil {
					w.gradParams[1].Data[at] += gy[from+i]
				}
			}
		}
	}
}
