package cnn

import (
	"fmt"
	"image"
	"slices"

	"unitscope/cnn/internal/kernel"
)

// An Incremental is one picture's activations in every layer, kept so that a change to a part of the
// picture costs what the change reaches and no more.
//
// A changed rectangle of pixels reaches, in each layer, the cells whose windows touch what it reached in
// the layer below (its forward cone); only they are computed again, from their inputs as they are
// now. Change makes a change for good, as a brush does. Sweep tries a rectangle in many places without
// keeping it, and asks only some cells of the last layer: then what none of those sees (their backward cone)
// is left out as well. Layers after a Flatten, and those of which it is not known how far their cells see, are
// computed as a whole.
//
// What comes out equals a full pass within float rounding: 1e-5 of the layer's largest value. It has the same
// bits whatever GOMAXPROCS is, and rounding does not add up from change to change. Where the picture makes
// activations that are infinite or no numbers, the sweep's differences may be no numbers either.
//
// An Incremental is not for concurrent use, and the network's parameters must not change between Reset and the
// last use.
type Incremental struct {
	net     *Network // up to the last layer asked for
	pass    *Pass    // of the picture
	picture *Tensor  // 1×C×H×W
	steps   []*step  // one a node
	base    [][]float32
	current *cone // that of Change
	stale   bool  // base and the steps' weights are older than the pass
}

// A step is a node's place in the computation in cell order.
type step struct {
	stage
	window window
	inputs []int  // indexes of nodes; -1 is the picture
	size   [2]int // rows, columns

	silent   []int // lesioned units
	channels int   // of a cell, that each unit is
}

// reachedBy is the cells that a change of a rectangle of any input reaches.
func (s *step) reachedBy(r image.Rectangle) image.Rectangle {
	if _, whole := s.stage.(*wholeStage); whole && !r.Empty() {
		return image.Rect(0, 0, s.size[1], s.size[0])
	}
	return s.window.reachedBy(r, s.size)
}

// lookedAtBy is the cells of an input, of so many rows and columns, that a rectangle of the step's looks at.
func (s *step) lookedAtBy(r image.Rectangle, size [2]int) image.Rectangle {
	if _, whole := s.stage.(*wholeStage); whole && !r.Empty() {
		return image.Rect(0, 0, size[1], size[0])
	}
	return s.window.lookedAtBy(r, size)
}

// A stage computes one layer on zones.
type stage interface {
	// prepare takes over the layer's parameters as they are now.
	prepare()
	// compute sets out's values from the inputs'.
	compute(out *zones, in []*zones, b *workbench)
}

// A workbench is what one goroutine computes with.
type workbench struct {
	product kernel.Product
	alone   *kernel.Workspace // nil: products are shared with other goroutines
	scratch []float32
	cells   []zoneCell

	// byDifference makes linear layers add what the input's differences make to the base, instead of computing
	// values from values. Nothing may be kept then, since rounding would add up; but what does not change keeps its bits.
	byDifference bool

	gather gatherer
	spread spreadWeights
	work   work
	desk   desk
	wholes map[*wholeStage]*wholeWork
	out    Tensor
}

// memory returns size numbers to work with, not zeros, valid until the next call.
func (b *workbench) memory(size int) []float32 {
	b.scratch = resized(b.scratch, size)
	return b.scratch
}

// begin gives a linear layer the terms to sum over and, in out, what the sums are to be added to. It also returns
// so many more numbers of memory.
func (b *workbench) begin(out, in *zones, bias *Tensor, more int) (t terms, rest []float32) {
	if !b.byDifference {
		out.setBias(bias)
		return terms{in, in.values, in.base}, b.memory(more)
	}
	memory := b.memory(len(in.values) + more)
	differences := memory[:len(in.values)]
	in.subtractBase(differences)
	out.setBase()
	return terms{in, differences, nil}, memory[len(in.values):]
}

