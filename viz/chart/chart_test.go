package chart_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/chart"
	"unitscope/viz/field"
	"unitscope/viz/figure"
	"unitscope/viz/tuning"
)

// responses are those of a unit with a kernel of one row, rectified.
func responses(t *testing.T, weight ...float32) (*tuning.GratingResponses, tuning.GratingTuning) {
	t.Helper()
	net := cnn.NewNetwork(cnn.Shape{1, 8, 8})
	conv := cnn.NewConv2D(1, 1, [2]int{1, len(weight)}, cnn.ConvOptions{})
	copy(conv.Weight.Data, weight)
	if err := errors.Join(net.Append("conv", conv), net.Append("relu", &cnn.ReLU{})); err != nil {
		t.Fatal(err)
	}
	g, err := tuning.Gratings(context.Background(), net, []int{1}, tuning.GratingOptions{Orientations: 4, Frequencies: 3})
	if err != nil {
		t.Fatal(err)
	}
	return g, g.Tuning(1, 0)
}

func TestPreference(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		tuning tuning.GratingTuning
		want   string
	}{
		{tuning.GratingTuning{}, "never active"},
		{tuning.GratingTuning{Active: true, Orientation: 107, Frequency: 0.1764, Selectivity: 0.954}, "107.0° at 0.176 cycles/px, selectivity 0.95"},
		{tuning.GratingTuning{Active: true, Orientation: nan, Frequency: 0.5}, "no orientation at 0.500 cycles/px, selectivity 0.00"},
		{tuning.GratingTuning{Active: true, Orientation: 3, Frequency: 0.5, Selectivity: nan}, "3.0° at 0.500 cycles/px"},
	} {
		if got := chart.Preference(c.tuning); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// A difference of neighbours answers upright stripes, which lie in the middle, and the finest most, which are at the top.
func TestGratingsLieAsTheyAreCalled(t *testing.T) {
	g, tuned := responses(t, 1, -1)
	m := chart.Gratings("conv:0", g, tuned).(figure.Matrix)
	best := 0
	for i, v := range m.Values {
		if v > m.Values[best] {
			best = i
		}
	}
	if best != 2 || m.Width != 4 || len(m.Values) != 12 { // 90° of 0, 45, 90, 135
		t.Errorf("the largest of %v is number %d", m.Values, best)
	}
	if m.Down.Low != 0.5 || m.Down.High != 1.0/8 || m.Across.Low != 0 || m.Across.High != 135 {
		t.Errorf("axes %+v, %+v", m.Down, m.Across)
	}
	if m.Range.Signed || m.Range.Low != 0 || m.Range.High != float64(m.Values[2]) {
		t.Errorf("range %+v", m.Range)
	}
}

// Half a turn is none: the curve ends where it began, and leaves the numbers that it draws as they are.
func TestOrientationCloses(t *testing.T) {
	g, tuned := responses(t, 1, -1)
	line := chart.Orientation("conv:0", g, tuned).(figure.Curves).Lines[0]
	if !slices.Equal(line.X, []float64{0, 45, 90, 135, 180}) || line.Y[4] != line.Y[0] || !slices.Equal(line.Y[:4], tuned.ByOrientation) {
		t.Errorf("%v, %v", line.X, line.Y)
	}
	if polar := chart.Polar("conv:0", g, tuned).(figure.Polar); len(polar.Marks) != 1 || math.Abs(polar.Marks[0]-90) > 1e-3 {
		t.Errorf("marks %v, want 90°", polar.Marks)
	}
	below := tuning.GratingTuning{Active: true, Orientation: 90, ByOrientation: []float64{-4, -2, -1, -2}}
	if polar := chart.Polar("conv:0", g, below).(figure.Polar); polar.Radius.Low != -4 || polar.Radius.High != -1 {
		t.Errorf("below zero: %+v", polar.Radius)
	}
	if polar := chart.Polar("conv:0", g, tuning.GratingTuning{ByOrientation: make([]float64, 4)}).(figure.Polar); len(polar.Marks) != 0 || polar.Title != "conv:0: never active" {
		t.Errorf("silent: %q, marks %v", polar.Title, polar.Marks)
	}
}

func TestField(t *testing.T) {
	nan := math.NaN()
	a := &field.Averages{Height: 2, Width: 3, Mean: []float32{0, 0, 0, 0, 0, 0, 0, 1, 0, 0, .5, 0}, Count: make([]int32, 12), Peak: []float32{0, 7}, Size: []float64{nan, 1}, Theory: [2]float64{2, 3}}
	if m := chart.Field("conv:0", a, 0).(figure.Matrix); m.Title != "conv:0: never active" {
		t.Errorf("silent: %q", m.Title)
	}
	m := chart.Field("conv:1", a, 1).(figure.Matrix)
	if m.Title != "conv:1: 1.0 px, in theory 2 × 3 px" || !slices.Equal(m.Values, a.Mean[6:]) || m.Across.Low != -1 || m.Across.High != 1 || m.Down.High != 0.5 {
		t.Errorf("%q, %v, %+v, %+v", m.Title, m.Values, m.Across, m.Down)
	}
	s := chart.Sizes([]field.Sizes{{Layer: "conv", Theory: 2.4, Units: a.Size}}).(figure.Spread)
	if len(s.Groups) != 1 || s.Groups[0].Name != "conv" || s.Groups[0].Reference != 2.4 || len(s.Groups[0].Values) != 2 {
		t.Errorf("%+v", s)
	}
}
