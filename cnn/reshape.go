package cnn

import (
	"fmt"
	"slices"
)

// Reshape gives an example's elements other dimensions, in the same order.
type Reshape struct {
	As string // the ONNX operator type: "Reshape", "Squeeze" or "Unsqueeze", or "Flatten"
	To Shape
}

// Kind is the ONNX operator type.
func (l *Reshape) Kind() string { return l.As }

// Params are none.
func (*Reshape) Params() []*Param { return nil }

// Clone is a deep copy.
func (l *Reshape) Clone() Layer { return &Reshape{l.As, slices.Clone(l.To)} }

// OutShape is To, which must have as many elements as the input.
func (l *Reshape) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if err := l.To.Check(); err != nil {
		return nil, err
	}
	if s.Size() != l.To.Size() {
		return nil, fmt.Errorf("%v cannot become %v", s, l.To)
	}
	return l.To, nil
}

// Sight is the whole input's.
func (*Reshape) Sight(...Shape) Sight { return wholeSight() }

func (*Reshape) parts(w *work) (forward, backward int) { return elementwise(w) }

func (*Reshape) forward(w *work, part int, _ *desk) {
	p := elements(part, w.in[0], w.out)
	copy(p[1], p[0])
}

func (*Reshape) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	p := elements(part, w.gradOut, w.gradIn[0])
	copy(p[1], p[0])
}
