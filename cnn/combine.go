package cnn

import (
	"fmt"
	"slices"

	"unitscope/cnn/internal/kernel"
)

// Add sums two or more inputs of one shape, element by element.
type Add struct{}

// Mul multiplies two or more inputs of one shape, element by element.
type Mul struct{}

// Kind is the ONNX operator type.
func (*Add) Kind() string { return "Add" }

// Kind is the ONNX operator type.
func (*Mul) Kind() string { return "Mul" }

// Params are none.
func (*Add) Params() []*Param { return nil }

// Params are none.
func (*Mul) Params() []*Param { return nil }

// Clone is a copy.
func (*Add) Clone() Layer { return &Add{} }

// Clone is a copy.
func (*Mul) Clone() Layer { return &Mul{} }

// OutShape is that of all inputs.
func (*Add) OutShape(in ...Shape) (Shape, error) { return same(in) }

// OutShape is that of all inputs.
func (*Mul) OutShape(in ...Shape) (Shape, error) { return same(in) }

func same(in []Shape) (Shape, error) {
	if len(in) < 2 {
		return nil, fmt.Errorf("wants 2 inputs or more, gets %d", len(in))
	}
	for _, s := range in[1:] {
		if !s.Equal(in[0]) {
			return nil, fmt.Errorf("wants inputs of one shape, gets %v and %v", in[0], s)
		}
	}
	return slices.Clone(in[0]), nil
}

func (*Add) parts(w *work) (forward, backward int) { return elementwise(w) }

func (*Mul) parts(w *work) (forward, backward int) { return elementwise(w) }

func (*Add) forward(w *work, part int, _ *desk) {
	first := elements(part, w.in[0], w.out)
	copy(first[1], first[0])
	for _, in := range w.in[1:] {
		p := elements(part, in, w.out)
		kernel.Axpy(p[1], 1, p[0])
	}
}

func (*Mul) forward(w *work, part int, _ *desk) {
	first := elements(part, w.in[0], w.out)
	copy(first[1], first[0])
	for _, in := range w.in[1:] {
		p := elements(part, in, w.out)
		kernel.Mul(p[1], p[1], p[0])
	}
}

func (*Add) backward(w *work, part int, _ *desk) {
	for _, gradIn := range w.gradIn {
		if gradIn != nil {
			p := elements(part, w.gradOut, gradIn)
			copy(p[1], p[0])
		}
	}
}

// backward multiplies the gradient with the other inputs.
func (*Mul) backward(w *work, part int, _ *desk) {
	for k, gradIn := range w.gradIn {
		if gradIn == nil {
			continue
		}
		own := elements(part, w.gradOut, gradIn)
		copy(own[1], own[0])
		for j, in := range w.in {
			if j == k {
				continue
			}
			p := elements(part, in, gradIn)
			kernel.Mul(p[1], p[1], p[0])
		}
	}
}
