package field_test

import (
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
	"time"

	"unitscope/cnn"
	"unitscope/viz/field"
)

// small is a network for 2×15×19 pictures with random weights, and such a picture.
func small(t testing.TB) (*cnn.Network, *cnn.Tensor) {
	rng := rand.New(rand.NewPCG(21, 22))
	b := builder{t, cnn.NewNetwork(cnn.Shape{2, 15, 19})}
	b.add("conv1", cnn.NewConv2D(2, 5, [2]int{3, 3}, cnn.ConvOptions{Pad: cnn.Padding{Top: 1, Left: 1}}))
	b.add("relu1", &cnn.ReLU{})
	b.add("pool1", cnn.NewMaxPool(2, 2))
	b.add("conv2", cnn.NewConv2D(5, 4, [2]int{3, 3}, cnn.ConvOptions{}))
	b.add("flatten", &cnn.Flatten{})
	b.add("output", cnn.NewDense(b.Nodes[4].Shape[0], 3))
	for _, n := range b.Nodes {
		for _, p := range n.Layer.Params() {
			for i := range p.Value.Data {
				p.Value.Data[i] = float32(rng.NormFloat64()) / 3
			}
		}
	}
	x := cnn.NewTensor(2, 15, 19)
	for i := range x.Data {
		x.Data[i] = rng.Float32()
	}
	return b.Network, x
}

