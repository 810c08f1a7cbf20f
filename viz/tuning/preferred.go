package tuning

import (
	"context"
	"errors"
	"image"

	"unitscope/cnn"
)

// PreferredOptions are the settings of a gradient ascent; the zero value is the default one. Where a default is other than
// nothing, a negative value is none.
type PreferredOptions struct {
	Steps  int     // 0: DefaultPreferredSteps
	Rate   float64 // what a step adds to the picture, root mean square over the window
	Jitter int     // pixels that the picture is moved by at random before a step, at most
	Blur   float64 // standard deviation in pixels of the blur at the first step; it sinks to none at the last
	Norm   float64 // most contrast: root mean square distance from grey; 0.5 and above bound nothing
	Seed   uint64
}

// A PreferredStimulus is a picture grown to drive one unit.
type PreferredStimulus struct {
	Unit     int
	Picture  *cnn.Tensor     // C×H×W, values 0..1; grey outside Window
	Window   image.Rectangle // the pixels that the unit can see
	Cell     int             // of the unit's map, row-major: the centre one
	Response float32         // of that cell to Picture
	Grey     float32         // of that cell to a grey picture
	Silent   bool            // it answers the picture no stronger than grey
}

// Preferred grows a picture that drives a unit. It is PreferredUnits for one unit.
func Preferred(ctx context.Context, net *cnn.Network, node, unit int, o PreferredOptions,
	watch func(step int, picture *cnn.Tensor, response float32)) (*PreferredStimulus, error) {
	return nil, errors.ErrUnsupported
}

// PreferredUnits grows a picture for each of some units of a layer (nil: all), many at a time.
//
// watch, if not nil, is told after every step; what it is given is its own to keep, in the order of units, and nil for those that have not begun.
// Stopped, it returns what has grown so far with ctx's error.
func PreferredUnits(ctx context.Context, net *cnn.Network, node int, units []int, o PreferredOptions,
	watch func(done, total int, stimuli []*PreferredStimulus)) ([]*PreferredStimulus, error) {
	return nil, errors.ErrUnsupported
}
