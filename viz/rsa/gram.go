package rsa

import (
	"context"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// unitsAtOnce is over how many units float32 products are summed before they are added up in float64: few enough that
// rounding does not grow, enough that products stay efficient.
const unitsAtOnce = 512

// A gram gathers the products of n pictures' patterns with each other, units by units.
//
// Each block of units is brought to mean zero, picture by picture, multiplied with itself in float32 and added up in
// float64 with the product of the means, which is what rounding would hurt: Chan, Golub and LeVeque 1983, "Algorithms for
// computing the sample variance", for two variables.
type gram struct {
	n        int
	units    int
	products []float64 // n×n; the upper triangle with the diagonal
	sums     []float64 // n

	centred []float32 // n×unitsAtOnce
	block   []float32 // n×n
	means   []float64 // n
}

func newGram(n int) *gram {
	return &gram{n: n, products: make([]float64, n*n), sums: make([]float64, n),
		centred: make([]float32, n*unitsAtOnce), block: make([]float32, n*n), means: make([]float64, n)}
}

// reset forgets what was added.
func (g *gram) reset() {
	g.units = 0
	clear(g.products)
	clear(g.sums)
}

// add adds units: each picture's lie behind each other, stride apart from the next picture's. It returns ctx's error if
// stopped.
func (g *gram) add(ctx context.Context, patterns []float32, units, stride int) error {
	for first := 0; first < units; first += unitsAtOnce {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.addBlock(patterns[first:], min(unitsAtOnce, units-first), stride)
	}
	return nil
}

func (g *gram) addBlock(patterns []float32, units, stride int) {
	for i := range g.n {
		g.means[i] = centre(g.centred[i*units:][:units], patterns[i*stride:][:units])
		g.sums[i] += g.means[i] * float64(units)
	}
	centred := blas32.General{Rows: g.n, Cols: units, Stride: units, Data: g.centred}
	blas32.Gemm(blas.NoTrans, blas.Trans, 1, centred, centred, 0, blas32.General{Rows: g.n, Cols: g.n, Stride: g.n, Data: g.block})
	for i := range g.n {
		for j := i; j < g.n; j++ {
			g.products[i*g.n+j] += float64(g.block[i*g.n+j]) + float64(units)*g.means[i]*g.means[j]
		}
	}
	g.units += units
}

// centre sets dst to a pattern's values around their mean, and returns that.
func centre(dst, pattern []float32) (mean float64) {
	for _, v := range pattern {
		mean += float64(v)
	}
	mean /= float64(len(pattern))
	for i, v := range pattern {
		dst[i] = float32(float64(v) - mean)
	}
	return mean
}

// rdm is the matrix of all units that were added.
func (g *gram) rdm(d Distance) RDM {
	r := make(RDM, 0, Pairs(g.n))
	for i := range g.n {
		for j := i + 1; j < g.n; j++ {
			r = append(r, g.between(i, j, d))
		}
	}
	return r
}

// precision is the share of a pattern's sum of squares below which its variance is rounding.
const precision = 1e-14

// between is the dissimilarity of two pictures, i < j.
func (g *gram) between(i, j int, d Distance) float64 {
	x, y, both := g.products[i*g.n+i], g.products[j*g.n+j], g.products[i*g.n+j]
	switch d {
	case EuclideanDistance, SquaredEuclideanDistance:
		return d.fromSquare(math.Max(x+y-2*both, 0))
	case PearsonDistance:
		m := float64(g.units)
		aroundX, aroundY := x-g.sums[i]*g.sums[i]/m, y-g.sums[j]*g.sums[j]/m
		if aroundX <= precision*x || aroundY <= precision*y {
			return math.NaN()
		}
		x, y, both = aroundX, aroundY, both-g.sums[i]*g.sums[j]/m
	}
	length := math.Sqrt(x) * math.Sqrt(y)
	if length == 0 || math.IsInf(length, 0) {
		return math.NaN()
	}
	return 1 - math.Max(-1, math.Min(1, both/length))
}
