package tuning

import (
	"context"
	"fmt"
	"image"
	"math"
	"slices"

	"unitscope/cnn"
	"unitscope/viz/field"
)

// A Correlation is what units turned out to be driven by in noise.
type Correlation struct {
	Units    []int           // of the node, in the order of Fields
	Shape    cnn.Shape       // of one field: channels × rows × columns, in pixels
	Inner    image.Rectangle // of a field's columns and rows: what the unit can see, by theory
	Pictures int             // shown so far
	Fields   []float32       // units × Shape: what a unit's answer gains per gain of the picture's value, 0..1
	Active   []bool          // per unit: whether its answers differ at all; where they do not, its field is zero
}

// Field is the field of the u-th of Units, channels × rows × columns; not a copy.
func (c *Correlation) Field(u int) []float32 {
	size := c.Shape.Size()
	return c.Fields[u*size:][:size]
}

// ReverseCorrelation finds out from a node's answers to noise what drives its units (nil: all of them): the average
// of the pictures, each weighted by the unit's answer to it, minus the average of all pictures. Divided by the noise's
// variance, it is in activation units per unit of the picture's value: of a unit that adds up pixels, it is the kernel
// (in what the preprocessing makes of pictures); of one that rectifies the sum, a multiple of the kernel, nearly.
//
// All cells of a map have the same kernel and each sees other noise, so that every picture counts as often as the map
// has cells: windows of the picture are averaged, each weighted by its cell's answer. A field is as large as what a cell
// sees by theory, the picture beyond its border being left out. Units that see everything by construction, as after
// flattening, have one window, the picture; of maps of such units the centre cell is read.
//
// watch, if not nil, is told after every batch what there is so far; that is its to keep. The result has the same bits
// however many processors there are. It returns an error if the options make no sense or a unit answers no finite
// number, and ctx's error if stopped.
//
// Chichilnisky 2001, "A simple white noise analysis of neuronal light responses".
func ReverseCorrelation(ctx context.Context, net *cnn.Network, node int, units []int, o NoiseOptions,
	watch func(partial *Correlation)) (*Correlation, error) {
	o, err := o.complete(net)
	if err != nil {
		return nil, err
	}
	if units, err = unitsOf(net.Nodes[node], units); err != nil {
		return nil, err
	}
	c, err := newCorrelator(net, node, units, o)
	if err != nil {
		return nil, err
	}
	c.watch = watch
	if err := show(ctx, upTo(net, []int{node}), o.Pictures, c.hire, o.Progress); err != nil {
		return nil, err
	}
	return c.correlation(), nil
}

// A correlator adds up windows of noise, weighted by the answers of the cells that saw them.
//
// That sum is what a convolution's kernels have for gradient whose windows are the cells' and whose answers have the
// cells' answers for gradient, so a network of this one layer computes it; a dense layer where the window is the
// picture. One kernel more, whose cells all answer 1, adds up the windows as they are.
type correlator struct {
	NoiseOptions
	net           *cnn.Network
	node          int
	units         []int
	windows       *cnn.Network
	rows, columns int // of cells that are read: all of them, or the centre one
	first         int // index of the first cell that is read
	stride        [2]int
	before        [2]int    // rows and columns of the first cell's window that lie outside the picture
	shape         cnn.Shape // of a window: channels × rows × columns
	inner         image.Rectangle
	watch         func(*Correlation)

	shown           int
	sums            []float64 // (units + 1) × shape
	answers         []float64 // per unit: sum
	lowest, highest []float32 // answer per unit
}

func newCorrelator(net *cnn.Network, node int, units []int, o NoiseOptions) (*correlator, error) {
	picture := pictureShape(net)
	c := &correlator{NoiseOptions: o, net: net, node: node, units: units, windows: cnn.NewNetwork(picture)}
	c.answers = make([]float64, len(units))
	c.lowest = slices.Repeat([]float32{math.MaxFloat32}, len(units))
	c.highest = slices.Repeat([]float32{-math.MaxFloat32}, len(units))
	c.rows, c.columns = mapSize(net.Nodes[node].Shape)
	build := c.convolution
	see := field.Extents(net)[node]
	if see.Whole {
		c.first = c.rows/2*c.columns + c.columns/2
		c.rows, c.columns = 1, 1
		c.shape, c.inner = picture, image.Rect(0, 0, picture[2], picture[1])
		build = c.dense
	}
	if err := build(see); err != nil {
		return nil, fmt.Errorf("tuning: fields of %d units of %s: %w", len(units), net.Nodes[node].Name, err)
	}
	c.sums = make([]float64, (len(units)+1)*c.shape.Size())
	return c, nil
}

// dense has windows that are the whole picture.
func (c *correlator) dense(field.Extent) error {
	shape := cnn.Shape{len(c.units) + 1, c.shape.Size()}
	if err := shape.Check(); err != nil {
		return err
	}
	if err := c.windows.Append("flat", &cnn.Flatten{}); err != nil {
		return err
	}
	layer := &cnn.Dense{Weight: cnn.NewTensor(shape...)}
	return c.windows.Append("windows", layer)
}

