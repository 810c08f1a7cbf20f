package cnn

import (
	"fmt"
	"slices"

	"unitscope/cnn/internal/kernel"
)

// ConvN is Conv2D for maps with any number of axes: input C×…, output out×….
type ConvN struct {
	Grid
	Groups int
	Weight *Tensor // out × in/groups × kernel
	Bias   *Tensor // out; nil when absent
}

// Clone is a deep copy.
func (g Grid) clone() Grid {
	return Grid{slices.Clone(g.Kernel), slices.Clone(g.Stride), slices.Clone(g.Dilation), slices.Clone(g.Before), slices.Clone(g.After)}
}

// Kind is the ONNX operator type.
func (*ConvN) Kind() string { return "Conv" }

// Params are the kernels and, where there is one, the bias.
func (c *ConvN) Params() []*Param { return weightAndBias(c.Weight, c.Bias) }

// Clone is a deep copy.
func (c *ConvN) Clone() Layer {
	return &ConvN{c.Grid.clone(), c.Groups, c.Weight.Clone(), c.Bias.Clone()}
}

// OutShape wants one input of as many maps as the weight and the groups say.
func (c *ConvN) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if err := checkKernels(c.Weight, c.Bias, c.Kernel, c.Groups); err != nil {
		return nil, err
	}
	w := c.Weight.Shape
	if len(s) != len(w)-1 || s[0] != w[1]*c.Groups || w[0]%c.Groups != 0 {
		return nil, fmt.Errorf("weight %v in %d groups does not go with %v", w, c.Groups, s)
	}
	if c.Bias != nil {
		if err := c.Bias.check("bias", w[0]); err != nil {
			return nil, err
		}
	}
	out, err := c.outSize(s[1:], false)
	return append(Shape{w[0]}, out...), err
}

// checkKernels returns an error unless weight ends in the kernel's dimensions after two others.
func checkKernels(weight, bias *Tensor, kernel []int, groups int) error {
	if weight == nil || len(weight.Shape) < 3 || groups < 1 {
		return fmt.Errorf("wants a weight of 3 dimensions or more, and 1 group or more")
	}
	w := weight.Shape
	if err := w.Check(); err != nil {
		return fmt.Errorf("weight: %w", err)
	}
	return weight.check("weight", slices.Concat(w[:2], kernel)...)
}

// Sight is the whole input's: only Conv2D's maps have rows and columns.
func (*ConvN) Sight(...Shape) Sight { return wholeSight() }

// inMaps and outMaps are those of a group.
func (c *ConvN) maps() (inMaps, outMaps int) { return c.Weight.Shape[1], c.Weight.Shape[0] / c.Groups }

func (c *ConvN) plan(w *work) {
	if w.plan == nil {
		w.plan = c.unfold(w.inShape(0)[1:], w.shape[1:], c.Weight.Shape[1])
	}
}

func (c *ConvN) scratch(w *work) int {
	u := w.plan.(*unfolding)
	return u.block * u.taps * c.Weight.Shape[1]
}

// parts of backward are the examples', then the groups' for the parameters.
func (c *ConvN) parts(w *work) (forward, backward int) { return w.batch, w.batch + c.Groups }

func (c *ConvN) forward(w *work, part int, d *desk) {
	u := w.plan.(*unfolding)
	in, out := c.maps()
	depth := in * u.taps
	for group := range c.Groups {
		x := example(w.in[0], part)[group*in*u.size:][:in*u.size]
		y := example(w.out, part)[group*out*u.cells:]
		var bias []float32
		if c.Bias != nil {
			bias = c.Bias.Data[group*out:][:out]
		}
		u.blocks(func(first, count int) {
			u.lay(d.scratch, x, first, count)
			d.product = kernel.Product{M: out, N: count, K: depth,
				A: kernel.Operand{Data: c.Weight.Data[group*out*depth:], Stride: depth},
				B: kernel.Operand{Data: d.scratch, Stride: count},
				C: kernel.Output{Data: y[first:], Stride: u.cells, Bias: bias}}
			d.product.Run(d.kernel)
		})
	}
}

func (c *ConvN) backward(w *work, part int, d *desk) {
	switch {
	case part < w.batch && w.gradIn[0] != nil:
		c.backwardInput(w, part, d)
	case part >= w.batch && w.wantsParams:
		c.backwardParams(w, part-w.batch, d)
	}
}

func (c *ConvN) backwardInput(w *work, e int, d *desk) {
	u := w.plan.(*unfolding)
	in, out := c.maps()
	depth := in * u.taps
	clear(example(w.gradIn[0], e))
	for group := range c.Groups {
		gx := example(w.gradIn[0], e)[group*in*u.size:][:in*u.size]
		gy := example(w.gradOut, e)[group*out*u.cells:]
		u.blocks(func(first, count int) {
			d.product = kernel.Product{M: depth, N: count, K: out,
				A: kernel.Operand{Data: c.Weight.Data[group*out*depth:], Stride: depth, Transposed: true},
				B: kernel.Operand{Data: gy[first:], Stride: u.cells},
				C: kernel.Output{Data: d.scratch, Stride: count}}
			d.product.Run(d.kernel)
			u.fold(gx, d.scratch, first, count)
		})
	}
}

func (c *ConvN) backwardParams(w *work, group int, d *desk) {
	u := w.plan.(*unfolding)
	in, out := c.maps()
	depth := in * u.taps
	g := w.gradParams[0].Data[group*out*depth:][:out*depth]
	clear(g)
	for e := range w.batch {
		x, gy := example(w.in[0], e)[group*in*u.size:][:in*u.size], example(w.gradOut, e)[group*out*u.cells:]
		u.blocks(func(first, count int) {
			u.lay(d.scratch, x, first, count)
			d.product = kernel.Product{M: out, N: depth, K: count,
				A: kernel.Operand{Data: gy[first:], Stride: u.cells},
				B: kernel.Operand{Data: d.scratch, Stride: count, Transposed: true},
				C: kernel.Output{Data: g, Stride: depth, Accumulate: true}}
			d.product.Run(d.kernel)
		})
	}
	if c.Bias != nil {
		sumMaps(w.gradParams[1].Data[group*out:][:out], w, group*out, u.cells)
	}
}

// sumMaps sets dst to the sums over the batch of the gradients of maps from first on, of so many cells each.
func sumMaps(dst []float32, w *work, first, cells int) {
	for i := range dst {
		sum := 0.0
		for e := range w.batch {
			sum += kernel.Sum(example(w.gradOut, e)[(first+i)*cells:][:cells])
		}
		dst[i] = float32(sum)
	}
}
