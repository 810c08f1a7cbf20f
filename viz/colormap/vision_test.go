package colormap

import (
	"image/color"
	"math"
	"testing"
)

// visions are how colours look to people without one kind of cone: matrices for linear RGB.
//
// Machado, Oliveira and Fernandes 2009, "A physiologically-based model for simulation of color vision deficiency", severity 1.
var visions = map[string][9]float64{
	"all cones": {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia": {
		0.152286, 1.052583, -0.204868,
		0.114503, 0.786281, 0.099216,
		-0.003882, -0.048116, 1.051998},
	"deuteranopia": {
		0.367322, 0.860646, -0.227968,
		0.280085, 0.672501, 0.047413,
		-0.011820, 0.042940, 0.968881},
	"tritanopia": {
		1.255528, -0.076749, -0.178779,
		-0.078411, 0.930809, 0.147602,
		0.004733, 0.691367, 0.303900},
}

// seen is a colour as it looks with a kind of vision.
func seen(c color.RGBA, m [9]float64) lab {
	r, g, b := linear(c.R), linear(c.G), linear(c.B)
	at := func(row int) uint8 { return byteOf(gamma(m[3*row]*r + m[3*row+1]*g + m[3*row+2]*b)) }
	return labOf(color.RGBA{at(0), at(1), at(2), 255})
}

// apart is how far two colours look from one another (CIE 1976): 2.3 is just noticeable.
func apart(a, b lab) float64 {
	return math.Sqrt((a.l-b.l)*(a.l-b.l) + (a.a-b.a)*(a.a-b.a) + (a.b-b.b)*(a.b-b.b))
}

// A white surface stays white, and red and green come near one another where they should.
func TestVisions(t *testing.T) {
	for name, m := range visions {
		if white := seen(rgb(0xFFFFFF), m); apart(white, lab{100, 0, 0}) > 1 {
			t.Errorf("%s: white looks %v", name, white)
		}
	}
	red, green := rgb(0xC04000), rgb(0x607A00)
	if all, deutan := apart(seen(red, visions["all cones"]), seen(green, visions["all cones"])), apart(seen(red, visions["deuteranopia"]), seen(green, visions["deuteranopia"])); deutan > all/3 {
		t.Errorf("a red and a green are %.0f apart, and %.0f to who confuses them", all, deutan)
	}
}

// Whatever cones an eye has, more of a value looks lighter: the order of colours is that of values.
func TestSequentialOrderToAllEyes(t *testing.T) {
	for name, m := range visions {
		for mapName, lut := range map[string]*LUT{"Activation": Activation, "Grey": Grey} {
			for i := 9; i <= 255; i++ { // a byte's rounding is less than 8 entries
				if before, now := seen(lut[i-8], m), seen(lut[i], m); now.l <= before.l {
					t.Errorf("%s to %s: entry %d is not lighter than entry %d: %.2f, %.2f", mapName, name, i, i-8, now.l, before.l)
				}
			}
		}
	}
}

// The further from zero, the further from the middle's lightness; and which side of zero it is can be told.
func TestDivergingSidesToAllEyes(t *testing.T) {
	for name, m := range visions {
		for mapName, lut := range map[string]*LUT{"Signed": Signed, "SignedDark": SignedDark} {
			middle := seen(lut[128], m).l
			for k := 9; k <= 127; k++ {
				for _, side := range []int{-1, 1} {
					if near, far := math.Abs(seen(lut[128+side*(k-8)], m).l-middle), math.Abs(seen(lut[128+side*k], m).l-middle); far <= near {
						t.Errorf("%s to %s: %d steps from zero is no further from it than %d: %.2f, %.2f", mapName, name, side*k, side*(k-8), far, near)
					}
				}
			}
			for k := 48; k <= 127; k++ {
				if d := apart(seen(lut[128-k], m), seen(lut[128+k], m)); d < 20 {
					t.Errorf("%s to %s: −%d and +%d are only %.1f apart", mapName, name, k, k, d)
				}
			}
		}
	}
}

func TestOkabeItoToAllEyes(t *testing.T) {
	for name, m := range visions {
		for i := range OkabeIto {
			for j := range i {
				if d := apart(seen(OkabeIto[i], m), seen(OkabeIto[j], m)); d < 10 {
					t.Errorf("to %s colours %d and %d are only %.1f apart", name, j, i, d)
				}
			}
		}
	}
}
