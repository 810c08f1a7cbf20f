package cnn

import "math/rand/v2"

// Init draws new weights.
func (n *Network) Init(rng *rand.Rand) {}