// multiply runs the bench's product.
func (b *workbench) multiply() {
	if b.alone != nil {
		b.product.Run(b.alone)
	} else {
		b.product.RunParallel()
	}
}

// NewIncremental runs a picture, C×H×W, through the network up to node upTo and keeps its activations.
// It panics if the network does not read maps, or maps of another shape.
func (n *Network) NewIncremental(picture *Tensor, upTo int) *Incremental {
	if len(n.Input) != 3 {
		panic(fmt.Sprintf("cnn: incremental inference on an input of %v, which is no C×H×W", n.Input))
	}
	in := &Incremental{net: &Network{Input: n.Input, Nodes: n.Nodes[:upTo+1], Meta: n.Meta},
		picture: NewTensor(append(Shape{1}, n.Input...)...), base: make([][]float32, upTo+2)}
	in.pass = in.net.NewPass(1)
	for i, node := range in.net.Nodes {
		ins := make([]Shape, len(node.Inputs))
		for k, input := range node.Inputs {
			ins[k] = n.shape(input)
		}
		s := &step{window: windowOf(node.Layer, ins[0]), inputs: node.Inputs, size: mapSize(node.Shape), silent: node.Lesions}
		s.channels = node.Shape.Size() / (s.size[0] * s.size[1] * node.Shape[0])
		s.stage = newStage(node, ins)
		in.steps = append(in.steps, s)
		in.base[i+1] = make([]float32, node.Shape.Size())
	}
	in.base[0] = make([]float32, n.Input.Size())
	in.current = in.newCone()
	in.Reset(picture)
	return in
}

// mapSize is a shape's rows and columns; N units are one cell.
func mapSize(s Shape) [2]int {
	if len(s) != 3 {
		return [2]int{1, 1}
	}
	return [2]int{s[1], s[2]}
}

// windowOf is which of its input's cells a layer's cells look at.
func windowOf(layer Layer, in Shape) window {
	one := [2]int{1, 1}
	switch l := layer.(type) {
	case *Conv2D:
		return l.window()
	case *MaxPool:
		return l.window()
	case *AvgPool:
		return l.window()
	case *GlobalAvgPool, *GlobalMaxPool, *Flatten:
		return newWindow(mapSize(in), one, one, Padding{}, false)
	case picking:
		s := layer.(Sighted).Sight(in)
		return window{kernel: one, stride: s.Stride, dilation: one, before: s.Before}
	default: // cell by cell
		return newWindow(one, one, one, Padding{}, false)
	}
}

// Reset takes another picture, C×H×W, or the same one again after the network's parameters
// changed. It computes a full pass. It panics if the picture has not the network's input shape.
func (in *Incremental) Reset(picture *Tensor) {
	if !picture.Shape.Equal(in.net.Input) {
		panic(fmt.Sprintf("cnn: incremental inference on %v is given %v", in.net.Input, picture.Shape))
	}
	copy(in.picture.Data, picture.Data)
	in.pass.Forward(in.picture)
	in.stale = true
	for i := range in.current.zones {
		z := &in.current.zones[i]
		z.rects[0] = z.whole()
	}
}

// refresh brings what is kept in cell order up to date after a full pass.
func (in *Incremental) refresh() {
	if !in.stale {
		return
	}
	for i, base := range in.base {
		toCells(base, in.pass.Activation(i-1).Data, in.current.zones[i].channels)
	}
	for _, s := range in.steps {
		s.prepare()
	}
	in.stale = false
}

// Activation is a node's activation for the picture as it is now, 1×shape, valid until the next Change or
// Reset; -1 is the picture.
func (in *Incremental) Activation(node int) *Tensor { return in.pass.Activation(node) }

// Changed is the rectangle of cells outside which the last Change, or Reset, left a node's activation as it was;
// -1 is the picture. N units are one cell.
func (in *Incremental) Changed(node int) image.Rectangle { return in.current.zones[node+1].rects[0] }

