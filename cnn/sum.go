package cnn

import "fmt"

// Sum is Add for any number of inputs, of one shape.
type Sum struct{ Add }

// Kind is the ONNX operator type.
func (*Sum) Kind() string { return "Sum" }

// Clone is a copy.
func (*Sum) Clone() Layer { return &Sum{} }

// OutShape is that of all inputs.
func (*Sum) OutShape(in ...Shape) (Shape, error) {
	switch len(in) {
	case 0:
		return nil, fmt.Errorf("wants an input")
	case 1:
		return in[0], nil
	}
	return same(in)
}
