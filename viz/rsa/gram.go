package rsa

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
)

// unitsAtOnce is over how many units float32 products are summed before they are added up in float64: few enough that
// rounding does not grow, enough that products stay efficient.
const unitsAtOnce = 512

// exactProducts is up to how many multiplications a matrix is computed in float64 throughout: a quarter of a second on two
// cores, as 250 000 units of 92 pictures take. It is a variable for tests.
var exactProducts = 1 << 31

// A gram gathers the products of n pictures' patterns with each other, units by units.
//
// Each block of units is brought to mean zero, picture by picture, and multiplied with itself, in float32 (a fifth of the
// time) where there is much to multiply. It is added up in float64 with the product of the means, which is what rounding
// would hurt: Chan, Golub and LeVeque 1983, "Algorithms for computing the sample variance", for two variables.
type gram struct {
	n         int
	exact     bool // in float64
	units     int
	products  []float64 // n×n; the upper triangle with the diagonal
	sums      []float64 // n
	low, high []float32 // n: of all units; NaN where one is

	means   []float64 // n, of a block
	block   []float64 // n×n, of a block; the upper triangle
	centred []float64 // n×unitsAtOnce

	block32, centred32 []float32 // the same, where not exact
}

func newGram(n int) *gram {
	return &gram{n: n, products: make([]float64, n*n), sums: make([]float64, n), low: make([]float32, n), high: make([]float32, n),
		means: make([]float64, n), block: make([]float64, n*n)}
}

// begin forgets what was added and makes ready for so many units.
func (g *gram) begin(units int) {
	g.units = 0
	clear(g.products)
	clear(g.sums)
	for i := range g.n {
		g.low[i], g.high[i] = math.MaxFloat32, -math.MaxFloat32
	}
	g.exact = g.n*g.n <= exactProducts/max(units, 1)
	switch {
	case g.exact && g.centred == nil:
		g.centred = make([]float64, g.n*unitsAtOnce)
	case !g.exact && g.centred32 == nil:
		g.centred32, g.block32 = make([]float32, g.n*unitsAtOnce), make([]float32, g.n*g.n)
	}
}

// add adds units: each picture's lie behind each other, before the next picture's. It returns ctx's error if stopped.
func (g *gram) add(ctx context.Context, patterns []float32) error {
	all := len(patterns) / g.n
	for first := 0; first < all; first += unitsAtOnce {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.addBlock(patterns[first:], min(unitsAtOnce, all-first), all)
	}
	return nil
}

// addBlock adds some units of patterns that lie stride apart.
func (g *gram) addBlock(patterns []float32, units, stride int) {
	for i := range g.n {
		pattern := patterns[i*stride:][:units]
		g.low[i], g.high[i] = min(g.low[i], slices.Min(pattern)), max(g.high[i], slices.Max(pattern))
		mean := meanOf(pattern)
		if g.exact {
			centre(g.centred[i*units:][:units], pattern, mean)
		} else {
			centre(g.centred32[i*units:][:units], pattern, mean)
		}
		g.means[i] = mean
		g.sums[i] += mean * float64(units)
	}
	g.multiply(units)
	for i := range g.n {
		row, block := g.products[i*g.n:][:g.n], g.block[i*g.n:][:g.n]
		scale := float64(units) * g.means[i]
		for j := i; j < g.n; j++ {
			row[j] += block[j] + scale*g.means[j]
		}
	}
	g.units += units
}

// multiply sets block to the products of the centred patterns.
func (g *gram) multiply(units int) {
	if g.exact {
		blas64.Syrk(blas.NoTrans, 1, blas64.General{Rows: g.n, Cols: units, Stride: units, Data: g.centred},
			0, blas64.Symmetric{N: g.n, Stride: g.n, Data: g.block, Uplo: blas.Upper})
		return
	}
	centred := blas32.General{Rows: g.n, Cols: units, Stride: units, Data: g.centred32}
	blas32.Gemm(blas.NoTrans, blas.Trans, 1, centred, centred, 0, blas32.General{Rows: g.n, Cols: g.n, Stride: g.n, Data: g.block32})
	for i, v := range g.block32 {
		g.block[i] = float64(v)
	}
}

func meanOf(pattern []float32) (mean float64) {
	for _, v := range pattern {
		mean += float64(v)
	}
	return mean / float64(len(pattern))
}

// centre sets dst to a pattern's values less their mean.
func centre[T float32 | float64](dst []T, pattern []float32, mean float64) {
	for i, v := range pattern {
		dst[i] = T(float64(v) - mean)
	}
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

// between is the dissimilarity of two pictures, i < j.
func (g *gram) between(i, j int, d Distance) float64 {
	x, y, both := g.products[i*g.n+i], g.products[j*g.n+j], g.products[i*g.n+j]
	switch d {
	case EuclideanDistance, SquaredEuclideanDistance:
		return d.fromSquare(math.Max(x+y-2*both, 0))
	case PearsonDistance:
		if g.low[i] == g.high[i] || g.low[j] == g.high[j] {
			return math.NaN()
		}
		m := float64(g.units)
		x, y, both = x-g.sums[i]*g.sums[i]/m, y-g.sums[j]*g.sums[j]/m, both-g.sums[i]*g.sums[j]/m
	}
	length := math.Sqrt(x) * math.Sqrt(y)
	if length == 0 || math.IsInf(length, 0) {
		return math.NaN()
	}
	return 1 - math.Max(-1, math.Min(1, both/length))
}
