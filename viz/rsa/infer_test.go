package rsa

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/floats"
)

func TestWilcoxonSignedRank(t *testing.T) {
	heights := []float64{6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75} // Darwin's plants, scipy's example
	negated := make([]float64, len(heights))
	long, sum := make([]float64, 60), 0.0
	for i, v := range heights {
		negated[i] = -v
	}
	for i := range long { // 1 … 60, every third negative: positives sum up to 1830 − 630 = 1200
		if long[i] = float64(i + 1); i%3 == 2 {
			long[i] = -long[i]
		} else {
			sum += long[i]
		}
	}
	z := (sum - 60*61/4.) / math.Sqrt(60*61*121/24.)
	for _, c := range []struct {
		name     string
		values   []float64
		twoSided bool
		want     float64
	}{
		{"scipy, two-sided", heights, true, 0.041259765625},
		{"scipy, greater", heights, false, 0.0206298828125},
		{"scipy, less", negated, true, 0.041259765625},
		{"four of four", []float64{1, 2, 3, 4}, false, 1. / 16},
		{"two-sided", []float64{1, 2, 3, 4}, true, 2. / 16},
		{"smallest negative", []float64{-1, 2, 3, 4}, false, 2. / 16},
		{"tied: ranks 1.5 1.5 3, sums 6, 4.5, 4.5 of 8", []float64{1, -1, 2}, false, 3. / 8},
		{"zeros and NaN are left out", []float64{0, 1, nan, 2}, false, 1. / 4},
		{"none positive", []float64{-1, -2}, false, 1},
		{"many", long, false, math.Erfc(z/math.Sqrt2) / 2},
		{"nothing", []float64{0}, false, nan},
	} {
		near(t, c.name, WilcoxonSignedRank(c.values, c.twoSided), c.want, 1e-14)
	}
}

func TestFalseDiscovery(t *testing.T) {
	for _, c := range []struct{ p, want []float64 }{
		{[]float64{.01, .04, .03, .005}, []float64{.02, .04, .04, .02}}, // .005·4/1, .01·4/2, .03·4/3, .04·4/4
		{[]float64{.5, nan, .9}, []float64{.9, nan, .9}},                // .5·2/1 falls to .9
		{nil, nil},
	} {
		if got := FalseDiscovery(c.p); !cmp.Equal(got, c.want, cmpopts.EquateNaNs(), cmpopts.EquateApprox(0, 1e-15), cmpopts.EquateEmpty()) {
			t.Errorf("%v: %v, want %v", c.p, got, c.want)
		}
	}
}

// Sign flips of four people by hand: 16 ways, of which the one that was seen is the largest.
func TestSignFlipByHand(t *testing.T) {
	ways := newFlips(4, 1000, 1)
	counts, err := flipTail(context.Background(), ways, [][]float64{{.3, .2, .4, .1}, {.3, -.1, .4, .2}}, false)
	if err != nil {
		t.Fatal(err)
	}
	// second row: sums of ±.1±.2±.3±.4 reach .8 in 1.0 and .8 only
	if ways.share(counts.own[0]) != 1./16 || ways.share(counts.own[1]) != 2./16 {
		t.Errorf("%v", counts.own)
	}
	if len(newFlips(13, 1000, 1).signs) != 1000 {
		t.Error("of 13 people not 1000 ways at random")
	}
}

// simulated is an experiment with so many pictures and people whose matrices have signal times the first model's in them.
func simulated(pictures, people, layers int, signal float64, seed uint64) (models []RDM, names []string, subjects []RDM) {
	rng := rand.New(rand.NewPCG(seed, 99))
	for m := range layers {
		models, names = append(models, random(Pairs(pictures), 0, rng)), append(names, fmt.Sprint("layer", m))
	}
	for range people {
		s := random(Pairs(pictures), 0, rng)
		for i := range s {
			s[i] += signal * models[0][i]
		}
		subjects = append(subjects, s)
	}
	return models, names, subjects
}

