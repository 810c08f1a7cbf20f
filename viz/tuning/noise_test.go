package tuning_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"unitscope/assets"
	"unitscope/cnn"
	"unitscope/cnn/onnx"
	"unitscope/viz/tuning"
)

// stack builds a network of layers in a row, its weights by seed.
func stack(t *testing.T, input cnn.Shape, layers ...cnn.Layer) *cnn.Network {
	t.Helper()
	net := cnn.NewNetwork(input)
	for i, l := range layers {
		if err := net.Append(fmt.Sprint("layer", i), l); err != nil {
			t.Fatal(err)
		}
	}
	net.Init(rand.New(rand.NewPCG(7, 0)))
	return net
}

// correlation is that of two arrays, which says how alike their shapes are.
func correlation(a, b []float32) float64 {
	var sa, sb, saa, sbb, sab float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		sa, sb, saa, sbb, sab = sa+x, sb+y, saa+x*x, sbb+y*y, sab+x*y
	}
	n := float64(len(a))
	return (sab - sa*sb/n) / math.Sqrt((saa-sa*sa/n)*(sbb-sb*sb/n))
}

func kernel(l *cnn.Conv2D, unit int) []float32 {
	size := l.Weight.Shape[1:].Size()
	return l.Weight.Data[unit*size:][:size]
}

// The field of a unit that adds up pixels is its kernel, in the units of the picture: the network reads 4·(p − 0.5), so a
// weight w is 4·w. A rectifier halves what noise of a symmetric kind shows of it, where the bias is none (Bussgang).
func TestReverseCorrelationRecoversKernels(t *testing.T) {
	for _, kind := range []tuning.Noise{tuning.White, tuning.Sparse} {
		for _, c := range []struct {
			name    string
			options cnn.ConvOptions
		}{
			{"plain", cnn.ConvOptions{}},
			{"padded, strides that differ", cnn.ConvOptions{Stride: [2]int{2, 1}, Pad: cnn.Padding{Top: 1, Left: 2, Bottom: 3, Right: 1}}},
		} {
			conv := cnn.NewConv2D(3, 4, [2]int{5, 3}, c.options)
			net := stack(t, cnn.Shape{3, 16, 12}, conv, &cnn.ReLU{})
			net.Meta.Prep = cnn.Preprocessing{Low: 0, High: 1, Mean: []float32{0.5}, Deviation: []float32{0.25}}
			conv.Bias.Data[1] = 30 // a mean far above what varies
			for node, gain := range []float64{4, 2} {
				units := []int{3, 1}
				if node == 1 {
					units = []int{3, 0} // never far from zero
				}
				got, err := tuning.ReverseCorrelation(context.Background(), net, node, units, tuning.NoiseOptions{Kind: kind, Pictures: 2000, Seed: 3}, nil)
				if err != nil {
					t.Fatal(err)
				}
				if !got.Shape.Equal(cnn.Shape{3, 5, 3}) || got.Pictures != 2000 || got.Inner != image.Rect(0, 0, 3, 5) {
					t.Fatalf("%s: fields of %v after %d pictures, seen %v", c.name, got.Shape, got.Pictures, got.Inner)
				}
				for k, u := range units {
					want := kernel(conv, u)
					if r := correlation(got.Field(k), want); r < 0.98 || !got.Active[k] {
						t.Errorf("%s, %s, node %d, unit %d: correlates %.3f with the kernel", c.name, kind, node, u, r)
					}
					if kind == tuning.Sparse && node == 1 {
						continue // a few spots are no Gaussian sum: its gain is another
					}
					if slope := dot(got.Field(k), want) / dot(want, want); math.Abs(slope/gain-1) > 0.06 {
						t.Errorf("%s, %s, node %d, unit %d: %.3f times the kernel, want %g", c.name, kind, node, u, slope, gain)
					}
				}
			}
		}
	}
}

