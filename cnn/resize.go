package cnn

import (
	"fmt"
	"math"
	"slices"
)

// Resize makes an example larger or smaller: on each axis ⌊in·scale⌋ cells, each out of those of the input around
// the place that it comes from. Axes are treated one after the other.
//
// The arithmetic is ONNX's: docs/Operators.md, Resize.
type Resize struct {
	Scales        []float32 // one an axis
	Interpolation Interpolation
	Coordinates   Coordinates
	Rounding      Rounding // of Nearest

	Cubic          float32 // the coefficient a of CubicResize
	ExcludeOutside bool    // cells beyond the input have no weight, where otherwise the last one counts for them
	Antialias      bool    // when making smaller, look at all cells that become one

	// With CropAndResize: the part of each axis that is resized, where 0 is the first cell and 1 the last, and the
	// value beyond the input.
	Start, End    []float32
	Extrapolation float32
}

// Interpolation is how a value between cells is found.
type Interpolation string

// The interpolations.
const (
	NearestResize Interpolation = "nearest"
	LinearResize  Interpolation = "linear"
	CubicResize   Interpolation = "cubic"
)

// Coordinates is how a cell's place in the input is found, as ONNX names it.
type Coordinates string

// The ways to place cells.
const (
	HalfPixel          Coordinates = "half_pixel"
	HalfPixelSymmetric Coordinates = "half_pixel_symmetric"
	PyTorchHalfPixel   Coordinates = "pytorch_half_pixel"
	AlignCorners       Coordinates = "align_corners"
	Asymmetric         Coordinates = "asymmetric"
	CropAndResize      Coordinates = "tf_crop_and_resize"
)

// Rounding is how the nearest cell is found, as ONNX names it.
type Rounding string

// The roundings.
const (
	RoundPreferFloor Rounding = "round_prefer_floor"
	RoundPreferCeil  Rounding = "round_prefer_ceil"
	RoundDown        Rounding = "floor"
	RoundUp          Rounding = "ceil"
)

// Kind is the ONNX operator type.
func (*Resize) Kind() string { return "Resize" }

// Params are none.
func (*Resize) Params() []*Param { return nil }

// Clone is a deep copy.
func (l *Resize) Clone() Layer {
	m := *l
	m.Scales, m.Start, m.End = slices.Clone(l.Scales), slices.Clone(l.Start), slices.Clone(l.End)
	return &m
}

// OutShape is the input's, scaled.
func (l *Resize) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if err := l.check(len(s)); err != nil {
		return nil, err
	}
	out := make(Shape, len(s))
	for axis, n := range s {
		size := math.Floor(float64(l.Scales[axis] * float32(n)))
		if !(size >= 1 && size <= maxWindow) {
			return nil, fmt.Errorf("scale %g of %d of %v", l.Scales[axis], n, s)
		}
		out[axis] = int(size)
	}
	return out, nil
}

func (l *Resize) check(axes int) error {
	crops := l.Coordinates == CropAndResize
	switch {
	case len(l.Scales) != axes, crops && (len(l.Start) != axes || len(l.End) != axes):
		return fmt.Errorf("%d scales, %d starts and %d ends for %d axes", len(l.Scales), len(l.Start), len(l.End), axes)
	case !slices.Contains([]Interpolation{NearestResize, LinearResize, CubicResize}, l.Interpolation):
		return fmt.Errorf("there is no interpolation %q", l.Interpolation)
	case !slices.Contains([]Coordinates{HalfPixel, HalfPixelSymmetric, PyTorchHalfPixel, AlignCorners, Asymmetric, CropAndResize}, l.Coordinates):
		return fmt.Errorf("there are no coordinates %q", l.Coordinates)
	case !slices.Contains([]Rounding{RoundPreferFloor, RoundPreferCeil, RoundDown, RoundUp}, l.Rounding):
		return fmt.Errorf("there is no rounding %q", l.Rounding)
	}
	return nil
}

// Sight is the whole input's: cells stand at other distances than the input's.
func (*Resize) Sight(...Shape) Sight { return wholeSight() }

// A tap is a cell that a resized one is made of.
type tap struct {
	cell   int
	weight float32
}

// A resizedAxis is what each cell of an axis is made of; outside marks those that come from beyond the input.
type resizedAxis struct {
	taps    [][]tap
	outside []bool
}

// resizePlan is the axes that change, and the shape before each.
type resizePlan struct {
	axes     []int
	of       []resizedAxis // of all axes
	largest  int           // elements between two axes
	extremes bool          // some cell comes from beyond the input
}

func (l *Resize) plan(w *work) {
	if w.plan != nil {
		return
	}
	shape := slices.Clone(w.inShape(0))
	p := &resizePlan{largest: shape.Size()}
	for axis, n := range w.inShape(0) {
		r := l.axis(axis, n, w.shape[axis])
		p.of = append(p.of, r)
		p.extremes = p.extremes || slices.Contains(r.outside, true)
		if !r.unchanged(n) {
			p.axes = append(p.axes, axis)
			shape[axis] = w.shape[axis]
		}
		p.largest = max(p.largest, shape.Size())
	}
	w.plan = p
}

// unchanged tells whether an axis of n cells stays what it is.
func (r resizedAxis) unchanged(n int) bool {
	if len(r.taps) != n {
		return false
	}
	for i, taps := range r.taps {
		for _, t := range taps {
			if t.cell != i && t.weight != 0 {
				return false
			}
		}
	}
	return true
}