// convolution has windows of the size that cells see by theory, with the margin around it: the first one where
// the first cell looks, and as much padding as lets the last one fit.
func (c *correlator) convolution(see field.Extent) error {
	picture := c.windows.Input
	var size, after, inner [2]int
	for axis, cells := range [2]int{c.rows, c.columns} {
		start := see.Start[axis] - c.Margin
		c.before[axis] = max(-start, 0)
		inner[axis] = max(start, 0) + c.Margin
		size[axis] = inner[axis] + see.Size[axis] + c.Margin
		after[axis] = max((cells-1)*see.Stride[axis]+size[axis]-c.before[axis]-picture[1+axis], 0)
	}
	c.stride, c.shape = see.Stride, cnn.Shape{picture[0], size[0], size[1]}
	c.inner = image.Rect(inner[1], inner[0], inner[1]+see.Size[1], inner[0]+see.Size[0])
	if err := append(cnn.Shape{len(c.units) + 1}, c.shape...).Check(); err != nil {
		return err
	}
	padding := cnn.Padding{Top: c.before[0], Left: c.before[1], Bottom: after[0], Right: after[1]}
	layer := cnn.NewConv2D(picture[0], len(c.units)+1, size, cnn.ConvOptions{Stride: see.Stride, Pad: padding, NoBias: true})
	return c.windows.Append("windows", layer)
}

// A noiseViewer is a worker's part: what it has shown since it looked last, and the sums over that.
type noiseViewer struct {
	*correlator
	noise   []float32   // of the batch, minus grey
	pass    *cnn.Pass   // of the windows' network
	weights *cnn.Tensor // its answers' gradient: N × (units + 1) × cells
	sums    *cnn.Tensor // its kernels' gradient
}

func (c *correlator) hire() viewer {
	pass := c.windows.NewPass(1)
	pass.KeepParamGradients()
	return &noiseViewer{correlator: c, pass: pass}
}

func (v *noiseViewer) draw(i int, dst []float32) error {
	v.Kind.draw(v.Seed, i, dst)
	for _, p := range dst {
		v.noise = append(v.noise, p-grey)
	}
	prepare(v.net, false, dst)
	return nil
}

func (v *noiseViewer) look(pass *cnn.Pass, _, n int) error {
	last := len(v.windows.Nodes) - 1
	v.pass.Forward(&cnn.Tensor{Shape: append(cnn.Shape{n}, v.windows.Input...), Data: v.noise})
	v.noise = v.noise[:0]
	out := v.pass.Activation(last).Shape
	if v.weights == nil || !v.weights.Shape.Equal(out) {
		v.weights = cnn.NewTensor(out...)
	}
	all := slices.Repeat([]float32{1}, v.rows*v.columns)
	for i := range n {
		for u := range v.units {
			answers := v.read(pass, i, u)
			if k := slices.IndexFunc(answers, func(a float32) bool { return !isFinite(a) }); k >= 0 {
				return fmt.Errorf("tuning: %s:%d answers %v to noise", v.net.Nodes[v.node].Name, v.units[u], answers[k])
			}
			v.weigh(i, u, answers)
		}
		v.weigh(i, len(v.units), all)
	}
	v.pass.Backward(last, v.weights)
	v.sums = v.pass.ParamGradients(last)[0]
	return nil
}

// read returns the answers of the u-th unit to the i-th picture at the cells that count.
func (v *noiseViewer) read(pass *cnn.Pass, i, u int) []float32 {
	shape := v.net.Nodes[v.node].Shape
	height, width := mapSize(shape)
	return pass.Activation(v.node).Data[(i*shape[0]+v.units[u])*height*width+v.first:][:v.rows*v.columns]
}

// weigh gives the windows of the i-th picture their weights for the u-th kernel. The convolution may have a row or a
// column more than there are cells, of weight 0.
func (v *noiseViewer) weigh(i, u int, answers []float32) {
	kernels := v.weights.Shape[1]
	rows, columns := mapSize(v.weights.Shape[1:])
	weights := v.weights.Data[(i*kernels+u)*rows*columns:][:rows*columns]
	for row := range v.rows {
		copy(weights[row*columns:][:v.columns], answers[row*v.columns:])
	}
}

func (v *noiseViewer) note(pass *cnn.Pass, _, n int) {
	for k, s := range v.sums.Data {
		v.correlator.sums[k] += float64(s)
	}
	for i := range n {
		for u := range v.units {
			answers := v.read(pass, i, u)
			for _, a := range answers {
				v.answers[u] += float64(a)
			}
			v.lowest[u] = min(v.lowest[u], slices.Min(answers))
			v.highest[u] = max(v.highest[u], slices.Max(answers))
		}
	}
	v.shown += n
	if v.watch != nil {
		v.watch(v.correlation())
	}
}

// correlation is what the sums make so far.
func (c *correlator) correlation() *Correlation {
	r := &Correlation{Units: slices.Clone(c.units), Shape: slices.Clone(c.shape), Inner: c.inner, Pictures: c.shown}
	taps := r.Shape.Size()
	r.Fields, r.Active = make([]float32, len(c.units)*taps), make([]bool, len(c.units))
	plain := c.sums[len(c.units)*taps:] // of windows as they are
	count := c.counts()
	for u := range c.units {
		r.Active[u] = c.highest[u] > c.lowest[u]
		if !r.Active[u] {
			continue
		}
		mean := c.answers[u] / float64(c.shown*c.rows*c.columns)
		for tap, sum := range c.sums[u*taps:][:taps] {
			if n := count[tap%len(count)]; n > 0 {
				r.Field(u)[tap] = float32((sum - mean*plain[tap]) / (float64(n*c.shown) * c.Kind.variance()))
			}
		}
	}
	return r
}

// counts returns for every pixel of a window how many cells have it inside the picture.
func (c *correlator) counts() []int {
	along := func(axis, pixel, cells int) (n int) {
		for cell := range cells {
			if at := cell*c.stride[axis] + pixel - c.before[axis]; at >= 0 && at < c.windows.Input[1+axis] {
				n++
			}
		}
		return n
	}
	count := make([]int, 0, c.shape[1]*c.shape[2])
	for y := range c.shape[1] {
		down := along(0, y, c.rows)
		for x := range c.shape[2] {
			count = append(count, down*along(1, x, c.columns))
		}
	}
	return count
}
