package figure

import (
	"math"
	"slices"
	"testing"
)

func TestTicks(t *testing.T) {
	tests := []struct {
		name string
		axis Axis
		n    int
		want []float64 // by hand
	}{
		{"halves", Axis{Low: 0, High: 1}, 2, []float64{0, 0.5, 1}},
		{"no room but for the ends", Axis{Low: 0, High: 2.3}, 1, []float64{0, 2}},
		{"units", Axis{Low: 0, High: 2.3}, 2, []float64{0, 1, 2}},
		{"around zero", Axis{Low: -0.42, High: 0.42}, 4, []float64{-0.4, -0.2, 0, 0.2, 0.4}},
		{"within", Axis{Low: 3, High: 47}, 5, []float64{10, 20, 30, 40}},
		{"whole", Axis{Low: 0, High: 3, Whole: true}, 8, []float64{0, 1, 2, 3}},
		{"decades", Axis{Low: 0.005, High: 2, Log: true}, 5, []float64{0.01, 0.1, 1}},
		{"every second decade", Axis{Low: 1e-4, High: 1, Log: true}, 2, []float64{1e-4, 1e-2, 1}},
		{"less than two decades", Axis{Low: 0.02, High: 0.5, Log: true}, 5, []float64{0.02, 0.05, 0.1, 0.2, 0.5}},
		{"less than two decades, with little room", Axis{Low: 0.02, High: 0.5, Log: true}, 3, []float64{0.05, 0.1, 0.5}},
		{"falling", Axis{Low: 47, High: 3}, 5, []float64{10, 20, 30, 40}},
		{"decades, falling", Axis{Low: 2, High: 0.005, Log: true}, 5, []float64{0.01, 0.1, 1}},
		{"less than a decade", Axis{Low: 2, High: 8, Log: true}, 3, []float64{2, 4, 6, 8}},
	}
	for _, tt := range tests {
		got := tt.axis.ticks(tt.n)
		same := slices.EqualFunc(got, tt.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
		if !same {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// Whatever is to be drawn, there are few ticks, they rise, and they lie between the ends.
func TestTicksOfOddRanges(t *testing.T) {
	ends := []float64{-1e300, -1e16, -1e16 + 2, -1, 0, 1e-310, 5e-324, 1e-9, 1, 1 + 1e-15, 1e16, 1e16 + 2, 1e300, math.Inf(1), math.NaN()}
	for _, low := range ends {
		for _, high := range ends {
			for _, log := range []bool{false, true} {
				axis := Axis{Low: low, High: high, Log: log}.span(slices.Values([]float64{low, high}))
				if !(axis.Low < axis.High) {
					t.Fatalf("%g to %g spans %g to %g", low, high, axis.Low, axis.High)
				}
				ticks := axis.ticks(5)
				if len(ticks) > 6 || !slices.IsSorted(ticks) {
					t.Fatalf("%g to %g has ticks %v", axis.Low, axis.High, ticks)
				}
				for _, tick := range ticks {
					if at := axis.place(tick); !(at > -0.01 && at < 1.01) {
						t.Fatalf("%g to %g: tick %g lies at %g", axis.Low, axis.High, tick, at)
					}
				}
			}
		}
	}
}

func TestSpan(t *testing.T) {
	tests := []struct {
		name      string
		axis      Axis
		values    []float64
		low, high float64
	}{
		{"of the data", Axis{}, []float64{3, math.NaN(), math.Inf(1), 5}, 3, 5},
		{"set", Axis{Low: 0, High: 1}, []float64{3, 5}, 0, 1},
		{"from zero", Axis{FromZero: true}, []float64{3, 5}, 0, 5},
		{"from zero, downwards", Axis{FromZero: true}, []float64{-3, -5}, -5, 0},
		{"one value", Axis{}, []float64{4}, 2, 6},
		{"zeros", Axis{}, []float64{0, 0}, -0.5, 0.5},
		{"none", Axis{}, nil, 0, 1},
		{"logarithmic", Axis{Log: true}, []float64{-1, 0, 0.1, 10}, 0.1, 10},
		{"logarithmic, one value", Axis{Log: true}, []float64{4}, 2, 8},
		{"logarithmic, none", Axis{Log: true}, []float64{-1}, 0.1, 1},
		{"set to what a logarithm has not", Axis{Log: true, Low: 0, High: 9}, []float64{1, 2}, 1, 2},
	}
	for _, tt := range tests {
		got := tt.axis.span(slices.Values(tt.values))
		if got.Low != tt.low || got.High != tt.high {
			t.Errorf("%s: %g to %g, want %g to %g", tt.name, got.Low, got.High, tt.low, tt.high)
		}
	}
}

func TestNumber(t *testing.T) {
	tests := []struct {
		v    float64
		want string
	}{
		{0, "0"}, {0.5, "0.5"}, {-0.42, "−0.42"}, {2.3, "2.3"}, {1234.56, "1235"}, {9999, "9999"},
		{12345, "12\u00A0345"}, {100000, "100\u00A0000"}, {1e-3, "0.001"}, {1e-5, "10⁻⁵"},
		{-2.5e-10, "−2.5×10⁻¹⁰"}, {3e8, "3×10⁸"}, {1e7, "10⁷"}, {9.99951e-4, "10⁻³"}, {0.1 + 0.2, "0.3"},
	}
	for _, tt := range tests {
		if got := number(tt.v); got != tt.want {
			t.Errorf("%g is %q, want %q", tt.v, got, tt.want)
		}
	}
	for v, want := range map[float64]string{0: "0", 0.5: "50%", 1: "100%", 0.333333: "33.33%"} {
		if got := Percent(v); got != want {
			t.Errorf("Percent(%g) = %q, want %q", v, got, want)
		}
	}
}
