package cnn

import (
	"fmt"
	"slices"
)

// Concat puts its inputs' maps (or units) one behind the other: inputs C₁×H×W, C₂×H×W, … become
// (C₁+C₂+…)×H×W. With another Axis than 0 it does so along that one.
type Concat struct{ Axis int }

// Kind is the ONNX operator type.
func (*Concat) Kind() string { return "Concat" }

// Params are none.
func (*Concat) Params() []*Param { return nil }

// Clone is a copy.
func (l *Concat) Clone() Layer { return &Concat{l.Axis} }

// OutShape sums the axis; the other dimensions must agree.
func (l *Concat) OutShape(in ...Shape) (Shape, error) {
	if len(in) == 0 || l.Axis < 0 || l.Axis >= len(in[0]) {
		return nil, fmt.Errorf("wants inputs with an axis %d, gets %v", l.Axis, in)
	}
	out := slices.Clone(in[0])
	for _, s := range in[1:] {
		if len(s) != len(out) || !s[:l.Axis].Equal(out[:l.Axis]) || !s[l.Axis+1:].Equal(out[l.Axis+1:]) {
			return nil, fmt.Errorf("wants inputs that differ in dimension %d only, gets %v and %v", l.Axis+1, in[0], s)
		}
		out[l.Axis] += s[l.Axis]
	}
	return out, nil
}

func (*Concat) parts(w *work) (forward, backward int) { return w.batch, w.batch }

func (l *Concat) forward(w *work, part int, _ *desk) {
	y := example(w.out, part)
	for outer := range w.shape[:l.Axis].Size() {
		for k, in := range w.in {
			size := w.inShape(k)[l.Axis:].Size()
			y = y[copy(y, example(in, part)[outer*size:(outer+1)*size]):]
		}
	}
}

func (l *Concat) backward(w *work, part int, _ *desk) {
	gy := example(w.gradOut, part)
	for outer := range w.shape[:l.Axis].Size() {
		for k := range w.in {
			size := w.inShape(k)[l.Axis:].Size()
			if w.gradIn[k] != nil {
				copy(example(w.gradIn[k], part)[outer*size:], gy[:size])
			}
			gy = gy[size:]
		}
	}
}
