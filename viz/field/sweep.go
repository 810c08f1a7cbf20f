package field

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"unitscope/cnn"
)

// What a sweep cannot do.
var (
	ErrPatch  = errors.New("the patch does not fit")
	ErrStride = errors.New("the stride is not positive")
	ErrLayer  = errors.New("no such layer")
	ErrInput  = errors.New("the picture does not fit the network")
)

// Options are the settings of a sweep; the zero value is the default one.
type Options struct {
	Patch  int     // side of the patch in pixels; 0 is DefaultPatch
	Stride int     // pixels from one position to the next; 0 is DefaultStride
	Fill   Fill    // what hides; "" is Noise
	Value  float32 // of Value, as the network reads it
	Seed   uint64  // of Noise

	// Progress, if set, is told after every batch of positions how many are done. The sweep waits for it.
	Progress func(done, total int)
}

// DefaultPatch is a twentieth of a picture's shorter side, at least 3 pixels: 11 for 224, as in the paper.
func DefaultPatch(height, width int) int { return max(min(height, width)/20, 3) }

// DefaultStride is a third of the patch, at least 1 pixel.
func DefaultStride(patch int) int { return max(patch/3, 1) }

// complete fills in what is left to default, and returns an error if the rest makes no sense.
func (o Options) complete(height, width int) (Options, error) {
	if o.Patch == 0 {
		o.Patch = DefaultPatch(height, width)
	}
	if o.Patch < 0 || o.Patch > min(height, width) {
		return o, fmt.Errorf("field: a patch of %d pixels on a picture of %d×%d: %w", o.Patch, height, width, ErrPatch)
	}
	if o.Stride == 0 {
		o.Stride = DefaultStride(o.Patch)
	}
	if o.Stride < 0 {
		return o, fmt.Errorf("field: a stride of %d: %w", o.Stride, ErrStride)
	}
	return o, nil
}

// Maps are the discrepancy maps of a layer's units: what hiding a patch took from each of them.
type Maps struct {
	Units, Rows, Cols int
	Patch, Stride     int       // in pixels: position (row, col) hides the square from (row, col)·Stride on
	Data              []float32 // units×rows×cols: original − occluded, in activation units
	Original          []float32 // each unit's strongest activation in the original
	Cells             []int     // where: index among the cells of its map, row-major
}

// Unit is one unit's map, rows×cols; not a copy.
func (m *Maps) Unit(u int) []float32 { return m.Data[u*m.Rows*m.Cols:][:m.Rows*m.Cols] }

// Sweep measures how much hiding each patch of image changes the units of a layer.
//
// image is C×H×W as the network reads it: after preprocessing, if there is any. The fill lives there too, see
// Fill. The patch stands at every Stride pixels from the top left, ⌊(H − patch)/stride⌋ + 1 positions down and
// likewise across. The result is units×rows×cols, in activation units, original minus occluded, signed, read
// at each unit's strongest cell in the original (the first one on a tie).
//
// Every position is a full pass through the layers up to the one asked for, in batches, on all processors. It
// returns an error that wraps ErrLayer, ErrInput, ErrPatch or ErrStride if it cannot do what is asked, and
// ctx's error if stopped.
//
// Zhou et al. 2015, "Object detectors emerge in deep scene CNNs", section 3.2.
func Sweep(ctx context.Context, net *cnn.Network, image *cnn.Tensor, layer string, o Options) (*Maps, error) {
	node := net.Index(layer)
	if node < 0 {
		return nil, fmt.Errorf("field: layer %q: %w", layer, ErrLayer)
	}
	if len(net.Input) != 3 || !image.Shape.Equal(net.Input) {
		return nil, fmt.Errorf("field: a picture of %v for a network that reads %v: %w", image.Shape, net.Input, ErrInput)
	}
	height, width := image.Shape[1], image.Shape[2]
	o, err := o.complete(height, width)
	if err != nil {
		return nil, err
	}
	patch, err := o.patch(image, net.Meta.Prep)
	if err != nil {
		return nil, err
	}
	s := &sweep{
		net:   &cnn.Network{Input: net.Input, Nodes: net.Nodes[:node+1], Meta: net.Meta},
		image: image,
		patch: patch,
		maps: &Maps{Rows: (height-o.Patch)/o.Stride + 1, Cols: (width-o.Patch)/o.Stride + 1,
			Patch: o.Patch, Stride: o.Stride},
	}
	s.original()
	if err := s.run(ctx, o.Progress); err != nil {
		return nil, fmt.Errorf("field: sweep of layer %q: %w", layer, err)
	}
	return s.maps, nil
}

