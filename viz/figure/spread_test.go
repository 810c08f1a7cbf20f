package figure

import (
	"image/color"
	"math"
	"testing"
)

// A bar reaches from zero to the mean of what is finite; a dot lies at each value.
func TestSpreadPutsValuesInPlace(t *testing.T) {
	look := Look{Field: color.RGBA{0, 0, 255, 255}}
	bar := look.faint(red)
	hidden := Axis{Low: 0, High: 10, Hidden: true}
	for _, scale := range []float64{1, 2} {
		s := Spread{Y: hidden, Groups: []Group{{Values: []float64{2, math.NaN(), math.Inf(1), 6}, Color: red}}}
		img := Image(s, look, int(120*scale), int(210*scale), scale) // 10 points are the ticks' half height: 200 are the plane
		plane := 200 * scale
		_, at := count(img, bar)
		if want := int(plane * 4 / 10); !near(at.Dy(), want, 2) {
			t.Errorf("scale %g: the bar is %d pixels high, want %d, the mean of 2 and 6 of 10", scale, at.Dy(), want)
		}
		_, dots := count(img, red)
		highest, lowest := int(5*scale+plane*4/10), int(5*scale+plane*8/10)
		if radius := int(math.Ceil(dotRadius * scale)); !near(dots.Min.Y+radius, highest, 2) || !near(dots.Max.Y-radius, lowest, 2) {
			t.Errorf("scale %g: dots from row %d to %d, want them at %d and %d", scale, dots.Min.Y, dots.Max.Y, highest, lowest)
		}
	}
}

// The dashed line lies at the reference, wider than the bar, and is left out where there is none.
func TestSpreadReference(t *testing.T) {
	look := Look{Text: color.RGBA{0, 255, 0, 255}}
	group := Group{Values: []float64{2}, Color: red, Reference: 5}
	draw := func(g Group) Spread {
		return Spread{Y: Axis{Low: 0, High: 10, Hidden: true}, Groups: []Group{g}}
	}
	n, at := count(Image(draw(group), look, 120, 210, 1), look.Text)
	if n == 0 || !near(at.Min.Y, 105, 1) || at.Dy() != 1 || at.Dx() < 70 {
		t.Errorf("%d pixels of the line, at %v: want it at the middle, row 105, one pixel thick", n, at)
	}
	for _, none := range []float64{0, math.NaN(), math.Inf(1), 11} {
		group.Reference = none
		if n, _ := count(Image(draw(group), look, 120, 210, 1), look.Text); n > 0 {
			t.Errorf("a line of %d pixels at %g", n, none)
		}
	}
}

// Neighbours are put aside by different amounts, within the bar, the same way every time.
func TestJitterKeepsDotsApart(t *testing.T) {
	for i := range 500 {
		if v := jitter(i); math.Abs(v) > 0.4 || v != jitter(i) {
			t.Fatalf("dot %d is put aside by %g", i, v)
		}
		if i > 0 && math.Abs(jitter(i)-jitter(i-1)) < 0.1 {
			t.Errorf("dots %d and %d hide each other", i-1, i)
		}
	}
}
