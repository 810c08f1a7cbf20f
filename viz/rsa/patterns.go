package rsa

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// Rows are one pattern of numbers for every picture.
type Rows interface {
	Len() int      // pictures
	Features() int // numbers of each
	// Read fills dst, Features() long, with the pattern of picture i. It is called from one goroutine at a time.
	Read(i int, dst []float64) error
}

// heldBytes bounds the patterns that are in memory at a time. It is a variable for tests.
var heldBytes = 256 << 20

// OfPatterns computes the RDM of n patterns of so many features, row-major, in float64.
func OfPatterns(ctx context.Context, patterns []float64, n, features int, d Distance) (RDM, error) {
	if len(patterns) != n*features {
		return nil, fmt.Errorf("rsa: %d values are no %d patterns of %d", len(patterns), n, features)
	}
	return OfRows(ctx, table{patterns, n, features}, d, nil)
}

// table is Rows in memory.
type table struct {
	values      []float64
	n, features int
}

func (t table) Len() int      { return t.n }
func (t table) Features() int { return t.features }
func (t table) Read(i int, dst []float64) error {
	copy(dst, t.values[i*t.features:])
	return nil
}

// OfRows computes an RDM in float64, however many patterns there are: 256 MB of them are held, and the others read again
// for each such part. progress, which may be nil, is told how many pairs are done.
func OfRows(ctx context.Context, rows Rows, d Distance, progress func(done, total int)) (RDM, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	n, features := rows.Len(), rows.Features()
	if n < 2 || features < 1 {
		return nil, fmt.Errorf("rsa: %d patterns of %d numbers: at least two, of at least one", n, features)
	}
	r := make(RDM, Pairs(n))
	block := min(max(heldBytes/8/features, 1), n)
	held := make([]float64, block*features)
	other := make([]float64, features)
	done := 0
	for first := 0; first < n; first += block {
		count := min(block, n-first)
		for j := first; j < n; j++ {
			pattern := other
			if j < first+count {
				pattern = held[(j-first)*features:][:features]
			}
			if err := rows.Read(j, pattern); err != nil {
				return nil, err
			}
			d.prepare(pattern)
			before := min(count, j-first) // of the held ones: those that stand before j
			err := each(ctx, before, plain(func(k int) {
				r[PairIndex(n, first+k, j)] = d.between(held[k*features:][:features], pattern)
			}))
			if err != nil {
				return nil, err
			}
			if done += before; progress != nil {
				progress(done, len(r))
			}
		}
	}
	return r, nil
}

// prepare brings a pattern to what between compares, in place: for a correlation, its values around their mean at length
// 1, for a cosine at length 1. A pattern that has no such form becomes NaN.
func (d Distance) prepare(pattern []float64) {
	if d != PearsonDistance && d != CosineDistance {
		return
	}
	squares := floats.Dot(pattern, pattern)
	if d == PearsonDistance {
		floats.AddConst(-floats.Sum(pattern)/float64(len(pattern)), pattern)
	}
	length := floats.Norm(pattern, 2)
	if length*length <= flat*squares || math.IsInf(length, 0) {
		length = math.NaN()
	}
	floats.Scale(1/length, pattern)
}

// between is the dissimilarity of two prepared patterns; NaN where one has a value that is no finite number.
func (d Distance) between(x, y []float64) float64 {
	switch d {
	case EuclideanDistance, SquaredEuclideanDistance:
		sum := 0.0
		for i, v := range x {
			sum += (v - y[i]) * (v - y[i])
		}
		return d.fromSquare(sum)
	}
	return 1 - floats.Dot(x, y)
}

// fromSquare is the distance that goes with a squared Euclidean one.
func (d Distance) fromSquare(square float64) float64 {
	switch {
	case math.IsInf(square, 0):
		return math.NaN()
	case d == EuclideanDistance:
		return math.Sqrt(square)
	}
	return square
}
