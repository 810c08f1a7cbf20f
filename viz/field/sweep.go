package field

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"slices"

	"unitscope/cnn"
)

// What a sweep cannot do.
var (
	ErrPatch     = errors.New("the patch does not fit")
	ErrStride    = errors.New("the stride is not positive")
	ErrLayer     = errors.New("no such layer")
	ErrInput     = errors.New("the picture does not fit the network")
	ErrUnit      = errors.New("no such unit")
	ErrNotFinite = errors.New("the answer is not a finite number")
)

// A Method is a way to compute a sweep. All give the same numbers, within float rounding.
type Method string

// The methods. The zero value is Incremental.
const (
	Incremental Method = "incremental" // only what the patch reaches and the units' strongest cells see
	Full        Method = "full"        // the whole picture at every position
)

// Options are the settings of a sweep; the zero value is the default one.
type Options struct {
	Patch  int     // side of the patch in pixels; 0 is DefaultPatch
	Stride int     // pixels from one position to the next; 0 is DefaultStride
	Fill   Fill    // what hides; "" is Noise
	Value  float32 // of Value, as the network reads it
	Seed   uint64  // of Noise
	Units  []int   // of the layer, the only ones to be measured; nil is all
	Method Method

	// Progress, if set, is told after every batch of positions how many are done, and Watch before it what is known by
	// then: the maps, NaN at positions still to come. The sweep waits for both; partial is valid, and not to be written to,
	// until Watch returns.
	Progress func(done, total int)
	Watch    func(partial *Maps)
}

// DefaultPatch is a twentieth of a picture's shorter side, at least 3 pixels: 11 for 224, as in the paper.
func DefaultPatch(height, width int) int { return max(min(height, width)/20, 3) }

// DefaultStride is a third of the patch, at least 1 pixel.
func DefaultStride(patch int) int { return max(patch/3, 1) }

// Complete fills in what is left to default for pictures of height×width. It returns an error that wraps ErrPatch or ErrStride
// if these make no sense, or one for an unknown method.
func (o Options) Complete(height, width int) (Options, error) {
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
	if o.Method == "" {
		o.Method = Incremental
	}
	if o.Method != Incremental && o.Method != Full {
		return o, fmt.Errorf("field: unknown method %q: incremental or full", o.Method)
	}
	return o, nil
}

// units lists the units to be measured of a layer that has so many.
func (o Options) units(count int) ([]int, error) {
	units := o.Units
	if units == nil {
		for u := range count {
			units = append(units, u)
		}
	}
	for _, u := range units {
		if u < 0 || u >= count {
			return nil, fmt.Errorf("field: unit %d of %d: %w", u, count, ErrUnit)
		}
	}
	return units, nil
}

// Maps are the discrepancy maps of a layer's units: what hiding a patch took from each of them. Units are counted
// as Options.Units lists them.
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
// It works in batches, on all processors, and by Full where activations of the original are no finite numbers. It
// returns an error that wraps ErrLayer, ErrInput, ErrUnit, ErrPatch or ErrStride if it cannot do what is asked,
// ErrNotFinite if a unit's answer to the original is no number, and ctx's error if stopped.
//
// Zhou et al. 2015, "Object detectors emerge in deep scene CNNs", section 3.2.
func Sweep(ctx context.Context, net *cnn.Network, image *cnn.Tensor, layer string, o Options) (*Maps, error) {
	s, err := newSweep(net, image, layer, o)
	if err != nil {
		return nil, err
	}
	activations := s.net.NewIncremental(image, len(s.net.Nodes)-1)
	if err := s.measure(ctx, activations); err != nil {
		return nil, fmt.Errorf("field: sweep of layer %q: %w", layer, err)
	}
	return s.maps, nil
}

// A sweep in progress.
type sweep struct {
	net      *cnn.Network // up to the layer asked for
	image    *cnn.Tensor
	patch    *cnn.Tensor // C×patch×patch
	units    []int
	method   Method
	progress func(done, total int)
	watch    func(partial *Maps)
	maps     *Maps
}

// measure reads the picture's activations, which are given, and hides every part of it.
func (s *sweep) measure(ctx context.Context, activations *cnn.Incremental) error {
	if err := s.original(activations.Activation(len(s.net.Nodes) - 1)); err != nil {
		return err
	}
	if s.method == Incremental && finite(activations, len(s.net.Nodes)) {
		return s.incremental(ctx, activations)
	}
	return s.full(ctx)
}

