package tuning_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
	"unitscope/viz/tuning"
)

// boxes is a convolution with one all-ones kernel of each side and a rectifier, for pictures that are not square.
func boxes(t *testing.T, side int) *cnn.Network {
	t.Helper()
	conv := cnn.NewConv2D(1, 1, [2]int{side, side}, cnn.ConvOptions{})
	for i := range conv.Weight.Data {
		conv.Weight.Data[i] = 1
	}
	return network(t, cnn.Shape{1, 48, 60}, conv, &cnn.ReLU{})
}

// curve is the only unit's.
func curve(t *testing.T, curves []tuning.Curve, err error) tuning.Curve {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if len(curves) != 1 || curves[0].Name != "layer1:0" || len(curves[0].X) != len(curves[0].Y) {
		t.Fatalf("curves %v", curves)
	}
	return curves[0]
}

// A disc drives a box of 9×9 pixels the more, the wider it is, until it covers the box: at its diagonal of 12.7 pixels.
func TestSizeSaturates(t *testing.T) {
	net := boxes(t, 9)
	g := shown(t, net, []int{1}, tuning.GratingOptions{})
	curves, err := g.Size(context.Background(), net, 1, nil)
	c := curve(t, curves, err)
	if math.Abs(c.Y[0]-40.5) > 1e-4 { // a grey box, by hand: 81 · 0.5
		t.Errorf("without a disc it answers %g, want 40.5", c.Y[0])
	}
	full := c.Y[len(c.Y)-1]
	for i, d := range c.X {
		switch {
		case d >= 13 && math.Abs(c.Y[i]-full) > 1e-4:
			t.Errorf("%g px: %g, a picture full %g", d, c.Y[i], full)
		case d >= 2 && d <= 12 && c.Y[i] <= c.Y[i-1]:
			t.Errorf("%g px: %g is no more than before, %g", d, c.Y[i], c.Y[i-1])
		}
	}
	if c.X[0] != 0 || c.X[len(c.X)-1] < 60 {
		t.Errorf("diameters from %g to %g", c.X[0], c.X[len(c.X)-1])
	}
}

// Through a kernel without a mean and a rectifier, answers are proportional to contrast.
func TestContrastIsLinear(t *testing.T) {
	net := gabors(t, cnn.Shape{1, 40, 40}, 15, 3, [2]float64{60, 0.2})
	g := shown(t, net, []int{1}, tuning.GratingOptions{Contrast: 0.4})
	curves, err := g.Contrast(context.Background(), net, 1, []int{0})
	c := curve(t, curves, err)
	full := c.Y[len(c.Y)-1]
	for i, contrast := range c.X {
		if math.Abs(c.Y[i]-contrast*full) > 1e-4*full {
			t.Errorf("contrast %g: %g, want %g", contrast, c.Y[i], contrast*full)
		}
	}
	// That at 0.4 is what the gratings of that contrast brought out.
	if best := slices.Max(g.Responses(1)); math.Abs(c.Y[4]-float64(best)) > 1e-3*full {
		t.Errorf("contrast 0.4: %g, among the gratings %g", c.Y[4], best)
	}
}

// A patch drives a box of 9×9 pixels most where the box is, alike on both sides, and not where it is beyond it: the patch
// is 4.5 pixels wide, so from 6.75 pixels on.
func TestPositionIsThatOfTheField(t *testing.T) {
	net := boxes(t, 9)
	g := shown(t, net, []int{1}, tuning.GratingOptions{})
	for axis, side := range map[tuning.Axis]int{tuning.Across: 60, tuning.Down: 48} {
		curves, err := g.Position(context.Background(), net, 1, nil, axis)
		c := curve(t, curves, err)
		if len(c.X) < side-1 || c.X[0] >= -float64(side)/2+2 {
			t.Errorf("axis %d: %d positions from %g on", axis, len(c.X), c.X[0])
		}
		most := slices.Max(c.Y)
		for i, x := range c.X {
			switch {
			case math.Abs(x) >= 7 && math.Abs(c.Y[i]-40.5) > 1e-4:
				t.Errorf("axis %d, %g px: %g, grey 40.5", axis, x, c.Y[i])
			case math.Abs(x) <= 2 && math.Abs(c.Y[i]-most) > 1e-4: // it is all inside
				t.Errorf("axis %d, %g px: %g, most %g", axis, x, c.Y[i], most)
			case math.Abs(x) > 3 && c.Y[i] >= most:
				t.Errorf("axis %d, %g px: %g is as much as within", axis, x, c.Y[i])
			}
		}
	}
}

