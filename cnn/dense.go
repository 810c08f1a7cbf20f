package cnn

import "fmt"

// Dense connects every input unit with every output unit: y = W·x + b, for each example.
//
// Input N units (any shape of that size; see Flatten), output as many as Weight has rows.
type Dense struct {
	Weight *Tensor // out×in
	Bias   *Tensor // out; nil when absent
}

// NewDense returns a dense layer from in to out units with zero weights (see Network.Init).
func NewDense(in, out int) *Dense { return &Dense{Weight: NewTensor(out, in), Bias: NewTensor(out)} }

// Kind is the ONNX operator type.
func (d *Dense) Kind() string { return "Gemm" }

// Params are the weights and, where there is one, the bias.
func (d *Dense) Params() []*Param { return weightAndBias(d.Weight, d.Bias) }

// Clone is a deep copy.
func (d *Dense) Clone() Layer { return &Dense{Weight: d.Weight.Clone(), Bias: d.Bias.Clone()} }

// OutShape wants one input of as many units as the weight has columns.
func (d *Dense) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 1)
	if err != nil {
		return nil, err
	}
	if d.Weight == nil || len(d.Weight.Shape) != 2 {
		return nil, fmt.Errorf("wants a weight of 2 dimensions")
	}
	w := d.Weight.Shape
	if err := w.Check(); err != nil {
		return nil, fmt.Errorf("weight: %w", err)
	}
	if err := d.Weight.check("weight", w[0], s[0]); err != nil {
		return nil, err
	}
	if d.Bias != nil {
		if err := d.Bias.check("bias", w[0]); err != nil {
			return nil, err
		}
	}
	return Shape{w[0]}, nil
}
