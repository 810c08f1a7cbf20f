package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// ulps is how many floats lie between got and the rounded value of want.
func ulps(got float32, want float64) float64 {
	near := float32(want)
	unit := float64(math.Nextafter32(near, float32(math.Inf(1)))) - float64(near)
	return math.Abs(float64(got)-want) / unit
}

// TestExponentials compares with math's functions in float64, over the whole range, and the paths with each
// other, bit by bit, wherever a number lies in a slice.
func TestExponentials(t *testing.T) {
	inf := float32(math.Inf(1))
	rng := rand.New(rand.NewPCG(4, 4))
	x := []float32{0, float32(math.Copysign(0, -1)), 1, -1, 88.72283, 88.8, 200, -87.3, -88, -100, -103.9, -104.1, -300, inf, -inf, nan,
		0.625, -0.625, math.Nextafter32(0.625, 0), 1e-20, -1e-20, 1e-40, 9, 10, -20}
	for range 20000 {
		scale := []float64{0.1, 1, 10, 100}[rng.IntN(4)]
		x = append(x, float32(rng.NormFloat64()*scale))
	}
	for _, f := range []struct {
		name  string
		run   func(dst, x []float32)
		exact func(x float64) float64
		most  float64 // units in the last place
		least float64 // results below may be 0
	}{
		{"Exp", Exp, math.Exp, 2, 0},
		{"Sigmoid", Sigmoid, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, 3, math.Exp(-88)},
		{"Tanh", Tanh, math.Tanh, 3, 0},
	} {
		var first []float32
		onEveryPath(t, func(t *testing.T) {
			got := apply(t, func(v ...[]float32) { f.run(v[0], v[1]) }, make([]float32, len(x)), x)[:len(x)]
			for i, y := range got {
				want := f.exact(float64(x[i]))
				switch {
				case want != want && y != y || float32(want) == y || y == 0 && want < f.least && want > 0:
				case !(ulps(y, want) <= f.most):
					t.Fatalf("%s(%v) = %v, wants %v (off by %.1f units)", f.name, x[i], y, want, ulps(y, want))
				}
			}
			if first == nil {
				first = got
			}
			sameBits(t, f.name+" on another path", got, first)
			for n := range 40 {
				short := apply(t, func(v ...[]float32) { f.run(v[0], v[1]) }, make([]float32, n), x[7:7+n])[:n]
				sameBits(t, f.name+" of a piece", short, got[7:7+n])
			}
		})
	}
}
