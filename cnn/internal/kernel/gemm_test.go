package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// onEveryPath runs a test on each path that the processor and the build have.
func onEveryPath(t *testing.T, f func(t *testing.T)) {
	chosen := active
	defer func() { active = chosen }()
	for _, p := range available() {
		active = p
		t.Run(p.name, f)
	}
}

// cases is how many random cases a test draws: a tenth of n with -short.
func cases(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

func random(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.NormFloat64())
	}
	return v
}

var nan = float32(math.NaN())

// A gemmCase is the arguments of one Sgemm. Everything in the three slices that the matrices do not cover is NaN.
type gemmCase struct {
	transA, transB blas.Transpose
	m, n, k        int
	alpha, beta    float32
	a, b, c        []float32
	lda, ldb, ldc  int
}

// newGemmCase draws a case of the given dimensions with strides up to 7 more than they need.
func newGemmCase(rng *rand.Rand, m, n, k int) *gemmCase {
	choose := func() blas.Transpose {
		return []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans}[rng.IntN(3)]
	}
	scalar := func() float32 { return []float32{0, 1, 1, 1, -1, 0.5}[rng.IntN(6)] }
	g := &gemmCase{transA: choose(), transB: choose(), m: m, n: n, k: k, alpha: scalar(), beta: scalar()}
	g.a, g.lda = guarded(rng, m, k, g.transA != blas.NoTrans)
	g.b, g.ldb = guarded(rng, k, n, g.transB != blas.NoTrans)
	g.c, g.ldc = guarded(rng, m, n, false)
	return g
}

// guarded returns a random matrix between NaNs, and its stride.
func guarded(rng *rand.Rand, rows, columns int, transposed bool) ([]float32, int) {
	if transposed {
		rows, columns = columns, rows
	}
	stride := max(1, columns+rng.IntN(8))
	v := make([]float32, rows*stride+rng.IntN(3))
	for i := range v {
		v[i] = nan
		if i/stride < rows && i%stride < columns {
			v[i] = float32(rng.NormFloat64())
		}
	}
	return v, stride
}

func (g *gemmCase) run(impl blas.Float32, c []float32) {
	impl.Sgemm(g.transA, g.transB, g.m, g.n, g.k, g.alpha, g.a, g.lda, g.b, g.ldb, g.beta, c, g.ldc)
}

func (g *gemmCase) String() string {
	return fmt.Sprintf("Sgemm(%c, %c, %d×%d×%d, alpha %g, lda %d, ldb %d, beta %g, ldc %d)",
		g.transA, g.transB, g.m, g.n, g.k, g.alpha, g.lda, g.ldb, g.beta, g.ldc)
}

// check compares with gonum's Sgemm, and the guards with what they were.
func (g *gemmCase) check(t *testing.T) {
	t.Helper()
	want, got := append([]float32(nil), g.c...), append([]float32(nil), g.c...)
	if g.beta == 0 { // C must not be read
		for r := range g.m {
			for j := range g.n {
				got[r*g.ldc+j] = nan
			}
		}
	}
	g.run(gonum.Implementation{}, want)
	g.run(Implementation{}, got)
	tolerance := 1e-6 * (8 + float64(g.k)) // about the rounding of k terms of size 1
	for i := range want {
		guard := i/g.ldc >= g.m || i%g.ldc >= g.n
		if guard && math.Float32bits(got[i]) != math.Float32bits(g.c[i]) {
			t.Fatalf("%v wrote outside C at row %d, column %d", g, i/g.ldc, i%g.ldc)
		}
		if d := math.Abs(float64(got[i] - want[i])); !guard && !(d <= tolerance) {
			t.Fatalf("%v: C[%d][%d] is %v, gonum says %v", g, i/g.ldc, i%g.ldc, got[i], want[i])
		}
	}
}

func TestSgemmEqualsGonums(t *testing.T) {
	onEveryPath(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(4, 2))
		for range cases(1500) {
			newGemmCase(rng, rng.IntN(71), rng.IntN(71), rng.IntN(71)).check(t)
		}
		for _, s := range [][3]int{{1, 1, 1}, {3, 2000, 1000}, {130, 150, 1100}, {300, 5, 800}, {25, 1300, 400}} {
			for range 4 {
				newGemmCase(rng, s[0], s[1], s[2]).check(t)
			}
		}
	})
}

// TestInnerProducts covers the shapes for which rows are multiplied in place.
func TestInnerProducts(t *testing.T) {
	onEveryPath(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(5, 1))
		for range cases(200) {
			m, n, k := 1+rng.IntN(40), 1+rng.IntN(40), dotsFrom-2+rng.IntN(100)
			if rng.IntN(8) == 0 {
				k += dotDepth
			}
			g := newGemmCase(rng, m, n, k)
			g.transA, g.transB = blas.NoTrans, blas.Trans
			g.a, g.lda = guarded(rng, m, k, false)
			g.b, g.ldb = guarded(rng, k, n, true)
			g.check(t)
		}
	})
}

func FuzzSgemm(f *testing.F) {
	f.Add(uint64(1), uint8(13), uint8(33), uint16(385))
	f.Fuzz(func(t *testing.T, seed uint64, m, n uint8, k uint16) {
		onEveryPath(t, func(t *testing.T) {
			newGemmCase(rand.New(rand.NewPCG(seed, 0)), int(m), int(n), int(k)%1000).check(t)
		})
	})
}
