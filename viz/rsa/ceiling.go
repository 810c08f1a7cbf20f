package rsa

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// NoiseCeiling says between which correlations the best of all models must lie, given how much people differ: lower is
// the mean correlation of each person with the pool of all others, upper that with the pool of all, which the person is
// part of. Pairs that one person lacks are left out, as are people all of whose pairs are alike. Both are NaN for fewer
// than two people.
//
// A pool is the mean of what the comparator looks at: ranks, standardised dissimilarities, or (cosine) vectors of one
// length. Nili et al. 2014; rsatoolbox's boot_noise_ceiling.
func NoiseCeiling(subjects []RDM, c Comparator) (lower, upper float64) {
	if len(subjects) > 0 {
		subjects = knownInAll(subjects)
	}
	subjects = slices.DeleteFunc(subjects, func(s RDM) bool { return isFlat(s, c) })
	n := len(subjects)
	if n < 2 {
		return math.NaN(), math.NaN()
	}
	shares := make([][]float64, n)
	all := make([]float64, len(subjects[0]))
	for k, s := range subjects {
		shares[k] = poolShare(s, c)
		floats.Add(all, shares[k])
	}
	whole := newSide(all, c)
	others := make([]float64, len(all))
	for k, s := range subjects {
		person := newSide(s, c)
		floats.SubTo(others, all, shares[k])
		lower += compare(newSide(others, c), person, nil) / float64(n)
		upper += compare(whole, person, nil) / float64(n)
	}
	return lower, upper
}

// poolShare is what a person adds to a pool.
func poolShare(s RDM, c Comparator) []float64 {
	share := make([]float64, len(s))
	if c.ranked() {
		Ranks(share, s)
		return share
	}
	newSide(s, c).standardise(share, nil)
	return share
}

// isFlat says that an RDM of known pairs can be compared with none.
func isFlat(s RDM, c Comparator) bool {
	if c == Cosine {
		return floats.Norm(s, math.Inf(1)) == 0
	}
	return len(s) == 0 || floats.Min(s) == floats.Max(s)
}

// knownInAll returns the RDMs' pairs that are known in all of them; these are no triangles any more where some are not.
func knownInAll(rdms []RDM) []RDM {
	weights := known(nil, rdms...)
	left := make([]RDM, len(rdms))
	for i, w := range weights {
		if w == 0 {
			continue
		}
		for k, r := range rdms {
			left[k] = append(left[k], r[i])
		}
	}
	return left
}
