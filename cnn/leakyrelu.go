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
