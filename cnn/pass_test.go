package cnn

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// everyLayer is a network with each kind of layer, branches, odd sizes.
func everyLayer(t testing.TB) *Network {
	n := NewNetwork(Shape{3, 13, 10})
	err := errors.Join(
		n.Append("conv1", NewConv2D(3, 6, [2]int{3, 2}, ConvOptions{Pad: Padding{1, 0, 1, 1}})),
		n.Append("norm", NewBatchNorm(6)),
		n.Append("relu", &ReLU{}),
		n.Append("dropout", &Dropout{Rate: 0.3}),
		n.Append("conv2", NewConv2D(6, 6, [2]int{3, 3}, ConvOptions{Pad: Padding{1, 1, 1, 1}, Groups: 3, NoBias: true})),
		n.Append("tanh", &Tanh{}),
		n.Append("add", &Add{}, "tanh", "dropout"),
		n.Append("leaky", &LeakyReLU{Slope: 0.1}),
		n.Append("max", &MaxPool{[2]int{3, 3}, [2]int{2, 2}, [2]int{1, 1}, Padding{1, 1, 1, 1}, true}),
		n.Append("lrn", &LRN{Size: 5, Alpha: 0.1, Beta: 0.75, Bias: 1}),
		n.Append("average", &AvgPool{[2]int{2, 2}, [2]int{1, 1}, Padding{}, false, false}, "max"),
		n.Append("conv3", NewConv2D(6, 4, [2]int{2, 2}, ConvOptions{Dilation: [2]int{1, 1}}), "lrn"),
		n.Append("concat", &Concat{}, "average", "conv3"),
		n.Append("sigmoid", &Sigmoid{}, "conv3"),
		n.Append("mul", &Mul{}, "conv3", "sigmoid"),
		n.Append("mean", &GlobalAvgPool{}, "concat"),
		n.Append("peak", &GlobalMaxPool{}, "mul"),
		n.Append("both", &Concat{}, "mean", "peak"),
		n.Append("flatten", &Flatten{}),
		n.Append("output", NewDense(14, 5)),
		n.Append("softmax", &Softmax{}),
	)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A law: a batch of n gives the bits of n single examples.
func TestBatchEqualsSingles(t *testing.T) {
	toy, _, _ := benchNetwork(t, "toy48", 1)
	rng := rand.New(rand.NewPCG(5, 6))
	for _, net := range []*Network{randomised(rng, everyLayer(t)), toy} {
		const batch = 5
		x := noise(rng, append(Shape{batch}, net.Input...))
		whole, single := net.NewPass(batch), net.NewPass(1)
		whole.Forward(x)
		for e := range batch {
			single.Forward(&Tensor{Shape: append(Shape{1}, net.Input...), Data: example(x, e)})
			for i, node := range net.Nodes {
				if !slices.Equal(example(whole.Activation(i), e), single.Activation(i).Data) {
					t.Fatalf("%s of example %d differs between a batch and alone", node.Name, e)
				}
			}
		}
	}
}

// A pass serves smaller batches and grows for larger ones.
func TestPassResizes(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	net := randomised(rng, everyLayer(t))
	p := net.NewPass(2)
	for _, batch := range []int{2, 1, 4, 3, 4} {
		x := noise(rng, append(Shape{batch}, net.Input...))
		fresh := net.NewPass(batch)
		for _, pass := range []*Pass{p, fresh} {
			pass.Forward(x)
			pass.Backward(len(net.Nodes)-1, pass.Activation(len(net.Nodes)-1).Clone())
		}
		for i := -1; i < len(net.Nodes); i++ {
			if !p.Activation(i).Shape.Equal(fresh.Activation(i).Shape) || !slices.Equal(p.Activation(i).Data, fresh.Activation(i).Data) {
				t.Fatalf("batch %d: activation %d differs from a fresh pass", batch, i)
			}
			if !slices.Equal(p.Gradient(i).Data, fresh.Gradient(i).Data) {
				t.Fatalf("batch %d: gradient %d differs from a fresh pass", batch, i)
			}
		}
	}
}

// The gradient reaches ancestors only.
func TestGradientReach(t *testing.T) {
	net := randomised(rand.New(rand.NewPCG(1, 2)), everyLayer(t))
	p := net.NewPass(1)
	p.Forward(noise(rand.New(rand.NewPCG(3, 4)), append(Shape{1}, net.Input...)))
	from := net.Index("average")
	p.Backward(from, p.Activation(from).Clone())
	for name, reached := range map[string]bool{"average": true, "max": true, "conv1": true, "lrn": false, "conv3": false, "softmax": false} {
		if got := p.Gradient(net.Index(name)) != nil; got != reached {
			t.Errorf("the gradient reached %s: %v, wants %v", name, got, reached)
		}
	}
	if p.Gradient(-1) == nil {
		t.Error("the gradient did not reach the input")
	}
}

// Convolution against its definition, term by term in float64, over random geometries.
func TestConvDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	few := func(n int) int { return 1 + rng.IntN(n) }
	for i := range 300 {
		groups := few(3)
		in, out := groups*few(3), groups*few(3)
		o := ConvOptions{Stride: [2]int{few(3), few(3)}, Dilation: [2]int{few(3), few(3)}, Groups: groups, NoBias: i%3 == 0,
			Pad: Padding{rng.IntN(4), rng.IntN(4), rng.IntN(4), rng.IntN(4)}}
		conv := NewConv2D(in, out, [2]int{few(4), few(4)}, o)
		n := NewNetwork(Shape{in, few(12), few(12)})
		if i%50 == 0 {
			n.Input[2] = 700 // wider than what is computed at a time
		}
		if n.Append("conv", conv) != nil {
			continue
		}
		randomised(rng, n)
		x := noise(rng, append(Shape{2}, n.Input...))
		p := n.NewPass(2)
		p.Forward(x)
		for e := range 2 {
			closeTo(t, fmt.Sprintf("%+v on %v", o, n.Input), example(p.Activation(0), e), convolve(conv, example(x, e), n.Input, n.Nodes[0].Shape), 1e-5)
		}
	}
}

