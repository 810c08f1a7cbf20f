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