func sweep(t testing.TB, net *cnn.Network, picture *cnn.Tensor, layer string, o field.Options) *field.Maps {
	t.Helper()
	m, err := field.Sweep(context.Background(), net, picture, layer, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// activation is one layer's activation for one picture.
func activation(net *cnn.Network, picture *cnn.Tensor, layer string) *cnn.Tensor {
	pass := net.NewPass(1)
	pass.Forward(&cnn.Tensor{Shape: append(cnn.Shape{1}, picture.Shape...), Data: picture.Data})
	return pass.Activation(net.Index(layer))
}

// TestSweepIsWhatANaiveLoopFinds hides by hand, one picture at a time, and reads the strongest cell.
func TestSweepIsWhatANaiveLoopFinds(t *testing.T) {
	net, picture := small(t)
	for i, layer := range []string{"conv1", "conv2", "output", "conv1", "conv2", "output"} {
		method := []field.Method{field.Incremental, field.Full}[i/3]
		m := sweep(t, net, picture, layer, field.Options{Patch: 4, Stride: 3, Fill: field.Value, Value: 0.9, Method: method})
		if m.Rows != 4 || m.Cols != 6 { // ⌊(15 − 4)/3⌋ + 1, ⌊(19 − 4)/3⌋ + 1
			t.Fatalf("%s: %d×%d positions, want 4×6", layer, m.Rows, m.Cols)
		}
		original := activation(net, picture, layer).Clone()
		cells := len(original.Data) / m.Units
		for row := range m.Rows {
			for col := range m.Cols {
				hidden := picture.Clone()
				for i := range hidden.Data {
					x, y := i%19, i/19%15
					if image.Pt(x, y).In(image.Rect(col*3, row*3, col*3+4, row*3+4)) {
						hidden.Data[i] = 0.9
					}
				}
				occluded := activation(net, hidden, layer)
				for u := range m.Units {
					unit := original.Data[u*cells:][:cells]
					at := slices.Index(unit, slices.Max(unit))
					want := float64(unit[at] - occluded.Data[u*cells+at])
					if got := float64(m.Unit(u)[row*m.Cols+col]); math.Abs(got-want) > 1e-5 {
						t.Fatalf("%s:%d at %d, %d: %v, want %v", layer, u, row, col, got, want)
					}
				}
			}
		}
	}
}

// TestIncrementalEqualsFull compares the methods over every layer and patches of many sizes, for all units and for some.
func TestIncrementalEqualsFull(t *testing.T) {
	net, picture := small(t)
	for _, node := range net.Nodes {
		for patch := 1; patch <= 15; patch += 2 {
			o := field.Options{Patch: patch, Stride: 2, Seed: 3, Method: field.Full}
			full := sweep(t, net, picture, node.Name, o)
			o.Method = field.Incremental
			incremental := sweep(t, net, picture, node.Name, o)
			if !slices.Equal(full.Cells, incremental.Cells) || !slices.Equal(full.Original, incremental.Original) {
				t.Fatalf("%s: the original differs", node.Name)
			}
			largest := slices.Max(full.Original)
			for i, want := range full.Data {
				if d := incremental.Data[i] - want; max(d, -d) > 1e-5*largest {
					t.Fatalf("%s, patch %d: %v at %d, want %v", node.Name, patch, incremental.Data[i], i, want)
				}
			}
			o.Units = []int{2, 0}
			for method, all := range map[field.Method]*field.Maps{field.Full: full, field.Incremental: incremental} {
				o.Method = method
				some := sweep(t, net, picture, node.Name, o)
				for k, u := range o.Units {
					for i, want := range all.Unit(u) {
						if d := some.Unit(k)[i] - want; some.Units != 2 || some.Cells[k] != all.Cells[u] || max(d, -d) > 1e-5*largest {
							t.Fatalf("%s, %s, unit %d alone: %v at %d, with the others %v", node.Name, method, u, some.Unit(k)[i], i, want)
						}
					}
				}
			}
		}
	}
}

// TestNoNumbersAreSweptInFull puts a pixel that is no number where the units' strongest cells do not see it.
func TestNoNumbersAreSweptInFull(t *testing.T) {
	net, picture := small(t)
	picture.Data[13*19+17] = float32(math.NaN())
	o := field.Options{Patch: 5, Stride: 2}
	got := sweep(t, net, picture, "conv2", o)
	o.Method = field.Full
	for i, want := range sweep(t, net, picture, "conv2", o).Data {
		if d := got.Data[i]; d != want && (d == d || want == want) {
			t.Fatalf("%v at %d, want %v", d, i, want)
		}
	}
}

// TestAnswersThatAreNoNumbers names the unit whose answer to the original nothing can be taken from.
func TestAnswersThatAreNoNumbers(t *testing.T) {
	net, picture := small(t)
	conv := net.Nodes[net.Index("conv2")].Layer.(*cnn.Conv2D)
	conv.Weight.Data[len(conv.Weight.Data)-1] = float32(math.NaN()) // of the last unit
	for _, method := range []field.Method{field.Incremental, field.Full} {
		m, err := field.Sweep(context.Background(), net, picture, "conv2", field.Options{Method: method})
		if m != nil || !errors.Is(err, field.ErrNotFinite) || !strings.Contains(err.Error(), "unit 3 is at NaN") {
			t.Errorf("%s: %v", method, err)
		}
		sweep(t, net, picture, "conv2", field.Options{Method: method, Units: []int{0, 2}})
	}
}

// TestHidingOutsideTheFieldChangesNothing compares with the theoretical field of each unit's cell, exactly.
func TestHidingOutsideTheFieldChangesNothing(t *testing.T) {
	net, picture := small(t)
	node := net.Index("conv2")
	shape := net.Nodes[node].Shape
	m := sweep(t, net, picture, "conv2", field.Options{Patch: 2, Stride: 1})
	zero, changed := 0, 0
	for u, cell := range m.Cells {
		chain := field.Chain(net, node, cell/shape[2], cell%shape[2])
		window := chain[len(chain)-1].Rect
		for i, d := range m.Unit(u) {
			patch := image.Rect(0, 0, 2, 2).Add(image.Pt(i%m.Cols, i/m.Cols))
			switch {
			case patch.Overlaps(window) && d != 0:
				changed++
			case !patch.Overlaps(window):
				zero++
				if d != 0 {
					t.Fatalf("unit %d sees %v, yet hiding %v changes it by %v", u, window, patch, d)
				}
			}
		}
	}
	if zero == 0 || changed == 0 {
		t.Errorf("%d positions outside, %d effective ones inside: nothing was tested", zero, changed)
	}
}

// TestHidingWithTheSameColourChangesNothing hides flat pictures with their own colour, in each way to say it.
func TestHidingWithTheSameColourChangesNothing(t *testing.T) {
	net, _ := small(t)
	net.Meta.Prep = cnn.Preprocessing{Low: -1, High: 3, Mean: []float32{0.5}} // grey is 1, less 0.5
	for _, c := range []struct {
		flat float32
		o    field.Options
	}{
		{0.3, field.Options{Fill: field.Value, Value: 0.3}},
		{0.7, field.Options{Fill: field.Mean}},
		{0, field.Options{Fill: field.Zero}},
		{0.5, field.Options{Fill: field.Grey}},
	} {
		picture := cnn.NewTensor(2, 15, 19)
		for i := range picture.Data {
			picture.Data[i] = c.flat
		}
		for i, d := range sweep(t, net, picture, "conv2", c.o).Data {
			if d != 0 {
				t.Errorf("%s: %v at %d", c.o.Fill, d, i)
				break
			}
		}
	}
}

// watcher is a network of one layer that hands the input on, so that maps show what pixels became.
func watcher(t testing.TB, prep cnn.Preprocessing) *cnn.Network {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 8, 8})}
	b.add("same", conv(1, 1, 0))
	b.Meta.Prep = prep
	return b.Network
}

