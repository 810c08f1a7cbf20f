package tuning

import (
	"context"
	"errors"
	"image"

	"unitscope/cnn"
)

// A Noise is a kind of picture of which no pixel tells anything about another.
type Noise string

// The kinds. The zero value is White.
const (
	White  Noise = "white"  // every value uniform over 0..1
	Sparse Noise = "sparse" // grey, with a few light and dark pixels, each of one colour channel
)

// NoiseOptions are the settings of a reverse correlation; the zero value is the default one.
type NoiseOptions struct {
	Kind     Noise
	Pictures int // 0: DefaultNoisePictures
	Seed     uint64
	Margin   int // pixels of a field around what the unit can see; 0: none

	// Progress, if set, is told after every batch how many pictures have been shown.
	Progress func(done, total int)
}

// A Correlation is the fields that units show to noise.
type Correlation struct {
	Units    []int           // of the layer, in the order of Fields
	Shape    cnn.Shape       // of one field: channels × rows × columns, in pixels
	Inner    image.Rectangle // of the field: what a unit can see, by theory
	Pictures int             // shown so far
	Fields   []float32       // units × Shape: activation a unit of the picture's value, 0..1
	Active   []bool          // per unit: whether its answers differ at all
}

// Field is one unit's field; u counts within Units. It is not a copy.
func (c *Correlation) Field(u int) []float32 {
	size := c.Shape.Size()
	return c.Fields[u*size:][:size]
}

// ReverseCorrelation finds what drives units of a layer from their answers to noise.
func ReverseCorrelation(ctx context.Context, net *cnn.Network, node int, units []int, o NoiseOptions, watch func(partial *Correlation)) (*Correlation, error) {
	return nil, errors.ErrUnsupported
}
