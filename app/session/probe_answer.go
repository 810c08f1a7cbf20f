package session

import (
	"image"
	"time"

	"unitscope/cnn"
	"unitscope/viz/field"
	"unitscope/viz/tuning"
)

// An Answer is what the probe knows of one question. Values are never changed once they are
// handed out: a growing one is a new pointer with every part that comes.
type Answer[T any] struct {
	Value   *T   // nil: nothing yet
	Step    int  // of the network that Value is of
	Stale   bool // the network has moved on since
	Growing bool // Value is not whole

	Working     bool          // something is on its way for this answer: then
	Done, Total int           // how far it is, 0 of 0 while it waits for its turn, and
	Left        time.Duration // about how long it takes yet; 0: unknown

	Stopped  bool  // by hand: it is not begun again until something else is asked for, or Measure
	Waits    bool  // the network learns, and nothing is asked of it until it rests
	OnDemand bool  // it would take so long that nobody asks unless told to: by Measure
	Err      error // why there is no answer, in one line
}

// whole is the value where it does not grow any more.
func (a Answer[T]) whole() *T {
	if a.Growing {
		return nil
	}
	return a.Value
}

// A UnitField is what one unit sees, by occlusion: its strongest pictures with what hiding
// each patch took from it, and the field averaged over them.
type UnitField struct {
	Node, Unit int
	Training   bool              // the pictures are those that are learned, else those held out
	Pictures   []OccludedPicture // the strongest first
	Largest    float32           // of the maps' values, without sign: one range for all

	// Averages hold the unit's field, as number K of those measured with it; Field gives it.
	Averages      *field.Averages
	K             int
	Height, Width int     // of the field, in pixels
	Size          float64 // side in pixels of the square of the measured area; NaN: none
	Theory        [2]float64
	Active        bool // it answers some picture; else nothing of this is known
}

// An OccludedPicture is one of a unit's strongest pictures. Map is H×W, as the picture, in
// activation units; nil: not yet measured, or not kept.
type OccludedPicture struct {
	field.Discrepancy
	Row, Col int // of Cell in the unit's map
}

// Field is the averaged field, Height×Width, −1 to 1, NaN where no picture tells anything, and
// how many pictures decide each pixel; not copies.
func (f *UnitField) Field() (mean []float32, count []int32) { return f.Averages.Unit(f.K) }

// Segment is what of a picture, C×H×W, lies in the unit's field around a cell; the outside is
// dimmed.
func (f *UnitField) Segment(picture []float32, cell int) []float32 {
	return field.Segment(picture, f.Averages.Mask(f.K, cell))
}

// LayerFields are the fields of a layer's units, as far as they are known.
type LayerFields struct {
	Node     int
	Units    []*UnitField // nil: not measured
	Measured int
}

// LayerSizes compares measured with theoretical fields of one row's units.
type LayerSizes struct {
	Row          Row
	Node         int
	Theory       [2]float64
	Sizes        []float64 // per unit; NaN: not measured, or never active
	Mean, Spread float64   // over the units that are known; the spread is the standard deviation
	Measured     int
	Stale        bool // some of it is of an earlier network
}

// A Discrepancy is what hiding each patch of the picture under the microscope takes from a
// unit.
type Discrepancy struct {
	Node, Unit    int
	Patch, Stride int       // in pixels
	Map           []float32 // H×W, as the picture: original − occluded, at Cell; NaN where nothing is known
	Largest       float32   // of Map without sign, and
	LayerLargest  float32   // of all units of the layer
	Original      float32   // the answer to the picture as it is, at
	Cell          int       // row-major in the unit's map
}

// UnitCurves are a unit's tuning curves; nil where they are not known yet, or a network cannot
// be asked for one.
type UnitCurves struct {
	Node, Unit     int
	Size, Contrast *tuning.Curve
	Across, Down   *tuning.Curve // position
	Hue            *tuning.Curve // none where the network reads no colours
}

// ShiftCurves are, for each row, how much of its units' answers is kept when the picture moves.
type ShiftCurves struct {
	Rows     []string
	Curves   []tuning.Curve
	Pictures int // that were moved
}

// A PreferredPicture is a picture grown to drive a unit of Node, a layer with weights.
type PreferredPicture struct {
	*tuning.PreferredStimulus
	Node int
}

// A UnitCorrelation is a unit's field by reverse correlation with noise.
type UnitCorrelation struct {
	Node, Unit int
	Noise      tuning.Noise
	Shape      cnn.Shape       // channels × rows × columns, in pixels
	Inner      image.Rectangle // of the field: what the unit can see, by theory
	Field      []float32       // Shape
	Pictures   int
	Active     bool // its answers differ at all
}
