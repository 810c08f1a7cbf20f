package cnn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// A law: without a bias a convolution is linear in its input and in its weights, so for any gradient g of the output
//
//	Σ g·y = Σ gradient of the input · input = Σ gradient of the weights · weights
//
// over random geometries, small and of several parts: rows, examples, maps and shards are cut.
func TestConvAdjoint(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	few := func(n int) int { return 1 + rng.IntN(n) }
	for i := range 200 {
		groups, batch, size, maps, many := few(3), few(4), 12, 3, false
		switch {
		case i%20 == 0:
			groups, batch, size = 1, 1, 220 // frames of a part of the rows
		case i%10 == 0:
			batch, size, maps = 40, 9, 12 // many examples at a time
		case i%7 == 0:
			groups, size, many = 1, 25, true // maps cut over cores, frames cut to size
		}
		in, out := groups*few(maps), groups*few(maps)
		if many {
			out = 480
		}
		o := ConvOptions{Stride: [2]int{few(3), few(3)}, Dilation: [2]int{few(2), few(3)}, Groups: groups, NoBias: true,
			Pad: Padding{rng.IntN(4), rng.IntN(4), rng.IntN(4), rng.IntN(4)}}
		n := NewNetwork(Shape{in, few(size), few(size)})
		if size > 12 {
			n.Input[1], n.Input[2] = size+few(5), size+few(5)
		}
		if n.Append("conv", NewConv2D(in, out, [2]int{few(4), few(4)}, o)) != nil {
			continue
		}
		randomised(rng, n)
		p := n.NewPass(batch)
		p.KeepParamGradients()
		x := noise(rng, append(Shape{batch}, n.Input...))
		p.Forward(x)
		y := p.Activation(0)
		g := noise(rng, y.Shape)
		p.Backward(0, g)
		want, scale := dot(g, y)
		name := fmt.Sprintf("%+v, %d×%v, weight %v", o, batch, n.Input, n.Nodes[0].Layer.Params()[0].Value.Shape)
		for of, got := range map[string]float64{
			"input":   first(dot(p.Gradient(-1), x)),
			"weights": first(dot(p.ParamGradients(0)[0], n.Nodes[0].Layer.Params()[0].Value)),
		} {
			if math.Abs(got-want) > 1e-5*scale {
				t.Errorf("%s: the gradient of the %s makes %g, the output %g (%g)", name, of, got, want, scale)
			}
		}
	}
}

// dot is Σ a·b, and the length of the vector that it sums.
func dot(a, b *Tensor) (sum, length float64) {
	for i, v := range a.Data {
		product := float64(v) * float64(b.Data[i])
		sum += product
		length += product * product
	}
	return sum, math.Sqrt(length)
}

func first(v, _ float64) float64 { return v }
