package cnn

import (
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
