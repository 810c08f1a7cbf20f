package cnn

import (
	"fmt"

	"unitscope/cnn/internal/kernel"
)

// ConvTranspose is the adjoint of a convolution: each input cell adds a kernel, weighted by its value, to the
// output, where a convolution with the same Grid would read it. Maps have any number of axes: input C×…, output
// out×…, on each axis
//
//	(in − 1)·stride + Extra + extent − before − after
//
// cells. Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", chapter 4.
type ConvTranspose struct {
	Grid
	Extra  []int // cells that the output has more at its end
	Groups int
	Weight *Tensor // in × out/groups × kernel
	Bias   *Tensor // out; nil when absent
}

// Kind is the ONNX operator type.
func (*ConvTranspose) Kind() string { return "ConvTranspose" }

// Params are the kernels and, where there is one, the bias.
func (c *ConvTranspose) Params() []*Param { return weightAndBias(c.Weight, c.Bias) }

// Clone is a deep copy.
func (c *ConvTranspose) Clone() Layer {
	return &ConvTranspose{c.Grid.clone(), append([]int{}, c.Extra...), c.Groups, c.Weight.Clone(), c.Bias.Clone()}
}

// OutShape wants one input of as many maps as the weight has.
func (c *ConvTranspose) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if err := checkKernels(c.Weight, c.Bias, c.Kernel, c.Groups); err != nil {
		return nil, err
	}
	w := c.Weight.Shape
	if len(s) != len(w)-1 || s[0] != w[0] || w[0]%c.Groups != 0 || len(c.Extra) != len(s)-1 {
		return nil, fmt.Errorf("weight %v in %d groups does not go with %v", w, c.Groups, s)
	}
	if c.Bias != nil {
		if err := c.Bias.check("bias", w[1]*c.Groups); err != nil {
			return nil, err
		}
	}
	if err := c.check(len(s) - 1); err != nil {
		return nil, err
	}
	out := Shape{w[1] * c.Groups}
	for axis, n := range s[1:] {
		if e := c.Extra[axis]; e < 0 || e > maxWindow || n > maxWindow {
			return nil, fmt.Errorf("%d cells more at the end of %v", e, s)
		}
		out = append(out, (n-1)*c.Stride[axis]+c.Extra[axis]+c.axis(axis).extent(0)-c.Before[axis]-c.After[axis])
	}
	if err := out.Check(); err != nil {
		return nil, err
	}
	return out, c.checkTable(s[1:])
}

// Sight is the whole input's: its cells are closer together than the input's.
func (*ConvTranspose) Sight(...Shape) Sight { return wholeSight() }

func (c *ConvTranspose) maps() (inMaps, outMaps int) {
	return c.Weight.Shape[0] / c.Groups, c.Weight.Shape[1]
}

// plan lays windows over the output, one an input cell.
func (c *ConvTranspose) plan(w *work) {
	if w.plan == nil {
		w.plan = c.unfold(w.shape[1:], w.inShape(0)[1:], c.Weight.Shape[1])
	}
}

func (c *ConvTranspose) scratch(w *work) int {
	u := w.plan.(*unfolding)
	return u.block * u.taps * c.Weight.Shape[1]
}

// parts of backward are the examples', then the groups' for the parameters.
func (c *ConvTranspose) parts(w *work) (forward, backward int) { return w.batch, w.batch + c.Groups }

func (c *ConvTranspose) forward(w *work, part int, d *desk) {
	u := w.plan.(*unfolding)
	in, out := c.maps()
	depth := out * u.taps
	for group := range c.Groups {
		x := example(w.in[0], part)[group*in*u.cells:]
		y := example(w.out, part)[group*out*u.size:][:out*u.size]
		clear(y)
		if c.Bias != nil {
			for o := range out {
				fill(y[o*u.size:(o+1)*u.size], c.Bias.Data[group*out+o])
			}
		}
		u.blocks(func(first, count int) {
			d.product = kernel.Product{M: depth, N: count, K: in,
				A: kernel.Operand{Data: c.Weight.Data[group*in*depth:], Stride: depth, Transposed: true},
				B: kernel.Operand{Data: x[first:], Stride: u.cells},
				C: kernel.Output{Data: d.scratch, Stride: count}}
			d.product.Run(d.kernel)
			u.fold(y, d.scratch, first, count)
		})
	}
}

func (c *ConvTranspose) backward(w *work, part int, d *desk) {
	switch {
	case part < w.batch && w.gradIn[0] != nil:
		c.backwardInput(w, part, d)
	case part >= w.batch && w.wantsParams:
		c.backwardParams(w, part-w.batch, d)
	}
}

func (c *ConvTranspose) backwardInput(w *work, e int, d *desk) {
	u := w.plan.(*unfolding)
	in, out := c.maps()
	depth := out * u.taps
	for group := range c.Groups {
		gx := example(w.gradIn[0], e)[group*in*u.cells:]
		gy := example(w.gradOut, e)[group*out*u.size:][:out*u.size]
		u.blocks(func(first, count int) {
			u.lay(d.scratch, gy, first, count)
			d.product = kernel.Product{M: in, N: count, K: depth,
				A: kernel.Operand{Data: c.Weight.Data[group*in*depth:], Stride: depth},
				B: kernel.Operand{Data: d.scratch, Stride: count},
				C: kernel.Output{Data: gx[first:], Stride: u.cells}}
			d.product.Run(d.kernel)
		})
	}
}

func (c *ConvTranspose) backwardParams(w *work, group int, d *desk) {
	u := w.plan.(*unfolding)
	in, out := c.maps()
	depth := out * u.taps
	g := w.gradParams[0].Data[group*in*depth:][:in*depth]
	clear(g)
	for e := range w.batch {
		x, gy := example(w.in[0], e)[group*in*u.cells:], example(w.gradOut, e)[group*out*u.size:][:out*u.size]
		u.blocks(func(first, count int) {
			u.lay(d.scratch, gy, first, count)
			d.product = kernel.Product{M: in, N: depth, K: count,
				A: kernel.Operand{Data: x[first:], Stride: u.cells},
				B: kernel.Operand{Data: d.scratch, Stride: count, Transposed: true},
				C: kernel.Output{Data: g, Stride: depth, Accumulate: true}}
			d.product.Run(d.kernel)
		})
	}
	if c.Bias != nil {
		sumMaps(w.gradParams[1].Data[group*out:][:out], w, group*out, u.size)
	}
}
