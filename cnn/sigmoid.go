package cnn

import "unitscope/cnn/internal/kernel"

// Sigmoid squeezes into 0..1: y = 1 / (1 + e^−x), of any shape.
type Sigmoid struct{}

// Kind is the ONNX operator type.
func (*Sigmoid) Kind() string { return "Sigmoid" }

// Params are none.
func (*Sigmoid) Params() []*Param { return nil }

// Clone is a copy.
func (l *Sigmoid) Clone() Layer { m := *l; return &m }

// OutShape is the only input's.
func (*Sigmoid) OutShape(in ...Shape) (Shape, error) { return one(in, 0) }

func (*Sigmoid) parts(w *work) (forward, backward int) { return elementwise(w) }

func (*Sigmoid) forward(w *work, part int, _ *desk) {
	p := elements(part, w.in[0], w.out)
	kernel.Sigmoid(p[1], p[0])
}

func (*Sigmoid) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	p := elements(part, w.out, w.gradOut, w.gradIn[0])
	y, gy, gx := p[0], p[1], p[2]
	for i, v := range y {
		gx[i] = gy[i] * v * (1 - v)
	}
}
