package tuning

import (
	"context"
	"fmt"
	"math"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
)

// GratingOptions are the settings of Gratings; the zero value is the default one.
type GratingOptions struct {
	Orientations int     // from 0 on, evenly over 180 degrees; 0: 24
	Frequencies  int     // from 1/side to 0.5 cycles a pixel, in equal ratios, side being the picture's shorter one; 0: 16
	Phases       int     // from 0 on, evenly over 360 degrees; 0: 8
	Contrast     float64 // above 0, to 1; 0: 1
	Raw          bool    // gratings go to the network as they are, not through its preprocessing

	// Progress, if set, is told after every batch how many gratings have been shown. The measurement waits for it.
	Progress func(done, total int)
}

// leastSide is that of a picture on which frequencies from 1/side to 0.5 are several.
const leastSide = 3

// complete fills in what is left to default, and returns an error if the rest makes no sense.
func (o GratingOptions) complete() (GratingOptions, error) {
	for _, n := range []struct {
		count  *int
		normal int
		name   string
	}{{&o.Orientations, 24, "orientations"}, {&o.Frequencies, 16, "frequencies"}, {&o.Phases, 8, "phases"}} {
		if *n.count < 0 {
			return o, fmt.Errorf("tuning: %d %s: at least one is needed", *n.count, n.name)
		}
		if *n.count == 0 {
			*n.count = n.normal
		}
	}
	if o.Contrast == 0 {
		o.Contrast = 1
	}
	if !(o.Contrast > 0 && o.Contrast <= 1) {
		return o, fmt.Errorf("tuning: a contrast of %g: it is above 0 and at most 1", o.Contrast)
	}
	return o, nil
}

// checkPicture returns an error unless a network reads pictures that gratings fit on.
func checkPicture(shape cnn.Shape) error {
	if len(shape) != 3 {
		return fmt.Errorf("tuning: the network reads %v, which is no picture", shape)
	}
	if min(shape[1], shape[2]) < leastSide {
		return fmt.Errorf("tuning: gratings need pictures of %d×%d pixels at least; the network reads %v", leastSide, leastSide, shape)
	}
	return nil
}

// GratingResponses are what units answer to gratings of all orientations, spatial frequencies and phases, each at the
// centre cell of its map: row h/2, column w/2, rounded down.
type GratingResponses struct {
	Orientations []float64 // of the stripes, in degrees counter-clockwise from horizontal
	Frequencies  []float64 // cycles a pixel, rising
	Phases       []float64 // degrees

	contrast float64
	raw      bool
	units    [][]float32 // per node: units×orientations×frequencies×phases; nil where it was not asked for
}

// Gratings shows gratings to a network and reads what the units of some nodes answer; nil is all nodes. All units come
// from one showing. It returns an error if the options make no sense, if the network reads no pictures or if a unit
// answers no finite number, and ctx's error if stopped.
func Gratings(ctx context.Context, net *cnn.Network, nodes []int, o GratingOptions) (*GratingResponses, error) {
	o, err := o.complete()
	if err == nil {
		err = checkPicture(pictureShape(net))
	}
	if err != nil {
		return nil, err
	}
	if nodes == nil {
		for node := range net.Nodes {
			nodes = append(nodes, node)
		}
	}
	g := newGratingResponses(net, o)
	total := len(g.Orientations) * len(g.Frequencies) * len(g.Phases)
	for _, node := range nodes {
		shape := cnn.Shape{net.Nodes[node].Shape.Units(), total}
		if err := shape.Check(); err != nil {
			return nil, fmt.Errorf("tuning: gratings for %s: %w", net.Nodes[node].Name, err)
		}
		g.units[node] = make([]float32, shape.Size())
	}
	view := &gratingViewer{g, upTo(net, nodes), nodes}
	if err := show(ctx, view.net, total, func() viewer { return view }, o.Progress); err != nil {
		return nil, err
	}
	return g, nil
}

// newGratingResponses lays out the grid.
func newGratingResponses(net *cnn.Network, o GratingOptions) *GratingResponses {
	g := &GratingResponses{contrast: o.Contrast, raw: o.Raw, units: make([][]float32, len(net.Nodes))}
	for i := range o.Orientations {
		g.Orientations = append(g.Orientations, 180*float64(i)/float64(o.Orientations))
	}
	shape := pictureShape(net)
	lowest := 1 / float64(min(shape[1], shape[2]))
	for i := range o.Frequencies {
		g.Frequencies = append(g.Frequencies, lowest*math.Pow(0.5/lowest, float64(i)/float64(max(o.Frequencies-1, 1))))
	}
	for i := range o.Phases {
		g.Phases = append(g.Phases, 360*float64(i)/float64(o.Phases))
	}
	return g
}

// Responses are a node's answers, units×orientations×frequencies×phases, row-major; not a copy. It is nil for a node that
// was not asked for.
func (g *GratingResponses) Responses(node int) []float32 { return g.units[node] }

// grating is the one at a place of the grid.
func (g *GratingResponses) grating(orientation, frequency, phase int) stimulus.Grating {
	return stimulus.Grating{Orientation: g.Orientations[orientation], Frequency: g.Frequencies[frequency], Phase: g.Phases[phase], Contrast: g.contrast}
}

// A gratingViewer shows the gratings in the grid's order. It keeps nothing of a batch, so that one serves all workers.
type gratingViewer struct {
	*GratingResponses
	net   *cnn.Network
	nodes []int
}

func (v *gratingViewer) draw(i int, dst []float32) error {
	frequencies, phases := len(v.Frequencies), len(v.Phases)
	v.grating(i/(frequencies*phases), i/phases%frequencies, i%phases).Draw(dst, pictureShape(v.net))
	prepare(v.net, v.raw, dst)
	return nil
}

func (v *gratingViewer) look(pass *cnn.Pass, first, n int) error {
	total := len(v.Orientations) * len(v.Frequencies) * len(v.Phases)
	for _, node := range v.nodes {
		shape := v.net.Nodes[node].Shape
		for i := range n {
			for unit := range shape[0] {
				answer := centre(pass.Activation(node), shape, i, unit)
				if !isFinite(answer) {
					return fmt.Errorf("tuning: %s:%d answers %v to a grating", v.net.Nodes[node].Name, unit, answer)
				}
				v.units[node][unit*total+first+i] = answer
			}
		}
	}
	return nil
}

func (v *gratingViewer) note(*cnn.Pass, int, int) {}

// centre is what a unit's centre cell answers to the i-th picture of a batch.
func centre(activation *cnn.Tensor, shape cnn.Shape, i, unit int) float32 {
	height, width := mapSize(shape)
	return activation.Data[((i*shape.Units()+unit)*height+height/2)*width+width/2]
}

// mapSize is the height and width of a node's maps. One that has none has units of one cell; what is neither is taken
// as one row.
func mapSize(shape cnn.Shape) (height, width int) {
	if len(shape) == 3 {
		return shape[1], shape[2]
	}
	return 1, shape.Size() / shape.Units()
}
