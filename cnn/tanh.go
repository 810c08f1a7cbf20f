package cnn

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
