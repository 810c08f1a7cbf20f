package ui

import (
	"math"
	"slices"
	"testing"

	"unitscope/app/session"
)

func TestTrend(t *testing.T) {
	if x, y := trend(nil); x != nil || y != nil {
		t.Errorf("of nothing: %v, %v", x, y)
	}
	if x, y := trend([]float32{3}); !slices.Equal(x, []float64{1}) || !slices.Equal(y, []float64{3}) {
		t.Errorf("of one step: %v, %v", x, y)
	}
	// Fewer than 80 steps: a fortieth is less than one step on either side, nothing is smoothed.
	if _, y := trend([]float32{1, 0, 4}); !slices.Equal(y, []float64{1, 0, 4}) {
		t.Errorf("three steps: %v", y)
	}
	ramp := make([]float32, 8000)
	for i := range ramp {
		ramp[i] = float32(i + 1)
	}
	x, y := trend(ramp)
	if len(x) != trendPoints || x[0] != 1 || x[len(x)-1] != 8000 {
		t.Errorf("%d points from %g to %g", len(x), x[0], x[len(x)-1])
	}
	for i := range x {
		if x[i] <= 100 || x[i] > 7900 {
			continue // the window of 201 steps reaches over the end
		}
		if math.Abs(y[i]-x[i]) > 1e-9 { // the mean of a ramp around a step is the step
			t.Errorf("at step %g the mean is %g", x[i], y[i])
		}
	}
	if first := y[0]; first != 51 { // the mean of 1 to 101
		t.Errorf("the first point is %g, want 51", first)
	}
}

func TestMilestones(t *testing.T) {
	every := func(gap, last int) (all []session.Snapshot) {
		for step := 0; step <= last; step += gap {
			all = append(all, session.Snapshot{Step: step})
		}
		return all
	}
	for _, c := range []struct {
		name           string
		gap, before, n int
		want           []int
	}{
		{"all that are on the way", 10, 564, 7, []int{0, 10, 20, 50, 100, 200, 500}},
		{"few, evenly over the ladder", 10, 564, 3, []int{0, 20, 100}},
		{"nothing but the start", 10, 5, 7, []int{0}},
		{"a rung between snapshots is the one before it", 80, 700, 7, []int{0, 80, 160, 480}},
		{"the start alone is asked for", 10, 564, 1, []int{0}},
	} {
		var got []int
		for _, s := range milestones(every(c.gap, c.before), c.before, c.n) {
			got = append(got, s.Step)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if got := milestones(nil, 10, 3); got != nil {
		t.Errorf("of no snapshots: %v", got)
	}
}

func TestRoundUp(t *testing.T) {
	for x, want := range map[float64]float64{0: 0, 1: 1, 0.42: 0.5, 0.11: 0.12, 2.4: 2.5, 9: 10, 83: 100, 0.3: 0.3} {
		if got := roundUp(x); math.Abs(got-want) > 1e-12 {
			t.Errorf("%g goes up to %g, want %g", x, got, want)
		}
	}
}

func TestNearlySquare(t *testing.T) {
	for n, want := range map[int][2]int{1: {1, 1}, 64: {8, 8}, 10: {2, 5}, 97: {1, 97}, 128: {8, 16}} {
		if h, w := nearlySquare(n); [2]int{h, w} != want {
			t.Errorf("%d cells: %d×%d, want %v", n, h, w, want)
		}
	}
}
