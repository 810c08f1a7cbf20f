package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// onRandomSteps calls f on every path with parameters, two arrays kept beside them, the second without negatives,
// and gradients, for many lengths.
func onRandomSteps(t *testing.T, f func(t *testing.T, n int, p, v, q, g []float32)) {
	onEveryPath(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(6, 3))
		for n := range 40 {
			p, v, q, g := random(rng, n), random(rng, n), random(rng, n), random(rng, n)
			for i := range q {
				q[i] *= q[i]
			}
			f(t, n, p, v, q, g)
		}
	})
}

// times is a product rounded once.
func times(a, b float32) float32 { return float32(float64(a) * float64(b)) }

// rootOf is a square root rounded once.
func rootOf(v float32) float32 { return float32(math.Sqrt(float64(v))) }

// TestSGDIsExact holds the step against its formula, one rounding an operation.
func TestSGDIsExact(t *testing.T) {
	onRandomSteps(t, func(t *testing.T, n int, p, v, _, g []float32) {
		for _, nesterov := range []bool{false, true} {
			s := SGD{Rate: 0.1, Momentum: 0.9, Decay: 0.01, Nesterov: nesterov}
			d := each(n, func(i int) float32 { return g[i] + times(s.Decay, p[i]) })
			velocity := each(n, func(i int) float32 { return times(s.Momentum, v[i]) + d[i] })
			moved := each(n, func(i int) float32 {
				by := velocity[i]
				if nesterov {
					by = d[i] + times(s.Momentum, by)
				}
				return p[i] - times(s.Rate, by)
			})
			got := apply(t, func(a ...[]float32) { s.Step(a[0], a[1], a[2]) }, p, v, g)
			sameBits(t, fmt.Sprintf("SGD (nesterov %v)", nesterov), got, slices.Concat(moved, velocity, g))
		}
	})
}

// TestAdamIsExact holds the steps of Adam and NAdam against their formulas, one rounding an operation.
func TestAdamIsExact(t *testing.T) {
	onRandomSteps(t, func(t *testing.T, n int, p, v, q, g []float32) {
		a := Adam{Rate: 0.01, Blend1: 0.1, Blend2: 0.001, Scale: 3, Epsilon: 1e-8, Decay: 0.02}
		d := each(n, func(i int) float32 { return g[i] + times(a.Decay, p[i]) })
		mean := each(n, func(i int) float32 { return v[i] + times(a.Blend1, d[i]-v[i]) })
		square := each(n, func(i int) float32 { return q[i] + times(a.Blend2, times(d[i], d[i])-q[i]) })
		below := each(n, func(i int) float32 { return times(rootOf(square[i]), a.Scale) + a.Epsilon })
		moved := each(n, func(i int) float32 { return p[i] - times(a.Rate, mean[i])/below[i] })
		got := apply(t, func(v ...[]float32) { a.Step(v[0], v[1], v[2], v[3]) }, p, v, q, g)
		sameBits(t, "Adam", got, slices.Concat(moved, mean, square, g))

		ahead := NAdam{a.Rate, a.Blend1, a.Blend2, a.Scale, a.Epsilon, a.Decay, 0.95, 0.2}
		moved = each(n, func(i int) float32 {
			return p[i] - times(a.Rate, times(ahead.Grad, d[i])+times(ahead.Mean, mean[i]))/below[i]
		})
		got = apply(t, func(v ...[]float32) { ahead.Step(v[0], v[1], v[2], v[3]) }, p, v, q, g)
		sameBits(t, "NAdam", got, slices.Concat(moved, mean, square, g))
	})
}

// TestScaledStepsAreExact holds the steps of RMSprop, Adagrad and Adadelta against their formulas, one rounding an operation.
func TestScaledStepsAreExact(t *testing.T) {
	onRandomSteps(t, func(t *testing.T, n int, p, v, q, g []float32) {
		const rate, momentum, blend, epsilon, decay = 0.01, 0.9, 0.1, 1e-3, 0.02
		d := each(n, func(i int) float32 { return g[i] + times(decay, p[i]) })
		square := each(n, func(i int) float32 { return q[i] + times(blend, times(d[i], d[i])-q[i]) })

		velocity := each(n, func(i int) float32 { return times(momentum, v[i]) + d[i]/(rootOf(square[i])+epsilon) })
		moved := each(n, func(i int) float32 { return p[i] - times(rate, velocity[i]) })
		prop := RMSprop{Rate: rate, Momentum: momentum, Blend: blend, Epsilon: epsilon, Decay: decay}
		got := apply(t, func(a ...[]float32) { prop.Step(a[0], a[1], a[2], a[3]) }, p, q, v, g)
		sameBits(t, "RMSprop", got, slices.Concat(moved, square, velocity, g))

		sum := each(n, func(i int) float32 { return q[i] + times(d[i], d[i]) })
		moved = each(n, func(i int) float32 { return p[i] - times(rate, d[i])/(rootOf(sum[i])+epsilon) })
		grad := Adagrad{Rate: rate, Epsilon: epsilon, Decay: decay}
		got = apply(t, func(a ...[]float32) { grad.Step(a[0], a[1], a[2]) }, p, q, g)
		sameBits(t, "Adagrad", got, slices.Concat(moved, sum, g))

		changed := each(n, func(i int) float32 { return times(v[i], v[i]) })
		move := each(n, func(i int) float32 {
			return times(rootOf(changed[i]+epsilon)/rootOf(square[i]+epsilon), d[i])
		})
		change := each(n, func(i int) float32 { return changed[i] + times(blend, times(move[i], move[i])-changed[i]) })
		moved = each(n, func(i int) float32 { return p[i] - times(rate, move[i]) })
		delta := Adadelta{Rate: rate, Blend: blend, Epsilon: epsilon, Decay: decay}
		got = apply(t, func(a ...[]float32) { delta.Step(a[0], a[1], a[2], a[3]) }, p, q, changed, g)
		sameBits(t, "Adadelta", got, slices.Concat(moved, square, change, g))
	})
}
