package cnn

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
)

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

// Sizes of the patch matrices that a part works with at a time, chosen so that they stay in the
// second cache.
const (
	forwardCells = 192  // output cells whose answers are computed at a time
	inputCells   = 192  // output cells whose gradient is sent back at a time
	inputRows    = 128  // kernel cells that it is sent back to at a time
	weightCells  = 1024 // output cells that weights' gradients are summed over at a time
	weightRows   = 8    // kernel cells whose weights one part sums the gradients of
)

// convSizes are the numbers that the loops of a convolution run over.
type convSizes struct {
	window
	groups           int
	inMaps, outMaps  int    // of a group
	kernelCells      int    // weights of one output map
	in, out          [2]int // rows, columns
	inSize, outSize  int    // cells of a group's maps
	weights, kernels int    // weights of a group; cells of one kernel slice
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

// rows is how many output rows make about so many cells: even blocks of at least one row.
func (s convSizes) rows(cells int) int {
	return cut(s.out[0], cut(s.out[0]*s.out[1], cells))
}

// patches is the part of the patch matrix that starts at an output row.
func (s convSizes) patches(row, rows int) patches {
	return patches{window: s.window, in: s.in, columns: s.out[1], first: row, last: min(row+rows, s.out[0])}
}

// inputBlock is how many of a group's input maps one part of backward takes on.
func (s convSizes) inputBlock() int { return min(max(inputRows/s.kernels, 1), s.inMaps) }

func (c *Conv2D) scratch(w *work) int {
	s := c.sizes(w)
	return max(s.kernelCells*s.rows(forwardCells)*s.out[1], s.inputBlock()*s.kernels*s.rows(inputCells)*s.out[1],
		weightRows*s.rows(weightCells)*s.out[1])
}

// parts of forward are blocks of output rows of each example. Those of backward are, first,
// blocks of weights, each over the whole batch, and one for the bias; then blocks of input maps
// of each example.
func (c *Conv2D) parts(w *work) (forward, backward int) {
	s := c.sizes(w)
	forward = w.batch * cut(s.out[0], s.rows(forwardCells))
	return forward, s.weightParts() + 1 + w.batch*s.groups*cut(s.inMaps, s.inputBlock())
}

func (s convSizes) weightParts() int { return s.groups * cut(s.kernelCells, weightRows) }

func (c *Conv2D) forward(w *work, part int, scratch []float32) {
	s := c.sizes(w)
	rows := s.rows(forwardCells)
	blocks := cut(s.out[0], rows)
	x, y := example(w.in[0], part/blocks), example(w.out, part/blocks)
	p := s.patches(part%blocks*rows, rows)
	at, cells, plane := p.first*s.out[1], p.cells(), s.out[0]*s.out[1]
	beta := float32(0)
	if c.Bias != nil {
		beta = 1
		for o, b := range c.Bias.Data {
			fill(y[o*plane+at:][:cells], b)
		}
	}
	matrix := scratch[:s.kernelCells*cells]
	for g := range s.groups {
		p.gather(matrix, x[g*s.inSize:], 0, s.kernelCells)
		product(blas.NoTrans, blas.NoTrans, block(c.Weight.Data[g*s.weights:], s.outMaps, s.kernelCells, s.kernelCells),
			block(matrix, s.kernelCells, cells, cells), beta, block(y[g*s.outSize+at:], s.outMaps, cells, plane))
	}
}

func fill(dst []float32, v float32) {
	for i := range dst {
		dst[i] = v
	}
}

func (c *Conv2D) backward(w *work, part int, scratch []float32) {
	s := c.sizes(w)
	switch weights := s.weightParts(); {
	case part > weights:
		c.backwardInput(w, s, part-weights-1, scratch)
	case !w.wantsParams:
	case part < weights:
		c.backwardWeights(w, s, part, scratch)
	case c.Bias != nil:
		c.backwardBias(w)
	}
}

// backwardWeights sums, over the batch, the product of the output's gradient with what a few
// kernel cells saw.
func (c *Conv2D) backwardWeights(w *work, s convSizes, part int, scratch []float32) {
	blocks := cut(s.kernelCells, weightRows)
	g := part / blocks
	first, last := span(part%blocks, weightRows, s.kernelCells)
	grad := block(w.gradParams[0].Data[g*s.weights+first:], s.outMaps, last-first, s.kernelCells)
	rows, beta := s.rows(weightCells), float32(0)
	for e := range w.batch {
		x, gy := example(w.in[0], e)[g*s.inSize:], example(w.gradOut, e)[g*s.outSize:]
		for row := 0; row < s.out[0]; row += rows {
			p := s.patches(row, rows)
			matrix := scratch[:(last-first)*p.cells()]
			p.gather(matrix, x, first, last)
			product(blas.NoTrans, blas.Trans, block(gy[row*s.out[1]:], s.outMaps, p.cells(), s.out[0]*s.out[1]),
				block(matrix, last-first, p.cells(), p.cells()), beta, grad)
			beta = 1
		}
	}
}

func (c *Conv2D) backwardBias(w *work) {
	plane := w.shape[1] * w.shape[2]
	for o := range c.Bias.Data {
		sum := 0.0
		for e := range w.batch {
			for _, v := range example(w.gradOut, e)[o*plane:][:plane] {
				sum += float64(v)
			}
		}
		w.gradParams[1].Data[o] = float32(sum)
	}
}

// backwardInput sends the output's gradient back through the kernels to a few input maps.
func (c *Conv2D) backwardInput(w *work, s convSizes, part int, scratch []float32) {
	if w.gradIn[0] == nil {
		return
	}
	blocks := cut(s.inMaps, s.inputBlock())
	e, g := part/blocks/s.groups, part/blocks%s.groups
	from, to := span(part%blocks, s.inputBlock(), s.inMaps)
	gx, gy := example(w.gradIn[0], e)[g*s.inSize:][:s.inSize], example(w.gradOut, e)[g*s.outSize:]
	clear(gx[from*s.in[0]*s.in[1] : to*s.in[0]*s.in[1]])
	first, last := from*s.kernels, to*s.kernels
	weight := block(c.Weight.Data[g*s.weights+first:], s.outMaps, last-first, s.kernelCells)
	rows := s.rows(inputCells)
	for row := 0; row < s.out[0]; row += rows {
		p := s.patches(row, rows)
		matrix := block(scratch, last-first, p.cells(), p.cells())
		product(blas.Trans, blas.NoTrans, weight, block(gy[row*s.out[1]:], s.outMaps, p.cells(), s.out[0]*s.out[1]), 0, matrix)
		p.scatter(gx, matrix.Data, first, last)
	}
}
