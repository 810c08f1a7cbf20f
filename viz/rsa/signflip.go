package rsa

import (
	"context"
	"math"
	"math/rand/v2"
)

// mostFlips is up to how many people's signs are all tried: 4096 ways.
const mostFlips = 12

// flips are the ways in which people's signs are changed: all of them, the first being none, or so many at random.
type flips struct {
	exact bool
	signs [][]float64 // ±1 per person
}

func newFlips(people, permutations int, seed uint64) flips {
	f := flips{exact: people <= mostFlips}
	if f.exact {
		permutations = 1 << people
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	for way := range permutations {
		signs := make([]float64, people)
		for s := range signs {
			bit := rng.Uint64()
			if f.exact {
				bit = uint64(way) >> s
			}
			signs[s] = 1 - 2*float64(bit&1)
		}
		f.signs = append(f.signs, signs)
	}
	return f
}

// share turns how many ways gave as much as what was seen into a chance: the seen way is one of all, and not of random ones.
func (f flips) share(asMuch int) float64 {
	if f.exact {
		return float64(asMuch) / float64(len(f.signs))
	}
	return float64(1+asMuch) / float64(1+len(f.signs))
}

// studentT is the mean of values, each times its sign (nil: as it is), over its standard error; values that are NaN are left
// out. It is infinite where all are alike, and 0 where all are 0 or fewer than two are left.
func studentT(values, signs []float64) float64 {
	n, sum, squares := 0.0, 0.0, 0.0
	for s, v := range values {
		if math.IsNaN(v) {
			continue
		}
		n++
		sum += v * weightOf(signs, s)
		squares += v * v
	}
	if n < 2 || sum == 0 {
		return 0
	}
	variance := (squares - sum*sum/n) / (n - 1)
	if variance <= 1e-15*squares {
		return math.Copysign(math.Inf(1), sum)
	}
	return sum / math.Sqrt(variance*n)
}

// asMuch says that a permutation's value reaches the one that was seen, but for rounding.
func asMuch(value, seen float64) bool { return value >= seen-1e-12*math.Abs(seen) || value == seen }

// tail counts how often each of several statistics, and the largest of them, was as large as what was seen.
type tail struct {
	seen       []float64
	own, among []int
}

func newTail(seen []float64) *tail {
	return &tail{seen, make([]int, len(seen)), make([]int, len(seen))}
}

// add counts one permutation's values.
func (t *tail) add(values []float64) {
	largest := math.Inf(-1)
	for _, v := range values {
		if v > largest { // NaN is none
			largest = v
		}
	}
	for m, seen := range t.seen {
		if asMuch(values[m], seen) {
			t.own[m]++
		}
		if asMuch(largest, seen) {
			t.among[m]++
		}
	}
}

// signFlip tests every layer, and every difference.
func (e *experiment) signFlip(ctx context.Context, f *Inference) error {
	ways := newFlips(len(e.subjects), e.o.Permutations, e.o.Seed)
	layers, err := flipTail(ctx, ways, e.correlations, false)
	if err != nil {
		return err
	}
	for m := range f.Results {
		if len(withoutNaN(e.correlations[m])) > 1 {
			f.Results[m].P, f.Results[m].PCorrected = ways.share(layers.own[m]), ways.share(layers.among[m])
		}
	}
	differences := make([][]float64, len(f.Differences))
	for i, d := range f.Differences {
		differences[i] = e.between(d.First, d.Second)
	}
	pairs, err := flipTail(ctx, ways, differences, true)
	for i := range f.Differences {
		if len(withoutNaN(differences[i])) > 1 {
			f.Differences[i].P, f.Differences[i].PCorrected = ways.share(pairs.own[i]), ways.share(pairs.among[i])
		}
	}
	return err
}

// flipTail compares the t of every row of values with those under all changes of signs, or their sizes where twoSided.
func flipTail(ctx context.Context, ways flips, values [][]float64, twoSided bool) (*tail, error) {
	t := func(row, signs []float64) float64 {
		if v := studentT(row, signs); !twoSided {
			return v
		} else {
			return math.Abs(v)
		}
	}
	now := make([]float64, len(values))
	for m, row := range values {
		now[m] = t(row, nil)
	}
	counts := newTail(append([]float64{}, now...))
	for _, signs := range ways.signs {
		for m, row := range values {
			now[m] = t(row, signs)
		}
		counts.add(now)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return counts, nil
}