// convolve is Conv2D's formula.
func convolve(conv *Conv2D, x []float32, in, out Shape) []float64 {
	y := make([]float64, 0, out.Size())
	per := in[0] / conv.Groups
	for o := range out[0] {
		group := o / (out[0] / conv.Groups)
		for r := range out[1] {
			for c := range out[2] {
				sum := 0.0
				if conv.Bias != nil {
					sum = float64(conv.Bias.Data[o])
				}
				for k := range per * conv.Kernel[0] * conv.Kernel[1] {
					i, ky, kx := k/(conv.Kernel[0]*conv.Kernel[1]), k/conv.Kernel[1]%conv.Kernel[0], k%conv.Kernel[1]
					row := r*conv.Stride[0] - conv.Pad.Top + ky*conv.Dilation[0]
					col := c*conv.Stride[1] - conv.Pad.Left + kx*conv.Dilation[1]
					if row >= 0 && row < in[1] && col >= 0 && col < in[2] {
						weight := conv.Weight.Data[o*per*conv.Kernel[0]*conv.Kernel[1]+k]
						sum += float64(weight) * float64(x[((group*per+i)*in[1]+row)*in[2]+col])
					}
				}
				y = append(y, sum)
			}
		}
	}
	return y
}

// Values that are no numbers are shown, not hidden.
func TestNaNPasses(t *testing.T) {
	nan := float32(math.NaN())
	for name, layer := range map[string]Layer{"relu": &ReLU{}, "leaky": &LeakyReLU{}, "max2": NewMaxPool(2, 2), "max3": NewMaxPool(3, 1), "peak": &GlobalMaxPool{},
		"average": &AvgPool{Kernel: [2]int{2, 2}, Stride: [2]int{2, 2}}} {
		n := appendAll(t, NewNetwork(Shape{1, 4, 4}), name, layer)
		x := NewTensor(1, 1, 4, 4)
		x.Data[0] = nan
		x.Data[5] = 1
		p := n.NewPass(1)
		p.Forward(x)
		if y := p.Activation(0).Data[0]; y == y {
			t.Errorf("%s makes %g of NaN", name, y)
		}
		p.Backward(0, p.Activation(0).Clone())
		if g := p.Gradient(-1).Data[0]; g == g {
			t.Errorf("%s sends %g back to NaN", name, g)
		}
	}
}

