package rsa

import (
	"math"
	"slices"
)

// Ranks fills dst with the ranks of v's values, from 1 up; equal values share the mean of theirs. NaN has the rank NaN and
// counts for no other. dst and v may be the same, and are as long as each other.
func Ranks(dst, v []float64) {
	s := newSorted(v)
	s.ranks(dst, nil)
}

// A sorted is the order of some values, found once, for ranks under changing weights.
type sorted struct {
	order []int32 // indexes of values that are no NaN, the smallest first
	tied  []int32 // per place in order: the place at which its run of equal values ends (exclusive)
}

func newSorted(v []float64) sorted {
	known, at := v, []int32(nil) // at: where the known ones stand in v, if some are not known
	if slices.ContainsFunc(v, math.IsNaN) {
		known = nil
		for i, x := range v {
			if !math.IsNaN(x) {
				known, at = append(known, x), append(at, int32(i))
			}
		}
	}
	s := sorted{ascending(known), make([]int32, len(known))}
	end := len(known)
	for k := len(known) - 1; k >= 0; k-- {
		if k+1 < len(known) && known[s.order[k]] != known[s.order[k+1]] {
			end = k + 1
		}
		s.tied[k] = int32(end)
	}
	if at != nil {
		for k, i := range s.order {
			s.order[k] = at[i]
		}
	}
	return s
}

// ranks fills dst with average ranks where value i counts weights[i] times (nil: once); a value that does not count, and
// one that is NaN, gets the rank NaN.
func (s sorted) ranks(dst, weights []float64) {
	for i := range dst {
		dst[i] = math.NaN()
	}
	before := 0.0 // how many values count that are smaller
	for k := 0; k < len(s.order); {
		run := s.order[k:s.tied[k]]
		count := 0.0
		for _, i := range run {
			count += weightOf(weights, int(i))
		}
		for _, i := range run {
			if weightOf(weights, int(i)) > 0 {
				dst[i] = before + (count+1)/2
			}
		}
		before += count
		k += len(run)
	}
}

// weightOf is how often value i counts: once where there are no weights.
func weightOf(weights []float64, i int) float64 {
	if weights == nil {
		return 1
	}
	return weights[i]
}
