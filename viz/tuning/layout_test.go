package tuning_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/tuning"
)

// A network that reads blue first and channels last answers all questions as the same one that reads red first and
// channels first, preprocessed or raw.
func TestOtherOrdersOfChannels(t *testing.T) {
	plain, set := randomScene(t, 40)
	plain = network(t, plain.Input, plain.Nodes[0].Layer, plain.Nodes[1].Layer)
	plain.Meta.Prep = cnn.Preprocessing{Low: -1, High: 1, Mean: []float32{0.1, 0, -0.2}, Deviation: []float32{1, 2, 0.5}}
	swapped := plain.Nodes[0].Layer.Clone().(*cnn.Conv2D)
	kernel := swapped.Kernel[0] * swapped.Kernel[1]
	for unit := range 5 {
		weights := swapped.Weight.Data[unit*3*kernel:][:3*kernel]
		for i := range kernel {
			weights[i], weights[2*kernel+i] = weights[2*kernel+i], weights[i]
		}
	}
	other := network(t, cnn.Shape{9, 14, 3}, &cnn.Transpose{Order: []int{2, 0, 1}}, swapped, &cnn.ReLU{})
	other.Meta.Prep = cnn.Preprocessing{Low: -1, High: 1, Mean: []float32{-0.2, 0, 0.1}, Deviation: []float32{0.5, 2, 1}, Order: cnn.BGR, Layout: cnn.ChannelsLast}

	a, b := record(t, plain, set, tuning.RecordOptions{}), record(t, other, set, tuning.RecordOptions{})
	for unit := range 5 {
		for k, want := range a.Top(1, unit) {
			if got := b.Top(2, unit)[k]; math.Abs(float64(got.Strength-want.Strength)) > 1e-5 {
				t.Fatalf("unit %d, place %d: %v, want %v", unit, k, got, want)
			}
		}
	}
	for _, raw := range []bool{false, true} {
		g, h := shown(t, plain, nil, tuning.GratingOptions{Raw: raw}), shown(t, other, nil, tuning.GratingOptions{Raw: raw})
		if !slices.EqualFunc(g.Responses(1), h.Responses(2), near) {
			t.Errorf("raw %v: other answers to gratings", raw)
		}
		want, err := g.Hue(context.Background(), plain, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := h.Hue(context.Background(), other, 2, nil)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%d curves, %v", len(got), err)
		}
		for unit := range want {
			if !slices.EqualFunc(got[unit].Y, want[unit].Y, func(a, b float64) bool { return math.Abs(a-b) < 1e-5 }) {
				t.Errorf("raw %v, unit %d: hues %v, want %v", raw, unit, got[unit].Y, want[unit].Y)
			}
		}
	}
	pictures := cnn.NewTensor(2, 3, 9, 14)
	copy(pictures.Data, slices.Concat(set.values[0], set.values[1]))
	want, _ := tuning.ShiftTolerance(context.Background(), plain, pictures, []int{1}, 3, nil)
	got, err := tuning.ShiftTolerance(context.Background(), other, pictures, []int{2}, 3, nil)
	if err != nil || !slices.EqualFunc(got[0].Y, want[0].Y, func(a, b float64) bool { return math.Abs(a-b) < 1e-4 }) {
		t.Errorf("shifts: %v, want %v (%v)", got, want, err)
	}
}

func near(a, b float32) bool { return math.Abs(float64(a-b)) < 1e-5 }
