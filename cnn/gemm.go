package cnn

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// Pieces of a product that gonum's Sgemm computes on the calling goroutine (it starts its own,
// and allocates, for results of 4 blocks of 64×64 or more) and whose operands stay in the first
// caches.
const (
	pieceRows    = 16
	pieceColumns = 192
	pieceDepth   = 64
	dotDepth     = 1024
	dotColumns   = 8
)

// product sets c = op(a)·op(b) + beta·c, op being a transposition or nothing.
//
// Each element of c is summed in the same order whatever the sizes of c are, so that a batch
// gives the same bits as its examples one by one.
func product(transA, transB blas.Transpose, a, b blas32.General, beta float32, c blas32.General) {
	depth := a.Cols
	if transA == blas.Trans {
		depth = a.Rows
	}
	columns, deep := pieceColumns, pieceDepth
	if transB == blas.Trans {
		columns, deep = dotColumns, dotDepth
	}
	engine := blas32.Implementation()
	for col := 0; col < c.Cols; col += columns {
		n := min(columns, c.Cols-col)
		for k := 0; k < depth; k += deep {
			d := min(deep, depth-k)
			scale := float32(1)
			if k == 0 {
				scale = beta
			}
			for row := 0; row < c.Rows; row += pieceRows {
				m := min(pieceRows, c.Rows-row)
				engine.Sgemm(transA, transB, m, n, d, 1, from(a, transA, row, k), a.Stride,
					from(b, transB, k, col), b.Stride, scale, c.Data[row*c.Stride+col:], c.Stride)
			}
		}
	}
}

// from is the data of op(m) from an element on.
func from(m blas32.General, trans blas.Transpose, row, col int) []float32 {
	if trans == blas.Trans {
		row, col = col, row
	}
	return m.Data[row*m.Stride+col:]
}
