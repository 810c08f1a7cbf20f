package rsa

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"

	"gonum.org/v1/gonum/stat"
)

// A draw is one bootstrap sample: how often each picture and each person is in it; nil where these are not drawn.
type draw struct{ pictures, people []float64 }

// draws are the samples of a test.
func (e *experiment) draws() []draw {
	rng := rand.New(rand.NewPCG(e.o.Seed, 0))
	all := make([]draw, e.o.Permutations)
	for k := range all {
		if e.o.Test != BootstrapPeople {
			all[k].pictures = counts(rng, e.n)
		}
		if e.o.Test != BootstrapPictures {
			all[k].people = counts(rng, len(e.subjects))
		}
	}
	return all
}

// counts draws n of n with replacement and returns how often each was.
func counts(rng *rand.Rand, n int) []float64 {
	c := make([]float64, n)
	for range n {
		c[rng.IntN(n)]++
	}
	return c
}

// pairWeights is how often each pair of different pictures is in a sample; nil where all are in it once.
func pairWeights(pictures []float64) []float64 {
	if pictures == nil {
		return nil
	}
	weights := make([]float64, 0, Pairs(len(pictures)))
	for i, w := range pictures {
		for _, v := range pictures[i+1:] {
			weights = append(weights, w*v)
		}
	}
	return weights
}

// bootstrap finds every layer's and difference's interval and how much of it lies on the other side of zero.
//
// A picture that is drawn twice makes no pair with itself, as in rsatoolbox.
func (e *experiment) bootstrap(ctx context.Context, f *Inference) error {
	samples := e.draws()
	means := make([][]float64, len(samples)) // per sample: of each layer
	var done atomic.Int64
	err := each(ctx, len(samples), plain(func(k int) {
		means[k] = e.meansOf(samples[k])
		if e.o.Progress != nil {
			e.o.Progress(int(done.Add(1)), len(samples))
		}
	}))
	if err != nil {
		return err
	}
	for m := range f.Results {
		r := &f.Results[m]
		values := make([]float64, len(means))
		for k := range means {
			values[k] = means[k][m]
		}
		r.Low, r.High = interval(values)
		r.P = shareBelow(values)
	}
	for i := range f.Differences {
		d := &f.Differences[i]
		values, opposite := make([]float64, len(means)), make([]float64, len(means))
		for k := range means {
			values[k] = means[k][d.First] - means[k][d.Second]
			opposite[k] = -values[k]
		}
		d.Low, d.High = interval(values)
		d.P = math.Min(1, 2*math.Min(shareBelow(values), shareBelow(opposite)))
	}
	return nil
}

// meansOf returns each layer's mean correlation in a sample.
func (e *experiment) meansOf(sample draw) []float64 {
	correlations := e.correlations
	if sample.pictures != nil {
		correlations = e.correlate(pairWeights(sample.pictures), sample.people)
	}
	means := make([]float64, len(correlations))
	for m, values := range correlations {
		sum, count := 0.0, 0.0
		for s, v := range values {
			if w := weightOf(sample.people, s); w > 0 && !math.IsNaN(v) {
				sum += w * v
				count += w
			}
		}
		means[m] = sum / count // NaN where nothing is defined
	}
	return means
}

// interval is between which 95 % of the values lie; NaN where there are none.
func interval(values []float64) (low, high float64) {
	defined := withoutNaN(values)
	if len(defined) == 0 {
		return math.NaN(), math.NaN()
	}
	slices.Sort(defined)
	return stat.Quantile(0.025, stat.LinInterp, defined, nil), stat.Quantile(0.975, stat.LinInterp, defined, nil)
}

// shareBelow is the share of bootstrap values at or below zero, one added to both counts.
func shareBelow(values []float64) float64 {
	defined := withoutNaN(values)
	if len(defined) == 0 {
		return math.NaN()
	}
	below := 1
	for _, v := range defined {
		if v <= 0 {
			below++
		}
	}
	return float64(below) / float64(1+len(defined))
}
