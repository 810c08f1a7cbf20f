package cnn

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// spread fills an array with distinct values at least 0.05 apart and 0.025 away from zero, in
// random order: no step of the finite differences crosses a kink or a tie.
func spread(rng *rand.Rand, shape ...int) *Tensor {
	t := NewTensor(shape...)
	for i, k := range rng.Perm(len(t.Data)) {
		t.Data[i] = (float32(k) - float32(len(t.Data)/2) + 0.5) * 0.05
	}
	return t
}

// randomised draws all of a network's parameters, running variances included.
func randomised(rng *rand.Rand, n *Network) *Network {
	for _, node := range n.Nodes {
		for _, t := range tensors(node.Layer) {
			for i := range t.Data {
				t.Data[i] = float32(rng.NormFloat64() * 0.5)
			}
		}
		if b, ok := node.Layer.(*BatchNorm); ok {
			for i, v := range b.Variance.Data {
				b.Variance.Data[i] = 0.5 + v*v
			}
		}
	}
	return n
}

type gradientCase struct {
	name     string
	input    Shape
	layer    Layer
	inputs   []string // of the layer: "a" and "b" are bounded functions of the input
	training bool
}

func gradientCases() []gradientCase {
	conv := func(in, out, kh, kw int, o ConvOptions) Layer { return NewConv2D(in, out, [2]int{kh, kw}, o) }
	pool := func(kh, kw, sh, sw, dilation int, p Padding, ceil bool) Layer {
		return &MaxPool{[2]int{kh, kw}, [2]int{sh, sw}, [2]int{dilation, dilation}, p, ceil}
	}
	both := []string{"a", "b"}
	return []gradientCase{
		{"conv one channel", Shape{1, 5, 5}, conv(1, 2, 3, 3, ConvOptions{}), nil, false},
		{"conv non-square, asymmetric padding", Shape{2, 7, 4}, conv(2, 3, 3, 2, ConvOptions{Stride: [2]int{2, 1}, Pad: Padding{1, 0, 2, 1}}), nil, false},
		{"conv groups, dilation", Shape{4, 7, 6}, conv(4, 6, 3, 3, ConvOptions{Groups: 2, Dilation: [2]int{2, 1}, Pad: Padding{2, 1, 2, 1}}), nil, false},
		{"conv depthwise, stride beyond kernel", Shape{3, 8, 9}, conv(3, 6, 2, 2, ConvOptions{Groups: 3, Stride: [2]int{3, 4}}), nil, false},
		{"conv pointwise, no bias", Shape{5, 3, 2}, conv(5, 4, 1, 1, ConvOptions{NoBias: true}), nil, false},
		{"conv kernel larger than map", Shape{1, 2, 2}, conv(1, 2, 5, 5, ConvOptions{Pad: Padding{2, 2, 2, 2}}), nil, false},
		{"max pool", Shape{2, 6, 5}, NewMaxPool(2, 2), nil, false},
		{"max pool overlapping", Shape{2, 7, 7}, pool(3, 3, 2, 2, 1, Padding{1, 0, 1, 0}, false), nil, false},
		{"max pool ceil, dilation, non-square", Shape{1, 8, 7}, pool(2, 3, 2, 2, 2, Padding{0, 1, 0, 1}, true), nil, false},
		{"average pool", Shape{2, 5, 7}, &AvgPool{[2]int{2, 3}, [2]int{2, 2}, Padding{1, 1, 0, 1}, true, false}, nil, false},
		{"average pool counting its border", Shape{2, 5, 6}, &AvgPool{[2]int{3, 3}, [2]int{2, 1}, Padding{1, 1, 1, 1}, false, true}, nil, false},
		{"global average", Shape{3, 3, 5}, &GlobalAvgPool{}, nil, false},
		{"global maximum", Shape{3, 3, 5}, &GlobalMaxPool{}, nil, false},
		{"relu", Shape{2, 3, 3}, &ReLU{}, nil, false},
		{"leaky relu", Shape{11}, &LeakyReLU{Slope: 0.2}, nil, false},
		{"sigmoid", Shape{2, 3, 3}, &Sigmoid{}, nil, false},
		{"tanh", Shape{2, 3, 3}, &Tanh{}, nil, false},
		{"batch norm, running", Shape{3, 4, 3}, NewBatchNorm(3), nil, false},
		{"batch norm, training", Shape{3, 4, 3}, NewBatchNorm(3), nil, true},
		{"batch norm of units, training", Shape{5}, NewBatchNorm(5), nil, true},
		{"lrn", Shape{5, 3, 2}, &LRN{Size: 3, Alpha: 0.3, Beta: 0.75, Bias: 1}, nil, false},
		{"lrn of even size", Shape{5, 2, 2}, &LRN{Size: 4, Alpha: 0.5, Beta: 0.6, Bias: 2}, nil, false},
		{"dropout", Shape{4, 3, 3}, &Dropout{Rate: 0.4}, nil, true},
		{"flatten", Shape{2, 3, 4}, &Flatten{}, nil, false},
		{"dense", Shape{70}, NewDense(70, 20), nil, false},
		{"dense without bias", Shape{3}, &Dense{Weight: NewTensor(2, 3)}, nil, false},
		{"add", Shape{2, 3, 4}, &Add{}, both, false},
		{"add with itself", Shape{2, 3, 4}, &Add{}, []string{"a", "a", "b"}, false},
		{"mul", Shape{2, 3, 4}, &Mul{}, both, false},
		{"mul with itself", Shape{2, 3, 4}, &Mul{}, []string{"a", "a", "b"}, false},
		{"concat", Shape{2, 3, 4}, &Concat{}, []string{"a", "b", "a"}, false},
		{"softmax", Shape{6}, &Softmax{}, nil, false},
		{"softmax of maps", Shape{4, 2, 3}, &Softmax{}, nil, false},
		{"softmax of rows", Shape{4, 2, 3}, &Softmax{Axis: 2}, nil, false},
		{"concat of rows", Shape{2, 3, 4}, &Concat{Axis: 1}, []string{"a", "b", "a"}, false},
	}
}

