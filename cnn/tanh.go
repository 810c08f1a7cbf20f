package cnn

import "unitscope/cnn/internal/kernel"

// Tanh squeezes into −1..1: y = tanh x, of any shape.
type Tanh struct{}

// Kind is the ONNX operator type.
func (*Tanh) Kind() string { return "Tanh" }

// Params are none.
func (*Tanh) Params() []*Param { return nil }

// Clone is a copy.
func (l *Tanh) Clone() Layer { m := *l; return &m }

// OutShape is the only input's.
func (*Tanh) OutShape(in ...Shape) (Shape, error) { return one(in, 0) }

func (*Tanh) parts(w *work) (forward, backward int) { return elementwise(w) }

func (*Tanh) forward(w *work, part int, _ *desk) {
	p := elements(part, w.in[0], w.out)
	kernel.Tanh(p[1], p[0])
}

func (*Tanh) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	p := elements(part, w.out, w.gradOut, w.gradIn[0])
	y, gy, gx := p[0], p[1], p[2]
	for i, v := range y {
		gx[i] = gy[i] * (1 - v*v)
	}
}
