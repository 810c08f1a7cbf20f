package stimulus_test

import (
	"fmt"
	"math"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
)

// Along its stripes a grating does not change: one step of so many pixels to the right and up leads to an equal pixel.
func TestStripesLieAsTheyAreCalled(t *testing.T) {
	shape := cnn.Shape{3, 17, 24}
	for _, c := range []struct {
		orientation float64
		right, up   int
	}{
		{0, 1, 0},
		{90, 0, 1},
		{45, 1, 1},
		{135, -1, 1},
		{math.Atan2(1, 2) * 180 / math.Pi, 2, 1},
		{math.Atan2(3, -1) * 180 / math.Pi, -1, 3},
	} {
		picture := cnn.NewTensor(shape...)
		stimulus.Grating{Orientation: c.orientation, Frequency: 0.13, Phase: 20, Contrast: 1}.Draw(picture.Data, shape)
		at := func(channel, x, y int) float64 { return float64(picture.Data[(channel*shape[1]+y)*shape[2]+x]) }
		changes := 0.0
		for y := 3; y < shape[1]; y++ {
			for x := 2; x < shape[2]-2; x++ {
				for channel := range 3 {
					if d := at(channel, x+c.right, y-c.up) - at(channel, x, y); math.Abs(d) > 1e-6 {
						t.Fatalf("%g°: pixel (%d, %d) of channel %d changes by %g along the stripe", c.orientation, x, y, channel, d)
					}
				}
				changes = max(changes, math.Abs(at(0, x-c.up, y-c.right)-at(0, x, y))) // across
			}
		}
		if changes < 0.1 {
			t.Errorf("%g°: nothing changes across the stripes", c.orientation)
		}
	}
}

// A row of a standing grating is the formula's cosine, by hand.
func TestGratingIsTheFormula(t *testing.T) {
	shape := cnn.Shape{1, 3, 5}
	got := make([]float32, shape.Size())
	stimulus.Grating{Orientation: 90, Frequency: 0.25, Phase: 90, Contrast: 0.8}.Draw(got, shape)
	// u = −2, −1, 0, 1, 2: cos(u·90° + 90°) = 0, 1, 0, −1, 0.
	for i, want := range []float32{0.5, 0.9, 0.5, 0.1, 0.5} {
		for row := range 3 {
			if v := got[row*5+i]; math.Abs(float64(v-want)) > 1e-6 {
				t.Errorf("row %d, pixel %d: %g, want %g", row, i, v, want)
			}
		}
	}
}

// A patch is its grating within the disc, grey outside, and moves as a whole.
func TestPatch(t *testing.T) {
	shape := cnn.Shape{3, 20, 30}
	grating := stimulus.Grating{Orientation: 30, Frequency: 0.2, Phase: 45, Contrast: 1}
	full, patch, moved := cnn.NewTensor(shape...), cnn.NewTensor(shape...), cnn.NewTensor(shape...)
	grating.Draw(full.Data, shape)
	disc := stimulus.Disc{X: 12, Y: 9, Diameter: 8}
	stimulus.Patch{Grating: grating, Disc: disc}.Draw(patch.Data, shape)
	stimulus.Patch{Grating: grating, Disc: disc, Right: 7, Down: 3}.Draw(moved.Data, shape)
	shifted := stimulus.Shift(patch, 7, 3) // what comes in is grey
	for i := range full.Data {
		x, y := i%30, i/30%20
		want := float32(0.5)
		if math.Hypot(float64(x)+0.5-12, float64(y)+0.5-9) <= 4 {
			want = full.Data[i]
		}
		if patch.Data[i] != want {
			t.Fatalf("pixel (%d, %d): %g, want %g", x, y, patch.Data[i], want)
		}
		if math.Abs(float64(moved.Data[i]-shifted.Data[i])) > 1e-6 {
			t.Fatalf("moved, pixel (%d, %d): %g, want %g", x, y, moved.Data[i], shifted.Data[i])
		}
	}
}

// All hues have the luminance of grey and fit into 0..1; each of the pure colours is the strongest at its own angle.
func TestHues(t *testing.T) {
	strongest, most := [3]int{}, [3]float32{}
	lowest, highest := float32(1), float32(0)
	for hue := range 360 {
		r, g, b := stimulus.Hue(float64(hue))
		if luminance := 0.299*float64(r) + 0.587*float64(g) + 0.114*float64(b); math.Abs(luminance-0.5) > 1e-6 {
			t.Errorf("%d°: luminance %g", hue, luminance)
		}
		for c, v := range [3]float32{r, g, b} {
			if v > most[c] {
				strongest[c], most[c] = hue, v
			}
			lowest, highest = min(lowest, v), max(highest, v)
		}
	}
	if strongest != [3]int{0, 120, 240} {
		t.Errorf("red, green and blue are strongest at %v", strongest)
	}
	if math.Abs(float64(lowest)) > 1e-6 || math.Abs(float64(highest)-1) > 1e-6 {
		t.Errorf("values from %g to %g, want 0 to 1: no more chroma than fits, and no less", lowest, highest)
	}
	if r, g, b := stimulus.Hue(-120); [3]float32{r, g, b} != hue(240) {
		t.Error("−120° is another colour than 240°")
	}
}

func hue(degrees float64) [3]float32 {
	r, g, b := stimulus.Hue(degrees)
	return [3]float32{r, g, b}
}

func ExampleGrating() {
	shape := cnn.Shape{1, 4, 4} // its middle lies between pixels
	picture := make([]float32, shape.Size())
	stimulus.Grating{Orientation: 0, Frequency: 0.25, Phase: 45, Contrast: 1}.Draw(picture, shape)
	for y := range 4 {
		fmt.Printf("%.2f\n", picture[y*4:][:4])
	}
	// Output:
	// [0.50 0.50 0.50 0.50]
	// [1.00 1.00 1.00 1.00]
	// [0.50 0.50 0.50 0.50]
	// [0.00 0.00 0.00 0.00]
}
