package rsa

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var nan = math.NaN()

// random returns so many numbers; with levels, whole ones below that, which ties many.
func random(n, levels int, rng *rand.Rand) []float64 {
	v := make([]float64, n)
	for i := range v {
		if v[i] = rng.NormFloat64(); levels > 0 {
			v[i] = float64(rng.IntN(levels))
		}
	}
	return v
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.IsNaN(want) != math.IsNaN(got) || math.Abs(got-want) > within {
		t.Errorf("%s: %.15g, want %.15g", what, got, want)
	}
}

func TestPictures(t *testing.T) {
	for _, c := range []struct {
		pairs, n int
		ok       bool
	}{{1, 2, true}, {3, 3, true}, {6, 4, true}, {28, 8, true}, {4186, 92, true}, {6903, 118, true}, {2, 0, false}, {4185, 0, false}, {0, 0, false}, {-3, 0, false}, {1 << 40, 0, false}} {
		if n, ok := Pictures(c.pairs); ok != c.ok || ok && n != c.n {
			t.Errorf("%d pairs: %d pictures, %v", c.pairs, n, ok)
		}
	}
}

// A triangle's square is symmetric and gives the triangle back; every pair is where PairIndex says.
func TestSquare(t *testing.T) {
	r := RDM(random(Pairs(7), 0, rand.New(rand.NewPCG(1, 0))))
	square := r.Square()
	for i := range 7 {
		for j := range 7 {
			if square[i*7+j] != r.At(i, j) || square[i*7+j] != square[j*7+i] {
				t.Errorf("%d, %d: %g, %g", i, j, square[i*7+j], r.At(i, j))
			}
		}
	}
	back, err := FromSquare(square, 7)
	if err != nil || !cmp.Equal(back, r) {
		t.Errorf("%v, %v", back, err)
	}
	square[1] += 1
	if _, err := FromSquare(square, 7); err == nil {
		t.Error("took a matrix that is not symmetric")
	}
}

func TestRanks(t *testing.T) {
	for _, c := range []struct{ v, want []float64 }{
		{[]float64{30, 10, 20}, []float64{3, 1, 2}},
		{[]float64{0, 2, 3, 2}, []float64{1, 2.5, 4, 2.5}},                // scipy.stats.rankdata's own example
		{[]float64{5, 5, 5}, []float64{2, 2, 2}},                          // (1+2+3)/3
		{[]float64{nan, 1, -1, nan, 1}, []float64{nan, 2.5, 1, nan, 2.5}}, // NaN counts for no other
		{[]float64{math.Inf(1), math.Copysign(0, -1), 0}, []float64{3, 1.5, 1.5}},
		{nil, nil},
	} {
		got := make([]float64, len(c.v))
		Ranks(got, c.v)
		if !cmp.Equal(got, c.want, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()) {
			t.Errorf("%v: %v, want %v", c.v, got, c.want)
		}
	}
}

func TestCompareByHand(t *testing.T) {
	a, b := RDM{12, 2, 1, 12, 2}, RDM{1, 4, 7, 1, 0} // scipy.stats.kendalltau's example
	for _, c := range []struct {
		c    Comparator
		want float64
	}{
		{KendallTauB, -0.47140452079103173}, // scipy's
		{KendallTauA, -4. / 10},             // pairs: 2 concordant, 6 discordant, 2 tied
		{Cosine, 39 / math.Sqrt(297*67)},    // 12+8+7+12+0; 144+4+1+144+4; 1+16+49+1+0
		{Pearson, (39 - 29*13/5.) / math.Sqrt((297-29*29/5.)*(67-13*13/5.))},
		{Spearman, -5 / math.Sqrt(9*9.5)}, // ranks 4.5 2.5 1 4.5 2.5 and 2.5 4 5 2.5 1
		{RhoA, -5 * 12. / (125 - 5)},      // the same by the ties' expectation
	} {
		near(t, string(c.c), Compare(a, b, c.c), c.want, 1e-15)
		near(t, string(c.c)+" the other way", Compare(b, a, c.c), c.want, 1e-15)
	}
}

// Kendall's taus by their definition, pair by pair.
func TestKendallCountsPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	for _, c := range []struct{ n, levels int }{{2, 0}, {13, 3}, {40, 5}, {211, 0}, {211, 2}, {300, 100}} {
		a, b := random(c.n, c.levels, rng), random(c.n, c.levels, rng)
		var difference, tiedA, tiedB float64
		for i := range a {
			for j := range i {
				difference += sign(a[i]-a[j]) * sign(b[i]-b[j])
				tiedA += 1 - math.Abs(sign(a[i]-a[j]))
				tiedB += 1 - math.Abs(sign(b[i]-b[j]))
			}
		}
		all := float64(Pairs(c.n))
		near(t, "tau-a", Compare(a, b, KendallTauA), difference/all, 1e-12)
		near(t, "tau-b", Compare(a, b, KendallTauB), difference/math.Sqrt((all-tiedA)*(all-tiedB)), 1e-12)
	}
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// Rho-a is the mean of Spearman's correlation over all ways to break ties (Schütt et al. 2023).
func TestRhoAIsTheMeanOfTieBreaks(t *testing.T) {
	a, b := RDM{1, 1, 2, 3, 3, 3}, RDM{2, 7, 4, 1, 5, 3} // 2·6 ways for a
	sum, ways := 0.0, 0.0
	for _, first := range [][]float64{{0, .1}, {.1, 0}} {
		for _, last := range [][]float64{{0, .1, .2}, {0, .2, .1}, {.1, 0, .2}, {.1, .2, 0}, {.2, 0, .1}, {.2, .1, 0}} {
			broken := RDM{1 + first[0], 1 + first[1], 2, 3 + last[0], 3 + last[1], 3 + last[2]}
			sum += Compare(broken, b, Spearman)
			ways++
		}
	}
	near(t, "rho-a", Compare(a, b, RhoA), sum/ways, 1e-14)
}

