package cnn

// Flatten lays an example's C×H×W cells out as one row of C·H·W units.
type Flatten struct{}

// Kind is the ONNX operator type.
func (*Flatten) Kind() string { return "Flatten" }

// Params are none.
func (*Flatten) Params() []*Param { return nil }

// Clone is a copy.
func (*Flatten) Clone() Layer { return &Flatten{} }

// OutShape is one dimension with all the input's elements.
func (*Flatten) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	return Shape{s.Size()}, nil
}

func (*Flatten) parts(w *work) (forward, backward int) { return elementwise(w) }

func (*Flatten) forward(w *work, part int, _ *desk) {
	p := elements(part, w.in[0], w.out)
	copy(p[1], p[0])
}

func (*Flatten) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	p := elements(part, w.gradOut, w.gradIn[0])
	copy(p[1], p[0])
}
