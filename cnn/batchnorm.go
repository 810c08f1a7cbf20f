package cnn

import "fmt"

// BatchNorm brings each map (or unit) to zero mean and unit variance, then scales and shifts it:
//
//	y[c] = Scale[c] · (x[c] − mean[c]) / √(variance[c] + Epsilon) + Shift[c]
//
// While training, mean and variance are those of the batch's cells of map c, and the running
// statistics move towards them: running = (1 − Momentum)·running + Momentum·batch, with the
// unbiased variance (PyTorch's convention). Otherwise, and while the layer is frozen, they are
// the running ones.
//
// Input C×H×W or C; all tensors C.
type BatchNorm struct {
	Scale, Shift, Mean, Variance *Tensor
	Epsilon, Momentum            float32
}

// NewBatchNorm returns a layer for so many maps that passes its input on: scale 1, shift 0,
// running mean 0 and variance 1, epsilon 1e-5, momentum 0.1.
func NewBatchNorm(channels int) *BatchNorm {
	b := &BatchNorm{Scale: NewTensor(channels), Shift: NewTensor(channels), Mean: NewTensor(channels),
		Variance: NewTensor(channels), Epsilon: 1e-5, Momentum: 0.1}
	for c := range channels {
		b.Scale.Data[c], b.Variance.Data[c] = 1, 1
	}
	return b
}

// Kind is the ONNX operator type.
func (b *BatchNorm) Kind() string { return "BatchNormalization" }

// Params are the scale and the shift; the running statistics are not learned by gradient.
func (b *BatchNorm) Params() []*Param {
	return []*Param{{Name: "scale", Value: b.Scale}, {Name: "shift", Value: b.Shift}}
}

// Clone is a deep copy.
func (b *BatchNorm) Clone() Layer {
	return &BatchNorm{Scale: b.Scale.Clone(), Shift: b.Shift.Clone(), Mean: b.Mean.Clone(), Variance: b.Variance.Clone(),
		Epsilon: b.Epsilon, Momentum: b.Momentum}
}

func (b *BatchNorm) statistics() []*Tensor { return []*Tensor{b.Mean, b.Variance} }

// OutShape wants one input of as many maps as the layer has scales.
func (b *BatchNorm) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if len(s) == 0 {
		return nil, fmt.Errorf("wants an input of 1 dimension or more")
	}
	for i, t := range []*Tensor{b.Scale, b.Shift, b.Mean, b.Variance} {
		if err := t.check([]string{"scale", "shift", "mean", "variance"}[i], s[0]); err != nil {
			return nil, err
		}
	}
	return s, nil
}
