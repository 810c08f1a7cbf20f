package rsa

import (
	"fmt"
	"math"
	"slices"
)

// FalseDiscovery returns p values made to hold for several questions at once: what is below q has an expected share of at
// most q false positives. NaN stays and counts for no question. Benjamini and Hochberg 1995.
func FalseDiscovery(p []float64) []float64 {
	var asked []int
	corrected := make([]float64, len(p))
	for i, v := range p {
		corrected[i] = math.NaN()
		if !math.IsNaN(v) {
			asked = append(asked, i)
		}
	}
	slices.SortStableFunc(asked, func(a, b int) int {
		if p[a] < p[b] {
			return -1
		} else if p[a] > p[b] {
			return 1
		}
		return 0
	})
	least := 1.0
	for k, i := range slices.Backward(asked) {
		least = math.Min(least, p[i]*float64(len(asked))/float64(k+1))
		corrected[i] = least
	}
	return corrected
}

// correct corrects the p values of layers, and those of differences.
func (f *Inference) correct() {
	p := make([]float64, len(f.Results))
	for m, r := range f.Results {
		p[m] = r.P
	}
	for m, c := range FalseDiscovery(p) {
		f.Results[m].PCorrected = c
	}
	p = make([]float64, len(f.Differences))
	for i, d := range f.Differences {
		p[i] = d.P
	}
	for i, c := range FalseDiscovery(p) {
		f.Differences[i].PCorrected = c
	}
}

// method is the test in words.
func (o InferOptions) method(people, layers int) string {
	var how string
	switch o.Test {
	case SignedRank:
		how = signedRankText(people)
	case SignFlip:
		how = fmt.Sprintf("people as a sample (%d): one-sided t against %d random changes of signs, seed %d", people, o.Permutations, o.Seed)
		if people <= mostFlips {
			how = fmt.Sprintf("people as a sample (%d): one-sided t against all %d changes of signs", people, 1<<people)
		}
	case Labels:
		how = fmt.Sprintf("one-sided against %d exchanges of the pictures' labels, seed %d", o.Permutations, o.Seed)
	case BootstrapPictures:
		how = fmt.Sprintf("pictures as a sample: one-sided from %d bootstrap samples, seed %d", o.Permutations, o.Seed)
	case BootstrapPeople:
		how = fmt.Sprintf("people as a sample (%d): one-sided from %d bootstrap samples, seed %d", people, o.Permutations, o.Seed)
	case BootstrapBoth:
		how = fmt.Sprintf("people (%d) and pictures as samples: one-sided from %d bootstrap samples, seed %d", people, o.Permutations, o.Seed)
	}
	how = fmt.Sprintf("%s correlation; %s", o.Compare, how)
	switch {
	case layers == 1:
		return how
	case o.Correction == MaxStatistic:
		return fmt.Sprintf("%s; corrected over %d layers by the largest of each permutation", how, layers)
	}
	return fmt.Sprintf("%s; corrected over %d layers by Benjamini and Hochberg's false discovery rate", how, layers)
}

// signedRankText is that test in words.
func signedRankText(people int) string {
	exact := "exact"
	if people > mostExact {
		exact = "normal approximation"
	}
	return fmt.Sprintf("people as a sample (%d): one-sided Wilcoxon signed-rank test, %s", people, exact)
}
