package cnn

// LeakyReLU weakens what is negative: y = x where x > 0, Slope·x elsewhere, of any shape.
type LeakyReLU struct{ Slope float32 }

// Kind is the ONNX operator type.
func (*LeakyReLU) Kind() string { return "LeakyRelu" }

// Params are none.
func (*LeakyReLU) Params() []*Param { return nil }

// Clone is a copy.
func (l *LeakyReLU) Clone() Layer { m := *l; return &m }

// OutShape is the only input's.
func (*LeakyReLU) OutShape(in ...Shape) (Shape, error) { return one(in, 0) }

func (*LeakyReLU) parts(w *work) (forward, backward int) { return elementwise(w) }

func (l *LeakyReLU) forward(w *work, part int, _ *desk) {
	p := elements(part, w.in[0], w.out)
	x, y := p[0], p[1]
	for i, v := range x {
		if v <= 0 {
			v *= l.Slope
		}
		y[i] = v
	}
}

func (l *LeakyReLU) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	p := elements(part, w.in[0], w.gradOut, w.gradIn[0])
	x, gy, gx := p[0], p[1], p[2]
	for i, v := range x {
		if v > 0 {
			gx[i] = gy[i]
		} else {
			gx[i] = gy[i] * l.Slope
		}
	}
}
