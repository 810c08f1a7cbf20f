package tuning

import (
	"context"
	"fmt"
	"image"
	"math"
	"slices"

	"unitscope/cnn"
)

// PreferredOptions are the settings of a gradient ascent; the zero value is the default one. Of what has a default other
// than nothing, a negative value is none. Side is the shorter one of what a unit's cell can see, in pixels.
type PreferredOptions struct {
	Steps int // 0: 160

	// Rate is what the first step adds to the picture, root mean square; the last one adds a tenth of it. 0: 0.05.
	Rate float64
	// Jitter is by how many pixels the picture is moved, at most, before a gradient is taken. 0: side/16.
	Jitter int
	// Blur is the standard deviation, in pixels, of the blur of the first step's gradient; the last one's is 0.7 of it.
	// 0: √side/4.
	Blur float64
	// Norm is the most contrast: root mean square distance from grey where the cell can see. From 0.5 on it bounds
	// nothing. 0: 0.2.
	Norm float64

	Seed uint64 // of what the picture begins with, and of the jitter
}

// complete fills in what is left to default for a window of that side, and returns an error if the rest makes no sense.
func (o PreferredOptions) complete(side int) (PreferredOptions, error) {
	if o.Steps == 0 {
		o.Steps = 160
	}
	if o.Jitter == 0 {
		o.Jitter = side / 16
	}
	for _, n := range []struct {
		value  *float64
		normal float64
	}{{&o.Rate, 0.05}, {&o.Blur, math.Sqrt(float64(side)) / 4}, {&o.Norm, 0.2}} {
		if *n.value == 0 {
			*n.value = n.normal
		}
		if *n.value-*n.value != 0 {
			return o, fmt.Errorf("tuning: a preferred stimulus by %g", *n.value)
		}
	}
	switch {
	case o.Steps < 0:
		return o, fmt.Errorf("tuning: a preferred stimulus in %d steps", o.Steps)
	case o.Rate < 0:
		return o, fmt.Errorf("tuning: a preferred stimulus at rate %g", o.Rate)
	case o.Norm < 0:
		o.Norm = 1
	}
	o.Jitter, o.Blur = max(o.Jitter, 0), max(o.Blur, 0)
	return o, nil
}

// A PreferredStimulus is a picture grown to drive one unit.
type PreferredStimulus struct {
	Unit     int
	Picture  *cnn.Tensor     // C×H×W, values 0..1; grey outside Window
	Window   image.Rectangle // the pixels that the unit's cell can see
	Cell     int             // of the unit's map, row-major: the centre one
	Response float32         // of that cell to Picture; while it grows, to the picture before the last step
	Grey     float32         // of that cell to a grey picture
	Silent   bool            // it answers Picture no stronger than grey: nothing drives it, or nothing that a gradient leads to
}

// Preferred grows a picture that drives a unit, as PreferredUnits does. watch, if not nil, is told after every step; the
// picture is its to keep.
func Preferred(ctx context.Context, net *cnn.Network, node, unit int, o PreferredOptions,
	watch func(step int, picture *cnn.Tensor, response float32)) (*PreferredStimulus, error) {
	var tell func(done, total int, stimuli []*PreferredStimulus)
	if watch != nil {
		tell = func(done, _ int, stimuli []*PreferredStimulus) {
			watch(done, stimuli[0].Picture, stimuli[0].Response)
		}
	}
	stimuli, err := PreferredUnits(ctx, net, node, []int{unit}, o, tell)
	if stimuli == nil {
		return nil, err
	}
	return stimuli[0], err
}

// PreferredUnits grows a picture for each of some units of a node (nil: all of them): from grey with a little noise,
// step by step along the gradient of the answer of the unit's centre cell (row h/2, column w/2, rounded down) with
// respect to the picture. Only what the cell can see grows; the rest stays grey. Values stay within 0..1, and the
// contrast within Norm.
//
// A gradient through a rectifier that is shut leads nowhere, and one through a softmax to whatever keeps other answers
// low. So the ascent is that of the unit before such an activation: a silent unit's picture grows as well, and a class'
// picture is that of its sum of weights. Responses are those of the node asked for.
//
// A picture that works at one place only, pixel by pixel, tells people little. So it is moved at random between steps,
// and the first steps' gradients are blurred: large shapes come first, details later.
//
// Units grow in batches, on all processors. watch, if not nil, is told after every step how many of all batches' steps
// are done and what there is, in the order of units, nil for those that have not begun; all of that is its to keep.
// Stopped, it returns what has grown so far, nil for units that have not begun, with ctx's error. Another error says that
// the options make no sense or that a unit answers no finite number.
//
// Erhan, Bengio, Courville, Vincent 2009, "Visualizing higher-layer features of a deep network"; Yosinski, Clune, Nguyen,
// Fuchs, Lipson 2015, "Understanding neural networks through deep visualization".
func PreferredUnits(ctx context.Context, net *cnn.Network, node int, units []int, o PreferredOptions,
	watch func(done, total int, stimuli []*PreferredStimulus)) ([]*PreferredStimulus, error) {
	units, err := unitsOf(net.Nodes[node], units)
	if err != nil {
		return nil, err
	}
	s, err := newSlope(net, node)
	if err != nil {
		return nil, err
	}
	if o, err = o.complete(s.side()); err != nil {
		return nil, err
	}
	greys, err := s.greys(units)
	if err != nil {
		return nil, err
	}
	batch := min(max(batchOperations/max(passes*s.net.Multiplications(), 1), 1), mostAtOnce)
	g := &growth{slope: s, options: o, units: units, greys: greys, watch: watch, stimuli: make([]*PreferredStimulus, len(units))}
	g.total = (len(units) + batch - 1) / batch * o.Steps
	for first := 0; first < len(units); first += batch {
		if err = g.grow(ctx, first, min(first+batch, len(units))); err != nil {
			break
		}
	}
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	return g.stimuli, err
}

// passes is how many forward ones a step takes as long as, about.
const passes = 3

// A growth is the pictures of some units on their way, batch after batch.
type growth struct {
	*slope
	options PreferredOptions
	units   []int
	greys   []float32 // what they answer to grey
	stimuli []*PreferredStimulus
	done    int // steps, of all batches
	total   int
	watch   func(done, total int, stimuli []*PreferredStimulus)
}

// grow grows the pictures of one batch of units.
func (g *growth) grow(ctx context.Context, first, end int) error {
	a := newAscent(g.slope, g.units[first:end], g.options)
	grown := g.stimuli[first:end]
	for step := range g.options.Steps {
		err := ctx.Err()
		if err == nil {
			err = a.step(step)
		}
		if err != nil {
			if step > 0 {
				a.stimuli(grown, g.greys[first:end])
			}
			return err
		}
		if g.done++; g.watch != nil {
			a.stimuli(grown, g.greys[first:end])
			g.watch(g.done, g.total, slices.Clone(g.stimuli))
		}
	}
	a.stimuli(grown, g.greys[first:end])
	return a.finish(grown)
}
