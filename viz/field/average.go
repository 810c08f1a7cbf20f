package field

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// What an average cannot be made of.
var (
	ErrPictures = errors.New("no such picture")
	ErrMemory   = errors.New("more than fits in memory")
)

// AverageOptions are the settings of averaged fields; the zero value is the default one.
type AverageOptions struct {
	Options      // of the sweeps, but for their Progress and Watch
	Signed  bool // average what hiding takes and, below zero, adds; otherwise how much it changes, whichever way
	Keep    int  // of how many pictures of each unit, the first ones, the own map is kept in Averages.Maps

	// Progress, if set, is told after every picture how many are done, and Watch before it what the fields are by
	// then. The work waits for both; partial is valid, and not to be written to, until Watch returns.
	Progress func(done, total int)
	Watch    func(partial *Averages)
}

// Averages are the receptive fields of a layer's units as they are measured: what hiding a patch does to a unit, over where
// the patch is as seen from the middle of the unit's theoretical field, averaged over pictures.
//
// Height and Width are in pixels: the theoretical field and as much around it as a patch that touches it can be away, but
// no more than a picture can reach from its farthest corner; the picture itself where units see all of it. They are odd where the
// theoretical size is odd and even where it is even: so its middle lies in the middle, and pixels on pixels.
type Averages struct {
	Layer         string
	Units         []int // of the layer; below, unit k is the k-th of them
	Height, Width int
	Patch, Stride int  // of the sweeps, in pixels
	Signed        bool // otherwise Mean is of absolute values

	// Mean is units×h×w, each unit's divided by its Peak, which pixels around the theoretical field may exceed; NaN where Count is 0.
	Mean []float32
	// Count is units×h×w: how many pictures decide a pixel. A patch's middle cannot stand outside a picture nor on its
	// very edge, so that what of a field lies there is decided by those pictures only in which it lies elsewhere.
	Count []int32
	// Peak is, per unit, what 1 in Mean stands for, in activation units: the largest absolute value of the theoretical field's
	// pixels, those left out that too few pictures decide, less than half as many as its best known pixel. 0 for a unit that
	// is never active.
	Peak []float32
	// Size is, per unit, the side in pixels of the square whose area is that of the same pixels as far as they are above half of
	// Peak, by absolute value. What lies around the theoretical field does not count: a patch there acts by the part of it that
	// reaches in. NaN for a unit that is never active.
	Size []float64
	// Theory is the rows and columns of the theoretical field, in pixels.
	Theory [2]float64

	Maps [][]Discrepancy // per unit, of the pictures to be kept; nil if that is none

	extent  Extent
	columns int       // of the layer's maps
	input   cnn.Shape // C×H×W
}

// A Discrepancy is what hiding parts of one picture did to one unit.
type Discrepancy struct {
	Picture  int       // of the set
	Cell     int       // where the unit was strongest: index among the cells of its map, row-major
	Original float32   // how strong
	Map      []float32 // H×W as Maps.Pixels gives it, signed; nil where it is still to be measured
}

// Active tells whether a unit has a field: whether hiding parts of its pictures changes it. A unit without pictures has none.
func (a *Averages) Active(k int) bool { return a.Peak[k] > 0 }

// Unit is one unit's field and how many pictures decide its pixels, h×w each; not copies.
func (a *Averages) Unit(k int) (mean []float32, count []int32) {
	size := a.Height * a.Width
	return a.Mean[k*size:][:size], a.Count[k*size:][:size]
}

// Sees is the rectangle of a picture's pixels that a cell of the layer sees in theory. It sticks out of the picture where the
// network pads.
func (a *Averages) Sees(cell int) image.Rectangle {
	return a.extent.Window(cell/a.columns, cell%a.columns)
}

// inner is the theoretical field's rectangle in Mean; all of it where it is not larger.
func (a *Averages) inner() image.Rectangle {
	y, x := max(a.Height-a.extent.Size[0], 0)/2, max(a.Width-a.extent.Size[1], 0)/2
	return image.Rect(x, y, a.Width-x, a.Height-y)
}

