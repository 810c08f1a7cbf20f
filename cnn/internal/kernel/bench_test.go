package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
)

// shapes are the products of the reference workloads, M×N×K.
var shapes = [][3]int{
	{32, 784, 25}, {64, 1024, 288}, {256, 256, 256}, {512, 512, 512}, {96, 3025, 363}, {256, 729, 1200}, {1000, 1000, 1000},
}

func BenchmarkSgemm(b *testing.B) {
	for _, s := range shapes {
		m, n, k := s[0], s[1], s[2]
		b.Run(fmt.Sprintf("%dx%dx%d", m, n, k), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 1))
			x, y, z := random(rng, m*k), random(rng, k*n), make([]float32, m*n)
			b.ReportAllocs()
			for b.Loop() {
				Implementation{}.Sgemm(blas.NoTrans, blas.NoTrans, m, n, k, 1, x, k, y, n, 0, z, n)
			}
			b.ReportMetric(2e-9*float64(m)*float64(n)*float64(k)*float64(b.N)/b.Elapsed().Seconds(), "GFLOP/s")
		})
	}
}

// BenchmarkLoops runs on 64 kB slices, which the second-level cache holds.
func BenchmarkLoops(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	const n = 1 << 14
	x, y, z, g := random(rng, n), random(rng, n), random(rng, n), random(rng, n)
	for _, bench := range []struct {
		name string
		run  func()
	}{
		{"ReLU", func() { ReLU(z, x) }},
		{"ReLUBackward", func() { ReLUBackward(z, y, x) }},
		{"Axpy", func() { Axpy(z, 0, x) }},
		{"AddBias", func() { AddBias(z, x[:16]) }},
		{"Sum", func() { Sum(x) }},
		{"SGD", func() { (&SGD{Rate: 1e-9, Momentum: 0.9}).Step(z, y, g) }},
		{"Adam", func() { (&Adam{Rate: 1e-9, Blend1: 0.1, Blend2: 1e-3, Scale: 1, Epsilon: 1}).Step(z, y, x, g) }},
		{"MaxPool2", func() { MaxPool2(z, x, 64, 64, 128) }},
		{"MaxPool2Backward", func() { MaxPool2Backward(y, x, z, g, 64, 64, 128) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(4 * n)
			for b.Loop() {
				bench.run()
			}
		})
	}
}
