package neuro

import (
	"fmt"
	"math"

	"unitscope/viz/rsa"
)

// RDMs takes an array as dissimilarity matrices: full ones where the last two axes are equal and the matrices symmetric,
// otherwise upper triangles along the last axis. outer is the shape of what is left: none for one matrix.
func (a Array) RDMs() (outer []int, rdms []rsa.RDM, err error) {
	axes := len(a.Shape)
	if axes == 0 || len(a.Data) == 0 {
		return nil, nil, fmt.Errorf("neuro: %s: shape %v holds no dissimilarities", a.Name, a.Shape)
	}
	last := a.Shape[axes-1]
	_, triangles := rsa.Pictures(last)
	if axes >= 2 && a.Shape[axes-2] == last && last > 1 {
		rdms, err = a.squares(last)
		if err == nil || !triangles {
			return a.Shape[:axes-2], rdms, err
		}
	}
	if !triangles {
		return nil, nil, fmt.Errorf("neuro: %s: shape %v is neither of n×n matrices nor of upper triangles, which have n(n−1)/2 values", a.Name, a.Shape)
	}
	for first := 0; first < len(a.Data); first += last {
		rdms = append(rdms, rsa.RDM(a.Data[first:first+last]))
	}
	return a.Shape[:axes-1], rdms, nil
}

// Pictures are the names of the pictures that a full matrix is of; nil where its file names none.
func (a Array) Pictures() []string {
	if len(a.Shape) != 2 || a.Shape[0] != a.Shape[1] || len(a.Labels) != a.Shape[0] {
		return nil // names of people, if any
	}
	return a.Labels
}

// squares takes an array as n×n matrices, which must be symmetric with one value all along their diagonals.
func (a Array) squares(n int) (rdms []rsa.RDM, err error) {
	for first := 0; first < len(a.Data); first += n * n {
		square := a.Data[first : first+n*n]
		r, err := rsa.FromSquare(square, n)
		if err != nil {
			return nil, fmt.Errorf("neuro: %s: %w", a.Name, err)
		}
		for i := 1; i < n; i++ {
			if d := square[i*n+i]; d != square[0] && !(math.IsNaN(d) && math.IsNaN(square[0])) && math.Abs(d-square[0]) > 1e-6 {
				return nil, fmt.Errorf("neuro: %s: no matrix of dissimilarities: its diagonal holds %g and %g", a.Name, square[0], d)
			}
		}
		rdms = append(rdms, r)
	}
	return rdms, nil
}

// Subjects takes an array as matrices of one person or several: one matrix, subjects of them, or subjects × sessions, over
// which the mean is taken.
func (a Array) Subjects() ([]rsa.RDM, error) {
	outer, rdms, err := a.RDMs()
	if err != nil || len(outer) < 2 {
		return rdms, err
	}
	if len(outer) > 2 {
		return nil, fmt.Errorf("neuro: %s: shape %v has more axes than subjects, sessions and matrices", a.Name, a.Shape)
	}
	sessions := outer[1]
	subjects := make([]rsa.RDM, outer[0])
	for s := range subjects {
		subjects[s] = rsa.MeanOf(rdms[s*sessions : (s+1)*sessions])
	}
	return subjects, nil
}
