package field

import (
	"context"
	"errors"

	"unitscope/cnn"
)

// The ways in which a sweep can be asked for what cannot be done.
var (
	ErrPatch  = errors.New("the patch does not fit the picture")
	ErrStride = errors.New("the stride is not positive")
	ErrLayer  = errors.New("no such layer")
)

// A Fill says what a patch is hidden with.
type Fill string

// The fills. The zero value is Noise.
const (
	Noise Fill = "noise"
	Grey  Fill = "grey"
	Mean  Fill = "mean"
	Zero  Fill = "zero"
	Value Fill = "value"
)

// Options are the settings of a sweep; the zero value is the default one.
type Options struct {
	Patch, Stride int
	Fill          Fill
	Value         float32
	Seed          uint64
	Progress      func(done, total int)
}

// Maps are the discrepancy maps of a layer's units.
type Maps struct {
	Units, Rows, Cols int
	Data              []float32
}

// Sweep measures how much hiding each patch of image changes the units of a layer.
func Sweep(ctx context.Context, net *cnn.Network, image *cnn.Tensor, layer string, o Options) (*Maps, error) {
	return nil, ErrLayer
}