// Small cases worked out by hand where a convention or a range is easily got wrong.
func TestByHand(t *testing.T) {
	root2, root3 := math.Sqrt(2), math.Sqrt(3)
	for _, c := range []struct {
		name  string
		layer Layer
		x     []float32
		want  []float64
	}{
		{"softmax far below zero", &Softmax{}, []float32{-2000, -2000, -9000}, []float64{0.5, 0.5, 0}},
		{"softmax far above zero", &Softmax{}, []float32{3000, -3000, 3000}, []float64{0.5, 0, 0.5}},
		// ONNX: an even size reaches one map further up than down: map 0 sees 0 and 1, map 2 itself only.
		{"lrn of size 2", &LRN{Size: 2, Alpha: 2, Beta: 0.5, Bias: 1}, []float32{1, 1, 1}, []float64{1 / root3, 1 / root3, 1 / root2}},
		{"relu", &ReLU{}, []float32{-1, 0, 2}, []float64{0, 0, 2}},
		{"sigmoid", &Sigmoid{}, []float32{-1000, 0, 1000}, []float64{0, 0.5, 1}},
	} {
		n := appendAll(t, NewNetwork(Shape{3, 1, 1}), c.name, c.layer)
		p := n.NewPass(1)
		p.Forward(&Tensor{Shape{1, 3, 1, 1}, c.x})
		closeTo(t, c.name, p.Activation(0).Data, c.want, 1e-6)
	}
}

// Many passes read one network at once, with fewer and with more processors than there are.
func TestPassesAtOnce(t *testing.T) {
	net := randomised(rand.New(rand.NewPCG(1, 2)), everyLayer(t))
	x := noise(rand.New(rand.NewPCG(3, 4)), append(Shape{12}, net.Input...))
	want := net.NewPass(12)
	want.Forward(x)
	last := len(net.Nodes) - 1
	want.Backward(last, want.Activation(last).Clone())
	for _, procs := range []int{1, 4} {
		t.Run(fmt.Sprint(procs), func(t *testing.T) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					p := net.NewPass(12)
					for range 4 {
						p.Forward(x)
						p.Backward(last, p.Activation(last).Clone())
						if !slices.Equal(p.Activation(last).Data, want.Activation(last).Data) || !slices.Equal(p.Gradient(-1).Data, want.Gradient(-1).Data) {
							t.Error("a pass beside others gives other numbers")
						}
					}
				})
			}
			all.Wait()
		})
	}
}

// A pass that is switched answers as a new pass over the other network does, and as before when it is
// switched back.
func TestSwitch(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	first, second := randomised(rng, everyLayer(t)), randomised(rng, everyLayer(t))
	second, err := second.WithLesions(map[string][]int{second.Nodes[0].Name: {0}})
	if err != nil {
		t.Fatal(err)
	}
	x := noise(rng, append(Shape{2}, first.Input...))
	answers := func(p *Pass) []float32 {
		p.Forward(x)
		return slices.Clone(p.Activation(len(first.Nodes) - 1).Data)
	}
	p := first.NewPass(2)
	before := answers(p)
	p.Switch(second)
	if got, want := answers(p), answers(second.NewPass(2)); !slices.Equal(got, want) || slices.Equal(got, before) {
		t.Errorf("switched: %v, a new pass: %v, the first network: %v", got, want, before)
	}
	p.Switch(first)
	if got := answers(p); !slices.Equal(got, before) {
		t.Errorf("switched back: %v, before: %v", got, before)
	}
}
