package cnn

// Constant gives the same array for every example, whatever its input, which it only needs to have a place in
// the network.
type Constant struct{ Value *Tensor }

// Kind is the ONNX operator type.
func (*Constant) Kind() string { return "Constant" }

// Params are none.
func (*Constant) Params() []*Param { return nil }

// Clone is a deep copy.
func (l *Constant) Clone() Layer { return &Constant{l.Value.Clone()} }

// OutShape is the value's.
func (l *Constant) OutShape(in ...Shape) (Shape, error) {
	if _, err := one(in, 0); err != nil {
		return nil, err
	}
	if l.Value == nil {
		return nil, l.Value.check("the value")
	}
	return l.Value.Shape, l.Value.check("the value", l.Value.Shape...)
}

// Sight is the whole input's, as of every layer that does not go cell by cell.
func (*Constant) Sight(...Shape) Sight { return wholeSight() }

func (*Constant) parts(w *work) (forward, backward int) { return w.batch, w.batch }

func (l *Constant) forward(w *work, part int, _ *desk) { copy(example(w.out, part), l.Value.Data) }

func (*Constant) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] != nil {
		clear(example(w.gradIn[0], part))
	}
}
