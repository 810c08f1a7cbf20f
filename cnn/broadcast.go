package cnn

import "fmt"

// maxRank is the most dimensions that an example of a layer on arrays of any rank may have.
const maxRank = 8

// broadcastShape is the shape of two arrays combined element by element, their last dimensions put above each
// other: where one has 1 cell, or none, it counts for all of the other's (NumPy's rule).
func broadcastShape(a, b Shape) (Shape, error) {
	out := make(Shape, max(len(a), len(b)))
	if len(out) > maxRank {
		return nil, fmt.Errorf("wants at most %d dimensions, gets %v and %v", maxRank, a, b)
	}
	for i := range out {
		p, q := fromEnd(a, len(out)-1-i), fromEnd(b, len(out)-1-i)
		if p != q && p != 1 && q != 1 {
			return nil, fmt.Errorf("shapes %v and %v do not go together", a, b)
		}
		out[i] = max(p, q)
	}
	return out, nil
}

// fromEnd is the i-th dimension from the last one; 1 where there is none.
func fromEnd(s Shape, i int) int {
	if i >= len(s) {
		return 1
	}
	return s[len(s)-1-i]
}

// A broadcast walks over an array in rows along which each of two operands either goes on element by element
// or stays where it is.
type broadcast struct {
	rank    int
	dims    [maxRank]int    // before the row
	strides [2][maxRank]int // of the operands along dims
	row     int             // elements
	steps   [2]int          // of the operands along the row: 1 or 0
}

func newBroadcast(out, a, b Shape) broadcast {
	w := broadcast{row: 1}
	size := [2]int{1, 1}
	inRow := true
	for i := range out {
		n := fromEnd(out, i)
		var stride [2]int
		for k, s := range [2]Shape{a, b} {
			if fromEnd(s, i) > 1 {
				stride[k] = size[k]
			}
		}
		steps := [2]int{min(stride[0], 1), min(stride[1], 1)}
		switch {
		case n == 1:
		case inRow && w.row == 1:
			w.row, w.steps = n, steps
		case inRow && steps == w.steps:
			w.row *= n
		default:
			inRow = false
			w.dims[w.rank], w.strides[0][w.rank], w.strides[1][w.rank] = n, stride[0], stride[1]
			w.rank++
		}
		size[0] *= fromEnd(a, i)
		size[1] *= fromEnd(b, i)
	}
	return w
}

// each calls f for every row with where it begins in the result and in the operands.
func (w *broadcast) each(f func(out, a, b int)) {
	var index [maxRank]int
	out, a, b := 0, 0, 0
	for {
		f(out, a, b)
		out += w.row
		axis := 0
		for ; axis < w.rank; axis++ {
			a, b = a+w.strides[0][axis], b+w.strides[1][axis]
			if index[axis]++; index[axis] < w.dims[axis] {
				break
			}
			a, b = a-w.dims[axis]*w.strides[0][axis], b-w.dims[axis]*w.strides[1][axis]
			index[axis] = 0
		}
		if axis == w.rank {
			return
		}
	}
}

// examplesOf is how many examples of so many elements one part takes on, and exampleParts how many parts there
// are for a layer that works example by example.
func examplesOf(size int) int { return max(1, chunk/max(size, 1)) }

func exampleParts(w *work, size int) int { return cut(w.batch, examplesOf(size)) }

// eachExample calls f with each example of a part.
func eachExample(w *work, part, size int, f func(e int)) {
	first, last := span(part, examplesOf(size), w.batch)
	for e := first; e < last; e++ {
		f(e)
	}
}