func dot(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// What a unit behind two convolutions and a pool cannot see shows nothing but the noise of the estimate; what it sees
// shows more. conv 3, pool 2, conv 3: 3 + 1 + 2·2 = 8 pixels.
func TestFieldLiesWhereTheUnitSees(t *testing.T) {
	net := stack(t, cnn.Shape{1, 24, 24}, cnn.NewConv2D(1, 6, [2]int{3, 3}, cnn.ConvOptions{}), &cnn.ReLU{}, cnn.NewMaxPool(2, 2),
		cnn.NewConv2D(6, 3, [2]int{3, 3}, cnn.ConvOptions{}))
	const margin = 4
	got, err := tuning.ReverseCorrelation(context.Background(), net, 3, nil, tuning.NoiseOptions{Pictures: 6000, Margin: margin}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := image.Rect(margin, margin, margin+8, margin+8); got.Inner != want || !got.Shape.Equal(cnn.Shape{1, 16, 16}) {
		t.Fatalf("fields of %v, seen %v; want 1×16×16, %v", got.Shape, got.Inner, want)
	}
	for u := range 3 {
		var in, out, most float64
		for i, v := range got.Field(u) {
			square := float64(v) * float64(v)
			if (image.Point{X: i % 16, Y: i / 16}).In(got.Inner) {
				in += square / 64
			} else {
				out += square / (256 - 64)
				most = max(most, square)
			}
		}
		if in < 30*out || most > in {
			t.Errorf("unit %d: mean square %.3g where it sees, %.3g and at most %.3g elsewhere", u, in, out, most)
		}
	}
}

// A unit of a layer without maps has the picture for its window, whatever the margin.
func TestFieldOfADenseUnit(t *testing.T) {
	dense := cnn.NewDense(2*4*5, 3)
	net := stack(t, cnn.Shape{2, 4, 5}, &cnn.Flatten{}, dense)
	got, err := tuning.ReverseCorrelation(context.Background(), net, 1, []int{2}, tuning.NoiseOptions{Pictures: 20000, Margin: 3}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := correlation(got.Field(0), dense.Weight.Data[2*40:]); r < 0.99 || !got.Shape.Equal(cnn.Shape{2, 4, 5}) {
		t.Errorf("a field of %v correlates %.3f with the weights", got.Shape, r)
	}
}

// Every partial result is what as many pictures give by themselves, and none changes afterwards; the number of
// processors changes no bit.
func TestReverseCorrelationGrows(t *testing.T) {
	net := stack(t, cnn.Shape{1, 9, 9}, cnn.NewConv2D(1, 2, [2]int{3, 3}, cnn.ConvOptions{}))
	ask := func(pictures int, watch func(*tuning.Correlation)) *tuning.Correlation {
		c, err := tuning.ReverseCorrelation(context.Background(), net, 0, nil, tuning.NoiseOptions{Pictures: pictures, Seed: 5}, watch)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	var partial []*tuning.Correlation
	whole := ask(100, func(c *tuning.Correlation) { partial = append(partial, c) })
	if len(partial) < 3 || !slices.Equal(partial[len(partial)-1].Fields, whole.Fields) {
		t.Fatalf("%d partial results, the last of which is not the whole", len(partial))
	}
	for _, c := range partial {
		if !slices.Equal(ask(c.Pictures, nil).Fields, c.Fields) {
			t.Errorf("after %d pictures it is not what %[1]d pictures give", c.Pictures)
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if !slices.Equal(ask(100, nil).Fields, whole.Fields) {
		t.Error("one processor gives other bits")
	}
}

func TestReverseCorrelationOfSilentAndBrokenUnits(t *testing.T) {
	conv := cnn.NewConv2D(1, 2, [2]int{3, 3}, cnn.ConvOptions{})
	net := stack(t, cnn.Shape{1, 9, 9}, conv, &cnn.ReLU{})
	conv.Bias.Data[1] = -100
	c, err := tuning.ReverseCorrelation(context.Background(), net, 1, nil, tuning.NoiseOptions{Pictures: 64}, nil)
	if err != nil || !c.Active[0] || c.Active[1] {
		t.Fatalf("active: %v, want the first unit only (%v)", c.Active, err)
	}
	if slices.ContainsFunc(c.Field(1), func(v float32) bool { return v != 0 }) {
		t.Errorf("a unit that never answers has a field: %v", c.Field(1))
	}
	conv.Weight.Data[9] = float32(math.NaN())
	if _, err = tuning.ReverseCorrelation(context.Background(), net, 0, nil, tuning.NoiseOptions{}, nil); err == nil || !strings.Contains(err.Error(), "layer0:1") {
		t.Errorf("a weight that is not a number: %v", err)
	}
}

func TestReverseCorrelationRefusesAndStops(t *testing.T) {
	net := stack(t, cnn.Shape{1, 9, 9}, cnn.NewConv2D(1, 2, [2]int{3, 3}, cnn.ConvOptions{}))
	for name, c := range map[string]struct {
		net   *cnn.Network
		units []int
		o     tuning.NoiseOptions
	}{
		"unit 2":       {net, []int{0, 2}, tuning.NoiseOptions{}},
		"unit -1":      {net, []int{-1}, tuning.NoiseOptions{}},
		"no unit":      {net, []int{}, tuning.NoiseOptions{}},
		`"pink"`:       {net, nil, tuning.NoiseOptions{Kind: "pink"}},
		"1 pictures":   {net, nil, tuning.NoiseOptions{Pictures: 1}},
		"no picture":   {stack(t, cnn.Shape{7}, cnn.NewDense(7, 2)), nil, tuning.NoiseOptions{}},
		"margin of -1": {net, nil, tuning.NoiseOptions{Margin: -1}},
	} {
		if _, err := tuning.ReverseCorrelation(context.Background(), c.net, 0, c.units, c.o, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	shown := 0
	_, err := tuning.ReverseCorrelation(ctx, net, 0, nil, tuning.NoiseOptions{Pictures: 1 << 20, Progress: func(done, _ int) {
		stop()
		shown = done
	}}, nil)
	if !errors.Is(err, context.Canceled) || shown > 1000 {
		t.Errorf("stopped: %v after %d pictures", err, shown)
	}
}

// The fields of the demo network's first layer, rectified, are its kernels.
func TestReverseCorrelationOfTheDemoNetwork(t *testing.T) {
	net, err := onnx.Read(bytes.NewReader(assets.DemoNetwork()))
	if err != nil {
		t.Fatal(err)
	}
	c, err := tuning.ReverseCorrelation(context.Background(), net, net.Index("relu1"), nil, tuning.NoiseOptions{Pictures: 256}, nil)
	if err != nil {
		t.Fatal(err)
	}
	conv := net.Nodes[net.Index("conv1")].Layer.(*cnn.Conv2D)
	for u := range c.Units {
		if r := correlation(c.Field(u), kernel(conv, u)); c.Active[u] && r < 0.95 {
			t.Errorf("conv1:%d: correlates %.3f with its kernel", u, r)
		}
	}
}

// A network that reads blue first and channels last has fields in the picture's order all the same.
func TestFieldsOfOtherOrdersOfChannels(t *testing.T) {
	dense := cnn.NewDense(4*5*3, 1)
	net := stack(t, cnn.Shape{4, 5, 3}, &cnn.Flatten{}, dense)
	net.Meta.Prep = cnn.Preprocessing{Order: cnn.BGR, Layout: cnn.ChannelsLast}
	c, err := tuning.ReverseCorrelation(context.Background(), net, 1, nil, tuning.NoiseOptions{Pictures: 20000}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var want []float32 // the weights as red, green and blue planes
	for channel := range 3 {
		for pixel := range 20 {
			want = append(want, dense.Weight.Data[pixel*3+2-channel])
		}
	}
	if r := correlation(c.Field(0), want); r < 0.99 || !c.Shape.Equal(cnn.Shape{3, 4, 5}) {
		t.Errorf("a field of %v correlates %.3f with the weights", c.Shape, r)
	}
}