// TestNoiseFillsTheInputsRange shows what the patch leaves at the strongest cell, the top left one of a flat
// picture, which only the first position hides: one minus the noise there.
func TestNoiseFillsTheInputsRange(t *testing.T) {
	for _, c := range []struct {
		prep      cnn.Preprocessing
		low, high float32
	}{
		{cnn.DefaultPreprocessing(), 0, 1},
		{cnn.Preprocessing{Low: -1, High: 1}, -1, 1},
		{cnn.Preprocessing{High: 255, Mean: []float32{100}, Deviation: []float32{50}}, -2, 3.1},
	} {
		flat := cnn.NewTensor(1, 8, 8)
		net := watcher(t, c.prep)
		var values []float32
		for seed := range uint64(300) {
			m := sweep(t, net, flat, "same", field.Options{Patch: 2, Stride: 1, Seed: seed})
			values = append(values, -m.Data[0])
			if again := sweep(t, net, flat, "same", field.Options{Patch: 2, Stride: 1, Seed: seed}); again.Data[0] != m.Data[0] {
				t.Fatalf("seed %d gives %v, then %v", seed, m.Data[0], again.Data[0])
			}
		}
		edge := (c.high - c.low) / 20
		if low, high := slices.Min(values), slices.Max(values); low < c.low || high > c.high || low > c.low+edge || high < c.high-edge {
			t.Errorf("%v: noise of %v..%v, want %v..%v", c.prep, low, high, c.low, c.high)
		}
	}
}

// TestTheNoiseIsTheSameAtAllPositions lets a patch as wide as its stride pass over one pixel of a picture whose
// only bright pixel moves with it.
func TestTheNoiseIsTheSameAtAllPositions(t *testing.T) {
	net := watcher(t, cnn.DefaultPreprocessing())
	var first float32
	for position := range 16 {
		picture := cnn.NewTensor(1, 8, 8)
		picture.Data[position/4*16+position%4*2] = 5 // the top left corner of this position's patch
		d := sweep(t, net, picture, "same", field.Options{Patch: 2, Stride: 2}).Data[position]
		if position == 0 {
			first = d
		}
		if d != first || d == 0 {
			t.Errorf("position %d: %v, at the first %v", position, d, first)
		}
	}
}

func TestTheFirstOfEqualCellsIsRead(t *testing.T) {
	picture := cnn.NewTensor(1, 8, 8)
	picture.Data[20], picture.Data[43] = 1, 1
	if m := sweep(t, watcher(t, cnn.Preprocessing{}), picture, "same", field.Options{}); m.Cells[0] != 20 || m.Original[0] != 1 {
		t.Errorf("cell %d of %v, want 20 of 1", m.Cells[0], m.Original[0])
	}
}

func TestSweepIsTheSameOnAnyNumberOfProcessors(t *testing.T) {
	net, picture := small(t)
	want := sweep(t, net, picture, "output", field.Options{Patch: 3, Stride: 1, Seed: 9})
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if got := sweep(t, net, picture, "output", field.Options{Patch: 3, Stride: 1, Seed: 9}); !slices.Equal(got.Data, want.Data) {
		t.Error("the maps differ in some bit")
	}
}

func TestDefaultsOfAnyPicture(t *testing.T) {
	for _, c := range []struct{ height, width, patch, stride int }{
		{224, 300, 11, 3}, // the paper's
		{48, 48, 3, 1},
		{100, 90, 4, 1},
		{8, 8, 3, 1},
	} {
		patch := field.DefaultPatch(c.height, c.width)
		if stride := field.DefaultStride(patch); patch != c.patch || stride != c.stride {
			t.Errorf("%d×%d: patch %d, stride %d, want %d and %d", c.height, c.width, patch, stride, c.patch, c.stride)
		}
	}
}

