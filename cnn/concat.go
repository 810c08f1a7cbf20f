package cnn

import (
	"fmt"
	"slices"
)

// Concat puts its inputs' maps (or units) one behind the other: inputs C₁×H×W, C₂×H×W, … become
// (C₁+C₂+…)×H×W.
type Concat struct{}

// Kind is the ONNX operator type.
func (*Concat) Kind() string { return "Concat" }

// Params are none.
func (*Concat) Params() []*Param { return nil }

// Clone is a copy.
func (*Concat) Clone() Layer { return &Concat{} }

// OutShape sums the first dimensions; the others must agree.
func (*Concat) OutShape(in ...Shape) (Shape, error) {
	if len(in) == 0 || len(in[0]) == 0 {
		return nil, fmt.Errorf("wants an input")
	}
	out := slices.Clone(in[0])
	for _, s := range in[1:] {
		if len(s) != len(out) || !s[1:].Equal(out[1:]) {
			return nil, fmt.Errorf("wants inputs that differ in the first dimension only, gets %v and %v", in[0], s)
		}
		out[0] += s[0]
	}
	return out, nil
}

func (*Concat) parts(w *work) (forward, backward int) { return w.batch, w.batch }

func (*Concat) forward(w *work, part int, _ *desk) {
	y := example(w.out, part)
	for _, in := range w.in {
		y = y[copy(y, example(in, part)):]
	}
}

func (*Concat) backward(w *work, part int, _ *desk) {
	gy := example(w.gradOut, part)
	for k, in := range w.in {
		size := in.Shape[1:].Size()
		if w.gradIn[k] != nil {
			copy(example(w.gradIn[k], part), gy[:size])
		}
		gy = gy[size:]
	}
}