// Window is the rectangle of a picture's pixels over which a field lies whose unit was strongest at a cell. It may stick
// out of the picture.
func (a *Averages) Window(cell int) image.Rectangle {
	sees := a.Sees(cell)
	corner := image.Pt(sees.Min.X-(a.Width-sees.Dx())/2, sees.Min.Y-(a.Height-sees.Dy())/2) // both divide: see Averages
	return image.Rectangle{corner, corner.Add(image.Pt(a.Width, a.Height))}
}

// Average measures the receptive fields of a layer's units. top are the pictures of each of Options.Units (nil: of each
// unit of the layer), those which drive it most: tuning.Record finds them. None stand for a unit that never answers.
//
// Every picture is prepared as the network wants it, and swept once for all units that it belongs to. Each unit's map is
// brought to pixels as Maps.Pixels says, moved so that the middle of the theoretical field of the unit's strongest cell comes to lie
// in the middle, and averaged with its others where they have values. Pictures at which a unit is at 0, as after a rectifier, are
// left out: there is no answer that hiding could take. Strongest pictures come first, so that all fields of a Watch are
// about equally far.
//
// It uses all processors; the numbers do not depend on how many. It returns an error that wraps ErrLayer, ErrInput,
// ErrUnit, ErrPictures, ErrPatch, ErrStride or ErrMemory if it cannot do what is asked, ErrNotFinite if a unit's answers are no numbers,
// the set's if a picture cannot be read, and ctx's if stopped.
//
// Zhou et al. 2015, "Object detectors emerge in deep scene CNNs", section 3.2.
func Average(ctx context.Context, net *cnn.Network, layer string, set data.Set, top [][]int, o AverageOptions) (*Averages, error) {
	run, err := newAveraging(net, layer, set, top, o)
	if err != nil {
		return nil, err
	}
	if err := run.sweepAll(ctx); err != nil {
		return nil, fmt.Errorf("field: averages of layer %q: %w", layer, err)
	}
	return run.averages, nil
}

// mostPixels is how many pixels the fields may have together, at 12 bytes while they are measured.
const mostPixels = 1 << 27

// newAverages are averages of nothing yet.
func newAverages(net *cnn.Network, node int, units []int, o AverageOptions) (*Averages, error) {
	e := Extents(net)[node]
	_, columns := sides(net.Nodes[node].Shape)
	a := &Averages{Layer: net.Nodes[node].Name, Units: units, Patch: o.Patch, Stride: o.Stride, Signed: o.Signed,
		Theory: [2]float64{float64(e.Size[0]), float64(e.Size[1])}, extent: e, columns: columns, input: net.Input}
	a.Height, a.Width = e.around(0, net.Input, o.Options), e.around(1, net.Input, o.Options)
	pixels := len(units) * a.Height * a.Width
	if pixels > mostPixels {
		return nil, fmt.Errorf("field: %d fields of %d×%d pixels: %w; ask for fewer units at a time", len(units), a.Height, a.Width, ErrMemory)
	}
	a.Mean, a.Count = make([]float32, pixels), make([]int32, pixels)
	a.Peak, a.Size = make([]float32, len(units)), make([]float64, len(units))
	for i := range a.Mean {
		a.Mean[i] = float32(math.NaN())
	}
	for k := range a.Size {
		a.Size[k] = math.NaN()
	}
	return a, nil
}

// around is a field's size on an axis with what lies around it: see Averages.
func (e Extent) around(axis int, input cnn.Shape, o Options) int {
	if e.Whole {
		return e.Size[axis]
	}
	farthest := 2*input[1+axis] - 2 + e.Size[axis]%2 // from a corner pixel to the far edge, both ways
	return min(e.Size[axis]+2*(o.Patch/2+o.Stride), farthest)
}
