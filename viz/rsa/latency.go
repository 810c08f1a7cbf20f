package rsa

import (
	"math"
	"math/rand/v2"
	"slices"
)

// bootstrapPeople draws people again and again with replacement: how often each is in a sample. One person makes no sample.
func bootstrapPeople(people int, o TimeOptions) [][]float64 {
	if people < 2 {
		return nil
	}
	rng := rand.New(rand.NewPCG(o.Seed, 1))
	draws := make([][]float64, o.Permutations)
	for k := range draws {
		draws[k] = counts(rng, people)
	}
	return draws
}

// latencies finds when a course, whose clusters are known, begins and when it is highest.
func (c *cinema) latencies(model int, course *Course, draws [][]float64) {
	peaks := make([]float64, len(draws))
	for k, drawn := range draws {
		peaks[k] = c.at(peak(drawnMean(course.Subjects, drawn)))
	}
	course.Peak = c.latency(peak(course.Mean), peaks)
	first := counting(course.Spans, c.o.Alpha)
	if first == nil {
		return
	}
	onsets := make([]float64, len(draws))
	for k, drawn := range draws {
		onsets[k] = c.at(c.nulls[model].onset(course.Subjects, drawn, first, c.o.Alpha))
	}
	course.Onset = c.latency(first.From, onsets)
}

// at is the moment of an index in ms, NaN of −1.
func (c *cinema) at(index int) float64 {
	if index < 0 {
		return math.NaN()
	}
	return c.movie.Times[index]
}

// latency is a moment with the interval that samples give; nil of −1.
func (c *cinema) latency(index int, samples []float64) *Latency {
	if index < 0 {
		return nil
	}
	l := &Latency{MS: c.at(index), Low: c.at(index), High: c.at(index)}
	if low, high := interval(samples); !math.IsNaN(low) {
		l.Low, l.High = low, high
	}
	return l
}

// A Depth is whether layers peak the later the deeper they lie: the rank correlation of a layer's place and its peak.
type Depth struct {
	Layers    int     // that have a peak
	Rho       float64 // Spearman's; NaN for fewer than two, or all at one moment
	Low, High float64 // 95 % bootstrap interval over people; NaN of one
	P         float64 // one-sided, of layers in another order; NaN for fewer than three
}

// mostOrders is up to how many layers all their orders are tried: 5040.
const mostOrders = 7

// depth compares layers' peaks with their order.
func (c *cinema) depth(draws [][]float64) Depth {
	places, peaks := c.peaks(nil)
	d := Depth{Layers: len(peaks), Rho: math.NaN(), Low: math.NaN(), High: math.NaN(), P: math.NaN()}
	if len(peaks) < 2 {
		return d
	}
	d.Rho = Compare(places, peaks, Spearman)
	samples := make([]float64, len(draws))
	for k, drawn := range draws {
		samples[k] = math.NaN()
		if places, peaks := c.peaks(drawn); len(peaks) > 1 {
			samples[k] = Compare(places, peaks, Spearman)
		}
	}
	d.Low, d.High = interval(samples)
	if len(peaks) > 2 && !math.IsNaN(d.Rho) {
		d.P = orderChance(places, peaks, d.Rho, c.o)
	}
	return d
}

// peaks are the layers that have a peak, by their place, and when it is.
func (c *cinema) peaks(drawn []float64) (places, ms RDM) {
	for k, people := range c.values {
		if at := c.at(peak(drawnMean(people, drawn))); !math.IsNaN(at) {
			places, ms = append(places, float64(k)), append(ms, at)
		}
	}
	return places, ms
}

// orderChance is the share of orders of peaks, all or random ones, that correlate with places at least as much.
func orderChance(places, peaks RDM, rho float64, o TimeOptions) float64 {
	moved := slices.Clone(peaks)
	as, all := 0, 0
	count := func() {
		all++
		if asMuch(Compare(places, moved, Spearman), rho) {
			as++
		}
	}
	if len(peaks) <= mostOrders {
		orders(moved, len(moved), count)
		return float64(as) / float64(all)
	}
	rng := rand.New(rand.NewPCG(o.Seed, 2))
	for range o.Permutations {
		rng.Shuffle(len(moved), func(i, j int) { moved[i], moved[j] = moved[j], moved[i] })
		count()
	}
	return float64(1+as) / float64(1+all)
}

// orders brings the first n values into all their orders, one after the other: Heap 1963.
func orders(values []float64, n int, visit func()) {
	if n <= 1 {
		visit()
		return
	}
	for i := range n {
		orders(values, n-1, visit)
		if n%2 == 0 {
			values[i], values[n-1] = values[n-1], values[i]
		} else {
			values[0], values[n-1] = values[n-1], values[0]
		}
	}
}
