package cnn

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// Pieces of a product that gonum's Sgemm computes on the calling goroutine: it starts its own,
// and allocates, for results of 4 blocks of 64×64 or more. Within that its speed does not depend
// on their size, as long as rows are long.
const (
	pieceRows    = 32
	pieceColumns = 192
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
	engine := blas32.Implementation()
	for col := 0; col < c.Cols; col += pieceColumns {
		n := min(pieceColumns, c.Cols-col)
		for row := 0; row < c.Rows; row += pieceRows {
			m := min(pieceRows, c.Rows-row)
			engine.Sgemm(transA, transB, m, n, depth, 1, from(a, transA == blas.Trans, row, 0), a.Stride,
				from(b, transB == blas.Trans, 0, col), b.Stride, beta, c.Data[row*c.Stride+col:], c.Stride)
		}
	}
}

// from is the data of a matrix, or of its transpose, from an element on.
func from(m blas32.General, transposed bool, row, col int) []float32 {
	if transposed {
		row, col = col, row
	}
	return m.Data[row*m.Stride+col:]
}

// block is a matrix inside an array whose rows are stride elements apart.
func block(data []float32, rows, columns, stride int) blas32.General {
	return blas32.General{Rows: rows, Cols: columns, Stride: stride, Data: data}
}
