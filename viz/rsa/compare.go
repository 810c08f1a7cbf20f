package rsa

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// A Comparator is how alike two RDMs are.
type Comparator string

const (
	Spearman    Comparator = "spearman"      // correlation of average ranks
	Pearson     Comparator = "pearson"       // correlation of the dissimilarities
	KendallTauA Comparator = "kendall-tau-a" // (concordant − discordant) / all pairs of dissimilarities
	KendallTauB Comparator = "kendall-tau-b" // the same without those that are tied
	RhoA        Comparator = "rho-a"         // Spearman's where ties are broken at random, as expected
	Cosine      Comparator = "cosine"        // a·b/(|a||b|)
)

// Comparators lists them all.
var Comparators = []Comparator{Spearman, Pearson, KendallTauA, KendallTauB, RhoA, Cosine}

// Check returns an error for a comparator that there is not.
func (c Comparator) Check() error {
	if !slices.Contains(Comparators, c) {
		return fmt.Errorf("rsa: no comparison is named %q; there are %v", string(c), Comparators)
	}
	return nil
}

// ranked says that the comparator looks at ranks only.
func (c Comparator) ranked() bool { return c != Pearson && c != Cosine }

// linear says that the comparator is a product of two vectors, each of which is made of one RDM alone.
func (c Comparator) linear() bool { return c != KendallTauA && c != KendallTauB }

// Compare is how alike two RDMs of the same pictures are, over the pairs that are known in both; NaN where that is not
// defined, as with a matrix whose pairs are all alike. It panics for matrices of different sizes.
//
// Nili et al. 2014, "A toolbox for representational similarity analysis", for Kendall's tau-a; Schütt et al. 2023 for rho-a.
func Compare(a, b RDM, c Comparator) float64 {
	if len(a) != len(b) {
		panic(fmt.Sprintf("rsa: comparing %d pairs with %d", len(a), len(b)))
	}
	return compare(newSide(a, c), newSide(b, c), nil)
}

// Comparable tells whether a matrix can be compared with any other: not where its pairs are all alike, or unknown.
func (r RDM) Comparable(c Comparator) bool { return !math.IsNaN(Compare(r, r, c)) }

// A side is an RDM made ready to be compared with many others.
type side struct {
	c        Comparator
	rdm      RDM
	sorted   sorted    // where the comparator looks at ranks
	placing  *placing  // where it is a product of nothing: Kendall's
	complete bool      // no pair is NaN
	z        []float64 // where complete and linear: standardised
}

func newSide(r RDM, c Comparator) *side {
	s := &side{c: c, rdm: r, complete: !slices.ContainsFunc(r, math.IsNaN)}
	if c.ranked() {
		s.sorted = newSorted(r)
	}
	if !c.linear() {
		s.placing = newPlacing(s.sorted, len(r))
	}
	if s.complete && c.linear() {
		s.z = make([]float64, len(r))
		s.standardise(s.z, nil)
	}
	return s
}

// newSides makes several RDMs ready.
func newSides(all []RDM, c Comparator) []*side {
	sides := make([]*side, len(all))
	for k, r := range all {
		sides[k] = newSide(r, c)
	}
	return sides
}

// compare compares two sides, pair i counting weights[i] times (nil: once).
func compare(a, b *side, weights []float64) float64 {
	if !a.complete || !b.complete {
		weights = known(weights, a.rdm, b.rdm)
	}
	if !a.c.linear() {
		return newKendall(a, weights != nil).tau(b.placing, weights)
	}
	return floats.Dot(a.standardised(weights), b.standardised(weights))
}

// standardised is what standardise makes, which the caller must not change.
func (s *side) standardised(weights []float64) []float64 {
	if weights == nil && s.z != nil {
		return s.z
	}
	z := make([]float64, len(s.rdm))
	s.standardise(z, weights)
	return z
}

// known returns weights (nil: of one each) in which pairs that some RDM does not know count nothing.
func known(weights []float64, rdms ...RDM) []float64 {
	left := make([]float64, len(rdms[0]))
	for i := range left {
		left[i] = weightOf(weights, i)
		for _, r := range rdms {
			if math.IsNaN(r[i]) {
				left[i] = 0
			}
		}
	}
	return left
}

// flat is the share of a vector's sum of squares below which what is left around its mean is rounding.
const flat = 1e-24

// standardise fills dst with the vector whose product with another side's is the comparison of both. Pair i counts
// weights[i] times (nil: once), which each of the two vectors carries as √weight.
func (s *side) standardise(dst, weights []float64) {
	if s.c.ranked() {
		s.sorted.ranks(dst, weights)
	} else {
		copy(dst, s.rdm)
	}
	count, sum, squares := 0.0, 0.0, 0.0
	for i, v := range dst {
		if w := weightOf(weights, i); w > 0 {
			count += w
			sum += w * v
			squares += w * v * v
		}
	}
	mean := 0.0
	if s.c != Cosine {
		mean = sum / count
	}
	around := 0.0
	for i, v := range dst {
		w := weightOf(weights, i)
		if w == 0 {
			dst[i] = 0
			continue
		}
		dst[i] = math.Sqrt(w) * (v - mean)
		around += dst[i] * dst[i]
	}
	scale := 1 / math.Sqrt(around)
	switch {
	case around <= flat*squares: // also where nothing counts
		scale = math.NaN()
	case s.c == RhoA:
		scale = math.Sqrt(12 / (count*count*count - count))
	}
	floats.Scale(scale, dst)
}