// In 200 experiments on pure noise, every test finds no more than its nominal rate of effects, single and corrected; those
// that are exact find about as many.
func TestFalsePositives(t *testing.T) {
	const experiments = 200
	for _, c := range []struct {
		test        Test
		least, most int // of 200·3 layers at p ≤ 0.05: 30 expected, by the binomial's 99.9 %: 14 to 48
	}{{SignedRank, 14, 48}, {SignFlip, 14, 48}, {Labels, 14, 48}, {BootstrapBoth, 0, 48}} {
		single, family := 0, 0
		for k := range uint64(experiments) {
			models, names, subjects := simulated(10, 8, 3, 0, k)
			f, err := Infer(context.Background(), models, names, subjects, InferOptions{Test: c.test, Permutations: 199, Seed: k})
			if err != nil {
				t.Fatal(err)
			}
			any := false
			for _, r := range f.Results {
				if r.P <= 0.05 {
					single++
				}
				any = any || r.PCorrected <= 0.05
			}
			if any {
				family++
			}
		}
		t.Logf("%s: %d of 600 layers, %d of 200 experiments after correction", c.test, single, family)
		if single < c.least || single > c.most || family > 21 { // Binomial(200, .05) exceeds 21 with 0.0005
			t.Errorf("%s: %d of 600 layers at p ≤ 0.05 (30 expected), any in %d of 200 experiments (10)", c.test, single, family)
		}
	}
}

// With signal in the first layer, every test finds it and tells it from the others, and it alone. The others have nothing of
// the first: pictures at hand are no accident to tests over people.
func TestSignalIsFound(t *testing.T) {
	models, names, subjects := simulated(14, 10, 3, 0.7, 3)
	first := newSide(models[0], Pearson).z
	for _, m := range models[1:] {
		floats.AddScaled(m, -floats.Dot(m, first), first)
	}
	for _, test := range Tests {
		o := InferOptions{Compare: Pearson, Test: test, Seed: 1, Differences: test != Labels}
		f, err := Infer(context.Background(), models, names, subjects, o)
		if err != nil {
			t.Fatal(err)
		}
		if f.Results[0].PCorrected > 0.01 || f.Results[1].PCorrected < 0.05 || f.Results[2].PCorrected < 0.05 {
			t.Errorf("%s: %+v", test, f.Results)
		}
		for _, d := range f.Differences {
			if real := d.First == 0; real != (d.PCorrected < 0.05) {
				t.Errorf("%s: layers %d and %d differ by %g, p %g", test, d.First, d.Second, d.Mean, d.PCorrected)
			}
			near(t, "difference", d.Mean, f.Results[d.First].Mean-f.Results[d.Second].Mean, 1e-14)
		}
		if r := f.Results[0]; test == BootstrapBoth && !(r.Low < r.Mean && r.Mean < r.High) {
			t.Errorf("%s: %g to %g", test, r.Low, r.High)
		}
	}
}

// Every comparator's label permutations by definition: each matrix's pictures are moved, and everything is compared anew.
func TestLabelPermutationsByDefinition(t *testing.T) {
	models, names, subjects := simulated(8, 3, 2, 0.3, 4)
	for m := range models { // ties
		for i := range models[m] {
			models[m][i] = math.Round(models[m][i] * 2)
		}
	}
	for _, spoil := range []bool{false, true} {
		if spoil {
			for j := 1; j < 8; j++ {
				models[1][PairIndex(8, 0, j)] = nan // the layer answers nothing to picture 0
			}
			subjects[2][5] = nan
		}
		for _, c := range Comparators {
			o := InferOptions{Compare: c, Test: Labels, Permutations: 60, Seed: 3}
			f, err := Infer(context.Background(), models, names, subjects, o)
			if err != nil {
				t.Fatal(err)
			}
			atLeast := make([]float64, 2)
			for _, order := range permutationsOf(8, 60, 3) {
				for m := range models {
					moved, sum := make(RDM, 0, 28), 0.0
					for i := range 8 {
						for j := i + 1; j < 8; j++ {
							moved = append(moved, models[m].At(int(order[i]), int(order[j])))
						}
					}
					for _, s := range subjects {
						sum += Compare(moved, s, c) / 3
					}
					if sum >= f.Results[m].Mean-1e-12 {
						atLeast[m]++
					}
				}
			}
			for m, r := range f.Results {
				near(t, fmt.Sprint(c, m), r.P, (1+atLeast[m])/61, 1e-12)
			}
		}
	}
}