func newSweep(net *cnn.Network, picture *cnn.Tensor, layer string, o Options) (*sweep, error) {
	node := net.Index(layer)
	if node < 0 {
		return nil, fmt.Errorf("field: layer %q: %w", layer, ErrLayer)
	}
	if len(net.Input) != 3 || !picture.Shape.Equal(net.Input) {
		return nil, fmt.Errorf("field: a picture of %v for a network that reads %v: %w", picture.Shape, net.Input, ErrInput)
	}
	height, width := picture.Shape[1], picture.Shape[2]
	o, err := o.Complete(height, width)
	if err != nil {
		return nil, err
	}
	patch, err := o.patch(picture, net.Meta.Prep)
	if err != nil {
		return nil, err
	}
	units, err := o.units(net.Nodes[node].Shape.Units())
	if err != nil {
		return nil, err
	}
	m := &Maps{Units: len(units), Rows: (height-o.Patch)/o.Stride + 1, Cols: (width-o.Patch)/o.Stride + 1, Patch: o.Patch, Stride: o.Stride}
	m.Data = make([]float32, m.Units*m.Rows*m.Cols)
	flood(m.Data, float32(math.NaN())) // not measured yet
	return &sweep{
		net:   &cnn.Network{Input: net.Input, Nodes: net.Nodes[:node+1], Meta: net.Meta},
		image: picture, patch: &cnn.Tensor{Shape: cnn.Shape{picture.Shape[0], o.Patch, o.Patch}, Data: patch},
		units: units, method: o.Method, progress: o.Progress, watch: o.Watch, maps: m,
	}, nil
}

// original notes each unit's strongest cell in the picture as it is, or finds the unit that does not answer in numbers.
func (s *sweep) original(activation *cnn.Tensor) error {
	cells := len(activation.Data) / activation.Shape[1]
	for _, u := range s.units {
		unit := activation.Data[u*cells:][:cells]
		cell := cnn.Strongest(unit)
		if v := unit[cell]; v-v != 0 {
			return fmt.Errorf("unit %d is at %v: %w", u, v, ErrNotFinite)
		}
		s.maps.Cells, s.maps.Original = append(s.maps.Cells, cell), append(s.maps.Original, unit[cell])
	}
	return nil
}

// finite tells whether all activations are numbers, as incremental inference needs them.
func finite(activations *cnn.Incremental, nodes int) bool {
	for i := range nodes {
		for _, v := range activations.Activation(i).Data {
			if v-v != 0 {
				return false
			}
		}
	}
	return true
}

// incremental computes what the patch reaches at every position.
func (s *sweep) incremental(ctx context.Context, activations *cnn.Incremental) error {
	m := s.maps
	answers := make([]float32, len(m.Data))
	asked := cnn.Sweep{Patch: s.patch, Units: s.units, Cells: m.Cells, Progress: s.progress, Answered: func(positions []int) {
		for u, original := range m.Original {
			unit, occluded := m.Unit(u), answers[u*m.Rows*m.Cols:]
			for _, position := range positions {
				unit[position] = original - occluded[position]
			}
		}
		if s.watch != nil {
			s.watch(m)
		}
	}}
	for position := range m.Rows * m.Cols {
		asked.Positions = append(asked.Positions, m.corner(position))
	}
	return activations.Sweep(ctx, asked, answers)
}

// corner is the top left pixel of a position.
func (m *Maps) corner(position int) image.Point {
	return image.Pt(position%m.Cols*m.Stride, position/m.Cols*m.Stride)
}

// Pictures of one pass: as many as make maxBatch, or so few that a pass is short enough to be stopped after.
const (
	maxBatch    = 32
	batchFloats = 1 << 18 // of input
)

// full takes one batch of positions after the other. A pass keeps all processors busy by itself.
func (s *sweep) full(ctx context.Context) error {
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
		s.collect(pass.Activation(len(s.net.Nodes)-1), first)
		for i := range n {
			s.show(pictures[i*size:][:size], first+i)
		}
		if s.watch != nil {
			s.watch(s.maps)
		}
		if s.progress != nil {
			s.progress(first+n, total)
		}
	}
	return nil
}

// hide puts the patch over a picture at a position.
func (s *sweep) hide(picture []float32, position int) {
	side := s.maps.Patch
	s.eachRow(position, func(row, at int) { copy(picture[at:at+side], s.patch.Data[row*side:]) })
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
	corner := m.corner(position)
	for row := range s.image.Shape[0] * m.Patch {
		channel, y := row/m.Patch, corner.Y+row%m.Patch
		f(row, (channel*height+y)*width+corner.X)
	}
}

// collect enters a batch's activations, of positions from first on, into the maps.
func (s *sweep) collect(activation *cnn.Tensor, first int) {
	n, units := activation.Shape[0], activation.Shape[1:].Units()
	cells := len(activation.Data) / n / units
	for i := range n {
		for k, cell := range s.maps.Cells {
			s.maps.Unit(k)[first+i] = s.maps.Original[k] - activation.Data[(i*units+s.units[k])*cells+cell]
		}
	}
}
