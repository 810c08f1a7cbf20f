package cnn

import (
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
