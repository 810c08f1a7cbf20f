package cnn

import (
	"context"
	"math/rand/v2"
	"testing"
)

// benchNetwork is a preset with drawn weights, and a batch of noise for it.
func benchNetwork(b testing.TB, name string, batch int) (*Network, *Tensor, []int) {
	net, err := Preset(name, 10)
	if err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	net.Init(rng)
	x, labels := noise(rng, append(Shape{batch}, net.Input...)), make([]int, batch)
	for i := range labels {
		labels[i] = rng.IntN(10)
	}
	return net, x, labels
}

func noise(rng *rand.Rand, shape Shape) *Tensor {
	x := NewTensor(shape...)
	for i := range x.Data {
		x.Data[i] = float32(rng.NormFloat64())
	}
	return x
}

func BenchmarkTrain(b *testing.B) {
	for _, name := range []string{"toy48", "lenet28", "vgg32"} {
		b.Run(name+"-b64", func(b *testing.B) {
			net, x, labels := benchNetwork(b, name, 64)
			t := NewTrainer(net, Hyper{Rate: 1e-3}, 64, 1)
			t.Step(x, labels)
			b.ReportAllocs()
			for b.Loop() {
				t.Step(x, labels)
			}
			b.ReportMetric(64*float64(b.N)/b.Elapsed().Seconds(), "images/s")
		})
	}
}

func BenchmarkForward(b *testing.B) {
	for _, c := range []struct {
		name  string
		batch int
	}{{"toy48", 1}, {"toy48", 64}, {"lenet28", 1}, {"vgg32", 64}, {"alexnet", 1}} {
		b.Run(c.name+"-b"+map[int]string{1: "1", 64: "64"}[c.batch], func(b *testing.B) {
			net, x, _ := benchNetwork(b, c.name, c.batch)
			p := net.NewPass(c.batch)
			p.Forward(x)
			b.ReportAllocs()
			for b.Loop() {
				p.Forward(x)
			}
			b.ReportMetric(float64(c.batch)*float64(b.N)/b.Elapsed().Seconds(), "images/s")
		})
	}
}

// BenchmarkLayer times one layer's forward and backward computation on a batch of 16.
func BenchmarkLayer(b *testing.B) {
	for _, c := range []struct {
		name  string
		layer Layer
		shape Shape
	}{
		{"softmax-10", &Softmax{}, Shape{10}}, {"softmax-1000", &Softmax{}, Shape{1000}}, {"softmax-maps", &Softmax{}, Shape{20, 32, 32}},
		{"batchnorm", NewBatchNorm(32), Shape{32, 28, 28}}, {"batchnorm-units", NewBatchNorm(512), Shape{512}},
		{"lrn", &LRN{Size: 5, Alpha: 1e-4, Beta: 0.75, Bias: 1}, Shape{64, 27, 27}},
		{"sigmoid", &Sigmoid{}, Shape{32, 28, 28}}, {"tanh", &Tanh{}, Shape{32, 28, 28}}, {"relu", &ReLU{}, Shape{32, 28, 28}},
	} {
		n := NewNetwork(c.shape)
		appendAll(b, n, "layer", c.layer)
		p, x := n.NewPass(16), noise(rand.New(rand.NewPCG(1, 2)), append(Shape{16}, c.shape...))
		p.Forward(x)
		element := func(b *testing.B) {
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(x.Data)), "ns/element")
		}
		b.Run(c.name+"-forward", func(b *testing.B) {
			for b.Loop() {
				p.Forward(x)
			}
			element(b)
		})
		b.Run(c.name+"-training", func(b *testing.B) {
			p.works[0].training = true
			for b.Loop() {
				p.forward(context.Background(), x)
			}
			element(b)
			p.works[0].training = false
		})
		b.Run(c.name+"-backward", func(b *testing.B) {
			p.KeepParamGradients()
			for b.Loop() {
				p.Backward(0, x)
			}
			element(b)
		})
	}
}

// BenchmarkOptimizer times one update of 65 536 parameters.
func BenchmarkOptimizer(b *testing.B) {
	for _, o := range Optimizers() {
		b.Run(string(o), func(b *testing.B) {
			n := NewNetwork(Shape{255})
			appendAll(b, n, "dense", NewDense(255, 256))
			t := NewTrainer(n, Hyper{Optimizer: o, Rate: 1e-6}, 1, 1)
			for _, p := range t.params {
				copy(p.grad, noise(rand.New(rand.NewPCG(1, 2)), Shape{len(p.grad)}).Data)
			}
			for b.Loop() {
				t.learn()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*65536), "ns/element")
		})
	}
}
