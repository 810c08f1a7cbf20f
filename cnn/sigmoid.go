package cnn

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
