package rsa

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// Partial is the correlation of two RDMs that is left when what each shares with the given ones, linearly, is taken off:
// of their average ranks (Spearman), or of themselves (Pearson). Pairs that any of them lacks are left out. It is NaN
// where nothing of one is left. It panics with another comparator.
func Partial(a, b RDM, given []RDM, c Comparator) float64 {
	if c != Spearman && c != Pearson {
		panic(fmt.Sprintf("rsa: no partial %s", c))
	}
	all := append([]RDM{a, b}, given...)
	vectors := make([][]float64, len(all))
	for k, r := range knownInAll(all) {
		vectors[k] = newSide(r, c).standardised(nil)
	}
	basis := orthonormal(vectors[2:])
	left, right := residual(vectors[0], basis), residual(vectors[1], basis)
	return floats.Dot(left, right)
}

// independent is the length that must be left of a vector of length 1 for it to point anywhere else than others do.
const independent = 1e-8

// orthonormal returns vectors of length 1, at right angles, that span what the given ones of length 1 do.
func orthonormal(vectors [][]float64) [][]float64 {
	var basis [][]float64
	for _, v := range vectors {
		if r := residual(v, basis); !math.IsNaN(r[0]) {
			basis = append(basis, r)
		}
	}
	return basis
}

// residual is what is left of a vector of length 1 at right angles to an orthonormal basis, at length 1 again; NaN where
// that is nothing.
func residual(v []float64, basis [][]float64) []float64 {
	left := append([]float64{}, v...)
	for range 2 { // a second time for what rounding has left
		for _, b := range basis {
			floats.AddScaled(left, -floats.Dot(left, b), b)
		}
	}
	length := floats.Norm(left, 2)
	if length < independent {
		length = math.NaN()
	}
	floats.Scale(1/length, left)
	return left
}