func TestSweepErrors(t *testing.T) {
	net, picture := small(t)
	for _, c := range []struct {
		name    string
		picture *cnn.Tensor
		layer   string
		o       field.Options
		want    error
	}{
		{"no such layer", picture, "conv9", field.Options{}, field.ErrLayer},
		{"another size", cnn.NewTensor(2, 15, 18), "conv1", field.Options{}, field.ErrInput},
		{"patch too large", picture, "conv1", field.Options{Patch: 16}, field.ErrPatch},
		{"patch negative", picture, "conv1", field.Options{Patch: -1}, field.ErrPatch},
		{"stride negative", picture, "conv1", field.Options{Stride: -1}, field.ErrStride},
		{"no such unit", picture, "conv1", field.Options{Units: []int{1, 5}}, field.ErrUnit},
		{"unit negative", picture, "output", field.Options{Units: []int{-1}}, field.ErrUnit},
	} {
		if m, err := field.Sweep(context.Background(), net, c.picture, c.layer, c.o); m != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := field.Sweep(context.Background(), net, picture, "conv1", field.Options{Fill: "red"}); err == nil {
		t.Error("an unknown fill is taken")
	}
	if _, err := field.Sweep(context.Background(), net, picture, "conv1", field.Options{Method: "fast"}); err == nil {
		t.Error("an unknown method is taken")
	}
}

func TestSweepStopsAndTellsHowFarItIs(t *testing.T) {
	net, picture := small(t)
	last := 0
	sweep(t, net, picture, "conv2", field.Options{Patch: 2, Stride: 1, Progress: func(done, total int) {
		if done <= last || total != 14*18 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
	}})
	if last != 14*18 {
		t.Errorf("done with %d of %d positions", last, 14*18)
	}
	ctx, cancel := context.WithCancel(context.Background())
	start := time.Now()
	m, err := field.Sweep(ctx, net, picture, "conv2", field.Options{Patch: 1, Stride: 1, Progress: func(int, int) { cancel() }})
	if m != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: error %v", err)
	}
	if d := time.Since(start); d > time.Second {
		t.Errorf("stopping took %v", d)
	}
}

// TestWatchedMapsFillIn: what is known stays as it is, the rest is no number, and in the end nothing is left.
func TestWatchedMapsFillIn(t *testing.T) {
	net, picture := small(t)
	for _, method := range []field.Method{field.Incremental, field.Full} {
		var seen []float32
		calls, known := 0, 0
		o := field.Options{Patch: 2, Stride: 1, Method: method, Watch: func(partial *field.Maps) {
			calls++
			before := known
			known = 0
			for i, v := range partial.Data {
				if v == v {
					known++
				}
				if seen != nil && seen[i] == seen[i] && seen[i] != v {
					t.Fatalf("%s: %v at %d has become %v", method, seen[i], i, v)
				}
			}
			if known <= before || known%partial.Units != 0 {
				t.Errorf("%s: %d numbers after %d", method, known, before)
			}
			seen = slices.Clone(partial.Data)
		}}
		m := sweep(t, net, picture, "conv2", o)
		if calls < 2 || !slices.Equal(seen, m.Data) {
			t.Errorf("%s: told %d times, in the end of %d of %d numbers", method, calls, known, len(m.Data))
		}
	}
}

func TestParseFill(t *testing.T) {
	for text, want := range map[string]struct {
		fill  field.Fill
		value float32
	}{
		"noise": {field.Noise, 0}, "grey": {field.Grey, 0}, "mean": {field.Mean, 0}, "zero": {field.Zero, 0},
		"value=-1.5": {field.Value, -1.5},
	} {
		if fill, value, err := field.ParseFill(text); err != nil || fill != want.fill || value != want.value {
			t.Errorf("%s: %q, %v, %v", text, fill, value, err)
		}
	}
	for _, text := range []string{"", "value", "value=", "value=x", "value=NaN", "value=1e99", "gray"} {
		if fill, _, err := field.ParseFill(text); err == nil {
			t.Errorf("%q is taken for %q", text, fill)
		}
	}
}

func ExampleSweep() {
	net := cnn.NewNetwork(cnn.Shape{1, 4, 6})
	sum := cnn.NewConv2D(1, 1, [2]int{2, 2}, cnn.ConvOptions{}) // adds up 2×2 pixels
	for i := range sum.Weight.Data {
		sum.Weight.Data[i] = 1
	}
	if err := net.Append("sum", sum); err != nil {
		panic(err)
	}
	picture := cnn.NewTensor(1, 4, 6)
	picture.Data[1*6+2], picture.Data[1*6+3] = 1, 2 // two bright pixels in the second row
	maps, err := field.Sweep(context.Background(), net, picture, "sum", field.Options{Patch: 2, Stride: 2, Fill: field.Zero})
	if err != nil {
		panic(err)
	}
	for row := range maps.Rows {
		fmt.Println(maps.Unit(0)[row*maps.Cols:][:maps.Cols])
	}
	// Output:
	// [0 3 0]
	// [0 0 0]
}
