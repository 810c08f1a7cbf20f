package cnn

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Init draws new weights, and sets biases to 0 and BatchNorm to pass its input on.
//
// Convolutions and dense layers that feed a ReLU or LeakyReLU (also through pooling, batch
// normalisation and the like) get He's normal distribution, deviation √(2 / ((1 + slope²)·in));
// the others Glorot's uniform one, within ±√(6 / (in + out)), in and out being the connections
// of a unit.
//
// He et al. 2015, "Delving deep into rectifiers"; Glorot and Bengio 2010, "Understanding the
// difficulty of training deep feedforward neural networks".
func (n *Network) Init(rng *rand.Rand) {
	for i, node := range n.Nodes {
		switch layer := node.Layer.(type) {
		case *Conv2D:
			cells := layer.Kernel[0] * layer.Kernel[1]
			n.draw(rng, i, layer.Weight, layer.Bias, layer.Weight.Shape[1]*cells, layer.Weight.Shape[0]/layer.Groups*cells)
		case *Dense:
			n.draw(rng, i, layer.Weight, layer.Bias, layer.Weight.Shape[1], layer.Weight.Shape[0])
		case *BatchNorm:
			fill(layer.Scale.Data, 1)
			fill(layer.Variance.Data, 1)
			clear(layer.Shift.Data)
			clear(layer.Mean.Data)
		}
	}
}

// draw sets the weights of a node whose units have in connections before and out behind them.
func (n *Network) draw(rng *rand.Rand, node int, weight, bias *Tensor, in, out int) {
	if bias != nil {
		clear(bias.Data)
	}
	if slope, ok := n.rectifier(node); ok {
		deviation := math.Sqrt(2 / ((1 + slope*slope) * float64(in)))
		for i := range weight.Data {
			weight.Data[i] = float32(rng.NormFloat64() * deviation)
		}
		return
	}
	limit := math.Sqrt(6 / float64(in+out))
	for i := range weight.Data {
		weight.Data[i] = float32((2*rng.Float64() - 1) * limit)
	}
}

// rectifier looks for a ReLU (slope 0) or LeakyReLU that a node feeds, directly or through layers
// that keep activations what they are.
func (n *Network) rectifier(node int) (slope float64, ok bool) {
	for i := node + 1; i < len(n.Nodes); i++ {
		if !slices.Contains(n.Nodes[i].Inputs, node) {
			continue
		}
		switch layer := n.Nodes[i].Layer.(type) {
		case *ReLU:
			return 0, true
		case *LeakyReLU:
			return float64(layer.Slope), true
		case *BatchNorm, *MaxPool, *AvgPool, *GlobalAvgPool, *GlobalMaxPool, *Dropout, *Flatten, *Add, *Concat, *LRN:
			if slope, ok := n.rectifier(i); ok {
				return slope, true
			}
		}
	}
	return 0, false
}