// axis is what the out cells of an axis are made of, out of n.
func (l *Resize) axis(axis, n, out int) resizedAxis {
	scale := float64(l.Scales[axis])
	if exact := float64(out) / float64(n); float32(exact) == l.Scales[axis] {
		scale = exact // a size, of which the file could only hold a rounded scale
	}
	r := resizedAxis{make([][]tap, out), make([]bool, out)}
	for i := range out {
		x := l.place(axis, float64(i), float64(n), float64(out), scale)
		r.outside[i] = l.Coordinates == CropAndResize && (x < 0 || x > float64(n-1))
		r.taps[i] = l.taps(x, scale, n)
	}
	return r
}

// place is where cell i of out comes from among n.
func (l *Resize) place(axis int, i, n, out, scale float64) float64 {
	switch l.Coordinates {
	case HalfPixelSymmetric:
		return n/2*(1-out/(scale*n)) + (i+0.5)/scale - 0.5
	case PyTorchHalfPixel:
		if out == 1 {
			return 0
		}
	case AlignCorners:
		if out == 1 {
			return 0
		}
		return i * (n - 1) / (scale*n - 1)
	case Asymmetric:
		return i / scale
	case CropAndResize:
		start, end := float64(l.Start[axis]), float64(l.End[axis])
		if out == 1 {
			return (start + end) * (n - 1) / 2
		}
		return start*(n-1) + i*(end-start)*(n-1)/(scale*n-1)
	}
	return (i+0.5)/scale - 0.5
}

// taps are the cells around x with their weights.
func (l *Resize) taps(x, scale float64, n int) []tap {
	if l.Interpolation == NearestResize {
		return []tap{{min(max(l.round(x), 0), n-1), 1}}
	}
	if !l.Antialias {
		scale = 1
	}
	scale = min(scale, 1)
	base, reach := int(math.Ceil(x))-1, 1.0 // base is below x, by one if x is a cell
	if l.Interpolation == CubicResize {
		reach = 2
	}
	first := int(math.Floor(-reach/scale)) + 1
	var taps []tap
	sum := 0.0
	for k := first; k <= 1-first; k++ {
		weight := l.weight(math.Abs(float64(base+k)-x) * scale)
		if l.ExcludeOutside && (base+k < 0 || base+k >= n) {
			weight = 0
		}
		sum += weight
		taps = append(taps, tap{min(max(base+k, 0), n-1), float32(weight)})
	}
	if l.ExcludeOutside || l.Antialias {
		for i := range taps {
			taps[i].weight /= float32(sum)
		}
	}
	return taps
}

func (l *Resize) round(x float64) int {
	switch l.Rounding {
	case RoundPreferCeil:
		x = math.Floor(x + 0.5)
	case RoundDown:
		x = math.Floor(x)
	case RoundUp:
		x = math.Ceil(x)
	default:
		x = math.Ceil(x - 0.5)
	}
	return int(x)
}

// weight of a cell at a distance. Keys 1981, "Cubic convolution interpolation for digital image processing".
func (l *Resize) weight(d float64) float64 {
	a := float64(l.Cubic)
	switch {
	case l.Interpolation == LinearResize:
		return max(1-d, 0)
	case d <= 1:
		return (a+2)*d*d*d - (a+3)*d*d + 1
	case d < 2:
		return a*d*d*d - 5*a*d*d + 8*a*d - 4*a
	}
	return 0
}

func (*Resize) parts(w *work) (forward, backward int) { return w.batch, w.batch }

// scratch holds what lies between two axes, before and after.
func (*Resize) scratch(w *work) int { return 2 * w.plan.(*resizePlan).largest }

func (l *Resize) forward(w *work, part int, d *desk) {
	p := w.plan.(*resizePlan)
	shape := slices.Clone(w.inShape(0))
	from, other := d.scratch[:p.largest], d.scratch[p.largest:2*p.largest]
	copy(from, example(w.in[0], part))
	for _, axis := range p.axes {
		outer, inner := shape[:axis].Size(), shape[axis+1:].Size()
		size := len(p.of[axis].taps)
		to := other[:outer*size*inner]
		clear(to)
		for o := range outer {
			for i, taps := range p.of[axis].taps {
				row := to[(o*size+i)*inner:][:inner]
				for _, t := range taps {
					for k, v := range from[(o*shape[axis]+t.cell)*inner:][:inner] {
						row[k] += t.weight * v
					}
				}
			}
		}
		shape[axis] = size
		from, other = other, from
	}
	y := example(w.out, part)
	copy(y, from)
	if p.extremes {
		p.beyond(w.shape, func(at int) { y[at] = l.Extrapolation })
	}
}

// beyond calls f with each element that comes from beyond the input on any axis.
func (p *resizePlan) beyond(shape Shape, f func(at int)) {
	for at := range shape.Size() {
		rest := at
		for axis := len(shape) - 1; axis >= 0; axis-- {
			if p.of[axis].outside[rest%shape[axis]] {
				f(at)
				break
			}
			rest /= shape[axis]
		}
	}
}

func (l *Resize) backward(w *work, part int, d *desk) {
	if w.gradIn[0] == nil {
		return
	}
	p := w.plan.(*resizePlan)
	shape := slices.Clone(w.shape)
	from, other := d.scratch[:p.largest], d.scratch[p.largest:2*p.largest]
	copy(from, example(w.gradOut, part))
	if p.extremes {
		p.beyond(w.shape, func(at int) { from[at] = 0 })
	}
	for _, axis := range slices.Backward(p.axes) {
		outer, inner, size := shape[:axis].Size(), shape[axis+1:].Size(), w.inShape(0)[axis]
		to := other[:outer*size*inner]
		clear(to)
		for o := range outer {
			for i, taps := range p.of[axis].taps {
				row := from[(o*shape[axis]+i)*inner:][:inner]
				for _, t := range taps {
					for k, v := range row {
						to[(o*size+t.cell)*inner+k] += t.weight * v
					}
				}
			}
		}
		shape[axis] = size
		from, other = other, from
	}
	copy(example(w.gradIn[0], part), from)
}
