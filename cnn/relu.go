package cnn

import "unitscope/cnn/internal/kernel"

// ReLU passes what is positive: y = max(x, 0), of any shape.
type ReLU struct{}

// Kind is the ONNX operator type.
func (*ReLU) Kind() string { return "Relu" }

// Params are none.
func (*ReLU) Params() []*Param { return nil }

// Clone is a copy.
func (l *ReLU) Clone() Layer { m := *l; return &m }

// OutShape is the only input's.
func (*ReLU) OutShape(in ...Shape) (Shape, error) { return one(in, 0) }

func (*ReLU) parts(w *work) (forward, backward int) { return elementwise(w) }

func (*ReLU) forward(w *work, part int, _ *desk) {
	p := elements(part, w.in[0], w.out)
	kernel.ReLU(p[1], p[0])
}

func (*ReLU) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	p := elements(part, w.out, w.gradOut, w.gradIn[0])
	kernel.ReLUBackward(p[2], p[1], p[0])
}