// TestGradients holds every layer's backward pass, for inputs and parameters, against central
// finite differences of Σ weights·output, summed in float64.
func TestGradients(t *testing.T) {
	covered := map[string]bool{}
	for _, c := range slices.Concat(gradientCases(), anyRankCases()) {
		covered[c.layer.Kind()] = true
		t.Run(c.name, func(t *testing.T) { c.check(t) })
	}
	if len(covered) != 54 {
		t.Errorf("%d kinds of layer are covered, wants all 54", len(covered))
	}
}

func (c gradientCase) check(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	n := NewNetwork(c.input)
	if c.inputs != nil {
		if err := errors.Join(n.Append("a", &Tanh{}, InputName), n.Append("b", &Sigmoid{}, InputName)); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.Append("layer", c.layer, c.inputs...); err != nil {
		t.Fatal(err)
	}
	randomised(rng, n)
	const batch = 3
	x, last := spread(rng, append(Shape{batch}, c.input...)...), len(n.Nodes)-1
	weights := noise(rng, append(Shape{batch}, n.Nodes[last].Shape...))
	p := n.NewPass(batch)
	p.KeepParamGradients()
	for _, w := range p.works {
		w.training = c.training
	}
	value := func() float64 {
		_ = p.forward(context.Background(), x)
		sum := 0.0
		for i, v := range p.Activation(last).Data {
			sum += float64(v) * float64(weights.Data[i])
		}
		return sum
	}
	value()
	p.Backward(last, weights)
	compare(t, rng, "input", x.Data, slices.Clone(p.Gradient(-1).Data), value)
	grads := p.ParamGradients(last)
	for i, param := range c.layer.Params() {
		compare(t, rng, param.Name, param.Value.Data, slices.Clone(grads[i].Data), value)
	}
}

// compare moves values one by one and compares how the function changes with its gradient.
func compare(t *testing.T, rng *rand.Rand, name string, values, gradient []float32, value func() float64) {
	t.Helper()
	const step, tolerance = 0.01, 2e-3
	largest := 0.1
	for _, g := range gradient {
		largest = max(largest, math.Abs(float64(g)))
	}
	at := rng.Perm(len(values))
	for _, i := range at[:min(len(at), 80)] {
		old := values[i]
		values[i] = old + step
		above := value()
		values[i] = old - step
		below := value()
		values[i] = old
		if want := (above - below) / (2 * step); !(math.Abs(float64(gradient[i])-want) <= tolerance*largest) {
			t.Fatalf("gradient of %s[%d] is %g, finite differences say %g (largest %g)", name, i, gradient[i], want, largest)
		}
	}
}
