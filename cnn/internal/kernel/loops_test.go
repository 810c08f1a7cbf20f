package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// sameBits fails unless got and want are equal, NaN counting as equal to NaN and 0 to −0.
func sameBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i, w := range want {
		if g := got[i]; g != w && (g == g || w == w) {
			t.Fatalf("%s of %d: element %d is %v, not %v", what, len(want), i, g, w)
		}
	}
}

// apply returns what f makes of copies of its arguments, in all of them, with a guard behind each.
func apply(t *testing.T, f func(v ...[]float32), args ...[]float32) []float32 {
	t.Helper()
	var copies [][]float32
	for _, a := range args {
		copies = append(copies, append(slices.Clone(a), 1e30)[:len(a)])
	}
	f(copies...)
	var all []float32
	for _, c := range copies {
		if guard := c[:len(c)+1][len(c)]; guard != 1e30 {
			t.Fatalf("wrote behind %d elements", len(c))
		}
		all = append(all, c...)
	}
	return all
}

// each returns f applied to the elements of its arguments one by one.
func each(n int, f func(i int) float32) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = f(i)
	}
	return v
}

// TestLoopsByDefinition compares every loop with its formula, computed element by element in float64
// and rounded once an operation.
func TestLoopsByDefinition(t *testing.T) {
	onEveryPath(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 3))
		for n := range 70 {
			x, y, g := random(rng, n), random(rng, n), random(rng, n)
			for i := range x {
				if rng.IntN(9) == 0 {
					x[i] = []float32{0, nan, float32(math.Inf(-1)), float32(math.Inf(1))}[rng.IntN(4)]
				}
			}
			got := apply(t, func(v ...[]float32) { ReLU(v[0], v[1]) }, y, x)
			sameBits(t, "ReLU", got, each(n, func(i int) float32 { return max(x[i], 0) }))
			got = apply(t, func(v ...[]float32) { ReLUBackward(v[0], v[1], v[2]) }, y, g, x)
			sameBits(t, "ReLUBackward", got, each(n, func(i int) float32 {
				if x[i] <= 0 {
					return 0
				}
				return g[i]
			}))
			got = apply(t, func(v ...[]float32) { Axpy(v[0], 0.3, v[1]) }, y, g)
			sameBits(t, "Axpy", got, each(n, func(i int) float32 {
				p := float32(float64(float32(0.3)) * float64(g[i]))
				return float32(float64(y[i]) + float64(p))
			}))
			got = apply(t, func(v ...[]float32) { Scale(v[0], 0.3) }, y)
			sameBits(t, "Scale", got, each(n, func(i int) float32 { return float32(float64(float32(0.3)) * float64(y[i])) }))
			got = apply(t, func(v ...[]float32) { Max(v[0], v[1]) }, y, x)
			sameBits(t, "Max", got, each(n, func(i int) float32 { return max(x[i], y[i]) }))
			got = apply(t, func(v ...[]float32) { Mul(v[0], v[1], v[2]) }, y, g, x)
			sameBits(t, "Mul", got, each(n, func(i int) float32 { return float32(float64(g[i]) * float64(x[i])) }))
			got = apply(t, func(v ...[]float32) { MulAdd(v[0], v[1], v[2]) }, y, g, x)
			sameBits(t, "MulAdd", got, each(n, func(i int) float32 { return y[i] + float32(float64(g[i])*float64(x[i])) }))
			got = apply(t, func(v ...[]float32) { Div(v[0], v[1], v[2]) }, y, g, x)
			sameBits(t, "Div", got, each(n, func(i int) float32 { return float32(float64(g[i]) / float64(x[i])) }))
			got = apply(t, func(v ...[]float32) { Sqrt(v[0], v[1]) }, y, x)
			sameBits(t, "Sqrt", got, each(n, func(i int) float32 { return float32(math.Sqrt(float64(x[i]))) }))
			if n > 0 {
				sameBits(t, "Largest", []float32{Largest(y)}, []float32{slices.Max(y)})
				sameBits(t, "Largest", []float32{Largest(x)}, []float32{slices.Max(x)})
			}
			sum, squares := 0.0, 0.0
			for _, v := range y {
				sum += float64(v)
				squares += float64(v) * float64(v)
			}
			if d := math.Abs(Sum(y) - sum); d > 1e-12 {
				t.Fatalf("Sum of %d is off by %g", n, d)
			}
			if d := math.Abs(SumSquares(y) - squares); d > 1e-12 {
				t.Fatalf("SumSquares of %d is off by %g", n, d)
			}
		}
	})
}

func TestAddBias(t *testing.T) {
	onEveryPath(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 3))
		for _, plane := range []int{0, 1, 7, 8, 25, 64} {
			x, bias := random(rng, 3*plane), random(rng, 3)
			got := apply(t, func(v ...[]float32) { AddBias(v[0], v[1]) }, x, bias)
			sameBits(t, "AddBias", got, each(3*plane, func(i int) float32 { return x[i] + bias[i/plane] }))
		}
		AddBias(nil, nil)
	})
}

// TestMaxPool2 compares with a look at each block; values are drawn from few, so that ties are common.
func TestMaxPool2(t *testing.T) {
	onEveryPath(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 3))
		for range 300 {
			rows, columns := rng.IntN(4), rng.IntN(40)
			width := 2*columns + rng.IntN(3)
			x := each(2*rows*width, func(int) float32 { return []float32{-1, 0, 1, 2, nan}[rng.IntN(4)+rng.IntN(12)/11] })
			g := random(rng, rows*columns)
			want, wantBack := make([]float32, rows*columns), slices.Repeat([]float32{7}, len(x))
			for i := range want {
				at := 2*(i/columns)*width + 2*(i%columns)
				cells := []int{at, at + 1, at + width, at + width + 1}
				best := 0
				for j, c := range cells {
					wantBack[c] = 0
					if x[c] > x[cells[best]] {
						best = j
					}
				}
				want[i] = x[cells[best]]
				for _, c := range cells {
					if x[c] != x[c] {
						want[i], best = nan, 0
					}
				}
				wantBack[cells[best]] = g[i]
			}
			got := apply(t, func(v ...[]float32) { MaxPool2(v[0], v[1], rows, columns, width) }, make([]float32, rows*columns), x)
			sameBits(t, "MaxPool2", got, want)
			got = apply(t, func(v ...[]float32) { MaxPool2Backward(v[0], v[1], v[2], v[3], rows, columns, width) },
				slices.Repeat([]float32{7}, len(x)), x, want, g)
			sameBits(t, "MaxPool2Backward", got, wantBack)
		}
	})
}
