package colormap

import (
	"image/color"
	"math"
	"testing"
)

// Known pairs: the primaries of sRGB in CIELAB (D65), as published by Lindbloom's calculator.
func TestLab(t *testing.T) {
	tests := []struct {
		name    string
		color   color.RGBA
		l, a, b float64
	}{
		{"black", rgb(0x000000), 0, 0, 0},
		{"white", rgb(0xFFFFFF), 100, 0, 0},
		{"red", rgb(0xFF0000), 53.2408, 80.0925, 67.2032},
		{"green", rgb(0x00FF00), 87.7347, -86.1827, 83.1793},
		{"blue", rgb(0x0000FF), 32.2970, 79.1875, -107.8602},
		{"mid grey", rgb(0x777777), 50.0344, 0, 0},
	}
	for _, tt := range tests {
		got := labOf(tt.color)
		if math.Abs(got.l-tt.l) > 0.02 || math.Abs(got.a-tt.a) > 0.02 || math.Abs(got.b-tt.b) > 0.02 {
			t.Errorf("%s: L*a*b* %.4f, want %.4f %.4f %.4f", tt.name, got, tt.l, tt.a, tt.b)
		}
		if back := got.shown(); back != tt.color {
			t.Errorf("%s: there and back is %v, want %v", tt.name, back, tt.color)
		}
	}
}

// Lightness rises along a straight line; a byte of green is a third of a step, hence the
// tolerance.
func TestSequentialLightnessIsEven(t *testing.T) {
	for name, lut := range map[string]*LUT{"Activation": Activation, "Grey": Grey} {
		first, last := labOf(lut[1]).l, labOf(lut[255]).l
		for i := 1; i <= 255; i++ {
			l := labOf(lut[i]).l
			if want := first + (last-first)*float64(i-1)/254; math.Abs(l-want) > 0.4 {
				t.Errorf("%s: entry %d has lightness %.2f, want %.2f", name, i, l, want)
			}
			if i > 1 && l < labOf(lut[i-1]).l {
				t.Errorf("%s: lightness falls at entry %d", name, i)
			}
		}
		if last-first < 90 {
			t.Errorf("%s: lightness spans %.0f, want most of 100", name, last-first)
		}
	}
}

func TestDivergingIsSymmetricAroundANeutralMiddle(t *testing.T) {
	for name, lut := range map[string]*LUT{"Signed": Signed, "SignedDark": SignedDark} {
		middle, end := labOf(lut[128]), labOf(lut[255]).l
		if math.Hypot(middle.a, middle.b) > 1 {
			t.Errorf("%s: the middle %v is coloured: a %.2f, b %.2f", name, lut[128], middle.a, middle.b)
		}
		for k := 1; k <= 127; k++ {
			below, above := labOf(lut[128-k]), labOf(lut[128+k])
			want := middle.l + (end-middle.l)*float64(k)/127
			if math.Abs(below.l-want) > 0.6 || math.Abs(above.l-want) > 0.6 {
				t.Errorf("%s: %d steps from the middle lightness is %.2f and %.2f, want %.2f both", name, k, below.l, above.l, want)
			}
			if k > 12 && (below.b >= -3 || above.b <= 3) {
				t.Errorf("%s: %d steps from the middle is not blue below (b %.1f) and orange above (b %.1f)", name, k, below.b, above.b)
			}
		}
	}
}

// What is missing must not be taken for a value.
func TestMissingIsNoColourOfTheMap(t *testing.T) {
	for name, lut := range map[string]*LUT{"Activation": Activation, "Grey": Grey, "Signed": Signed, "SignedDark": SignedDark} {
		missing := labOf(lut.Missing())
		for i := 1; i <= 255; i++ {
			c := labOf(lut[i])
			if d := math.Sqrt((c.l-missing.l)*(c.l-missing.l) + (c.a-missing.a)*(c.a-missing.a) + (c.b-missing.b)*(c.b-missing.b)); d < 12 {
				t.Errorf("%s: entry %d is only %.1f from the missing colour", name, i, d)
			}
		}
		if lut.At(math.NaN()) != lut.Missing() {
			t.Errorf("%s: NaN is not drawn as missing", name)
		}
	}
}

func TestAt(t *testing.T) {
	tests := []struct {
		t     float64
		entry int
	}{
		{0, 1}, {1, 255}, {0.5, 128}, {-3, 1}, {7, 255},
		{math.Inf(-1), 1}, {math.Inf(1), 255}, {1.0 / 254, 2},
	}
	for _, tt := range tests {
		if got := Activation.At(tt.t); got != Activation[tt.entry] {
			t.Errorf("At(%g) = %v, want entry %d, %v", tt.t, got, tt.entry, Activation[tt.entry])
		}
	}
}

func TestGreyHasNoTint(t *testing.T) {
	for i, c := range Grey[1:] {
		if c.R != c.G || c.G != c.B {
			t.Errorf("entry %d is %v", i+1, c)
		}
	}
}

func TestOkabeIto(t *testing.T) {
	// Okabe and Ito give orange as 230, 159, 0 and sky blue as 86, 180, 233.
	if OkabeIto[2] != (color.RGBA{230, 159, 0, 255}) || OkabeIto[0] != (color.RGBA{86, 180, 233, 255}) {
		t.Errorf("not Okabe and Ito's colours: %v", OkabeIto)
	}
	for i, c := range OkabeIto {
		for _, d := range OkabeIto[:i] {
			if c == d {
				t.Errorf("%v occurs twice", c)
			}
		}
	}
}