// A unit that weights colours answers a hue by its weights: one that takes red alone, red most, and the others as their
// colours have it.
func TestHueOfKnownUnits(t *testing.T) {
	conv := cnn.NewConv2D(3, 2, [2]int{1, 1}, cnn.ConvOptions{})
	copy(conv.Weight.Data, []float32{1, 0, 0, -1, -1, 2}) // red; blue against yellow
	net := network(t, cnn.Shape{3, 20, 30}, conv, &cnn.ReLU{})
	g := shown(t, net, []int{1}, tuning.GratingOptions{})
	curves, err := g.Hue(context.Background(), net, 1, nil)
	if err != nil || len(curves) != 2 {
		t.Fatalf("%v, %v", curves, err)
	}
	for i, hue := range curves[0].X {
		red, green, blue := stimulus.Hue(hue)
		for u, want := range []float32{red, max(2*blue-red-green, 0)} {
			if got := curves[u].Y[i]; math.Abs(got-float64(want)) > 1e-5 {
				t.Errorf("unit %d, %g°: %g, want %g", u, hue, got, want)
			}
		}
	}
	for u, want := range []float64{0, 240} {
		y := curves[u].Y
		if got := curves[u].X[slices.Index(y, slices.Max(y))]; got != want {
			t.Errorf("unit %d answers %g° most, want %g°", u, got, want)
		}
	}
	// Pure red, by hand: 0.5 + 0.5/0.886 · (1 − 0.299).
	if got := curves[0].Y[0]; math.Abs(got-0.895598) > 1e-5 {
		t.Errorf("red: %g", got)
	}
}

// A network of grey pictures has no hues.
func TestHueOfAGreyNetwork(t *testing.T) {
	net := boxes(t, 3)
	if curves, err := shown(t, net, nil, tuning.GratingOptions{}).Hue(context.Background(), net, 1, nil); curves != nil || err != nil {
		t.Errorf("%v, %v", curves, err)
	}
}

// Units that see everything, and silent ones, have curves too.
func TestCurvesOfOddUnits(t *testing.T) {
	net, _ := randomScene(t, 1)
	silent := net.Nodes[0].Layer.(*cnn.Conv2D)
	for i := range len(silent.Weight.Data) / 5 {
		silent.Weight.Data[i] = 0
	}
	g := shown(t, net, nil, tuning.GratingOptions{})
	for node := range net.Nodes {
		for name, curves := range map[string]func() ([]tuning.Curve, error){
			"size":     func() ([]tuning.Curve, error) { return g.Size(context.Background(), net, node, nil) },
			"contrast": func() ([]tuning.Curve, error) { return g.Contrast(context.Background(), net, node, nil) },
			"position": func() ([]tuning.Curve, error) { return g.Position(context.Background(), net, node, nil, tuning.Across) },
			"hue":      func() ([]tuning.Curve, error) { return g.Hue(context.Background(), net, node, nil) },
		} {
			got, err := curves()
			if err != nil || len(got) != net.Nodes[node].Shape[0] || len(got[0].X) == 0 {
				t.Errorf("%s of %s: %d curves, %v", name, net.Nodes[node].Name, len(got), err)
			}
		}
	}
}

func TestCurvesErrors(t *testing.T) {
	net := boxes(t, 3)
	g := shown(t, net, nil, tuning.GratingOptions{})
	net.Nodes[0].Layer.(*cnn.Conv2D).Weight.Data[0] = float32(math.NaN())
	if _, err := g.Size(context.Background(), net, 1, nil); err == nil || !strings.Contains(err.Error(), "layer1:0 answers NaN") {
		t.Errorf("weights that are no numbers: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := g.Contrast(ctx, net, 1, nil); err != context.Canceled {
		t.Errorf("stopped: %v", err)
	}
}
