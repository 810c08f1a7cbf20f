package cnn

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
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

// denseUnits is how many output units, or input units in backward, one part takes on.
const denseUnits = 16

// parts of forward are blocks of output units over the whole batch, so that weights are read
// once; of backward, blocks of output units for the parameters, then blocks of input units.
func (d *Dense) parts(w *work) (forward, backward int) {
	out := cut(d.Weight.Shape[0], denseUnits)
	return out, out + cut(d.Weight.Shape[1], d.inputBlock())
}

// inputBlock is how many input units one part of backward takes on: rows of weights are read in
// runs of this length.
func (d *Dense) inputBlock() int { return 4 * denseUnits }

func (d *Dense) forward(w *work, part int, _ []float32) {
	out, in := d.Weight.Shape[0], d.Weight.Shape[1]
	first, last := span(part, denseUnits, out)
	y := block(w.out.Data[first:], w.batch, last-first, out)
	beta := float32(0)
	if d.Bias != nil {
		beta = 1
		for e := range w.batch {
			copy(y.Data[e*out:], d.Bias.Data[first:last])
		}
	}
	product(blas.NoTrans, blas.Trans, block(w.in[0].Data, w.batch, in, in),
		block(d.Weight.Data[first*in:], last-first, in, in), beta, y)
}

func (d *Dense) backward(w *work, part int, _ []float32) {
	out, in := d.Weight.Shape[0], d.Weight.Shape[1]
	if parts := cut(out, denseUnits); part >= parts {
		d.backwardInput(w, part-parts)
		return
	}
	if !w.wantsParams {
		return
	}
	first, last := span(part, denseUnits, out)
	gy := block(w.gradOut.Data[first:], w.batch, last-first, out)
	product(blas.Trans, blas.NoTrans, gy, block(w.in[0].Data, w.batch, in, in), 0,
		block(w.gradParams[0].Data[first*in:], last-first, in, in))
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

func (d *Dense) backwardInput(w *work, part int) {
	if w.gradIn[0] == nil {
		return
	}
	out, in := d.Weight.Shape[0], d.Weight.Shape[1]
	first, last := span(part, d.inputBlock(), in)
	product(blas.NoTrans, blas.NoTrans, block(w.gradOut.Data, w.batch, out, out),
		block(d.Weight.Data[first:], out, last-first, in), 0, block(w.gradIn[0].Data[first:], w.batch, last-first, in))
}
