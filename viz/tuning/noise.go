package tuning

import (
	"fmt"
	"math/rand/v2"

	"unitscope/cnn"
)

// A Noise is a kind of picture of which no value tells anything about another.
type Noise string

// The kinds. The zero value is White.
const (
	White  Noise = "white"  // every value uniform over 0..1
	Sparse Noise = "sparse" // grey, but one value in fifty 0 or 1: few dark and light spots, each of one colour channel
)

// sparseShare is how much of sparse noise is not grey.
const sparseShare = 1.0 / 50

// variance is that of one value of the noise.
func (n Noise) variance() float64 {
	if n == Sparse {
		return sparseShare / 4 // half away from the mean, or not at all
	}
	return 1.0 / 12
}

// draw fills dst with picture i of a seed, values 0..1.
func (n Noise) draw(seed uint64, i int, dst []float32) {
	source := rand.NewPCG(seed, uint64(i))
	for k := range dst {
		v := float32(source.Uint64()>>40) / (1 << 24) // uniform over 0..1, 1 excluded
		if n != Sparse {
			dst[k] = v
			continue
		}
		switch {
		case v < sparseShare/2:
			dst[k] = 0
		case v < sparseShare:
			dst[k] = 1
		default:
			dst[k] = grey
		}
	}
}

// grey is the middle of a picture's 0..1, and the mean of both kinds of noise.
const grey = 0.5

// NoiseOptions are the settings of ReverseCorrelation; the zero value is the default one.
type NoiseOptions struct {
	Kind     Noise
	Pictures int // 0: 4096
	Seed     uint64
	Margin   int // pixels that a field reaches beyond what the unit can see, to each side; 0: none

	// Progress, if set, is told after every batch how many pictures have been shown.
	Progress func(done, total int)
}

// complete fills in what is left to default, and returns an error if the rest makes no sense for a network.
func (o NoiseOptions) complete(net *cnn.Network) (NoiseOptions, error) {
	if o.Kind == "" {
		o.Kind = White
	}
	if o.Pictures == 0 {
		o.Pictures = 4096
	}
	switch {
	case len(pictureShape(net)) != 3:
		return o, fmt.Errorf("tuning: the network reads %v, which is no picture", net.Input)
	case o.Kind != White && o.Kind != Sparse:
		return o, fmt.Errorf("tuning: unknown noise %q: white or sparse", o.Kind)
	case o.Pictures < 2:
		return o, fmt.Errorf("tuning: %d pictures of noise: at least two are needed", o.Pictures)
	case o.Margin < 0 || o.Margin > 1<<12:
		return o, fmt.Errorf("tuning: a margin of %d pixels", o.Margin)
	}
	return o, nil
}