// A layer that answers nothing anywhere has no correlation; the others' results are those without it.
func TestDeadLayerDoesNotSpread(t *testing.T) {
	models, names, subjects := simulated(9, 5, 3, 0.5, 5)
	dead := make(RDM, len(models[0]))
	for i := range dead {
		dead[i] = nan
	}
	for _, test := range Tests {
		o := InferOptions{Test: test, Permutations: 100, Seed: 2}
		want, err1 := Infer(context.Background(), models[:2], names[:2], subjects, o)
		got, err2 := Infer(context.Background(), []RDM{models[0], models[1], dead}, names, subjects, o)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(got.Results[:2], want.Results, cmpopts.EquateNaNs()) {
			t.Errorf("%s: %+v, want %+v", test, got.Results[:2], want.Results)
		}
		if r := got.Results[2]; !math.IsNaN(r.Mean) || !math.IsNaN(r.P) || !math.IsNaN(r.PCorrected) {
			t.Errorf("%s: of a dead layer %+v", test, r)
		}
	}
	if pictures, pairs := dead.Missing(); len(pictures) != 9 || pairs != 36 {
		t.Errorf("%d pictures, %d pairs missing", len(pictures), pairs)
	}
}

func TestInferRefuses(t *testing.T) {
	models, names, subjects := simulated(5, 2, 1, 0, 6)
	for name, c := range map[string]struct {
		models, subjects []RDM
		o                InferOptions
		is               error
	}{
		"one person's sample":     {models, subjects[:1], InferOptions{Test: SignFlip}, ErrTest},
		"differences by labels":   {models, subjects, InferOptions{Test: Labels, Differences: true}, ErrTest},
		"largest of signed ranks": {models, subjects, InferOptions{Correction: MaxStatistic}, ErrTest},
		"another size":            {models, []RDM{make(RDM, 15)}, InferOptions{}, nil},
		"no triangle":             {[]RDM{make(RDM, 11)}, subjects, InferOptions{}, nil},
		"nobody":                  {models, nil, InferOptions{}, nil},
		"a test of no name":       {models, subjects, InferOptions{Test: "t"}, nil},
		"a comparison of no name": {models, subjects, InferOptions{Compare: "r"}, nil},
	} {
		if _, err := Infer(context.Background(), c.models, names, c.subjects, c.o); err == nil || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	models, names, subjects = simulated(92, 4, 2, 0, 7)
	if _, err := Infer(ctx, models, names, subjects, InferOptions{Compare: KendallTauA, Test: Labels, Permutations: 1e5}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("stopped: %v", err)
	}
}

// The same seed gives the same numbers, whatever the test.
func TestSeeds(t *testing.T) {
	models, names, subjects := simulated(10, 14, 2, 0.1, 8)
	for _, test := range Tests {
		run := func(seed uint64) []Result {
			f, err := Infer(context.Background(), models, names, subjects, InferOptions{Test: test, Permutations: 300, Seed: seed})
			if err != nil {
				t.Fatal(err)
			}
			return f.Results
		}
		if !cmp.Equal(run(1), run(1), cmpopts.EquateNaNs()) {
			t.Errorf("%s: one seed, two results", test)
		}
		if test != SignedRank && cmp.Equal(run(1), run(2), cmpopts.EquateNaNs()) {
			t.Errorf("%s: two seeds, one result", test)
		}
	}
}

func BenchmarkLabelPermutations(b *testing.B) {
	models, names, subjects := simulated(92, 15, 8, 0.1, 1)
	for _, c := range []Comparator{Spearman, KendallTauA} {
		b.Run(string(c), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Infer(context.Background(), models, names, subjects, InferOptions{Compare: c, Test: Labels}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