// What counts w times is as if it were there w times; what is NaN is as if it were not there.
func TestWeightsCount(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	for _, c := range Comparators {
		for _, levels := range []int{0, 4} {
			a, b := random(60, levels, rng), random(60, levels, rng)
			a[7], b[9] = nan, nan
			weights := make([]float64, 60)
			var manyA, manyB RDM
			for i := range weights {
				weights[i] = float64(rng.IntN(4))
				for range int(weights[i]) {
					if i != 7 && i != 9 {
						manyA, manyB = append(manyA, a[i]), append(manyB, b[i])
					}
				}
			}
			near(t, string(c), compare(newSide(a, c), newSide(b, c), weights), Compare(manyA, manyB, c), 1e-12)
		}
	}
}

// Comparisons that are not defined are NaN, not zero and not noise of rounding.
func TestCompareUndefined(t *testing.T) {
	third := 1. / 3
	for _, c := range Comparators {
		flat := RDM{third, third, third, third, third, third}
		if c == Cosine {
			flat = make(RDM, 6)
		}
		for _, r := range []RDM{flat, {nan, nan, nan, nan, nan, nan}, {1, nan, nan, nan, nan, nan}} {
			if c == Cosine && r[0] == 1 {
				continue // one number has a direction
			}
			near(t, string(c), Compare(r, RDM{1, 2, 3, 4, 5, 6}, c), nan, 0)
		}
	}
}

// Leaving others out by ranks is the textbook's formula for one, nothing for what does not depend, all for itself.
func TestPartial(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	a, b, g := RDM(random(Pairs(12), 0, rng)), RDM(random(Pairs(12), 0, rng)), RDM(random(Pairs(12), 6, rng))
	for i := range a {
		a[i] += g[i] / 3
		b[i] += g[i] / 4
	}
	for _, c := range []Comparator{Spearman, Pearson} {
		ab, ag, bg := Compare(a, b, c), Compare(a, g, c), Compare(b, g, c)
		want := (ab - ag*bg) / math.Sqrt((1-ag*ag)*(1-bg*bg))
		near(t, "one", Partial(a, b, []RDM{g}, c), want, 1e-13)
		near(t, "one and itself again", Partial(a, b, []RDM{g, g}, c), want, 1e-13)
		near(t, "none", Partial(a, b, nil, c), ab, 1e-14)
		near(t, "itself", Partial(a, b, []RDM{a}, c), nan, 0)
		a[5] = nan
		near(t, "with a pair unknown", Partial(a, b, []RDM{g}, c), Partial(drop(a, 5), drop(b, 5), []RDM{drop(g, 5)}, c), 1e-13)
		a[5] = 1
	}
}

func drop(r RDM, i int) RDM { return append(append(RDM{}, r[:i]...), r[i+1:]...) }

// A person who has no pattern, or lacks a pair, does not spoil the others' ceiling.
func TestNoiseCeilingLeavesOut(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 0))
	var people []RDM
	for range 4 {
		people = append(people, random(Pairs(9), 0, rng))
	}
	for _, c := range Comparators {
		lower, upper := NoiseCeiling(people[:3], c)
		if !(lower < upper) {
			t.Errorf("%s: %g to %g", c, lower, upper)
		}
		gotLower, gotUpper := NoiseCeiling(append(people[:3:3], make(RDM, Pairs(9))), c) // all pairs 0
		near(t, string(c)+" lower", gotLower, lower, 1e-14)
		near(t, string(c)+" upper", gotUpper, upper, 1e-14)
		if lower, upper := NoiseCeiling(people[:1], c); !math.IsNaN(lower) || !math.IsNaN(upper) {
			t.Errorf("%s of one person: %g to %g", c, lower, upper)
		}
		without := []RDM{drop(people[0], 3), drop(people[1], 3), drop(people[2], 3)}
		lower, upper = NoiseCeiling(without, c)
		kept := people[1][3]
		people[1][3] = nan
		gotLower, gotUpper = NoiseCeiling(people[:3], c)
		people[1][3] = kept
		near(t, string(c)+" lower", gotLower, lower, 1e-14)
		near(t, string(c)+" upper", gotUpper, upper, 1e-14)
	}
}

func TestMeanOf(t *testing.T) {
	nan := math.NaN()
	mean := MeanOf([]RDM{{1, nan, nan}, {2, 4, nan}, {6, 8, nan}})
	if mean[0] != 3 || mean[1] != 6 || !math.IsNaN(mean[2]) { // over those that know the pair
		t.Errorf("%v, want 3, 6 and NaN", mean)
	}
}
