package tuning_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"

	"unitscope/cnn"
	"unitscope/viz/tuning"
)

// gabor sets a kernel, maps×side×side, to stripes in a Gaussian window of a deviation in pixels, without a mean: they lie at
// an angle counter-clockwise from horizontal, rows being counted downwards.
func gabor(kernel []float32, side int, degrees, frequency, phase, deviation float64) {
	middle, mean := float64(side-1)/2, 0.0
	for i := range kernel {
		x, up := float64(i%side)-middle, middle-float64(i/side%side)
		// The unit vector along the stripes is (cos, sin), that across them (sin, −cos).
		across := x*math.Sin(degrees*math.Pi/180) - up*math.Cos(degrees*math.Pi/180)
		kernel[i] = float32(math.Exp(-(x*x+up*up)/(2*deviation*deviation)) * math.Cos(2*math.Pi*frequency*across+phase))
		mean += float64(kernel[i]) / float64(len(kernel))
	}
	for i := range kernel {
		kernel[i] -= float32(mean)
	}
}

// gabors is a convolution with one Gabor kernel for each pair of degrees and cycles a pixel, and a rectifier.
func gabors(t *testing.T, input cnn.Shape, side int, deviation float64, wanted ...[2]float64) *cnn.Network {
	t.Helper()
	conv := cnn.NewConv2D(input[0], len(wanted), [2]int{side, side}, cnn.ConvOptions{})
	size := input[0] * side * side
	for u, w := range wanted {
		gabor(conv.Weight.Data[u*size:][:size], side, w[0], w[1], 0, deviation)
	}
	return network(t, input, conv, &cnn.ReLU{})
}

