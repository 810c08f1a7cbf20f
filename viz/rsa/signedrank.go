package rsa

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// mostExact is up to how many values the signed-rank test counts all signs; beyond, it is approximated.
const mostExact = 50

// WilcoxonSignedRank tests whether values, of which zeros and NaN are left out, lie around zero: the chance of a sum of the
// ranks of the positive ones as large as theirs (greater), or as far from its expectation (both sides, where twoSided).
// NaN where nothing is left.
//
// Up to 50 values it is exact, ties included: all signs of the average ranks are counted. Beyond, it is the normal
// approximation with the ties' correction. Wilcoxon 1945; scipy.stats.wilcoxon(method="exact") where nothing is tied.
func WilcoxonSignedRank(values []float64, twoSided bool) (p float64) {
	var sizes, signed []float64
	for _, v := range values {
		if v != 0 && !math.IsNaN(v) {
			sizes, signed = append(sizes, math.Abs(v)), append(signed, v)
		}
	}
	if len(sizes) == 0 {
		return math.NaN()
	}
	Ranks(sizes, sizes)
	sum := 0.0 // of the positive ones' ranks
	for i, v := range signed {
		if v > 0 {
			sum += sizes[i]
		}
	}
	tail := normalTail
	if len(sizes) <= mostExact {
		tail = exactTail
	}
	if !twoSided {
		return tail(sizes, sum)
	}
	n := float64(len(sizes))
	return math.Min(1, 2*tail(sizes, math.Max(sum, n*(n+1)/2-sum)))
}

// exactTail is the share of all choices of ranks (halves at the finest) that sum up to at least sum.
func exactTail(ranks []float64, sum float64) float64 {
	most := len(ranks) * (len(ranks) + 1) // twice the sum of all
	ways := make([]float64, most+1)       // per doubled sum, as shares of all choices
	ways[0] = 1
	for _, r := range ranks {
		step := int(2 * r)
		for s := most; s >= 0; s-- {
			ways[s] /= 2
			if s >= step {
				ways[s] += ways[s-step] / 2
			}
		}
	}
	p := 0.0
	for s := most; s >= int(2*sum); s-- {
		p += ways[s]
	}
	return p
}

// normalTail is exactTail for many ranks.
func normalTail(ranks []float64, sum float64) float64 {
	n, squares := float64(len(ranks)), 0.0
	for _, r := range ranks {
		squares += r * r
	}
	return distuv.UnitNormal.Survival((sum - n*(n+1)/4) / math.Sqrt(squares/4))
}

// signedRank tests every layer, and every difference.
func (e *experiment) signedRank(f *Inference) {
	for m := range f.Results {
		f.Results[m].P = WilcoxonSignedRank(f.Results[m].Subjects, false)
	}
	for i, d := range f.Differences {
		f.Differences[i].P = WilcoxonSignedRank(e.between(d.First, d.Second), true)
	}
}
