package tuning_test

import (
	"math"
	"slices"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/tuning"
)

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func TestSelectivity(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name     string
		answers  []float32
		labels   []int
		classes  int
		mean     []float64
		best     int
		selected float64
	}{
		// Means 4, 1 and 2: (4 − 1.5) / (4 + 1.5).
		{"three classes", []float32{3, 5, 1, 2}, []int{0, 0, 1, 2}, 3, []float64{4, 1, 2}, 0, 2.5 / 5.5},
		{"one class only drives it", []float32{0, 6, 0}, []int{0, 1, 2}, 3, []float64{0, 6, 0}, 1, 1},
		{"all alike", []float32{2, 2}, []int{0, 1}, 2, []float64{2, 2}, 0, 0},
		// The class without pictures is none of the others: (6 − 2) / (6 + 2).
		{"a class without pictures", []float32{2, 6}, []int{0, 2}, 3, []float64{2, nan, 6}, 2, 0.5},
		{"a silent unit", []float32{0, 0, 0}, []int{0, 1, 2}, 3, []float64{0, 0, 0}, 0, 0},
		{"never above zero", []float32{-3, -1}, []int{0, 1}, 2, []float64{-3, -1}, 1, 0},
		// −5 counts as 0: (3 − 0.5) / (3 + 0.5).
		{"negative means", []float32{3, 1, -5}, []int{0, 1, 2}, 3, []float64{3, 1, -5}, 0, 2.5 / 3.5},
		{"pictures without a class, or of one too many", []float32{9, 4, 1, 9}, []int{-1, 0, 1, 2}, 2, []float64{4, 1}, 0, 0.6},
		{"one class", []float32{4}, []int{0}, 1, []float64{4}, 0, 0},
		{"no classes", []float32{4}, []int{-1}, 0, nil, -1, 0},
		{"no picture has a class", []float32{4}, []int{-1}, 2, []float64{nan, nan}, -1, 0},
	} {
		set := pictures{shape: cnn.Shape{1, 1, 1}, labels: c.labels, classes: c.classes}
		for _, v := range c.answers {
			set.values = append(set.values, []float32{v})
		}
		r := record(t, passing(t, set.shape), set, tuning.RecordOptions{})
		s := r.Selectivity(0, 0, "class")
		if !slices.EqualFunc(s.Mean, c.mean, same) || s.Best != c.best || math.Abs(s.Index-c.selected) > 1e-12 {
			t.Errorf("%s: means %v, best %d, index %g; want %v, %d, %g", c.name, s.Mean, s.Best, s.Index, c.mean, c.best, c.selected)
		}
		if all := r.Selectivities(0, "class"); len(all) != 1 || all[0] != s.Index {
			t.Errorf("%s: the layer's indexes are %v, the unit's %g", c.name, all, s.Index)
		}
	}
}

// Quartiles as NumPy has them: numpy.quantile([1, 2, 3, 4, 10], [.25, .5, .75]) and so on.
func TestQuartiles(t *testing.T) {
	set := pictures{shape: cnn.Shape{1, 1, 1}, classes: 4,
		values: [][]float32{{4}, {1}, {10}, {2}, {3}, {5}, {7}, {6}},
		labels: []int{0, 0, 0, 0, 0, 1, 1, 3}}
	nan := math.NaN()
	want := [][3]float64{{2, 3, 4}, {5.5, 6, 6.5}, {nan, nan, nan}, {6, 6, 6}}
	got := record(t, passing(t, set.shape), set, tuning.RecordOptions{}).Selectivity(0, 0, "class").Quartiles
	for c := range want {
		for q := range want[c] {
			if !same(got[c][q], want[c][q]) {
				t.Errorf("class %d: %v, want %v", c, got[c], want[c])
			}
		}
	}
}

// Of a set larger than the sample, quartiles are close to those of the whole: answers rise evenly from 0 to 1.
func TestQuartilesOfALargeSet(t *testing.T) {
	const many = 20_000
	set := pictures{shape: cnn.Shape{1, 1, 1}, classes: 1, labels: make([]int, many)}
	for i := range many {
		set.values = append(set.values, []float32{float32(i) / many})
	}
	s := record(t, passing(t, set.shape), set, tuning.RecordOptions{}).Selectivity(0, 0, "class")
	for q, got := range s.Quartiles[0] {
		// The deviation of the median of 4096 of them is 0.5/√4096 = 0.008.
		if want := float64(q+1) / 4; math.Abs(got-want) > 0.025 {
			t.Errorf("quartile %d is %g, want about %g", q+1, got, want)
		}
	}
	if s.Count[0] != many || math.Abs(s.Mean[0]-0.5) > 1e-4 {
		t.Errorf("mean %g of %d", s.Mean[0], s.Count[0])
	}
}

// A task that the pictures do not have has no classes, and selects nothing.
func TestSelectivityWithoutTheTask(t *testing.T) {
	r := answering(t, 1, 2)
	if s := r.Selectivity(0, 0, "class"); s.Best != -1 || s.Mean != nil || s.Index != 0 {
		t.Errorf("%+v", s)
	}
	if all := r.Selectivities(0, "class"); !slices.Equal(all, []float64{0}) {
		t.Errorf("%v", all)
	}
}
