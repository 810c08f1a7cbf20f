package kernel

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/gonum"
)

// Implementation is gonum's BLAS with this package's Sgemm.
type Implementation struct {
	gonum.Implementation
}

var _ blas.Float32 = Implementation{}

// Register makes blas32 use this package.
func Register() { blas32.Use(Implementation{}) }

// products holds the products that no Sgemm is using, so that none is allocated when warm.
var products = newPool(func() *Product { return new(Product) })

// Sgemm computes C = alpha·A·B + beta·C, where A is m×k and B is k×n, each stored transposed if its
// flag says so. As in BLAS, C is not read if beta is 0, nor A and B if alpha or k is 0. Large
// products run on several cores. It panics if a matrix is shorter than its dimensions say.
func (Implementation) Sgemm(transA, transB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkMatrix("C", m, n, false, ldc, len(c))
	if m == 0 || n == 0 {
		return
	}
	none := alpha == 0 || k == 0
	if beta != 1 && (none || beta != 0) {
		scaleRows(c, ldc, m, n, beta)
	}
	if none {
		return
	}
	p := products.get()
	*p = Product{
		M: m, N: n, K: k,
		A:     Operand{Data: a, Stride: lda, Transposed: transA != blas.NoTrans},
		B:     Operand{Data: b, Stride: ldb, Transposed: transB != blas.NoTrans},
		C:     Output{Data: c, Stride: ldc, Accumulate: beta != 0},
		Scale: alpha,
	}
	p.RunParallel()
	*p = Product{}
	products.put(p)
}

// scaleRows multiplies an m×n matrix by beta; 0 clears it whatever it holds.
func scaleRows(c []float32, stride, m, n int, beta float32) {
	for r := range m {
		row := c[r*stride : r*stride+n]
		if beta == 0 {
			clear(row)
			continue
		}
		for i := range row {
			row[i] *= beta
		}
	}
}
