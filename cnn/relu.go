package cnn

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
