package cnn

import "fmt"

// Conv2D slides kernels over the input's maps (cross-correlation, as every CNN library has it):
//
//	y[o,r,c] = bias[o] + Σ_i Σ_ky Σ_kx weight[o,i,ky,kx] · x[i, r·stride − top + ky·dilation, c·stride − left + kx·dilation]
//
// with zeros outside the input. With groups, output map o reads only the input maps of its group.
// Input C×H×W, output out×rows×columns, rows = ⌊(H + top + bottom − extent)/stride⌋ + 1.
type Conv2D struct {
	Kernel, Stride, Dilation [2]int // rows, columns
	Pad                      Padding
	Groups                   int
	Weight                   *Tensor // out × in/groups × kernel rows × kernel columns
	Bias                     *Tensor // out; nil when absent
}

// ConvOptions are a convolution's settings beside its kernel. The zero value is stride 1, no
// padding, no dilation, one group, with a bias.
type ConvOptions struct {
	Stride, Dilation [2]int // rows, columns; 0 is 1
	Pad              Padding
	Groups           int // 0 is 1
	NoBias           bool
}

// NewConv2D returns a convolution from in to out maps with zero weights (see Network.Init).
// It panics if the groups do not divide in and out.
func NewConv2D(in, out int, kernel [2]int, o ConvOptions) *Conv2D {
	groups := max(o.Groups, 1)
	if in%groups != 0 || out%groups != 0 {
		panic(fmt.Sprintf("cnn: %d groups do not divide %d input and %d output maps", groups, in, out))
	}
	c := &Conv2D{Kernel: kernel, Stride: o.Stride, Dilation: o.Dilation, Pad: o.Pad, Groups: groups,
		Weight: NewTensor(out, in/groups, kernel[0], kernel[1])}
	for axis := range 2 {
		c.Stride[axis] = max(c.Stride[axis], 1)
		c.Dilation[axis] = max(c.Dilation[axis], 1)
	}
	if !o.NoBias {
		c.Bias = NewTensor(out)
	}
	return c
}

// Kind is the ONNX operator type.
func (c *Conv2D) Kind() string { return "Conv" }

// Params are the kernels and, where there is one, the bias.
func (c *Conv2D) Params() []*Param { return weightAndBias(c.Weight, c.Bias) }

// Clone is a deep copy.
func (c *Conv2D) Clone() Layer {
	d := *c
	d.Weight, d.Bias = c.Weight.Clone(), c.Bias.Clone()
	return &d
}

func (c *Conv2D) window() window { return newWindow(c.Kernel, c.Stride, c.Dilation, c.Pad, false) }

// OutShape wants one input of as many maps as the weight and the groups say.
func (c *Conv2D) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 3)
	if err != nil {
		return nil, err
	}
	if err := c.checkParams(); err != nil {
		return nil, err
	}
	if maps := c.Weight.Shape[1] * c.Groups; s[0] != maps {
		return nil, fmt.Errorf("weight %v in %d groups wants %d input maps, gets %v", c.Weight.Shape, c.Groups, maps, s)
	}
	out, err := c.window().outSize([2]int{s[1], s[2]})
	if err != nil {
		return nil, err
	}
	return Shape{c.Weight.Shape[0], out[0], out[1]}, nil
}

func (c *Conv2D) checkParams() error {
	if c.Weight == nil || len(c.Weight.Shape) != 4 {
		return fmt.Errorf("wants a weight of 4 dimensions")
	}
	w := c.Weight.Shape
	if err := w.Check(); err != nil {
		return fmt.Errorf("weight: %w", err)
	}
	if err := c.Weight.check("weight", w[0], w[1], c.Kernel[0], c.Kernel[1]); err != nil {
		return err
	}
	if c.Groups < 1 || w[0]%c.Groups != 0 {
		return fmt.Errorf("%d groups do not divide the weight %v", c.Groups, w)
	}
	if c.Bias == nil {
		return nil
	}
	return c.Bias.check("bias", w[0])
}

func weightAndBias(weight, bias *Tensor) []*Param {
	p := []*Param{{Name: "weight", Value: weight}}
	if bias != nil {
		p = append(p, &Param{Name: "bias", Value: bias})
	}
	return p
}

// convSizes are the numbers that the loops of a convolution run over.
type convSizes struct {
	window
	groups          int
	inMaps, outMaps int    // of a group
	kernels         int    // cells of one kernel slice
	kernelCells     int    // weights of one output map
	weights         int    // of a group
	in, out         [2]int // rows, columns
	inSize, outSize int    // cells of a group's maps
}

func (c *Conv2D) sizes(w *work) convSizes {
	in, out := w.inShape(0), w.shape
	s := convSizes{window: c.window(), groups: c.Groups, inMaps: in[0] / c.Groups, outMaps: out[0] / c.Groups,
		kernels: c.Kernel[0] * c.Kernel[1], in: [2]int{in[1], in[2]}, out: [2]int{out[1], out[2]}}
	s.kernelCells = s.inMaps * s.kernels
	s.weights = s.outMaps * s.kernelCells
	s.inSize, s.outSize = s.inMaps*in[1]*in[2], s.outMaps*out[1]*out[2]
	return s
}

// A convPlan is how a convolution's three products are cut and where their operands lie.
type convPlan struct {
	forward convForward
	weights convWeights
	input   convInput
}

// plan makes a plan for the batch in w. What only training needs waits until w has room for gradients.
func (c *Conv2D) plan(w *work) {
	if w.conv == nil {
		w.conv = new(convPlan)
	}
	s := c.sizes(w)
	w.conv.forward.plan(s, w.batch)
	w.conv.input.plan(s, w.batch)
	if w.gradParams != nil {
		w.conv.weights.plan(s, w.batch)
	}
}

func (c *Conv2D) scratch(w *work) int {
	p := w.conv
	return max(p.forward.scratch(), p.input.scratch(), p.weights.scratch())
}

// parts of backward are first those for the parameters, then those for the input.
func (c *Conv2D) parts(w *work) (forward, backward int) {
	return w.conv.forward.parts(), w.conv.weights.shards + w.conv.input.parts()
}

func (c *Conv2D) forward(w *work, part int, d *desk) { w.conv.forward.do(w, part, d, c) }

func (c *Conv2D) backward(w *work, part int, d *desk) {
	shards := w.conv.weights.shards
	switch {
	case part >= shards && w.gradIn[0] != nil:
		w.conv.input.do(w, part-shards, d, c.Weight.Data)
	case part < shards && w.wantsParams:
		w.conv.weights.do(w, part, d)
	}
}

func (c *Conv2D) collectParts(w *work) int { return w.conv.weights.collectParts() }

func (c *Conv2D) collect(w *work, part int) { w.conv.weights.collect(w, part) }