// A sweep in progress.
type sweep struct {
	net   *cnn.Network // up to the layer asked for
	image *cnn.Tensor
	patch []float32 // C×patch×patch
	maps  *Maps
}

// original notes each unit's strongest cell in the picture as it is.
func (s *sweep) original() {
	pass := s.net.NewPass(1)
	pass.Forward(&cnn.Tensor{Shape: slices.Concat(cnn.Shape{1}, s.image.Shape), Data: s.image.Data})
	activation := pass.Activation(len(s.net.Nodes) - 1)
	m := s.maps
	m.Units = activation.Shape[1]
	m.Data = make([]float32, m.Units*m.Rows*m.Cols)
	cells := len(activation.Data) / m.Units
	for u := range m.Units {
		strongest := 0
		unit := activation.Data[u*cells:][:cells]
		for i, v := range unit {
			if v > unit[strongest] {
				strongest = i
			}
		}
		m.Cells = append(m.Cells, strongest)
		m.Original = append(m.Original, unit[strongest])
	}
}

// Pictures of one pass: as many as make maxBatch, or so few that a pass is short enough to be stopped after.
const (
	maxBatch    = 32
	batchFloats = 1 << 18 // of input
)

// run takes one batch of positions after the other. A pass keeps all processors busy by itself.
func (s *sweep) run(ctx context.Context, progress func(done, total int)) error {
	size, total := s.image.Shape.Size(), s.maps.Rows*s.maps.Cols
	batch := min(max(batchFloats/size, 1), maxBatch, total)
	pass := s.net.NewPass(batch)
	pictures := slices.Repeat(s.image.Data, batch)
	for first := 0; first < total; first += batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(batch, total-first)
		for i := range n {
			s.hide(pictures[i*size:][:size], first+i)
		}
		pass.Forward(&cnn.Tensor{Shape: slices.Concat(cnn.Shape{n}, s.image.Shape), Data: pictures[:n*size]})
		s.collect(pass.Activation(len(s.net.Nodes)-1).Data, first, n)
		for i := range n {
			s.show(pictures[i*size:][:size], first+i)
		}
		if progress != nil {
			progress(first+n, total)
		}
	}
	return nil
}

// hide puts the patch over a picture at a position.
func (s *sweep) hide(picture []float32, position int) {
	side := s.maps.Patch
	s.eachRow(position, func(row, at int) { copy(picture[at:at+side], s.patch[row*side:]) })
}

// show takes the patch away again.
func (s *sweep) show(picture []float32, position int) {
	side := s.maps.Patch
	s.eachRow(position, func(_, at int) { copy(picture[at:at+side], s.image.Data[at:]) })
}

// eachRow calls f for every row of the patch, in all channels one after the other, with the index of the
// pixel that its left end covers.
func (s *sweep) eachRow(position int, f func(row, at int)) {
	m, height, width := s.maps, s.image.Shape[1], s.image.Shape[2]
	top, left := position/m.Cols*m.Stride, position%m.Cols*m.Stride
	for row := range s.image.Shape[0] * m.Patch {
		channel, y := row/m.Patch, top+row%m.Patch
		f(row, (channel*height+y)*width+left)
	}
}

// collect enters n positions' activations into the maps.
func (s *sweep) collect(activation []float32, first, n int) {
	m := s.maps
	cells := len(activation) / n / m.Units
	for i := range n {
		for u, cell := range m.Cells {
			m.Unit(u)[first+i] = m.Original[u] - activation[(i*m.Units+u)*cells+cell]
		}
	}
}
