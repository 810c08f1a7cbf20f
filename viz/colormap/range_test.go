package colormap

import (
	"fmt"
	"math"
	"testing"
)

var (
	nan = float32(math.NaN())
	inf = float32(math.Inf(1))
)

func TestAnswersOf(t *testing.T) {
	for _, c := range []struct {
		maps [][]float32
		want Range
	}{
		{[][]float32{{1, 2}, {0.5}}, Range{High: 2}},
		{[][]float32{{0, 0}}, Range{High: 1}},
		{[][]float32{{1, 2}, {-3}}, Range{Low: -3, High: 3, Signed: true}},
	} {
		if got := AnswersOf(c.maps...); got != c.want {
			t.Errorf("%v: %+v, want %+v", c.maps, got, c.want)
		}
	}
}

func TestRangeOf(t *testing.T) {
	tests := []struct {
		name string
		maps [][]float32
		want Range
	}{
		{"two maps share", [][]float32{{1, 2}, {-3, 0.5}}, Range{Low: -3, High: 2}},
		{"not finite", [][]float32{{nan, 1, inf, 4, -inf}}, Range{Low: 1, High: 4}},
		{"nothing", nil, Range{High: 1}},
		{"nothing finite", [][]float32{{nan, inf, -inf}}, Range{High: 1}},
		{"silent", [][]float32{{0, 0, 0}}, Range{High: 1}},
		{"equal, positive", [][]float32{{3, 3}}, Range{High: 3}},
		{"equal, negative", [][]float32{{-3}}, Range{Low: -3}},
		{"the largest", [][]float32{{math.MaxFloat32, -math.MaxFloat32}}, Range{Low: -math.MaxFloat32, High: math.MaxFloat32}},
	}
	for _, tt := range tests {
		if got := RangeOf(tt.maps...); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestSignedOf(t *testing.T) {
	tests := []struct {
		name   string
		values []float32
		bound  float64
	}{
		{"mostly negative", []float32{-4, 1}, 4},
		{"positive only", []float32{1, 2}, 2},
		{"not finite", []float32{nan, -inf, 0.5}, 0.5},
		{"silent", []float32{0}, 1},
		{"nothing", nil, 1},
	}
	for _, tt := range tests {
		if got, want := SignedOf(tt.values), (Range{-tt.bound, tt.bound, true}); got != want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, want)
		}
	}
}

func TestShared(t *testing.T) {
	before, after := Range{Low: 0, High: 2}, Range{Low: -1, High: 1}
	if got, want := Shared(before, after), (Range{Low: -1, High: 2}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := Shared(before, SignedOf([]float32{-5, 1})), (Range{-5, 5, true}); got != want {
		t.Errorf("with a signed one: %+v, want %+v", got, want)
	}
	if got, want := Shared(), (Range{High: 1}); got != want {
		t.Errorf("of none: %+v, want %+v", got, want)
	}
}

func TestNorm(t *testing.T) {
	tests := []struct {
		rng     Range
		v, want float64
	}{
		{Range{Low: 2, High: 6}, 3, 0.25},
		{Range{Low: 2, High: 6}, 1, 0},
		{Range{Low: 2, High: 6}, 7, 1},
		{Range{Low: -1, High: 3, Signed: true}, 0, 0.5}, // centred though lopsided
		{Range{Low: -1, High: 3, Signed: true}, -3, 0},
		{Range{Low: -1, High: 3, Signed: true}, 1.5, 0.75},
		{Range{}, 5, 0},
		{Range{Signed: true}, 5, 0.5},
		{Range{Low: 1, High: math.Inf(1)}, 5, 0},
		{Range{Low: 0, High: 1}, math.Inf(-1), 0},
		{Range{Low: 0, High: 1}, math.Inf(1), 1},
	}
	for _, tt := range tests {
		if got := tt.rng.Norm(tt.v); got != tt.want {
			t.Errorf("%+v.Norm(%g) = %g, want %g", tt.rng, tt.v, got, tt.want)
		}
	}
	if !math.IsNaN((Range{High: 1}).Norm(math.NaN())) {
		t.Error("NaN has got a place")
	}
}

// Entry is a fast way to say At(Norm(v)), for every kind of range and value.
func TestQuantiserAgreesWithNorm(t *testing.T) {
	index := &LUT{} // its colours tell their entry
	for i := range index {
		index[i].R = uint8(i)
	}
	ranges := []Range{
		{Low: 0, High: 1}, {Low: -2, High: 7}, {Low: 1e-38, High: 2e-38}, {Low: -1, High: 3, Signed: true},
		{}, {Signed: true}, {Low: 3, High: 1}, {Low: -math.MaxFloat32, High: math.MaxFloat32},
	}
	values := []float32{nan, inf, -inf, 0, 1, -1, 0.3, 0.77, 2.5, 7, -2, 1.5e-38, 3e38, -3e38}
	for _, r := range ranges {
		q := r.Quantiser()
		for _, v := range values {
			if got, want := q.Entry(v), index.At(r.Norm(float64(v))).R; got != want {
				t.Errorf("%+v: entry of %g is %d, want %d", r, v, got, want)
			}
		}
	}
	for _, bound := range []float64{1, 0.1, 3.7, 1e-20} {
		if got := SignedOf([]float32{float32(bound)}).Quantiser().Entry(0); got != 128 {
			t.Errorf("zero in ±%g is entry %d, not the middle", bound, got)
		}
	}
}

func ExampleRange_Norm() {
	weights := []float32{-0.2, 0.4}
	r := SignedOf(weights)
	fmt.Println(r.Norm(0), Signed.At(r.Norm(0)))
	// Output: 0.5 {243 243 243 255}
}

func ExampleShared() {
	before, after := []float32{0, 2.314}, []float32{0, 0.862}
	r := Shared(RangeOf(before), RangeOf(after))
	fmt.Printf("%.3f to %.3f\n", r.Low, r.High)
	// Output: 0.000 to 2.314
}

func BenchmarkRangeOf(b *testing.B) {
	values := make([]float32, 64*32*32)
	for i := range values {
		values[i] = float32(i % 977)
	}
	b.ReportAllocs()
	for b.Loop() {
		RangeOf(values)
	}
}