// Change sets a rectangle of the picture to pixels, C×rows×columns of it, and brings all activations in line.
// It panics if the rectangle is not within the picture or the pixels are not as many. It allocates nothing
// once it has had a change as large.
func (in *Incremental) Change(rect image.Rectangle, pixels []float32) {
	c := in.current
	picture := &c.zones[0]
	if !rect.In(picture.whole()) || len(pixels) != rect.Dx()*rect.Dy()*picture.channels {
		panic(fmt.Sprintf("cnn: a change of %d numbers to %v of a picture of %v", len(pixels), rect, in.net.Input))
	}
	in.refresh()
	picture.rects[0] = rect
	picture.lay(1)
	if !rect.Empty() {
		toCells(picture.values, pixels, picture.channels)
	}
	in.keep(0)
	for i := range in.steps {
		c.reach(i, 1)
		c.compute(i, 1)
		in.keep(i + 1)
	}
}

// keep makes the current change's values at a node, by node + 1, those of the picture.
func (in *Incremental) keep(i int) {
	z := &in.current.zones[i]
	z.eachRow(func(_, row, first, last int, values []float32) { copy(z.baseRow(row, first, last), values) })
	toPlanes(in.pass.activations[i].Data, z.values, z.rects[0], z.rows, z.columns)
}

// A cone is a change on its way through the network: at a number of positions at once, what it reaches in
// each node, and the memory to compute it with.
type cone struct {
	steps []*step
	zones []zones           // by node + 1
	want  []image.Rectangle // by node + 1: the cells that are of any interest
	ins   [][]*zones        // by node: the zones of its inputs
	over  []bool            // by node: computed over its only input's values, which nobody else wants
	bench workbench

	// Of a sweep:
	picker      *picker
	need        []image.Rectangle // by node + 1, what one position's cells see
	answers     [][]float32       // by node + 1: positions × what is asked
	differences []float32
	inputs      inputAnswers
}

// newCone returns a cone for one position in which everything is of interest.
func (in *Incremental) newCone() *cone {
	c := &cone{steps: in.steps, zones: make([]zones, len(in.base)), want: make([]image.Rectangle, len(in.base)),
		ins: make([][]*zones, len(in.steps)), over: make([]bool, len(in.steps))}
	for i := range c.zones {
		shape := in.net.shape(i - 1)
		size := mapSize(shape)
		z := &c.zones[i]
		*z = zones{channels: shape.Size() / (size[0] * size[1]), rows: size[0], columns: size[1], base: in.base[i]}
		z.rects, z.starts = make([]image.Rectangle, 1), []int{0, 0}
		c.want[i] = z.whole()
	}
	for i, s := range in.steps {
		for _, j := range s.inputs {
			c.ins[i] = append(c.ins[i], &c.zones[j+1])
		}
	}
	return c
}

// reach sets node i's rectangles at so many positions from those of its inputs.
func (c *cone) reach(i, positions int) {
	s, z := c.steps[i], &c.zones[i+1]
	z.rects = slices.Grow(z.rects[:0], positions)[:positions]
	for p := range z.rects {
		z.rects[p] = image.Rectangle{}
		if c.want[i+1].Empty() {
			continue
		}
		for _, in := range c.ins[i] {
			z.rects[p] = z.rects[p].Union(s.reachedBy(in.rects[p]))
		}
		z.rects[p] = z.rects[p].Intersect(c.want[i+1])
	}
}

// compute sets node i's values.
func (c *cone) compute(i, positions int) {
	z := &c.zones[i+1]
	if c.over[i] {
		z.values, z.starts = c.ins[i][0].values, c.ins[i][0].starts
	} else {
		z.lay(positions)
	}
	if z.cells() > 0 {
		s := c.steps[i]
		s.compute(z, c.ins[i], &c.bench)
		if len(s.silent) > 0 {
			z.silence(s.silent, s.channels)
		}
	}
}
