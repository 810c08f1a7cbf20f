package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestNormalize holds the loops against their formulas, one rounding an operation, and the sums against sums in float64.
func TestNormalize(t *testing.T) {
	const mean, scale, shift = 0.4, 1.7, -0.2
	onEveryPath(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(8, 3))
		for n := range 70 {
			x, g := random(rng, n), random(rng, n)
			want := each(n, func(i int) float32 { return times(x[i]-mean, scale) + shift })
			got := apply(t, func(v ...[]float32) { Normalize(v[0], v[1], mean, scale, shift) }, g, x)
			sameBits(t, "Normalize", got, slices.Concat(want, x))
			want = each(n, func(i int) float32 { return times(2, g[i]-0.3-times(x[i]-mean, scale)) })
			got = apply(t, func(v ...[]float32) { NormalizeBackward(v[0], v[1], v[2], mean, scale, 0.3, 2) }, x, g, x)
			sameBits(t, "NormalizeBackward", got, slices.Concat(want, g, x))
			deviations, products := 0.0, 0.0
			for i, v := range x {
				d := float64(v) - 0.4
				deviations += d * d
				products += float64(v-mean) * float64(g[i])
			}
			if d := math.Abs(SumDeviations(x, 0.4) - deviations); d > 1e-12 {
				t.Fatalf("SumDeviations of %d is off by %g", n, d)
			}
			if d := math.Abs(SumProducts(x, mean, g) - products); d > 1e-12 {
				t.Fatalf("SumProducts of %d is off by %g", n, d)
			}
		}
	})
}
