package plasticity

import (
	"context"
	"math"
	"slices"

	"unitscope/cnn"
)

// A Matching pairs the units of one layer of two networks.
type Matching struct {
	Layer
	Partner     []int     // of each unit of the first network: the unit of the second
	Correlation []float64 // of their answers to the same pictures; of two silent units, 1
	Matched     int       // pairs whose correlation is above Thresholds.Correlation
}

// Share is the matched part of the units, 0 to 1.
func (m Matching) Share() float64 { return float64(m.Matched) / float64(m.Units) }

// Match pairs the units of two networks, layer by layer, so that the sum of the pairs' correlations is the largest that
// there is. Both have answered the same pictures. It returns ErrArchitecture if their layers differ, and ctx's error if stopped.
//
// Li, Yosinski, Clune, Lipson, Hopcroft 2016, "Convergent learning: do different neural networks learn the same
// representations?", section 3.2.
func Match(ctx context.Context, a, b *Responses, t Thresholds) ([]Matching, error) {
	if err := sameLayers(a.Layers, b.Layers); err != nil {
		return nil, err
	}
	t = t.Filled()
	matchings := make([]Matching, len(a.Layers))
	for k, l := range a.Layers {
		r := correlations(a, b, k)
		costs := make([]float64, len(r))
		for i, v := range r {
			costs[i] = -v
		}
		partner, err := assign(ctx, costs, l.Units)
		if err != nil {
			return nil, err
		}
		m := Matching{Layer: l, Partner: partner, Correlation: make([]float64, l.Units)}
		for u, p := range partner {
			m.Correlation[u] = r[u*l.Units+p]
			if m.Correlation[u] > t.Correlation {
				m.Matched++
			}
		}
		matchings[k] = m
	}
	return matchings, nil
}

// correlations are those of all units of a layer of the one network with all of the other, units×units.
func correlations(a, b *Responses, layer int) []float64 {
	units, n := a.Layers[layer].Units, a.Set.Len()
	x, flatX := standardised(a, layer)
	y, flatY := standardised(b, layer)
	r32 := product(x, units, y, units, n)
	r := make([]float64, len(r32))
	for i, v := range r32 {
		u, p := i/units, i%units
		switch {
		case flatX[u] && flatY[p] && slices.Equal(a.Unit(layer, u), b.Unit(layer, p)):
			r[i] = 1
		case !flatX[u] && !flatY[p]:
			r[i] = max(-1, min(float64(v), 1))
		}
	}
	return r
}

// standardised is a layer's answers, units×pictures, with mean 0 and length 1, and which units answer all pictures alike.
func standardised(r *Responses, layer int) (values []float32, flat []bool) {
	units, n := r.Layers[layer].Units, r.Set.Len()
	values, flat = make([]float32, units*n), make([]bool, units)
	for u := range units {
		flat[u] = standardise(values[u*n:][:n], r.Unit(layer, u))
	}
	return values, flat
}

// standardise sets dst to v with mean 0 and length 1; or to 0 and returns true if v is a constant.
func standardise(dst, v []float32) (flat bool) {
	mean, length := 0.0, 0.0
	for _, x := range v {
		mean += float64(x)
	}
	mean /= float64(len(v))
	for _, x := range v {
		length += (float64(x) - mean) * (float64(x) - mean)
	}
	if length = math.Sqrt(length); length == 0 || slices.Min(v) == slices.Max(v) {
		clear(dst)
		return true
	}
	for i, x := range v {
		dst[i] = float32((float64(x) - mean) / length)
	}
	return false
}

// layersOf are the hidden layers that two networks share.
func layersOf(a, b *cnn.Network) ([]Layer, error) {
	layers := Layers(a)
	return layers, sameLayers(layers, Layers(b))
}