func shown(t *testing.T, net *cnn.Network, nodes []int, o tuning.GratingOptions) *tuning.GratingResponses {
	t.Helper()
	g, err := tuning.Gratings(context.Background(), net, nodes, o)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// apart is how far two orientations are from each other, in degrees.
func apart(a, b float64) float64 { return math.Abs(math.Remainder(a-b, 180)) }

// Units with Gabor kernels prefer what their kernels are made of, whether they are read before or after the rectifier.
func TestGaborsPreferTheirOwn(t *testing.T) {
	wanted := [][2]float64{{30, 0.2}, {0, 0.2}, {75, 0.15}, {90, 0.3}, {120, 0.2}, {165, 0.25}, {178, 0.15}, {45, 0.12}}
	for _, input := range []cnn.Shape{{1, 32, 32}, {3, 24, 36}} {
		net := gabors(t, input, 17, 3.5, wanted...)
		g := shown(t, net, nil, tuning.GratingOptions{})
		for node := range net.Nodes {
			for unit, w := range wanted {
				got := g.Tuning(node, unit)
				if !got.Active || apart(got.Orientation, w[0]) > 3 || math.Abs(got.Frequency/w[1]-1) > 0.1 {
					t.Errorf("%v, %s:%d prefers %.1f°, %.3f cycles a pixel; want %g°, %g", input, net.Nodes[node].Name, unit, got.Orientation, got.Frequency, w[0], w[1])
				}
				if got.Selectivity < 0.5 || got.Selectivity > 1 {
					t.Errorf("%v, unit %d: selectivity %g", input, unit, got.Selectivity)
				}
			}
		}
	}
}

// A unit of round fields has no orientation, but a frequency. The grid of pixels is not round itself, so there is a little
// left.
func TestRoundFieldsSelectNoOrientation(t *testing.T) {
	const side = 21
	conv := cnn.NewConv2D(1, 1, [2]int{side, side}, cnn.ConvOptions{})
	for i := range conv.Weight.Data { // difference of Gaussians
		x, y := float64(i%side)-10, float64(i/side)-10
		r := x*x + y*y
		conv.Weight.Data[i] = float32(math.Exp(-r/8)/8 - math.Exp(-r/32)/32)
	}
	g := shown(t, network(t, cnn.Shape{1, 48, 48}, conv, &cnn.ReLU{}), nil, tuning.GratingOptions{Orientations: 12, Phases: 16})
	got := g.Tuning(1, 0)
	if got.Selectivity > 0.02 {
		t.Errorf("selectivity %g", got.Selectivity)
	}
	// Gaussians of variance 4 and 16 px² have the spectra exp(−8π²f²) and exp(−32π²f²): their difference is largest where
	// exp(24π²f²) = 4.
	if want := math.Sqrt(math.Log(4) / (24 * math.Pi * math.Pi)); math.Abs(got.Frequency/want-1) > 0.1 {
		t.Errorf("%g cycles a pixel, want %g", got.Frequency, want)
	}
}

// A half-wave rectified linear unit has F1/F0 = π/2; one that adds four of them in quadrature answers all phases alike.
func TestModulation(t *testing.T) {
	const side = 15
	conv := cnn.NewConv2D(1, 4, [2]int{side, side}, cnn.ConvOptions{})
	for k := range 4 {
		gabor(conv.Weight.Data[k*side*side:][:side*side], side, 60, 0.2, float64(k)*math.Pi/2, 3)
	}
	sum := cnn.NewConv2D(4, 1, [2]int{1, 1}, cnn.ConvOptions{})
	copy(sum.Weight.Data, []float32{1, 1, 1, 1})
	net := network(t, cnn.Shape{1, 40, 40}, conv, &cnn.ReLU{}, sum)
	g := shown(t, net, nil, tuning.GratingOptions{Orientations: 6, Frequencies: 8, Phases: 64})
	if got := g.Tuning(1, 0).Modulation; math.Abs(got-math.Pi/2) > 0.01 {
		t.Errorf("simple: F1/F0 = %g, want π/2", got)
	}
	if got := g.Tuning(2, 0).Modulation; got > 0.05 {
		t.Errorf("complex: F1/F0 = %g, want 0", got)
	}
	if got := shown(t, net, []int{1}, tuning.GratingOptions{Phases: 2, Frequencies: 3, Orientations: 2}).Tuning(1, 0).Modulation; !math.IsNaN(got) {
		t.Errorf("of two phases: F1/F0 = %g", got)
	}
}

// What a unit adds to every answer adds to the vector mean's divisor alone: selectivity S becomes S·F/(F + a), F being the
// mean of ByOrientation and a what is added, orientation and frequency stay. Where that is no share there is none.
func TestMeansBelowZero(t *testing.T) {
	const side = 15
	conv := cnn.NewConv2D(1, 4, [2]int{side, side}, cnn.ConvOptions{})
	for k := range 4 {
		gabor(conv.Weight.Data[k*side*side:][:side*side], side, 60, 0.2, float64(k)*math.Pi/2, 3)
	}
	sum := cnn.NewConv2D(4, 4, [2]int{1, 1}, cnn.ConvOptions{})
	for i := range sum.Weight.Data {
		sum.Weight.Data[i] = 1
	}
	net := network(t, cnn.Shape{1, 40, 40}, conv, &cnn.ReLU{}, sum)
	plain := shown(t, net, []int{2}, tuning.GratingOptions{}).Tuning(2, 0)
	mean := floats.Sum(plain.ByOrientation) / float64(len(plain.ByOrientation))
	added := []float64{0, 1, (plain.Selectivity - 1) * mean / 2, -1.1 * mean} // of the third, some means are below zero
	for unit, a := range added {
		sum.Bias.Data[unit] = float32(a)
	}
	g := shown(t, net, []int{2}, tuning.GratingOptions{})
	for unit, a := range added {
		got, want := g.Tuning(2, unit), plain.Selectivity*mean/(mean+a)
		if mean+a < 0 {
			want = math.NaN()
		}
		if apart(got.Orientation, plain.Orientation) > 1e-3 || math.Abs(got.Frequency/plain.Frequency-1) > 1e-4 {
			t.Errorf("%g added: prefers %g°, %g; want %g°, %g", a, got.Orientation, got.Frequency, plain.Orientation, plain.Frequency)
		}
		if math.Abs(got.Selectivity-want) > 1e-4 || math.IsNaN(got.Selectivity) != math.IsNaN(want) {
			t.Errorf("%g added: selectivity %g, want %g", a, got.Selectivity, want)
		}
	}
	if smallest := floats.Min(g.Tuning(2, 2).ByOrientation); smallest >= 0 {
		t.Errorf("no mean below zero: the smallest is %g", smallest)
	}
}

// Every response is what the picture of the formula brings out at the centre cell, alone, of every node, through the
// preprocessing or raw.
func TestGratingResponses(t *testing.T) {
	net, _ := randomScene(t, 1)
	for _, raw := range []bool{false, true} {
		g := shown(t, net, nil, tuning.GratingOptions{Orientations: 5, Frequencies: 4, Phases: 3, Contrast: 0.7, Raw: raw})
		if want := []float64{0, 36, 72, 108, 144}; !slices.Equal(g.Orientations, want) {
			t.Errorf("orientations %v, want %v", g.Orientations, want)
		}
		if want := []float64{0, 120, 240}; !slices.Equal(g.Phases, want) {
			t.Errorf("phases %v, want %v", g.Phases, want)
		}
		for k, f := range g.Frequencies { // from 1/9 to 1/2, in equal ratios
			if want := math.Pow(1.0/9, 1-float64(k)/3) * math.Pow(0.5, float64(k)/3); math.Abs(f-want) > 1e-12 {
				t.Errorf("frequency %d is %g, want %g", k, f, want)
			}
		}
		pass, x := net.NewPass(1), cnn.NewTensor(append([]int{1}, net.Input...)...)
		for i := range 5 * 4 * 3 {
			turn, phase := g.Orientations[i/12]*math.Pi/180, g.Phases[i%3]*math.Pi/180
			for p := range x.Data {
				px, py := float64(p%14)-6.5, float64(p/14%9)-4
				u := px*math.Sin(turn) + py*math.Cos(turn)
				x.Data[p] = float32(0.5 + 0.5*0.7*math.Cos(2*math.Pi*g.Frequencies[i/3%4]*u+phase))
			}
			if !raw {
				net.Meta.Prep.Apply(x.Data, x.Data, net.Input)
			}
			pass.Forward(x)
			for node, n := range net.Nodes {
				cells, at := n.Shape[1:].Size(), 0
				if len(n.Shape) == 3 {
					at = n.Shape[1]/2*n.Shape[2] + n.Shape[2]/2
				}
				for unit := range n.Shape[0] {
					got, want := g.Responses(node)[unit*60+i], pass.Activation(node).Data[unit*cells+at]
					if math.Abs(float64(got-want)) > 1e-5 {
						t.Fatalf("raw %v, grating %d, %s:%d: %g, alone %g", raw, i, n.Name, unit, got, want)
					}
				}
			}
		}
	}
}

// A silent unit prefers nothing, and one that answers all gratings alike no orientation.
func TestGratingsOfUnitsThatPreferNothing(t *testing.T) {
	conv := cnn.NewConv2D(1, 2, [2]int{3, 3}, cnn.ConvOptions{})
	copy(conv.Bias.Data, []float32{-1, 2})
	g := shown(t, network(t, cnn.Shape{1, 8, 8}, conv, &cnn.ReLU{}), nil, tuning.GratingOptions{})
	silent, even := g.Tuning(1, 0), g.Tuning(1, 1)
	if silent.Active || !math.IsNaN(silent.Orientation) || !math.IsNaN(silent.Frequency) || !math.IsNaN(silent.Selectivity) || !math.IsNaN(silent.Modulation) {
		t.Errorf("silent: %+v", silent)
	}
	if !even.Active || !math.IsNaN(even.Orientation) || even.Selectivity != 0 || even.Modulation > 1e-6 {
		t.Errorf("even: %+v", even)
	}
}

// Units without maps are one value each: a dense unit whose weights are a grating prefers it.
func TestGratingsOfDenseUnits(t *testing.T) {
	const side = 24
	dense := cnn.NewDense(side*side, 1)
	gabor(dense.Weight.Data, side, 110, 0.2, 0.5, 4)
	g := shown(t, network(t, cnn.Shape{1, side, side}, &cnn.Flatten{}, dense, &cnn.ReLU{}), []int{2}, tuning.GratingOptions{})
	if got := g.Tuning(2, 0); apart(got.Orientation, 110) > 3 || math.Abs(got.Frequency/0.2-1) > 0.1 {
		t.Errorf("prefers %g°, %g cycles a pixel", got.Orientation, got.Frequency)
	}
	if g.Responses(1) != nil {
		t.Error("there are responses that were not asked for")
	}
}

func TestGratingsAreDeterministic(t *testing.T) {
	net, _ := randomScene(t, 1)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var of [2]*tuning.GratingResponses
	for i, processors := range []int{1, 4} {
		runtime.GOMAXPROCS(processors)
		of[i] = shown(t, net, nil, tuning.GratingOptions{})
	}
	for node := range net.Nodes {
		if !slices.Equal(of[0].Responses(node), of[1].Responses(node)) {
			t.Errorf("%s differs", net.Nodes[node].Name)
		}
	}
}

func TestGratingsErrors(t *testing.T) {
	for _, c := range []struct {
		input cnn.Shape
		o     tuning.GratingOptions
		word  string
	}{
		{cnn.Shape{1, 8, 8}, tuning.GratingOptions{Orientations: -1}, "-1 orientations"},
		{cnn.Shape{1, 8, 8}, tuning.GratingOptions{Contrast: 2}, "contrast of 2"},
		{cnn.Shape{1, 8, 8}, tuning.GratingOptions{Contrast: math.NaN()}, "contrast of NaN"},
		{cnn.Shape{1, 8, 8}, tuning.GratingOptions{Orientations: 1 << 20, Frequencies: 1 << 20, Phases: 1 << 20}, "elements"},
		{cnn.Shape{1, 2, 8}, tuning.GratingOptions{}, "1×2×8"},
	} {
		if _, err := tuning.Gratings(context.Background(), passing(t, c.input), nil, c.o); err == nil || !strings.Contains(err.Error(), c.word) {
			t.Errorf("%v, %+v: error %v does not say %q", c.input, c.o, err, c.word)
		}
	}
	if _, err := tuning.Gratings(context.Background(), network(t, cnn.Shape{9}, cnn.NewDense(9, 2)), nil, tuning.GratingOptions{}); err == nil || !strings.Contains(err.Error(), "no picture") {
		t.Errorf("a network of numbers: %v", err)
	}
	broken := passing(t, cnn.Shape{2, 8, 8})
	broken.Nodes[0].Layer.(*cnn.Conv2D).Weight.Data[3] = float32(math.NaN())
	if _, err := tuning.Gratings(context.Background(), broken, nil, tuning.GratingOptions{}); err == nil || !strings.Contains(err.Error(), "layer0:1 answers NaN") {
		t.Errorf("weights that are no numbers: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := tuning.Gratings(ctx, passing(t, cnn.Shape{1, 8, 8}), nil, tuning.GratingOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

func ExampleGratings() {
	net := cnn.NewNetwork(cnn.Shape{3, 48, 48})
	for _, l := range []cnn.Layer{cnn.NewConv2D(3, 4, [2]int{5, 5}, cnn.ConvOptions{}), &cnn.ReLU{}} {
		if err := net.Append(l.Kind(), l); err != nil {
			fmt.Println(err)
		}
	}
	net.Init(rand.New(rand.NewPCG(1, 0)))
	g, err := tuning.Gratings(context.Background(), net, []int{net.Index("Relu")}, tuning.GratingOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	t := g.Tuning(net.Index("Relu"), 3)
	fmt.Println(len(g.Orientations), "orientations,", len(g.Frequencies), "frequencies; active:", t.Active)
	// Output: 24 orientations, 16 frequencies; active: true
}
