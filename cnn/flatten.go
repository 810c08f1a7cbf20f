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
