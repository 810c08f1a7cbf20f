package cnn

import (
	"fmt"

	"unitscope/cnn/internal/kernel"
)

// Dense connects every input unit with every output unit: y = W·x + b, for each example.
//
// Input N units (see Flatten), output as many as Weight has rows.
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

// Parts take on as many units as have this many weights, and examples in groups of this many: more would be
// multiplied in another way, which rounds differently, and a batch must give the bits of its examples.
const (
	denseWeights  = 1 << 16
	denseExamples = 32
)

// parts of forward are blocks of output units over the whole batch, so that weights are read
// once; of backward, blocks of output units for the parameters, then blocks of input units.
func (d *Dense) parts(w *work) (forward, backward int) {
	out, in := d.Weight.Shape[0], d.Weight.Shape[1]
	forward = cut(out, denseBlock(out, in))
	return forward, forward + cut(in, denseBlock(in, out))
}

// denseBlock is how many of so many units, with so many weights each, one part takes on.
func denseBlock(units, weights int) int { return even(units, max(denseWeights/weights, 32)) }

func (d *Dense) forward(w *work, part int, k *desk) {
	out, in := d.Weight.Shape[0], d.Weight.Shape[1]
	first, last := span(part, denseBlock(out, in), out)
	if d.Bias != nil {
		for e := range w.batch {
			copy(example(w.out, e)[first:last], d.Bias.Data[first:])
		}
	}
	for e := 0; e < w.batch; e += denseExamples {
		k.product = kernel.Product{M: min(denseExamples, w.batch-e), N: last - first, K: in,
			A: kernel.Operand{Data: w.in[0].Data[e*in:], Stride: in},
			B: kernel.Operand{Data: d.Weight.Data[first*in:], Stride: in, Transposed: true},
			C: kernel.Output{Data: w.out.Data[e*out+first:], Stride: out, Accumulate: d.Bias != nil}}
		k.product.Run(k.kernel)
	}
}

func (d *Dense) backward(w *work, part int, k *desk) {
	out, in := d.Weight.Shape[0], d.Weight.Shape[1]
	parts := cut(out, denseBlock(out, in))
	switch {
	case part >= parts && w.gradIn[0] != nil:
		d.backwardInput(w, part-parts, k)
	case part < parts && w.wantsParams:
		d.backwardParams(w, part, k)
	}
}

func (d *Dense) backwardParams(w *work, part int, k *desk) {
	out, in := d.Weight.Shape[0], d.Weight.Shape[1]
	first, last := span(part, denseBlock(out, in), out)
	k.product = kernel.Product{M: last - first, N: in, K: w.batch,
		A: kernel.Operand{Data: w.gradOut.Data[first:], Stride: out, Transposed: true},
		B: kernel.Operand{Data: w.in[0].Data, Stride: in},
		C: kernel.Output{Data: w.gradParams[0].Data[first*in:], Stride: in}}
	k.product.Run(k.kernel)
	if d.Bias == nil {
		return
	}
	for unit := first; unit < last; unit++ {
		sum := 0.0
		for e := range w.batch {
			sum += float64(w.gradOut.Data[e*out+unit])
		}
		w.gradParams[1].Data[unit] = float32(sum)
	}
}

func (d *Dense) backwardInput(w *work, part int, k *desk) {
	out, in := d.Weight.Shape[0], d.Weight.Shape[1]
	first, last := span(part, denseBlock(in, out), in)
	k.product = kernel.Product{M: w.batch, N: last - first, K: out,
		A: kernel.Operand{Data: w.gradOut.Data, Stride: out},
		B: kernel.Operand{Data: d.Weight.Data[first:], Stride: in},
		C: kernel.Output{Data: w.gradIn[0].Data[first:], Stride: in}}
	k.product.Run(k.kernel)
}
