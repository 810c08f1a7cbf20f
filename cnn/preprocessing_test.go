package cnn

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPreprocessing(t *testing.T) {
	picture := []float32{0, 0.5, 1, 0.25} // 2×1×2
	for _, c := range []struct {
		prep Preprocessing
		want []float32 // by hand
		line string
	}{
		{Preprocessing{}, []float32{0, 0.5, 1, 0.25}, "crop, 0..1"},
		{DefaultPreprocessing(), []float32{0, 0.5, 1, 0.25}, "crop, 0..1"},
		{Preprocessing{Fit: Pad, Low: -1, High: 1}, []float32{-1, 0, 1, -0.5}, "pad, -1..1"},
		{Preprocessing{Fit: Stretch, High: 255, Mean: []float32{127.5}}, []float32{-127.5, 0, 127.5, -63.75}, "stretch, 0..255, mean 127.5"},
		{Preprocessing{High: 1, Mean: []float32{0.5, 0.25}, Deviation: []float32{0.5, 0.25}}, []float32{-1, 0, 3, 0}, "crop, 0..1, mean 0.5 0.25, deviation 0.5 0.25"},
	} {
		got := make([]float32, 4)
		c.prep.Apply(got, picture, Shape{2, 1, 2})
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, wants %v", c.prep, got, c.want)
		}
		if s := c.prep.String(); s != c.line {
			t.Errorf("the line is %q, wants %q", s, c.line)
		}
		if err := c.prep.Check(2); err != nil {
			t.Error(err)
		}
	}
	for _, p := range []Preprocessing{{Fit: "zoom"}, {Mean: []float32{1, 2}}, {Deviation: []float32{1, 2}}, {Deviation: []float32{0}}} {
		if p.Check(3) == nil {
			t.Errorf("%+v is accepted for 3 channels", p)
		}
	}
}

// Gradient is Apply's transpose: what a change of the picture changes in what the network reads, summed up with any
// weights, is the change summed up with the weights' Gradient.
func TestPreprocessingGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	shape := Shape{3, 4, 5}
	for _, p := range []Preprocessing{
		{}, {Low: -1, High: 1, Mean: []float32{0.5}, Deviation: []float32{0.1, 0.2, 0.4}},
		{Order: BGR, Deviation: []float32{0.1, 0.2, 0.4}}, {Order: BGR, Layout: ChannelsLast, Deviation: []float32{0.1, 0.2, 0.4}},
	} {
		random := func() []float32 {
			v := make([]float32, shape.Size())
			for i := range v {
				v[i] = rng.Float32() - 0.5
			}
			return v
		}
		change, weights, zero := random(), random(), make([]float32, shape.Size())
		changed, as, back := slices.Clone(change), slices.Clone(zero), slices.Clone(zero)
		p.Apply(changed, slices.Clone(change), shape)
		p.Apply(as, slices.Clone(zero), shape)
		p.Gradient(back, weights, shape)
		var there, here float64
		for i := range change {
			there += float64(weights[i]) * float64(changed[i]-as[i])
			here += float64(back[i]) * float64(change[i])
		}
		if math.Abs(there-here) > 1e-4*(1+math.Abs(there)) {
			t.Errorf("%v: %g there, %g here", p, there, here)
		}
	}
}
